/* SPDX-License-Identifier: Apache-2.0 */
#include "rewrite.h"

#include <nbarc/rewrite.h>
#include <nbarc/write.h>

#include <getopt.h>
#include <inttypes.h>

bool rewrite_option(struct rewrite *r, int key)
{
	struct nb_writer_options *w = &r->options.writer;

	switch (key) {
	case REWRITE_LEVEL:
		w->level = (int)cli_count(r->tool, 22);
		return true;
	case REWRITE_FRAME:
		w->frame_content = (uint32_t)cli_count(r->tool, 65536) * 1024;
		return true;
	case REWRITE_JOBS:
		w->threads = (unsigned)cli_count(r->tool, CLI_JOBS_MAX);
		return true;
	case REWRITE_JSON:
		r->json = true;
		return true;
	case REWRITE_QUIET:
		r->quiet = true;
		return true;
	default:
		return false;
	}
}

static bool progress(void *context, uint64_t done, uint64_t total)
{
	struct rewrite *r = context;

	return cli_go_on(&r->progress, done, total);
}

void rewrite_begin(struct rewrite *r)
{
	r->options.progress = progress;
	r->options.context = r;
	cli_catch_signals();
	cli_progress_start(&r->progress, "page", r->quiet);
}

int rewrite_end(struct rewrite *r, enum nb_status status,
		const struct nb_error *err)
{
	const struct nb_rewrite_counts *c = &r->counts;

	cli_progress_end(&r->progress);
	cli_die_of_signal();
	if (status) {
		cli_error(r->tool, err);
		return nb_exit_code(status);
	}
	if (r->json) {
		printf("{\"archives\":%" PRIu64 ",\"bytes\":%" PRIu64
		       ",\"revisions\":%" PRIu64 ",\"purged\":%" PRIu64
		       ",\"frames_copied\":%" PRIu64
		       ",\"bytes_copied\":%" PRIu64 ",\"frames_made\":%" PRIu64
		       "}\n",
		       c->archives, c->bytes, c->revisions, c->purged,
		       c->frames_copied, c->bytes_copied, c->frames_made);
		return cli_stdout_close(r->tool);
	}
	if (!r->quiet)
		cli_say(r->tool,
			"%" PRIu64 " archives of %" PRIu64 " bytes, %" PRIu64
			" revisions, %" PRIu64 " purged; %" PRIu64
			" frames copied as they are (%" PRIu64
			" bytes), %" PRIu64 " made anew",
			c->archives, c->bytes, c->revisions, c->purged,
			c->frames_copied, c->bytes_copied, c->frames_made);
	return 0;
}
