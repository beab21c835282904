/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing where things stand on the image (surface.h).
 *
 * A zone of type block has an xml:id made of its number on the page, and the
 * zones of its lines inside of it, in the order of the text. Lines need no
 * xml:id: the n-th line of an item is the n-th line of its zones. With a
 * pointer from each line the boxes would take up half as much again.
 *
 * Horizontal edges come before vertical ones, because lines of a column share
 * them: the archive is smaller. Zones of lines are written as sources borrow
 * their numbers (format-spec/nbarc-format.md, section 6.3): another order of
 * attributes would make archives larger, but not wrong.
 */
#include "tei/surface.h"
#include "xml/xml.h"

#include <string.h>

/* Append an attribute whose value is a number. */
static enum nb_status edge(struct nb_buf *b, const char *name, double value)
{
	enum nb_status st = nb_buf_puts(b, name);

	if (!st)
		st = nb_xml_number(b, value);
	return st ? st : nb_buf_puts(b, "\"");
}

static enum nb_status edges(struct nb_buf *b, double x0, double y0, double x1,
			    double y1)
{
	enum nb_status st = edge(b, " ulx=\"", x0);

	if (!st)
		st = edge(b, " lrx=\"", x1);
	if (!st)
		st = edge(b, " uly=\"", y0);
	return st ? st : edge(b, " lry=\"", y1);
}

/* Append a zone with its lines. */
static enum nb_status write_zone(const struct nb_tei_input *in,
				 const struct nb_zones *z, size_t index,
				 struct nb_buf *b)
{
	const struct nb_zone *zone = &z->list[index];
	enum nb_status st =
		nb_buf_printf(b, "<zone xml:id=\"%s.z%zu\" type=\"block\"",
			      in->page_id, index + 1);
	size_t i;

	if (!st)
		st = edges(b, zone->x0, zone->y0, zone->x1, zone->y1);
	if (!st)
		st = nb_buf_puts(b, ">\n");
	for (i = zone->first; !st && i < zone->first + zone->count; i++) {
		const struct nb_box *box = &z->layout->boxes[z->order.boxes[i]];

		st = nb_buf_puts(b, "<zone type=\"line\"");
		if (!st)
			st = edges(b, box->x0, box->y0, box->x1, box->y1);
		if (!st)
			st = nb_buf_puts(b, "/>\n");
	}
	return st ? st : nb_buf_puts(b, "</zone>\n");
}

/* Append a URI; what a URI cannot have is escaped. */
static enum nb_status add_uri(struct nb_buf *b, const char *s)
{
	static const char not_in_uri[] = " \t\n\r\"<>\\^`{|}";
	enum nb_status st = NB_OK;
	size_t n;

	for (; *s && !st; s += n) {
		n = strcspn(s, not_in_uri);
		if (n) {
			st = nb_xml_plain(b, s, n);
			continue;
		}
		n = 1;
		st = nb_buf_printf(b, "%%%02X", (unsigned)*s);
	}
	return st;
}

/* Append what the file says of an image as a whole: what its coordinates count
 * unless that is pixels, and its size. */
static enum nb_status write_size(const struct nb_layout *l, uint32_t image,
				 struct nb_buf *b)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (l->measure != NB_MEASURE_PIXEL)
		st = nb_buf_printf(b, " type=\"%s\"",
				   l->measure == NB_MEASURE_MM10 ? "mm10"
								 : "inch1200");
	for (i = 0; !st && i < l->image_count; i++)
		if (l->images[i].number == image)
			return edges(b, 0, 0, l->images[i].x1, l->images[i].y1);
	return st;
}

/* Append a surface with its zones. If the page has several, its image is that
 * of the first. */
static enum nb_status write_surface(const struct nb_tei_input *in,
				    const struct nb_zones *z, size_t index,
				    struct nb_buf *b)
{
	enum nb_status st = nb_buf_printf(b, "<surface xml:id=\"%s.s%zu\"",
					  in->page_id, index + 1);
	size_t i;

	if (!st)
		st = write_size(z->layout, z->images[index], b);
	if (!st)
		st = nb_buf_puts(b, ">\n");
	if (!st && index == 0 && in->image && *in->image) {
		st = nb_buf_puts(b, "<graphic url=\"");
		if (!st)
			st = add_uri(b, in->image);
		if (!st)
			st = nb_buf_puts(b, "\"/>\n");
	}
	for (i = 0; !st && i < z->count; i++)
		if (z->list[i].image == z->images[index])
			st = write_zone(in, z, i, b);
	return st ? st : nb_buf_puts(b, "</surface>\n");
}

enum nb_status nb_surface_write(const struct nb_tei_input *in,
				const struct nb_zones *z, struct nb_buf *b)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (z->count == 0)
		return NB_OK;
	st = nb_buf_puts(b, "<facsimile>\n");
	for (i = 0; !st && i < z->image_count; i++)
		st = write_surface(in, z, i, b);
	return st ? st : nb_buf_puts(b, "</facsimile>\n");
}

/* ---- pointers */

/* Append pointers to elements whose xml:ids end in this letter and the numbers
 * from `from` to `to`, which there are. */
static enum nb_status pointers(const struct nb_tei_input *in, char letter,
			       size_t from, size_t to, struct nb_buf *b)
{
	enum nb_status st = nb_buf_puts(b, " facs=\"");
	size_t i;

	for (i = from; !st && i <= to; i++)
		st = nb_buf_printf(b, "%s#%s.%c%zu", i > from ? " " : "",
				   in->page_id, letter, i);
	return st ? st : nb_buf_puts(b, "\"");
}

enum nb_status nb_surface_of_page(const struct nb_tei_input *in,
				  const struct nb_zones *z, struct nb_buf *b)
{
	enum nb_status st;

	if (z->count)
		return pointers(in, 's', 1, z->image_count, b);
	if (!in->image || !*in->image)
		return NB_OK;
	st = nb_buf_puts(b, " facs=\"");
	if (!st)
		st = add_uri(b, in->image);
	return st ? st : nb_buf_puts(b, "\"");
}

enum nb_status nb_surface_of_item(const struct nb_tei_input *in,
				  const struct nb_zones *z, size_t index,
				  size_t *next, struct nb_buf *b)
{
	size_t from = *next;

	while (*next < z->count && z->list[*next].item == index)
		++*next;
	return *next == from ? NB_OK : pointers(in, 'z', from + 1, *next, b);
}
