/* SPDX-License-Identifier: Apache-2.0 */
/* Which zones of a document are those of an item (facsimile.h). */
#include "xml/facsimile.h"

#include "base/alloc.h"

#include <nbarc/page.h>

#include <stdlib.h>
#include <string.h>

enum nb_status nb_names_add(struct nb_names *names, const char *p, size_t len)
{
	struct nb_name *grown = nb_grow(names->list, &names->cap,
					names->count + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	names->list = grown;
	grown[names->count] = (struct nb_name){p, len, names->count};
	names->count++;
	return NB_OK;
}

enum nb_status nb_names_pointers(struct nb_names *names, const char *facs,
				 size_t len)
{
	const char *end = facs ? facs + len : NULL, *space;
	enum nb_status st = NB_OK;

	for (; !st && facs && facs < end; facs = space + 1) {
		space = memchr(facs, ' ', (size_t)(end - facs));
		if (!space)
			space = end;
		if (space - facs < 2 || *facs != '#')
			continue;
		if (names->count == NB_PAGE_LINES_MAX)
			st = NB_INVALID;
		else
			st = nb_names_add(names, facs + 1,
					  (size_t)(space - facs) - 1);
	}
	return st;
}

static int by_bytes(const void *a, const void *b)
{
	const struct nb_name *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->p, y->p, n);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

void nb_names_sort(struct nb_names *names)
{
	if (names->count)
		qsort(names->list, names->count, sizeof(*names->list),
		      by_bytes);
}

const struct nb_name *nb_names_find(const struct nb_names *names, const char *p,
				    size_t len)
{
	struct nb_name key = {p, len, 0};

	return names->count && p ? bsearch(&key, names->list, names->count,
					   sizeof(key), by_bytes)
				 : NULL;
}

void nb_names_free(struct nb_names *names)
{
	free(names->list);
	memset(names, 0, sizeof(*names));
}

bool nb_zone_is_foreign(const struct nb_tag *tag, const struct nb_names *own)
{
	const char *type, *id;
	size_t len, id_len = 0;

	if (tag->closes || !nb_tag_is(tag, "zone"))
		return false;
	type = nb_tag_attribute(tag, "type", &len);
	id = nb_tag_attribute(tag, "xml:id", &id_len);
	return type && len == strlen("block") &&
	       memcmp(type, "block", len) == 0 &&
	       !nb_names_find(own, id, id_len);
}

const char *nb_zone_end(const struct nb_tag *tag, const char *end)
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
