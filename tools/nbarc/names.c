/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the output names states and times. These
 * names are part of the interface: scripts read them, so that they must not
 * change.
 */
#include "names.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

const char *nbarc_state_name(unsigned state, bool item)
{
	static const char *const names[] = {"present", "withdrawn", "purged",
					    "moved"};

	/* The format numbers "purged" of pages and "moved" of items alike. */
	return names[state + (item && state == NB_STATE_MOVED)];
}

/*
 * A number beyond that limit, which only a damaged archive has, would not fit
 * into the buffer as a date.
 */
void nbarc_time(uint64_t seconds, char out[NBARC_TIME])
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (seconds > (uint64_t)1 << 40 || !gmtime_r(&t, &tm) ||
	    strftime(out, NBARC_TIME, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(out, NBARC_TIME, "%" PRIu64, seconds);
}
