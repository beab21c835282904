/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbarc rescue: build a new archive from what can be read of a damaged one. A
 * program of its own, because it needs iconv to convert sources again.
 *
 * Unlike nbarc repair it needs no parity and leaves the damaged archive as it
 * is. Every page that is lost, or that lost its source or its entry, is named
 * on standard output.
 */
#include "commands.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/sha256.h"
#include "check/problems.h"
#include "cli/cli.h"

#include <nbarc/verify.h>

struct rescue {
	const char *output;
	bool quiet;
};

static const struct cli_option options[] = {
	{'o', "output", "FILE",
	 "the new archive, which must not exist (required)",
	 CLI_OUTPUT(struct rescue, output)},
	{'q', "quiet", NULL, "print problems only",
	 CLI_SET(struct rescue, quiet)},
	CLI_END,
};

static const struct cli tool = {
	.name = "nbarc rescue",
	.synopsis = "-o FILE [OPTION...] ARCHIVE",
	.about = "Build a new archive from everything that can be read of a "
		 "damaged one, and name\nwhat is lost.",
	.options = options,
	.least = 1,
	.most = 1,
	.missing = "one archive is needed",
};

/* Notes are kept only where the corpus is complete. */
static void print_notes(const struct nb_rescue_counts *c)
{
	if (c->notes)
		printf("%" PRIu64 " %s kept: the corpus is the one that was "
		       "signed\n",
		       c->notes,
		       cli_plural(c->notes, "signed note is",
				  "signed notes are"));
	if (c->notes_void)
		printf("%" PRIu64 " %s left out: the corpus that was signed is "
		       "not the one that could be rescued\n",
		       c->notes_void,
		       cli_plural(c->notes_void, "signed note is",
				  "signed notes are"));
}

/*
 * The counts on standard output, for a person; the pages have been named there
 * one by one.
 */
static void print_counts(const struct nb_rescue_counts *c)
{
	char root[NB_SHA256_HEX];

	nb_sha256_hex(c->root, root);
	printf("%" PRIu64 " %s rescued, %" PRIu64 " lost, %" PRIu64
	       " without their source, %" PRIu64
	       " without their catalogue entry; Merkle root %s\n",
	       c->pages, cli_plural(c->pages, "page", "pages"), c->lost,
	       c->sources, c->rebuilt, root);
	print_notes(c);
}

/* The exit code is 2 if anything was damaged, although the rescue succeeded. */
static int rescue_archive(const struct rescue *r, const char *from)
{
	struct nbarc_problems problems = {.cli = &tool};
	struct nb_verify_callbacks callbacks = {&problems, nbarc_report_problem,
						cli_go_on, NULL, 1};
	struct nb_rescue_counts counts;
	struct nb_error err;
	uint64_t time;
	bool set;
	enum nb_status st = cli_source_date(&set, &time, &err);

	if (st)
		return cli_finish(&tool, st, &err);
	cli_catch_signals();
	cli_progress_start(&problems.progress, "page", r->quiet);
	st = nb_archive_rescue(from, r->output, set ? &time : NULL, &callbacks,
			       &counts, &err);
	cli_progress_end(&problems.progress);
	cli_die_of_signal();
	if (st)
		return cli_finish(&tool, st, &err);
	if (!r->quiet)
		print_counts(&counts);
	return cli_finish(&tool, problems.count ? NB_INVALID : NB_OK, NULL);
}

int nbarc_rescue(int argc, char **argv)
{
	struct rescue r = {.output = NULL};

	cli_parse(&tool, argc, argv, &r);
	if (!r.output)
		return cli_usage(&tool, "--output is missing");
	return rescue_archive(&r, argv[optind]);
}
