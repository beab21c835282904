/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc grep: search the text of articles.
 *
 * It is built in, so that a word is found as fast as nbarc starts, and also a
 * program of its own, which has PCRE2 and OpenCC for the options that need
 * them. The library finds the hits
 * (<nbarc/grep.h>); here they become lines, which are printed as they come, or
 * kept to be sorted, or only counted. Output is written after each page frame,
 * so that a hit is seen when it is found.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/archive.h>
#include <nbarc/grep.h>
#include <nbarc/index.h>

#include "base/alloc.h"
#include "base/error.h"
#include "choose/choice.h"
#include "choose/explain.h"
#include "choose/ids.h"
#include "cli/cli.h"
#include "hits/among.h"
#include "hits/counts.h"
#include "hits/kept.h"
#include "hits/patterns.h"
#include "hits/style.h"
#include "exec.h"
#include "set/set.h"

/* Output is collected up to this many bytes. */
#define FLUSH_AT ((size_t)64 * 1024)

/* More is more than the longest paragraph. */
#define CONTEXT_MOST 10000u

/* One run of the command. The set, output, patterns and buffers are owned; err
 * is that of the output, and its status is NB_OK until something fails. */
struct grep {
	struct nbarc_set set;
	const char *path;
	const char *at;		    /* a commit, or NULL */
	const struct nb_grep *grep; /* what is looked for */
	const char *format, *sort_by, *count_key, *parts;
	struct nbarc_choice choice;
	bool regex, exact_width, variants, all_revisions;
	bool ids, count, quiet;
	bool none;	  /* standard input had no identifiers */
	unsigned limit;	  /* lines at most; 0: no limit */
	unsigned context; /* characters on each side; 0: as usual */
	unsigned threads;
	struct nbarc_patterns patterns, excluded;
	struct nbarc_among among;
	struct nbarc_ids ids_given;
	struct nb_query *queries;
	size_t query_count;
	struct nbarc_hit_style style;
	enum nbarc_hit_sort sort;
	struct nbarc_kept_lines kept;
	struct nbarc_counts counts;
	struct cli_output output;
	struct nb_buf out;
	/* The item of the last hit: its page, revision and number. Hits of an
	 * item follow each other. */
	struct nb_buf last_page;
	uint32_t last_revision;
	unsigned last_number;
	uint64_t hits, items, lines; /* found, and printed */
	/* A query and the filter choose no page; the reason is looked for only
	 * if nothing was found at all. */
	bool nothing;
	enum nb_status worst; /* of the problems so far */
	struct nb_error err;
};

enum {
	KEY_PATTERN = 'e',
	KEY_FILE = 'f',
	KEY_NOT = CLI_LONG,
};

