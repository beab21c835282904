/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc compact: write an archive anew, in place or to another file.
 *
 * An archive that grew by many small appends has many small frames, which
 * compress worse than large ones: they are put together, and the others are
 * copied. With --purge, text that no reader is shown any more is dropped. In
 * place means a new file that replaces the old one when it is complete;
 * readers that have the archive open are not affected.
 */
#include "commands.h"

#include <getopt.h>

#include "cli/cli.h"
#include "torn.h"
#include "write/rewrite.h"

#include <nbarc/rewrite.h>

static const struct cli_option options[] = {
	{'o', "output", "FILE", "write to FILE and leave the archive as it is",
	 CLI_OUTPUT(struct rewrite, output)},
	{CLI_LONG, "purge", NULL, "drop superseded and withdrawn text",
	 CLI_SET(struct rewrite, options.purge)},
	REWRITE_OPTIONS,
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc compact",
	.synopsis = "[OPTION...] ARCHIVE",
	.about = "Write an archive anew: small frames are combined, and text "
		 "that was withdrawn or\nsuperseded can be dropped for good.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
	.first = CLI_USE_REPLACED,
};

/* The time is that of the commit which a purge makes. */
int nbarc_compact(int argc, char **argv)
{
	struct rewrite r = {.tool = &tool};
	struct nbarc_torn torn = {&tool, NULL};
	struct nb_error err;
	enum nb_status st;

	cli_parse(&tool, argc, argv, &r);
	torn.path = argv[optind];
	nbarc_torn_report(&r.options.writer, &torn);
	st = cli_date(&r.options.time, &err);
	rewrite_begin(&r);
	if (!st)
		st = nb_compact(argv[optind], r.output, &r.options, &r.counts,
				&err);
	return rewrite_end(&r, st, &err);
}
