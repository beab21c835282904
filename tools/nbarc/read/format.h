/* SPDX-License-Identifier: Apache-2.0 */
/* The formats of nbarc get: their names, and what a terminal takes. */
#ifndef NB_TOOLS_NBARC_FORMAT_H
#define NB_TOOLS_NBARC_FORMAT_H

#include <stdbool.h>

#include <nbarc/archive.h>

/* Take the format that --format names; false if there is no such format. */
bool nbarc_format(const char *text, enum nb_format *format);

/* Refuse to print a source that is not UTF-8 on a terminal. */
NB_CHECK enum nb_status nbarc_check_terminal(const void *source, size_t len,
					     struct nb_error *err);

#endif
