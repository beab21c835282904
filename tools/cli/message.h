/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages on standard error: one line each, "tool: file: what". Names and
 * texts in them may come from files that somebody else made, so control
 * characters, which could drive a terminal, are masked.
 */
#ifndef NB_TOOLS_CLI_MESSAGE_H
#define NB_TOOLS_CLI_MESSAGE_H

#include <stdint.h>
#include <stdio.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include "cli/tool.h"

/* "name: text; try 'name --help'"; returns exit code 1. */
int cli_usage(const struct cli *cli, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* "name: file: offset N: text", without the parts that err does not have. */
void cli_error(const struct cli *cli, const struct nb_error *err);

/* "name: text". */
void cli_say(const struct cli *cli, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* What this thread has to say is appended there instead of going to standard
 * error, until this is called with NULL. */
void cli_collect(struct nb_buf *to);

/* Print text with control characters as "\x1b". */
void cli_mask(FILE *to, const char *text, size_t len);

/* Append it to a buffer. NB_NOMEM. */
NB_CHECK enum nb_status cli_mask_add(struct nb_buf *to, const char *text,
				     size_t len);

/* The same for a text of several lines: the ends of lines and tabs stay. */
void cli_mask_lines(FILE *to, const char *text, size_t len);

/* The name of an input in messages: "-" is "(stdin)". */
const char *cli_input_name(const char *path);

/* "page" of 1, "pages" of any other number: the word that goes with n. */
const char *cli_plural(uint64_t n, const char *one, const char *many);

#endif
