/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proof of a conversion while it runs: what was written is converted back,
 * and must be what was read.
 */
#ifndef NB_ENCODING_PROOF_H
#define NB_ENCODING_PROOF_H

#include <nbarc/encoding.h>

/* All zeros is one that has begun. */
struct nb_proof {
	struct nb_buf wanted; /* of the input, not yet come back */
	struct nb_buf got;    /* come back, not yet compared */
	uint64_t proved;      /* bytes of the input */
};

void nb_proof_free(struct nb_proof *proof);

/*
 * `in` was read, and what came back of it so far has been added to proof->got;
 * `back` is the way that it came. NB_INVALID, with the offset in the input,
 * where the two differ; also for what has not come back when `last` is set.
 */
NB_CHECK enum nb_status nb_proof_add(struct nb_proof *proof, const uint8_t *in,
				     size_t len, bool last,
				     const struct nb_conversion *back,
				     struct nb_error *err);

#endif
