/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 with padding (RFC 4648, section 4). */
#ifndef NB_BASE_BASE64_H
#define NB_BASE_BASE64_H

#include <stdbool.h>

#include <nbarc/buf.h>

/* Characters of the base64 of len bytes. */
#define NB_BASE64_TEXT(len) (((len) + 2) / 3 * 4)

/* Write the base64 of len bytes, NB_BASE64_TEXT(len) characters without a NUL.
 */
void nb_base64_write(const uint8_t *data, size_t len, char *out);

/* Append the base64 of len bytes. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_base64_put(struct nb_buf *out, const uint8_t *data,
				      size_t len);

/* The most bytes that len characters of base64 stand for. */
#define NB_BASE64_ROOM(len) ((len) / 4 * 3)

/*
 * Decode len characters into `out`, which has room for NB_BASE64_ROOM(len)
 * bytes; *out_len gets their number. False if the text is not what
 * nb_base64_put() writes: white space, missing padding and bits that are left
 * over and not zero are refused, so that each value has one text.
 */
bool nb_base64_get(const char *text, size_t len, uint8_t *out, size_t *out_len);

#endif
