/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A growing byte buffer. Public functions append their results to one; the
 * caller owns it and frees it with nb_buf_free().
 */
#ifndef NBARC_BUF_H
#define NBARC_BUF_H

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All zeros is an empty buffer. data is NULL as long as cap is 0. */
struct nb_buf {
	uint8_t *data;
	size_t len; /* bytes in use */
	size_t cap; /* bytes allocated */
};

/* Make room for `more` bytes after len. NB_NOMEM also on overflow. */
NB_API NB_CHECK enum nb_status nb_buf_reserve(struct nb_buf *b, size_t more);

/* Append `len` bytes; `data` must not point into the buffer. */
NB_API NB_CHECK enum nb_status nb_buf_add(struct nb_buf *b, const void *data,
					  size_t len);

/* Append a string without its NUL. */
NB_API NB_CHECK enum nb_status nb_buf_puts(struct nb_buf *b, const char *s);

/* Append text as printf(3) makes it. */
NB_API NB_CHECK enum nb_status nb_buf_printf(struct nb_buf *b, const char *fmt,
					     ...)
	__attribute__((format(printf, 2, 3)));

/* Release the memory and make the buffer empty. NULL is fine. */
NB_API void nb_buf_free(struct nb_buf *b);

#ifdef __cplusplus
}
#endif
#endif
