/* SPDX-License-Identifier: Apache-2.0 */
/* Small numbers as Parquet packs them: runs and packed bits. */
#ifndef NB_TOOLS_NBARC_HYBRID_H
#define NB_TOOLS_NBARC_HYBRID_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>

/* Bits that numbers up to `most` take; at least 1. */
unsigned nbarc_hybrid_width(uint32_t most);

/*
 * Append `count` numbers of at most `width` bits, 1 to 32, in the encoding that
 * Parquet calls RLE: a number that comes at least eight times is a run, others
 * are packed bit by bit. Their number is not written. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_hybrid_put(struct nb_buf *out,
					 const uint32_t *numbers, size_t count,
					 unsigned width);

#endif
