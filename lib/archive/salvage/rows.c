/* SPDX-License-Identifier: Apache-2.0 */
/* The list of page entries that a walk found (format-spec/nbarc-format.md,
 * section 14, "Entries that a walk finds"). */
#include "archive/salvage/rows.h"
#include "archive/catalogue/entry.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define TEXT_BLOCK ((size_t)1 << 16) /* bytes of identifiers in a block */

/* Bytes that the list may take in any file. */
#define MEMORY_LEAST ((uint64_t)1 << 28)

/* A block of identifiers, which stay where they are. */
struct nb_salvage_text {
	struct nb_salvage_text *next;
	size_t used;
	char text[TEXT_BLOCK];
};

/* Order by key, then as nb_salvage_sort() says. */
static int by_key(const void *a, const void *b)
{
	const struct nb_salvaged *x = a, *y = b;
	struct nb_entry_key kx = nb_salvaged_key(x), ky = nb_salvaged_key(y);
	int order = nb_key_compare(&kx, &ky);

	if (order)
		return order;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->offset < y->offset) - (x->offset > y->offset);
}

/* A copy of an identifier that lives as long as the salvage; NULL if out of
 * memory. */
static const char *keep_id(struct nb_salvage *s, const char *id, size_t len)
{
	struct nb_salvage_text *block = s->ids;
	char *copy;

	if (!block || len > sizeof(block->text) - block->used) {
		block = malloc(sizeof(*block));
		if (!block)
			return NULL;
		block->next = s->ids;
		block->used = 0;
		s->ids = block;
	}
	copy = block->text + block->used;
	memcpy(copy, id, len);
	block->used += len;
	return copy;
}

/* The most bytes that the list may take: an archive has more bytes for each
 * entry than the list. Only a hostile file, whose leaves are compressed, could
 * list more. */
static uint64_t limit_of(const struct nb_salvage *s)
{
	return s->end > MEMORY_LEAST ? s->end : MEMORY_LEAST;
}

enum nb_status nb_salvage_add(struct nb_salvage *s,
			      const struct nb_salvaged *proto, const char *id,
			      size_t id_len, struct nb_error *err)
{
	struct nb_salvaged *grown;
	const char *copy;

	/* The list may have twice the room that it needs. */
	s->memory += 2 * sizeof(*grown) + id_len;
	if (s->memory > limit_of(s))
		return nb_fail_at(err, NB_LIMIT, proto->offset,
				  "more page entries than a file of this size "
				  "can have");
	copy = keep_id(s, id, id_len);
	if (!copy)
		return nb_fail_mem(err);
	grown = nb_grow(s->list, &s->cap, s->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	s->list = grown;
	grown += s->count++;
	*grown = *proto;
	grown->id = copy;
	grown->id_len = (uint8_t)id_len;
	return NB_OK;
}

void nb_salvage_free_rows(struct nb_salvage *s)
{
	while (s->ids) {
		struct nb_salvage_text *next = s->ids->next;

		free(s->ids);
		s->ids = next;
	}
	free(s->list);
	s->list = NULL;
	s->count = s->cap = 0;
}

void nb_salvage_sort(struct nb_salvage *s)
{
	if (s->count)
		qsort(s->list, s->count, sizeof(*s->list), by_key);
}

size_t nb_salvage_seek(const struct nb_salvage *s,
		       const struct nb_entry_key *key)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct nb_entry_key here = nb_salvaged_key(&s->list[middle]);

		if (nb_key_compare(&here, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool nb_salvaged_same_page(const struct nb_salvaged *a,
			   const struct nb_salvaged *b)
{
	return a->id_len == b->id_len && memcmp(a->id, b->id, a->id_len) == 0;
}
