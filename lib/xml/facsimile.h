/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the facsimile of a document in our own form. */
#ifndef NB_XML_FACSIMILE_H
#define NB_XML_FACSIMILE_H

#include <nbarc/status.h>

#include "xml/tags.h"

/* An xml:id, which points into the document, and what it is the name of. */
struct nb_name {
	const char *p;
	size_t len, index;
};

/* A list of names: nb_names_add() any number of times, then nb_names_sort()
 * once, then nb_names_find(). Zeros are an empty list; it owns `list`. */
struct nb_names {
	struct nb_name *list;
	size_t count, cap;
};

/* Append a name; its index is its number in the list. Only NB_NOMEM. */
NB_CHECK enum nb_status nb_names_add(struct nb_names *names, const char *p,
				     size_t len);
/* Append what the pointers of a facs lead to, which may be NULL. NB_INVALID if
 * that is more than a page has lines (NB_PAGE_LINES_MAX), NB_NOMEM. */
NB_CHECK enum nb_status nb_names_pointers(struct nb_names *names,
					  const char *facs, size_t len);
void nb_names_sort(struct nb_names *names);

/* The name with these bytes, or NULL. */
const struct nb_name *nb_names_find(const struct nb_names *names, const char *p,
				    size_t len);
void nb_names_free(struct nb_names *names);

/* Does `tag` open a block zone whose name is not among `own`? */
bool nb_zone_is_foreign(const struct nb_tag *tag, const struct nb_names *own);

/*
 * The end of the zone that `tag` opens, with the newline after it; NULL if it
 * does not end before `end`, which takes a search of the whole rest: callers
 * stop then, or time grows with the square of the length. Zones may be in it.
 */
const char *nb_zone_end(const struct nb_tag *tag, const char *end);

#endif
