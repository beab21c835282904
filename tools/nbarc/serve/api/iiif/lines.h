/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of pages with zones, as annotations (IIIF Presentation 3.0), and
 * searching them (IIIF Content Search 2.0). */
#ifndef NB_TOOLS_NBARC_SERVE_API_IIIF_LINES_H
#define NB_TOOLS_NBARC_SERVE_API_IIIF_LINES_H

#include "serve/http/router.h"

/* /iiif/{id}/annotations.json of a page: its lines. */
room_handler api_iiif_annotations;

/* /iiif/{id}/search?q= of an issue or a page: the lines with hits. */
room_handler api_iiif_search;

#endif
