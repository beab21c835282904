/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What compact, merge and split do alike: progress, signals, and the report of
 * what was copied and what was made.
 *
 * A signal stops the work between two frames. The new file is then removed,
 * and the process dies of the signal.
 */
#include "write/rewrite.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"

#include <nbarc/rewrite.h>

/*
 * To be called after all errors of usage have been reported, because it
 * catches signals.
 */
void rewrite_begin(struct rewrite *r)
{
	/* The option is in KiB. */
	r->options.writer.frame_content *= 1024;
	r->options.progress = cli_go_on;
	r->options.context = r;
	cli_catch_signals();
	cli_progress_start(&r->progress, "page", r->quiet);
}

/* The counts for --json, which scripts read. */
static void print_json(const struct nb_rewrite_counts *c)
{
	printf("{\"archives\":%" PRIu64 ",\"bytes\":%" PRIu64
	       ",\"revisions\":%" PRIu64 ",\"purged\":%" PRIu64
	       ",\"frames_copied\":%" PRIu64 ",\"bytes_copied\":%" PRIu64
	       ",\"frames_made\":%" PRIu64 ",\"other_texts\":%" PRIu64 "}\n",
	       c->archives, c->bytes, c->revisions, c->purged, c->frames_copied,
	       c->bytes_copied, c->frames_made, c->other_texts);
}

/* The counts for people. */
static void say_counts(const struct cli *tool,
		       const struct nb_rewrite_counts *c)
{
	cli_say(tool,
		"%" PRIu64 " %s of %" PRIu64 " %s, %" PRIu64 " %s, %" PRIu64
		" purged; %" PRIu64 " %s copied unchanged (%" PRIu64
		" %s), %" PRIu64 " made anew",
		c->archives, cli_plural(c->archives, "archive", "archives"),
		c->bytes, cli_plural(c->bytes, "byte", "bytes"), c->revisions,
		cli_plural(c->revisions, "revision", "revisions"), c->purged,
		c->frames_copied,
		cli_plural(c->frames_copied, "frame", "frames"),
		c->bytes_copied, cli_plural(c->bytes_copied, "byte", "bytes"),
		c->frames_made);
	if (c->other_texts)
		cli_say(tool,
			"%" PRIu64 " %s another shared text than the result: "
			"all their pages were compressed again",
			c->other_texts,
			cli_plural(c->other_texts, "archive has",
				   "archives have"));
}

/* Erases the progress, so that it can be called with any status. */
int rewrite_end(struct rewrite *r, enum nb_status status,
		const struct nb_error *err)
{
	cli_progress_end(&r->progress);
	cli_die_of_signal();
	if (!status && r->json)
		print_json(&r->counts);
	else if (!status && !r->quiet)
		say_counts(r->tool, &r->counts);
	return cli_finish(r->tool, status, err);
}
