/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc protect: append Reed-Solomon parity to an archive, from which nbarc
 * repair restores blocks that were damaged. A program of its own, because it
 * needs libisal.
 *
 * Parity covers the archive as it is now. Pages that are added later are not
 * covered until the command is run again, which adds parity for them only.
 */
#include "commands.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "torn.h"

#include <nbarc/parity.h>
#include <nbarc/write.h>

enum { KEY_REDUNDANCY = 'r' };

struct protect {
	double percent;
	bool quiet;
};

static const struct cli_option options[] = {
	{KEY_REDUNDANCY, "redundancy", "PERCENT",
	 "share that may be lost (default: 5%)", CLI_RETURN},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct protect, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc protect",
	.synopsis = "[OPTION...] ARCHIVE",
	.about = "Append parity data, with which nbarc repair can repair a "
		 "damaged archive.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
	.first = CLI_USE_CHANGED,
};

/* A number above 0 and up to 100, with a percent sign or without. */
static bool parse_percent(const char *text, double *percent)
{
	char *end;

	/* strtod() would take spaces, a sign, "inf" and "nan". */
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*percent = strtod(text, &end);
	if (*end == '%')
		end++;
	return !errno && !*end && *percent > 0 && *percent <= 100;
}

/* Standard output, because it is what the command was run for. */
static void print_result(const struct nb_protected *done)
{
	if (done->bytes)
		printf("%" PRIu64 " %s protected by %" PRIu64 " %s of parity\n",
		       done->bytes,
		       cli_plural(done->bytes, "byte is", "bytes are"),
		       done->parity, cli_plural(done->parity, "byte", "bytes"));
	else
		printf("the whole archive is protected already\n");
}

/* Nothing is written if everything is protected already. */
static int protect_archive(const struct protect *p, const char *path)
{
	struct nbarc_torn torn = {&tool, path};
	struct nb_writer_options writer = {.threads = 1};
	struct cli_progress shown;
	struct nb_protected done;
	struct nb_error err;
	enum nb_status st;

	nbarc_torn_report(&writer, &torn);
	cli_catch_signals();
	cli_progress_start(&shown, "byte", p->quiet);
	st = nb_archive_protect(path, p->percent, &writer, cli_go_on, &shown,
				&done, &err);
	cli_progress_end(&shown);
	cli_die_of_signal();
	if (!st && !p->quiet)
		print_result(&done);
	return cli_finish(&tool, st, &err);
}

int nbarc_protect(int argc, char **argv)
{
	struct protect p = {.percent = 5};

	while (cli_next(&tool, argc, argv, &p) == KEY_REDUNDANCY)
		if (!parse_percent(optarg, &p.percent))
			return cli_usage(&tool,
					 "%s: not a redundancy above 0 and up "
					 "to 100 %%",
					 optarg);
	return protect_archive(&p, argv[optind]);
}
