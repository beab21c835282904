/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps of a command over the archives of a set (set.h).
 *
 * Identifiers that follow each other and are in the same archive make one step,
 * so that a long list in the order of pages costs as many steps as there are
 * archives.
 *
 * A single archive is a set of one, without titles and dates. Its command gets
 * all identifiers in one step, as they were given, and opening it fails as it
 * does without a set: so nothing is different for it, in time or in messages.
 *
 * Archives are read one after the other, each by all threads of the command: so
 * the lines come in order without being kept, a limit ends the reading, and
 * memory is that of one archive. A search of all archives can read several at
 * once (set/ahead.h). Some stay open, for lists whose identifiers go to and fro
 * between archives (set/opened.h).
 */
#include "set/set.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/query.h>

#include "base/alloc.h"
#include "base/error.h"
#include "choose/explain.h"
#include "cli/far.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "set/ahead.h"
#include "set/opened.h"
#include "where.h"

/* ---- opening */

/* What the order of pieces is for qsort(), which has no context. */
struct sorting {
	const struct nbarc_range *range;
	struct nbarc_piece piece;
};

static int by_range(const void *a, const void *b)
{
	const struct sorting *x = a, *y = b;
	int order = strcmp(x->range->title, y->range->title);

	if (!order)
		order = strcmp(x->range->first, y->range->first);
	return order ? order
		     : (x->piece.range > y->piece.range) -
			       (x->piece.range < y->piece.range);
}

/* Put all titles of all archives into the order of their pages. */
static enum nb_status sort_pieces(struct nbarc_set *set, struct nb_error *err)
{
	const struct nbarc_collection *c = &set->of;
	struct sorting *list = nb_alloc(c->range_count, sizeof(*list));
	size_t i, k, n = 0;

	set->pieces = nb_alloc(c->range_count, sizeof(*set->pieces));
	if (!list || !set->pieces) {
		free(list);
		return nb_fail_mem(err);
	}
	for (i = 0; i < c->count; i++)
		for (k = 0; k < c->shards[i].range_count; k++, n++)
			list[n] = (struct sorting){
				&c->ranges[c->shards[i].range + k],
				{i, c->shards[i].range + k}};
	if (n)
		qsort(list, n, sizeof(*list), by_range);
	for (i = 0; i < n; i++)
		set->pieces[i] = list[i].piece;
	set->piece_count = n;
	free(list);
	return NB_OK;
}

/* Make a collection of the one archive. */
static enum nb_status take_one(struct nbarc_set *set, struct nb_error *err)
{
	struct nbarc_collection *c = &set->of;

	c->shards = nb_alloc(1, sizeof(*c->shards));
	if (!c->shards)
		return nb_fail_mem(err);
	c->shards[0].path = set->path;
	c->shards[0].shown = set->shown;
	c->count = 1;
	return NB_OK;
}

enum nb_status nbarc_set_open(struct nbarc_set *set, struct nb_error *err)
{
	struct nb_archive *archive;
	enum nb_status st;

	nbarc_show_at(set->path, set->shown, sizeof(set->shown));
	set->many = nbarc_is_collection(set->path);
	set->damage.cli = set->cli;
	if (set->many && set->at && !set->cited)
		return nb_fail(err, NB_USAGE,
			       "--at is of one archive, not of a collection");
	st = set->many ? nbarc_collection_read(set->path, &set->of, err)
		       : take_one(set, err);
	if (st)
		return st;
	set->opened = nb_alloc(set->of.count, sizeof(*set->opened));
	if (!set->opened)
		return nb_fail_mem(err);
	return set->many ? sort_pieces(set, err)
			 : nbarc_opened_use(set, 0, &archive, err);
}

/* ---- steps */

/* The making of steps. The identifiers of the step in hand are collected. */
struct steps {
	struct nbarc_set *set;
	nbarc_set_step *step;
	void *context;
	struct nb_error *err;
	char **ids; /* owned */
	size_t count, shard;
	struct nbarc_plan *plan; /* steps are left to it; or NULL */
};

/* Leave the step in hand to the plan. */
static enum nb_status put_off(struct steps *s, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (nbarc_plan_add(s->plan, s->shard, s->ids[i]))
			return nb_fail_mem(s->err);
	return NB_OK;
}

/* Do the step in hand, if there is one. */
static enum nb_status flush(struct steps *s)
{
	struct nb_archive *archive;
	size_t count = s->count;
	enum nb_status st;

	s->count = 0;
	if (!count || cli_interrupted())
		return NB_OK;
	if (s->plan)
		return put_off(s, count);
	st = nbarc_opened_use(s->set, s->shard, &archive, s->err);
	if (!st && !archive && s->set->cited)
		return nb_fail(s->err, NB_ABSENT,
			       "no archive of the collection that may have %s "
			       "ever had the root of the citation",
			       s->ids[0]);
	return st || !archive ? st
			      : s->step(s->context, archive,
					s->set->of.shards[s->shard].path,
					s->ids, count, s->err);
}

/* Ask an archive for an identifier, which lives until the step is done. */
static enum nb_status ask(struct steps *s, size_t shard, char *id)
{
	enum nb_status st = NB_OK;

