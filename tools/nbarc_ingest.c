/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc ingest, a program behind nbarc: pages into an archive. */
#include "cli_repair.h"
#include "nbarc.h"

#include <getopt.h>
#include <inttypes.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdlib.h>
#include <string.h>

#include <nbarc/ingest.h>
#include <nbarc/markup.h>
#include <nbarc/validate.h>

#include "base/error.h"
#include "base/file.h"

enum {
	KEY_OUTPUT = 'o',
	KEY_QUIET = 'q',
	KEY_JOBS = 'j',
	KEY_CHARSET = 'f',
	KEY_TITLES = CLI_LONG,
	KEY_TEMPLATE,
	KEY_TITLE_CODE,
	KEY_DATE,
	KEY_PAGE,
	KEY_LEVEL,
	KEY_FRAME,
	KEY_NO_SOURCES,
	KEY_REINSTATE,
	KEY_JSON,
	KEY_PROFILE,
	KEY_DECISIONS,
	KEY_TEI,
	KEY_MEMORY,
};

static const struct cli_option options[] = {
	{KEY_OUTPUT, "output", "ARCHIVE", "the archive; needed"},
	{KEY_TEI, "tei", NULL, "documents of nbtei and nbarc get, as they are"},
	{KEY_TITLES, "titles", "FILE", "what is known of each title (TSV)"},
	{KEY_TEMPLATE, "path-template", "TEMPLATE",
	 "ids from paths: '{title}/{date}/{page}.txt'"},
	{KEY_TITLE_CODE, "title-code", "CODE", "title code, for one file"},
	{KEY_DATE, "date", "DATE", "date, for one file: 20200309"},
	{KEY_PAGE, "page", "PAGE", "page, for one file: a03"},
	{KEY_CHARSET, "from-code", "CHARSET", "charset of the texts"},
	{KEY_REINSTATE, "reinstate", NULL, "also pages that were withdrawn"},
	{KEY_PROFILE, "profile", "NAME|FILE", "what kind of pages these are"},
	{KEY_DECISIONS, "decisions", "FILE", "of a person, about breaks"},
	{KEY_NO_SOURCES, "no-sources", NULL, "keep hashes of the sources only"},
	{KEY_LEVEL, "level", "N", "zstd level, 1 to 22 (19)"},
	{KEY_FRAME, "frame-size", "KIB", "documents a frame, in KiB (2048)"},
	{KEY_JOBS, "jobs", "N", "threads (one a processor)"},
	{KEY_MEMORY, "memory", "MIB", "to keep below, in MiB (256)"},
	{KEY_JSON, "json", NULL, "print the counts as a JSON object"},
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc ingest",
	.synopsis = "-o ARCHIVE [OPTION...] PATH...",
	.about = "Put page texts, ALTO and hOCR files, or TEI documents, and "
		 "those in directories,\ninto an archive, which is made if it "
		 "is not there.",
	.options = options,
};

struct ingest {
	const char *archive;
	const char *titles_path;
	struct cli_repair repair;
	struct nb_ingest_options options;
	struct nb_ingest_counts counts;
	struct cli_progress progress;
	bool quiet, json, documents;
};

static void problem(void *context, const struct nb_error *err)
{
	struct ingest *g = context;

	cli_progress_end(&g->progress);
	cli_error(&tool, err);
}

static void unused(void *context, const struct nb_decision *decision,
		   enum nb_outcome outcome)
{
	struct ingest *g = context;

	cli_progress_end(&g->progress);
	cli_repair_unused(&tool, &g->repair, decision, outcome);
}

static bool progress(void *context, uint64_t done, uint64_t total)
{
	struct ingest *g = context;

	return cli_go_on(&g->progress, done, total);
}

static bool number(const char *text, unsigned long long max,
		   unsigned long long *out)
{
	if (cli_number(text, 1, max, out))
		return true;
	exit(cli_usage(&tool, "%s: a number from 1 to %llu is needed", text,
		       max));
}

