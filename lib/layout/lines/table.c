/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of line boxes (nbnorm(1), LAYOUT): a line of the table is a line of
 * the page. Its columns, separated by tabs, are the number of the image, the
 * left, top, right and bottom edge, and the text. The layout's text is the
 * whole table; boxes point to the last columns.
 */
#include "base/error.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "layout/lines/layout.h"

#include <string.h>

#define NUMBERS 5 /* columns before the text: image and four edges */

/*
 * Read the line of the table from `at` to `end`, offsets in the layout's text.
 */
static enum nb_status read_row(struct nb_layout *layout, size_t at, size_t end,
			       struct nb_error *err)
{
	const char *table = (const char *)layout->text.data;
	struct nb_box box = {.offset = at};
	double n[NUMBERS];
	size_t i;

	for (i = 0; i < NUMBERS; i++) {
		const char *from = table + box.offset;
		const char *tab = memchr(from, '\t', end - box.offset);

		if (!tab || !nb_coordinate(from, (size_t)(tab - from), &n[i]))
			return nb_fail_at(
				err, NB_INVALID, at,
				"not a line box: five numbers and a "
				"text, separated by tabs, are expected");
		box.offset += (size_t)(tab - from) + 1;
	}
	box.len = end - box.offset;
	box.image = (uint32_t)n[0];
	box.x0 = n[1];
	box.y0 = n[2];
	box.x1 = n[3];
	box.y1 = n[4];
	if (box.x0 > box.x1 || box.y0 > box.y1)
		return nb_fail_at(err, NB_INVALID, at,
				  "the box ends before it begins");
	return nb_layout_add(layout, &box, err);
}

/* Read all lines. CR before LF is dropped, empty lines are skipped. */
static enum nb_status read_rows(struct nb_layout *layout, struct nb_error *err)
{
	const char *table = (const char *)layout->text.data;
	size_t len = layout->text.len;
	size_t at = len >= NB_UTF8_BOM_LEN && memcmp(table, NB_UTF8_BOM,
						     NB_UTF8_BOM_LEN) == 0
			    ? NB_UTF8_BOM_LEN
			    : 0;
	enum nb_status st = NB_OK;

	while (!st && at < len) {
		const char *lf = memchr(table + at, '\n', len - at);
		size_t next = lf ? (size_t)(lf - table) + 1 : len;
		size_t end = lf ? next - 1 : len;

		if (end > at && table[end - 1] == '\r')
			end--;
		if (end > at)
			st = read_row(layout, at, end, err);
		at = next;
	}
	return st;
}

enum nb_status nb_layout_read_table(const void *bytes, size_t len,
				    struct nb_layout *layout,
				    struct nb_error *err)
{
	size_t bad = nb_utf8_invalid(bytes, len);

	memset(layout, 0, sizeof(*layout));
	nb_sha256(bytes, len, layout->sha256);
	if (bad < len)
		return nb_fail_at(err, NB_INVALID, bad, "not UTF-8: %s",
				  nb_utf8_reason((const char *)bytes + bad,
						 len - bad, NULL));
	if (nb_buf_add(&layout->text, bytes, len))
		return nb_fail_mem(err);
	return read_rows(layout, err);
}
