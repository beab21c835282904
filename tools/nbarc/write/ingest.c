/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc ingest: put pages into an archive. A program of its own, because it
 * needs iconv and libxml2.
 *
 * This file turns the command line into the options of nb_ingest(), reads the
 * files that they name, and reports what became of the pages. A page that
 * fails is reported and does not keep the others from being added; the exit
 * code is then that of the worst. Counts go to standard error, or with --json
 * to standard output.
 *
 * After a signal, the commits that were made stay; pages that were read but
 * not committed are dropped, and the message states how many went in. The
 * process then dies of the signal.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <stdio.h>

#include <nbarc/ingest.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/layout.h"
#include "cli/parsers.h"
#include "cli/repair.h"
#include "cli/titles.h"
#include "torn.h"
#include "write/arguments.h"
#include "write/edited.h"
#include "write/findings.h"
#include "write/problems.h"

enum {
	KEY_TITLES = CLI_LONG,
	KEY_TEMPLATE,
	KEY_NO_ZONES,
	KEY_IMAGE,
	KEY_TITLE_CODE,
	KEY_DATE,
	KEY_PAGE,
	KEY_LEVEL,
	KEY_FRAME,
	KEY_SHARED,
	KEY_SHARED_FROM,
	KEY_SHARD,
	KEY_NO_SOURCES,
	KEY_INDEPENDENT,
	KEY_REINSTATE,
	KEY_CONTINUE,
	KEY_REPLACE,
	KEY_JSON,
	KEY_PROFILE,
	KEY_PARAGRAPH_LINES,
	KEY_DECISIONS,
	KEY_TEI,
	KEY_MEMORY,
	KEY_MANIFEST,
	KEY_DRY_RUN,
	KEY_REPORT,
	KEY_DAMAGED,
	KEY_VERBATIM,
};

/*
 * One run of the command. The progress comes first, so that a pointer to this
 * structure is also the context of cli_go_on(). The titles are owned; the
 * options point to them and to what `repair` owns.
 */
struct ingest {
	struct cli_progress progress;
	const char *archive;
	const char *titles_path, *damaged; /* of --damaged */
	const char *shard;		   /* of --shard */
	struct nb_titles *titles;
	struct cli_repair repair;
	struct nb_ingest_options options;
	struct nb_ingest_counts counts;
	struct nb_manifest *manifest; /* owned */
	struct nbarc_problems problems;
	struct nbarc_findings findings;
	unsigned memory; /* MiB; 0: the default */
	bool quiet, json, documents, verbatim;
	struct nbarc_edited edited; /* whose changes of documents are */
	bool named;		    /* problems with names were reported */
};

