/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc get: print articles, pages and issues of an archive.
 *
 * Each argument is a query (<nbarc/query.h>). Several are answered together, in
 * the order in which their pages stand in the file, which decodes each frame
 * once; the answers are kept and printed in the order of the arguments. Output
 * is collected and written in large pieces, except for long documents of a
 * single query, which are written from where they were decoded. Everything that
 * is found is printed, even if another identifier is absent or damaged: the
 * exit code tells. What is withdrawn is never printed, in no format; its reason
 * is reported instead.
 *
 * An item is printed as a document that stands alone (nb_tei_standalone()), or
 * as the slices of the page's document. As text, its reading is printed, with
 * an empty line between two items or pages.
 */
#include "commands.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/archive.h>
#include <nbarc/query.h>
#include <nbarc/tei.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/cli.h"
#include "open.h"
#include "read/across.h"
#include "read/chosen.h"
#include "read/follow.h"
#include "read/format.h"
#include "read/layout.h"

/* Output is collected up to this many bytes. */
#define FLUSH_AT ((size_t)256 * 1024)

/* A document of at least this many bytes is worth a write of its own. */
#define WRITE_DIRECTLY 4096u

/* Queries that are answered together, and bytes that their answers should take.
 * A journal is longer than its source, mostly less than JOURNAL_PART times. */
#define TOGETHER ((size_t)1 << 14)
#define ANSWERS_MAX ((size_t)64 << 20)
#define JOURNAL_PART 8u

/* What a query gave: `len` bytes of the answers from `at` on, or an error,
 * which is owned. */
struct answer {
	bool text; /* the bytes are the text of a page or an item */
	/* It is answered by itself when its turn comes: it chooses several
	 * pages, or the answers before it took all the memory. */
	bool alone;
	size_t at, len;
	struct nb_error *err;
};

/*
 * One run of the command. The archive, the output and the buffer are owned.
 * Messages about one page are made in err and reported at once.
 */
struct get {
	struct nb_archive *archive;
	const char *path;
	const char *at; /* a commit, or NULL */
	const char *output_path;
	const char *ids_path; /* a list of identifiers, or NULL */
	enum nb_format format;
	bool all;    /* every page is printed */
	bool follow; /* renamed pages are printed */
	bool quiet;  /* with a list: do not say where things are */
	/* What is made of documents, which are the slices of items then. */
	enum nbarc_layout layout;
	struct nb_buf slices;  /* of the item in hand */
	bool plain;	       /* NB_FORMAT_PLAIN in place of NB_FORMAT_TEI */
	unsigned threads;      /* that read ahead; 0: all processors */
	struct nb_query query; /* the one that is being answered */
	struct cli_output output;
	struct nb_buf out; /* what has not been written yet */
	struct nb_buf *to; /* where pages are put: `out`, or kept answers */
	bool any_text;	   /* a text was printed: an empty line comes first */
	bool write_failed; /* nothing more can be written */
	enum nb_status worst; /* of all pages and queries so far */
	struct nbarc_damage damage;
	struct nb_error err;
};

enum { KEY_FORMAT = 'f', KEY_AT = CLI_LONG, KEY_PLAIN, KEY_FOLLOW, KEY_ZONES };

static const struct cli_option options[] = {
	{KEY_FORMAT, "format", "FORMAT",
	 "tei, slices, text, source, journal, alto, page", CLI_RETURN},
	{KEY_ZONES, "zones", "[=iiif]", "boxes as JSON, or as IIIF annotations",
	 CLI_RETURN},
	{KEY_PLAIN, "plain", NULL, "TEI without marks of joined breaks",
	 CLI_SET(struct get, plain)},
	{CLI_LONG + 5, "all", NULL, "print every page",
	 CLI_SET(struct get, all)},
	{KEY_FOLLOW, "follow", NULL,
	 "print renamed pages by their new identifiers",
	 CLI_SET(struct get, follow)},
	{CLI_LONG + 4, "ids", "FILE",
	 "print what FILE lists; all operands are archives",
	 CLI_TEXT(struct get, ids_path)},
	{'q', "quiet", NULL, "do not say where what is listed was found",
	 CLI_SET(struct get, quiet)},
	{'o', "output", "FILE", "write to FILE instead of standard output",
	 CLI_TEXT(struct get, output_path)},
	{'j', "jobs", "N", CLI_JOBS_HELP,
	 CLI_COUNT(struct get, threads, CLI_JOBS_MAX)},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct get, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc get",
	.synopsis = "[OPTION...] ARCHIVE ID[@REVISION]...\n"
		    "--all [OPTION...] ARCHIVE\n"
		    "--ids FILE [OPTION...] ARCHIVE...",
	.about = "Print the articles, pages or issues with these identifiers. "
		 "The beginning of an\nidentifier stands for all pages whose "
		 "identifiers begin with it.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive and an identifier are needed",
};

