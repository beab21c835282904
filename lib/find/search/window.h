/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A window: pages that follow each other in the catalogue and are searched
 * together.
 *
 * Pages are found in the order of their identifiers, but stand in the file in
 * the order in which they were ingested. A frame is decoded once for all pages
 * of the window that it has, wherever these come in the order of identifiers.
 */
#ifndef NB_FIND_SEARCH_WINDOW_H
#define NB_FIND_SEARCH_WINDOW_H

#include "base/ranges.h"
#include "find/search/candidates.h"
#include "find/search/scan.h"

#include <nbarc/archive.h>
#include <nbarc/grep.h>
#include <nbarc/query.h>

/* An item that is to be searched. */
struct nb_sought_item {
	uint16_t number;
	uint32_t offset, len; /* in the document of its page */
	size_t mark;	      /* as nb_search_item set it */
};

/* A page that is to be searched. */
struct nb_sought_page {
	size_t id, id_len; /* in the strings of the window */
	uint32_t revision;
	/* Only what says where its frame is: strings and items are none. */
	struct nb_entry place;
	size_t first, count; /* its items */
	size_t frame;	     /* index of its frame in the window */
	bool unplaced; /* nothing is known that a thread could work with */
	/* The cache has its items. They stand one after the other in the texts
	 * of the window, and no frame is needed. */
	bool cached;
	size_t text; /* where they begin */
};

/* All pages of the window that stand in one frame. */
struct nb_sought_frame {
	size_t first, count; /* in `order` of the window */
	size_t lead;	     /* index of the first of the pages */
};

/* All zeros but `search` is an empty window. Everything else is owned. */
struct nb_window {
	const struct nb_search *search; /* who is asked for each item */
	struct nb_buf strings;
	struct nb_sought_page *pages; /* in the order of identifiers */
	size_t page_count, page_cap;
	struct nb_sought_item *items;
	size_t item_count, item_cap;
	size_t *order; /* indexes of pages that need a frame, by frames */
	size_t order_count, order_cap;
	struct nb_buf texts; /* what came from the cache */
	/* In the order of the first page of each. */
	struct nb_sought_frame *frames;
	size_t frame_count, frame_cap;
};

/*
 * Add a page with those of its items that the query and its filter choose,
 * that are in `among`, unless that is NULL, and that may be shown; a page
 * without any is left out. The entry has the detail NB_DETAIL_HASHES and that
 * of the filter at least. NB_NOMEM;
 * NB_INVALID, and the page is left out, if the filter needs a document that is
 * damaged; what nb_search_item returns.
 */
NB_CHECK enum nb_status nb_window_add(struct nb_window *window,
				      struct nb_archive *archive,
				      const struct nb_query *query,
				      const struct nb_candidates *among,
				      const struct nb_entry *entry,
				      struct nb_error *err);

/* Find out which pages stand in one frame. NB_NOMEM. */
NB_CHECK enum nb_status nb_window_divide(struct nb_window *window);

/* Tell the file that the frames of the window will be read: one far away asks
 * for all of them at once. */
void nb_window_foresee(const struct nb_window *window, struct nb_file file);

/* A hit in an item of the window, which is among the results; it lives as long
 * as these and the window are not changed. */
struct nb_hit nb_window_hit(const struct nb_window *window,
			    const struct nb_results *results,
			    const struct nb_located *found);

/* Make the window empty and keep its memory. */
void nb_window_clear(struct nb_window *window);

/* Free what the window owns. */
void nb_window_free(struct nb_window *window);

#endif
