/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc get: articles, pages and issues out of an archive. */
#include "nbarc.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/archive.h>

enum { KEY_FORMAT = 'f', KEY_OUTPUT = 'o', KEY_JOBS = 'j', KEY_AT = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_FORMAT, "format", "FORMAT",
	 "tei (the default), text, source, journal"},
	{KEY_OUTPUT, "output", "FILE", "write there, not to standard output"},
	{KEY_JOBS, "jobs", "N", CLI_JOBS_HELP},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc get",
	.synopsis = "[OPTION...] ARCHIVE ID[@REVISION]...",
	.about = "Print the articles, pages or issues with these identifiers; "
		 "the beginning of an\nidentifier stands for all pages below "
		 "it.",
	.options = options,
};

enum format { FORMAT_TEI, FORMAT_TEXT, FORMAT_SOURCE, FORMAT_JOURNAL };

#define FLUSH_AT ((size_t)256 * 1024)
#define AS_IT_IS                                                    \
	4096u /* bytes of a page that are worth a call of their own \
	       */

struct get {
	struct nb_archive *archive;
	const char *path;
	const char *at;
	enum format format;
	unsigned threads; /* that decode ahead; 0: one a processor */
	const struct nbarc_query *query;
	struct cli_output output;
	struct nb_buf out;
	bool any_text; /* something was printed: an empty line comes between */
	bool write_failed;
	struct nbarc_damage damage;
	struct nb_error err;
};

static enum nb_status fail(struct get *g, enum nb_status st)
{
	nb_error_file(&g->err, g->path);
	cli_error(&tool, &g->err);
	return st;
}

static enum nb_status write_out(struct get *g, const void *p, size_t len)
{
	enum nb_status st = cli_output_write(&g->output, p, len, &g->err);

	if (st)
		g->write_failed = true;
	return st;
}

static enum nb_status flush(struct get *g)
{
	size_t len = g->out.len;

	g->out.len = 0;
	return write_out(g, g->out.data, len);
}

/* Append part of a document as the format has it. */
static enum nb_status put(struct get *g, const uint8_t *p, size_t len)
{
	enum nb_status st = NB_OK;

	if (g->format == FORMAT_TEI)
		return nb_buf_add(&g->out, p, len) ? nb_fail_mem(&g->err)
						   : NB_OK;
	if (g->any_text && nb_buf_puts(&g->out, "\n"))
		st = nb_fail_mem(&g->err);
	g->any_text = true;
	return st ? st : nb_tei_reading(p, len, &g->out, &g->err);
}

/* An item that is not present: why. */
static enum nb_status absent_item(struct get *g, const struct nb_entry *e,
				  const struct nb_entry_item *item,
				  const struct nb_hidden *hidden)
{
	char id[NBARC_ITEM_ID];

	if (item->state != NB_STATE_MOVED)
		return nbarc_absent(g->query, e, hidden, &g->err);
	(void)nbarc_item_id(&e->id, item->number, id);
	if (item->reason.len == 0)
		return nb_fail(&g->err, NB_ABSENT,
			       "%s: its text is no longer on the page", id);
	return nb_fail(&g->err, NB_ABSENT, "%s: its text is now in: %.*s", id,
		       (int)item->reason.len, item->reason.text);
}

/* The document that stands for one item: head, the item, tail. */
static enum nb_status put_item(struct get *g, const struct nb_entry *e,
			       const struct nb_entry_item *item,
			       const uint8_t *doc)
{
	enum nb_status st = NB_OK;

	if (g->format == FORMAT_TEI)
		st = put(g, doc, e->head_len);
	if (!st)
		st = put(g, doc + item->offset, item->len);
	if (!st && g->format == FORMAT_TEI)
		st = put(g, doc + e->tail_offset, e->len - e->tail_offset);
	return st;
}

/* Of the beginning of an id, those that are present; of a whole one, that. */
static enum nb_status put_items(struct get *g, const struct nb_entry *e,
				const struct nb_hidden *hidden,
				const uint8_t *doc)
{
	enum nb_status st = NB_OK;
	bool any = false;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];
		bool absent = item->state != NB_STATE_PRESENT ||
			      nb_hidden_item(hidden, item->number);

		if (!nbarc_query_item(g->query, &e->id, item->number))
			continue;
		if (absent && g->query->number)
			return absent_item(g, e, item, hidden);
		if (absent)
			continue;
		any = true;
		st = put_item(g, e, item, doc);
	}
	if (!st && !any)
		return nb_fail(&g->err, NB_ABSENT, "%s: not in the archive",
			       g->query->text);
	return st;
}

/* A page: its document, or its text, without what is withdrawn. */
static enum nb_status put_page(struct get *g, const struct nb_entry *e,
			       const struct nb_hidden *hidden,
			       const uint8_t *doc)
{
	struct nb_buf shown = {0};
	enum nb_status st;

	/* It is written from where it was decoded: a copy takes longer. */
	if (!hidden->any_item && g->format == FORMAT_TEI &&
	    (g->query->level == NB_ID_PAGE || e->len >= AS_IT_IS)) {
		st = flush(g);
		return st ? st : write_out(g, doc, e->len);
	}
	if (!hidden->any_item)
		return put(g, doc, e->len);
	st = nb_document_shown(e, doc, hidden, &shown, &g->err);
	if (!st)
		st = put(g, shown.data, shown.len);
	nb_buf_free(&shown);
	return st;
}

