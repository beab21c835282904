/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The comparison of what was read with what came back. Usually as much comes
 * back as went in, and nothing is copied; charsets with states may hold bytes
 * back, and then both sides wait in buffers.
 */
#include "encoding/convert/proof.h"

#include "base/error.h"

#include <string.h>

void nb_proof_free(struct nb_proof *p)
{
	nb_buf_free(&p->wanted);
	nb_buf_free(&p->got);
}

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t i = 0;

	while (i < len && a[i] == b[i])
		i++;
	return i;
}

/* Compare len bytes of both sides. */
static enum nb_status compare(struct nb_proof *p, const uint8_t *in,
			      const uint8_t *got, size_t len,
			      const struct nb_conversion *back,
			      struct nb_error *err)
{
	if (len && memcmp(in, got, len) != 0)
		return nb_fail_at(err, NB_INVALID,
				  p->proved + first_difference(in, got, len),
				  "converting back from %s to %s does not give "
				  "the same bytes",
				  back->from, back->to);
	p->proved += len;
	return NB_OK;
}

/* Remove the first n bytes of a buffer. */
static void drop_first(struct nb_buf *b, size_t n)
{
	b->len -= n;
	if (n && b->len)
		memmove(b->data, b->data + n, b->len);
}

/* Compare as many bytes as both sides have; the rest waits. */
static enum nb_status compare_later(struct nb_proof *p, const uint8_t *in,
				    size_t len, bool last,
				    const struct nb_conversion *back,
				    struct nb_error *err)
{
	enum nb_status st;
	size_t n;

	if (nb_buf_add(&p->wanted, in, len))
		return nb_fail_mem(err);
	n = p->wanted.len < p->got.len ? p->wanted.len : p->got.len;
	st = compare(p, p->wanted.data, p->got.data, n, back, err);
	drop_first(&p->wanted, n);
	drop_first(&p->got, n);
	if (!st && last && (p->wanted.len || p->got.len))
		st = nb_fail_at(err, NB_INVALID, p->proved,
				"converting back does not give the same number "
				"of bytes");
	return st;
}

enum nb_status nb_proof_add(struct nb_proof *p, const uint8_t *in, size_t len,
			    bool last, const struct nb_conversion *back,
			    struct nb_error *err)
{
	enum nb_status st;

	if (p->wanted.len || p->got.len != len)
		return compare_later(p, in, len, last, back, err);
	st = compare(p, in, p->got.data, len, back, err);
	p->got.len = 0;
	return st;
}
