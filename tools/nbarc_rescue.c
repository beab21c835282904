/* SPDX-License-Identifier: Apache-2.0 */
/* nbarc rescue: a new archive from what can be read of a damaged one. */
#include "nbarc.h"

#include <getopt.h>
#include <inttypes.h>

#include "base/sha256.h"

#include <nbarc/verify.h>

enum { KEY_OUTPUT = 'o', KEY_QUIET = 'q' };

static const struct cli_option options[] = {
	{KEY_OUTPUT, "output", "FILE", "the new archive, which must be new"},
	{KEY_QUIET, "quiet", NULL, "print problems only"},
	{0, NULL, NULL, NULL},
};

static const struct cli tool = {
	.name = "nbarc rescue",
	.synopsis = "[OPTION...] -o FILE ARCHIVE",
	.about = "Build a new archive from all that can be read of a damaged "
		 "one, and name what is\nlost.",
	.options = options,
};

struct rescue {
	struct cli_progress progress;
	uint64_t problems;
};

static void report(void *context, const struct nb_problem *p)
{
	struct rescue *r = context;

	cli_progress_end(&r->progress);
	r->problems++;
	cli_error(&tool, p->error);
	nbarc_print_hurt(p);
}

static bool progress(void *context, uint64_t done, uint64_t total)
{
	struct rescue *r = context;

	return cli_go_on(&r->progress, done, total);
}

static void print_counts(const struct nb_rescue_counts *c)
{
	char root[NB_SHA256_HEX];

	nb_sha256_hex(c->root, root);
	printf("%" PRIu64 " pages rescued, %" PRIu64 " lost, %" PRIu64
	       " without their source, %" PRIu64
	       " without their catalogue entry; Merkle root %s\n",
	       c->pages, c->lost, c->sources, c->rebuilt, root);
	if (c->signatures)
		printf("%" PRIu64 " signatures are kept: the corpus is the one "
		       "that was signed\n",
		       c->signatures);
	if (c->signatures_void)
		printf("%" PRIu64 " signatures are left out: they are of "
		       "another corpus than what could be rescued, or of an "
		       "earlier state of it\n",
		       c->signatures_void);
}

static int run(const char *from, const char *to, bool quiet)
{
	struct rescue r = {.problems = 0};
	struct nb_verify_callbacks callbacks = {&r, report, progress, NULL, 1};
	struct nb_rescue_counts counts;
	struct nb_error err;
	enum nb_status st;
	uint64_t time;
	int closed;

	if (!cli_source_date(0, &time))
		return cli_usage(&tool, "SOURCE_DATE_EPOCH is not a number of "
					"seconds");
	cli_catch_signals();
	cli_progress_start(&r.progress, "page", quiet);
	st = nb_archive_rescue(from, to, time, &callbacks, &counts, &err);
	cli_progress_end(&r.progress);
	cli_die_of_signal();
	if (st)
		cli_error(&tool, &err);
	else if (!quiet)
		print_counts(&counts);
	if (!st && r.problems)
		st = NB_INVALID;
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
	if (!output)
		return cli_usage(&tool, "--output is needed");
	return run(argv[optind], output, quiet);
}
