/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was read of a file, in memory: pieces of it, of which the ones that were
 * not used for longest are forgotten when there are too many.
 */
#ifndef NB_FAR_KEPT_H
#define NB_FAR_KEPT_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that are kept at most, and in how many pieces. */
#define NB_FAR_KEPT_MAX ((size_t)32 << 20)
#define NB_FAR_PIECES_MAX 256u

struct nb_far_piece {
	uint64_t offset;
	size_t len;
	uint8_t *data; /* owned */
	uint64_t used; /* by the clock of its owner */
};

/* All zeros is empty. It owns the pieces; they may overlap. */
struct nb_far_kept {
	struct nb_far_piece pieces[NB_FAR_PIECES_MAX];
	size_t count, bytes;
	uint64_t clock;
};

/* Keep a piece; `data` is taken over, and freed by free(). */
void nb_far_kept_put(struct nb_far_kept *kept, uint64_t offset, uint8_t *data,
		     size_t len);

/* Copy what is there from `offset` on, at most len bytes; returns how many. */
size_t nb_far_kept_get(struct nb_far_kept *kept, uint64_t offset, void *out,
		       size_t len);

/* Bytes that are there from `offset` on. */
uint64_t nb_far_kept_has(const struct nb_far_kept *kept, uint64_t offset);

void nb_far_kept_free(struct nb_far_kept *kept);

#endif