static const struct cli_option options[] = {
	{KEY_PATTERN, "pattern", "PATTERN", "look for PATTERN, too",
	 CLI_RETURN},
	{KEY_FILE, "file", "FILE", "look for each line of FILE", CLI_RETURN},
	{'E', "regex", NULL, "patterns are regular expressions",
	 CLI_SET(struct grep, regex)},
	{KEY_NOT, "not", "TEXT", "a hit within TEXT does not count",
	 CLI_RETURN},
	{CLI_LONG + 1, "in", "PART,...", "look only in head, byline or text",
	 CLI_TEXT(struct grep, parts)},
	{CLI_LONG + 2, "variants", NULL,
	 "simplified and traditional are the same",
	 CLI_SET(struct grep, variants)},
	{CLI_LONG + 3, "exact-width", NULL,
	 "full and half width are not the same",
	 CLI_SET(struct grep, exact_width)},
	NBARC_CHOICE_OPTIONS(struct grep, choice),
	{CLI_LONG + 7, "all-revisions", NULL, "search older revisions, too",
	 CLI_SET(struct grep, all_revisions)},
	{CLI_LONG + 8, "at", "COMMIT", NBARC_AT_HELP,
	 CLI_TEXT(struct grep, at)},
	{'l', "ids", NULL, "print only the identifiers of items with hits",
	 CLI_SET(struct grep, ids)},
	{'c', "count", NULL, "print only how many hits there are",
	 CLI_SET(struct grep, count)},
	{CLI_LONG + 9, "count-by", "WHAT,...",
	 "count by year, title, author ... as nbarc stat",
	 CLI_TEXT(struct grep, count_key)},
	{'q', "quiet", NULL, "print nothing; the exit status tells",
	 CLI_SET(struct grep, quiet)},
	{'s', "sort", "KEY", "sort by left or right context, or by date",
	 CLI_TEXT(struct grep, sort_by)},
	{'n', "limit", "N", "print at most N lines",
	 CLI_COUNT(struct grep, limit, UINT_MAX)},
	{'C', "context", "N", "characters of context on each side",
	 CLI_COUNT(struct grep, context, CONTEXT_MOST)},
	{CLI_LONG + 10, "format", "FORMAT", "kwic, tsv, jsonl",
	 CLI_TEXT(struct grep, format)},
	{CLI_LONG + 11, "no-index", NULL, "search everything, without an index",
	 CLI_SET(struct grep, among.off)},
	{CLI_LONG + 12, "explain", NULL, "say what the index answered",
	 CLI_SET(struct grep, among.explain)},
	{'j', "jobs", "N", CLI_JOBS_HELP,
	 CLI_COUNT(struct grep, threads, CLI_JOBS_MAX)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc grep",
	.synopsis = "[OPTION...] ARCHIVE PATTERN [ID|PREFIX|-]...\n"
		    "-e PATTERN|-f FILE [OPTION...] ARCHIVE [ID|PREFIX|-]...",
	.about = "Search the text of articles, and print each hit with its "
		 "context.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive and a pattern are needed",
	.rights = CLI_RIGHTS_READ,
	.beside = NB_INDEX_SUFFIX,
	.allow = nbarc_set_allow,
};

/* ---- output */

/* Write what has been collected. A failure is kept in g->err and ends the
 * search. */
static enum nb_status flush(struct grep *g)
{
	enum nb_status st =
		cli_output_write(&g->output, g->out.data, g->out.len, &g->err);

	g->out.len = 0;
	return st;
}

/* True if the hit is in another item than the one before; it is noted. */
static bool is_new_item(struct grep *g, const struct nb_hit *hit)
{
	if (g->hits && hit->number == g->last_number &&
	    hit->revision == g->last_revision &&
	    hit->page.len == g->last_page.len &&
	    memcmp(hit->page.text, g->last_page.data, hit->page.len) == 0)
		return false;
	g->last_number = hit->number;
	g->last_revision = hit->revision;
	g->last_page.len = 0;
	if (nb_buf_add(&g->last_page, hit->page.text, hit->page.len))
		(void)nb_fail_mem(&g->err);
	return true;
}

/*
 * Append the line of a hit, or the identifier of its item, of which then only
 * the first hit was looked for. Neither fails but for memory, which the caller
 * reports.
 */
static enum nb_status put_hit(struct grep *g, const struct nb_hit *hit)
{
	char id[NBARC_HIT_ID_MAX];

	g->lines++;
	if (!g->ids)
		return nbarc_hit_put(&g->style, hit, &g->out);
	nbarc_hit_id(&g->style, hit, id);
	return nb_buf_printf(&g->out, "%s\n", id);
}

/* Called for each hit, in order; false ends the search. */
static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct grep *g = context;
	bool new_item = is_new_item(g, hit);
	enum nb_status st = NB_OK;

	g->hits++;
	g->items += new_item;
	if (g->quiet)
		return false;
	if (g->count_key)
		nbarc_counts_add(&g->counts, hit, new_item);
	else if (g->sort != NBARC_SORT_NONE)
		st = nbarc_kept_add(&g->kept, g->sort, &g->style, hit);
	else if (!g->count)
		st = put_hit(g, hit);
	if (st)
		(void)nb_fail_mem(&g->err);
	else if (!g->err.status && g->out.len >= FLUSH_AT)
		(void)flush(g);
	return !g->err.status && (!g->limit || g->lines < g->limit);
}

