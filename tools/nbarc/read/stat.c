/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc stat: count items and characters by year, newspaper, author and more.
 *
 * Items are counted in one pass. By authors and places, this reads the
 * documents of the pages where the catalogue does not have them; by anything
 * else, the catalogue alone.
 */
#include "commands.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "choose/choice.h"
#include "cli/cli.h"
#include "open.h"
#include "rows/pager.h"
#include "stat/svg.h"

#include <nbarc/items.h>

/* One run of the command. The archive, the tally and the output are owned. */
struct stat_run {
	const char *path, *at, *by, *form_name, *sort, *svg, *bars;
	struct nbarc_choice choice;
	bool reverse;
	unsigned limit;
	enum nbarc_form form;
	enum nbarc_tally_order order;
	struct nb_archive *archive;
	struct nbarc_tally tally;
	struct nb_buf out;
};

static const struct cli_option options[] = {
	{'b', "by", "WHAT,...", "year, month, title, page, kind, author, place",
	 CLI_TEXT(struct stat_run, by)},
	NBARC_CHOICE_OPTIONS(struct stat_run, choice),
	{'f', "format", "FORMAT", "table, tsv, csv, jsonl",
	 CLI_TEXT(struct stat_run, form_name)},
	{'s', "sort", "ORDER", "key, items or characters",
	 CLI_TEXT(struct stat_run, sort)},
	{'r', "reverse", NULL, "the last one first",
	 CLI_SET(struct stat_run, reverse)},
	{'n', "limit", "N", "print at most N lines",
	 CLI_COUNT(struct stat_run, limit, UINT_MAX)},
	{CLI_LONG + 1, "bars", "WHAT", "bars are of items or characters",
	 CLI_TEXT(struct stat_run, bars)},
	{CLI_LONG + 2, "svg", "FILE", "draw the lines into FILE, too",
	 CLI_TEXT(struct stat_run, svg)},
	{CLI_LONG, "at", "COMMIT", NBARC_AT_HELP,
	 CLI_TEXT(struct stat_run, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc stat",
	.synopsis = "[OPTION...] ARCHIVE [PREFIX]",
	.about = "Count articles, photographs and notices, and their "
		 "characters, by year or by\nwhat else they have in common.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive is needed",
};

/* ---- the command line */

/* Take what is counted by: one or two names. 0, or the exit code. */
static int set_by(struct stat_run *r)
{
	struct nbarc_tally *t = &r->tally;
	const char *p = r->by ? r->by : "year";
	size_t n;

	for (; *p; p += n + (p[n] == ',')) {
		n = strcspn(p, ",");
		if (t->by_count == NBARC_BY_MOST)
			return cli_usage(&tool, "--by takes two at most");
		if (!nbarc_by_find(p, n, &t->by[t->by_count]))
			return cli_usage(&tool, "%.*s: nothing to count by",
					 (int)n, p);
		t->by_count++;
	}
	if (t->by_count == 2 && t->by[0] == NBARC_BY_AUTHORS)
		return cli_usage(&tool, "author stands last: --by year,author");
	return t->by_count ? 0 : cli_usage(&tool, "--by needs a name");
}

/* Take the order: that of keys, but the most first by authors and places, of
 * which there are many. 0, or the exit code. */
static int set_order(struct stat_run *r)
{
	static const char *const names[] = {"key", "items", "characters"};
	enum nbarc_by last = r->tally.by[r->tally.by_count - 1];
	size_t i;

	r->order = last == NBARC_BY_AUTHORS || last == NBARC_BY_PLACES
			   ? NBARC_ORDER_ITEMS
			   : NBARC_ORDER_KEYS;
	for (i = 0; r->sort && i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(r->sort, names[i]) == 0) {
			r->order = (enum nbarc_tally_order)i;
			return 0;
		}
	}
	return r->sort ? cli_usage(&tool, "%s: no such order", r->sort) : 0;
}

/* Check everything that is said; 0, or the exit code. */
static int check_usage(struct stat_run *r)
{
	int bad = set_by(r);

	if (!bad)
		bad = set_order(r);
	if (!bad && r->form_name && !nbarc_form_find(r->form_name, &r->form))
		bad = cli_usage(&tool, "%s: no such format", r->form_name);
	if (!bad && r->bars && strcmp(r->bars, "items") != 0 &&
	    strcmp(r->bars, "characters") != 0)
		bad = cli_usage(&tool, "--bars takes items or characters");
	return bad;
}

/* ---- counting */

/*
 * Count the items of the archive that are chosen. Nothing is printed before all
 * were counted: half a count would look like a whole one.
 */
static enum nb_status count_items(struct stat_run *r, const char *prefix,
				  struct nb_error *err)
{
	bool filtered = nbarc_choice_any(&r->choice);
	const struct nb_item_record *item = NULL;
	struct nb_item_cursor *cursor;
	enum nb_status st = nb_item_cursor_create(
		r->archive, prefix, filtered ? &r->choice.filter : NULL,
		nbarc_tally_fields(&r->tally), false, &cursor, err);

	if (!st)
		st = nb_item_cursor_next(cursor, &item, err);
	while (!st && item) {
		if (nbarc_tally_add(&r->tally, item))
			st = nb_fail_mem(err);
		if (!st)
			st = nb_item_cursor_next(cursor, &item, err);
	}
	nb_item_cursor_free(cursor);
	return st;
}

/* ---- printing */

/* Draw the lines into the file of --svg. */
static enum nb_status draw(const struct stat_run *r,
			   const struct nbarc_chart *chart,
			   struct nb_error *err)
{
	const char *slash = strrchr(r->path, '/');
	struct nb_buf out = {0}, caption = {0};
	enum nb_status st;
	unsigned k;

	st = nb_buf_printf(&caption, "%s: %s by ", slash ? slash + 1 : r->path,
			   chart->characters ? "characters" : "items");
	for (k = 0; !st && k < r->tally.by_count; k++)
		st = nb_buf_printf(&caption, "%s%s", k ? " and " : "",
				   nbarc_by_name(r->tally.by[k]));
	if (!st)
		st = nb_buf_add(&caption, "", 1);
	if (!st)
		st = nbarc_chart_svg(chart, (const char *)caption.data, &out);
	st = st ? nb_fail_mem(err)
		: cli_output_all(r->svg, out.data, out.len, err);
	nb_buf_free(&out);
	nb_buf_free(&caption);
	return st;
}

/* Print the lines, and draw them if that is asked for. */
static enum nb_status show(struct stat_run *r, struct nb_error *err)
{
	struct nbarc_chart chart = {
		.tally = &r->tally,
		.limit = r->limit,
		.characters = r->bars && strcmp(r->bars, "characters") == 0,
		.width = nbarc_terminal_columns(),
	};
	enum nb_status st;

	nbarc_tally_sort(&r->tally, r->order, r->reverse);
	st = nbarc_chart_put(&chart, r->form, &r->out) ? nb_fail_mem(err)
						       : NB_OK;
	if (!st)
		st = cli_output_all(NULL, r->out.data, r->out.len, err);
	return st || !r->svg ? st : draw(r, &chart, err);
}

/* Without memory, or with damage, nothing is printed. */
int nbarc_stat(int argc, char **argv)
{
	struct stat_run r = {.form = NBARC_TABLE};
	struct nb_error err;
	enum nb_status st;
	int bad;

	cli_parse(&tool, argc, argv, &r);
	bad = check_usage(&r);
	if (bad)
		return bad;
	r.path = argv[optind];
	st = nbarc_choice_filter(&r.choice, &err);
	if (!st)
		st = nbarc_open(r.path, r.at, &r.archive, &err);
	if (!st) {
		st = count_items(&r, argc - optind > 1 ? argv[optind + 1] : "",
				 &err);
		nb_archive_close(r.archive);
	}
	if (!st)
		st = show(&r, &err);
	if (st)
		cli_error(&tool, &err);
	nbarc_tally_free(&r.tally);
	nb_buf_free(&r.out);
	return nb_exit_code(st);
}
