/* SPDX-License-Identifier: Apache-2.0 */
/* Writing JSON (RFC 8259) into a buffer. */
#ifndef NB_BASE_JSON_H
#define NB_BASE_JSON_H

#include <nbarc/buf.h>

/* Append a JSON string: quoted, controls escaped, the rest as UTF-8. A byte XX
 * that is not UTF-8 (file names may have some) becomes \udcXX, which no text
 * has. */
NB_CHECK enum nb_status nb_json_string(struct nb_buf *b, const char *s,
				       size_t len);

#endif
