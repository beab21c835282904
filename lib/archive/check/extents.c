/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/check/extents.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Index of the first frame that is not below the offset. */
static size_t find(const struct nb_extents *x, uint64_t directory)
{
	size_t low = 0, high = x->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (x->list[middle].directory < directory)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The frame of an entry, added if it is new; NULL: no memory. */
static struct nb_extent *frame_of(struct nb_extents *x,
				  const struct nb_entry *e)
{
	size_t i = find(x, e->directory);
	struct nb_extent *grown;

	if (i < x->count && x->list[i].directory == e->directory)
		return &x->list[i];
	grown = nb_grow(x->list, &x->cap, x->count + 1, sizeof(*grown));
	if (!grown)
		return NULL;
	x->list = grown;
	memmove(grown + i + 1, grown + i, (x->count++ - i) * sizeof(*grown));
	memset(grown + i, 0, sizeof(*grown));
	grown[i].directory = e->directory;
	grown[i].content_size = e->content_size;
	return grown + i;
}

enum nb_status nb_extents_add(struct nb_extents *x, const struct nb_entry *e,
			      struct nb_error *err)
{
	struct nb_extent *frame = frame_of(x, e);

	if (!frame)
		return nb_fail_mem(err);
	if (frame->id_len && frame->offset == e->offset &&
	    frame->len == e->len && frame->id_len == e->id.len &&
	    memcmp(frame->id, e->id.text, e->id.len) == 0)
		return NB_OK;
	if (e->len > frame->content_size - frame->taken)
		return nb_fail_at(err, NB_INVALID, e->directory,
				  "%.*s: its document overlaps that of another "
				  "page",
				  (int)e->id.len, e->id.text);
	frame->taken += e->len;
	frame->offset = e->offset;
	frame->len = e->len;
	frame->id_len = (uint8_t)e->id.len;
	memcpy(frame->id, e->id.text, e->id.len);
	return NB_OK;
}

void nb_extents_free(struct nb_extents *x)
{
	free(x->list);
	memset(x, 0, sizeof(*x));
}
