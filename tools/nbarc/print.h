/* SPDX-License-Identifier: Apache-2.0 */
/* Printing strings of the catalogue, for machines and for people. */
#ifndef NB_TOOLS_NBARC_PRINT_H
#define NB_TOOLS_NBARC_PRINT_H

#include <nbarc/archive.h>

/* Append `,"name":"value"`. */
NB_CHECK enum nb_status nbarc_json_field(struct nb_buf *b, const char *name,
					 const struct nb_string *value);

/* Append a string for people: control characters become spaces. */
NB_CHECK enum nb_status nbarc_put_masked(struct nb_buf *b,
					 const struct nb_string *s);

#endif
