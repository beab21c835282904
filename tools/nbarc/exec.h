/* SPDX-License-Identifier: Apache-2.0 */
/* Commands that are programs of their own. */
#ifndef NB_TOOLS_NBARC_EXEC_H
#define NB_TOOLS_NBARC_EXEC_H

#include "cli/tool.h"

/* Become the program nbarc-NAME. Returns only if that fails: the exit code,
 * after a message. */
int nbarc_exec(const struct cli *cli, const char *name, char **argv);

#endif
