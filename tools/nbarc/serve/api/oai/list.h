/* SPDX-License-Identifier: Apache-2.0 */
/* The lists of OAI-PMH: ListRecords, ListIdentifiers, a piece at a time. */
#ifndef NB_TOOLS_NBARC_SERVE_API_OAI_LIST_H
#define NB_TOOLS_NBARC_SERVE_API_OAI_LIST_H

#include <nbarc/archive.h>

#include "serve/api/oai/arguments.h"
#include "serve/api/out.h"

/* What is given out; everything is borrowed. */
struct api_oai_repository {
	struct room_leases *leases;	    /* of the request */
	const struct room_request *request; /* whose time counts */
	const char *base;  /* address of the reading room, without a slash */
	const char *name;  /* for people */
	const char *email; /* of who runs it */
	uint64_t now;	   /* seconds since 1970 UTC */
};

/*
 * Append the element of the verb with the next piece of a list, and a token
 * unless it is the last one. *any is false, and nothing is appended, if there
 * are no items. Items whose documents are damaged are left out. NB_INVALID
 * where a catalogue is damaged; NB_BUSY if the time was over before the first
 * item; NB_IO; NB_NOMEM.
 */
NB_CHECK enum nb_status api_oai_list(
	struct api_out *o, const struct api_oai_repository *repository,
	const struct api_oai_request *request, bool *any, struct nb_error *err);

#endif
