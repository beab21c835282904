/* SPDX-License-Identifier: Apache-2.0 */
/* --layout of nbnorm and nbtei: where the lines of a page text stand. */
#ifndef NB_TOOLS_CLI_LAYOUT_H
#define NB_TOOLS_CLI_LAYOUT_H

#include <nbarc/layout.h>

/* Read the layout of a page: a table of line boxes, or markup. The caller
 * frees it with nb_layout_free(), also after a failure. */
NB_CHECK enum nb_status cli_layout_read(const char *path,
					struct nb_layout *layout,
					struct nb_error *err);

#endif
