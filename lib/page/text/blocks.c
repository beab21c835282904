/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting a text into lines and making blocks of them (blocks.h). */
#include "page/text/blocks.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* ---- lines */

/* Remove the white space at both ends of a line. */
static void trim(const char *text, struct nb_line *line)
{
	uint32_t cp;
	size_t n;

	line->indented = false;
	while (line->start < line->end) {
		n = nb_utf8_get(text + line->start, line->end - line->start,
				&cp);
		if (!n || !nb_is_space(cp))
			break;
		line->start += n;
		line->indented = true;
	}
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

enum nb_status nb_lines_split(const char *text, size_t len,
			      struct nb_lines *lines, struct nb_error *err)
{
	struct nb_line line = {0};
	size_t at = 0, lf = 0, cr = 0;
	uint32_t gap = 0;
	enum nb_status st;

	memset(lines, 0, sizeof(*lines));
	while (at < len) {
		line.start = at;
		lf = next_of(text, len, '\n', at, lf);
		cr = next_of(text, len, '\r', at, cr);
		at = line.end = lf < cr ? lf : cr;
		/*
		 * CR LF is one line end. At the end of the text this steps past
		 * len, which ends the loop.
		 */
		at += at + 1 < len && text[at] == '\r' && text[at + 1] == '\n'
			      ? 2
			      : 1;
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
	(void)nb_utf8_prev(left, left_len, &a);
	(void)nb_utf8_get(right, right_len, &b);
	return latin(a) && latin(b);
}

/* Begin a block with line `index`. Its text is empty until add_text(). */
static enum nb_status open_block(struct nb_blocks *blocks, size_t index,
				 const struct nb_line *line, bool normalised,
				 struct nb_error *err)
{
	struct nb_block *b;
	struct nb_block *grown = nb_grow(blocks->list, &blocks->cap,
					 blocks->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	blocks->list = grown;
	b = &grown[blocks->count++];
	b->first = index;
	b->count = 0;
	b->text = blocks->text.len;
	b->len = 0;
	b->gap = line->gap;
	b->indented = line->indented && !normalised;
	if (normalised)
		b->gap = line->gap < NB_WIDE_GAP ? 1 : NB_WIDE_GAP;
	return NB_OK;
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

enum nb_status nb_blocks_make(const char *text, const struct nb_lines *lines,
			      const struct nb_seam *seams, bool normalised,
			      struct nb_blocks *blocks, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	blocks->count = 0;
	blocks->text.len = 0;
	for (i = 0; !st && i < lines->count; i++) {
		const struct nb_line *line = &lines->list[i];

		if (i == 0 || !seams[i].joined)
			st = open_block(blocks, i, line, normalised, err);
		if (!st)
			st = add_text(blocks, text, line, err);
	}
	return st;
}

void nb_blocks_free(struct nb_blocks *blocks)
{
	free(blocks->list);
	nb_buf_free(&blocks->text);
	memset(blocks, 0, sizeof(*blocks));
}
