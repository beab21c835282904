/* SPDX-License-Identifier: Apache-2.0 */
/* What the identifier of an address names, in the archives of the room. */
#ifndef NB_TOOLS_NBARC_SERVE_FOUND_H
#define NB_TOOLS_NBARC_SERVE_FOUND_H

#include <nbarc/newspaper.h>
#include <nbarc/query.h>

#include "serve/http/request.h"
#include "serve/http/response.h"

/* What was found. Everything belongs to the request and its archive. */
struct room_found {
	struct room_lease *lease;
	/* Kind NB_QUERY_MANY: the issue of a newspaper, and entry is NULL. */
	struct nb_query query;
	/* Of the page, with all details. It lives until something else is
	 * looked for in the archive. */
	const struct nb_entry *entry;
	const struct nb_entry_item *item; /* NULL of a page */
	char page[NB_ID_MAX];		  /* its identifier */
	char id[NB_ITEM_ID_MAX];	  /* of it, without a revision */
	struct nb_newspaper_id parts; /* all "" if it is not of a newspaper */
	uint32_t newest;	      /* revision of the page */
};

/* What else room_find() may find. */
enum room_finding {
	ROOM_FIND_SHOWN, /* only what may be shown */
	ROOM_FIND_KNOWN, /* also what was withdrawn, for its history */
};

/*
 * Find what `text` names, an identifier with "@N" or without: an item, a page
 * or an issue. The first archive that has it counts; with the parameter in=NAME
 * only that archive is asked.
 *
 * NB_ABSENT if there is nothing, or it may not be shown: response->status is
 * 410 then if it was withdrawn. If it was renamed, the answer leads there, and
 * *moved is true: the caller has nothing left to do.
 */
NB_CHECK enum nb_status room_find(struct room_request *request,
				  struct room_response *response,
				  const char *text, enum room_finding how,
				  struct room_found *found, bool *moved,
				  struct nb_error *err);

/*
 * The archives that a request is about: from *first, *count of them. All of
 * them, or with the parameter in=NAME that one. NB_ABSENT if there is none of
 * this name.
 */
NB_CHECK enum nb_status room_asked_archives(const struct room_request *request,
					    size_t *first, size_t *count,
					    struct nb_error *err);

#endif
