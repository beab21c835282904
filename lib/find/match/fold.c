/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Folding of characters, and of text with the way back to the places in it.
 *
 * In Chinese text a full-width mark comes every ten characters. What is between
 * two of them is copied as a whole.
 */
#include "find/match/fold.h"
#include "base/alloc.h"
#include "base/utf8.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* The decompositions <wide> and <narrow> of Unicode 15, as runs of code points
 * with images that follow each other too. */
/* clang-format off */
static const struct {
	uint16_t from, to, count;
} widths[] = {
	{0x3000, 0x0020, 1}, {0xff01, 0x0021, 94}, {0xff5f, 0x2985, 2},
	{0xff61, 0x3002, 1}, {0xff62, 0x300c, 2}, {0xff64, 0x3001, 1},
	{0xff65, 0x30fb, 1}, {0xff66, 0x30f2, 1}, {0xff67, 0x30a1, 1},
	{0xff68, 0x30a3, 1}, {0xff69, 0x30a5, 1}, {0xff6a, 0x30a7, 1},
	{0xff6b, 0x30a9, 1}, {0xff6c, 0x30e3, 1}, {0xff6d, 0x30e5, 1},
	{0xff6e, 0x30e7, 1}, {0xff6f, 0x30c3, 1}, {0xff70, 0x30fc, 1},
	{0xff71, 0x30a2, 1}, {0xff72, 0x30a4, 1}, {0xff73, 0x30a6, 1},
	{0xff74, 0x30a8, 1}, {0xff75, 0x30aa, 2}, {0xff77, 0x30ad, 1},
	{0xff78, 0x30af, 1}, {0xff79, 0x30b1, 1}, {0xff7a, 0x30b3, 1},
	{0xff7b, 0x30b5, 1}, {0xff7c, 0x30b7, 1}, {0xff7d, 0x30b9, 1},
	{0xff7e, 0x30bb, 1}, {0xff7f, 0x30bd, 1}, {0xff80, 0x30bf, 1},
	{0xff81, 0x30c1, 1}, {0xff82, 0x30c4, 1}, {0xff83, 0x30c6, 1},
	{0xff84, 0x30c8, 1}, {0xff85, 0x30ca, 6}, {0xff8b, 0x30d2, 1},
	{0xff8c, 0x30d5, 1}, {0xff8d, 0x30d8, 1}, {0xff8e, 0x30db, 1},
	{0xff8f, 0x30de, 5}, {0xff94, 0x30e4, 1}, {0xff95, 0x30e6, 1},
	{0xff96, 0x30e8, 6}, {0xff9c, 0x30ef, 1}, {0xff9d, 0x30f3, 1},
	{0xff9e, 0x3099, 2}, {0xffa0, 0x3164, 1}, {0xffa1, 0x3131, 30},
	{0xffc2, 0x314f, 6}, {0xffca, 0x3155, 6}, {0xffd2, 0x315b, 6},
	{0xffda, 0x3161, 3}, {0xffe0, 0x00a2, 2}, {0xffe2, 0x00ac, 1},
	{0xffe3, 0x00af, 1}, {0xffe4, 0x00a6, 1}, {0xffe5, 0x00a5, 1},
	{0xffe6, 0x20a9, 1}, {0xffe8, 0x2502, 1}, {0xffe9, 0x2190, 4},
	{0xffed, 0x25a0, 1}, {0xffee, 0x25cb, 1},};
/* clang-format on */

/* Of a text: from the offset `folded` on, up to the next of these, an offset in
 * the folded text is `less` below that in the text. */
struct origin {
	size_t folded, less;
};

enum nb_status nb_fold_add(struct nb_fold *fold, uint32_t from, uint32_t to)
{
	uint32_t **page = &fold->pages[from >> 8], i;
	struct nb_fold_pair *grown;
	char utf8[4];

	if (!*page) {
		*page = nb_alloc(256, sizeof(**page));
		if (!*page)
			return NB_NOMEM;
		for (i = 0; i < 256; i++)
			(*page)[i] = (from & ~(uint32_t)255) | i;
	}
	grown = nb_grow(fold->pairs, &fold->cap, fold->count + 1,
			sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	fold->pairs = grown;
	fold->pairs[fold->count++] = (struct nb_fold_pair){from, to};
	(*page)[from & 255] = to;
	fold->width_only = false;
	(void)nb_utf8_put(utf8, from);
	fold->leads[(uint8_t)utf8[0]] = true;
	return NB_OK;
}

enum nb_status nb_fold_width(struct nb_fold *fold)
{
	bool only = fold->count == 0;
	enum nb_status st = NB_OK;
	uint32_t k;
	size_t i;