	if (s->count && s->shard != shard)
		st = flush(s);
	s->shard = shard;
	s->ids[s->count++] = id;
	return st;
}

/* For nb_query_pages(): one page is enough. */
static bool note_page(void *context, const struct nb_entry *e)
{
	bool *found = context;

	(void)e;
	*found = true;
	return false;
}

/* True if an archive has something that the identifier names. What is no
 * identifier, and damage, is for the command to report. */
static enum nb_status has(struct steps *s, size_t shard, const char *id,
			  bool *is_there)
{
	struct nb_archive *archive;
	bool found = false;
	struct nb_query q;
	enum nb_status st = nbarc_opened_use(s->set, shard, &archive, s->err);

	*is_there = false;
	if (st || !archive)
		return st;
	*is_there = true;
	if (nb_query_parse(id, &q, NULL))
		return NB_OK;
	q.detail = NB_DETAIL_KEYS;
	*is_there = nb_query_pages(archive, &q, 1, note_page, &found, NULL) !=
			    NB_ABSENT ||
		    found;
	return NB_OK;
}

/* What is still looked for of an identifier. */
struct candidates {
	size_t first, last, count; /* archives that may have it: the first, the
				    * last so far, and how many there are */
	bool asked;		   /* one of them was asked */
};

/*
 * Take one more archive that may have the identifier, in order: with a second
 * one, only those are asked that have it.
 *
 * A single candidate is not looked into, since it is asked in any case and says
 * itself that it has nothing. Of several, those without the page would each
 * report that it is absent.
 */
static enum nb_status take_candidate(struct steps *s, struct candidates *c,
				     size_t shard, char *id)
{
	bool is_there;
	enum nb_status st = NB_OK;

	if (c->count && c->last == shard)
		return NB_OK;
	c->last = shard;
	if (++c->count == 1) {
		c->first = shard;
		return NB_OK;
	}
	if (c->count == 2) {
		st = has(s, c->first, id, &is_there);
		if (!st && is_there) {
			c->asked = true;
			st = ask(s, c->first, id);
		}
	}
	if (!st)
		st = has(s, shard, id, &is_there);
	if (st || !is_there)
		return st;
	c->asked = true;
	return ask(s, shard, id);
}

/* Take all archives that may have the identifier. */
static enum nb_status take_all(struct steps *s, struct candidates *c, char *id)
{
	const struct nbarc_set *set = s->set;
	size_t title = strcspn(id, "-"), i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < set->of.count; i++)
		if (!set->of.shards[i].known)
			st = take_candidate(s, c, i, id);
	for (i = 0; !st && i < set->piece_count; i++) {
		const struct nbarc_piece *p = &set->pieces[i];
		const struct nbarc_range *r = &set->of.ranges[p->range];
		const struct nbarc_shard *shard = &set->of.shards[p->shard];
		int order = strncmp(r->title, id, title);

		if (order > 0)
			break;
		if (order == 0 && !r->title[title] && shard->known &&
		    nbarc_shard_may_have(&set->of, shard, id))
			st = take_candidate(s, c, p->shard, id);
	}
	return st;
}

/* Report an identifier that no archive can have. */
static void report_absent(struct nbarc_set *set, const char *id)
{
	struct nb_error err;

	(void)nb_fail(&err, NB_ABSENT,
		      "%.300s: no archive of the collection has its title and "
		      "date",
		      id);
	nb_error_file(&err, set->shown);
	cli_error(set->cli, &err);
	set->worst = nb_worse(set->worst, NB_ABSENT);
}

/* Answer an identifier that is not only the beginning of a title. Where no
 * archive has it that should, one that has changed can. */
static enum nb_status answer(struct steps *s, char *id)
{
	struct candidates c = {.count = 0};
	bool is_there = false;
	enum nb_status st = take_all(s, &c, id);

	if (!st && c.count == 1)
		st = has(s, c.first, id, &is_there);
	if (!st && !is_there && !c.asked) {
		memset(&c, 0, sizeof(c));
		st = nbarc_opened_compare(s->set, NULL, s->err);
		if (!st)
			st = take_all(s, &c, id);
	}
	if (st || c.asked)
		return st;
	/* The only one that may have it says itself if it has not. */
	if (c.count)
		return ask(s, c.first, id);
	report_absent(s->set, id);
	return NB_OK;
}

/* Answer the beginning of a title, as "" or "jd", title by title: so the order
 * of the pages is that of a single archive. */
static enum nb_status answer_titles(struct steps *s, char *id)
{
	struct nbarc_set *set = s->set;
	size_t len = strlen(id), i;
	char title[sizeof(set->of.ranges->title) + 1], *asked = title;
	bool any = false;
	enum nb_status st = nbarc_opened_compare(set, id, s->err);

