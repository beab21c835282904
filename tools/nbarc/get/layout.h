/* SPDX-License-Identifier: Apache-2.0 */
/* Layouts that nbarc get makes of documents with zones. */
#ifndef NB_TOOLS_NBARC_LAYOUT_H
#define NB_TOOLS_NBARC_LAYOUT_H

#include <stdbool.h>

#include <nbarc/archive.h>

/* NBARC_LAYOUT_NONE: the document itself is asked for. */
enum nbarc_layout {
	NBARC_LAYOUT_NONE,
	NBARC_LAYOUT_ALTO,
	NBARC_LAYOUT_PAGE,
	NBARC_LAYOUT_ZONES,
	NBARC_LAYOUT_IIIF,
};

/*
 * Take the argument of --format, or with `zones` that of --zones, which may be
 * NULL. A layout is made of TEI. False if there is no such format.
 */
bool nbarc_layout_option(bool zones, const char *arg, enum nb_format *format,
			 enum nbarc_layout *layout);

/*
 * Append a layout of a page's document, or of the slices of an item. NB_ABSENT
 * if it has no zones; nothing is appended then.
 */
NB_CHECK enum nb_status nbarc_layout_put(enum nbarc_layout layout,
					 const void *xml, size_t len,
					 struct nb_buf *out,
					 struct nb_error *err);

/*
 * Append an item in a layout, or if there is none in a format, as
 * nb_archive_item() does. What is in `slices` is replaced.
 */
NB_CHECK enum nb_status nbarc_layout_item(
	enum nbarc_layout layout, struct nb_archive *archive,
	const struct nb_entry *e, unsigned number, enum nb_format format,
	struct nb_buf *slices, struct nb_buf *out, struct nb_error *err);

#endif
