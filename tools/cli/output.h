/* SPDX-License-Identifier: Apache-2.0 */
/* Where the data of a tool goes, and how a tool ends: output is checked up to
 * the last byte, because a write may fail as late as close(). */
#ifndef NB_TOOLS_CLI_OUTPUT_H
#define NB_TOOLS_CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/status.h>

#include "cli/tool.h"

struct nb_output;

/*
 * The output of a tool: standard output, a device or a pipe, or a file that
 * appears under its name only when cli_output_close() has succeeded. Made by
 * cli_output_open(), ended by cli_output_close() and by nothing else.
 */
struct cli_output {
	const char *path;	/* the caller's; NULL: standard output */
	struct nb_output *file; /* owned; NULL where it is no regular file */
	int fd;			/* of `file`, where there is one */
	/* Standard output is a terminal, and what is written is to be masked.
	 * Tables with colours are masked where they are made: they unset it. */
	bool masked;
};

/* Open the output; a path that is NULL or "-" is standard output. */
NB_CHECK enum nb_status cli_output_open(struct cli_output *o, const char *path,
					struct nb_error *err);

/*
 * Write some of it. On a terminal, controls and invisible characters are
 * masked: texts come from others, and could move the cursor or seem to be other
 * ones.
 */
NB_CHECK enum nb_status cli_output_write(struct cli_output *o, const void *data,
					 size_t len, struct nb_error *err);

/* Commit the file if status is NB_OK, and discard it otherwise. Returns status,
 * or the error of the commit. */
NB_CHECK enum nb_status cli_output_close(struct cli_output *o,
					 enum nb_status status,
					 struct nb_error *err);

/* Write `len` bytes as the whole output: open, write and close in one call. */
NB_CHECK enum nb_status cli_output_all(const char *path, const void *data,
				       size_t len, struct nb_error *err);

/* The same for what was masked as it was made, and may have colours. */
NB_CHECK enum nb_status cli_output_shown(const char *path, const void *data,
					 size_t len, struct nb_error *err);

/* Flush and check standard output after stdio was used. The exit code: 0, or 1
 * with a message. */
int cli_stdout_close(const struct cli *cli);

/*
 * The end of a tool that prints with stdio: report the error, if status is one,
 * and close standard output. Returns the exit code. err may be NULL where the
 * error has been reported already.
 */
int cli_finish(const struct cli *cli, enum nb_status status,
	       const struct nb_error *err);

/* True if standard output is a terminal whose user wants colours: NO_COLOR is
 * unset or empty, and TERM is not "dumb". */
bool cli_colours(void);

#endif
