/* SPDX-License-Identifier: Apache-2.0 */
/* What of a page a query of nbarc get chooses. */
#ifndef NB_TOOLS_NBARC_CHOSEN_H
#define NB_TOOLS_NBARC_CHOSEN_H

#include <stdbool.h>

#include <nbarc/query.h>

/* True if the query chooses the page or an item that it has. */
bool nbarc_chooses(const struct nb_query *query, const struct nb_entry *e);

#endif
