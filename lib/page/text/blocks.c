/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting a text into lines and making blocks of them (blocks.h). */
#include "page/text/blocks.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* ---- lines */

/*
 * Remove the white space at both ends of a line. A single space before it is no
 * indent: the line was wrapped there.
 */
static void trim(const char *text, struct nb_line *line)
{
	uint32_t cp;
	size_t n, spaces = 0;

	while (line->start < line->end) {
		n = nb_utf8_get(text + line->start, line->end - line->start,
				&cp);
		if (!n || !nb_is_space(cp))
			break;
		line->start += n;
		spaces += cp == ' ' ? 1 : 2;
	}
	line->indented = spaces > 1;
	while (line->start < line->end) {
		n = nb_utf8_prev(text, line->end, &cp);
		if (!n || !nb_is_space(cp))
			break;
		line->end -= n;
	}
}

static enum nb_status add_line(struct nb_lines *lines,
			       const struct nb_line *line, struct nb_error *err)
{
	struct nb_line *grown = nb_grow(lines->list, &lines->cap,
					lines->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	lines->list = grown;
	grown[lines->count++] = *line;
	return NB_OK;
}

/*
 * The offset of the first byte c at or after `at`; len if there is none.
 * `found` is the result of the last call for c, 0 before the first: if it is
 * not yet passed, the text is not searched again. Otherwise a text without any
 * CR would be searched to its end for every line.
 */
static size_t next_of(const char *text, size_t len, char c, size_t at,
		      size_t found)
{
	const char *next;

	if (found > at || (found == at && at && text[at] == c))
		return found;
	next = memchr(text + at, c, len - at);
	return next ? (size_t)(next - text) : len;
}

/* A run of so many NULs is padding. Fewer may be characters of the text. */
#define PADDING 8u

/*
 * A text, and the part of it from its first to its last character that is
 * neither white space nor NUL.
 */
struct span {
	const char *text;
	size_t len, first, last;
};

static struct span span_of(const char *text, size_t len)
{
	struct span s = {text, len, 0, len};
	uint32_t cp;
	size_t n;

	while (s.first < len) {
		n = nb_utf8_get(text + s.first, len - s.first, &cp);
		if (cp && !nb_is_space(cp))
			break;
		s.first += n;
	}
	while (s.last > s.first) {
		n = nb_utf8_prev(text, s.last, &cp);
		if (cp && !nb_is_space(cp))
			break;
		s.last -= n;
	}
	return s;
}

/*
 * The bytes of the NULs at `at` if they are padding: many, or at either end of
 * the text. Otherwise 0.
 */
static size_t padding_at(const struct span *s, size_t at)
{
	size_t n = 0;

	while (at + n < s->len && s->text[at + n] == '\0')
		n++;
	return n >= PADDING || at < s->first || at >= s->last ? n : 0;
}

/*
 * The bytes of the line end at `at` that is not LF, CR LF or CR; 0 if there is
 * none.
 */
static size_t other_end(const struct span *s, size_t at)
{
	const uint8_t *p = (const uint8_t *)s->text + at;

	switch (*p) {
	case '\0':
		return padding_at(s, at);
	case '\v':
	case '\f':
		return 1;
	case 0xc2: /* U+0085 */
		return s->len - at > 1 && p[1] == 0x85 ? 2 : 0;
	case 0xe2: /* U+2028, U+2029 */
		return s->len - at > 2 && p[1] == 0x80 && (p[2] | 1) == 0xa9
			       ? 3
			       : 0;
	default: /* a byte */
		return 0;
	}
}

/* Bytes that are looked at together, and two more are read. */
#define STEP sizeof(nb_vector)

/* May one of these line ends begin in the next STEP bytes? */
static bool may_end(const char *text)
{
	const nb_vector b = nb_vector_at(text), second = nb_vector_at(text + 1);
	const nb_vector third = nb_vector_at(text + 2);

	return nb_vector_any(
		(nb_vector)(b == 0) | (nb_vector)(b == '\v') |
		(nb_vector)(b == '\f') |
		((nb_vector)(b == 0xc2) & (nb_vector)(second == 0x85)) |
		((nb_vector)(b == 0xe2) & (nb_vector)(second == 0x80) &
		 (nb_vector)((third | 1) == 0xa9)));
}

bool nb_lines_more_ends(const char *text, size_t len)
{
	struct span s = span_of(text, len);
	size_t at = 0, i;

	while (at < len) {
		if (len - at >= STEP + 2 && !may_end(text + at)) {
			at += STEP;
			continue;
		}
		for (i = 0; i < STEP && at < len; i++, at++)
			if (other_end(&s, at))
				return true;
	}
	return false;
}

/* Where the lines of a text end. */
struct splitter {
	const char *text;
	size_t len;
	struct span span; /* of the text, if `more` */
	size_t lf, cr;	  /* what next_of() found last */
	bool more;	  /* the text is split at other line ends, too, and has
			     some */
};

/*
 * The end of the line that begins at `at`, and in *next the beginning of the
 * line after it, which is len or more for the last one.
 */
static size_t end_of_line(struct splitter *s, size_t at, size_t *next)
{
	size_t end, other = 0;

	s->lf = next_of(s->text, s->len, '\n', at, s->lf);
	s->cr = next_of(s->text, s->len, '\r', at, s->cr);
	end = s->lf < s->cr ? s->lf : s->cr;
	for (; s->more && at < end; at++) {
		other = other_end(&s->span, at);
		if (other)
			end = at;
	}
	/*
	 * CR LF is one line end. At the end of the text this steps past len,
	 * which ends the loop.
	 */
	if (!other)
		other = end + 1 < s->len && s->text[end] == '\r' &&
					s->text[end + 1] == '\n'
				? 2
				: 1;
	*next = end + other;
	return end;
}

enum nb_status nb_lines_split(const char *text, size_t len,
			      enum nb_line_ends ends, struct nb_lines *lines,
			      struct nb_error *err)
{
	struct splitter s = {.text = text, .len = len};
	struct nb_line line = {0};
	size_t at = 0;
	uint32_t gap = 0;
	enum nb_status st;

	s.more = ends == NB_ENDS_ALL && nb_lines_more_ends(text, len);
	if (s.more)
		s.span = span_of(text, len);
	memset(lines, 0, sizeof(*lines));
	while (at < len) {
		line.start = at;
		line.end = end_of_line(&s, at, &at);
		trim(text, &line);
		if (line.start == line.end) {
			gap++;
			continue;
		}
		line.gap = gap;
		gap = 0;
		if (lines->count == NB_PAGE_LINES_MAX)
			return nb_fail_at(err, NB_LIMIT, line.start,
					  "the page has more than %zu lines",
					  NB_PAGE_LINES_MAX);
		st = add_line(lines, &line, err);
		if (st)
			return st;
	}
	return NB_OK;
}

void nb_lines_free(struct nb_lines *lines)
{
	free(lines->list);
	memset(lines, 0, sizeof(*lines));
}

/* ---- blocks */

/*
 * Letters with which words are written that spaces part: A to Z, a to z, and
 * U+00C0 to U+024F without the two signs among them.
 */
static bool latin(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= NB_LATIN_FIRST && cp <= NB_LATIN_LAST &&
		cp != NB_MULTIPLICATION_SIGN && cp != NB_DIVISION_SIGN);
}

