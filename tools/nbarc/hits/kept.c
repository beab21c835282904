/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sorting hits by what stands around them. The key is the context that is
 * printed: UTF-8 sorts by its bytes as by its code points. The context before a
 * hit is turned round character by character, since what is nearest to the hit
 * counts first.
 */
#include "hits/kept.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"

/* NBARC_SORT_NONE has no name: it is what there is without the option. */
bool nbarc_hit_sort_find(const char *name, enum nbarc_hit_sort *sort)
{
	static const char *const names[] = {
		[NBARC_SORT_NONE] = "",
		[NBARC_SORT_LEFT] = "left",
		[NBARC_SORT_RIGHT] = "right",
		[NBARC_SORT_DATE] = "date",
	};
	size_t i;

	for (i = NBARC_SORT_LEFT; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0) {
			*sort = (enum nbarc_hit_sort)i;
			return true;
		}
	return false;
}

/* Append the context before a hit, its last character first. */
static enum nb_status add_reversed(struct nb_buf *out, const char *line,
				   size_t from, size_t to)
{
	enum nb_status st = NB_OK;
	uint32_t c;

	while (!st && to > from) {
		size_t n = nb_utf8_prev(line, to, &c);

		to -= n;
		st = nb_buf_add(out, line + to, n);
	}
	return st;
}

/* Append the key of a hit. A date that is not known is empty, and so comes
 * first. */
static enum nb_status add_key(struct nb_buf *out, enum nbarc_hit_sort sort,
			      const struct nbarc_hit_style *style,
			      const struct nb_hit *hit)
{
	size_t end = hit->start + hit->len;
	char date[11];

	switch (sort) {
	case NBARC_SORT_NONE:
		break;
	case NBARC_SORT_LEFT:
		return add_reversed(out, hit->line, nbarc_hit_left(style, hit),
				    hit->start);
	case NBARC_SORT_RIGHT:
		return nb_buf_add(out, hit->line + end,
				  nbarc_hit_right(style, hit) - end);
	case NBARC_SORT_DATE:
		nbarc_hit_date(hit, date);
		return nb_buf_puts(out, date);
	}
	return NB_OK;
}

/* Key and line stand one after the other. */
enum nb_status nbarc_kept_add(struct nbarc_kept_lines *kept,
			      enum nbarc_hit_sort sort,
			      const struct nbarc_hit_style *style,
			      const struct nb_hit *hit)
{
	struct nbarc_kept *k =
		nb_grow(kept->list, &kept->cap, kept->count + 1, sizeof(*k));
	enum nb_status st;

	if (!k)
		return NB_NOMEM;
	kept->list = k;
	k += kept->count;
	k->key = kept->bytes.len;
	st = add_key(&kept->bytes, sort, style, hit);
	k->key_len = kept->bytes.len - k->key;
	k->line = kept->bytes.len;
	if (!st)
		st = nbarc_hit_put(style, hit, &kept->bytes);
	k->line_len = kept->bytes.len - k->line;
	kept->count += !st;
	return st;
}

enum nb_status nbarc_kept_join(struct nbarc_kept_lines *kept,
			       const struct nbarc_kept_lines *from)
{
	size_t at = kept->bytes.len, i;
	struct nbarc_kept *k;

	if (!from->count)
		return NB_OK;
	k = nb_grow(kept->list, &kept->cap, kept->count + from->count,
		    sizeof(*k));
	if (!k)
		return NB_NOMEM;
	kept->list = k;
	if (nb_buf_add(&kept->bytes, from->bytes.data, from->bytes.len))
		return NB_NOMEM;
	for (i = 0; i < from->count; i++) {
		k[kept->count] = from->list[i];
		k[kept->count].key += at;
		k[kept->count++].line += at;
	}
	return NB_OK;
}

/* The order of the keys; the place of a line tells when it was found. */
static int compare(const void *a, const void *b)
{
	const struct nbarc_kept *x = a, *y = b;
	size_t n = x->key_len < y->key_len ? x->key_len : y->key_len;
	int order = memcmp(x->bytes + x->key, y->bytes + y->key, n);

	if (order)
		return order;
	if (x->key_len != y->key_len)
		return x->key_len < y->key_len ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

void nbarc_kept_sort(struct nbarc_kept_lines *kept)
{
	size_t i;

	/* The bytes do not move any more. */
	for (i = 0; i < kept->count; i++)
		kept->list[i].bytes = kept->bytes.data;
	if (kept->count)
		qsort(kept->list, kept->count, sizeof(*kept->list), compare);
}

void nbarc_kept_free(struct nbarc_kept_lines *kept)
{
	nb_buf_free(&kept->bytes);
	free(kept->list);
}
