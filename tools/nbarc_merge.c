/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc merge: one archive from several. */
#include "nbarc.h"
#include "rewrite.h"

#include <nbarc/rewrite.h>

#include <getopt.h>

enum { KEY_OUTPUT = 'o', KEY_REVISIONS = CLI_LONG };

static const struct cli_option options[] = {
	{KEY_OUTPUT, "output", "FILE", "the new archive; needed"},
	{KEY_REVISIONS, "revisions", NULL,
	 "where they differ, keep both as revisions"},
	REWRITE_OPTIONS,
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc merge",
	.synopsis = "-o FILE [OPTION...] ARCHIVE...",
	.about = "Put the pages of several archives into a new one; frames are "
		 "copied as they are.",
	.options = options,
};

int nbarc_merge(int argc, char **argv)
{
	struct rewrite r = {.tool = &tool};
	const char *output = NULL;
	struct nb_error err;
	enum nb_status st;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		if (key == KEY_OUTPUT)
			output = optarg;
		else if (key == KEY_REVISIONS)
			r.options.revisions = true;
		else if (!rewrite_option(&r, key))
			return 0;
	}
	if (!output)
		return cli_usage(&tool, "-o FILE is missing");
	if (optind >= argc)
		return cli_usage(&tool, "an archive is needed");
	rewrite_begin(&r);
	st = nb_merge_archives((const char *const *)argv + optind,
			       (size_t)(argc - optind), output, &r.options,
			       &r.counts, &err);
	return rewrite_end(&r, st, &err);
}
