/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The places of the lines and blocks of a page, in the order of its text: what
 * the facsimile of a document is made of.
 */
#ifndef NB_ARTICLE_ZONES_H
#define NB_ARTICLE_ZONES_H

#include "layout/lines/layout.h"
#include "page/place/align.h"

#include <nbarc/article.h>

/*
 * A block of lines on the image, all of one item. Its edges are those that the
 * source gives the block. If it gives none, they are those of the lines, which
 * are of one unit then and stand in one column.
 */
struct nb_zone {
	double x0, y0, x1, y1;
	uint32_t image; /* as in struct nb_box */
	size_t item;	/* index in the division */
	size_t first;	/* its first line: index in order.boxes */
	size_t count;	/* lines, at least 1 */
};

/* The zones of a page, in the order of the text. All zeros if no boxes are
 * known. The layout is borrowed; everything else is owned. */
struct nb_zones {
	const struct nb_layout *layout;
	struct nb_order order; /* the lines; `starts` are places in the text */
	bool *columns;	       /* for each line: another column begins */
	struct nb_zone *list;
	size_t count, cap;
	uint32_t *images; /* numbers of the images, as they come */
	size_t image_count, image_cap;
};

/*
 * Find the zones of a text, which `division` divides. `layout` is one as in
 * struct nb_page_options; NULL, or without boxes: there are none. NB_INVALID if
 * it lacks a line of the text. The caller frees *zones also after a failure.
 */
NB_CHECK enum nb_status nb_zones_make(const char *text, size_t len,
				      const struct nb_profile *profile,
				      const struct nb_division *division,
				      const struct nb_layout *layout,
				      struct nb_zones *zones,
				      struct nb_error *err);
void nb_zones_free(struct nb_zones *zones);

#endif
