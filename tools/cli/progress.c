/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Progress on standard error: a count, a rate and the time that is left.
 *
 * A line is printed over the one before with a carriage return, and erased
 * before a message. Nothing is printed where standard error is not a terminal,
 * so that logs stay free of it.
 */
#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/signals.h"

#define SHOW_EVERY 0.1 /* seconds */

/* Seconds of a clock that never goes back. */
static double now(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void cli_progress_start(struct cli_progress *p, const char *what, bool quiet)
{
	p->on = !quiet && isatty(STDERR_FILENO) == 1;
	p->what = what;
	p->started = now();
	p->shown = 0;
}

/* Seconds until all is done, at the rate so far. */
static unsigned long long time_left(unsigned long long done,
				    unsigned long long total, double rate)
{
	return total > done
		       ? (unsigned long long)((double)(total - done) / rate)
		       : 0;
}

/*
 * The clock is read at each call, but the terminal is written to ten times a
 * second at most: the library calls this for every page.
 */
void cli_progress(struct cli_progress *p, unsigned long long done,
		  unsigned long long total)
{
	double t, rate;

	if (!p->on)
		return;
	t = now();
	if (t - p->shown < SHOW_EVERY)
		return;
	p->shown = t;
	rate = t > p->started ? (double)done / (t - p->started) : 0;
	if (total && rate > 0) {
		unsigned long long left = time_left(done, total, rate);

		(void)fprintf(stderr,
			      "\r%llu of %llu %s%s, %.0f/s, %llu:%02llu left  ",
			      done, total, p->what, cli_plural(total, "", "s"),
			      rate, left / 60, left % 60);
	} else {
		(void)fprintf(stderr, "\r%llu %s%s, %.0f/s ", done, p->what,
			      cli_plural(done, "", "s"), rate);
	}
}

/*
 * Overwrite the line with blanks, unless none was shown. A later call of
 * cli_progress() shows it again.
 */
void cli_progress_end(struct cli_progress *p)
{
	if (p->on && p->shown > 0)
		(void)fprintf(stderr, "\r%60s\r", "");
}

bool cli_go_on(void *progress, uint64_t done, uint64_t total)
{
	cli_progress(progress, done, total);
	return !cli_interrupted();
}
