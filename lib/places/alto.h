/* SPDX-License-Identifier: Apache-2.0 */
/* Places as ALTO. */
#ifndef NB_PLACES_ALTO_H
#define NB_PLACES_ALTO_H

#include "places/places.h"

/* Append a file. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_places_alto(const struct nb_places *places,
				       struct nb_buf *out,
				       struct nb_error *err);

#endif
