/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc get: print articles, pages and issues of an archive.
 *
 * This file has the options and the course of a run. The parts of the command
 * are in the folder get: what is printed of a page (put.c), answers to many
 * queries (many.c), what is made of records (made.c), and files (files.c).
 */
#include "commands.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "choose/choice.h"
#include "choose/ids.h"
#include "choose/pick.h"
#include "cli/cli.h"
#include "get/cited.h"
#include "get/files.h"
#include "get/made.h"
#include "get/many.h"
#include "get/run.h"
#include "get/across.h"
#include "read/follow.h"
#include "set/set.h"

/* The options, and the run that they are for. */
struct getting {
	struct get get;
	struct nbarc_set set;
	const char *at; /* a commit, or NULL */
	const char *output_path;
	const char *ids_path; /* a list of identifiers, or NULL */
	const char *separator;
	const char *cite; /* a citation, or NULL */
	bool all;	  /* every page is printed */
	bool follow;	  /* renamed pages are printed */
	bool quiet;	  /* with a list: do not say where things are */
	bool plain;	  /* NB_FORMAT_PLAIN in place of NB_FORMAT_TEI */
	bool picked;	  /* options have chosen something */
	struct nbarc_choice choice;
	struct nb_buf unescaped; /* the separator */
	struct nbarc_cited cited;
	bool proven; /* what was cited */
};

enum { KEY_FORMAT = 'f', KEY_AT = CLI_LONG, KEY_PLAIN, KEY_FOLLOW, KEY_ZONES };

