/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image of a page (image.h).
 *
 * Images are not in archives: the document names one, and --images says where
 * they are. A name that is an address already counts only if it begins as that
 * one does, since the policy of the page allows no other host. The boxes are a
 * drawing over the image, in the units of the surface, so that they fit
 * whatever size the image is shown in.
 */
#include "serve/pages/image.h"

#include <string.h>

#include <nbarc/tei.h>

#include "base/error.h"
#include "places/places.h"
#include "serve/room.h"

/* Append the address of an image; false if there is none that may be shown. */
static bool put_source(struct room_html *h, const char *name)
{
	const char *base = h->request->room->settings->images;
	size_t len = strlen(base);

	if (strstr(name, "://")) {
		if (strncmp(name, base, len) != 0 ||
		    (base[len - 1] != '/' && name[len] != '/'))
			return false;
		room_put(h, "<img loading=\"lazy\" src=\"%s\"", name);
		return true;
	}
	room_put(h, "<img loading=\"lazy\" src=\"%s%s", base,
		 len && base[len - 1] == '/' ? "" : "/");
	if (!h->failed && room_escape(h->out, name, strlen(name), true))
		h->failed = true;
	room_put(h, "\"");
	return true;
}

/* Append a box. Coordinates are whole numbers: a pixel is enough. */
static void put_box(struct room_html *h, const struct nb_edges *e)
{
	room_put(h,
		 "<rect class=\"zone\" x=\"%d\" y=\"%d\" width=\"%d\" "
		 "height=\"%d\"/>",
		 (int)e->x0, (int)e->y0, (int)(e->x1 - e->x0),
		 (int)(e->y1 - e->y0));
}

/* Append the boxes of the items, or of one, on the first image. */
static void put_boxes(struct room_html *h, const struct nb_places *places,
		      unsigned number)
{
	const struct nb_place_surface *s = places->surfaces;
	size_t i, k;

	if (!places->surface_count || !s->sized)
		return;
	room_put(h,
		 "<svg viewBox=\"%d %d %d %d\" preserveAspectRatio=\"none\" "
		 "aria-hidden=\"true\">",
		 (int)s->edges.x0, (int)s->edges.y0,
		 (int)(s->edges.x1 - s->edges.x0),
		 (int)(s->edges.y1 - s->edges.y0));
	for (i = 0; i < places->item_count; i++) {
		const struct nb_place_item *item = &places->items[i];

		if (number && item->number != number)
			continue;
		for (k = item->first; k < item->first + item->count; k++)
			if (places->blocks[k].surface == 0)
				put_box(h, &places->blocks[k].edges);
	}
	room_put(h, "</svg>");
}

enum nb_status room_page_image(struct room_html *h, const struct room_found *f,
			       struct nb_error *err)
{
	struct nb_places places = {.surfaces = NULL};
	struct nb_tei_about about = {.image = NULL};
	const uint8_t *document;
	size_t len;
	enum nb_status st;

	if (!h->request->room->settings->images)
		return NB_OK;
	if (nb_archive_document(f->lease->archive, f->entry, &document, &len,
				NULL))
		return NB_OK;
	st = nb_tei_about(document, len, &about, err);
	if (!st && about.image && about.image[0]) {
		room_put(h, "<h2>%s</h2>\n<figure class=\"page-image\">",
			 room_say(h, SAY_IMAGE));
		if (put_source(h, about.image)) {
			room_put(h, " alt=\"%s %s\">", room_say(h, SAY_IMAGE),
				 f->page);
			if (!nb_places_read(document, len, &places, NULL))
				put_boxes(h, &places,
					  f->item ? f->item->number : 0);
			nb_places_free(&places);
		}
		room_put(h, "</figure>\n");
	}
	nb_tei_about_free(&about);
	return st;
}
