/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc repair: heal an archive with its parity. */
#include "nbarc.h"

#include <nbarc/parity.h>

#include <getopt.h>
#include <inttypes.h>

enum { KEY_OUTPUT = 'o', KEY_QUIET = 'q' };

static const struct cli_option options[] = {
	{KEY_OUTPUT, "output", "FILE",
	 "write there, and leave the archive as it is"},
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc repair",
	.synopsis = "[OPTION...] ARCHIVE",
	.about = "Heal damage to an archive with the parity that nbarc protect "
		 "appended.",
	.options = options,
};

static void print_result(const struct nb_repaired *done)
{
	if (done->blocks == 0 && done->records == 0)
		printf("nothing is damaged up to offset %" PRIu64 "\n",
		       done->protected_to);
	else
		printf("%" PRIu64 " of %" PRIu64
		       " damaged blocks healed, %" PRIu64
		       " records made anew, up to offset %" PRIu64 "\n",
		       done->healed, done->blocks, done->records,
		       done->protected_to);
}

static int run(const char *path, const char *output, bool quiet)
{
	struct cli_progress shown;
	struct nb_repaired done;
	struct nb_error err;
	enum nb_status st;
	int closed;

	cli_catch_signals();
	cli_progress_start(&shown, "byte", quiet);
	st = nb_archive_repair(path, output, cli_go_on, &shown, &done, &err);
	cli_progress_end(&shown);
	cli_die_of_signal();
	if (st)
		cli_error(&tool, &err);
	if (!quiet && (st == NB_OK || st == NB_INVALID) && done.protected_to)
		print_result(&done);
	closed = cli_stdout_close(&tool);
	return st ? nb_exit_code(st) : closed;
}

int main(int argc, char **argv)
{
	const char *output = NULL;
	bool quiet = false;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_OUTPUT:
			output = optarg;
			break;
		case KEY_QUIET:
			quiet = true;
			break;
		default:
			return 0;
		}
	}
	if (argc - optind != 1)
		return cli_usage(&tool, "one archive is needed");
	return run(argv[optind], output, quiet);
}
