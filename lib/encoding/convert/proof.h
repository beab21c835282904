/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proof of a conversion while it runs: what was written is converted back
 * and must give what was read.
 */
#ifndef NB_ENCODING_PROOF_H
#define NB_ENCODING_PROOF_H

#include <nbarc/encoding.h>

/*
 * All zeros is the beginning. At most one of the buffers has bytes between two
 * calls; both are owned.
 */
struct nb_proof {
	struct nb_buf wanted; /* input that has not come back yet */
	struct nb_buf got;    /* what came back and was not compared yet */
	uint64_t proved;      /* bytes of the input that came back */
};

/* Free the buffers. */
void nb_proof_free(struct nb_proof *proof);

/*
 * Compare the next len bytes of the input with proof->got, to which the caller
 * has appended what came back of them so far. `back` describes the conversion
 * back, for the message. NB_INVALID, with the offset in the input, at the first
 * difference; with `last` also if the numbers of bytes differ.
 */
NB_CHECK enum nb_status nb_proof_add(struct nb_proof *proof, const uint8_t *in,
				     size_t len, bool last,
				     const struct nb_conversion *back,
				     struct nb_error *err);

#endif
