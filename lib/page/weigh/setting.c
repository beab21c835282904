/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Setting blocks in columns (setting.h).
 *
 * columns.c sets many blocks in dozens of styles, so nb_set_block() must be
 * fast: widths are prefix sums, and a line begins its search half its width in
 * characters ahead.
 */
#include "page/weigh/setting.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/text/shape.h"

#include <stdlib.h>
#include <string.h>

/* Bits of nb_cells.kinds. */
#define WIDTH 3u  /* width of the character, 1 or 2 */
#define TAIL 4u	  /* it may not begin a line */
#define OPENER 8u /* it may not end a line */
/* A wider block is no head. */
#define HEAD_WIDTH 60u

static uint8_t kind_of(uint32_t c)
{
	unsigned kinds = nb_char_classes(nb_fold(c));

	if (kinds & NB_IS_HALF_WIDE)
		return 1;
	return (uint8_t)(2 | (kinds & NB_IS_TAIL ? TAIL : 0) |
			 (kinds & NB_IS_OPEN ? OPENER : 0));
}

/*
 * Append the characters of a block, the first of which becomes cell n. Returns
 * the number of cells.
 */
static size_t add_block(struct nb_cells *cells, size_t n, const char *text,
			size_t len)
{
	uint8_t *kind = cells->kinds + n;
	uint32_t *before = cells->before + n;
	uint32_t cp = 0, sum = *before;
	const char *end = text + len;

	while (text < end) {
		if (nb_begins_han(text, (size_t)(end - text))) {
			text += 3;
			*kind++ = 2;
			sum += 2;
		} else {
			text += nb_utf8_next(text, (size_t)(end - text), &cp);
			*kind = kind_of(cp);
			sum += *kind++ & WIDTH;
		}
		*++before = sum;
	}
	return (size_t)(kind - cells->kinds);
}

enum nb_status nb_cells_make(const struct nb_blocks *blocks,
			     struct nb_cells *cells, struct nb_error *err)
{
	size_t i, n = 0, kinds = 0, before = 0;

	memset(cells, 0, sizeof(*cells));
	cells->count = blocks->count;
	/* Not cleared: only a third is used, as a character has three bytes. */
	cells->kinds = nb_grow(NULL, &kinds, blocks->text.len + 1, 1);
	cells->before = nb_grow(NULL, &before, blocks->text.len + 1,
				sizeof(*cells->before));
	cells->first = nb_alloc(blocks->count + 1, sizeof(size_t));
	if (!cells->kinds || !cells->before || !cells->first)
		return nb_fail_mem(err);
	cells->before[0] = 0;
	for (i = 0; i < blocks->count; i++) {
		const struct nb_block *b = &blocks->list[i];
		const char *text = (const char *)blocks->text.data + b->text;

		cells->first[i] = n;
		n = add_block(cells, n, text, b->len);
	}
	cells->first[i] = n;
	return NB_OK;
}

void nb_cells_free(struct nb_cells *cells)
{
	free(cells->kinds);
	free(cells->before);
	free(cells->first);
	memset(cells, 0, sizeof(*cells));
}

uint32_t nb_cells_width(const struct nb_cells *cells, size_t i)
{
	return cells->before[cells->first[i + 1]] -
	       cells->before[cells->first[i]];
}

bool nb_cells_heading(const struct nb_cells *cells, size_t i)
{
	size_t end = cells->first[i + 1];

	return end > cells->first[i] && !(cells->kinds[end - 1] & TAIL) &&
	       nb_cells_width(cells, i) <= HEAD_WIDTH;
}

uint32_t nb_slack(const struct nb_cells *cells, size_t i, uint32_t room,
		  uint32_t used)
{
	size_t next = cells->first[i + 1], end;
	uint32_t left = room > used ? room - used : 0, need = 0;

	if (i + 1 >= cells->count)
		return left;
	end = cells->first[i + 2];
	/* Opening marks move together with the character after them. */
	while (next < end && cells->kinds[next] & OPENER)
		need += cells->kinds[next++] & WIDTH;
	if (next < end)
		need += cells->kinds[next] & WIDTH;
	return need > left ? 0 : left;
}

enum nb_fill nb_fill(const struct nb_cells *cells, size_t i, uint32_t room)
{
	size_t start = cells->first[i], end = cells->first[i + 1];
	uint32_t width = nb_cells_width(cells, i);

	if (width <= room)
		return nb_slack(cells, i, room, width) == 0 ? NB_FILL_FULL
							    : NB_FILL_SHORT;
	while (end > start && cells->kinds[end - 1] & TAIL)
		end--;
	return cells->before[end] - cells->before[start] <= room ? NB_FILL_FULL
								 : NB_FILL_OVER;
}

struct nb_set nb_set_block(const struct nb_cells *cells, size_t i,
			   struct nb_style style, uint32_t indent)
{
	const uint8_t *kinds = cells->kinds;
	const uint32_t *before = cells->before;
	size_t start = cells->first[i], n = cells->first[i + 1], end;
	uint32_t width = style.width;
	uint32_t room = width > indent ? width - indent : width;
	struct nb_set set = {0, 0, 0};

	for (;;) {
		/* No character is wider than 2, so that many certainly fit. */
		end = start + room / 2 < n ? start + room / 2 : n;
		while (end < n && before[end + 1] - before[start] <= room)
			end++;
		set.lines++;
		if (end == n)
			break;
		/* Marks hang over the end of the line. */
		while (!style.strict && end < n && kinds[end] & TAIL)
			end++;
		if (end == n)
			break;
		/*
		 * Opening marks move to the next line, unless the line would be
		 * empty.
		 */
		while (!style.strict && end > start + 1 &&
		       kinds[end - 1] & OPENER)
			end--;
		/*
		 * A line has at least one character, or the loop would not end.
		 */
		start = end > start ? end : start + 1;
		room = width;
	}
	set.used = before[n] - before[start];
	set.slack = nb_slack(cells, i, room, set.used);
	return set;
}