bool nb_needs_space(const char *left, size_t left_len, const char *right,
		    size_t right_len)
{
	uint32_t a = 0, b = 0;

	if (left_len == 0 || right_len == 0)
		return false;
	/* These letters have one or two bytes; nearly all characters have
	 * three. */
	if ((uint8_t)right[0] >= 0xe0)
		return false;
	(void)nb_utf8_prev(left, left_len, &a);
	(void)nb_utf8_get(right, right_len, &b);
	return latin(a) && latin(b);
}

/* Begin a block with line `index`. Its text is empty until add_text(). */
static void open_block(struct nb_blocks *blocks, size_t index,
		       const struct nb_line *line, bool normalised)
{
	struct nb_block *b = &blocks->list[blocks->count++];

	b->first = index;
	b->count = 0;
	b->looked = false;
	b->summed = false;
	b->was = 0;
	b->under = 0;
	b->text = blocks->text.len;
	b->len = 0;
	b->gap = line->gap;
	b->indented = line->indented && !normalised;
	if (normalised)
		b->gap = line->gap < NB_WIDE_GAP ? 1 : NB_WIDE_GAP;
}

/* Append a line to the last block. */
static enum nb_status add_text(struct nb_blocks *blocks, const char *text,
			       const struct nb_line *line, struct nb_error *err)
{
	struct nb_block *b = &blocks->list[blocks->count - 1];
	const char *more = text + line->start;
	size_t len = line->end - line->start;

	if (b->count &&
	    nb_needs_space((const char *)blocks->text.data + b->text, b->len,
			   more, len) &&
	    nb_buf_puts(&blocks->text, " "))
		return nb_fail_mem(err);
	if (nb_buf_add(&blocks->text, more, len))
		return nb_fail_mem(err);
	b->len = blocks->text.len - b->text;
	b->count++;
	return NB_OK;
}

