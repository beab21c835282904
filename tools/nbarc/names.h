/* SPDX-License-Identifier: Apache-2.0 */
/* How the output names things of an archive: states and times. */
#ifndef NB_TOOLS_NBARC_NAMES_H
#define NB_TOOLS_NBARC_NAMES_H

#include <stdbool.h>

#include <nbarc/archive.h>

/* "present", "withdrawn" ...: the state of a page entry, or that of an item. */
const char *nbarc_state_name(unsigned state, bool item);

/* Seconds since 1970 as "2020-03-09T00:00:00Z", or as a number where no date
 * can be made of them. */
#define NBARC_TIME 32
void nbarc_time(uint64_t seconds, char out[NBARC_TIME]);

#endif