/* Report the error of a page. */
static enum nb_status report_error(struct get *g, enum nb_status st)
{
	nb_error_file(&g->err, g->path);
	cli_error(&tool, &g->err);
	return st;
}

/*
 * Write bytes to the output. After the first failure nothing more is printed.
 */
static enum nb_status write_out(struct get *g, const void *p, size_t len)
{
	enum nb_status st = cli_output_write(&g->output, p, len, &g->err);

	if (st)
		g->write_failed = true;
	return st;
}

/* Write what has been collected. */
static enum nb_status flush(struct get *g)
{
	size_t len = g->out.len;

	g->out.len = 0;
	return write_out(g, g->out.data, len);
}

/* Texts have an empty line between them. */
static enum nb_status separate(struct get *g)
{
	enum nb_status st = NB_OK;

	if (g->format == NB_FORMAT_TEXT && g->any_text)
		st = nb_buf_puts(g->to, "\n");
	g->any_text = true;
	return st ? nb_fail_mem(&g->err) : NB_OK;
}

/*
 * Called before an item is reported as absent: a page that is damaged, or not
 * shown as a whole, is reported instead. This comes first because explaining
 * the absence of an item may overwrite the entry.
 */
static enum nb_status check_page(struct get *g, const struct nb_entry *e)
{
	const uint8_t *doc;
	size_t len;

	if (nb_entry_is_hidden(e))
		return nb_query_refuse(g->archive, &g->query, e, &g->err);
	return nb_archive_document(g->archive, e, &doc, &len, &g->err);
}

/*
 * Append the items of a page that the query chooses. One that was asked for by
 * its whole id is an error if it is not present; among those that begin with
 * the query, such items are left out.
 */
static enum nb_status put_items(struct get *g, const struct nb_entry *e)
{
	enum nb_status st = NB_OK;
	bool any = false;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];
		bool present = nb_entry_item_is_present(e, item);

		if (!nb_query_item(&g->query, &e->id, item->number) ||
		    (!g->query.number && !present))
			continue;
		any = true;
		st = present ? separate(g) : check_page(g, e);
		if (!st)
			st = nbarc_layout_item(g->layout, g->archive, e,
					       item->number, g->format,
					       &g->slices, g->to, &g->err);
	}
	if (!st && !any)
		st = check_page(g, e);
	if (st || any)
		return st;
	st = nb_query_refuse(g->archive, &g->query, e, &g->err);
	return st ? st : nb_query_absent(&g->query, &g->err);
}

/* Append a page, its document or its text. */
static enum nb_status put_page(struct get *g, const struct nb_entry *e)
{
	const uint8_t *doc;
	size_t len;
	enum nb_status st =
		nb_archive_document(g->archive, e, &doc, &len, &g->err);

	if (st)
		return st;
	if (g->layout)
		return nbarc_layout_put(g->layout, doc, len, g->to, &g->err);
	if (g->format == NB_FORMAT_PLAIN)
		return nb_tei_plain(doc, len, g->to, &g->err);
	/* Written from where it was decoded, which is faster than a copy */
	if (g->format < NB_FORMAT_TEXT && g->to == &g->out &&
	    (g->query.kind == NB_QUERY_PAGE || len >= WRITE_DIRECTLY)) {
		st = flush(g);
		return st ? st : write_out(g, doc, len);
	}
	if (g->format < NB_FORMAT_TEXT)
		return nb_buf_add(g->to, doc, len) ? nb_fail_mem(&g->err)
						   : NB_OK;
	st = separate(g);
	return st ? st : nb_tei_reading(doc, len, g->to, &g->err);
}

/* Append the source of a page, or its journal. The source of an item is that of
 * its page, but an item that the page does not have has none. */
static enum nb_status put_source(struct get *g, const struct nb_entry *e)
{
	size_t from = g->to->len;
	enum nb_status st;

	if (!nbarc_chooses(&g->query, e)) {
		st = nb_query_refuse(g->archive, &g->query, e, &g->err);
		return st ? st : nb_query_absent(&g->query, &g->err);
	}
	if (g->format == NB_FORMAT_JOURNAL)
		return nb_archive_journal(g->archive, e, g->to, &g->err);
	st = nb_archive_source(g->archive, e, g->to, &g->err);
	if (st || g->output.path)
		return st;
	return nbarc_check_terminal(g->to->data + from, g->to->len - from,
				    &g->err);
}