/*
 * Make room for new blocks, one a line at most, and for their text; keep the
 * old ones for keep_looks().
 */
static enum nb_status begin_blocks(struct nb_blocks *blocks,
				   const struct nb_lines *lines,
				   struct nb_error *err)
{
	struct nb_block *list = blocks->last;
	size_t cap = blocks->last_cap, n = lines->count;

	blocks->last = blocks->list;
	blocks->last_cap = blocks->cap;
	blocks->last_count = blocks->count;
	blocks->list = list;
	blocks->cap = cap;
	blocks->count = 0;
	blocks->text.len = 0;
	if (!n)
		return NB_OK;
	list = nb_grow(list, &blocks->cap, n, sizeof(*list));
	if (!list)
		return nb_fail_mem(err);
	blocks->list = list;
	return nb_buf_reserve(&blocks->text, lines->list[n - 1].end)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

/*
 * Add up the looks of the blocks of the last pass, from block k on, that are
 * one block now. Not if one has no look, or if spaces were put between them.
 */
static void add_looks(const struct nb_blocks *blocks, size_t k,
		      struct nb_block *b)
{
	const struct nb_block *old = blocks->last;
	size_t lines = 0, len = 0;

	memset(&b->look, 0, sizeof(b->look));
	for (; lines < b->count && k < blocks->last_count && old[k].looked;
	     k++) {
		nb_shape_add(&b->look, &old[k].look);
		lines += old[k].count;
		len += old[k].len;
	}
	b->summed = lines == b->count && len == b->len;
}

/*
 * Find the blocks that have the same lines as before, and take over their
 * looks; or the sums of them where blocks were joined.
 */
static void keep_looks(struct nb_blocks *blocks)
{
	size_t i, k = 0;

	for (i = 0; i < blocks->count; i++) {
		struct nb_block *b = &blocks->list[i];

		while (k < blocks->last_count &&
		       blocks->last[k].first < b->first)
			k++;
		if (k == blocks->last_count)
			return;
		if (blocks->last[k].first != b->first)
			continue;
		if (blocks->last[k].count != b->count) {
			add_looks(blocks, k, b);
			continue;
		}
		b->looked = blocks->last[k].looked;
		b->look = blocks->last[k].look;
		/* Nothing asks for the gap before the first block. */
		if (blocks->last[k].indented == b->indented &&
		    (!i || blocks->last[k].gap == b->gap))
			b->was = k + 1;
	}
}

enum nb_status nb_blocks_make(const char *text, const struct nb_lines *lines,
			      const struct nb_seam *seams, bool normalised,
			      struct nb_blocks *blocks, struct nb_error *err)
{
	enum nb_status st = begin_blocks(blocks, lines, err);
	size_t i;

	for (i = 0; !st && i < lines->count; i++) {
		const struct nb_line *line = &lines->list[i];

		if (i == 0 || !seams[i].joined)
			open_block(blocks, i, line, normalised);
		st = add_text(blocks, text, line, err);
	}
	if (!st)
		keep_looks(blocks);
	return st;
}

void nb_blocks_free(struct nb_blocks *blocks)
{
	free(blocks->list);
	free(blocks->last);
	nb_buf_free(&blocks->text);
	memset(blocks, 0, sizeof(*blocks));
}
