/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a document with zones. What is read is in order, and can be
 * written in every form: as ALTO and PAGE, which the readers of these take back
 * with as many lines that have a box, and as JSON, each line of which is an
 * object.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/utf8.h"
#include "places/alto.h"
#include "places/json.h"
#include "places/pagexml.h"

#include <nbarc/markup.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* Blocks are of surfaces that there are, lines of blocks, and so on. */
static void in_order(const struct nb_places *p)
{
	size_t i, line = 0, block = 0;

	for (i = 0; i < p->item_count; i++) {
		must(p->items[i].first == block);
		block += p->items[i].count;
	}
	must(block == p->block_count);
	for (i = 0; i < p->block_count; i++) {
		must(p->blocks[i].surface < p->surface_count);
		must(p->blocks[i].first == line);
		line += p->blocks[i].count;
	}
	must(line == p->line_count);
	for (i = 0; i < p->line_count; i++)
		must(p->lines[i].text < p->strings.len &&
		     p->lines[i].edges.x0 <= p->lines[i].edges.x1 &&
		     p->lines[i].edges.y0 <= p->lines[i].edges.y1);
}

/* A reader of layouts takes the file, unless a number is too large for one or
 * no line has a text. */
static void check_layout(const struct nb_buf *file)
{
	struct nb_layout layout;
	struct nb_error err;
	enum nb_status st =
		nb_layout_read_markup(file->data, file->len, &layout, &err);

	must(st == NB_OK || st == NB_INVALID || st == NB_LIMIT);
	must(nb_utf8_invalid((const char *)file->data, file->len) == file->len);
	nb_layout_free(&layout);
}

/* Every line is an object of JSON. */
static void check_json(const struct nb_buf *lines)
{
	const char *p = (const char *)lines->data;
	const char *end = lines->len ? p + lines->len : p;

	while (p < end) {
		const char *stop = memchr(p, '\n', (size_t)(end - p));
		json_t *object;

		must(stop != NULL);
		object = json_loadb(p, (size_t)(stop - p), 0, NULL);
		must(json_is_object(object));
		json_decref(object);
		p = stop + 1;
	}
}

static void write_all(const struct nb_places *p)
{
	struct nb_buf alto = {0}, page = {0}, json = {0}, iiif = {0};
	struct nb_error err;
	enum nb_status st;

	must(nb_places_alto(p, &alto, &err) == NB_OK);
	must(nb_places_json(p, &json, &err) == NB_OK);
	check_layout(&alto);
	check_json(&json);
	st = nb_places_page(p, &page, &err);
	must(st == NB_OK || st == NB_UNSUPPORTED);
	st = nb_places_iiif(p, &iiif, &err);
	must(st == NB_OK || st == NB_UNSUPPORTED);
	if (!st)
		check_json(&iiif);
	nb_buf_free(&alto);
	nb_buf_free(&page);
	nb_buf_free(&json);
	nb_buf_free(&iiif);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_places places;
	struct nb_error err;
	enum nb_status st =
		nb_places_read((const char *)data, size, &places, &err);

	must(st == NB_OK || st == NB_INVALID || st == NB_ABSENT ||
	     st == NB_LIMIT);
	if (!st) {
		in_order(&places);
		write_all(&places);
	}
	nb_places_free(&places);
	return 0;
}
