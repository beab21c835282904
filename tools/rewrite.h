/* SPDX-License-Identifier: Apache-2.0 */
/* What compact, merge and split have in common on the command line. */
#ifndef NB_TOOLS_REWRITE_H
#define NB_TOOLS_REWRITE_H

#include "cli.h"

#include <nbarc/rewrite.h>

struct rewrite {
	const struct cli *tool;
	struct nb_rewrite_options options;
	struct nb_rewrite_counts counts;
	struct cli_progress progress;
	bool quiet, json;
};

/* Rows of an option table, and what they do: false for another key. */
enum {
	REWRITE_LEVEL = CLI_LONG + 100,
	REWRITE_FRAME,
	REWRITE_JOBS = 'j',
	REWRITE_QUIET = 'q',
	REWRITE_JSON = CLI_LONG + 102,
};
#define REWRITE_OPTIONS                                                       \
	{REWRITE_LEVEL, "level", "N", "zstd level of frames made anew (19)"}, \
		{REWRITE_FRAME, "frame-size", "KIB",                          \
		 "documents a frame (2048)"},                                 \
		{REWRITE_JOBS, "jobs", "N", CLI_JOBS_HELP},                   \
		{REWRITE_JSON, "json", NULL,                                  \
		 "print the counts as a JSON object"},                        \
	{                                                                     \
		REWRITE_QUIET, "quiet", NULL, "print problems only"           \
	}
bool rewrite_option(struct rewrite *r, int key);

/* Begin: signals, progress. */
void rewrite_begin(struct rewrite *r);
/* End: say what went wrong, or what was done; the exit code. */
int rewrite_end(struct rewrite *r, enum nb_status status,
		const struct nb_error *err);

#endif
