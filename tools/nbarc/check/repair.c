/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc repair: repair a damaged archive with its parity. A program of its
 * own, because it needs libisal.
 *
 * Blocks that do not match their checksum are computed from the others and
 * from the parity. If more is damaged than the parity can restore, what can be
 * restored is, and the exit code is 2; nbarc rescue then saves the rest.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include <nbarc/parity.h>

#include "cli/cli.h"

struct repair {
	const char *output; /* NULL: in place */
	bool quiet;
};

static const struct cli_option options[] = {
	{'o', "output", "FILE", "write to FILE and leave the archive as it is",
	 CLI_OUTPUT(struct repair, output)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct repair, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc repair",
	.synopsis = "[OPTION...] ARCHIVE",
	.about = "Repair a damaged archive with the parity data that nbarc "
		 "protect appended.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
	.first = CLI_USE_REPLACED,
};

/* What was repaired, and up to where the parity reaches. `whole`: all that is
 * protected is. */
static void print_result(const struct nb_repaired *done, bool whole)
{
	if (done->displaced)
		printf("%" PRIu64 " %s put back to where %s stood\n",
		       done->displaced,
		       cli_plural(done->displaced, "block", "blocks"),
		       cli_plural(done->displaced, "it", "they"));
	if (done->cut)
		printf("%" PRIu64 " %s after the newest commit cut off\n",
		       done->cut, cli_plural(done->cut, "byte", "bytes"));
	if (done->blocks == 0 && done->records == 0) {
		if (whole)
			printf("nothing %sis damaged up to offset %" PRIu64
			       "\n",
			       done->displaced || done->cut ? "else " : "",
			       done->protected_to);
	} else {
		printf("%" PRIu64 " of %" PRIu64 " damaged %s healed, %" PRIu64
		       " %s made anew, up to offset %" PRIu64 "\n",
		       done->healed, done->blocks,
		       cli_plural(done->blocks, "block", "blocks"),
		       done->records,
		       cli_plural(done->records, "record", "records"),
		       done->protected_to);
	}
}

/* The result is printed also when the parity could not repair everything. */
static int repair_archive(const struct repair *r, const char *path)
{
	struct cli_progress shown;
	struct nb_repaired done;
	struct nb_error err;
	enum nb_status st;

	cli_catch_signals();
	cli_progress_start(&shown, "byte", r->quiet);
	st = nb_archive_repair(path, r->output, cli_go_on, &shown, &done, &err);
	cli_progress_end(&shown);
	cli_die_of_signal();
	if (st)
		cli_error(&tool, &err);
	if (!r->quiet && (st == NB_OK || st == NB_INVALID) && done.protected_to)
		print_result(&done, st == NB_OK);
	return cli_finish(&tool, st, NULL);
}

int nbarc_repair(int argc, char **argv)
{
	struct repair r = {.output = NULL};

	cli_parse(&tool, argc, argv, &r);
	return repair_archive(&r, argv[optind]);
}
