/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc grep: search the text of articles.
 *
 * It is built in, so that a word is found as fast as nbarc starts, and also a
 * program of its own, which has PCRE2 and OpenCC for the options that need
 * them. The library finds the hits
 * (<nbarc/grep.h>), and hits/found.h makes lines of them.
 */
#include "commands.h"

#include <getopt.h>
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
#include "hits/found.h"
#include "hits/patterns.h"
#include "hits/style.h"
#include "exec.h"
#include "set/ahead.h"
#include "set/set.h"
#include "where.h"

/* More is more than the longest paragraph. */
#define CONTEXT_MOST 10000u

/* One run of the command. The set, output, patterns and buffers are owned. */
struct grep {
	struct nbarc_set set;
	const char *path;
	const char *at;		    /* a commit, or NULL */
	const struct nb_grep *grep; /* what is looked for */
	const char *format, *sort_by, *parts;
	struct nbarc_choice choice;
	bool regex, exact_width, variants, all_revisions;
	bool none;	  /* standard input had no identifiers */
	unsigned context; /* characters on each side; 0: as usual */
	unsigned threads;
	struct nbarc_patterns patterns, excluded;
	struct nbarc_among among; /* how the index is used */
	struct nbarc_ids ids_given;
	struct nbarc_found_how how;
	struct nbarc_found found;
};

/* The search of archives one after the other, or of one by a thread. All but
 * `g` and `found` is owned. */
struct step {
	const struct grep *g;
	struct nbarc_found *found, own; /* which `own` is, in a thread */
	unsigned threads;
	struct nbarc_among among;
	struct nb_query *queries;
	size_t query_count;
	unsigned searches; /* for what was meant by identifiers */
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
	 CLI_SET(struct grep, how.ids)},
	{'c', "count", NULL, "print only how many hits there are",
	 CLI_SET(struct grep, how.count)},
	{CLI_LONG + 9, "count-by", "WHAT,...",
	 "count by year, title, author ... as nbarc stat",
	 CLI_TEXT(struct grep, how.count_key)},
	{'q', "quiet", NULL, "print nothing; the exit status tells",
	 CLI_SET(struct grep, how.quiet)},
	{'s', "sort", "KEY", "sort by left or right context, or by date",
	 CLI_TEXT(struct grep, sort_by)},
	{'n', "limit", "N", "print at most N lines",
	 CLI_COUNT(struct grep, how.limit, UINT_MAX)},
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
	.beside = NB_INDEX_SUFFIX,
	.allow = nbarc_set_allow,
	.far = nbarc_set_is_far,
};

/* ---- the search */

/* Say in an error which archive it is of. */
static void name_archive(struct nb_error *err, const char *path)
{
	char shown[512];

	nbarc_show_at(path, shown, sizeof(shown));
	nb_error_file(err, shown);
}

/*
 * Make the queries of identifiers; without any, everything is searched.
 */
static enum nb_status make_queries(struct step *p, char **ids, size_t count,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	free(p->queries);
	p->query_count = count ? count : 1;
	p->queries = nb_alloc(p->query_count, sizeof(*p->queries));
	if (!p->queries)
		return nb_fail_mem(err);
	for (i = 0; !st && i < p->query_count; i++) {
		st = nb_query_parse(count ? ids[i] : "", &p->queries[i], err);
		if (nbarc_choice_any(&p->g->choice))
			p->queries[i].filter = &p->g->choice.filter;
	}
	p->found->any = p->queries[0].filter || p->queries[0].len == 0;
	return st;
}

/* For nb_query_pages(): one page is enough. */
static bool stop(void *context, const struct nb_entry *e)
{
	(void)context;
	(void)e;
	return false;
}

/* Does an identifier name nothing that may be shown, or begin none? False if
 * that is not known, as of a damaged archive. */
static bool is_absent(struct nb_archive *archive, struct nb_query *q)
{
	const struct nb_entry *e;
	enum nb_status st;

	q->detail = NB_DETAIL_PLACES;
	st = nb_query_find(archive, q, &e, NULL);
	if (!st)
		st = nb_query_refuse(archive, q, e, NULL);
	else if (st == NB_ABSENT && q->kind == NB_QUERY_MANY)
		st = nb_query_pages(archive, q, 1, stop, NULL, NULL);
	return st == NB_ABSENT;
}

