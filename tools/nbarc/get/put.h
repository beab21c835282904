/* SPDX-License-Identifier: Apache-2.0 */
/* What nbarc get prints of one page. */
#ifndef NB_TOOLS_NBARC_GET_PUT_H
#define NB_TOOLS_NBARC_GET_PUT_H

#include "get/run.h"

/*
 * Append what g->query chooses of a page to g->to, or make files of it. Nothing
 * is appended of a page that fails; g->err says why.
 */
NB_CHECK enum nb_status nbarc_get_put(struct get *g,
				      const struct nb_entry *entry);

#endif
