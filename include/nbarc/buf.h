/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A byte buffer that grows.
 *
 * Functions of variable output append it to a buffer of the caller's. The
 * caller initialises the buffer with zeros, passes it to any number of
 * functions, and frees it with nb_buf_free(). Setting `len` to 0 empties it and
 * keeps its memory.
 *
 * A function that appends and fails may have appended a part of its output,
 * unless its comment says otherwise. To go on with the buffer, restore the
 * `len` that it had before. The functions of this header append everything or
 * nothing.
 *
 * Threads: a buffer belongs to one thread at a time. These functions take no
 * struct nb_error, since only memory can be lacking.
 */
#ifndef NBARC_BUF_H
#define NBARC_BUF_H

#include <nbarc/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The buffer owns `data`, which moves when the buffer grows. All zeros is an
 * empty buffer. `data` is NULL as long as cap is 0, and len is at most cap. The
 * bytes are not NUL-terminated.
 */
struct nb_buf {
	uint8_t *data;
	size_t len; /* bytes in use */
	size_t cap; /* bytes allocated */
};

/*
 * Make room for `more` bytes after the first len bytes, so that the next `more`
 * bytes can be written to data + len without a further allocation. `len` stays
 * as it is. NB_NOMEM if memory is lacking or the sum exceeds SIZE_MAX.
 */
NB_API NB_CHECK enum nb_status nb_buf_reserve(struct nb_buf *b, size_t more);

/*
 * Append the `len` bytes at `data`, which must not be in the buffer itself;
 * `data` may be NULL if len is 0. NB_NOMEM as for nb_buf_reserve().
 */
NB_API NB_CHECK enum nb_status nb_buf_add(struct nb_buf *b, const void *data,
					  size_t len);

/* Append a NUL-terminated string without its NUL. NB_NOMEM as above. */
NB_API NB_CHECK enum nb_status nb_buf_puts(struct nb_buf *b, const char *s);

/*
 * Append the text that printf(3) makes of `fmt` and what follows, without a
 * NUL. NB_NOMEM if memory is lacking; NB_BUG if printf(3) cannot convert it.
 */
NB_API NB_CHECK enum nb_status nb_buf_printf(struct nb_buf *b, const char *fmt,
					     ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Free the memory and make the buffer empty, so that it can be used again. NULL
 * is fine; so is an empty buffer.
 */
NB_API void nb_buf_free(struct nb_buf *b);

#ifdef __cplusplus
}
#endif
#endif
