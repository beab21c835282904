/* SPDX-License-Identifier: Apache-2.0 */
/* The parameters that choose items, which mean what the options of nbarc list
 * mean: archive, id, title, from, to, page, kind, author, head. */
#ifndef NB_TOOLS_NBARC_SERVE_API_JSON_CHOICE_H
#define NB_TOOLS_NBARC_SERVE_API_JSON_CHOICE_H

#include <stdbool.h>

#include <nbarc/filter.h>
#include <nbarc/query.h>

#include "serve/http/request.h"
#include "serve/http/response.h"

/* Items that a request chooses. Texts are those of the request. */
struct api_choice {
	struct nb_filter filter;
	const char *id;	   /* the beginning of identifiers, or "" */
	size_t first, end; /* numbers of archives */
};

/* The names of these parameters, for api_known(). */
#define API_CHOICE_NAMES \
	"archive", "id", "title", "from", "to", "page", "kind", "author", "head"

/* Read them. NB_USAGE if one is wrong, NB_ABSENT if there is no such archive.
 */
NB_CHECK enum nb_status api_choice_read(const struct room_request *request,
					struct api_choice *choice,
					struct nb_error *err);

/* Refuse parameters that are not among `names`, so that a misspelt one is not
 * taken for none. Every address has lang. NB_USAGE. */
NB_CHECK enum nb_status api_known(const struct room_request *request,
				  const char *const *names, size_t count,
				  struct nb_error *err);

/* What an address of one item or page names, in which archive. */
struct api_found {
	struct room_lease *lease;
	struct nb_query query;
	const struct nb_entry *entry; /* until the next call with the archive */
	char id[NB_ITEM_ID_MAX + 12]; /* with "@REVISION" if that was asked */
};

/*
 * Find what the first captured part of the path names: a page or an item, with
 * "@REVISION" or without. The parameter `archive` says where; without, it is
 * the first archive that has the page. NB_ABSENT if there is nothing, or if it
 * may not be shown; in the second case the status of the response is 410.
 */
NB_CHECK enum nb_status api_find(struct room_request *request,
				 struct room_response *response,
				 struct api_found *found, struct nb_error *err);

/* The same, also of what may not be shown. */
NB_CHECK enum nb_status api_find_any(struct room_request *request,
				     const char *id, struct api_found *found,
				     struct nb_error *err);

#endif
