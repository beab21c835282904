/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places as JSON: one object a line for each item, and the annotation pages of
 * IIIF (Presentation API 3), one for each item too.
 */
#include "places/json.h"
#include "base/error.h"
#include "json/string.h"

#include <string.h>

static const char *text_at(const struct nb_places *p, size_t at)
{
	return (const char *)p->strings.data + at;
}

static enum nb_status put_string(struct nb_buf *b, const char *s)
{
	return nb_json_string(b, s, strlen(s));
}

/* Append `"name":[left,top,right,bottom]`. */
static enum nb_status put_box(struct nb_buf *b, const struct nb_edges *e)
{
	enum nb_status st = nb_places_number(b, "\"box\":[", e->x0, ",");

	if (!st)
		st = nb_places_number(b, "", e->y0, ",");
	if (!st)
		st = nb_places_number(b, "", e->x1, ",");
	return st ? st : nb_places_number(b, "", e->y1, "]");
}

static enum nb_status put_block(const struct nb_places *p,
				const struct nb_place_block *block,
				struct nb_buf *b)
{
	enum nb_status st = nb_buf_printf(b, "{\"image\":%zu,", block->surface);
	size_t i;

	if (!st)
		st = put_box(b, &block->edges);
	if (!st)
		st = nb_buf_puts(b, ",\"lines\":[");
	for (i = 0; !st && i < block->count; i++) {
		const struct nb_place_line *line = &p->lines[block->first + i];

		st = nb_buf_puts(b, i ? ",{" : "{");
		if (!st)
			st = put_box(b, &line->edges);
		if (!st)
			st = nb_buf_puts(b, ",\"text\":");
		if (!st)
			st = put_string(b, text_at(p, line->text));
		if (!st)
			st = nb_buf_puts(b, "}");
	}
	return st ? st : nb_buf_puts(b, "]}");
}

/* Append what is known of an image. */
static enum nb_status put_image(const struct nb_places *p,
				const struct nb_place_surface *s,
				struct nb_buf *b)
{
	static const char *const units[] = {[NB_MEASURE_PIXEL] = "pixel",
					    [NB_MEASURE_MM10] = "mm10",
					    [NB_MEASURE_INCH1200] = "inch1200"};
	enum nb_status st =
		nb_buf_printf(b, "{\"unit\":\"%s\"", units[s->measure]);

	if (!st && s->url) {
		st = nb_buf_puts(b, ",\"url\":");
		if (!st)
			st = put_string(b, text_at(p, s->url));
	}
	if (!st && s->sized)
		st = nb_places_number(b, ",\"width\":", s->edges.x1, "");
	if (!st && s->sized)
		st = nb_places_number(b, ",\"height\":", s->edges.y1, "");
	return st ? st : nb_buf_puts(b, "}");
}

static enum nb_status put_item(const struct nb_places *p,
			       const struct nb_place_item *item,
			       struct nb_buf *b)
{
	enum nb_status st = nb_buf_puts(b, "{\"id\":\"");
	size_t i;

	if (!st)
		st = nb_buf_printf(b, "%s-%02u\",\"page\":\"%s\",\"images\":[",
				   p->page, item->number, p->page);
	for (i = 0; !st && i < p->surface_count; i++) {
		if (i)
			st = nb_buf_puts(b, ",");
		if (!st)
			st = put_image(p, &p->surfaces[i], b);
	}
	if (!st)
		st = nb_buf_puts(b, "],\"blocks\":[");
	for (i = 0; !st && i < item->count; i++) {
		if (i)
			st = nb_buf_puts(b, ",");
		if (!st)
			st = put_block(p, &p->blocks[item->first + i], b);
	}
	return st ? st : nb_buf_puts(b, "]}\n");
}

enum nb_status nb_places_json(const struct nb_places *p, struct nb_buf *b,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < p->item_count; i++)
		st = put_item(p, &p->items[i], b);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- IIIF */

