/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page texts that need not be converted, or must not be, because of what the
 * archive has of their pages already (nbarc-ingest(1)).
 */
#ifndef NB_INGEST_SETTLED_H
#define NB_INGEST_SETTLED_H

#include "ingest/run.h"

/*
 * Compare a text with the newest revision of its page. *left is set if it is
 * left out: then it is counted, or reported as a failure of this file. That is
 * so
 *
 * - if the run resumes another one, and the page has this source already;
 * - if the newest revision came in as a document, unless documents are to be
 *   replaced.
 *
 * NB_UNSUPPORTED if the archive needs a newer program; NB_NOMEM, NB_BUG.
 */
NB_CHECK enum nb_status nb_run_settled(struct nb_run *run,
				       const struct nb_input *input, bool *left,
				       struct nb_error *err);

#endif
