/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What compact, merge and split do alike: the options of the writer, progress
 * and signals, and the report of what was copied and made.
 */
#ifndef NB_TOOLS_NBARC_WRITE_REWRITE_H
#define NB_TOOLS_NBARC_WRITE_REWRITE_H

#include <stdbool.h>

#include <nbarc/rewrite.h>

#include "cli/progress.h"
#include "cli/tool.h"

/*
 * One run of such a command. The progress comes first, so that a pointer to
 * this structure is the context of cli_go_on(). A structure that embeds this
 * one begins with it, because REWRITE_OPTIONS stores into it.
 */
struct rewrite {
	struct cli_progress progress;
	const struct cli *tool;
	const char *output; /* a file; of split, a directory */
	struct nb_rewrite_options options;
	struct nb_rewrite_counts counts;
	bool quiet, json;
};

/* The rows of an option table that the three commands share. */
/* clang-format off */
#define REWRITE_OPTIONS \
	{CLI_LONG + 100, "level", "N", \
	 "zstd level of new frames, 1 to 22 (default: 19)", \
	 CLI_COUNT(struct rewrite, options.writer.level, 22)}, \
	{CLI_LONG + 101, "frame-size", "KIB", \
	 "documents per new frame, in KiB (default: 2048)", \
	 CLI_COUNT(struct rewrite, options.writer.frame_content, 65536)}, \
	{'j', "jobs", "N", CLI_JOBS_HELP, \
	 CLI_COUNT(struct rewrite, options.writer.threads, CLI_JOBS_MAX)}, \
	{CLI_LONG + 102, "json", NULL, "print the counts as a JSON object", \
	 CLI_SET(struct rewrite, json)}, \
	{'q', "quiet", NULL, "print problems only", \
	 CLI_SET(struct rewrite, quiet)}
/* clang-format on */

/* Complete the options after parsing, and begin: signals and progress. */
void rewrite_begin(struct rewrite *r);

/* Report the error, or what was done; returns the exit code. */
int rewrite_end(struct rewrite *r, enum nb_status status,
		const struct nb_error *err);

#endif