	for (i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		for (k = 0; !st && k < widths[i].count; k++)
			st = nb_fold_add(fold, widths[i].from + k,
					 widths[i].to + k);
	fold->width_only = only;
	return st;
}

void nb_fold_free(struct nb_fold *fold)
{
	size_t i;

	for (i = 0; i < NB_FOLD_PAGES; i++)
		free(fold->pages[i]);
	free(fold->pairs);
}

size_t nb_fold_sources(const struct nb_fold *fold, uint32_t c, uint32_t *out,
		       size_t max)
{
	size_t n = 0, i;

	if (nb_fold_char(fold, c) == c && n++ < max)
		out[0] = c;
	for (i = 0; i < fold->count; i++)
		if (fold->pairs[i].to == c && n++ < max)
			out[n - 1] = fold->pairs[i].from;
	return n;
}

bool nb_fold_concerns(const struct nb_fold *fold, uint32_t c)
{
	uint32_t one;

	return nb_fold_char(fold, c) != c ||
	       nb_fold_sources(fold, c, &one, 1) != 1;
}

/* ---- text */

/* Marks where a form of full or half width may begin: EF, or U+3000, which is
 * E3 80 80. Two bytes after the sixteen are read. */
static inline uint32_t wide_forms(const char *p)
{
	const nb_vector first = nb_vector_at(p);

	return nb_vector_marks((nb_vector)(first == 0xef) |
			       ((nb_vector)(first == 0xe3) &
				(nb_vector)(nb_vector_at(p + 1) == 0x80) &
				(nb_vector)(nb_vector_at(p + 2) == 0x80)));
}

/* The next character that may be a form of full or half width, or `end`. */
static const char *next_wide(const char *p, const char *end)
{
	const ptrdiff_t step = sizeof(nb_vector);

	for (; end - p >= step + 2; p += step) {
		uint32_t marks = wide_forms(p);

		if (marks)
			return p + __builtin_ctz(marks);
	}
	while (p < end && (uint8_t)*p != 0xef && (uint8_t)*p != 0xe3)
		p++;
	return p;
}

/* The next character that may be changed, or `end`. */
static const char *next_changed(const struct nb_fold *fold, const char *p,
				const char *end)
{
	if (fold->width_only)
		return next_wide(p, end);
	while (p < end && !fold->leads[(uint8_t)*p])
		p++;
	return p;
}

/* The bytes from p on that are not changed. */
static size_t unchanged(const struct nb_fold *fold, const char *p,
			const char *end)
{
	const char *at = p;
	uint32_t c;
	size_t n = 0;

	do {
		at = next_changed(fold, at + n, end);
		if (at == end)
			break;
		n = nb_utf8_next(at, (size_t)(end - at), &c);
	} while (nb_fold_char(fold, c) == c);
	return (size_t)(at - p);
}

/* Note where the text of a folded character ends that has `less` bytes fewer
 * than all of the text up to it. */
static enum nb_status note_origin(const struct nb_buf *out, size_t less,
				  struct nb_buf *origins)
{
	const struct origin o = {out->len, less};

	return origins ? nb_buf_add(origins, &o, sizeof(o)) : NB_OK;
}

enum nb_status nb_fold_text(const struct nb_fold *fold, const char *s,
			    size_t len, struct nb_buf *out,
			    struct nb_buf *origins)
{
	const char *p = s, *end = s + len;
	enum nb_status st = NB_OK;
	size_t less = 0, n, m;
	uint32_t c;

	while (!st && p < end) {
		n = unchanged(fold, p, end);
		/* There is room for one character more. */
		if (nb_buf_reserve(out, n + 4))
			return NB_NOMEM;
		memcpy(out->data + out->len, p, n);
		out->len += n;
		p += n;
		if (p == end)
			break;
		n = nb_utf8_next(p, (size_t)(end - p), &c);
		m = nb_utf8_put((char *)out->data + out->len,
				nb_fold_char(fold, c));
		out->len += m;
		p += n;
		/* A folded character may be the longer one; sums modulo 2^n are
		 * right all the same. */
		less += n - m;
		if (n != m)
			st = note_origin(out, less, origins);
	}
	return st;
}

size_t nb_fold_origin(const struct nb_buf *origins, size_t at)
{
	const struct origin *o = (const struct origin *)(void *)origins->data;
	size_t low = 0, high = origins->len / sizeof(*o);

	/* The last one that is not beyond `at`. */
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (o[mid].folded <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? at + o[low - 1].less : at;
}