/* Called for each item, where hits are counted by something. */
static enum nb_status take_item(void *context, const struct nb_entry *entry,
				const struct nb_entry_item *item, size_t *mark,
				struct nb_error *err)
{
	struct grep *g = context;

	return nbarc_counts_item(&g->counts, entry, item, mark, err);
}

/* Called after the hits of each page frame: what was found is seen before the
 * next frame is decoded. */
static bool write_out(void *context)
{
	struct grep *g = context;

	return g->out.len == 0 || !flush(g);
}

/* Called for what could not be searched, and for an identifier that names
 * nothing. The search goes on; the exit code tells in the end. */
static void take_problem(void *context, const struct nb_error *err)
{
	struct grep *g = context;

	/* An archive without pages has nothing in it; what options leave
	 * nothing is said at the end. */
	if (err->status == NB_ABSENT &&
	    (g->queries[0].filter || g->queries[0].len == 0)) {
		g->nothing = true;
		return;
	}
	g->worst = nb_worse(g->worst, err->status);
	cli_error(&tool, err);
}

/* Append the lines that were kept, in their order, up to the limit. */
static enum nb_status put_kept(struct grep *g)
{
	size_t count, i;
	enum nb_status st = NB_OK;

	nbarc_kept_sort(&g->kept);
	count = g->kept.count;
	if (g->limit && count > g->limit)
		count = g->limit;
	for (i = 0; !st && i < count; i++) {
		const struct nbarc_kept *k = &g->kept.list[i];

		st = nb_buf_add(&g->out, k->bytes + k->line, k->line_len);
		if (!st && g->out.len >= FLUSH_AT)
			st = flush(g);
	}
	return st;
}

/* Append what is only known at the end: counts, or sorted lines. */
static enum nb_status put_end(struct grep *g)
{
	enum nb_status st = NB_OK;

	if (g->count_key)
		st = nbarc_counts_put(&g->counts, g->style.form, &g->out);
	else if (g->count)
		st = nb_buf_printf(&g->out, "%" PRIu64 "\n",
				   g->ids ? g->items : g->hits);
	else
		st = put_kept(g);
	if (st == NB_NOMEM)
		return nb_fail_mem(&g->err);
	return st ? st : flush(g);
}

/* ---- the search */

/*
 * Make the queries of identifiers; without any, everything is searched.
 */
static enum nb_status make_queries(struct grep *g, char **ids, size_t count,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	free(g->queries);
	g->query_count = count ? count : 1;
	g->queries = nb_alloc(g->query_count, sizeof(*g->queries));
	if (!g->queries)
		return nb_fail_mem(err);
	for (i = 0; !st && i < g->query_count; i++) {
		st = nb_query_parse(count ? ids[i] : "", &g->queries[i], err);
		if (nbarc_choice_any(&g->choice))
			g->queries[i].filter = &g->choice.filter;
	}
	return st;
}

/* True if nothing more is to be found: the answer is there, or cannot be
 * written. */
static bool is_done(const struct grep *g)
{
	return g->err.status || (g->quiet && g->hits) ||
	       (g->limit && g->sort == NBARC_SORT_NONE && g->lines >= g->limit);
}

/*
 * Search what the queries choose of an archive, and print what is found. What
 * is not printed is not looked for: titles, of which the catalogue is full, and
 * further hits of an item of which one is enough.
 */
static enum nb_status search_queries(struct grep *g, struct nb_archive *archive,
				     struct nb_error *err)
{
	const struct nb_search s = {
		.queries = g->queries,
		.query_count = g->query_count,
		.all_revisions = g->all_revisions,
		.first = g->ids || g->quiet,
		.any_part = g->ids || g->quiet,
		.among = g->among.candidates,
		.bare = g->ids || g->quiet || g->count || g->count_key,
		.threads = g->threads,
		.limit = g->sort == NBARC_SORT_NONE ? g->limit : 0,
		.item = g->count_key ? take_item : NULL,
		.fields = nbarc_bys_fields(&g->counts.by),
		.hit = take_hit,
		.problem = take_problem,
		.pause = write_out,
		.context = g,
	};

