/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc split: write one archive for each title or year. Their names are the
 * title codes or the years, in a directory.
 */
#include "commands.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "cli/cli.h"
#include "write/rewrite.h"

#include <nbarc/rewrite.h>

/* The rewrite comes first: see REWRITE_OPTIONS. */
struct split {
	struct rewrite rewrite;
	const char *by;
};

static const struct cli_option options[] = {
	{CLI_LONG, "by", "PART", "title or year (required)",
	 CLI_TEXT(struct split, by)},
	{'o', "output", "DIR", "directory for the archives (required)",
	 CLI_OUTPUT(struct rewrite, output)},
	REWRITE_OPTIONS,
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc split",
	.synopsis = "--by PART -o DIR [OPTION...] ARCHIVE",
	.about = "Write one archive for each title or year; a frame whose "
		 "pages all go to the same\narchive is copied unchanged.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
};

/* Split into the directory, which is made if it does not exist. */
static enum nb_status split_archive(struct rewrite *r, const char *path,
				    bool year, struct nb_error *err)
{
	if (mkdir(r->output, 0777) != 0 && errno != EEXIST)
		return nb_fail_sys(err, r->output, "mkdir");
	return nb_split(path, year ? NB_SPLIT_YEAR : NB_SPLIT_TITLE, r->output,
			&r->options, &r->counts, err);
}

/* The usage is checked before the directory is made. */
int nbarc_split(int argc, char **argv)
{
	struct split s = {.rewrite.tool = &tool};
	struct nb_error err;
	enum nb_status st;
	bool year;

	cli_parse(&tool, argc, argv, &s);
	year = s.by && strcmp(s.by, "year") == 0;
	if (!s.by || (!year && strcmp(s.by, "title") != 0))
		return cli_usage(&tool, "--by title or --by year is needed");
	if (!s.rewrite.output)
		return cli_usage(&tool, "--output is missing");
	rewrite_begin(&s.rewrite);
	st = split_archive(&s.rewrite, argv[optind], year, &err);
	return rewrite_end(&s.rewrite, st, &err);
}
