/* SPDX-License-Identifier: Apache-2.0 */
/* The places of a document, in one of the forms (nbarc/places.h). */
#include <nbarc/places.h>

#include "places/alto.h"
#include "places/json.h"
#include "places/pagexml.h"

/* Append the form that was asked for. */
static enum nb_status put(const struct nb_places *p, enum nb_places_form form,
			  struct nb_buf *out, struct nb_error *err)
{
	switch (form) {
	case NB_PLACES_ALTO:
		return nb_places_alto(p, out, err);
	case NB_PLACES_PAGE:
		return nb_places_page(p, out, err);
	case NB_PLACES_JSON:
		return nb_places_json(p, out, err);
	case NB_PLACES_IIIF:
		return nb_places_iiif(p, out, err);
	}
	return NB_OK;
}

enum nb_status nb_places_write(const void *xml, size_t len,
			       enum nb_places_form form, struct nb_buf *out,
			       struct nb_error *err)
{
	size_t before = out->len;
	struct nb_places places;
	enum nb_status st = nb_places_read(xml, len, &places, err);

	if (!st)
		st = put(&places, form, out, err);
	if (st)
		out->len = before;
	nb_places_free(&places);
	return st;
}