	return nb_grep_archive(g->grep, archive, &s, err);
}

/* Search an archive of the set. */
static enum nb_status search(void *context, struct nb_archive *archive,
			     const char *path, char **ids, size_t count,
			     struct nb_error *err)
{
	struct grep *g = context;
	enum nb_status st;

	if (is_done(g))
		return NB_OK;
	g->counts.archive = archive;
	st = make_queries(g, ids, count, err);
	if (!st)
		st = nbarc_among_find(&g->among, path, archive, g->grep, err);
	if (!st)
		st = search_queries(g, archive, err);
	nbarc_among_free(&g->among);
	if (st)
		nb_error_file(err, path);
	return st;
}

/*
 * From opening the archive to the exit code. That there is no hit is 4 and
 * needs no message, as with grep(1); a problem is worse than that, even if
 * there were hits.
 */
static int grep_archives(struct grep *g)
{
	bool bare = g->ids || g->quiet || g->count || g->count_key;
	struct nb_error err = {.status = NB_OK};
	enum nb_status st;

	g->set.cli = g->among.cli = &tool;
	g->set.path = g->path;
	g->set.at = g->at;
	g->set.around = true;
	st = nbarc_set_open(&g->set, &err);
	if (!st && !bare && nbarc_hit_names(&g->style, &g->out))
		st = nb_fail_mem(&err);
	if (!st && !g->none)
		st = nbarc_set_each(&g->set, g->ids_given.list,
				    g->ids_given.count, search, g, &err);
	if (!st && !g->err.status && !g->quiet)
		(void)!put_end(g);
	if (!st && g->err.status) {
		err = g->err;
		st = g->err.status;
	}
	if (!st && g->nothing && !g->hits && nbarc_choice_any(&g->choice))
		st = nbarc_set_explain(&g->set, &g->choice, &err);
	if (st) {
		nb_error_file(&err, g->path);
		cli_error(&tool, &err);
	}
	st = nb_worse(st, nbarc_set_close(&g->set));
	st = nb_worse(st, g->worst);
	if (!st && g->hits == 0)
		st = NB_ABSENT;
	return nb_exit_code(st);
}

/* ---- the command line */

/*
 * Check the options that need more than the table says; 0, or the exit code of
 * a usage error, which has been reported. Options that contradict each other
 * are refused rather than ranked.
 */
static int check_options(struct grep *g)
{
	struct nb_error err;

	if (g->sort_by && !nbarc_hit_sort_find(g->sort_by, &g->sort))
		return cli_usage(&tool, "--sort %s: left, right or date",
				 g->sort_by);
	if (g->count_key && nbarc_bys_parse(g->count_key, &g->counts.by, &err))
		return cli_usage(&tool, "--count-by: %s", err.text);
	g->style.revisions = g->all_revisions;
	if (!nbarc_hit_style_set(&g->style, g->format, g->context))
		return cli_usage(&tool, "--format %s: kwic, tsv or jsonl",
				 g->format);
	if (g->parts && !nbarc_parts_parse(g->parts))
		return cli_usage(&tool, "--in %s: head, byline or text",
				 g->parts);
	if (g->count_key && (g->count || g->ids))
		return cli_usage(&tool, "--count-by excludes -c and -l");
	if ((g->count || g->count_key || g->ids) && g->sort_by)
		return cli_usage(
			&tool, "--sort is of hits, not of -l, -c, --count-by");
	if ((g->count || g->count_key) && g->limit)
		return cli_usage(&tool, "--limit is not for counts");
	return 0;
}

/* Make the filter, and read the identifiers. An empty list on standard input
 * chooses nothing. */
static enum nb_status read_ids(struct grep *g, char **ids, size_t count,
			       struct nb_error *err)
{
	enum nb_status st = nbarc_choice_filter(&g->choice, err);
	struct nb_query query;
	size_t i;

	if (!st)
		st = nbarc_ids_read(ids, count, &g->ids_given, err);
	g->none = !st && count && !g->ids_given.count;
	for (i = 0; !st && i < g->ids_given.count; i++) {
		st = nb_query_parse(g->ids_given.list[i], &query, err);
		if (query.revision)
			g->style.revisions = true;
	}
	return st;
}

