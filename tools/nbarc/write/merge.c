/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc merge: combine several archives into a new one.
 *
 * Pages with the same identifier must be the same in all archives; where they
 * differ, --revisions keeps both, and without it that is an error.
 */
#include "commands.h"

#include <getopt.h>

#include "cli/cli.h"
#include "write/rewrite.h"

#include <nbarc/rewrite.h>

static const struct cli_option options[] = {
	{'o', "output", "FILE", "the new archive (required)",
	 CLI_TEXT(struct rewrite, output)},
	{CLI_LONG, "revisions", NULL,
	 "keep versions of a page that differ as revisions",
	 CLI_SET(struct rewrite, options.revisions)},
	REWRITE_OPTIONS,
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc merge",
	.synopsis = "-o FILE [OPTION...] ARCHIVE...",
	.about = "Put the pages of several archives into a new one; frames are "
		 "copied unchanged.",
	.options = options,
	.least = 1,
	.most = CLI_ANY,
	.missing = "an archive is needed",
};

int nbarc_merge(int argc, char **argv)
{
	struct rewrite r = {.tool = &tool};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &r);
	if (!r.output)
		return cli_usage(&tool, "--output is missing");
	rewrite_begin(&r);
	st = nb_merge_archives((const char *const *)argv + optind,
			       (size_t)(argc - optind), r.output, &r.options,
			       &r.counts, &err);
	return rewrite_end(&r, st, &err);
}
