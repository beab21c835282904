/* SPDX-License-Identifier: Apache-2.0 */
/* Documents that are there already, into an archive. */
#ifndef NB_INGEST_DOCUMENTS_H
#define NB_INGEST_DOCUMENTS_H

#include "ingest/run.h"

/*
 * Ingest the documents of a file. One that fails is reported; NB_ABSENT when a
 * callback stopped it.
 */
NB_CHECK enum nb_status nb_run_documents(struct nb_run *run,
					 const struct nb_input *input,
					 struct nb_error *err);

#endif