/* Append what the query chooses of a page. Nothing is appended of a page that
 * fails. */
static enum nb_status put_entry(struct get *g, const struct nb_entry *e)
{
	size_t from = g->to->len;
	bool any_text = g->any_text;
	enum nb_status st;

	if (g->format >= NB_FORMAT_SOURCE)
		st = put_source(g, e);
	else if (!nb_query_whole(&g->query, &e->id))
		st = put_items(g, e);
	else
		st = put_page(g, e);
	if (st) {
		g->to->len = from;
		g->any_text = any_text;
	}
	return st;
}

/* ---- one query */

/* Called for each page of a query. */
static bool visit_page(void *context, const struct nb_entry *e)
{
	struct get *g = context;
	enum nb_status st = put_entry(g, e);

	if (!st && g->out.len >= FLUSH_AT)
		st = flush(g);
	if (st)
		g->worst = nb_worse(g->worst, report_error(g, st));
	return !g->write_failed && !cli_interrupted();
}

/*
 * Answer one query. Sources and journals are read ahead instead of documents
 * where they are asked for.
 */
static void get_one(struct get *g, const char *id)
{
	enum nb_status st = nb_query_parse(id, &g->query, &g->err);

	if (g->format >= NB_FORMAT_SOURCE)
		g->query.want = NB_WANT_SOURCES;
	if (!st)
		st = nb_query_pages(g->archive, &g->query, g->threads,
				    visit_page, g, &g->err);
	if (st)
		g->worst = nb_worse(g->worst, report_error(g, st));
}

/* ---- many queries */

/* Queries that are answered together. Everything is owned but `get`. `text` has
 * at most one answer beyond ANSWERS_MAX bytes. */
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

/* Parse the queries. One that is not valid finds nothing, and is answered by
 * itself, as those that choose several pages are. */
static enum nb_status parse_all(struct together *t, char **ids)
{
	struct get *g = t->get;
	size_t i;

	t->queries = nb_alloc(t->count, sizeof(*t->queries));
	t->answers = nb_alloc(t->count, sizeof(*t->answers));
	if (!t->queries || !t->answers)
		return nb_fail_mem(&g->err);
	for (i = 0; i < t->count; i++) {
		if (nb_query_parse(ids[i], &t->queries[i], NULL))
			t->queries[i].len = 0;
		if (g->format >= NB_FORMAT_SOURCE)
			t->queries[i].want = NB_WANT_SOURCES;
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
		   t->text.len > ANSWERS_MAX;
	if (a->alone)
		return !cli_interrupted();
	g->any_text = false;
	a->at = t->text.len;
	if (e)
		st = put_entry(g, e);
	else
		g->err = *err;
	a->len = t->text.len - a->at;
	a->text = g->any_text;
	if (st)
		a->err = malloc(sizeof(*a->err));
	if (a->err)
		*a->err = g->err;
	else if (st)
		g->worst = nb_worse(g->worst, report_error(g, st));
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
	if (!st && a->text)
		st = separate(g);
	if (!st && nb_buf_add(&g->out, t->text.data + a->at, a->len))
		st = nb_fail_mem(&g->err);
	if (!st && g->out.len >= FLUSH_AT)
		st = flush(g);
	if (st)
		g->worst = nb_worse(g->worst, report_error(g, st));
}

/* Answer queries that were parsed, as many at a time as memory allows, and
 * print the answers in the order of the queries. */
static enum nb_status answer_parsed(struct together *t, char **ids)
{
	struct get *g = t->get;
	bool any_text = g->any_text;
	size_t count = t->count - t->done, i;
	size_t most = g->format == NB_FORMAT_JOURNAL
			      ? ANSWERS_MAX / JOURNAL_PART
			      : ANSWERS_MAX;
	enum nb_status st;

	g->to = &t->text;
	st = nb_query_many(g->archive, t->queries + t->done, &count, most,
			   g->threads, keep_answer, t, &g->err);
	g->to = &g->out;
	g->any_text = any_text;
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
		g->worst = nb_worse(g->worst, report_error(g, st));
	free_answers(&t);
}

/* Answer all queries, until a write fails or a signal comes. */
static enum nb_status get_all(struct get *g, char **ids, size_t count)
{
	size_t i, n;

