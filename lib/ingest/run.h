/* SPDX-License-Identifier: Apache-2.0 */
/* An ingest that is going on, whether of texts or of documents. */
#ifndef NB_INGEST_RUN_H
#define NB_INGEST_RUN_H

#include "ingest/inputs.h"

#include <nbarc/ingest.h>

#include <nbarc/write.h>

struct nb_run {
	const struct nb_ingest_options *options;
	const struct nb_ingest_callbacks *callbacks;
	struct nb_ingest_counts *counts;
	struct nb_inputs inputs;
	struct nb_buf before; /* the file before the one in hand */
	struct nb_writer *writer;
	const char *archive;
	uint64_t uncommitted;  /* pages */
	uint64_t newest;       /* time of the newest input so far */
	uint64_t done;	       /* files, or bytes of documents */
	struct nb_buf bytes;   /* of the file in hand */
	struct nb_buf journal; /* of the page in hand */
	uint8_t *outcomes;     /* an element a decision: the best so far */
	/* Items of the page in hand: those that are there, and with those that
	 * are gone. */
	struct nb_entry_item there[NB_PAGE_ITEMS_MAX];
	struct nb_entry_item items[NB_PAGE_ITEMS_MAX];
};

/* Report an input that does not go in. */
void nb_run_report(struct nb_run *run, const struct nb_error *err);

/* False when a callback stops the run. */
bool nb_run_go_on(const struct nb_run *run);

/*
 * The page as the archive has it; NULL: it is new. *withdrawn, and then it is
 * counted, when it is to be left as it is.
 */
NB_CHECK enum nb_status nb_run_former(struct nb_run *run, const char *id,
				      struct nb_former **former,
				      bool *withdrawn, struct nb_error *err);

/*
 * Add a page with the first `count` of run->there for its items, and count it;
 * from numbering come their states and those that are gone. The page's fields
 * of items are set here.
 */
NB_CHECK enum nb_status nb_run_add(struct nb_run *run,
				   const struct nb_numbering *numbering,
				   size_t count, struct nb_new_page *page,
				   struct nb_error *err);

/* Commit what was added. */
NB_CHECK enum nb_status nb_run_commit(struct nb_run *run, struct nb_error *err);

#endif
