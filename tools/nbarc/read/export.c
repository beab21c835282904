/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc export: write the items of an archive in the form of other programs.
 *
 * A file in export/ makes each form of records of items. This file has the
 * options, goes over the items, and tells how far it is.
 */
#include "commands.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "choose/choice.h"
#include "cli/cli.h"
#include "export/export.h"
#include "open.h"

#include <nbarc/items.h>

/* One run of the command. The progress is first: cli_go_on() wants it. */
struct run {
	struct cli_progress progress;
	struct nbarc_export x;
	struct nbarc_choice choice;
	const char *form_name, *columns, *at, *shard;
	bool quiet, all;
	struct nb_archive *archive;
	uint64_t done; /* items so far */
};

enum { KEY_SHARD = CLI_LONG, KEY_AT, KEY_BOM };

static const struct cli_option options[] = {
	{'f', "format", "FORM",
	 "jsonl, csv, tsv, sqlite, text, bulk, vertical or\n"
	 "                               conllu",
	 CLI_TEXT(struct run, form_name)},
	{'o', "output", "FILE", "write to FILE; .zst compresses it",
	 CLI_TEXT(struct run, x.output)},
	NBARC_CHOICE_OPTIONS(struct run, choice),
	{'a', "all", NULL, "also export what is withdrawn or moved",
	 CLI_SET(struct run, all)},
	{'c', "columns", "FIELD,...", "export these fields (default: all)",
	 CLI_TEXT(struct run, columns)},
	{KEY_SHARD, "shard", "SIZE", "begin another file after SIZE: 100M",
	 CLI_TEXT(struct run, shard)},
	{KEY_BOM, "bom", NULL, "begin CSV and TSV with a byte order mark",
	 CLI_SET(struct run, x.bom)},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct run, at)},
	{'q', "quiet", NULL, "do not show the progress",
	 CLI_SET(struct run, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc export",
	.synopsis = "[OPTION...] ARCHIVE [PREFIX]",
	.about = "Write the items of an archive, or those whose identifiers "
		 "begin with PREFIX,\nin the form of other programs.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive is needed",
};

/* ---- what is asked for */

/* True if the name ends so, and has more than this ending. */
static bool ends_with(const char *name, const char *ending)
{
	size_t len = strlen(name), n = strlen(ending);

	return len > n && strcmp(name + len - n, ending) == 0;
}

/* The length of the output's name without the ending of a compressed file: what
 * is before it ends as the form does. */
static size_t plain_len(const struct run *r)
{
	size_t len = r->x.output ? strlen(r->x.output) : 0;

	return r->x.stream.compressed ? len - strlen(".zst") : len;
}

/* Find the form: by its name, or by the ending of the output. */
static int find_form(struct run *r)
{
	const char *output = r->x.output;

	if (r->form_name)
		r->x.form = nbarc_export_find(r->form_name);
	else if (output)
		r->x.form = nbarc_export_by_ending(output, plain_len(r));
	else
		r->x.form = &nbarc_export_jsonl;
	if (r->x.form)
		return 0;
	return r->form_name
		       ? cli_usage(&tool, "%s: no such form", r->form_name)
		       : cli_usage(&tool,
				   "%s: no form has this ending; use --format",
				   output);
}

/* Parse a size: a number and perhaps K, M or G, powers of 1024. */
static bool parse_size(const char *text, uint64_t *size)
{
	static const char units[] = "KMG";
	char *end;
	unsigned long long n;
	const char *unit;

	if (*text < '0' || *text > '9')
		return false;
	n = strtoull(text, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (*end && (!unit || end[1]))
		return false;
	for (; unit && unit >= units; unit--) {
		if (n > ULLONG_MAX / 1024)
			return false;
		n *= 1024;
	}
	*size = n;
	return n > 0;
}

/* Check what is asked for: 0, or the exit code after a message. */
static int check_usage(struct run *r)
{
	struct nbarc_export *x = &r->x;
	int bad;

	if (x->output && strcmp(x->output, "-") == 0)
		x->output = NULL;
	x->stream.path = x->output;
	x->stream.compressed = x->output && ends_with(x->output, ".zst");
	bad = find_form(r);
	if (bad)
		return bad;
	if (r->shard && !parse_size(r->shard, &x->stream.shard))
		return cli_usage(&tool, "%s: not a size, as 100M", r->shard);
	if (!x->form->stream && (x->stream.compressed || r->shard))
		return cli_usage(&tool,
				 "%s: this form is neither compressed "
				 "nor cut into shards",
				 x->form->name);
	if (r->shard && !x->output)
		return cli_usage(&tool, "--shard needs --output");
	return 0;
}

/* Take the fields: those that were asked for, or all, in the order of nbarc(5),
 * which is that of their numbers. */
static enum nb_status set_fields(struct run *r, struct nb_error *err)
{
	struct nbarc_columns *c = &r->x.fields;
	enum nb_status st = NB_OK;
	unsigned i;

	if (r->columns)
		st = nbarc_columns_parse(r->columns, c, err);
	for (i = 0; !r->columns && nb_field_name((enum nb_field)i); i++)
		nbarc_columns_add(c, (enum nb_field)i);
	/* Rows of a database are told apart by it. */
	if (!st && r->x.form == &nbarc_export_sqlite &&
	    !(c->fields & NB_FIELD_BIT(NB_FIELD_ID)))
		st = nb_fail(err, NB_USAGE, "a database needs the column id");
	return st;
}

/* ---- the items */

/*
 * Export the items that the cursor gives. An item that cannot be read ends the
 * export: half of a corpus must not look like the whole. nbarc rescue makes an
 * archive of what can be read.
 */
static enum nb_status export_items(struct run *r, struct nb_item_cursor *cursor,
				   struct nb_error *err)
{
	const struct nb_item_record *item;
	enum nb_status st = nb_item_cursor_next(cursor, &item, err);

	while (!st && item) {
		st = r->x.form->item(&r->x, item, err);
		if (!st && !cli_go_on(r, ++r->done, r->x.info.items))
			return NB_OK; /* a signal; see write_all() */
		if (!st)
			st = nb_item_cursor_next(cursor, &item, err);
	}
	return st;
}

/* Go over the items of the archive that begin with the prefix. */
static enum nb_status visit(struct run *r, const char *prefix,
			    struct nb_error *err)
{
	bool filtered = nbarc_choice_any(&r->choice);
	struct nb_item_cursor *cursor;
	enum nb_status st = nb_item_cursor_create(
		r->archive, prefix, filtered ? &r->choice.filter : NULL,
		r->x.fields.fields | r->x.form->needs, r->all, &cursor, err);

	if (!st)
		st = export_items(r, cursor, err);
	nb_item_cursor_free(cursor);
	return st;
}

/* Begin, write all items, and end. What a signal stops is dropped as what
 * fails is. */
static enum nb_status write_all(struct run *r, const char *prefix,
				struct nb_error *err)
{
	struct nbarc_export *x = &r->x;
	enum nb_status st = x->form->begin ? x->form->begin(x, err) : NB_OK;

	cli_progress_start(&r->progress, "item", r->quiet);
	if (!st)
		st = visit(r, prefix, err);
	if (!st && cli_interrupted())
		st = nb_fail(err, NB_IO, "stopped by a signal");
	cli_progress_end(&r->progress);
	if (x->form->stream)
		st = nbarc_stream_end(&x->stream, st, err);
	if (x->form->end)
		st = x->form->end(x, st, err);
	nb_buf_free(&x->line);
	return st;
}

/* A signal is noticed between two items, and what was written until then is
 * removed. */
int nbarc_export(int argc, char **argv)
{
	struct run r = {.quiet = false};
	struct nb_error err;
	enum nb_status st;
	int bad;

	cli_parse(&tool, argc, argv, &r);
	bad = check_usage(&r);
	if (bad)
		return bad;
	r.x.path = argv[optind];
	st = nbarc_choice_filter(&r.choice, &err);
	if (!st)
		st = set_fields(&r, &err);
	if (!st)
		st = nbarc_open(r.x.path, r.at, &r.archive, &err);
	if (!st) {
		nb_archive_info(r.archive, &r.x.info);
		cli_catch_signals();
		st = write_all(&r, argc - optind > 1 ? argv[optind + 1] : "",
			       &err);
		nb_archive_close(r.archive);
	}
	if (st)
		cli_error(&tool, &err);
	cli_die_of_signal();
	return nb_exit_code(st);
}