static const struct cli_option options[] = {
	{'o', "output", "ARCHIVE", "the archive (required)",
	 CLI_OUTPUT(struct ingest, archive)},
	{KEY_TEI, "tei", NULL, "take TEI documents",
	 CLI_SET(struct ingest, documents)},
	{KEY_VERBATIM, "verbatim", NULL, "keep them byte for byte",
	 CLI_SET(struct ingest, verbatim)},
	{KEY_TITLES, "titles", "FILE", "table of the newspaper titles (TSV)",
	 CLI_TEXT(struct ingest, titles_path)},
	{KEY_TEMPLATE, "path-template", "TEMPLATE",
	 "how paths give ids: '{title}/{date}/{page}.txt'",
	 CLI_TEXT(struct ingest, options.naming.path_template)},
	{KEY_MANIFEST, "manifest", "FILE",
	 "table of the files and their pages (CSV)",
	 CLI_TEXT(struct ingest, options.manifest_path)},
	{KEY_TITLE_CODE, "title-code", "CODE", "title code of all pages",
	 CLI_TEXT(struct ingest, options.naming.title_code)},
	{KEY_DATE, "date", "DATE", "date of all pages: 20200309",
	 CLI_TEXT(struct ingest, options.naming.date)},
	{KEY_PAGE, "page", "PAGE", "page of all files: a03",
	 CLI_TEXT(struct ingest, options.naming.page)},
	{'f', "from-code", "CHARSET",
	 "charset of the page texts (default: detected)",
	 CLI_TEXT(struct ingest, options.reading.charset)},
	{KEY_DAMAGED, "damaged", "HOW", CLI_DAMAGED_HELP,
	 CLI_TEXT(struct ingest, damaged)},
	{KEY_IMAGE, "image-template", "URL",
	 "the image of each page: '…/{date}/{page}.jpg'",
	 CLI_TEXT(struct ingest, options.image_template)},
	{KEY_NO_ZONES, "no-zones", NULL,
	 "documents do not say where their lines stand",
	 CLI_SET(struct ingest, options.reading.no_zones)},
	{KEY_REINSTATE, "reinstate", NULL, "put back pages that were withdrawn",
	 CLI_SET(struct ingest, options.reinstate)},
	{KEY_CONTINUE, "continue", NULL,
	 "leave out files that the archive has as sources",
	 CLI_SET(struct ingest, options.resume)},
	{KEY_REPLACE, "replace-documents", NULL,
	 "let texts replace pages that came as documents",
	 CLI_SET(struct ingest, options.replace_documents)},
	{KEY_PROFILE, "profile", "NAME|FILE|DIR",
	 "kind of pages, for the repair",
	 CLI_TEXT(struct ingest, repair.profile_path)},
	{KEY_PARAGRAPH_LINES, "paragraph-lines", NULL, CLI_PARAGRAPH_LINES_HELP,
	 CLI_SET(struct ingest, repair.paragraph_lines)},
	{KEY_DECISIONS, "decisions", "FILE", "a reviewer's decisions",
	 CLI_TEXT(struct ingest, repair.decisions_path)},
	{KEY_NO_SOURCES, "no-sources", NULL,
	 "keep only the hashes of the sources",
	 CLI_SET(struct ingest, options.writer.no_sources)},
	{KEY_INDEPENDENT, "independent-sources", NULL,
	 "compress sources without the documents",
	 CLI_SET(struct ingest, options.writer.independent_sources)},
	{KEY_LEVEL, "level", "N", "zstd level, 1 to 22 (default: 19)",
	 CLI_COUNT(struct ingest, options.writer.level, 22)},
	{KEY_FRAME, "frame-size", "KIB",
	 "documents per frame, in KiB (default: 2048; 32)",
	 CLI_COUNT(struct ingest, options.writer.frame_content, 65536)},
	{KEY_SHARED, "shared-text", "[=MIB]",
	 "give a new archive a text that frames share", CLI_RETURN},
	{KEY_SHARED_FROM, "shared-text-from", "ARCHIVE",
	 "give a new archive the shared text of ARCHIVE",
	 CLI_TEXT(struct ingest, options.shared_text_from)},
	{KEY_SHARD, "shard", "I/N", "take only part I of N of the pages",
	 CLI_TEXT(struct ingest, shard)},
	{'j', "jobs", "N", CLI_JOBS_HELP,
	 CLI_COUNT(struct ingest, options.writer.threads, CLI_JOBS_MAX)},
	{KEY_MEMORY, "memory", "MIB", "memory limit, in MiB (default: 256)",
	 CLI_COUNT(struct ingest, memory, 1 << 20)},
	{KEY_DRY_RUN, "dry-run", NULL, "list what would be done, write nothing",
	 CLI_SET(struct ingest, options.dry_run)},
	{KEY_REPORT, "report", "FILE",
	 "write what was found to FILE.html or FILE.json",
	 CLI_OUTPUT(struct ingest, findings.path)},
	{KEY_JSON, "json", NULL, "print the counts as a JSON object",
	 CLI_SET(struct ingest, json)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct ingest, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc ingest",
	.synopsis = "-o ARCHIVE [OPTION...] PATH...\n"
		    "-o ARCHIVE [OPTION...] --manifest FILE [PATH...]",
	.about = "Put page texts, files of OCR engines (ALTO, hOCR, PAGE ...) "
		 "or TEI\ndocuments into an archive, which is made if it does "
		 "not exist. Directories are\nsearched for such files.",
	.options = options,
	.most = CLI_ANY,
	/* Manifests, METS files and links name files everywhere. */
	.reads_all = true,
	.begin = cli_parsers_begin,
};

/* ---- callbacks of the ingest */

/* A problem with a file; the ingest goes on. */
static void report_problem(void *context, enum nb_trouble kind,
			   const struct nb_error *err)
{
	struct ingest *g = context;

	cli_progress_end(&g->progress);
	(void)nbarc_problem(&g->problems, kind, err);
	nbarc_findings_problem(&g->findings, kind, err);
}

/* A page that went in, or in a dry run would. */
static void show_page(void *context, const struct nb_ingested *page)
{
	struct ingest *g = context;

	nbarc_findings_page(&g->findings, page);
}

/*
 * The progress: what cli_go_on() shows, with the pages and problems so far. All
 * problems with names have come when it is called first.
 */
static bool go_on(void *context, uint64_t done, uint64_t total)
{
	struct ingest *g = context;
	const struct nb_ingest_counts *c = &g->counts;
	uint64_t pages = c->added + c->revised + c->unchanged + c->withdrawn +
			 c->corrected;
	int n;

	if (nbarc_problems_wait(&g->problems) && !g->named) {
		cli_progress_end(&g->progress);
		nbarc_problems_say(&g->problems, false);
	}
	g->named = true;
	n = snprintf(g->progress.note, sizeof(g->progress.note),
		     ", %" PRIu64 " %s", pages,
		     cli_plural(pages, "page", "pages"));
	if (c->failed && n > 0)
		(void)snprintf(g->progress.note + n,
			       sizeof(g->progress.note) - (size_t)n,
			       ", %" PRIu64 " %s", c->failed,
			       cli_plural(c->failed, "problem", "problems"));
	return cli_go_on(context, done, total);
}

/* A decision for one of the pages that did not apply. */
static void report_unused(void *context, const struct nb_decision *decision,
			  enum nb_outcome outcome)
{
	struct ingest *g = context;

	cli_progress_end(&g->progress);
	cli_repair_unused(&tool, &g->repair, decision, outcome);
}

/* ---- the counts */

/* The counts for --json, which scripts read. */
static void print_json(const struct nb_ingest_counts *c)
{
	printf("{\"files\":%" PRIu64 ",\"added\":%" PRIu64
	       ",\"revised\":%" PRIu64 ",\"unchanged\":%" PRIu64
	       ",\"withdrawn\":%" PRIu64 ",\"corrected\":%" PRIu64
	       ",\"failed\":%" PRIu64 ",\"blank\":%" PRIu64
	       ",\"in_doubt\":%" PRIu64 ",\"passed_over\":%" PRIu64
	       ",\"mets\":%" PRIu64 ",\"divided\":%" PRIu64
	       ",\"items\":%" PRIu64 ",\"bytes\":%" PRIu64
	       ",\"committed\":%" PRIu64 ",\"dropped\":%" PRIu64
	       ",\"unused_decisions\":%" PRIu64 ",\"other_decisions\":%" PRIu64
	       ",\"unlisted\":%" PRIu64 ",\"damaged\":%" PRIu64
	       ",\"gathered\":%" PRIu64 ",\"lapsed_decisions\":%" PRIu64
	       ",\"followed_decisions\":%" PRIu64 "}\n",
	       c->files, c->added, c->revised, c->unchanged, c->withdrawn,
	       c->corrected, c->failed, c->blank, c->in_doubt, c->passed_over,
	       c->mets, c->divided, c->items, c->bytes, c->committed,
	       c->dropped, c->unused_decisions, c->other_decisions, c->unlisted,
	       c->damaged, c->gathered, c->lapsed_decisions,
	       c->followed_decisions);
}

/*
 * How many pages went in before the ingest stopped; `why` is put before the
 * number.
 */
static void say_committed(const struct ingest *g, const char *why)
{
	uint64_t n = g->counts.committed;

	cli_say(&tool, "%s: %s%" PRIu64 " %s committed before, nothing else",
		g->archive, why, n, cli_plural(n, "page was", "pages were"));
}

/* What was left out, and why: a line for each kind that there was. */
static void say_left_out(const struct ingest *g)
{
	const struct nb_ingest_counts *c = &g->counts;

	if (c->withdrawn)
		cli_say(&tool,
			"%" PRIu64 " %s left withdrawn; --reinstate puts %s "
			"back",
			c->withdrawn,
			cli_plural(c->withdrawn, "page was", "pages were"),
			cli_plural(c->withdrawn, "it", "them"));
	if (c->blank)
		cli_say(&tool, "%" PRIu64 " blank %s, without items", c->blank,
			cli_plural(c->blank, "page", "pages"));
	if (c->gathered)
		cli_say(&tool,
			"%" PRIu64 " %s put together of the files of "
			"%s articles",
			c->gathered,
			cli_plural(c->gathered, "page was", "pages were"),
			cli_plural(c->gathered, "its", "their"));
	if (c->damaged)
		cli_say(&tool,
			"%" PRIu64 " %s with damaged bytes, which were kept",
			c->damaged, cli_plural(c->damaged, "page", "pages"));
	if (c->corrected)
		cli_say(&tool,
			"%" PRIu64 " %s came in as %s and %s left; "
			"--replace-documents converts %s",
			c->corrected, cli_plural(c->corrected, "page", "pages"),
			cli_plural(c->corrected, "a document", "documents"),
			cli_plural(c->corrected, "was", "were"),
			cli_plural(c->corrected, "its text", "their texts"));
	if (c->other_decisions)
		cli_say(&tool,
			"%s: %" PRIu64 " %s for pages that are not among these",
			g->repair.decisions_path, c->other_decisions,
			cli_plural(c->other_decisions, "decision is",
				   "decisions are"));
	if (c->passed_over)
		cli_say(&tool, "%" PRIu64 " %s passed over", c->passed_over,
			cli_plural(c->passed_over, "file that is no page was",
				   "files that are no pages were"));
	if (c->mets && g->options.check)
		cli_say(&tool, "%" PRIu64 " of them %s METS, without a page",
			c->mets, cli_plural(c->mets, "is", "are"));
	else if (c->mets)
		cli_say(&tool,
			"%" PRIu64 " METS %s; %" PRIu64
			" %s divided as stated there",
			c->mets, cli_plural(c->mets, "file", "files"),
			c->divided,
			cli_plural(c->divided, "page was", "pages were"));
}

/*
 * The counts for people. An ingest that was stopped has committed less than it
 * has read.
 */
static void say_counts(const struct ingest *g)
{
	const struct nb_ingest_counts *c = &g->counts;

	if (!g->options.dry_run && c->committed < c->added + c->revised) {
		say_committed(g, "");
		return;
	}
	cli_say(&tool,
		"%s%s: %" PRIu64 " new %s, %" PRIu64 " new %s, %" PRIu64
		" unchanged, %" PRIu64 " failed; %" PRIu64 " %s",
		g->options.dry_run ? "nothing was written; " : "", g->archive,
		c->added, cli_plural(c->added, "page", "pages"), c->revised,
		cli_plural(c->revised, "revision", "revisions"), c->unchanged,
		c->failed, c->items, cli_plural(c->items, "item", "items"));
	say_left_out(g);
}

/* ---- the command */

/* Read the manifest, if there is one, and name the columns of no use. */
static enum nb_status read_manifest(struct ingest *g, struct nb_error *err)
{
	const char *path = g->options.manifest_path;
	struct nb_buf bytes = {0};
	enum nb_status st;

	if (!path)
		return NB_OK;
	st = nb_file_read(path, NB_MANIFEST_MAX, &bytes, err);
	if (!st)
		st = nb_manifest_read(bytes.data, bytes.len, &g->manifest, err);
	nb_buf_free(&bytes);
	if (st) {
		nb_error_file(err, path);
		return st;
	}
	g->options.manifest = g->manifest;
	if (nb_manifest_unused(g->manifest)[0])
		cli_say(&tool, "%s: these columns are not used: %s", path,
			nb_manifest_unused(g->manifest));
	return NB_OK;
}

/*
 * Read what the options name, before the archive is opened: the date, the
 * titles, profile and decisions, and with --tei the schema. An error in any of
 * them ends the command before anything is written.
 */
static enum nb_status read_settings(struct ingest *g, struct nb_error *err)
{
	enum nb_status st =
		cli_source_date(&g->options.has_time, &g->options.time, err);

	if (!st)
		st = cli_titles_read(g->titles_path, &g->titles, err);
	g->options.titles = g->titles;
	if (!st)
		st = read_manifest(g, err);
	if (!st)
		st = cli_repair_read(&g->repair, &g->options.reading.page, err);
	g->options.profiles = g->repair.profiles;
	if (st || !g->documents)
		return st;
	g->options.check = cli_validate_from;
	if (!g->verbatim)
		st = nbarc_edited_take(&g->edited, &g->options, err);
	return st;
}

/* Everything that read_settings() made, also if it failed. */
static void free_settings(struct ingest *g)
{
	nb_titles_free(g->titles);
	nb_manifest_free(g->manifest);
	cli_repair_free(&g->repair);
}

/* Tell what a signal left, if one came. */
static void say_interrupted(const struct ingest *g, enum nb_status st)
{
	if (!cli_interrupted())
		return;
	if (st == NB_ABSENT)
		say_committed(g, "stopped by a signal; ");
	else if (!st)
		cli_say(&tool,
			"%s: a signal came when everything was committed",
			g->archive);
}

/* Run the ingest itself, with progress and signals. */
static enum nb_status ingest_paths(struct ingest *g, char **paths, int count,
				   struct nb_error *err)
{
	struct nb_ingest_callbacks callbacks = {.context = g,
						.problem = report_problem,
						.page = show_page,
						.unused = report_unused,
						.progress = go_on};
	struct nbarc_torn torn = {&tool, g->archive};
	enum nb_status st;

	nbarc_torn_report(&g->options.writer, &torn);
	cli_catch_signals();
	cli_progress_start(&g->progress, g->documents ? "byte" : "file",
			   g->quiet);
	st = nb_ingest(g->archive, paths, (size_t)count, &g->options,
		       &callbacks, &g->counts, err);
	cli_progress_end(&g->progress);
	nbarc_problems_say(&g->problems, true);
	return st;
}

/* From the settings to the report; returns the exit code. */
static int ingest(struct ingest *g, char **paths, int count)
{
	struct nb_error err, own;
	enum nb_status st = read_settings(g, &err), report;

	if (!st)
		st = nbarc_findings_begin(&g->findings, &err);
	if (st) {
		free_settings(g);
		return cli_finish(&tool, st, &err);
	}
	st = ingest_paths(g, paths, count, &err);
	free_settings(g);
	say_interrupted(g, st);
	cli_die_of_signal();
	/* That files failed has been said of each. */
	if (st && !(g->counts.complete && g->counts.failed))
		cli_error(&tool, &err);
	if (g->json)
		print_json(&g->counts);
	else if (!g->quiet && (g->counts.files || g->options.shards))
		say_counts(g);
	report = nbarc_findings_end(&g->findings, g->options.dry_run, &own);
	nbarc_findings_free(&g->findings);
	return cli_finish(&tool, nb_worse(st, report), report ? &own : NULL);
}

/* How the pages are named: 0, or the exit code. */
static int check_naming(const struct ingest *g, int paths)
{
	const struct nb_naming *naming = &g->options.naming;
	struct nb_naming all = *naming;
	struct nb_error err;

	/* What the template lacks may be in the manifest. */
	if (g->options.manifest_path)
		all.path_template = NULL;
	if (g->options.image_template &&
	    nb_image_check(g->options.image_template, &err))
		return cli_usage(&tool, "--image-template: %s", err.text);
	if (nb_naming_check(&all, &err))
		return cli_usage(&tool, "%s", err.text);
	if (naming->title_code && naming->date && naming->page && paths != 1)
		return cli_usage(&tool, "--title-code, --date and --page "
					"together name a single file");
	return 0;
}

/*
 * Options that need or exclude each other. With --tei the documents are
 * complete, so that nothing that would shape them makes sense. 0, or the exit
 * code.
 */
static int check_usage(const struct ingest *g, int paths)
{
	if (!g->archive)
		return cli_usage(&tool, "--output is missing");
	if (paths == 0 && !g->options.manifest_path)
		return cli_usage(&tool, "a file or directory is missing");
	if (g->options.writer.no_sources &&
	    g->options.writer.independent_sources)
		return cli_usage(&tool, "--no-sources leaves nothing that "
					"could be independent");
	if (g->findings.path && !nbarc_findings_path(g->findings.path))
		return cli_usage(&tool,
				 "%s: the name of a report ends in "
				 ".html or .json",
				 g->findings.path);
	if (g->documents &&
	    (g->options.image_template || g->options.reading.no_zones ||
	     g->titles_path || g->repair.decisions_path ||
	     g->options.reading.charset))
		return cli_usage(
			&tool, "documents say that themselves: no --titles, "
			       "--decisions, --from-code, --image-template or "
			       "--no-zones with --tei");
	if (g->options.shared_text && g->options.shared_text_from)
		return cli_usage(&tool, "--shared-text chooses a text, and "
					"--shared-text-from takes one");
	if (g->verbatim && (!g->documents || g->repair.profile_path ||
			    g->repair.paragraph_lines))
		return cli_usage(&tool, "--verbatim is for --tei, without "
					"--profile or --paragraph-lines");
	if (g->documents && (g->options.resume || g->options.replace_documents))
		return cli_usage(&tool,
				 "--continue and --replace-documents are "
				 "for page texts, not for --tei");
	return check_naming(g, paths);
}

/*
 * Keep glibc from raising its thresholds when a large block is freed: each
 * thread would then hold on to the memory of two frames after compressing one.
 */
static void give_memory_back(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_MMAP_THRESHOLD, 8 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 8 << 20);
#endif
}

