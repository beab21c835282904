/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc decide: apply a person's decisions to pages of an archive, or take them
 * back. A program of its own, because sources that are markup need libxml2.
 *
 * All files are read before the archive is opened, so that a mistake in one of
 * them changes nothing. All pages go into one commit. A signal before that
 * commit leaves the archive as it was.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/decide.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/parsers.h"
#include "cli/repair.h"
#include "torn.h"
#include "write/decided.h"

/* A larger file of decisions is refused. */
#define FILE_MAX ((size_t)256 * 1024 * 1024)

/*
 * One run of the command. The files are put together into one text, because a
 * later decision about the same thing holds, in whichever file it is.
 */
struct decide {
	bool undo, dry_run, replace, quiet;
	struct cli_repair repair;     /* for --profile; owned */
	struct nb_buf text;	      /* of all files */
	struct nbarc_decided decided; /* where its lines came from */
};

enum { KEY_UNDO = CLI_LONG, KEY_REPLACE, KEY_PROFILE, KEY_PARAGRAPH_LINES };

static const struct cli_option options[] = {
	{'n', "dry-run", NULL, "say what would be done, but write nothing",
	 CLI_SET(struct decide, dry_run)},
	{KEY_UNDO, "undo", NULL, "take the decisions back",
	 CLI_SET(struct decide, undo)},
	{KEY_REPLACE, "replace-documents", NULL,
	 "also make pages again that came in as documents",
	 CLI_SET(struct decide, replace)},
	{KEY_PROFILE, "profile", "NAME|FILE|DIR",
	 "the profile of pages made with one of yours",
	 CLI_TEXT(struct decide, repair.profile_path)},
	{KEY_PARAGRAPH_LINES, "paragraph-lines", NULL,
	 "it was made with this option too",
	 CLI_SET(struct decide, repair.paragraph_lines)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct decide, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc decide",
	.synopsis = "[OPTION...] ARCHIVE FILE...",
	.about =
		"Apply a person's decisions about breaks, items and blocks to pages of an\n"
		"archive, which keeps them with the pages.",
	.options = options,
	.least = 2,
	.most = CLI_ANY,
	.missing = "an archive and a file of decisions are needed",
	.first = CLI_USE_CHANGED,
	.begin = cli_parsers_begin,
};

/* Read a file and append it to the text, so that a line of it begins a line
 * there. */
static enum nb_status read_file(struct decide *d, const char *path,
				struct nb_error *err)
{
	struct nb_decisions *decisions = NULL;
	struct nb_buf file = {0};
	enum nb_status st = nb_file_read(path, FILE_MAX, &file, err);

	/* By itself, for the number of a bad line in this file; all of them
	 * together are read when they are there. */
	if (!st) {
		st = nb_decisions_read(file.data, file.len, NULL, &decisions,
				       err);
		if (st)
			nb_error_file(err, cli_input_name(path));
	}
	if (!st)
		st = nbarc_decided_file(&d->decided, path, &file, err);
	if (!st && (nb_buf_add(&d->text, file.data, file.len) ||
		    (file.len && file.data[file.len - 1] != '\n' &&
		     nb_buf_puts(&d->text, "\n"))))
		st = nb_fail_mem(err);
	nb_decisions_free(decisions);
	nb_buf_free(&file);
	return st;
}

/* Read all files, and the profile. */
static enum nb_status read_files(struct decide *d, char **files, int count,
				 struct nb_decisions **decisions,
				 struct nb_error *err)
{
	struct nb_page_options repair;
	enum nb_status st = cli_repair_read(&d->repair, &repair, err);
	int i;

	for (i = 0; !st && i < count; i++)
		st = read_file(d, files[i], err);
	return st ? st
		  : nb_decisions_read(d->text.data, d->text.len, NULL,
				      decisions, err);
}

/*
 * The profile is only for pages that were made with it; keys of decisions are
 * read with the default one here, and again with that of each page.
 */
int nbarc_decide(int argc, char **argv)
{
	struct decide d = {.undo = false};
	struct nbarc_torn torn = {&tool, NULL};
	struct nb_decide_options how = {.markup = cli_read_markup,
					.mets = cli_read_mets};
	struct nb_decisions *decisions = NULL;
	struct nb_ingest_counts counts = {.files = 0};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &d);
	torn.path = argv[optind];
	d.decided.cli = &tool;
	d.decided.quiet = d.quiet;
	nbarc_torn_report(&how.writer, &torn);
	how.undo = d.undo;
	how.dry_run = d.dry_run;
	how.replace_documents = d.replace;
	st = cli_date(&how.time, &err);
	if (!st)
		st = read_files(&d, argv + optind + 1, argc - optind - 1,
				&decisions, &err);
	how.profile = d.repair.profile;
	how.profiles = d.repair.profiles;
	if (!st)
		st = nbarc_decided_apply(&d.decided, torn.path, decisions, &how,
					 &counts, &err);
	nb_decisions_free(decisions);
	cli_repair_free(&d.repair);
	nb_buf_free(&d.text);
	nbarc_decided_free(&d.decided);
	cli_die_of_signal();
	return cli_finish(&tool, st, &err);
}
