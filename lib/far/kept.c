/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of a file in memory (far/kept.h). They are few, so that looking
 * through all of them is cheaper than keeping them in order. */
#include "far/kept.h"

#include <stdlib.h>
#include <string.h>

static void drop(struct nb_far_kept *k, size_t i)
{
	k->bytes -= k->pieces[i].len;
	free(k->pieces[i].data);
	k->pieces[i] = k->pieces[--k->count];
}

/* The piece that was not used for longest. */
static size_t oldest(const struct nb_far_kept *k)
{
	size_t i, found = 0;

	for (i = 1; i < k->count; i++)
		if (k->pieces[i].used < k->pieces[found].used)
			found = i;
	return found;
}

void nb_far_kept_put(struct nb_far_kept *k, uint64_t offset, uint8_t *data,
		     size_t len)
{
	while (k->count && (k->count == NB_FAR_PIECES_MAX ||
			    k->bytes + len > NB_FAR_KEPT_MAX))
		drop(k, oldest(k));
	k->pieces[k->count++] =
		(struct nb_far_piece){offset, len, data, ++k->clock};
	k->bytes += len;
}

/* The piece that has most of what follows `offset`; NULL if none has it. */
static const struct nb_far_piece *piece_at(const struct nb_far_kept *k,
					   uint64_t offset)
{
	const struct nb_far_piece *best = NULL, *p;

	for (p = k->pieces; p < k->pieces + k->count; p++)
		if (offset >= p->offset && offset - p->offset < p->len &&
		    (!best || p->offset + p->len > best->offset + best->len))
			best = p;
	return best;
}

size_t nb_far_kept_get(struct nb_far_kept *k, uint64_t offset, void *out,
		       size_t len)
{
	const struct nb_far_piece *p = piece_at(k, offset);
	size_t skip, n;

	if (!p)
		return 0;
	skip = (size_t)(offset - p->offset);
	n = p->len - skip < len ? p->len - skip : len;
	memcpy(out, p->data + skip, n);
	k->pieces[p - k->pieces].used = ++k->clock;
	return n;
}

uint64_t nb_far_kept_has(const struct nb_far_kept *k, uint64_t offset)
{
	const struct nb_far_piece *p = piece_at(k, offset);

	return p ? p->offset + p->len - offset : 0;
}

void nb_far_kept_free(struct nb_far_kept *k)
{
	while (k->count)
		drop(k, 0);
}
