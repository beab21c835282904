/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc split: an archive a title or a year. */
#include "nbarc.h"
#include "rewrite.h"

#include <nbarc/rewrite.h>

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>

enum { KEY_OUTPUT = 'o', KEY_BY = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_BY, "by", "PART", "title or year; needed"},
	{KEY_OUTPUT, "output", "DIR", "where the archives go; needed"},
	REWRITE_OPTIONS,
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc split",
	.synopsis = "--by PART -o DIR [OPTION...] ARCHIVE",
	.about = "Write an archive for each title or year; frames are copied "
		 "as they are where all\nof their pages go to one.",
	.options = options,
};

static int run(struct rewrite *r, const char *path, bool year, const char *dir)
{
	struct nb_error err;
	enum nb_status st;

	if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
		cli_say(&tool, "%s: mkdir: %s", dir, strerror(errno));
		return 1;
	}
	rewrite_begin(r);
	st = nb_split(path, year ? NB_SPLIT_YEAR : NB_SPLIT_TITLE, dir,
		      &r->options, &r->counts, &err);
	return rewrite_end(r, st, &err);
}

int nbarc_split(int argc, char **argv)
{
	struct rewrite r = {.tool = &tool};
	const char *dir = NULL, *by = NULL;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_OUTPUT)
			dir = optarg;
		else if (key == KEY_BY)
			by = optarg;
		else if (!rewrite_option(&r, key))
			return 0;
	}
	if (!by || (strcmp(by, "title") != 0 && strcmp(by, "year") != 0))
		return cli_usage(&tool, "--by title or --by year is needed");
	if (!dir)
		return cli_usage(&tool, "-o DIR is missing");
	if (argc - optind != 1)
		return cli_usage(&tool, "one archive is needed");
	return run(&r, argv[optind], strcmp(by, "year") == 0, dir);
}
