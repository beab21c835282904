/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a document says of places: the lines of its items, with their text as it
 * is now and their boxes on the image.
 *
 * The forms of others are made of it: ALTO, PAGE XML, JSON and the annotations
 * of IIIF. Numbers are kept as the document has them: a double has more digits
 * than any of them.
 */
#ifndef NB_PLACES_PLACES_H
#define NB_PLACES_PLACES_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/buf.h>
#include <nbarc/id.h>
#include <nbarc/layout.h>
#include <nbarc/status.h>

struct nb_edges {
	double x0, y0, x1, y1;
};

/* An image. `url` is "" if it is not known. */
struct nb_place_surface {
	size_t id, id_len; /* offset in the document, and bytes */
	size_t url;	   /* offset in `strings`, NUL-terminated */
	bool sized;
	struct nb_edges edges; /* if sized */
	enum nb_measure measure;
};

/* What sort of text a line or a block is; a block of several sorts is mixed. */
enum nb_sort {
	NB_SORT_HEAD,
	NB_SORT_PARAGRAPH,
	NB_SORT_CAPTION,
	NB_SORT_BYLINE,
	NB_SORT_MIXED,
};

/* A line; its text is in `strings`, NUL-terminated, without line ends. */
struct nb_place_line {
	struct nb_edges edges;
	size_t text;
	enum nb_sort sort;
};

/* A block of an item. */
struct nb_place_block {
	size_t id, id_len; /* as of a surface */
	struct nb_edges edges;
	size_t surface;	     /* its index */
	size_t first, count; /* its lines */
	enum nb_sort sort;
};

/* An item. Its blocks are consecutive, and so are their lines. */
struct nb_place_item {
	unsigned number;
	size_t first, count; /* its blocks */
};

/* Everything of a document. Owns its lists. The blocks of a document are in
 * the order of its items. */
struct nb_places {
	char page[NB_ID_MAX];
	struct nb_place_surface *surfaces;
	struct nb_place_block *blocks;
	struct nb_place_line *lines;
	struct nb_place_item *items;
	size_t surface_count, block_count, line_count, item_count;
	size_t surface_cap, block_cap, line_cap, item_cap;
	struct nb_buf strings;
};

/*
 * Read the document of a page, or the slices of an item. NB_ABSENT if it has no
 * zones. NB_INVALID if it is not one that nbtei writes, or if an item has not
 * as many lines of text as its zones: somebody has changed its lines. Freed by
 * nb_places_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_places_read(const void *xml, size_t len,
				       struct nb_places *places,
				       struct nb_error *err);
void nb_places_free(struct nb_places *places);

/* Append a string of `strings` as the text of XML. Only NB_NOMEM. */
NB_CHECK enum nb_status nb_places_text(const struct nb_places *places,
				       size_t text, struct nb_buf *out);

/* Append a number between two strings; a thousandth is its last digit. */
NB_CHECK enum nb_status nb_places_number(struct nb_buf *out, const char *before,
					 double value, const char *after);

#endif