	for (i = 0; !st && i < set->of.count; i++)
		if (!set->of.shards[i].known) {
			any = true;
			st = ask(s, i, id);
		}
	for (i = 0; !st && i < set->piece_count; i++) {
		const struct nbarc_piece *p = &set->pieces[i];
		const struct nbarc_range *r = &set->of.ranges[p->range];

		if (strncmp(r->title, id, len) != 0 ||
		    !set->of.shards[p->shard].known)
			continue;
		any = true;
		st = flush(s);
		(void)snprintf(title, sizeof(title), "%s-", r->title);
		if (!st)
			st = ask(s, p->shard, asked);
		if (!st)
			st = flush(s);
	}
	return st || any || !len ? st : answer(s, id);
}

/* Make the steps for these identifiers of a collection. */
static enum nb_status make_steps(struct steps *s, char **ids, size_t count)
{
	char empty[] = "", *everything = empty;
	enum nb_status st = NB_OK;
	size_t i;

	if (!count) {
		ids = &everything;
		count = 1;
	}
	s->ids = nb_alloc(count, sizeof(*s->ids));
	if (!s->ids)
		return nb_fail_mem(s->err);
	for (i = 0; !st && i < count; i++)
		st = strchr(ids[i], '-') ? answer(s, ids[i])
					 : answer_titles(s, ids[i]);
	if (!st)
		st = flush(s);
	free(s->ids);
	return st;
}

enum nb_status nbarc_set_each(struct nbarc_set *set, char **ids, size_t count,
			      nbarc_set_step *step, void *context,
			      struct nb_error *err)
{
	struct steps s = {
		.set = set, .step = step, .context = context, .err = err};

	if (!set->many)
		return step(context, set->opened[0].archive, set->path, ids,
			    count, err);
	return make_steps(&s, ids, count);
}

enum nb_status nbarc_set_each_ahead(struct nbarc_set *set, char **ids,
				    size_t count, nbarc_set_step *step,
				    const struct nbarc_ahead *ahead,
				    unsigned threads, void *context,
				    struct nb_error *err)
{
	struct nbarc_plan plan = {.count = 0};
	struct steps s = {.set = set,
			  .step = step,
			  .context = context,
			  .err = err,
			  .plan = &plan};
	enum nb_status st;
	size_t i;

	/* Identifiers of pages are answered by few archives, and whether one
	 * has them is told in between. */
	for (i = 0; i < count; i++)
		if (strchr(ids[i], '-'))
			break;
	if (!set->many || i < count)
		return nbarc_set_each(set, ids, count, step, context, err);
	st = make_steps(&s, ids, count);
	if (!st)
		st = nbarc_plan_do(&plan, set, step, ahead, threads, context,
				   err);
	nbarc_plan_free(&plan);
	return st;
}

enum nb_status nbarc_set_archives(struct nbarc_set *set, nbarc_set_step *step,
				  void *context, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	struct nb_archive *archive;
	size_t i;

	for (i = 0; !st && i < set->of.count && !cli_interrupted(); i++) {
		st = nbarc_opened_use(set, i, &archive, err);
		if (!st && archive)
			st = step(context, archive, set->of.shards[i].path,
				  NULL, 0, err);
	}
	return st;
}

/* ---- the end */

enum nb_status nbarc_set_explain(struct nbarc_set *set,
				 const struct nbarc_choice *choice,
				 struct nb_error *err)
{
	if (!set->many)
		return nbarc_explain_choice(set->opened[0].archive, choice,
					    err);
	return nb_fail(err, NB_ABSENT,
		       "the options choose nothing of what the archives have");
}

enum nb_status nbarc_set_close(struct nbarc_set *set)
{
	enum nb_status st = set->worst;

	if (set->failed_count)
		cli_say(set->cli,
			"%s: %zu of %zu %s could not be read; the answer is "
			"incomplete",
			set->shown, set->failed_count, set->of.count,
			cli_plural(set->of.count, "archive", "archives"));
	if (set->damage.seen)
		st = nb_worse(st, NB_INVALID);
	nbarc_opened_close(set);
	free(set->pieces);
	if (!set->many)
		set->of.count = 0; /* its path is not in memory of its own */
	nbarc_collection_free(&set->of);
	return st;
}

/* ---- confinement */

bool nbarc_set_is_far(const char *operand)
{
	struct nbarc_collection c;
	bool far;

	if (!nbarc_is_collection(operand) || cli_is_url(operand))
		return cli_is_url(operand);
	(void)!nbarc_collection_read(operand, &c, NULL);
	far = c.far;
	nbarc_collection_free(&c);
	return far;
}

/* A file with a mistake is reported when it is read again. One that is far away
 * names no files. */
void nbarc_set_allow(const struct cli *cli, struct cli_sandbox *sandbox,
		     const char *operand)
{
	struct nbarc_collection c;
	char beside[PATH_MAX];
	size_t i;

	if (!nbarc_is_collection(operand) || cli_is_url(operand))
		return;
	(void)!nbarc_collection_read(operand, &c, NULL);
	for (i = 0; i < c.count; i++) {
		const char *path = c.shards[i].path;

		if (c.shards[i].far)
			continue;
		cli_sandbox_read(sandbox, path);
		if (cli->beside &&
		    snprintf(beside, sizeof(beside), "%s%s", path,
			     cli->beside) < (int)sizeof(beside))
			cli_sandbox_read(sandbox, beside);
	}
	nbarc_collection_free(&c);
}
