/* SPDX-License-Identifier: Apache-2.0 */
#include "encoding/convert/proof.h"

#include "base/error.h"
#include "encoding/convert/converter.h"


#include <string.h>

enum nb_status nb_proof_open(struct nb_proof *p,
			     const struct nb_convert_options *options,
			     struct nb_error *err)
{
	return nb_converter_create_back(options, &p->back, err);
}

void nb_proof_close(struct nb_proof *p)
{
	nb_converter_free(p->back);
	nb_buf_free(&p->wanted);
	nb_buf_free(&p->got);
	p->back = NULL;
}

static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t i = 0;

	while (i < len && a[i] == b[i])
		i++;
	return i;
}

static enum nb_status compare(struct nb_proof *p, const uint8_t *in,
			      const uint8_t *back, size_t len,
			      struct nb_error *err)
{
	const struct nb_conversion *way = nb_converter_result(p->back);

	if (len && memcmp(in, back, len) != 0)
		return nb_fail_at(err, NB_INVALID,
				  p->proved + first_difference(in, back, len),
				  "converting back from %s to %s does not give "
				  "the same bytes",
				  way->from, way->to);
	p->proved += len;
	return NB_OK;
}

static void drop(struct nb_buf *b, size_t n)
{
	b->len -= n;
	if (n && b->len)
		memmove(b->data, b->data + n, b->len);
}

/* What came back may lag behind, in charsets that have states. */
static enum nb_status compare_later(struct nb_proof *p, const uint8_t *in,
				    size_t len, bool last, struct nb_error *err)
{
	enum nb_status st;
	size_t n;

	if (nb_buf_add(&p->wanted, in, len))
		return nb_fail_mem(err);
	n = p->wanted.len < p->got.len ? p->wanted.len : p->got.len;
	st = compare(p, p->wanted.data, p->got.data, n, err);
	drop(&p->wanted, n);
	drop(&p->got, n);
	if (!st && last && (p->wanted.len || p->got.len))
		st = nb_fail_at(err, NB_INVALID, p->proved,
				"converting back does not give as many bytes");
	return st;
}

enum nb_status nb_proof_add(struct nb_proof *p, const uint8_t *in,
			    size_t in_len, const uint8_t *out, size_t out_len,
			    bool last, struct nb_error *err)
{
	struct nb_error why;
	enum nb_status st =
		nb_converter_add(p->back, out, out_len, last, &p->got, &why);

	if (st == NB_INVALID)
		return nb_fail_at(err, NB_INVALID, p->proved,
				  "cannot be converted back: offset %llu of "
				  "the output: %s",
				  (unsigned long long)why.offset, why.text);
	if (st)
		return nb_fail(err, st, "%s", why.text);
	if (p->wanted.len || p->got.len != in_len)
		return compare_later(p, in, in_len, last, err);
	st = compare(p, in, p->got.data, in_len, err);
	p->got.len = 0;
	return st;
}
