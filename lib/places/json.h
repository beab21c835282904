/* SPDX-License-Identifier: Apache-2.0 */
/* Places as JSON, and as annotations of IIIF. */
#ifndef NB_PLACES_JSON_H
#define NB_PLACES_JSON_H

#include "places/places.h"

/* Append a line for each item. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_places_json(const struct nb_places *places,
				       struct nb_buf *out,
				       struct nb_error *err);

/* Likewise. NB_UNSUPPORTED if the coordinates do not count pixels and the size
 * of the image is not known. */
NB_CHECK enum nb_status nb_places_iiif(const struct nb_places *places,
				       struct nb_buf *out,
				       struct nb_error *err);

#endif
