/* SPDX-License-Identifier: Apache-2.0 */
/* A page with an image, as the interfaces of IIIF show it. */
#ifndef NB_TOOLS_NBARC_SERVE_API_IIIF_SHEET_H
#define NB_TOOLS_NBARC_SERVE_API_IIIF_SHEET_H

#include <nbarc/archive.h>

#include "places/places.h"
#include "serve/api/out.h"
#include "serve/http/request.h"

/* The contexts and services of the interfaces. */
#define API_IIIF_CONTEXT "http://iiif.io/api/presentation/3/context.json"
#define API_IIIF_SEARCH "http://iiif.io/api/search/2/context.json"

/*
 * A page and its image. Owned: url, places. `places` has nothing if the
 * document has no zones, or none that could be read.
 */
struct api_sheet {
	const struct nb_entry *entry; /* borrowed */
	char *url;		      /* of the image */
	char id[NB_ID_MAX];
	unsigned width, height; /* of the canvas */
	bool service;		/* the address is that of a IIIF service */
	bool zones;
	struct nb_places places;
};

/*
 * Describe a page. NB_ABSENT if it has no image whose address is known, or may
 * not be shown; NB_INVALID if its document is damaged. Call api_sheet_free()
 * also after a failure.
 */
NB_CHECK enum nb_status api_sheet_read(const struct room_request *request,
				       struct nb_archive *archive,
				       const struct nb_entry *entry,
				       struct api_sheet *sheet,
				       struct nb_error *err);
void api_sheet_free(struct api_sheet *sheet);

/* Append the address of what is below a page, `rest` after its identifier:
 * "/canvas". It needs no escape in JSON. */
void api_sheet_address(struct api_out *o, const char *base, const char *id,
		       const char *rest);

/* Append a box as the value of a media fragment, "xywh=1,2,3,4", in whole units
 * that hold all of it. */
void api_sheet_box(struct api_out *o, const struct nb_edges *edges);

/*
 * Append an annotation of a line of the page: its text, or `text` of it, in
 * the box of the line. `number` tells the annotations of a page apart.
 */
void api_sheet_line(struct api_out *o, const struct api_sheet *sheet,
		    const char *base, const char *kind, size_t number,
		    const struct nb_place_line *line, const char *text,
		    size_t len);

#endif
