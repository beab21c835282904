/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proof of a conversion while it runs: what was written is converted back,
 * and must be what was read.
 */
#ifndef NB_ENCODING_PROOF_H
#define NB_ENCODING_PROOF_H

#include <nbarc/encoding.h>

/* All zeros is one that is closed. */
struct nb_proof {
	struct nb_converter *back;
	struct nb_buf wanted; /* of the input, not yet come back */
	struct nb_buf got;    /* come back, not yet compared */
	uint64_t proved;      /* bytes of the input */
};

/* `options` are those of the way back. NB_USAGE when there is none. */
NB_CHECK enum nb_status nb_proof_open(struct nb_proof *proof,
				      const struct nb_convert_options *options,
				      struct nb_error *err);
void nb_proof_close(struct nb_proof *proof);

/* in has become out. NB_INVALID, with the offset in the input, when it does not
 * come back; also for what has not come back when `last` is set. */
NB_CHECK enum nb_status nb_proof_add(struct nb_proof *proof, const uint8_t *in,
				     size_t in_len, const uint8_t *out,
				     size_t out_len, bool last,
				     struct nb_error *err);

#endif
