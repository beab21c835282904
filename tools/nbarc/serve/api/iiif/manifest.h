/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Manifests of issues and pages with images (IIIF Presentation 3.0,
 * https://iiif.io/api/presentation/3.0/).
 *
 * An issue, or a single page, is a manifest; each page with an image is a
 * canvas; the items are ranges. Pages without an image are left out.
 */
#ifndef NB_TOOLS_NBARC_SERVE_API_IIIF_MANIFEST_H
#define NB_TOOLS_NBARC_SERVE_API_IIIF_MANIFEST_H

#include "serve/http/router.h"

/* /iiif/{id}/manifest.json of an issue or a page. */
room_handler api_iiif_manifest;

#endif
