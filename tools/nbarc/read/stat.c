/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc stat: count items and characters, and words; find what stands around a
 * word, and what is typical of some items.
 *
 * A program of its own, since words are found by what nbarc grep finds them by.
 * Everything is counted in one pass; nothing is printed before it is complete,
 * since half a count would look like a whole one.
 */
#include "commands.h"

#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <nbarc/items.h>

#include "base/error.h"
#include "choose/choice.h"
#include "choose/explain.h"
#include "cli/cli.h"
#include "hits/patterns.h"
#include "set/set.h"
#include "stat/compare.h"
#include "stat/count.h"
#include "stat/lines.h"
#include "stat/svg.h"
#include "user/pager.h"

/*
 * Characters on each side of a word, and the least count of a unit, unless
 * something else is asked for. So many characters are about five words, which
 * is usual for collocates. What stands once or twice says nothing, and most
 * units do.
 */
#define WINDOW 10u
#define WINDOW_MOST 1000u
#define LEAST 3u
/* Most words of Chinese have two characters. */
#define HAN 2u

/* One run of the command. The archive, patterns, filters and results are
 * owned. */
struct stat_run {
	const char *path, *at, *by, *form_name, *sort, *svg, *bars;
	struct nbarc_choice choice;
	struct nbarc_patterns words, excluded;
	bool regex, exact_width, variants;
	bool collocates, keywords, reverse;
	struct nb_filter *against; /* NULL: all others */
	unsigned limit, window, least, han, threads;
	enum nbarc_form form;
	struct nb_grep_options sought;
	struct nb_query query;
	struct nb_archive *archive;
	bool found;		/* some archive has the prefix */
	struct nb_error absent; /* what one says that has not */
	struct nbarc_count count;
	struct nbarc_compare compare;
	struct nbarc_sheet sheet;
	unsigned bar; /* the column that bars are of */
	struct nb_buf out;
};

enum {
	KEY_WORD = 'w',
	KEY_NOT = CLI_LONG,
	KEY_AGAINST,
};

