/* SPDX-License-Identifier: Apache-2.0 */
/* The shared text of an archive that an ingest creates
 * (format-spec/nbarc-format.md, section 5.1). */
#ifndef NB_INGEST_SAMPLE_H
#define NB_INGEST_SAMPLE_H

#include "ingest/run.h"

/*
 * Choose the shared text, into `text`, which must be empty, from a sample of
 * the inputs. These were sorted, and can then be read from the beginning.
 *
 * Inputs that fail are left out; they are reported when they are ingested.
 * NB_USAGE if one of them is standard input, which cannot be read twice;
 * NB_ABSENT if a callback stops the run.
 */
NB_CHECK enum nb_status nb_run_sample(struct nb_run *run, struct nb_buf *text,
				      struct nb_error *err);

#endif
