/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The image of a page (image.h).
 *
 * Images are not in archives: the document names one, and --images says where
 * they are. A name that is an address already counts only if it begins as that
 * one does, since the policy of the page allows no other host. Of a IIIF image
 * service, which is named by its info.json, the whole image is shown: it is the
 * one that even a service of level 0 has (Image API 3, compliance). The boxes
 * are a drawing over the image, in the units of the surface, so that they fit
 * whatever size the image is shown in.
 */
#include "serve/pages/image.h"

#include <string.h>

#include <nbarc/tei.h>

#include "base/error.h"
#include "places/places.h"
#include "serve/room.h"

/* Is it the name of an image that may be shown? */
static bool may_show(const struct room_html *h, const char *name)
{
	const char *base = h->request->room->settings->images;
	size_t len = strlen(base);

	if (!name || !*name)
		return false;
	if (!strstr(name, "://"))
		return true;
	return strncmp(name, base, len) == 0 &&
	       (base[len - 1] == '/' || name[len] == '/');
}

/* Append the address of an image. In the document it is escaped already. */
static void put_address(struct room_html *h, const char *name)
{
	static const char info[] = "/info.json";
	const char *base = h->request->room->settings->images;
	size_t len = strlen(name), n = sizeof(info) - 1;
	bool service = len > n && strcmp(name + len - n, info) == 0;

	if (!strstr(name, "://"))
		room_put(h, "%s%s", base,
			 base[strlen(base) - 1] == '/' ? "" : "/");
	room_put(h, "%.*s%s", (int)(service ? len - n : len), name,
		 service ? "/full/max/0/default.jpg" : "");
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
	if (!st && may_show(h, about.image)) {
		room_put(h,
			 "<h2>%s</h2>\n<figure class=\"page-image\">"
			 "<img loading=\"lazy\" src=\"",
			 room_say(h, SAY_IMAGE));
		put_address(h, about.image);
		room_put(h, "\" alt=\"%s %s\">", room_say(h, SAY_IMAGE),
			 f->page);
		if (!nb_places_read(document, len, &places, NULL))
			put_boxes(h, &places, f->item ? f->item->number : 0);
		nb_places_free(&places);
		room_put(h, "</figure>\n");
	}
	nb_tei_about_free(&about);
	return st;
}
