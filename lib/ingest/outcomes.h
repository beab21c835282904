/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a reviewer's decisions in an ingest, over all of its pages. */
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
 * Note what became of each decision on this page. One page that applied a
 * decision is enough; and "there is no break at its place" says more than
 * "there is no such place".
 */
void nb_run_note_outcomes(struct nb_run *run, const struct nb_page *page,
			  const struct nb_division *division);

/* Tell the caller about the decisions that no page applied. */
void nb_run_report_unused(struct nb_run *run);

#endif
