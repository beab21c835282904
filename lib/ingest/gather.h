/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that come as a file for each article: the files of one page are put
 * together to a bundle (layout/source/bundle.h), which is its source.
 */
#ifndef NB_INGEST_GATHER_H
#define NB_INGEST_GATHER_H

#include "ingest/run.h"

/* The files of a page so far; all functions take NULL for none. */
struct nb_gathering;

/* How many files there are. */
size_t nb_gathering_count(const struct nb_gathering *gathering);

/* Does a file belong to the same page as those that are there? */
bool nb_gathering_goes_on(const struct nb_gathering *gathering,
			  const struct nb_input *in);

/* Add a file of an article to run->gathering. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_gathering_add(struct nb_run *run,
					 const struct nb_input *in,
					 struct nb_error *err);

/*
 * Make the bundle in run->bytes, and describe it in *in, which lives until the
 * gathering is cleared. A failure names the file that it is about: one that
 * cannot be read or decoded, or is no text.
 */
NB_CHECK enum nb_status nb_gathering_make(struct nb_run *run,
					  struct nb_input *in,
					  struct nb_error *err);

/* Forget the files. */
void nb_gathering_clear(struct nb_gathering *gathering);
void nb_gathering_free(struct nb_gathering *gathering);

#endif
