/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a page a query chooses (chosen.h). The catalogue alone answers: no
 * document is read.
 */
#include "read/chosen.h"

bool nbarc_chooses(const struct nb_query *query, const struct nb_entry *e)
{
	size_t i;

	if (nb_query_whole(query, &e->id))
		return true;
	for (i = 0; i < e->item_count; i++)
		if (nb_query_item(query, &e->id, e->items[i].number))
			return true;
	return false;
}
