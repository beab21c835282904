/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main() of every helper program nbarc-NAME. The Makefile compiles this file
 * once for each command of kind PROGRAM in commands.def, with the name of its
 * function in NBARC_HELPER, and links it with that command.
 */
#include "commands.h"

#include "cli/far.h"

int main(int argc, char **argv)
{
	cli_refuse_urls();
	return NBARC_HELPER(argc, argv);
}
