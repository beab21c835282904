/* SPDX-License-Identifier: Apache-2.0 */
/* Charsets that are not ours, through iconv(3), without its losses. */
#ifndef NB_ENCODING_ICONV_H
#define NB_ENCODING_ICONV_H

#include <nbarc/buf.h>

/*
 * Append `data` in charset `from` as charset `to`. What cannot be converted is
 * NB_INVALID with its byte offset in data; a charset that iconv does not know
 * is NB_USAGE.
 */
NB_CHECK enum nb_status nb_iconv(const char *from, const char *to,
				 const void *data, size_t len,
				 struct nb_buf *out, struct nb_error *err);

#endif