static const struct cli_option options[] = {
	{'b', "by", "WHAT,...", "year, month, title, page, kind, author, place",
	 CLI_TEXT(struct stat_run, by)},
	{KEY_WORD, "word", "WORD", "how frequent WORD is", CLI_RETURN},
	{'c', "collocates", NULL, "what stands around the words",
	 CLI_SET(struct stat_run, collocates)},
	{'k', "keywords", NULL, "what is typical of what the options choose",
	 CLI_SET(struct stat_run, keywords)},
	{KEY_AGAINST, "against", "NAME=VALUE",
	 "compared with this (title=jdrb)", CLI_RETURN},
	{CLI_LONG + 2, "window", "N", "so many characters around a word: 10",
	 CLI_COUNT(struct stat_run, window, WINDOW_MOST)},
	{CLI_LONG + 9, "unit", "N", "units of N Han characters, 1 to 3: 2",
	 CLI_COUNT(struct stat_run, han, NBARC_UNIT_MOST)},
	{CLI_LONG + 3, "least", "N", "what stands at least N times: 3",
	 CLI_COUNT(struct stat_run, least, UINT_MAX)},
	{'E', "regex", NULL, "words are regular expressions",
	 CLI_SET(struct stat_run, regex)},
	{KEY_NOT, "not", "TEXT", "a word within TEXT does not count",
	 CLI_RETURN},
	{CLI_LONG + 4, "variants", NULL,
	 "simplified and traditional are the same",
	 CLI_SET(struct stat_run, variants)},
	{CLI_LONG + 5, "exact-width", NULL,
	 "full and half width are not the same",
	 CLI_SET(struct stat_run, exact_width)},
	NBARC_CHOICE_OPTIONS(struct stat_run, choice),
	{'f', "format", "FORMAT", "table, tsv, csv, jsonl",
	 CLI_TEXT(struct stat_run, form_name)},
	{'s', "sort", "COLUMN", "key, or a column of numbers",
	 CLI_TEXT(struct stat_run, sort)},
	{'r', "reverse", NULL, "the last one first",
	 CLI_SET(struct stat_run, reverse)},
	{'n', "limit", "N", "print at most N lines",
	 CLI_COUNT(struct stat_run, limit, UINT_MAX)},
	{CLI_LONG + 6, "bars", "COLUMN", "bars are of this column",
	 CLI_TEXT(struct stat_run, bars)},
	{CLI_LONG + 7, "svg", "FILE", "draw the lines into FILE, too",
	 CLI_OUTPUT(struct stat_run, svg)},
	{CLI_LONG + 8, "at", "COMMIT", NBARC_AT_HELP,
	 CLI_TEXT(struct stat_run, at)},
	{'j', "jobs", "N", CLI_JOBS_HELP,
	 CLI_COUNT(struct stat_run, threads, CLI_JOBS_MAX)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc stat",
	.synopsis = "[OPTION...] ARCHIVE [PREFIX]",
	.about = "Count articles, photographs and notices, their characters, "
		 "and words in them, by\nyear or by what else they have in "
		 "common; find what stands around a word, or is\ntypical of "
		 "some of them.",
	.options = options,
	.least = 1,
	.most = 2,
	.missing = "an archive is needed",
	.keeps = true,
	.allow = nbarc_set_allow,
	.far = nbarc_set_is_far,
};

/* ---- the command line */

/* True if the filter has a value already that takes only one. */
static bool has_one(const struct nb_filter *f, const char *name)
{
	const struct {
		const char *name;
		bool given;
	} single[] = {
		{"from", f->from[0]},
		{"to", f->to[0]},
		{"head", f->head},
	};
	size_t i;

	for (i = 0; i < sizeof(single) / sizeof(*single); i++)
		if (strcmp(single[i].name, name) == 0)
			return single[i].given;
	return false;
}

/* Take a NAME=VALUE of --against. */
static enum nb_status take_against(struct stat_run *r, const char *text,
				   struct nb_error *err)
{
	size_t n = strcspn(text, "=");
	char name[16];

	if (!r->against)
		r->against = nb_filter_create();
	if (!r->against)
		return nb_fail_mem(err);
	if (text[n] == '\0' || n >= sizeof(name))
		return nb_fail(err, NB_USAGE,
			       "--against %s: a name of a filter and a value "
			       "are needed, as title=jdrb",
			       text);
	memcpy(name, text, n);
	name[n] = '\0';
	if (has_one(r->against, name))
		return nb_fail(err, NB_USAGE,
			       "--against %s= is given twice, and takes one "
			       "value",
			       name);
	return nb_filter_set(r->against, name, text + n + 1, err);
}

/* Take the options; NB_OK, or the failure of one. */
static enum nb_status parse(struct stat_run *r, int argc, char **argv,
			    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	int key;

	while (!st && (key = cli_next(&tool, argc, argv, r)) != -1)
		switch (key) {
		case KEY_WORD:
			st = nbarc_patterns_add(&r->words, optarg, err);
			break;
		case KEY_NOT:
			st = nbarc_patterns_add(&r->excluded, optarg, err);
			break;
		case KEY_AGAINST:
			st = take_against(r, optarg, err);
			break;
		}
	return st;
}

/* Refuse options that say nothing together; 0, or the exit code. */
static int check_together(const struct stat_run *r, bool prefix)
{
	bool units = r->collocates || r->keywords;

	if (r->collocates && r->keywords)
		return cli_usage(&tool, "--collocates excludes --keywords");
	if (r->collocates && !r->words.any)
		return cli_usage(&tool, "--collocates needs --word");
	if (r->keywords && r->words.any)
		return cli_usage(&tool,
				 "--keywords is of items, not of --word");
	if (r->keywords && !nbarc_choice_any(&r->choice))
		return cli_usage(&tool, "--keywords needs an option that "
					"chooses items, as --title or --from");
	if (r->keywords && prefix)
		return cli_usage(&tool, "--keywords takes no prefix; --title, "
					"--from and --to choose items");
	if (r->against && !r->keywords)
		return cli_usage(&tool, "--against goes with --keywords");
	if (r->window && !r->collocates)
		return cli_usage(&tool, "--window goes with --collocates");
	if ((r->least || r->han) && !units)
		return cli_usage(&tool, "--least and --unit go with "
					"--collocates and --keywords");
	if (r->by && units)
		return cli_usage(&tool, "--by is of items and words");
	if ((r->regex || r->excluded.any) && !r->words.any)
		return cli_usage(&tool, "--regex and --not go with --word");
	return 0;
}

/* Add a column of numbers. */
static void add_column(struct nbarc_sheet *s, const char *name, bool hundredths,
		       bool machine)
{
	s->columns[s->numbers++] =
		(struct nbarc_sheet_column){name, hundredths, machine};
}

/* Set the columns of what will be printed, in the order in which
 * nbarc_count_sheet() and nbarc_compare_sheet() fill them in. */
static void set_columns(struct stat_run *r)
{
	struct nbarc_sheet *s = &r->sheet;
	unsigned k;

	if (r->collocates || r->keywords) {
		s->names[s->texts++] = "unit";
		add_column(s, "studied", false, false);
		add_column(s, "studied_of", false, true);
		add_column(s, "compared", false, false);
		add_column(s, "compared_of", false, true);
		add_column(s, "log_likelihood", true, false);
		add_column(s, "log_ratio", true, false);
		return;
	}
	for (k = 0; k < r->count.by.count; k++)
		s->names[s->texts++] = nbarc_by_name(r->count.by.list[k]);
	if (r->words.any) {
		s->names[s->texts++] = "word";
		add_column(s, "hits", false, false);
		add_column(s, "found", false, false);
	}
	add_column(s, "items", false, false);
	add_column(s, "characters", false, false);
	if (r->words.any)
		add_column(s, "per_10000", true, false);
}

/* Find the column of bars; 0, or the exit code. Without a choice it is that
 * which says most. */
static int set_bars(struct stat_run *r)
{
	const char *name = r->bars;

	if (!name)
		name = r->collocates || r->keywords ? "log_likelihood"
		       : r->words.any		    ? "per_10000"
						    : "items";
	return nbarc_sheet_find(&r->sheet, name, &r->bar)
		       ? 0
		       : cli_usage(&tool, "--bars %s: no such column", name);
}

/* Check everything that is said; 0, or the exit code. */
static int check_usage(struct stat_run *r, bool prefix)
{
	int bad = check_together(r, prefix);
	struct nb_error err;
	unsigned column;

	if (!bad && nbarc_bys_parse(r->by ? r->by : "year", &r->count.by, &err))
		bad = cli_usage(&tool, "%s", err.text);
	if (bad)
		return bad;
	set_columns(r);
	if (r->form_name && !nbarc_form_find(r->form_name, &r->form))
		return cli_usage(&tool, "%s: no such format", r->form_name);
	if (r->sort && strcmp(r->sort, "key") != 0 &&
	    !nbarc_sheet_find(&r->sheet, r->sort, &column))
		return cli_usage(&tool, "%s: no such order", r->sort);
	return set_bars(r);
}

/* ---- counting */

/* Make what is looked for, of the words. Frequencies are of each by itself;
 * collocates are of all together, which are spellings of one word. */
static enum nb_status set_sought(struct stat_run *r, struct nb_error *err)
{
	enum nb_status st = nbarc_patterns_list(&r->words, err);

	if (!st)
		st = nbarc_patterns_list(&r->excluded, err);
	r->sought = (struct nb_grep_options){
		.patterns = r->words.list,
		.pattern_count = r->words.count,
		.excluded = r->excluded.list,
		.excluded_count = r->excluded.count,
		.regex = r->regex,
		.exact_width = r->exact_width,
		.variants = r->variants,
		.apart = !r->collocates && r->words.count > 1,
	};
	return st;
}

/* Count items, and words if there are any. */
static enum nb_status run_count(struct stat_run *r, struct nb_error *err)
{
	struct nbarc_count *c = &r->count;
	struct nb_grep *grep = NULL;
	enum nb_status st = NB_OK;

	c->archive = r->archive;
	c->threads = r->threads;
	c->words = r->words.list;
	c->word_count = r->words.count;
	if (r->words.any)
		st = nb_grep_create(&r->sought, &grep, err);
	if (!st)
		st = nbarc_count_all(c, &r->query, grep, err);
	nb_grep_free(grep);
	return st;
}

/* Count units, around the words or of the items that are chosen, and make the
 * rows. The options choose all text that is looked at around words; where they
 * choose what is studied, all of the archive is. */
static enum nb_status run_compare(struct stat_run *r, struct nb_error *err)
{
	struct nbarc_compare *c = &r->compare;

	c->archive = r->archive;
	c->options = &r->sought;
	c->threads = r->threads;
	c->least = r->least ? r->least : LEAST;
	c->han = r->han ? r->han : HAN;
	if (r->keywords) {
		c->studied = &r->choice.filter;
		c->compared = r->against;
		r->query.filter = NULL;
	} else {
		c->window = r->window ? r->window : WINDOW;
	}
	return nbarc_compare_all(c, &r->query, err);
}

/* For nb_query_pages(): one page is enough. */
static bool stop(void *context, const struct nb_entry *e)
{
	(void)context;
	(void)e;
	return false;
}

/* Note whether the archive has anything of the prefix, whatever the options
 * choose: one that is mistyped is no count of nothing. */
static enum nb_status look_for_prefix(struct stat_run *r, struct nb_error *err)
{
	struct nb_query q = r->query;
	unsigned searches = 0;
	enum nb_status st;

	q.detail = NB_DETAIL_KEYS;
	st = nb_query_pages(r->archive, &q, 1, stop, NULL, err);
	r->found |= !st;
	if (st != NB_ABSENT)
		return st;
	st = nbarc_explain_id(r->archive, &q, &searches, err);
	if (st == NB_ABSENT)
		r->absent = *err;
	return st == NB_ABSENT ? NB_OK : st;
}

/* Count what an archive has of a prefix. */
static enum nb_status count_some(void *context, struct nb_archive *archive,
				 const char *path, char **ids, size_t count,
				 struct nb_error *err)
{
	struct stat_run *r = context;
	enum nb_status st = nb_query_parse(count ? ids[0] : "", &r->query, err);

	r->archive = archive;
	if (!st && count && *ids[0])
		st = look_for_prefix(r, err);
	if (nbarc_choice_any(&r->choice))
		r->query.filter = &r->choice.filter;
	if (!st)
		st = r->collocates || r->keywords ? run_compare(r, err)
						  : run_count(r, err);
	if (st)
		nb_error_file(err, path);
	return st;
}

/* Make the rows of what was counted. */
static enum nb_status make_sheet(struct stat_run *r, struct nb_error *err)
{
	enum nb_status st =
		r->collocates || r->keywords
			? nbarc_compare_sheet(&r->compare, &r->sheet)
			: nbarc_count_sheet(&r->count, &r->sheet);

	return st ? nb_fail_mem(err) : NB_OK;
}

/* Open the archives and count. Where one of a collection is missing, *worst
 * tells; the others are counted. */
static enum nb_status run(struct stat_run *r, char *prefix,
			  enum nb_status *worst, struct nb_error *err)
{
	struct nbarc_set set = {.cli = &tool, .path = r->path, .at = r->at};
	enum nb_status st = nbarc_choice_filter(&r->choice, err);

	if (!st)
		st = set_sought(r, err);
	if (!st)
		st = nbarc_set_open(&set, err);
	if (!st)
		st = nbarc_set_each(&set, &prefix, *prefix ? 1 : 0, count_some,
				    r, err);
	*worst = nbarc_set_close(&set);
	if (!st && !r->found && r->absent.status == NB_ABSENT) {
		*err = r->absent;
		nb_error_file(err, r->path);
		st = NB_ABSENT;
	}
	return st ? st : make_sheet(r, err);
}

/* ---- printing */

/* Sort the rows. Authors and places, of which there are many, begin with the
 * most items; units with the most unusual one. */
static void sort(struct stat_run *r)
{
	struct nbarc_sheet *s = &r->sheet;
	enum nbarc_by last = r->count.by.list[r->count.by.count - 1];
	const char *name = r->sort;
	unsigned column, keys = r->count.by.count;

	if (r->collocates || r->keywords) {
		keys = 1;
		name = name ? name : "log_likelihood";
	} else if (!name &&
		   (last == NBARC_BY_AUTHORS || last == NBARC_BY_PLACES)) {
		name = r->words.any ? "hits" : "items";
	}
	if (!name || !nbarc_sheet_find(s, name, &column))
		nbarc_sheet_sort(s, -1, keys);
	else
		nbarc_sheet_sort(s, (int)column, keys);
	if (r->reverse)
		nbarc_sheet_reverse(s);
}

/* Append what a drawing shows. */
static enum nb_status put_caption(const struct stat_run *r,
				  const struct nbarc_chart *chart,
				  struct nb_buf *out)
{
	const char *slash = strrchr(r->path, '/');
	const char *column = r->sheet.columns[chart->bars].name;
	enum nb_status st = nb_buf_printf(
		out, "%s: %s", slash ? slash + 1 : r->path,
		strcmp(column, "per_10000") == 0 ? "hits in 10,000 characters"
						 : column);
	size_t i;

	for (i = 0; !st && i < r->words.count && r->collocates; i++)
		st = nb_buf_printf(out, "%s%s", i ? ", " : " around ",
				   r->words.list[i]);
	for (i = 0;
	     !st && i < r->count.by.count && !r->collocates && !r->keywords;
	     i++)
		st = nb_buf_printf(out, "%s%s", i ? " and " : " by ",
				   r->sheet.names[i]);
	return st ? st : nb_buf_add(out, "", 1);
}

/* Draw the rows into the file of --svg: words over time as lines, and
 * everything else as bars. */
static enum nb_status draw(const struct stat_run *r,
			   const struct nbarc_chart *chart,
			   struct nb_error *err)
{
	const struct nbarc_bys *by = &r->count.by;
	bool lines = r->words.any && !r->collocates && by->count == 1 &&
		     (by->list[0] == NBARC_BY_YEARS ||
		      by->list[0] == NBARC_BY_MONTHS);
	struct nb_buf out = {0}, caption = {0};
	enum nb_status st = put_caption(r, chart, &caption);

	if (!st)
		st = (lines ? nbarc_svg_lines : nbarc_svg_bars)(
			chart, (const char *)caption.data, &out);
	st = st ? nb_fail_mem(err)
		: cli_output_all(r->svg, out.data, out.len, err);
	nb_buf_free(&out);
	nb_buf_free(&caption);
	return st;
}

/* Print the rows, and draw them if that is asked for. */
static enum nb_status show(struct stat_run *r, struct nb_error *err)
{
	struct nbarc_chart chart = {
		.sheet = &r->sheet,
		.limit = r->limit,
		.bars = r->bar,
		.width = nbarc_terminal_columns(),
	};
	enum nb_status st;

	sort(r);
	st = nbarc_chart_put(&chart, r->form, &r->out) ? nb_fail_mem(err)
						       : NB_OK;
	if (!st)
		st = cli_output_all(NULL, r->out.data, r->out.len, err);
	return st || !r->svg ? st : draw(r, &chart, err);
}

/* Free what a run owns, except for the archive. */
static void free_all(struct stat_run *r)
{
	nbarc_patterns_free(&r->words);
	nbarc_patterns_free(&r->excluded);
	nb_filter_free(r->against);
	nbarc_count_free(&r->count);
	nbarc_compare_free(&r->compare);
	nbarc_sheet_free(&r->sheet);
	nb_buf_free(&r->out);
}

/* Without memory, or with damage, nothing is printed. */
int nbarc_stat(int argc, char **argv)
{
	struct stat_run r = {.form = NBARC_TABLE};
	struct nb_error err;
	enum nb_status st = parse(&r, argc, argv, &err), worst = NB_OK;
	char empty[] = "";
	bool prefix = argc - optind > 1;
	int code = st ? 0 : check_usage(&r, prefix);

	if (!st && !code) {
		r.path = argv[optind];
		st = run(&r, prefix ? argv[optind + 1] : empty, &worst, &err);
		if (!st)
			st = show(&r, &err);
	}
	if (st)
		cli_error(&tool, &err);
	free_all(&r);
	st = nb_worse(st, worst);
	return st ? nb_exit_code(st) : code;
}
