/* SPDX-License-Identifier: Apache-2.0 */
/* Citations of an item, the proof that a text belongs to its corpus, the page
 * as it was received, and its repairs. */
#ifndef NB_TOOLS_NBARC_SERVE_PAGES_CITE_H
#define NB_TOOLS_NBARC_SERVE_PAGES_CITE_H

#include "serve/http/router.h"

/* /{id}/cite, /{id}/proof, /{id}/source and /{id}/repairs */
enum nb_status room_cite_page(struct room_request *request,
			      struct room_response *response,
			      struct nb_error *err);
enum nb_status room_proof_page(struct room_request *request,
			       struct room_response *response,
			       struct nb_error *err);
enum nb_status room_source_page(struct room_request *request,
				struct room_response *response,
				struct nb_error *err);
enum nb_status room_repairs_page(struct room_request *request,
				 struct room_response *response,
				 struct nb_error *err);

#endif