/* Bytes that are not text do not belong on a terminal. */
static enum nb_status check_terminal(struct get *g, size_t from)
{
	if (g->output.path || isatty(STDOUT_FILENO) != 1 ||
	    nb_utf8_invalid((char *)g->out.data + from, g->out.len - from) ==
		    g->out.len - from)
		return NB_OK;
	g->out.len = from;
	return nb_fail(&g->err, NB_USAGE,
		       "the source is not UTF-8; use --output to write it to a "
		       "file");
}

/* The source, or the journal that is kept with it. */
static enum nb_status put_source(struct get *g, const struct nb_entry *e,
				 const struct nb_hidden *hidden)
{
	size_t from = g->out.len;
	enum nb_status st;

	if (hidden->any_item)
		return nb_fail(&g->err, NB_ABSENT,
			       "%.*s: its source has the text of an item that "
			       "is withdrawn",
			       (int)e->id.len, e->id.text);
	if (g->format == FORMAT_JOURNAL)
		return nb_archive_journal(g->archive, e, &g->out, &g->err);
	st = nb_archive_source(g->archive, e, &g->out, &g->err);
	return st ? st : check_terminal(g, from);
}

static enum nb_status put_text(struct get *g, const struct nb_entry *e,
			       const struct nb_hidden *hidden)
{
	const uint8_t *doc;
	enum nb_status st = nb_archive_document(g->archive, e, &doc, &g->err);

	if (st)
		return st;
	return g->query->page_len < g->query->len ? put_items(g, e, hidden, doc)
						  : put_page(g, e, hidden, doc);
}

static enum nb_status visit(void *context, const struct nb_entry *e,
			    const struct nb_hidden *hidden)
{
	struct get *g = context;
	size_t from = g->out.len;
	enum nb_status st;

	if (g->write_failed)
		return NB_IO;
	if (hidden->page || e->state == NB_STATE_PURGED)
		st = nbarc_absent(g->query, e, hidden, &g->err);
	else if (g->format >= FORMAT_SOURCE)
		st = put_source(g, e, hidden);
	else
		st = put_text(g, e, hidden);
	if (st)
		g->out.len = from;
	else if (g->out.len >= FLUSH_AT)
		st = flush(g);
	return st ? fail(g, st) : NB_OK;
}

static enum nb_status get_one(struct get *g, const char *id)
{
	struct nbarc_query query;
	struct nb_error err = {.status = NB_OK};
	enum nb_status st;

	if (!nbarc_query_parse(id, &query)) {
		cli_say(&tool, "%.80s: not an identifier", id);
		return NB_ABSENT;
	}
	g->query = &query;
	if (g->format >= FORMAT_SOURCE)
		query.want = NB_WANT_SOURCES;
	st = nbarc_query_pages(g->archive, &query, g->threads, visit, g, &err);
	if (err.status) {
		nb_error_file(&err, g->path);
		cli_error(&tool, &err);
	}
	return st;
}

static enum nb_status get_all(struct get *g, char **ids, int count)
{
	enum nb_status worst = NB_OK;
	int i;

	for (i = 0; i < count && !g->write_failed && !cli_interrupted(); i++)
		worst = nb_worse(worst, get_one(g, ids[i]));
	if (!g->write_failed && flush(g)) {
		worst = NB_IO;
		cli_error(&tool, &g->err);
	}
	return worst;
}

static bool parse_format(const char *text, enum format *format)
{
	static const char *const names[] = {"tei", "text", "source", "journal"};
	int i;

	for (i = 0; i <= FORMAT_JOURNAL; i++) {
		if (strcmp(text, names[i]) == 0) {
			*format = (enum format)i;
			return true;
		}
	}
	return false;
}

static int run(struct get *g, const char *output, char **ids, int count)
{
	enum nb_status st, closed;

	g->damage.cli = &tool;
	st = nbarc_open_damaged(g->path, g->at, &g->damage, &g->archive,
				&g->err);
	if (!st)
		st = cli_output_open(&g->output, output, &g->err);
	if (st) {
		nb_archive_close(g->archive);
		cli_error(&tool, &g->err);
		return nb_exit_code(st);
	}
	st = get_all(g, ids, count);
	/* What could be got is kept, also when an id was absent. */
	closed = cli_output_close(
		&g->output,
		g->write_failed || cli_interrupted() ? NB_IO : NB_OK, &g->err);
	if (closed && !g->write_failed && !cli_interrupted())
		cli_error(&tool, &g->err);
	if (g->damage.seen)
		st = nb_worse(st, NB_INVALID);
	nb_archive_close(g->archive);
	nb_buf_free(&g->out);
	cli_die_of_signal();
	return nb_exit_code(nb_worse(st, closed));
}

int nbarc_get(int argc, char **argv)
{
	struct get g = {.format = FORMAT_TEI};
	const char *output = NULL;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_FORMAT:
			if (!parse_format(optarg, &g.format))
				return cli_usage(&tool, "%s: no such format",
						 optarg);
			break;
		case KEY_OUTPUT:
			output = optarg;
			break;
		case KEY_JOBS:
			g.threads = (unsigned)cli_count(&tool, CLI_JOBS_MAX);
			break;
		case KEY_AT:
			g.at = optarg;
			break;
		default:
			return 0;
		}
	}
	if (argc - optind < 2)
		return cli_usage(&tool, "an archive and an identifier are "
					"needed");
	g.path = argv[optind];
	if (output)
		cli_catch_signals();
	return run(&g, output, argv + optind + 1, argc - optind - 1);
}
