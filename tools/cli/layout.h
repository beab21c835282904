/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --layout of nbnorm and nbtei: where the lines of a page text stand. And
 * --damaged of every tool that reads pages.
 */
#ifndef NB_TOOLS_CLI_LAYOUT_H
#define NB_TOOLS_CLI_LAYOUT_H

#include <nbarc/layout.h>

#include "cli/tool.h"

/* Read the layout of a page: a table of line boxes, or markup. The caller
 * frees it with nb_layout_free(), also after a failure. */
NB_CHECK enum nb_status cli_layout_read(const char *path,
					struct nb_layout *layout,
					struct nb_error *err);

/*
 * --damaged: its line in the help, and its argument, which is NULL if the
 * option was not given. 0, or the exit code after a message.
 */
#define CLI_DAMAGED_HELP "bytes that are no characters: refuse, keep"
int cli_damaged(const struct cli *cli, const char *word,
		enum nb_damaged *damaged);

/* Tell what the file of that name states in two ways. */
void cli_layout_doubts(const struct cli *cli, const char *name,
		       const struct nb_layout *layout);

#endif
