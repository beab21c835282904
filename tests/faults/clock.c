/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A wrong clock of the system, preloaded (LD_PRELOAD): it stands at CLOCK_AT
 * seconds since 1970. Clocks that only count on are right.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static time_t at(void)
{
	const char *seconds = getenv("CLOCK_AT");

	return seconds ? (time_t)strtoll(seconds, NULL, 10) : 0;
}

time_t time(time_t *t)
{
	if (t)
		*t = at();
	return at();
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
	if (clock != CLOCK_REALTIME)
		return (int)syscall(SYS_clock_gettime, clock, t);
	t->tv_sec = at();
	t->tv_nsec = 0;
	return 0;
}
