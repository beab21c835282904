/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signals that end long work: the handler sets a flag, and the tool ends
 * itself.
 *
 * The handler does nothing else, because hardly any function may be called in
 * one. Tools look at the flag between two pages or pieces. System calls that
 * are interrupted return EINTR and are repeated where that is right.
 */
#include "cli/signals.h"

#include <signal.h>
#include <string.h>

/* The number of the signal; 0 before one came. */
static volatile sig_atomic_t caught;

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

/* The signals that waited before cli_hold_signals(). */
static sigset_t waiting;

void cli_hold_signals(void)
{
	sigset_t ends;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGTERM);
	(void)sigaddset(&ends, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &ends, &waiting);
}

void cli_release_signals(void)
{
	(void)sigprocmask(SIG_SETMASK, &waiting, NULL);
}

bool cli_interrupted(void)
{
	return caught != 0;
}

/*
 * With the default action the process ends in raise(). Its parent, such as a
 * shell in a loop, learns that it was a signal and stops as well.
 */
void cli_die_of_signal(void)
{
	if (!caught)
		return;
	(void)signal(caught, SIG_DFL);
	(void)raise(caught);
}