static bool set_option(struct ingest *g, int key)
{
	unsigned long long n;

	switch (key) {
	case KEY_OUTPUT:
		g->archive = optarg;
		return true;
	case KEY_QUIET:
		g->quiet = true;
		return true;
	case KEY_JSON:
		g->json = true;
		return true;
	case KEY_CHARSET:
		g->options.reading.charset = optarg;
		return true;
	case KEY_PROFILE:
		g->repair.profile_path = optarg;
		return true;
	case KEY_DECISIONS:
		g->repair.decisions_path = optarg;
		return true;
	case KEY_TEI:
		g->documents = true;
		return true;
	case KEY_TITLES:
		g->titles_path = optarg;
		return true;
	case KEY_TEMPLATE:
		g->options.naming.path_template = optarg;
		return true;
	case KEY_TITLE_CODE:
		g->options.naming.title_code = optarg;
		return true;
	case KEY_DATE:
		g->options.naming.date = optarg;
		return true;
	case KEY_PAGE:
		g->options.naming.page = optarg;
		return true;
	case KEY_REINSTATE:
		g->options.reinstate = true;
		return true;
	case KEY_NO_SOURCES:
		g->options.writer.no_sources = true;
		return true;
	case KEY_LEVEL:
		if (number(optarg, 22, &n))
			g->options.writer.level = (int)n;
		return true;
	case KEY_FRAME:
		if (number(optarg, 65536, &n))
			g->options.writer.frame_content = (uint32_t)n * 1024;
		return true;
	case KEY_JOBS:
		if (number(optarg, 64, &n))
			g->options.writer.threads = (unsigned)n;
		return true;
	case KEY_MEMORY:
		if (number(optarg, 1 << 20, &n))
			g->options.writer.memory = (size_t)n << 20;
		return true;
	default:
		return false;
	}
}

static void print_counts(const struct ingest *g)
{
	const struct nb_ingest_counts *c = &g->counts;

	if (g->json) {
		printf("{\"files\":%" PRIu64 ",\"added\":%" PRIu64
		       ",\"revised\":%" PRIu64 ",\"unchanged\":%" PRIu64
		       ",\"withdrawn\":%" PRIu64 ",\"failed\":%" PRIu64
		       ",\"passed_over\":%" PRIu64 ",\"mets\":%" PRIu64
		       ",\"items\":%" PRIu64 ",\"bytes\":%" PRIu64
		       ",\"committed\":%" PRIu64 ",\"dropped\":%" PRIu64
		       ",\"unused_decisions\":%" PRIu64
		       ",\"other_decisions\":%" PRIu64 "}\n",
		       c->files, c->added, c->revised, c->unchanged,
		       c->withdrawn, c->failed, c->passed_over, c->mets,
		       c->items, c->bytes, c->committed, c->dropped,
		       c->unused_decisions, c->other_decisions);
		return;
	}
	if (g->quiet || c->files == 0)
		return;
	if (c->committed < c->added + c->revised) {
		cli_say(&tool,
			"%s: %" PRIu64
			" pages were committed before, nothing else",
			g->archive, c->committed);
		return;
	}
	cli_say(&tool,
		"%s: %" PRIu64 " new pages, %" PRIu64 " new revisions, %" PRIu64
		" unchanged, %" PRIu64 " failed; %" PRIu64 " items",
		g->archive, c->added, c->revised, c->unchanged, c->failed,
		c->items);
	if (c->withdrawn)
		cli_say(&tool,
			"%" PRIu64 " pages are withdrawn and were left so; "
			"--reinstate puts them in again",
			c->withdrawn);
	if (c->other_decisions)
		cli_say(&tool,
			"%s: %" PRIu64 " decisions are for pages that are not "
			"among these",
			g->repair.decisions_path, c->other_decisions);
	if (c->passed_over)
		cli_say(&tool,
			"%" PRIu64 " files that are no pages were passed over",
			c->passed_over);
	if (c->mets)
		cli_say(&tool,
			"%" PRIu64 " of them are METS, which hold no page",
			c->mets);
}

static enum nb_status read_titles(struct ingest *g, struct nb_titles **titles,
				  struct nb_error *err)
{
	struct nb_buf text = {0};
	enum nb_status st;

	*titles = NULL;
	if (!g->titles_path)
		return NB_OK;
	st = nb_file_read(g->titles_path, NB_PAGE_MAX, &text, err);
	if (!st)
		st = nb_titles_read(text.data, text.len, titles, err);
	if (st)
		nb_error_file(err, g->titles_path);
	nb_buf_free(&text);
	g->options.titles = *titles;
	return st;
}

