/* SPDX-License-Identifier: Apache-2.0 */
/* The clock of the reading room. */
#include "serve/room.h"

#include <time.h>

/*
 * Deadlines must not move when somebody sets the clock of the machine: hence
 * the monotonic one.
 */
uint64_t room_now(void)
{
	struct timespec t = {0, 0};

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
