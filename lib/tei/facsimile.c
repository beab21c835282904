/* SPDX-License-Identifier: Apache-2.0 */
/* Which zones of a document are those of an item (facsimile.h). */
#include "tei/facsimile.h"

#include <string.h>

bool nb_facs_has(const char *list, size_t len, const char *id, size_t id_len)
{
	const char *end = list ? list + len : NULL, *space;

	for (; list && list < end; list = space + 1) {
		space = memchr(list, ' ', (size_t)(end - list));
		if (!space)
			space = end;
		if ((size_t)(space - list) == id_len + 1 && *list == '#' &&
		    memcmp(list + 1, id, id_len) == 0)
			return true;
	}
	return false;
}

/* The end of the zone that `tag` opens, with the newline after it; NULL if it
 * does not end. Zones may be in it. */
static const char *end_of_zone(const struct nb_tag *tag, const char *end)
{
	struct nb_tag inner = *tag;
	unsigned depth = 0;

	do {
		if (!nb_tag_is(&inner, "zone"))
			continue;
		if (inner.closes)
			depth--;
		else if (!inner.empty)
			depth++;
		if (depth == 0)
			return inner.end +
			       (inner.end < end && *inner.end == '\n');
	} while (nb_tag_find(inner.end, end, &inner));
	return NULL;
}

const char *nb_facs_foreign(const struct nb_tag *tag, const char *end,
			    const char *facs, size_t facs_len)
{
	const char *type, *id;
	size_t len, id_len;

	if (tag->closes || !nb_tag_is(tag, "zone"))
		return NULL;
	type = nb_tag_attribute(tag, "type", &len);
	id = nb_tag_attribute(tag, "xml:id", &id_len);
	if (!type || len != strlen("block") || memcmp(type, "block", len) ||
	    (id && nb_facs_has(facs, facs_len, id, id_len)))
		return NULL;
	return end_of_zone(tag, end);
}