static enum nb_status read_epoch(struct ingest *g, struct nb_error *err)
{
	if (cli_source_date(0, &g->options.time))
		return NB_OK;
	return nb_fail(err, NB_USAGE,
		       "SOURCE_DATE_EPOCH is not a number of seconds");
}

/* What was read before the ingest can begin. */
static enum nb_status read_settings(struct ingest *g, struct nb_titles **titles,
				    struct nb_error *err)
{
	enum nb_status st = read_epoch(g, err);

	*titles = NULL;
	if (!st)
		st = read_titles(g, titles, err);
	if (!st)
		st = cli_repair_read(&g->repair, &g->options.reading.page, err);
	if (st || !g->documents)
		return st;
	g->options.check = nb_validate_from;
	return nb_validator_create(&g->options.validator, err);
}

static void free_settings(struct ingest *g, struct nb_titles *titles)
{
	nb_titles_free(titles);
	cli_repair_free(&g->repair);
	nb_validator_free(g->options.validator);
}

static int run(struct ingest *g, char **paths, int count)
{
	struct nb_ingest_callbacks callbacks = {g, problem, unused, progress};
	struct nbarc_torn torn = {&tool, g->archive};
	struct nb_titles *titles;
	struct nb_error err;
	enum nb_status st = read_settings(g, &titles, &err);

	if (st) {
		free_settings(g, titles);
		cli_error(&tool, &err);
		return nb_exit_code(st);
	}
	g->options.writer.torn = nbarc_say_torn;
	g->options.writer.torn_context = &torn;
	cli_catch_signals();
	cli_progress_start(&g->progress, g->documents ? "byte" : "page",
			   g->quiet);
	st = nb_ingest(g->archive, paths, (size_t)count, &g->options,
		       &callbacks, &g->counts, &err);
	cli_progress_end(&g->progress);
	free_settings(g, titles);
	if (cli_interrupted() && st == NB_ABSENT)
		cli_say(&tool,
			"%s: stopped by a signal; %" PRIu64
			" pages were committed before, nothing else",
			g->archive, g->counts.committed);
	else if (cli_interrupted() && !st)
		cli_say(&tool,
			"%s: a signal came when everything was committed",
			g->archive);
	cli_die_of_signal();
	if (st)
		cli_error(&tool, &err);
	print_counts(g);
	return nb_worse(st, NB_OK) || cli_stdout_close(&tool)
		       ? nb_exit_code(st ? st : NB_IO)
		       : 0;
}

static int check_usage(const struct ingest *g, int paths)
{
	const struct nb_naming *naming = &g->options.naming;

	if (!g->archive)
		return cli_usage(&tool, "-o ARCHIVE is missing");
	if (paths < 1)
		return cli_usage(&tool, "a file or directory is missing");
	if ((naming->date || naming->page) && !naming->title_code)
		return cli_usage(&tool, "--date and --page need --title-code");
	if (naming->title_code &&
	    (!naming->date || !naming->page || paths != 1))
		return cli_usage(&tool, "--title-code needs --date, --page and "
					"a single file");
	if (g->documents &&
	    (g->titles_path || g->repair.profile_path ||
	     g->repair.decisions_path || g->options.reading.charset))
		return cli_usage(&tool, "documents go in as they are: no "
					"--titles, --profile, --decisions or "
					"--from-code with --tei");
	return 0;
}

/*
 * glibc learns from a block that is freed to keep such blocks: each thread then
 * holds the memory of two frames when it compresses one.
 */
static void give_memory_back(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_MMAP_THRESHOLD, 8 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 8 << 20);
#endif
}

int main(int argc, char **argv)
{
	struct ingest g = {
		.archive = NULL,
		.options.reading.markup = nb_layout_read_markup,
	};
	int key, bad;

	while ((key = cli_next(&tool, argc, argv)) != -1)
		if (!set_option(&g, key))
			return 0;
	bad = check_usage(&g, argc - optind);
	if (bad)
		return bad;
	give_memory_back();
	return run(&g, argv + optind, argc - optind);
}
