/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layouts of documents, by their names (layout.h).
 *
 * They are not formats of the library, which gives out what an archive has.
 * What they are made of is the document as it is stored, since the zones of an
 * item point into the facsimile of its page.
 */
#include "get/layout.h"

#include <string.h>

#include <nbarc/places.h>

#include "read/format.h"

/* The layout of this name; NBARC_LAYOUT_NONE: there is none. */
static enum nbarc_layout layout_named(const char *name)
{
	static const char *const names[] = {[NBARC_LAYOUT_ALTO] = "alto",
					    [NBARC_LAYOUT_PAGE] = "page",
					    [NBARC_LAYOUT_ZONES] = "zones",
					    [NBARC_LAYOUT_IIIF] = "iiif"};
	size_t i;

	for (i = 1; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum nbarc_layout)i;
	return NBARC_LAYOUT_NONE;
}

bool nbarc_layout_option(bool zones, const char *arg, enum nb_format *format,
			 enum nbarc_layout *layout)
{
	*layout = layout_named(arg ? arg : "zones");
	if (!zones && !*layout)
		return nbarc_format(arg, format);
	*format = NB_FORMAT_TEI;
	return !zones || !arg || *layout == NBARC_LAYOUT_IIIF;
}

enum nb_status nbarc_layout_put(enum nbarc_layout layout, const void *xml,
				size_t len, struct nb_buf *out,
				struct nb_error *err)
{
	static const enum nb_places_form forms[] = {
		[NBARC_LAYOUT_ALTO] = NB_PLACES_ALTO,
		[NBARC_LAYOUT_PAGE] = NB_PLACES_PAGE,
		[NBARC_LAYOUT_ZONES] = NB_PLACES_JSON,
		[NBARC_LAYOUT_IIIF] = NB_PLACES_IIIF,
	};

	return nb_places_write(xml, len, forms[layout], out, err);
}

enum nb_status nbarc_layout_item(enum nbarc_layout layout,
				 struct nb_archive *archive,
				 const struct nb_entry *e, unsigned number,
				 enum nb_format format, struct nb_buf *slices,
				 struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st;

	if (!layout)
		return nb_archive_item(archive, e, number, format, out, err);
	slices->len = 0;
	st = nb_archive_item(archive, e, number, NB_FORMAT_SLICES, slices, err);
	return st ? st
		  : nbarc_layout_put(layout, slices->data, slices->len, out,
				     err);
}
