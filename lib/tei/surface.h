/* SPDX-License-Identifier: Apache-2.0 */
/* The facsimile of a document: surfaces, zones, and what points to them. */
#ifndef NB_TEI_SURFACE_H
#define NB_TEI_SURFACE_H

#include "article/zones.h"

#include <nbarc/tei.h>

/* Only NB_NOMEM can happen in any of these functions. */

/* Append the element facsimile; nothing if there are no zones. */
NB_CHECK enum nb_status nb_surface_write(const struct nb_tei_input *in,
					 const struct nb_zones *zones,
					 struct nb_buf *b);

/*
 * Append the attribute facs of the page's pb: the surfaces; without them the
 * image of the page, and nothing if that is not known either.
 */
NB_CHECK enum nb_status nb_surface_of_page(const struct nb_tei_input *in,
					   const struct nb_zones *zones,
					   struct nb_buf *b);

/* Append the attribute facs of item `index` of the division, if it has zones.
 * Items are asked for in the order of the text: *next, at first 0, is the zone
 * that comes next. */
NB_CHECK enum nb_status nb_surface_of_item(const struct nb_tei_input *in,
					   const struct nb_zones *zones,
					   size_t index, size_t *next,
					   struct nb_buf *b);

#endif
