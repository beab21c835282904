/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places as PAGE XML of 2019: a PcGts for each image. Its coordinates are whole
 * pixels. The groups of its ReadingOrder are items, and regions have the types
 * that the text of the items gives them.
 */
#include "places/pagexml.h"
#include "base/error.h"

#include <string.h>

static size_t rounded(double x)
{
	return (size_t)(x + .5);
}

/* Append the outline of a place. */
static enum nb_status put_coords(struct nb_buf *b, const struct nb_edges *e)
{
	size_t x0 = rounded(e->x0), y0 = rounded(e->y0);
	size_t x1 = rounded(e->x1), y1 = rounded(e->y1);

	return nb_buf_printf(b,
			     "<Coords points=\"%zu,%zu %zu,%zu %zu,%zu "
			     "%zu,%zu\"/>",
			     x0, y0, x1, y0, x1, y1, x0, y1);
}

static enum nb_status put_line(const struct nb_places *p, size_t index,
			       struct nb_buf *b)
{
	enum nb_status st =
		nb_buf_printf(b, "<TextLine id=\"line%zu\">", index + 1);

	if (!st)
		st = put_coords(b, &p->lines[index].edges);
	if (!st)
		st = nb_buf_puts(b, "<TextEquiv><Unicode>");
	if (!st)
		st = nb_places_text(p, p->lines[index].text, b);
	return st ? st : nb_buf_puts(b, "</Unicode></TextEquiv></TextLine>\n");
}

/* The attribute type of a region with this sort of text. */
static const char *type_of(enum nb_sort sort)
{
	switch (sort) {
	case NB_SORT_HEAD:
		return " type=\"heading\"";
	case NB_SORT_PARAGRAPH:
		return " type=\"paragraph\"";
	case NB_SORT_CAPTION:
		return " type=\"caption\"";
	case NB_SORT_BYLINE:
		return " type=\"credit\"";
	case NB_SORT_MIXED:
		break;
	}
	return "";
}

static enum nb_status put_region(const struct nb_places *p, size_t index,
				 struct nb_buf *b)
{
	const struct nb_place_block *block = &p->blocks[index];
	enum nb_status st = nb_buf_printf(b, "<TextRegion id=\"region%zu\"%s>",
					  index + 1, type_of(block->sort));
	size_t i;

	if (!st)
		st = put_coords(b, &block->edges);
	if (!st)
		st = nb_buf_puts(b, "\n");
	for (i = 0; !st && i < block->count; i++)
		st = put_line(p, block->first + i, b);
	return st ? st : nb_buf_puts(b, "</TextRegion>\n");
}

/* Has the item a block on the image? */
static bool is_on(const struct nb_places *p, const struct nb_place_item *item,
		  size_t surface)
{
	size_t k;

	for (k = item->first; k < item->first + item->count; k++)
		if (p->blocks[k].surface == surface)
			return true;
	return false;
}

/* Append the order of the regions on an image, a group for each item. */
static enum nb_status put_order(const struct nb_places *p, size_t surface,
				struct nb_buf *b)
{
	size_t i, k, place, index = 0;
	enum nb_status st =
		nb_buf_puts(b, "<ReadingOrder><OrderedGroup id=\"order\">\n");

	for (i = 0; !st && i < p->item_count; i++) {
		const struct nb_place_item *item = &p->items[i];

		if (!is_on(p, item, surface))
			continue;
		st = nb_buf_printf(b,
				   "<OrderedGroupIndexed id=\"item%u\" "
				   "index=\"%zu\">",
				   item->number, index++);
		place = 0;
		for (k = item->first; !st && k < item->first + item->count; k++)
			if (p->blocks[k].surface == surface)
				st = nb_buf_printf(b,
						   "<RegionRefIndexed "
						   "index=\"%zu\" regionRef="
						   "\"region%zu\"/>",
						   place++, k + 1);
		if (!st)
			st = nb_buf_puts(b, "</OrderedGroupIndexed>\n");
	}
	return st ? st : nb_buf_puts(b, "</OrderedGroup></ReadingOrder>\n");
}

/* The size of an image that must have one: that of what is on it, if no other
 * is known. */
static struct nb_edges size_of(const struct nb_places *p, size_t surface)
{
	struct nb_edges all = p->surfaces[surface].edges;
	size_t i;

	for (i = 0; i < p->block_count && !p->surfaces[surface].sized; i++) {
		const struct nb_edges *e = &p->blocks[i].edges;

		if (p->blocks[i].surface != surface)
			continue;
		all.x1 = e->x1 > all.x1 ? e->x1 : all.x1;
		all.y1 = e->y1 > all.y1 ? e->y1 : all.y1;
	}
	return all;
}

static enum nb_status put_image(const struct nb_places *p, size_t index,
				struct nb_buf *b)
{
	struct nb_edges size = size_of(p, index);
	bool any = false;
	size_t i;
	/* The schema wants dates; no clock is asked for them. */
	enum nb_status st = nb_buf_puts(
		b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PcGts xmlns="
		   "\"http://schema.primaresearch.org/PAGE/gts/pagecontent/"
		   "2019-07-15\">\n<Metadata><Creator>nbarc " NB_VERSION
		   "</Creator><Created>1970-01-01T00:00:00Z</Created>"
		   "<LastChange>1970-01-01T00:00:00Z</LastChange></Metadata>\n"
		   "<Page imageFilename=\"");

	if (!st)
		st = nb_places_text(p, p->surfaces[index].url, b);
	if (!st)
		st = nb_buf_printf(
			b, "\" imageWidth=\"%zu\" imageHeight=\"%zu\">\n",
			rounded(size.x1), rounded(size.y1));
	for (i = 0; i < p->block_count; i++)
		any |= p->blocks[i].surface == index;
	if (!st && any)
		st = put_order(p, index, b);
	for (i = 0; !st && i < p->block_count; i++)
		if (p->blocks[i].surface == index)
			st = put_region(p, i, b);
	return st ? st : nb_buf_puts(b, "</Page>\n</PcGts>\n");
}

enum nb_status nb_places_page(const struct nb_places *p, struct nb_buf *b,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; i < p->surface_count; i++)
		if (p->surfaces[i].measure != NB_MEASURE_PIXEL)
			return nb_fail(err, NB_UNSUPPORTED,
				       "its coordinates do not count pixels, "
				       "as those of PAGE do; ask for "
				       "--format alto");
	for (i = 0; !st && i < p->surface_count; i++)
		st = put_image(p, i, b);
	return st ? nb_fail_mem(err) : NB_OK;
}