/*
 * Report the identifiers that name nothing, with what was probably meant, and
 * search the others. With options, or in older revisions, whatever is found is
 * the answer.
 */
static void drop_absent(struct step *p, struct nb_archive *archive,
			const char *path)
{
	size_t i, n = 0;

	if (p->found->any || p->g->all_revisions)
		return;
	for (i = 0; i < p->query_count; i++) {
		struct nb_query q = p->queries[i];
		struct nb_error err;

		if (!is_absent(archive, &q)) {
			p->queries[n++] = p->queries[i];
			continue;
		}
		(void)nbarc_explain_id(archive, &q, &p->searches, &err);
		name_archive(&err, path);
		nbarc_found_problem(p->found, &err);
	}
	p->query_count = n;
}

/*
 * Search what the queries choose of an archive, and print what is found. What
 * is not printed is not looked for: titles, of which the catalogue is full, and
 * further hits of an item of which one is enough.
 */
static enum nb_status search_queries(struct step *p, struct nb_archive *archive,
				     struct nb_error *err)
{
	const struct nbarc_found_how *how = &p->g->how;
	const struct nb_search s = {
		.queries = p->queries,
		.query_count = p->query_count,
		.all_revisions = p->g->all_revisions,
		.first = how->ids || how->quiet,
		.any_part = how->ids || how->quiet,
		.among = p->among.candidates,
		.bare = how->ids || how->quiet || how->count || how->count_key,
		.threads = p->threads,
		.limit = how->sort == NBARC_SORT_NONE ? how->limit : 0,
		.item = how->count_key ? nbarc_found_item : NULL,
		.fields = nbarc_bys_fields(&p->found->counts.by),
		.hit = nbarc_found_hit,
		.problem = nbarc_found_problem,
		.pause = nbarc_found_pause,
		.context = p->found,
	};

	return nb_grep_archive(p->g->grep, archive, &s, err);
}

/* Search an archive of the set. */
static enum nb_status search(void *context, struct nb_archive *archive,
			     const char *path, char **ids, size_t count,
			     struct nb_error *err)
{
	struct step *p = context;
	enum nb_status st;

	if (nbarc_found_done(p->found))
		return NB_OK;
	p->found->counts.archive = archive;
	st = make_queries(p, ids, count, err);
	if (!st)
		drop_absent(p, archive, path);
	if (!st && p->query_count)
		st = nbarc_among_find(&p->among, path, archive, p->g->grep,
				      err);
	if (!st && p->query_count)
		st = search_queries(p, archive, err);
	nbarc_among_free(&p->among);
	if (st)
		name_archive(err, path);
	return st;
}

/* ---- several archives at once */

static void *begin_step(void *context, struct nbarc_turn *turn,
			unsigned threads)
{
	struct step *first = context, *p = nb_alloc(1, sizeof(*p));

	if (!p)
		return NULL;
	*p = (struct step){.g = first->g,
			   .found = &p->own,
			   .threads = threads,
			   .among = first->g->among};
	p->own.how = first->found->how;
	p->own.into = first->found;
	p->own.turn = turn;
	p->own.counts.by = first->found->counts.by;
	return p;
}

/* A failure of the output is in the error of what was found. */
static enum nb_status end_step(void *context, void *state, bool over,
			       struct nb_error *err)
{
	struct step *first = context, *p = state;
	enum nb_status st = NB_OK;

	if (!over)
		st = nbarc_found_join(first->found, p->found);
	if (st && err)
		*err = first->found->err;
	nbarc_found_free(p->found);
	free(p->queries);
	free(p);
	return st;
}

/* Search what was asked for. A limit is reached in order: the archives after it
 * need not be searched. */
