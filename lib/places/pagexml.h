/* SPDX-License-Identifier: Apache-2.0 */
/* Places as PAGE XML. */
#ifndef NB_PLACES_PAGEXML_H
#define NB_PLACES_PAGEXML_H

#include "places/places.h"

/* Append a file for each image. NB_UNSUPPORTED if its coordinates do not count
 * pixels; NB_NOMEM. */
NB_CHECK enum nb_status nb_places_page(const struct nb_places *places,
				       struct nb_buf *out,
				       struct nb_error *err);

#endif