/* The readers of markup are handed to the library here, because they need
 * libxml2, which it does without. */
int nbarc_ingest(int argc, char **argv)
{
	struct ingest g = {
		.archive = NULL,
		.options.reading.markup = cli_read_markup,
		.options.mets = cli_read_mets,
		.problems.cli = &tool,
		.findings.cli = &tool,
	};
	int bad;

	while (cli_next(&tool, argc, argv, &g) == KEY_SHARED)
		if (!nbarc_shared_size(optarg, &g.options.shared_text))
			return cli_usage(&tool,
					 "%s: a number from 1 to 16 is needed",
					 optarg);
	if (g.shard && !nbarc_shard(g.shard, &g.options))
		return cli_usage(&tool, "--shard %s: as in 3/64", g.shard);
	bad = check_usage(&g, argc - optind);
	if (!bad)
		bad = cli_damaged(&tool, g.damaged, &g.options.reading.damaged);
	if (bad)
		return bad;
	g.findings.archive = g.archive;
	g.findings.json = g.json;
	g.findings.quiet = g.quiet;
	g.findings.list = g.options.dry_run;
	/* The options are in KiB and MiB. */
	g.options.writer.frame_content *= 1024;
	g.options.writer.memory = (size_t)g.memory << 20;
	give_memory_back();
	return ingest(&g, argv + optind, argc - optind);
}
