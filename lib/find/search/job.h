/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching the pages of one frame, which threads do.
 *
 * A job is worked on by one thread. It cannot fail as a whole: pages that could
 * not be searched are left to the thread that reads the archive, which meets
 * the error itself and reports it.
 */
#ifndef NB_FIND_SEARCH_JOB_H
#define NB_FIND_SEARCH_JOB_H

#include "archive/frame/shared.h"
#include "base/ranges.h"
#include "find/search/scan.h"
#include "find/search/window.h"

#include <pthread.h>
#include <stdatomic.h>

/* What a thread works with; it goes from thread to thread. */
struct nb_bench;

/* What all jobs of a search share. Everything is borrowed but `benches`. */
struct nb_workshop {
	const struct nb_grep *grep;
	struct nb_file file;
	/* The shared text, loaded, as it was before the first job: a walk over
	 * a damaged file may find another one meanwhile. All zeros if it cannot
	 * be loaded; then no frame can be decoded that needs it. */
	struct nb_shared shared;
	uint64_t end; /* offset before which the file may be read */
	struct nb_grep_cache *cache; /* NULL: nothing is kept */
	bool first, bare;	     /* as in struct nb_search */
	/* Only the blocks of items that may have a hit are searched: a look at
	 * the items before that would do the same work twice. */
	bool blocks;
	uint64_t until; /* likewise */
	/* Nothing more is wanted: jobs that nobody has begun do nothing. */
	atomic_bool stopped;
	pthread_mutex_t lock; /* of the list of benches that nobody uses */
	struct nb_bench *benches;
};

/* One job. The hits are in the order of the pages in window->order, each with
 * the index of its page and that of its item in the window. */
struct nb_job {
	struct nb_workshop *workshop;
	const struct nb_window *window;
	const struct nb_sought_frame *frame;
	struct nb_results results;
	bool done;
	/* Pages of the frame that were searched: the first ones in the order.
	 * The others are to be searched by the reader. */
	size_t searched;
	/* How far the reader is: hits and pages. */
	size_t hits_given, pages_given;
};

/* For a search of the archive. `shared` is set when that is loaded. */
void nb_workshop_init(struct nb_workshop *workshop, const struct nb_grep *grep,
		      struct nb_archive *archive,
		      const struct nb_search *search);
/* Free the benches; nobody may work any more. */
void nb_workshop_free(struct nb_workshop *workshop);

/* Do a job: `job` is a struct nb_job. */
void nb_job_work(void *job);

#endif
