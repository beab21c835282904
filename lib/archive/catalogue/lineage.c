/* SPDX-License-Identifier: Apache-2.0 */
/* Finding pages that are called as items (lineage.h). */
#include "archive/catalogue/lineage.h"

#include <nbarc/id.h>

#include <string.h>

/* True if the identifier begins with the first `len` bytes of l->id, and goes
 * on with a hyphen. */
static bool descends(const struct nb_lineage *l, const struct nb_string *id,
		     size_t len)
{
	return id->len > len && id->text[len] == '-' &&
	       memcmp(id->text, l->id, len) == 0;
}

bool nb_lineage_next(struct nb_lineage *l, const struct nb_string *id,
		     size_t *parent_len)
{
	bool is = false;
	size_t i;

	while (l->count && !descends(l, id, l->pages[l->count - 1]))
		l->count--;
	if (nb_id_item(id->text, id->len, parent_len))
		for (i = 0; i < l->count; i++)
			is = is || l->pages[i] == *parent_len;
	memcpy(l->id, id->text, id->len);
	l->pages[l->count++] = (uint8_t)id->len;
	return is;
}
