/* SPDX-License-Identifier: Apache-2.0 */
/* Making a page again from the source that its archive keeps. */
#ifndef NB_INGEST_REMAKE_H
#define NB_INGEST_REMAKE_H

#include "ingest/run.h"

#include <nbarc/decide.h>

/*
 * Make a page again as it was made before: from its source, with its profile,
 * charset and zones, and with what its header says. `how` has what the caller
 * adds to that; the decisions are those of `decisions` and those that the
 * archive keeps with the page. run->options must be writable by the caller of
 * this call, who sees them changed.
 *
 * A page that cannot be made again is reported and is no failure of the run:
 * one without a source, or one whose items come from a METS file that the
 * archive does not keep.
 */
NB_CHECK enum nb_status nb_run_remake(struct nb_run *run,
				      const struct nb_decide_options *how,
				      const struct nb_decisions *decisions,
				      const char *id, struct nb_error *err);

#endif
