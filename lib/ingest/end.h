/* SPDX-License-Identifier: Apache-2.0 */
/* The end of an ingest, whatever it took its pages from. */
#ifndef NB_INGEST_END_H
#define NB_INGEST_END_H

#include "ingest/run.h"

/*
 * Free all that a run owns, and close its archive. What was not committed is
 * lost. The structure itself is the caller's.
 */
void nb_run_free(struct nb_run *run);

#endif
