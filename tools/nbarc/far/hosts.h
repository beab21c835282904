/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts that could not be reached in this run. A collection may name a thousand
 * archives at one of them: it is asked again for each, but no longer several
 * times with pauses. Any thread may call these functions.
 */
#ifndef NB_TOOLS_NBARC_FAR_HOSTS_H
#define NB_TOOLS_NBARC_FAR_HOSTS_H

#include <stdbool.h>

/* Did the host of the URL fail when it was last asked? */
bool nbarc_host_failed(const char *url);

/* Note whether it failed. */
void nbarc_host_note(const char *url, bool failed);

#endif
