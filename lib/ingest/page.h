/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page of an ingest: converted, with the numbers and the decisions that the
 * archive has for it, and added. Its bytes come from a file, or from the
 * archive itself when a person's decisions are applied.
 */
#ifndef NB_INGEST_PAGE_H
#define NB_INGEST_PAGE_H

#include "ingest/run.h"

/*
 * Read a file into run->bytes, unless it was made and is there, and its pages
 * into *whole if it is markup; otherwise it has one page, and *whole is empty.
 * The caller frees *whole, also after a failure.
 */
NB_CHECK enum nb_status nb_run_read_file(struct nb_run *run,
					 const struct nb_input *in,
					 struct nb_layout *whole,
					 struct nb_error *err);

/*
 * Ingest a page whose file is in run->bytes; in->id is its identifier. If the
 * file is markup, `whole` has its pages, and the page is number `index` of
 * them; else `whole` has none. A failure of this page alone is reported, and is
 * no failure of the run.
 */
NB_CHECK enum nb_status nb_run_one_page(struct nb_run *run,
					const struct nb_input *in,
					const struct nb_layout *whole,
					size_t index, struct nb_error *err);

/* Report what is wrong with a file, or with a page of it. */
void nb_run_report_input(struct nb_run *run, const struct nb_input *in,
			 struct nb_error *own);

/* True for a failure that is not one of this page: it ends the run. */
bool nb_run_is_fatal(enum nb_status st);

#endif
