/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing a command line by the option table of a tool, and the values of
 * options and of the environment. */
#ifndef NB_TOOLS_CLI_OPTIONS_H
#define NB_TOOLS_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/status.h>

#include "cli/tool.h"

/*
 * Go on to the next option that the table does not store in `into`, the
 * structure named in its rows (NULL where no row stores anything). Returns its
 * key, with getopt's optarg as its argument, or -1 when only operands are left,
 * the first of them argv[optind]; their number has then been checked.
 *
 * --help and --version print and end the program, and so does a mistake in the
 * usage, with exit code 1.
 */
int cli_next(const struct cli *cli, int argc, char **argv, void *into);

/* Parse everything at once, for a tool whose table stores all its options. */
void cli_parse(const struct cli *cli, int argc, char **argv, void *into);

/* Parse a decimal number from min to max; nothing may follow it. */
bool cli_number(const char *text, unsigned long long min,
		unsigned long long max, unsigned long long *out);

/*
 * The seconds since 1970 in SOURCE_DATE_EPOCH; *set is false, and *seconds 0,
 * if that is not set or empty. 0 is a date like any other. NB_USAGE if it is
 * not a number of seconds.
 */
NB_CHECK enum nb_status cli_source_date(bool *set, uint64_t *seconds,
					struct nb_error *err);

/* Like cli_source_date(), but the current time where none is set. */
NB_CHECK enum nb_status cli_date(uint64_t *seconds, struct nb_error *err);

struct cli_sandbox;

/* Let the cache of archives far away be used, and what names and certificates
 * are looked up in. The folder of the cache must exist. */
void cli_allow_far(struct cli_sandbox *sandbox);

#endif
