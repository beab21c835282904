/* SPDX-License-Identifier: Apache-2.0 */
/* --titles of nbarc ingest and nbtei: what is known of each newspaper title. */
#ifndef NB_TOOLS_CLI_TITLES_H
#define NB_TOOLS_CLI_TITLES_H

#include <nbarc/tei.h>

/* Read a table of titles (TSV); a path that is NULL gives NULL. The caller
 * frees it with nb_titles_free(). */
NB_CHECK enum nb_status cli_titles_read(const char *path,
					struct nb_titles **titles,
					struct nb_error *err);

#endif