	for (i = 0; i < count && !g->write_failed && !cli_interrupted();
	     i += n) {
		n = count - i < TOGETHER ? count - i : TOGETHER;
		if (n == 1)
			get_one(g, ids[i]);
		else
			get_together(g, ids + i, n);
	}
	if (!g->write_failed && flush(g)) {
		g->worst = NB_IO;
		cli_error(&tool, &g->err);
	}
	return g->worst;
}

/* Open the archive and the output. */
static enum nb_status open_both(struct get *g)
{
	enum nb_status st;

	g->damage.cli = &tool;
	st = nbarc_open_damaged(g->path, g->at, &g->damage, &g->archive,
				&g->err);
	if (!st)
		st = cli_output_open(&g->output, g->output_path, &g->err);
	if (st) {
		nb_archive_close(g->archive);
		cli_error(&tool, &g->err);
	}
	return st;
}

/* Close both; returns the worst status of all. What was found is kept, also if
 * an identifier was absent; after a failed write or a signal it is not. */
static enum nb_status close_both(struct get *g, enum nb_status st)
{
	bool stopped = g->write_failed || cli_interrupted();
	enum nb_status closed =
		cli_output_close(&g->output, stopped ? NB_IO : NB_OK, &g->err);

	if (closed && !stopped)
		cli_error(&tool, &g->err);
	if (g->damage.seen)
		st = nb_worse(st, NB_INVALID);
	nb_archive_close(g->archive);
	nb_buf_free(&g->out);
	nb_buf_free(&g->slices);
	return nb_worse(st, closed);
}

/* Follow renamed pages if that is asked for, and answer all queries. */
static enum nb_status follow_and_get(struct get *g, char **ids, size_t count)
{
	struct nb_buf kept = {0};
	enum nb_status st = NB_OK;

	if (g->follow)
		st = nbarc_follow(&tool, g->archive, g->path, ids, count, &kept,
				  &g->err);
	if (st)
		st = report_error(g, st);
	else
		st = get_all(g, ids, count);
	nb_buf_free(&kept);
	return st;
}

/* Answer a list of identifiers from several archives. */
static enum nb_status get_listed(const struct get *g, char **paths,
				 size_t count)
{
	const struct nbarc_across across = {.cli = &tool,
					    .ids_path = g->ids_path,
					    .output_path = g->output_path,
					    .paths = paths,
					    .count = count,
					    .format = g->format,
					    .follow = g->follow,
					    .quiet = g->quiet};

	return nbarc_get_across(&across);
}

/* Check what the options and operands say together; returns an exit code. */
static int check_usage(struct get *g, int operands)
{
	if (g->plain && (g->format != NB_FORMAT_TEI || g->layout))
		return cli_usage(&tool, "--plain is about --format tei");
	if (g->plain)
		g->format = NB_FORMAT_PLAIN;
	if (g->ids_path && g->layout)
		return cli_usage(&tool, "--ids prints no layouts");
	if (g->ids_path && g->at)
		return cli_usage(&tool, "--at is of one archive, and not for "
					"--ids");
	if (g->all && (g->ids_path || operands > 1))
		return cli_usage(&tool, "--all takes only an archive");
	if (!g->ids_path && !g->all && operands < 2)
		return cli_usage(&tool, "%s", tool.missing);
	return 0;
}

/*
 * Signals are caught only where a file is being written, which must then be
 * removed; otherwise they end the process at once, as a reader of a pipe
 * expects.
 */
int nbarc_get(int argc, char **argv)
{
	struct get g = {.format = NB_FORMAT_TEI};
	enum nb_status st;
	char empty[] = "", *every = empty; /* the prefix of all pages */
	int key;

	while ((key = cli_next(&tool, argc, argv, &g)) >= 0)
		if (!nbarc_layout_option(key == KEY_ZONES, optarg, &g.format,
					 &g.layout))
			return cli_usage(&tool, "%s: no such format", optarg);
	if (check_usage(&g, argc - optind))
		return nb_exit_code(NB_USAGE);
	g.path = argv[optind];
	g.to = &g.out;
	if (g.output_path)
		cli_catch_signals();
	if (g.ids_path) {
		st = get_listed(&g, argv + optind, (size_t)(argc - optind));
		cli_die_of_signal();
		return nb_exit_code(st);
	}
	if ((st = open_both(&g)))
		return nb_exit_code(st);
	st = g.all ? get_all(&g, &every, 1)
		   : follow_and_get(&g, argv + optind + 1,
				    (size_t)(argc - optind - 1));
	st = close_both(&g, st);
	cli_die_of_signal();
	return nb_exit_code(st);
}
