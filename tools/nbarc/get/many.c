/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answering the queries of nbarc get (many.h). Several are answered together,
 * in the order in which their pages stand in the file, which decodes each frame
 * once; the answers are kept and printed in the order of the queries.
 */
#include "get/many.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"
#include "choose/explain.h"
#include "cli/far.h"
#include "cli/signals.h"
#include "get/put.h"

/* Bytes of answers up to which they are kept, because one that is not kept
 * decodes its frame once more. A journal is longer than its source, mostly less
 * than JOURNAL_PART times. */
#define ANSWERS_MOST (NBARC_ANSWERS_MAX / 3 * 4)
#define JOURNAL_PART 8u
#define USUAL_ANSWER ((size_t)32 << 10)

/* What a query gave: `len` bytes of the answers from `at` on, or an error,
 * which is owned. */
struct answer {
	bool piece; /* the bytes are a piece, after which a separator comes */
	/* It is answered by itself when its turn comes: it chooses several
	 * pages, or the answers before it took all the memory. */
	bool alone;
	size_t at, len;
	struct nb_error *err;
};

/* ---- one query
 *
 * It may choose any number of pages: they are printed as they are visited. */

/* Is it in vain to read on? What a disk does not give may be one page of many;
 * a server that fails after all attempts, or has another file by now, fails for
 * each. */
static bool is_lost(const struct get *g, enum nb_status st)
{
	return st == NB_IO && cli_is_url(g->path);
}

/* Called for each page of a query. */
static bool visit_page(void *context, const struct nb_entry *e)
{
	struct get *g = context;
	enum nb_status st = nbarc_get_put(g, e);

	if (!st)
		st = nbarc_get_flush(g);
	if (st)
		nbarc_get_report(g, st);
	return !g->write_failed && !cli_interrupted() && !is_lost(g, st);
}

/* Answer one query. */
static void get_one(struct get *g, const char *id)
{
	enum nb_status st = nb_query_parse(id, &g->query, &g->err);

	nbarc_get_prepare(g, &g->query);
	if (!st)
		st = nb_query_pages(g->archive, &g->query, g->threads,
				    visit_page, g, &g->err);
	if (st == NB_ABSENT && g->query.len && g->query.kind == NB_QUERY_MANY)
		st = nbarc_explain_id(g->archive, &g->query, &g->searches,
				      &g->err);
	if (st)
		nbarc_get_report(g, st);
}

/* ---- many queries
 *
 * Each of them names one page or item, or is answered by itself. */

/* Queries that are answered together. Everything is owned but `get`. `text` has
 * at most one answer beyond ANSWERS_MOST bytes. */
struct together {
	struct get *get;
	struct nb_query *queries;
	struct answer *answers; /* one for each query */
	size_t count;
	size_t done;	    /* queries whose answers were printed */
	struct nb_buf text; /* the answers, in the order of the file */
};

/* Free everything that is owned. */
static void free_answers(struct together *t)
{
	size_t i;

	for (i = 0; t->answers && i < t->count; i++)
		free(t->answers[i].err);
	free(t->queries);
	free(t->answers);
	nb_buf_free(&t->text);
}

void nbarc_answers_room(struct nb_buf *text, size_t count)
{
	size_t size = count < ANSWERS_MOST / USUAL_ANSWER ? count * USUAL_ANSWER
							  : ANSWERS_MOST;

	text->data = nb_alloc_large(size);
	text->cap = text->data ? size : 0;
}

/* Parse the queries. One that is not valid finds nothing, and is answered by
 * itself, as those that choose several pages are. */
static enum nb_status parse_all(struct together *t, char **ids)
{
	struct get *g = t->get;
	size_t i;

	nbarc_answers_room(&t->text, t->count);
	t->queries = nb_alloc(t->count, sizeof(*t->queries));
	t->answers = nb_alloc(t->count, sizeof(*t->answers));
	if (!t->queries || !t->answers)
		return nb_fail_mem(&g->err);
	for (i = 0; i < t->count; i++) {
		if (nb_query_parse(ids[i], &t->queries[i], NULL))
			t->queries[i].len = 0;
		nbarc_get_prepare(g, &t->queries[i]);
	}
	return NB_OK;
}

/* Keep the answer to a query until its turn comes. */
static bool keep_answer(void *context, size_t index, const struct nb_entry *e,
			const struct nb_error *err)
{
	struct together *t = context;
	struct get *g = t->get;
	struct answer *a = &t->answers[t->done + index];
	enum nb_status st = err ? err->status : NB_OK;

	g->query = t->queries[t->done + index];
	a->alone = (!e && g->query.kind == NB_QUERY_MANY) ||
		   t->text.len > ANSWERS_MOST;
	if (a->alone)
		return !cli_interrupted();
	g->any = false;
	a->at = t->text.len;
	if (e)
		st = nbarc_get_put(g, e);
	else
		g->err = *err;
	a->len = t->text.len - a->at;
	a->piece = g->any;
	if (st)
		a->err = malloc(sizeof(*a->err));
	if (a->err)
		*a->err = g->err;
	else if (st)
		nbarc_get_report(g, st);
	return !cli_interrupted();
}

/* Print one answer. */
static void print_answer(struct together *t, const struct answer *a, char *id)
{
	struct get *g = t->get;
	enum nb_status st = NB_OK;

	if (a->alone) {
		get_one(g, id);
		return;
	}
	if (a->err) {
		g->err = *a->err;
		st = g->err.status;
	}
	if (!st && a->piece)
		st = nbarc_get_separate(g);
	if (!st && nb_buf_add(&g->out, t->text.data + a->at, a->len))
		st = nb_fail_mem(&g->err);
	if (!st)
		st = nbarc_get_flush(g);
	if (st)
		nbarc_get_report(g, st);
}

/* Answer queries that were parsed, as many at a time as memory allows, and
 * print the answers in the order of the queries. */
static enum nb_status answer_parsed(struct together *t, char **ids)
{
	struct get *g = t->get;
	bool any = g->any;
	size_t count = t->count - t->done, i;
	size_t most = g->format == NB_FORMAT_JOURNAL
			      ? NBARC_ANSWERS_MAX / JOURNAL_PART
			      : NBARC_ANSWERS_MAX;
	enum nb_status st;

	g->to = &t->text;
	st = nb_query_many(g->archive, t->queries + t->done, &count, most,
			   g->threads, keep_answer, t, &g->err);
	g->to = &g->out;
	g->any = any;
	for (i = t->done; !st && i < t->done + count; i++)
		if (!g->write_failed && !cli_interrupted())
			print_answer(t, &t->answers[i], ids[i]);
	t->done += count;
	t->text.len = 0;
	return st;
}

/* Answer many queries. */
static void get_together(struct get *g, char **ids, size_t count)
{
	struct together t = {.get = g, .count = count};
	enum nb_status st = parse_all(&t, ids);

	while (!st && t.done < count && !g->write_failed && !cli_interrupted())
		st = answer_parsed(&t, ids);
	if (st)
		nbarc_get_report(g, st);
	free_answers(&t);
}

void nbarc_get_all(struct get *g, char **ids, size_t count)
{
	size_t i, n;

	for (i = 0; i < count && !g->write_failed && !cli_interrupted();
	     i += n) {
		n = count - i < NBARC_TOGETHER ? count - i : NBARC_TOGETHER;
		if (n == 1)
			get_one(g, ids[i]);
		else
			get_together(g, ids + i, n);
	}
}
