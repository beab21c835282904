/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting page entries into the log, part by part (format-spec/nbarc-format.md,
 * section 11). */
#include "archive/log/log_order.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Leaves of a part: some 20 MB. */
#define PART_LEAVES ((size_t)1 << 18)

/* A leaf of the part. Its identifier begins at `id` in the identifiers. */
struct nb_log_leaf {
	uint8_t hash[NB_SHA256_SIZE];
	uint32_t commit, revision;
	size_t id;
	uint8_t id_len;
};

enum nb_status nb_log_order_note(struct nb_log_order *o, uint32_t commit,
				 struct nb_error *err)
{
	uint64_t *grown;

	if (o->count == NB_REVISIONS_MAX)
		return nb_fail(err, NB_LIMIT,
			       "an archive has at most %u page entries",
			       NB_REVISIONS_MAX);
	grown = nb_grow(o->noted, &o->cap, o->count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	o->noted = grown;
	grown[o->count] = (uint64_t)commit << 32 | (uint32_t)o->count;
	o->count++;
	return NB_OK;
}

/* For qsort(): by commit, and in the order of the visit. */
static int by_commit(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

enum nb_status nb_log_order_sort(struct nb_log_order *o, struct nb_error *err)
{
	size_t part = o->count < PART_LEAVES ? o->count : PART_LEAVES, i;

	o->place = nb_alloc(o->count, sizeof(*o->place));
	o->part = nb_alloc(part, sizeof(*o->part));
	if (!o->place || !o->part)
		return nb_fail_mem(err);
	if (o->count)
		qsort(o->noted, o->count, sizeof(*o->noted), by_commit);
	for (i = 0; i < o->count; i++)
		o->place[(uint32_t)o->noted[i]] = (uint32_t)i;
	return NB_OK;
}

bool nb_log_order_more(struct nb_log_order *o)
{
	size_t left = o->count - o->to;

	o->from = o->to;
	o->to += left < PART_LEAVES ? left : PART_LEAVES;
	o->visited = 0;
	o->ids.len = 0;
	return left > 0;
}

enum nb_status nb_log_order_take(struct nb_log_order *o,
				 const struct nb_entry *e, struct nb_error *err)
{
	size_t place = o->place[o->visited++];
	struct nb_log_leaf *leaf;

	if (place < o->from || place >= o->to)
		return NB_OK;
	leaf = &o->part[place - o->from];
	leaf->commit = e->commit;
	leaf->revision = e->revision;
	leaf->id = o->ids.len;
	leaf->id_len = (uint8_t)e->id.len;
	nb_merkle_leaf(e, leaf->hash);
	return nb_buf_add(&o->ids, e->id.text, e->id.len) ? nb_fail_mem(err)
							  : NB_OK;
}

enum nb_status nb_log_order_write(const struct nb_log_order *o,
				  struct nb_log_writer *w, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < o->to - o->from; i++) {
		const struct nb_log_leaf *leaf = &o->part[i];
		const struct nb_log_key key = {
			leaf->commit,
			{(const char *)o->ids.data + leaf->id, leaf->id_len},
			leaf->revision};

		st = nb_log_writer_add(w, &key, leaf->hash, err);
	}
	return st;
}

void nb_log_order_free(struct nb_log_order *o)
{
	free(o->noted);
	free(o->place);
	free(o->part);
	nb_buf_free(&o->ids);
	memset(o, 0, sizeof(*o));
}
