/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The entry point of every command, made from commands.def: nbarc_get() and so
 * on. Each takes the command line from the command's name on, and returns the
 * exit code. Those of kind PROGRAM are linked into programs of their own.
 */
#ifndef NB_TOOLS_NBARC_COMMANDS_H
#define NB_TOOLS_NBARC_COMMANDS_H

#define COMMAND(group, function, name, kind, summary) \
	int nbarc_##function(int argc, char **argv);
#include "commands.def"
#undef COMMAND

#endif
