/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the zones of a page (zones.h).
 *
 * The lines are those of the layout, in the order of the normalised text. Where
 * the source has blocks, a zone is one of them. A block that two items share
 * has a zone in each, with the lines of that item, so that the zones of an item
 * are its own.
 */
#include "article/zones.h"
#include "base/alloc.h"
#include "base/error.h"
#include "page/place/geometry.h"

#include <stdlib.h>
#include <string.h>

/* Where a line stands in the division. */
struct spot {
	size_t unit, item;
	uint32_t block; /* as in struct nb_box, with a place; 0: none */
};

void nb_zones_free(struct nb_zones *z)
{
	nb_order_free(&z->order);
	free(z->columns);
	free(z->list);
	free(z->images);
	memset(z, 0, sizeof(*z));
}

/* Find which boxes the units of the text stand in. */
static enum nb_status find_lines(const char *text, size_t len,
				 const struct nb_profile *profile,
				 const struct nb_division *d,
				 struct nb_zones *z, struct nb_error *err)
{
	/* The text is only read. */
	struct nb_blocks blocks = {
		.text = {.data = (uint8_t *)(uintptr_t)text, .len = len},
		.count = d->unit_count,
		.profile = profile};
	enum nb_status st;
	size_t i;

	blocks.list = nb_alloc(blocks.count, sizeof(*blocks.list));
	if (!blocks.list)
		return nb_fail_mem(err);
	for (i = 0; i < blocks.count; i++) {
		blocks.list[i].text = d->units[i].offset;
		blocks.list[i].len = d->units[i].len;
	}
	st = nb_order_make(&blocks, z->layout, &z->order, err);
	free(blocks.list);
	return st;
}

/* The innermost block around a line that has a place; 0: there is none. */
static uint32_t block_of(const struct nb_layout *l, const struct nb_box *box)
{
	uint32_t area = box->area;

	while (area && (l->areas[area - 1].line || !l->areas[area - 1].placed))
		area = l->areas[area - 1].parent;
	return area;
}

/* Go on to the unit and the item of the line that starts at `start`. */
static void go_to(struct spot *s, const struct nb_division *d, size_t start)
{
	while (s->unit + 1 < d->unit_count &&
	       d->units[s->unit + 1].offset <= start)
		s->unit++;
	while (s->item + 1 < d->item_count &&
	       d->items[s->item + 1].first <= s->unit)
		s->item++;
}

/* Begin a zone with a line, whose number is `line`. */
static enum nb_status begin_zone(struct nb_zones *z, const struct spot *s,
				 const struct nb_box *box, size_t line,
				 struct nb_error *err)
{
	const struct nb_area *a =
		s->block ? &z->layout->areas[s->block - 1] : NULL;
	struct nb_zone *grown =
		nb_grow(z->list, &z->cap, z->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	z->list = grown;
	grown[z->count++] = (struct nb_zone){.x0 = a ? a->x0 : box->x0,
					     .y0 = a ? a->y0 : box->y0,
					     .x1 = a ? a->x1 : box->x1,
					     .y1 = a ? a->y1 : box->y1,
					     .image = box->image,
					     .item = s->item,
					     .first = line,
					     .count = 1};
	return NB_OK;
}

/* Add a line to the last zone. */
static void extend_zone(struct nb_zone *zone, const struct spot *s,
			const struct nb_box *box)
{
	struct nb_box all = {
		.x0 = zone->x0, .y0 = zone->y0, .x1 = zone->x1, .y1 = zone->y1};

	zone->count++;
	if (s->block)
		return;
	nb_box_extend(&all, box);
	zone->x0 = all.x0;
	zone->y0 = all.y0;
	zone->x1 = all.x1;
	zone->y1 = all.y1;
}

/* Keep the number of an image. */
static enum nb_status keep_image(struct nb_zones *z, uint32_t image,
				 struct nb_error *err)
{
	uint32_t *grown;
	size_t i;

	for (i = z->image_count; i-- > 0;)
		if (z->images[i] == image)
			return NB_OK;
	grown = nb_grow(z->images, &z->image_cap, z->image_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	z->images = grown;
	grown[z->image_count++] = image;
	return NB_OK;
}

/* Gather the lines into zones. */
static enum nb_status gather(struct nb_zones *z, const struct nb_division *d,
			     struct nb_error *err)
{
	struct spot s = {.unit = 0}, last = s;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < z->order.count; i++, last = s) {
		const struct nb_box *box = &z->layout->boxes[z->order.boxes[i]];
		struct nb_zone *zone = z->list + (z->count ? z->count - 1 : 0);

		go_to(&s, d, z->order.starts[i]);
		s.block = block_of(z->layout, box);
		if (i && s.item == last.item && s.block == last.block &&
		    zone->image == box->image &&
		    (s.block || (s.unit == last.unit && !z->columns[i]))) {
			extend_zone(zone, &s, box);
			continue;
		}
		st = begin_zone(z, &s, box, i, err);
		if (!st)
			st = keep_image(z, box->image, err);
	}
	return st;
}

enum nb_status nb_zones_make(const char *text, size_t len,
			     const struct nb_profile *profile,
			     const struct nb_division *d,
			     const struct nb_layout *layout, struct nb_zones *z,
			     struct nb_error *err)
{
	enum nb_status st;

	memset(z, 0, sizeof(*z));
	if (!layout || !layout->count || !d->unit_count)
		return NB_OK;
	z->layout = layout;
	st = find_lines(text, len, profile, d, z, err);
	if (!st)
		st = nb_geometry_columns(z->layout, &z->order, &z->columns,
					 err);
	return st ? st : gather(z, d, err);
}
