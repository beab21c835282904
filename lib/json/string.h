/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON (RFC 8259) into a buffer. */
#ifndef NB_JSON_STRING_H
#define NB_JSON_STRING_H

#include <nbarc/buf.h>

/*
 * Append s as a JSON string: quotes around it, controls (those of U+0080 to
 * U+009F too), quotes and backslashes escaped, the rest as UTF-8. A byte XX
 * that is not UTF-8, as in some file names, becomes \udcXX: a lone surrogate,
 * which no valid text contains, so that a reader can restore the byte. Only
 * NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_json_string(struct nb_buf *b, const char *s,
				       size_t len);

#endif
