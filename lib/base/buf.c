/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The growing byte buffer of <nbarc/buf.h>. Its size doubles, so that appending
 * n bytes in small pieces costs O(n). A failure leaves the buffer unchanged.
 */
#include <nbarc/buf.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum nb_status nb_buf_reserve(struct nb_buf *b, size_t more)
{
	size_t need, cap;
	uint8_t *data;

	if (__builtin_add_overflow(b->len, more, &need))
		return NB_NOMEM;
	if (need <= b->cap)
		return NB_OK;
	/* 64 bytes first: a short line or an identifier. */
	cap = b->cap ? b->cap : 64;
	while (cap < need)
		if (__builtin_mul_overflow(cap, (size_t)2, &cap))
			return NB_NOMEM;
	data = realloc(b->data, cap);
	if (!data)
		return NB_NOMEM;
	b->data = data;
	b->cap = cap;
	return NB_OK;
}

enum nb_status nb_buf_add(struct nb_buf *b, const void *data, size_t len)
{
	enum nb_status st;

	/* `data` may be NULL then, which memcpy() does not allow. */
	if (len == 0)
		return NB_OK;
	if (b->cap - b->len < len) {
		st = nb_buf_reserve(b, len);
		if (st)
			return st;
	}
	memcpy(b->data + b->len, data, len);
	b->len += len;
	return NB_OK;
}

enum nb_status nb_buf_puts(struct nb_buf *b, const char *s)
{
	return nb_buf_add(b, s, strlen(s));
}

enum nb_status nb_buf_printf(struct nb_buf *b, const char *fmt, ...)
{
	size_t room = 128;
	va_list ap;
	int n;

	/* Usually once; a second time if the text did not fit. */
	for (;;) {
		if (nb_buf_reserve(b, room))
			return NB_NOMEM;
		room = b->cap - b->len;
		va_start(ap, fmt);
		n = vsnprintf((char *)b->data + b->len, room, fmt, ap);
		va_end(ap);
		/* Only a format that vsnprintf() does not know. */
		if (n < 0)
			return NB_BUG;
		if ((size_t)n < room)
			break;
		room = (size_t)n + 1;
	}
	b->len += (size_t)n;
	return NB_OK;
}

void nb_buf_free(struct nb_buf *b)
{
	if (!b)
		return;
	free(b->data);
	b->data = NULL;
	b->len = 0;
	b->cap = 0;
}
