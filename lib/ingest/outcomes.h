/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person's decisions in an ingest: which a page is made with, what became of
 * them over all pages, and what the archive keeps.
 */
#ifndef NB_INGEST_OUTCOMES_H
#define NB_INGEST_OUTCOMES_H

#include "ingest/run.h"

/*
 * Make run->outcomes, if there are decisions. Until a page says otherwise, each
 * decision is for another page.
 */
NB_CHECK enum nb_status nb_run_expect_decisions(struct nb_run *run,
						struct nb_error *err);

/*
 * Choose the decisions that a page is converted with: those that the archive
 * keeps with it, then those of the caller, which are in how->decisions.
 * `former` may be NULL. Like nb_run_note_decisions(), it serves the page in
 * hand alone.
 */
NB_CHECK enum nb_status nb_run_choose_decisions(struct nb_run *run,
						const struct nb_former *former,
						const char *id,
						struct nb_page_options *how,
						struct nb_error *err);

/*
 * Note what became of each decision on the page that was converted, and put
 * what is to be kept with it into run->decided. One page that applied a
 * decision is enough; and "there is no break at its place" says more than
 * "there is no such place". Kept decisions that no longer apply are reported.
 */
NB_CHECK enum nb_status nb_run_note_decisions(struct nb_run *run,
					      const struct nb_input *in,
					      const struct nb_page_options *how,
					      const struct nb_converted *c,
					      struct nb_error *err);

/* Tell the caller about the decisions that no page applied. */
void nb_run_report_unused(struct nb_run *run);

#endif
