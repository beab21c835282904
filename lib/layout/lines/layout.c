/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layouts in general: what a file is by its first bytes, and the text of a page
 * in any form.
 *
 * Nothing here parses XML. A few first bytes tell markup from text, so that a
 * program that reads text only need not load libxml2.
 */
#include "layout/lines/layout.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ctrl-Z */
#define DOS_END 0x1a

void nb_layout_free(struct nb_layout *layout)
{
	if (!layout)
		return;
	free(layout->boxes);
	free(layout->pages);
	free(layout->areas);
	free(layout->stretches);
	free(layout->images);
	free(layout->doubts);
	nb_buf_free(&layout->text);
	nb_buf_free(&layout->ids);
	nb_buf_free(&layout->moved);
	memset(layout, 0, sizeof(*layout));
}

enum nb_status nb_layout_add(struct nb_layout *layout, const struct nb_box *box,
			     struct nb_error *err)
{
	struct nb_box *grown = nb_grow(layout->boxes, &layout->cap,
				       layout->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	layout->boxes = grown;
	grown[layout->count++] = *box;
	return NB_OK;
}

enum nb_status nb_layout_add_image(struct nb_layout *layout, uint32_t number,
				   double right, double lower,
				   struct nb_error *err)
{
	struct nb_image *grown =
		nb_grow(layout->images, &layout->image_cap,
			layout->image_count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	layout->images = grown;
	grown[layout->image_count++] = (struct nb_image){number, right, lower};
	return NB_OK;
}

uint32_t nb_layout_block(const struct nb_layout *layout,
			 const struct nb_box *box)
{
	uint32_t area = box->area;

	while (area && layout->areas[area - 1].line)
		area = layout->areas[area - 1].parent;
	return area;
}

bool nb_layout_all_placed(const struct nb_layout *layout)
{
	size_t i;

	for (i = 0; i < layout->count; i++)
		if (!nb_box_placed(&layout->boxes[i]))
			return false;
	return true;
}

void nb_layout_replace(struct nb_layout *layout, struct nb_layout *lines)
{
	nb_buf_free(&layout->text);
	free(layout->boxes);
	layout->text = lines->text;
	layout->boxes = lines->boxes;
	layout->count = lines->count;
	layout->cap = lines->cap;
}

bool nb_coordinate(const char *s, size_t len, double *out)
{
	double value = 0, unit = 1;
	size_t i = 0;

	for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		value = value * 10 + (s[i] - '0');
	if (i == 0)
		return false;
	if (i < len && s[i] == '.')
		for (i++; i < len && s[i] >= '0' && s[i] <= '9'; i++)
			value += (s[i] - '0') * (unit /= 10);
	*out = value;
	return i == len && value <= NB_COORDINATE_MAX;
}

bool nb_edge(const char *s, size_t len, double *out)
{
	bool negative = len > 0 && s[0] == '-';

	if (!nb_coordinate(s + negative, len - negative, out))
		return false;
	if (negative)
		*out = 0;
	return true;
}

bool nb_edges(const char **s, struct nb_box *box)
{
	static const char between[] = " \t\r\n\f,";
	double n[4];
	size_t i;

	for (i = 0; i < 4; i++) {
		size_t len;

		*s += strspn(*s, between);
		len = strcspn(*s, " \t\r\n\f,;");
		if (!nb_edge(*s, len, &n[i]))
			return false;
		*s += len;
	}
	*box = (struct nb_box){.x0 = n[0], .y0 = n[1], .x1 = n[2], .y1 = n[3]};
	return box->x0 <= box->x1 && box->y0 <= box->y1;
}

void nb_box_extend(struct nb_box *box, const struct nb_box *by)
{
	box->x0 = by->x0 < box->x0 ? by->x0 : box->x0;
	box->y0 = by->y0 < box->y0 ? by->y0 : box->y0;
	box->x1 = by->x1 > box->x1 ? by->x1 : box->x1;
	box->y1 = by->y1 > box->y1 ? by->y1 : box->y1;
}

static int by_length(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

double nb_median_length(double *lengths, size_t n)
{
	qsort(lengths, n, sizeof(*lengths), by_length);
	return lengths[n / 2] > 1e-3 ? lengths[n / 2] : 1e-3;
}

/* The length of the byte order mark at p, in UTF-8 or UTF-16; 0: none. */
static size_t mark_length(const uint8_t *p, size_t len)
{
	if (len >= NB_UTF8_BOM_LEN &&
	    memcmp(p, NB_UTF8_BOM, NB_UTF8_BOM_LEN) == 0)
		return NB_UTF8_BOM_LEN;
	if (len >= 2 &&
	    ((p[0] == 0xff && p[1] == 0xfe) || (p[0] == 0xfe && p[1] == 0xff)))
		return 2;
	return 0;
}

/*
 * The first characters of a file in lower case, without a byte order mark,
 * leading white space and the NULs of UTF-16. `head` has room for n bytes; the
 * result is how many there are.
 */
static size_t first_characters(const uint8_t *p, size_t len, char *head,
			       size_t n)
{
	size_t at, count = 0;

	for (at = mark_length(p, len); at < len && count < n; at++) {
		uint8_t c = p[at];

		if (c == 0 || (count == 0 && strchr(" \t\r\n\f", c)))
			continue;
		head[count++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	return count;
}

/* Is a tag closed somewhere in the file? NULs are passed over, as above. */
static bool closes_tag(const uint8_t *p, size_t len)
{
	uint8_t before = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if ((before == '<' && p[i] == '/') ||
		    (before == '/' && p[i] == '>'))
			return true;
		if (p[i])
			before = p[i];
	}
	return false;
}

bool nb_layout_is_markup(const void *bytes, size_t len)
{
	char head[2];

	if (first_characters(bytes, len, head, 2) < 2 || head[0] != '<')
		return false;
	if ((head[1] >= 'a' && head[1] <= 'z') || strchr("?!_:/", head[1]))
		return true;
	/* "<本报讯>" may begin a text, but a text closes no element. */
	return (uint8_t)head[1] >= 0x80 && closes_tag(bytes, len);
}

size_t nb_layout_padding(const void *bytes, size_t len)
{
	const uint8_t *p = bytes;
	bool wide = len > 1 && (!p[0] || !p[1] || mark_length(p, len) == 2);
	size_t end = len;

	while (end && (p[end - 1] == 0 || (!wide && p[end - 1] == DOS_END)))
		end--;
	if (wide && end % 2 && end < len)
		end++;
	return len - end;
}

/*
 * The end of the comment, declaration or processing instruction that begins at
 * p. A '>' inside of a comment does not end it.
 */
static const char *skip_markup(const char *p, const char *end)
{
	bool comment = end - p > 3 && memcmp(p, "<!--", 4) == 0;

	for (p += 2; p < end; p++)
		if (*p == '>' && (!comment || memcmp(p - 2, "--", 2) == 0))
			return p + 1;
	return end;
}

const char *nb_layout_root(const void *bytes, size_t len, size_t *name_len)
{
	const char *p = bytes, *end = p + len;

	*name_len = 0;
	for (; p < end; p = skip_markup(p, end)) {
		p = memchr(p, '<', (size_t)(end - p));
		if (!p || end - p < 2)
			return NULL;
		/*
		 * Declarations, comments and processing instructions come
		 * before the root.
		 */
		if (p[1] != '?' && p[1] != '!')
			break;
	}
	if (p >= end)
		return NULL;
	for (len = 1; p + len < end && !strchr(" \t\r\n/>", p[len]);)
		if (p[len++] == ':') { /* that was a prefix */
			p += len - 1;
			len = 1;
		}
	*name_len = len - 1;
	return p + 1;
}

bool nb_layout_is_mets(const void *bytes, size_t len)
{
	char head[4096];
	size_t n = first_characters(bytes, len, head, sizeof(head));
	const char *root = nb_layout_root(head, n, &n);

	return root && n == 4 && memcmp(root, "mets", 4) == 0;
}

enum nb_status nb_layout_text(const struct nb_layout *layout, uint8_t first,
			      struct nb_text *text, struct nb_error *err)
{
	memset(text, 0, sizeof(*text));
	(void)snprintf(text->charset, sizeof(text->charset), "%s",
		       layout->charset);
	/* Markup begins with '<', in some charset, or with a mark. */
	text->bom = first >= 0x80;
	text->uncertain = layout->charset_in_doubt;
	text->damage = layout->damage;
	return nb_buf_add(&text->utf8, layout->text.data, layout->text.len)
		       ? nb_fail_mem(err)
		       : NB_OK;
}
