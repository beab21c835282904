/* SPDX-License-Identifier: Apache-2.0 */
/* A search of an archive: what grep.c drives, and what its own thread does of
 * the work of the others (here.c). */
#ifndef NB_FIND_SEARCH_HERE_H
#define NB_FIND_SEARCH_HERE_H

#include "base/pool.h"
#include "find/search/job.h"

/* A window, and its jobs once it is full. */
struct nb_batch {
	struct nb_window window;
	struct nb_job *jobs; /* one a frame; NULL: it is being filled */
	size_t submitted;    /* how many of them were */
};

/* A search. Owned: pool, scanner, batches. */
struct nb_grep_run {
	const struct nb_grep *grep;
	struct nb_archive *archive;
	const struct nb_search *search;
	struct nb_query query; /* the one that is being visited */
	/* search->among, as long as the catalogue is sound; or NULL */
	const struct nb_candidates *among;
	/* Pages up to this identifier were visited already; empty: none. */
	char after[UINT8_MAX];
	size_t after_len;
	struct nb_workshop workshop;
	unsigned threads;
	struct nb_pool *pool;
	struct nb_scanner *scanner; /* of this thread; NULL until needed */
	/* One is filled; the other one is searched, or empty. The hits that are
	 * given are of `searched`. */
	struct nb_batch batches[2];
	struct nb_batch *filled, *searched;
	size_t most;	     /* pages that the next window takes */
	size_t working;	     /* jobs that were submitted and not taken */
	uint64_t given;	     /* hits */
	bool stopped;	     /* by a function of the caller's */
	struct nb_error err; /* of a search that failed */
};

/* Call the caller's function for one hit, or for bare ones together. */
void nb_grep_run_give(struct nb_grep_run *run, const struct nb_results *from,
		      const struct nb_located *found);

/* Tell the caller of a problem after which the search goes on. */
void nb_grep_run_report(struct nb_grep_run *run, struct nb_error *err);

/* Search a page of the window that is searched, by its index, and give its
 * hits: one that no other thread could search, and one that came from the
 * cache. */
NB_CHECK enum nb_status nb_grep_run_search_here(struct nb_grep_run *run,
						size_t page);
NB_CHECK enum nb_status nb_grep_run_search_cached(struct nb_grep_run *run,
						  size_t page);

#endif