/*
 * Compile what is looked for. The texts are borrowed only for that. A file of
 * patterns that has none is a usage error, since with grep(1) it would match
 * nothing, and an empty pattern everything.
 */
static enum nb_status make_grep(struct grep *g, struct nb_grep **grep,
				struct nb_error *err)
{
	struct nb_grep_options o = {
		.regex = g->regex,
		.exact_width = g->exact_width,
		.variants = g->variants,
		.parts = g->parts ? nbarc_parts_parse(g->parts) : 0,
	};
	enum nb_status st = nbarc_patterns_list(&g->patterns, err);

	if (!st)
		st = nbarc_patterns_list(&g->excluded, err);
	if (st)
		return st;
	o.patterns = g->patterns.list;
	o.pattern_count = g->patterns.count;
	o.excluded = g->excluded.list;
	o.excluded_count = g->excluded.count;
	return nb_grep_create(&o, grep, err);
}

/*
 * Take the options; NB_OK, or the failure of a file of patterns. Patterns stand
 * in the order in which they were given, which does not matter: of several hits
 * at one place, the longest counts.
 */
static enum nb_status parse(struct grep *g, int argc, char **argv,
			    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	int key;

	while ((key = cli_next(&tool, argc, argv, g)) != -1 && !st)
		switch (key) {
		case KEY_PATTERN:
			st = nbarc_patterns_add(&g->patterns, optarg, err);
			break;
		case KEY_FILE:
			st = nbarc_patterns_read(&g->patterns, optarg, err);
			break;
		case KEY_NOT:
			st = nbarc_patterns_add(&g->excluded, optarg, err);
			break;
		}
	return st;
}

/*
 * What is left after the options: the archive, a pattern unless options gave
 * some, and identifiers. A file of patterns that is empty has given some, too.
 */
static enum nb_status take_operands(struct grep *g, char **operands,
				    size_t count, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t first = 1;

	g->path = operands[0];
	if (!g->patterns.any && count > 1)
		st = nbarc_patterns_add(&g->patterns, operands[first++], err);
	return st ? st : read_ids(g, operands + first, count - first, err);
}

/* Free what a run owns, except for the archive and the output. */
static void free_all(struct grep *g)
{
	nbarc_patterns_free(&g->patterns);
	nbarc_patterns_free(&g->excluded);
	nbarc_kept_free(&g->kept);
	nbarc_counts_free(&g->counts);
	nb_buf_free(&g->last_page);
	nb_buf_free(&g->out);
	nbarc_ids_free(&g->ids_given);
	free(g->queries);
}

/*
 * A signal ends the command at once, since it leaves nothing half done, and so
 * does a pipe whose reader went away.
 */
int nbarc_grep(int argc, char **argv)
{
	struct grep g = {.regex = false};
	struct nb_grep *grep = NULL;
	struct nb_error err;
	enum nb_status st;
	int code;

	if (!nb_grep_is_complete() && nbarc_patterns_need_more(argv))
		return nbarc_exec(&tool, argv[0], argv);
	st = parse(&g, argc, argv, &err);
	code = st ? 0 : check_options(&g);

	if (!st && !code && !g.patterns.any && argc - optind < 2)
		code = cli_usage(&tool, "%s", tool.missing);
	if (!st && !code)
		st = take_operands(&g, argv + optind, (size_t)(argc - optind),
				   &err);
	if (!st && !code)
		st = make_grep(&g, &grep, &err);
	if (!st && !code)
		st = cli_output_open(&g.output, NULL, &err);
	g.output.masked = false;
	if (st) {
		cli_error(&tool, &err);
		code = nb_exit_code(st);
	} else if (!code) {
		g.grep = grep;
		code = grep_archives(&g);
		st = cli_output_close(&g.output, NB_OK, &err);
		if (st) {
			cli_error(&tool, &err);
			code = nb_exit_code(nb_worse(st, NB_OK));
		}
	}
	nb_grep_free(grep);
	free_all(&g);
	return code;
}
