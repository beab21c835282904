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
#include "choose/ids.h"
#include "cli/cli.h"
#include "cli/parsers.h"
#include "export/export.h"
#include "export/over.h"
#include "open.h"
#include "set/collection.h"

#include <nbarc/item.h>

/* One run of the command. The progress is first: cli_go_on() wants it. */
struct run {
	struct cli_progress progress;
	struct nbarc_export x;
	struct nbarc_choice choice;
	const char *form_name, *columns, *at, *shard;
	bool quiet, all, every;
	bool nothing;		       /* a list of identifiers is empty */
	struct nb_item_record *record; /* of the item in hand; owned */
	uint64_t done;		       /* items or pages so far */
};

enum { KEY_SHARD = CLI_LONG, KEY_AT, KEY_BOM, KEY_REVISIONS };

static const struct cli_option options[] = {
	{'f', "format", "FORM",
	 "jsonl, csv, tsv, parquet, sqlite, text, bulk,\n"
	 "                               vertical, conllu, bagit, teicorpus "
	 "or mets",
	 CLI_TEXT(struct run, form_name)},
	{'o', "output", "FILE", "write to FILE; .zst compresses it",
	 CLI_OUTPUT(struct run, x.output)},
	NBARC_CHOICE_OPTIONS(struct run, choice),
	{'a', "all", NULL, "also export what is withdrawn or moved",
	 CLI_SET(struct run, all)},
	{KEY_REVISIONS, "revisions", NULL, "export every revision",
	 CLI_SET(struct run, every)},
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
	.synopsis = "[OPTION...] ARCHIVE [ID|PREFIX|-]...",
	.about = "Write the items of an archive in the form of other programs, "
		 "or those with these\nidentifiers, or whose identifiers begin "
		 "so; - stands for identifiers on standard\ninput.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive is needed",
	.keeps = true,
	.begin = cli_parsers_begin,
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

/* Check what is said of files. A folder is neither compressed nor cut, and what
 * is compressed in itself would only grow. Returns 0, or the exit code after a
 * message. */
static int check_files(struct run *r)
{
	const struct nbarc_export *x = &r->x;

	if (x->form->folder && !x->output)
		return cli_usage(&tool, "%s: this form is a folder: -o DIR",
				 x->form->name);
	if (x->stream.compressed && (!x->form->stream || x->form->packed))
		return cli_usage(&tool, "%s: this form is not compressed",
				 x->form->name);
	if (r->shard && !x->form->stream)
		return cli_usage(&tool, "%s: this form is not cut into shards",
				 x->form->name);
	if (r->shard && !x->output)
		return cli_usage(&tool, "--shard needs --output");
	return 0;
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
	if (x->bom && strcmp(x->form->name, "csv") != 0 &&
	    strcmp(x->form->name, "tsv") != 0)
		return cli_usage(&tool, "--bom is about csv and tsv");
	if (r->shard && !parse_size(r->shard, &x->stream.shard))
		return cli_usage(&tool, "%s: not a size, as 100M", r->shard);
	if (x->form->page && r->columns)
		return cli_usage(&tool,
				 "%s: this form is of whole pages, and "
				 "has no columns",
				 x->form->name);
	return check_files(r);
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
	if (!st && r->x.form->check)
		st = r->x.form->check(&r->x, err);
	return st;
}

/* True if one of the identifiers names a revision. */
static bool name_revisions(const struct nbarc_ids *ids)
{
	size_t i;

	for (i = 0; i < ids->count; i++)
		if (strchr(ids->list[i], '@'))
			return true;
	return false;
}

/* ---- the items */

/* The fields that records have: those that are exported, and those that the
 * form needs besides, to name files or documents. */
static uint64_t fields_of(const struct nbarc_export *x)
{
	return x->fields.fields | x->form->needs |
	       (x->revisions ? NB_FIELD_BIT(NB_FIELD_REVISION) : 0);
}

/* Describe an item and export it. */
static enum nb_status export_item(struct run *r, const struct nb_entry *e,
				  unsigned number, struct nb_error *err)
{
	struct nbarc_export *x = &r->x;
	uint64_t fields = fields_of(x);
	enum nb_status st =
		r->record ? nb_item_record_again(r->record, x->archive, e,
						 number, fields, err)
			  : nb_item_record_of(x->archive, e, number, fields,
					      &r->record, err);

	return st ? st : x->form->item(x, r->record, err);
}

/*
 * For nbarc_over(). What cannot be read ends the export: half of a corpus must
 * not look like the whole. nbarc rescue makes an archive of what can be read.
 */
static enum nb_status export_each(void *context, const struct nb_entry *e,
				  unsigned number, struct nb_error *err)
{
	struct run *r = context;
	struct nbarc_export *x = &r->x;
	uint64_t total = x->form->page ? x->info.pages : x->info.items;
	enum nb_status st = x->form->page ? x->form->page(x, e, err)
					  : export_item(r, e, number, err);

	if (!st && !cli_go_on(r, ++r->done, total))
		st = nb_fail(err, NB_IO, "stopped by a signal");
	return st;
}

/* Go over what the identifiers name. */
static enum nb_status visit(struct run *r, const struct nbarc_ids *ids,
			    enum nb_status *worst, struct nb_error *err)
{
	struct nbarc_export *x = &r->x;
	uint64_t fields = fields_of(x) | nb_filter_fields(&r->choice.filter);
	const struct nbarc_over over = {
		.cli = &tool,
		.path = x->path,
		.archive = x->archive,
		.choice = &r->choice,
		.all = r->all,
		.revisions = r->every,
		.pages = x->form->page != NULL,
		.detail = x->form->page ? NB_DETAIL_ALL
					: nb_fields_detail(fields),
		.each = export_each,
		.context = r};

	if (r->nothing)
		return NB_OK;
	return nbarc_over(&over, ids->list, ids->count, worst, err);
}

/* Begin, write all items, and end. What a signal stops is dropped as what
 * fails is. */
static enum nb_status write_all(struct run *r, const struct nbarc_ids *ids,
				enum nb_status *worst, struct nb_error *err)
{
	struct nbarc_export *x = &r->x;
	enum nb_status st = x->form->begin ? x->form->begin(x, err) : NB_OK;

	cli_progress_start(&r->progress, x->form->page ? "page" : "item",
			   r->quiet);
	if (!st)
		st = visit(r, ids, worst, err);
	cli_progress_end(&r->progress);
	if (!st && x->form->finish)
		st = x->form->finish(x, err);
	if (x->form->stream)
		st = nbarc_stream_end(&x->stream, st, err);
	if (x->form->end)
		st = x->form->end(x, st, err);
	nb_item_record_free(r->record);
	nb_buf_free(&x->line);
	return st;
}

/* From opening the archive to the status of the run. */
static enum nb_status export_archive(struct run *r, const struct nbarc_ids *ids,
				     enum nb_status *worst,
				     struct nb_error *err)
{
	struct nbarc_export *x = &r->x;
	enum nb_status st;

	if (nbarc_is_collection(x->path)) {
		st = nb_fail(err, NB_USAGE,
			     "a collection is not exported; export its "
			     "archives one by one, or join them before "
			     "(nbarc merge)");
		nb_error_file(err, x->path);
		return st;
	}
	st = nbarc_open(x->path, r->at, &x->archive, err);
	if (st)
		return st;
	nb_archive_info(x->archive, &x->info);
	cli_catch_signals();
	st = write_all(r, ids, worst, err);
	nb_archive_close(x->archive);
	return st;
}

/* A signal is noticed between two items, and what was written until then is
 * removed. */
int nbarc_export(int argc, char **argv)
{
	struct run r = {.quiet = false};
	struct nbarc_ids ids;
	struct nb_error err;
	enum nb_status st, worst = NB_OK;
	int bad;

	cli_parse(&tool, argc, argv, &r);
	bad = check_usage(&r);
	if (bad)
		return bad;
	r.x.path = argv[optind];
	st = nbarc_ids_read(argv + optind + 1, (size_t)(argc - optind - 1),
			    &ids, &err);
	if (!st)
		st = nbarc_choice_filter(&r.choice, &err);
	r.x.revisions = r.every || name_revisions(&ids);
	r.nothing = argc - optind > 1 && !ids.count;
	if (!st)
		st = set_fields(&r, &err);
	if (!st)
		st = export_archive(&r, &ids, &worst, &err);
	nbarc_ids_free(&ids);
	if (st)
		cli_error(&tool, &err);
	cli_die_of_signal();
	return nb_exit_code(nb_worse(st, worst));
}