/*
 * Append the target of an annotation: the image, or the name of the page if
 * that is not known, and the box as a media fragment. What does not count
 * pixels is given in percent of the image.
 */
static enum nb_status put_target(const struct nb_places *p,
				 const struct nb_place_surface *s,
				 const struct nb_edges *e, struct nb_buf *b)
{
	static const char info[] = "/info.json";
	const char *url = text_at(p, s->url);
	size_t len = strlen(url), n = sizeof(info) - 1;
	bool pixels = s->measure == NB_MEASURE_PIXEL;
	double x = pixels ? 1 : 100 / s->edges.x1;
	double y = pixels ? 1 : 100 / s->edges.y1;
	struct nb_buf target = {0};
	enum nb_status st;

	if (len > n && strcmp(url + len - n, info) == 0)
		len -= n;
	st = *url ? nb_buf_add(&target, url, len)
		  : nb_buf_printf(&target, "urn:x-nbarc:%s", p->page);
	if (!st)
		st = nb_buf_puts(&target, pixels ? "#xywh=" : "#xywh=percent:");
	if (!st)
		st = nb_places_number(&target, "", e->x0 * x, ",");
	if (!st)
		st = nb_places_number(&target, "", e->y0 * y, ",");
	if (!st)
		st = nb_places_number(&target, "", (e->x1 - e->x0) * x, ",");
	if (!st)
		st = nb_places_number(&target, "", (e->y1 - e->y0) * y, "");
	if (!st)
		st = nb_json_string(b, (char *)target.data, target.len);
	nb_buf_free(&target);
	return st;
}

/* Append the annotation of a line; `place` is its number in the item. */
static enum nb_status put_annotation(const struct nb_places *p,
				     const struct nb_place_item *item,
				     const struct nb_place_block *block,
				     const struct nb_place_line *line,
				     size_t place, struct nb_buf *b)
{
	enum nb_status st = nb_buf_printf(
		b,
		"%s{\"id\":\"urn:x-nbarc:%s-%02u/line/%zu\","
		"\"type\":\"Annotation\",\"motivation\":\"supplementing\","
		"\"body\":{\"type\":\"TextualBody\",\"format\":\"text/plain\","
		"\"language\":\"zh\",\"value\":",
		place > 1 ? "," : "", p->page, item->number, place);

	if (!st)
		st = put_string(b, text_at(p, line->text));
	if (!st)
		st = nb_buf_puts(b, "},\"target\":");
	if (!st)
		st = put_target(p, &p->surfaces[block->surface], &line->edges,
				b);
	return st ? st : nb_buf_puts(b, "}");
}

static enum nb_status put_annotations(const struct nb_places *p,
				      const struct nb_place_item *item,
				      struct nb_buf *b)
{
	enum nb_status st = nb_buf_printf(
		b,
		"{\"@context\":\"http://iiif.io/api/presentation/3/"
		"context.json\",\"id\":\"urn:x-nbarc:%s-%02u/lines\","
		"\"type\":\"AnnotationPage\",\"items\":[",
		p->page, item->number);
	size_t i, k, place = 0;

	for (i = item->first; !st && i < item->first + item->count; i++) {
		const struct nb_place_block *block = &p->blocks[i];

		for (k = 0; !st && k < block->count; k++)
			st = put_annotation(p, item, block,
					    &p->lines[block->first + k],
					    ++place, b);
	}
	return st ? st : nb_buf_puts(b, "]}\n");
}

enum nb_status nb_places_iiif(const struct nb_places *p, struct nb_buf *b,
			      struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; i < p->surface_count; i++)
		if (p->surfaces[i].measure != NB_MEASURE_PIXEL &&
		    !p->surfaces[i].sized)
			return nb_fail(err, NB_UNSUPPORTED,
				       "its coordinates do not count pixels, "
				       "and the size of the image is not "
				       "known");
	for (i = 0; !st && i < p->item_count; i++)
		st = put_annotations(p, &p->items[i], b);
	return st ? nb_fail_mem(err) : NB_OK;
}
