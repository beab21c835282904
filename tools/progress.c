/* SPDX-License-Identifier: Apache-2.0 */
/* Progress lines and the signals that end long work. */
#include "cli.h"

#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SHOW_EVERY 0.1 /* seconds */

static volatile sig_atomic_t caught;

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
		unsigned long long left =
			(unsigned long long)(total > done
						     ? (double)(total - done) /
							       rate
						     : 0);

		(void)fprintf(stderr,
			      "\r%llu of %llu %ss, %.0f/s, %llu:%02llu left  ",
			      done, total, p->what, rate, left / 60, left % 60);
	} else {
		(void)fprintf(stderr, "\r%llu %ss, %.0f/s ", done, p->what,
			      rate);
	}
}

void cli_progress_end(struct cli_progress *p)
{
	if (p->on && p->shown > 0)
		(void)fprintf(stderr, "\r%60s\r", "");
}

static void on_signal(int number)
{
	caught = number;
}

void cli_catch_signals(void)
{
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action;
	size_t i;

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_signal;
	/* The second signal finds the default action and kills. */
	action.sa_flags = (int)SA_RESETHAND;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct sigaction before;

		/* nohup(1) and shells ignore some for their children. */
		if (sigaction(ends[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_IGN)
			continue;
		(void)sigaction(ends[i], &action, NULL);
	}
}

bool cli_interrupted(void)
{
	return caught != 0;
}

bool cli_go_on(void *progress, uint64_t done, uint64_t total)
{
	cli_progress(progress, done, total);
	return !cli_interrupted();
}

void cli_die_of_signal(void)
{
	if (!caught)
		return;
	(void)signal(caught, SIG_DFL);
	(void)raise(caught);
}
