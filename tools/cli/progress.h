/* SPDX-License-Identifier: Apache-2.0 */
/* Progress on standard error, where that is a terminal and --quiet is off: at
 * most ten lines a second, each printed over the one before. */
#ifndef NB_TOOLS_CLI_PROGRESS_H
#define NB_TOOLS_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Owns nothing, so that it need not be freed. Zeros are a progress that is
 * off. */
struct cli_progress {
	bool on;
	const char *what;      /* unit of the count: "page", "byte" */
	double started, shown; /* seconds of the monotonic clock */
	/* What is shown between the count and the rate: ", 3 problems". It is
	 * for the caller to write; "" is nothing. */
	char note[64];
	int width; /* columns of the line that is shown */
};

void cli_progress_start(struct cli_progress *p, const char *what, bool quiet);

/* Show how much is done, and if total is not 0, how long the rest may take. */
void cli_progress(struct cli_progress *p, unsigned long long done,
		  unsigned long long total);

/* Erase the line, before a message or at the end. */
void cli_progress_end(struct cli_progress *p);

/*
 * The progress callback for the library's long work. The context is a struct
 * cli_progress or a structure that begins with one. Shows the progress; false,
 * which stops the work, after a signal.
 */
bool cli_go_on(void *progress, uint64_t done, uint64_t total);

#endif