static enum nb_status search_set(struct grep *g, struct nb_error *err)
{
	static const struct nbarc_ahead ahead = {begin_step, search, end_step};
	const struct nbarc_found_how *how = &g->how;
	struct step p = {.g = g,
			 .found = &g->found,
			 .threads = g->threads,
			 .among = g->among};
	bool ends = how->quiet || (how->limit && how->sort == NBARC_SORT_NONE);
	char **ids = g->ids_given.list;
	size_t count = g->ids_given.count;
	enum nb_status st;

	st = ends ? nbarc_set_each(&g->set, ids, count, search, &p, err)
		  : nbarc_set_each_ahead(&g->set, ids, count, search, &ahead,
					 g->threads, &p, err);
	free(p.queries);
	return st;
}

/*
 * From opening the archive to the exit code. That there is no hit is 4 and
 * needs no message, as with grep(1); a problem is worse than that, even if
 * there were hits.
 */
static int grep_archives(struct grep *g)
{
	const struct nbarc_found_how *how = &g->how;
	struct nbarc_found *f = &g->found;
	bool bare = how->ids || how->quiet || how->count || how->count_key;
	struct nb_error err = {.status = NB_OK};
	enum nb_status st;

	g->set.cli = g->among.cli = &tool;
	g->set.path = g->path;
	g->set.at = g->at;
	g->set.around = true;
	st = nbarc_set_open(&g->set, &err);
	if (!st && !bare && nbarc_hit_names(&how->style, &f->out))
		st = nb_fail_mem(&err);
	if (!st && !g->none)
		st = search_set(g, &err);
	if (!st && !f->err.status && !how->quiet)
		(void)!nbarc_found_end(f);
	if (!st && f->err.status) {
		err = f->err;
		st = f->err.status;
	}
	if (!st && f->nothing && !f->hits && nbarc_choice_any(&g->choice))
		st = nbarc_set_explain(&g->set, &g->choice, &err);
	if (st) {
		nb_error_file(&err, g->set.shown);
		cli_error(&tool, &err);
	}
	st = nb_worse(st, nbarc_set_close(&g->set));
	st = nb_worse(st, f->worst);
	if (!st && f->hits == 0)
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
	const struct nbarc_found_how *how = &g->how;
	struct nb_error err;

	if (g->sort_by && !nbarc_hit_sort_find(g->sort_by, &g->how.sort))
		return cli_usage(&tool, "--sort %s: left, right or date",
				 g->sort_by);
	if (how->count_key &&
	    nbarc_bys_parse(how->count_key, &g->found.counts.by, &err))
		return cli_usage(&tool, "--count-by: %s", err.text);
	g->how.style.revisions = g->all_revisions;
	if (!nbarc_hit_style_set(&g->how.style, g->format, g->context))
		return cli_usage(&tool, "--format %s: kwic, tsv or jsonl",
				 g->format);
	if (g->parts && !nbarc_parts_parse(g->parts))
		return cli_usage(&tool, "--in %s: head, byline or text",
				 g->parts);
	if (how->count_key && (how->count || how->ids))
		return cli_usage(&tool, "--count-by excludes -c and -l");
	if ((how->count || how->count_key || how->ids) && g->sort_by)
		return cli_usage(
			&tool, "--sort is of hits, not of -l, -c, --count-by");
	if ((how->count || how->count_key) && how->limit)
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
			g->how.style.revisions = true;
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
	nbarc_found_free(&g->found);
	nbarc_ids_free(&g->ids_given);
}

/*
 * A signal ends the command at once, since it leaves nothing half done, and so
 * does a pipe whose reader went away.
 */
int nbarc_grep(int argc, char **argv)
{
	struct grep g = {.how.cli = &tool, .found.how = &g.how};
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
		st = cli_output_open(&g.how.output, NULL, &err);
	g.how.output.masked = false;
	if (st) {
		cli_error(&tool, &err);
		code = nb_exit_code(st);
	} else if (!code) {
		g.grep = grep;
		code = grep_archives(&g);
		st = cli_output_close(&g.how.output, NB_OK, &err);
		if (st) {
			cli_error(&tool, &err);
			code = nb_exit_code(nb_worse(st, NB_OK));
		}
	}
	nb_grep_free(grep);
	free_all(&g);
	return code;
}
