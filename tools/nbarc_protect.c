/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc protect: append Reed-Solomon parity to an archive. */
#include "nbarc.h"

#include <nbarc/parity.h>
#include <nbarc/write.h>

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>

enum { KEY_REDUNDANCY = 'r', KEY_QUIET = 'q' };

static const struct cli_option options[] = {
	{KEY_REDUNDANCY, "redundancy", "PERCENT",
	 "how much of the archive may be lost; 5% by default"},
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc protect",
	.synopsis = "[OPTION...] ARCHIVE",
	.about = "Append parity, from which nbarc repair heals damage to an "
		 "archive.",
	.options = options,
};

static bool parse_percent(const char *text, double *percent)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*percent = strtod(text, &end);
	if (*end == '%')
		end++;
	return !errno && !*end && *percent > 0 && *percent <= 100;
}

static int run(const char *path, double percent, bool quiet)
{
	struct nbarc_torn torn = {&tool, path};
	struct nb_writer_options writer = {
		.threads = 1, .torn = nbarc_say_torn, .torn_context = &torn};
	struct cli_progress shown;
	struct nb_protected done;
	struct nb_error err;
	enum nb_status st;

	cli_catch_signals();
	cli_progress_start(&shown, "byte", quiet);
	st = nb_archive_protect(path, percent, &writer, cli_go_on, &shown,
				&done, &err);
	cli_progress_end(&shown);
	cli_die_of_signal();
	if (st) {
		cli_error(&tool, &err);
		return nb_exit_code(st);
	}
	if (!quiet && done.bytes)
		printf("%" PRIu64 " bytes are protected by %" PRIu64
		       " bytes of parity\n",
		       done.bytes, done.parity);
	else if (!quiet)
		printf("all of it is protected already\n");
	return cli_stdout_close(&tool);
}

int main(int argc, char **argv)
{
	double percent = 5;
	bool quiet = false;
	int key;

	while ((key = cli_next(&tool, argc, argv)) != -1) {
		switch (key) {
		case KEY_REDUNDANCY:
			if (!parse_percent(optarg, &percent))
				return cli_usage(&tool,
						 "%s: not a redundancy from 0 "
						 "to 100 %%",
						 optarg);
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
	return run(argv[optind], percent, quiet);
}
