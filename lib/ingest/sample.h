/* SPDX-License-Identifier: Apache-2.0 */
/* Opening the archive of an ingest, and choosing the shared text of a new one
 * (format-spec/nbarc-format.md, section 5.1). */
#ifndef NB_INGEST_SAMPLE_H
#define NB_INGEST_SAMPLE_H

#include "ingest/run.h"

/*
 * Open the archive for writing, as `writer` says, or in a dry run for reading,
 * if it exists. If a new archive is to have a shared text, that is chosen from
 * a sample of the inputs before. These were sorted, and can then be read from
 * the beginning. An archive that exists must have one already.
 *
 * Inputs that fail are left out of the sample; they are reported when they are
 * ingested. NB_USAGE if one of them is standard input, which cannot be read
 * twice; NB_ABSENT if a callback stops the run.
 */
NB_CHECK enum nb_status nb_run_open(struct nb_run *run,
				    struct nb_writer_options *writer,
				    struct nb_error *err);

#endif
