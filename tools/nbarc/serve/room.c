/* SPDX-License-Identifier: Apache-2.0 */
/* What requests of the reading room share: the clock, and the cache. */
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

/* More hits than any page shows. */
#define KEPT_HITS_MOST 512u

struct nb_grep_cache *room_cache(const struct room *room, uint64_t limit)
{
	return limit && limit <= KEPT_HITS_MOST ? room->found : NULL;
}
