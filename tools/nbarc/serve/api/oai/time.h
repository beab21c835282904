/* SPDX-License-Identifier: Apache-2.0 */
/* Datestamps of OAI-PMH: days and seconds of UTC (section 3.3 of the protocol).
 */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_TIME_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_TIME_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Read "2019-03-04" or "2019-03-04T10:20:30Z" as seconds since 1970; with
 * `last` a day is its last second. A time before 1970 is 0. False if it is
 * neither, or not in the calendar.
 */
bool api_oai_time_read(const char *text, bool last, uint64_t *seconds);

#endif