static const struct cli_option options[] = {
	{KEY_FORMAT, "format", "FORMAT",
	 "tei, text, json, html, source, journal, slices", CLI_RETURN},
	{KEY_ZONES, "zones", "[=iiif]", "boxes as JSON, or as IIIF annotations",
	 CLI_RETURN},
	{KEY_PLAIN, "plain", NULL, "TEI without marks of joined breaks",
	 CLI_SET(struct getting, plain)},
	NBARC_CHOICE_OPTIONS(struct getting, choice),
	{CLI_LONG + 5, "all", NULL, "print every page",
	 CLI_SET(struct getting, all)},
	{CLI_LONG + 8, "cite", "TEXT", "print what the citation TEXT names",
	 CLI_TEXT(struct getting, cite)},
	{CLI_LONG + 6, "items", NULL, "print pages item by item",
	 CLI_SET(struct getting, get.items)},
	{KEY_FOLLOW, "follow", NULL,
	 "print renamed pages by their new identifiers",
	 CLI_SET(struct getting, follow)},
	{CLI_LONG + 4, "ids", "FILE",
	 "print what FILE lists; all operands are archives",
	 CLI_TEXT(struct getting, ids_path)},
	{'q', "quiet", NULL, "do not say where what is listed was found",
	 CLI_SET(struct getting, quiet)},
	{'s', "separator", "TEXT", "print TEXT between two pages or items",
	 CLI_TEXT(struct getting, separator)},
	{CLI_LONG + 7, "headings", NULL,
	 "print each identifier before its text",
	 CLI_SET(struct getting, get.headings)},
	{'d', "directory", "DIR", "make a file for each page or item in DIR",
	 CLI_OUTPUT(struct getting, get.folder)},
	{'o', "output", "FILE", "write to FILE instead of standard output",
	 CLI_OUTPUT(struct getting, output_path)},
	{'j', "jobs", "N", CLI_JOBS_HELP,
	 CLI_COUNT(struct getting, get.threads, CLI_JOBS_MAX)},
	{KEY_AT, "at", "COMMIT", NBARC_AT_HELP, CLI_TEXT(struct getting, at)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc get",
	.synopsis = "[OPTION...] ARCHIVE ID[@REVISION]|-...\n"
		    "--all|--from DATE|... [OPTION...] ARCHIVE\n"
		    "--cite TEXT [OPTION...] ARCHIVE\n"
		    "--ids FILE [OPTION...] ARCHIVE...",
	.about =
		"Print what these identifiers name, or what options choose. The "
		"beginning of an\nidentifier stands for all pages whose "
		"identifiers begin with it, and - for\nidentifiers on standard "
		"input.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive and an identifier are needed",
	.keeps = true,
	.allow = nbarc_set_allow,
	.far = nbarc_set_is_far,
};

/* ---- one archive
 *
 * Identifiers are read first, then followed if their pages were renamed, then
 * picked if options choose, and printed at last. */

/* Open the archive and the output. */
static enum nb_status open_both(struct getting *o)
{
	struct get *g = &o->get;
	enum nb_status st;

	o->set.cli = &tool;
	o->set.path = g->path;
	o->set.at = o->at;
	o->set.around = true;
	st = nbarc_set_open(&o->set, &g->err);
	if (!st)
		st = nbarc_get_folder(g);
	if (!st)
		st = cli_output_open(&g->output, o->output_path, &g->err);
	if (st) {
		cli_error(&tool, &g->err);
		(void)nbarc_set_close(&o->set);
	}
	return st;
}

/* Close both; returns the worst status of all. What was found is kept, also if
 * an identifier was absent; after a failed write or a signal it is not. */
static enum nb_status close_both(struct getting *o)
{
	struct get *g = &o->get;
	bool stopped = g->write_failed || cli_interrupted();
	enum nb_status closed =
		cli_output_close(&g->output, stopped ? NB_IO : NB_OK, &g->err);

	if (!closed && !stopped)
		closed = nbarc_get_folder_end(g);
	if (closed && !stopped)
		cli_error(&tool, &g->err);
	g->worst = nb_worse(g->worst, nbarc_set_close(&o->set));
	nb_item_record_free(g->record);
	nb_buf_free(&g->out);
	nb_buf_free(&g->piece);
	nb_buf_free(&g->slices);
	return nb_worse(g->worst, closed);
}

/* Print what the identifiers name. If options choose, or pages are printed item
 * by item, the catalogue says first what that is. */
static void pick_and_print(struct getting *o, char **ids, size_t count)
{
	const struct nbarc_pick pick = {.cli = &tool,
					.path = o->get.path,
					.choice = &o->choice,
					.items = o->get.items || o->get.made,
					.silent = o->set.many};
	struct get *g = &o->get;
	struct nbarc_picked picked;
	enum nb_status st;
	bool source = g->format >= NB_FORMAT_SOURCE;

	if (!nbarc_choice_any(&o->choice) && (!pick.items || source)) {
		nbarc_get_all(g, ids, count);
		return;
	}
	st = nbarc_pick(g->archive, &pick, ids, count, &picked, &g->err);
	o->picked = o->picked || picked.count;
	if (st)
		nbarc_get_report(g, st);
	else
		nbarc_get_all(g, picked.list, picked.count);
	nbarc_picked_free(&picked);
}

/* Follow renamed pages if that is asked for, and answer queries from one
 * archive. */
static enum nb_status follow_and_get(void *context, struct nb_archive *archive,
				     const char *path, char **ids, size_t count,
				     struct nb_error *err)
{
	char empty[] = "", *every = empty; /* the prefix of all pages */
	struct getting *o = context;
	struct nb_buf kept = {0};
	struct get *g = &o->get;
	enum nb_status st = NB_OK;

	(void)err;
	g->archive = archive;
	g->path = path;
	if (!count) {
		ids = &every;
		count = 1;
	}
	if (o->follow)
		st = nbarc_follow(&tool, g->archive, g->path, ids, count, &kept,
				  &g->err);
	if (st)
		nbarc_get_report(g, st);
	else
		pick_and_print(o, ids, count);
	nb_buf_free(&kept);
	return NB_OK;
}

/* Print what all identifiers name, with what stands around all pieces. */
static void print_all(struct getting *o, char **ids, size_t count)
{
	struct get *g = &o->get;
	bool page = g->made == NBARC_MADE_HTML && !g->folder;
	enum nb_status st = page ? nbarc_html_begin(&g->out) : NB_OK;

	st = st ? nb_fail_mem(&g->err)
		: nbarc_set_each(&o->set, ids, count, follow_and_get, o,
				 &g->err);
	if (!st && o->set.many && !o->picked && nbarc_choice_any(&o->choice))
		st = nbarc_set_explain(&o->set, &o->choice, &g->err);
	if (!st && page && nbarc_html_end(&g->out))
		st = nb_fail_mem(&g->err);
	if (!st && !g->write_failed)
		st = nbarc_get_write(g, NULL, 0);
	if (st)
		nbarc_get_report(g, st);
}

/* Prove it with one archive. Another one of a collection may have had the root
 * if this one had not. */
static enum nb_status prove_with(void *context, struct nb_archive *archive,
				 const char *path, char **ids, size_t count,
				 struct nb_error *err)
{
	struct getting *o = context;
	enum nb_status st;

	(void)archive;
	(void)ids;
	(void)count;
	if (o->proven)
		return NB_OK;
	st = nbarc_cited_prove(&o->cited, path, err);
	o->proven = !st;
	if (st == NB_ABSENT)
		o->get.err = *err;
	return st == NB_ABSENT ? NB_OK : st;
}

/* Prove that what is cited is in the archive, or in one of the collection. */
static enum nb_status prove_cited(struct getting *o)
{
	struct nbarc_set set = {.cli = &tool, .path = o->get.path};
	struct nb_error err;
	enum nb_status st = nbarc_set_open(&set, &err), worst;

	if (!st)
		st = nbarc_set_archives(&set, prove_with, o, &err);
	worst = nbarc_set_close(&set);
	if (st) {
		o->get.err = err;
		return st;
	}
	return o->proven ? NB_OK : nb_worse(worst, NB_ABSENT);
}

/* What a citation names, of the state of the archive that it names. */
static enum nb_status get_cited(struct getting *o)
{
	char *id = o->cited.id;
	enum nb_status st = nbarc_get_cited(o->cite, &o->cited, &o->get.err);

	if (!st)
		st = prove_cited(o);
	if (st) {
		cli_error(&tool, &o->get.err);
		return st;
	}
	o->at = o->cited.at;
	o->set.cited = true;
	st = open_both(o);
	if (st)
		return st;
	print_all(o, &id, 1);
	return close_both(o);
}

/* From opening the archive to the status of the run. */
static enum nb_status get_archive(struct getting *o, char **operands,
				  size_t count)
{
	struct nbarc_ids ids;
	struct nb_error err;
	enum nb_status st = nbarc_ids_read(operands, count, &ids, &err);

	if (st)
		cli_error(&tool, &err);
	else if (!(st = open_both(o))) {
		/* A list on standard input that is empty asks for nothing. */
		if (!count || ids.count)
			print_all(o, ids.list, ids.count);
		st = close_both(o);
	}
	nbarc_ids_free(&ids);
	return st;
}

/* ---- several archives */

/* Answer a list of identifiers from several archives. */
static enum nb_status get_listed(const struct getting *o, char **paths,
				 size_t count)
{
	const struct nbarc_across across = {.cli = &tool,
					    .ids_path = o->ids_path,
					    .output_path = o->output_path,
					    .paths = paths,
					    .count = count,
					    .format = o->get.format,
					    .choice = &o->choice,
					    .follow = o->follow,
					    .threads = o->get.threads,
					    .quiet = o->quiet};
	size_t i;

	for (i = 0; i < count; i++)
		if (nbarc_is_collection(paths[i])) {
			(void)cli_usage(&tool,
					"--ids takes archives; a collection "
					"takes identifiers on standard input "
					"(-)");
			return NB_USAGE;
		}
	return nbarc_get_across(&across);
}

/* ---- the command line
 *
 * Mistakes are reported before any file is opened or made. */

/* Take the argument of --format or --zones; false if there is no such format.
 */
static bool set_format(struct get *g, int key)
{
	bool json = key == KEY_FORMAT && strcmp(optarg, "json") == 0;
	bool html = key == KEY_FORMAT && strcmp(optarg, "html") == 0;

	g->made = json ? NBARC_MADE_JSON
		       : (html ? NBARC_MADE_HTML : NBARC_MADE_NONE);
	if (!g->made)
		return nbarc_layout_option(key == KEY_ZONES, optarg, &g->format,
					   &g->layout);
	g->format = NB_FORMAT_TEXT;
	g->layout = NBARC_LAYOUT_NONE;
	return true;
}

/* The text of the separator, in which \n, \t and \\ stand for a line end, a
 * tab and a backslash. */
static enum nb_status set_separator(struct getting *o)
{
	const char *p = o->separator;
	enum nb_status st = NB_OK;

	for (; !st && p && *p; p++) {
		char c = *p;

		if (c == '\\' && p[1] && strchr("nt\\", p[1]))
			c = *++p == 'n' ? '\n' : (*p == 't' ? '\t' : '\\');
		st = nb_buf_add(&o->unescaped, &c, 1);
	}
	if (!st && p)
		st = nb_buf_add(&o->unescaped, "", 1);
	o->get.separator = (const char *)o->unescaped.data;
	return st;
}

/* Check what options of --ids say together with others. */
static int check_listed(const struct getting *o)
{
	const struct get *g = &o->get;

	if (g->layout || g->made)
		return cli_usage(&tool, "--ids prints tei, slices, text, "
					"source or journal");
	if (o->at || o->cite)
		return cli_usage(&tool, "--at and --cite are of one archive, "
					"and not for --ids");
	if (o->all)
		return cli_usage(&tool, "--all takes only an archive");
	if (o->follow && nbarc_choice_any(&o->choice))
		return cli_usage(&tool, "--follow is not for options that "
					"choose");
	if (g->folder || g->separator || g->headings || g->items)
		return cli_usage(&tool, "--ids takes no options of files and "
					"separators");
	return 0;
}

/* Check what the options and operands say together; returns an exit code. */
static int check_usage(struct getting *o, int operands)
{
	struct get *g = &o->get;

	if (o->plain && (g->format != NB_FORMAT_TEI || g->layout))
		return cli_usage(&tool, "--plain is about --format tei");
	if (o->plain)
		g->format = NB_FORMAT_PLAIN;
	if (o->ids_path)
		return check_listed(o);
	if (o->all && operands > 1)
		return cli_usage(&tool, "--all takes only an archive");
	if (o->cite && (operands > 1 || o->at || o->all || o->follow ||
			nbarc_choice_any(&o->choice)))
		return cli_usage(&tool, "--cite takes only an archive, and "
					"says itself what of it");
	if (!o->all && !o->cite && operands < 2 &&
	    !nbarc_choice_any(&o->choice))
		return cli_usage(&tool, "%s", tool.missing);
	if (g->folder && (o->output_path || g->separator))
		return cli_usage(&tool, "--directory makes files, and takes "
					"neither --output nor --separator");
	if (g->headings && g->made)
		return cli_usage(&tool, "json and html have identifiers, and "
					"take no --headings");
	return 0;
}

/* Set what follows from the options. */
static enum nb_status set_up(struct getting *o)
{
	struct get *g = &o->get;
	enum nb_status st = nbarc_choice_filter(&o->choice, &g->err);

	if (!st && g->made == NBARC_MADE_JSON)
		st = nbarc_columns_parse("all,text", &g->columns, &g->err);
	if (!st && set_separator(o))
		st = nb_fail_mem(&g->err);
	if (st)
		cli_error(&tool, &g->err);
	g->cli = &tool;
	g->to = &g->out;
	return st;
}

/*
 * Signals are caught only where a file is being written, which must then be
 * removed; otherwise they end the process at once, as a reader of a pipe
 * expects.
 */
int nbarc_get(int argc, char **argv)
{
	struct getting o = {.get = {.format = NB_FORMAT_TEI}};
	size_t operands;
	enum nb_status st;
	int key;

	while ((key = cli_next(&tool, argc, argv, &o)) >= 0)
		if (!set_format(&o.get, key))
			return cli_usage(&tool, "%s: no such format", optarg);
	operands = (size_t)(argc - optind);
	st = set_up(&o);
	if (st || check_usage(&o, (int)operands))
		return nb_exit_code(st ? st : NB_USAGE);
	o.get.path = argv[optind];
	if (o.output_path || o.get.folder)
		cli_catch_signals();
	if (o.ids_path)
		st = get_listed(&o, argv + optind, operands);
	else if (o.cite)
		st = get_cited(&o);
	else
		st = get_archive(&o, argv + optind + 1, operands - 1);
	nb_buf_free(&o.unescaped);
	cli_die_of_signal();
	return nb_exit_code(st);
}
