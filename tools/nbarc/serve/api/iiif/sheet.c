/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages with images (sheet.h). The document of a page names its image, by an
 * address or by a name that --images completes. The size of the canvas is that
 * of the image, if the document says it; any other has the shape of a
 * broadsheet, and its coordinates are not those of the image.
 */
#include "serve/api/iiif/sheet.h"

#include <stdlib.h>
#include <string.h>

#include <nbarc/tei.h>

#include "base/alloc.h"
#include "base/error.h"
#include "serve/room.h"

/* Of a canvas whose image has no known size. */
#define WIDTH 2800u
#define HEIGHT 4000u
/* The most units of a side; more is not believed. */
#define SIDE_MOST 1000000.0

/* The information of an image service, which follows its address. */
#define INFO "/info.json"

/* Make the address of an image. In the document it is escaped already. NULL if
 * it is not known, or memory is lacking. */
static char *address_of(const char *images, const char *name)
{
	struct nb_buf url = {0};
	size_t len = images ? strlen(images) : 0;
	enum nb_status st = NB_OK;

	if (strncmp(name, "https://", 8) != 0 &&
	    strncmp(name, "http://", 7) != 0) {
		if (!images || strstr(name, "://"))
			return NULL;
		st = nb_buf_puts(&url, images);
		if (!st && len && images[len - 1] != '/')
			st = nb_buf_puts(&url, "/");
	}
	if (!st)
		st = nb_buf_puts(&url, name);
	if (!st)
		st = nb_buf_add(&url, "", 1);
	if (!st)
		return (char *)url.data;
	nb_buf_free(&url);
	return NULL;
}

/* Take the size of the image from the first surface, and the service off its
 * address. */
static void measure(struct api_sheet *s)
{
	const struct nb_place_surface *f = s->places.surfaces;
	size_t len = strlen(s->url), n = sizeof(INFO) - 1;

	s->width = WIDTH;
	s->height = HEIGHT;
	if (s->zones && s->places.surface_count && f->sized &&
	    f->edges.x1 >= 1 && f->edges.y1 >= 1 && f->edges.x1 < SIDE_MOST &&
	    f->edges.y1 < SIDE_MOST) {
		s->width = (unsigned)f->edges.x1;
		s->height = (unsigned)f->edges.y1;
	} else {
		s->zones = false; /* boxes of no known scale */
	}
	s->service = len > n && strcmp(s->url + len - n, INFO) == 0;
	if (s->service)
		s->url[len - n] = '\0';
}

enum nb_status api_sheet_read(const struct room_request *q,
			      struct nb_archive *archive,
			      const struct nb_entry *entry, struct api_sheet *s,
			      struct nb_error *err)
{
	struct nb_tei_about about;
	const uint8_t *document;
	size_t len;
	enum nb_status st;

	memset(s, 0, sizeof(*s));
	s->entry = entry;
	memcpy(s->id, entry->id.text, entry->id.len);
	st = nb_archive_document(archive, entry, &document, &len, err);
	if (st)
		return st;
	st = nb_tei_about(document, len, &about, err);
	if (!st && about.image && *about.image)
		s->url = address_of(q->room->settings->images, about.image);
	nb_tei_about_free(&about);
	if (!st && !s->url)
		st = nb_fail(err, NB_ABSENT,
			     "%s: no address of an image is known", s->id);
	if (st)
		return st;
	s->zones = !nb_places_read(document, len, &s->places, NULL);
	measure(s);
	return NB_OK;
}

void api_sheet_free(struct api_sheet *s)
{
	free(s->url);
	nb_places_free(&s->places);
	s->url = NULL;
}

void api_sheet_address(struct api_out *o, const char *base, const char *id,
		       const char *rest)
{
	api_raw(o, base);
	api_raw(o, "/iiif/");
	api_uri(o, id);
	api_raw(o, rest);
}

/* A whole number of pixels, down or up; 0 for what is beyond all images, is
 * before them, or is no number. */
static uint64_t pixels(double at, bool up)
{
	uint64_t whole = at > 0 && at < SIDE_MOST ? (uint64_t)at : 0;

	return whole + (up && whole > 0 && at > (double)whole);
}

/* The length from `begin` to `end`, at least 1. */
static uint64_t length(uint64_t begin, uint64_t end)
{
	return end > begin ? end - begin : 1;
}

/* What is beyond all images becomes the smallest box. */
void api_sheet_box(struct api_out *o, const struct nb_edges *e)
{
	uint64_t x = pixels(e->x0, false), y = pixels(e->y0, false);

	api_raw(o, "xywh=");
	api_number(o, x);
	api_raw(o, ",");
	api_number(o, y);
	api_raw(o, ",");
	api_number(o, length(x, pixels(e->x1, true)));
	api_raw(o, ",");
	api_number(o, length(y, pixels(e->y1, true)));
}

void api_sheet_line(struct api_out *o, const struct api_sheet *s,
		    const char *base, const char *kind, size_t number,
		    const struct nb_place_line *line, const char *text,
		    size_t len)
{
	api_raw(o, "{\"id\":\"");
	api_sheet_address(o, base, s->id, "/");
	api_raw(o, kind);
	api_raw(o, "/");
	api_number(o, number);
	api_raw(o, "\",\"type\":\"Annotation\",\"motivation\":\"supplementing"
		   "\",\"body\":{\"type\":\"TextualBody\",\"format\":"
		   "\"text/plain\",\"language\":\"zh\",\"value\":");
	api_json_len(o, text, len);
	api_raw(o, "},\"target\":\"");
	api_sheet_address(o, base, s->id, "/canvas#");
	api_sheet_box(o, &line->edges);
	api_raw(o, "\"}");
}
