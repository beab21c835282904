/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places as ALTO 4.3: a Page for each image, a TextBlock for each block, and a
 * line with one String, since no boxes of words are known. The ReadingOrder is
 * that of the items.
 */
#include "places/alto.h"
#include "base/error.h"

#include <string.h>

/* Append the four attributes of a place, which ALTO counts from its corner. */
static enum nb_status put_box(struct nb_buf *b, const struct nb_edges *e)
{
	enum nb_status st = nb_places_number(b, " HPOS=\"", e->x0, "\"");

	if (!st)
		st = nb_places_number(b, " VPOS=\"", e->y0, "\"");
	if (!st)
		st = nb_places_number(b, " WIDTH=\"", e->x1 - e->x0, "\"");
	if (!st)
		st = nb_places_number(b, " HEIGHT=\"", e->y1 - e->y0, "\"");
	return st;
}

static enum nb_status put_line(const struct nb_places *p,
			       const struct nb_place_line *line,
			       struct nb_buf *b)
{
	enum nb_status st = nb_buf_puts(b, "<TextLine");

	if (!st)
		st = put_box(b, &line->edges);
	if (!st)
		st = nb_buf_puts(b, "><String");
	if (!st)
		st = put_box(b, &line->edges);
	if (!st)
		st = nb_buf_puts(b, " CONTENT=\"");
	if (!st)
		st = nb_places_text(p, line->text, b);
	return st ? st : nb_buf_puts(b, "\"/></TextLine>\n");
}

static enum nb_status put_block(const struct nb_places *p, size_t index,
				struct nb_buf *b)
{
	const struct nb_place_block *block = &p->blocks[index];
	enum nb_status st =
		nb_buf_printf(b, "<TextBlock ID=\"block%zu\"", index + 1);
	size_t i;

	if (!st)
		st = put_box(b, &block->edges);
	if (!st)
		st = nb_buf_puts(b, ">\n");
	for (i = 0; !st && i < block->count; i++)
		st = put_line(p, &p->lines[block->first + i], b);
	return st ? st : nb_buf_puts(b, "</TextBlock>\n");
}

/* Append an image with its blocks. */
static enum nb_status put_image(const struct nb_places *p, size_t index,
				struct nb_buf *b)
{
	const struct nb_place_surface *s = &p->surfaces[index];
	enum nb_status st =
		nb_buf_printf(b, "<Page ID=\"page%zu\" PHYSICAL_IMG_NR=\"%zu\"",
			      index + 1, index + 1);
	size_t i;

	if (!st && s->sized)
		st = nb_places_number(b, " HEIGHT=\"", s->edges.y1, "\"");
	if (!st && s->sized)
		st = nb_places_number(b, " WIDTH=\"", s->edges.x1, "\"");
	if (!st)
		st = nb_buf_puts(b, "><PrintSpace");
	if (!st && s->sized)
		st = put_box(b, &s->edges);
	if (!st)
		st = nb_buf_puts(b, ">\n");
	for (i = 0; !st && i < p->block_count; i++)
		if (p->blocks[i].surface == index)
			st = put_block(p, i, b);
	return st ? st : nb_buf_puts(b, "</PrintSpace></Page>\n");
}

/* Append the order of the blocks, a group for each item. */
static enum nb_status put_order(const struct nb_places *p, struct nb_buf *b)
{
	enum nb_status st =
		nb_buf_puts(b, "<ReadingOrder><OrderedGroup ID=\"order\">\n");
	size_t i, k;

	for (i = 0; !st && i < p->item_count; i++) {
		const struct nb_place_item *item = &p->items[i];

		st = nb_buf_printf(b, "<OrderedGroup ID=\"item%u\">",
				   item->number);
		for (k = item->first; !st && k < item->first + item->count; k++)
			st = nb_buf_printf(b,
					   "<ElementRef ID=\"ref%zu\" "
					   "REF=\"block%zu\"/>",
					   k + 1, k + 1);
		if (!st)
			st = nb_buf_puts(b, "</OrderedGroup>\n");
	}
	return st ? st : nb_buf_puts(b, "</OrderedGroup></ReadingOrder>\n");
}

/* Append what the coordinates count, and the name of the first image. */
static enum nb_status put_description(const struct nb_places *p,
				      struct nb_buf *b)
{
	static const char *const units[] = {[NB_MEASURE_PIXEL] = "pixel",
					    [NB_MEASURE_MM10] = "mm10",
					    [NB_MEASURE_INCH1200] = "inch1200"};
	const struct nb_place_surface *s = &p->surfaces[0];
	enum nb_status st = nb_buf_printf(
		b, "<Description><MeasurementUnit>%s</MeasurementUnit>",
		units[s->measure]);

	if (!st && s->url) {
		st = nb_buf_puts(b, "<sourceImageInformation><fileName>");
		if (!st)
			st = nb_places_text(p, s->url, b);
		if (!st)
			st = nb_buf_puts(
				b, "</fileName></sourceImageInformation>");
	}
	return st ? st : nb_buf_puts(b, "</Description>\n");
}

enum nb_status nb_places_alto(const struct nb_places *p, struct nb_buf *b,
			      struct nb_error *err)
{
	enum nb_status st = nb_buf_puts(
		b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alto "
		   "xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" "
		   "SCHEMAVERSION=\"4.3\">\n");
	size_t i;

	if (!st)
		st = put_description(p, b);
	if (!st && p->item_count)
		st = put_order(p, b);
	if (!st)
		st = nb_buf_puts(b, "<Layout>\n");
	for (i = 0; !st && i < p->surface_count; i++)
		st = put_image(p, i, b);
	if (!st)
		st = nb_buf_puts(b, "</Layout>\n</alto>\n");
	return st ? nb_fail_mem(err) : NB_OK;
}
