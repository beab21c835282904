/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Going through the items of all archives, a piece at a time.
 *
 * Archives come in their order, the pages of each in that of their identifiers,
 * and the items of a page by their numbers. A walk can begin after any item, so
 * that a list may be cut into pieces without anything being kept between them.
 * A page that an earlier archive has, too, is left out.
 */
#ifndef NB_TOOLS_NBARC_SERVE_API_WALK_H
#define NB_TOOLS_NBARC_SERVE_API_WALK_H

#include <stdbool.h>

#include <nbarc/archive.h>
#include <nbarc/filter.h>

#include "serve/archives.h"
#include "serve/http/request.h"

/* A place among the items of all archives: that of the next item. All zeros is
 * the beginning. */
struct api_place {
	size_t archive;
	char page[NB_ID_MAX]; /* "": the beginning of the archive */
	unsigned number;      /* lower ones are passed over */
};

/*
 * A walk. What stands before `cursor` is filled in by the caller before the
 * first item: borrowed are leases, filter and prefix. The rest is private.
 */
struct api_walk {
	struct room_leases *leases;
	size_t end; /* archives from place.archive to here */
	const struct nb_filter *filter; /* NULL: all items */
	const char *prefix;		/* of the identifiers of pages */
	enum nb_detail detail;
	bool all; /* also what is withdrawn or moved */
	/* Whose time the walk may take; NULL: any time. */
	const struct room_request *request;
	struct api_place place;
	struct nb_cursor *cursor;
	const struct nb_entry *entry;
	size_t index;
};

/*
 * Find the next item. *entry is NULL after the last one; otherwise both live
 * until the next call, and *archive is the one that they are of. NB_INVALID
 * where a catalogue or a document that the filter needs is damaged; NB_BUSY
 * when the time of the request is over; NB_IO.
 */
NB_CHECK enum nb_status api_walk_next(struct api_walk *walk,
				      struct nb_archive **archive,
				      const struct nb_entry **entry,
				      const struct nb_entry_item **item,
				      struct nb_error *err);

/*
 * Set the place after the item with this identifier, of the archive with this
 * number. False if it cannot be the identifier of an item.
 */
bool api_place_after(struct api_place *place, size_t archive, const char *id);

/* Does an archive before the one with this number have the page, too? Then it
 * is that one's. */
bool api_is_shadowed(struct room_leases *leases, size_t archive,
		     const struct nb_string *page);

/* Free the cursor; before the leases are given back. */
void api_walk_end(struct api_walk *walk);

#endif
