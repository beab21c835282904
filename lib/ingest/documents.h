/* SPDX-License-Identifier: Apache-2.0 */
/* Ingesting documents that exist already (nbarc ingest --tei). */
#ifndef NB_INGEST_DOCUMENTS_H
#define NB_INGEST_DOCUMENTS_H

#include "ingest/run.h"

/*
 * Add the documents of a file. A document that fails is reported, and so is a
 * file that cannot be read further; both are no failure of the run. NB_ABSENT
 * if a callback stopped it; any other failure is one of the archive or of
 * memory.
 */
NB_CHECK enum nb_status nb_run_documents(struct nb_run *run,
					 const struct nb_input *input,
					 struct nb_error *err);

#endif
