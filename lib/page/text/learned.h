/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was learned of a title, as it stands in a profile (nbprofile(5), the key
 * `learned`): weights that are added to those of the structure model.
 *
 * In memory they have the form of the structure model (article/structure.h):
 *
 *   offset size
 *        0    8 "nblearn" 01: magic and version
 *        8    4 u32: score of a weight of 1, times 2^20; at most 2^23
 *       12    4 u32: log2 of the number of weights
 *       16   16 the model that they are added to: the first eight bytes of the
 *               SHA-256 of its field, and of its trees
 *       32    4 u32: pages that they were learned from
 *       36    4 u32: units of these
 *       40   24 zero
 *       64      weights, i8 each
 *
 * Most weights are zero, so in a profile the first 40 bytes are followed only
 * by the other ones: for each a number of base/varint.h, how many zeros stand
 * before it, and the byte itself. The first eight bytes of the SHA-256 of all
 * that come last. Base64 makes lines of a profile of it.
 */
#ifndef NB_PAGE_LEARNED_H
#define NB_PAGE_LEARNED_H

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include <stdint.h>

#define NB_LEARNED_HEAD 64 /* bytes before the weights */
#define NB_LEARNED_LOG 17  /* log2 of the number of weights */
#define NB_LEARNED_WEIGHTS ((size_t)1 << NB_LEARNED_LOG)
#define NB_LEARNED_SIZE (NB_LEARNED_HEAD + NB_LEARNED_WEIGHTS)

/* Where the fields of the first bytes are, and the bytes of one of the two
 * parts of the model's identity. */
#define NB_LEARNED_SCALE 8
#define NB_LEARNED_MODEL 16
#define NB_LEARNED_MODEL_PART 8
#define NB_LEARNED_PAGES 32
#define NB_LEARNED_UNITS 36

/* The largest scale: log-odds of 1,000 for one weight, several times what is
 * ever learned. With all features of a unit, no sum of scores overflows. */
#define NB_LEARNED_SCALE_MAX (1u << 23)

/* Bytes of a line of base64, before they are encoded. */
#define NB_LEARNED_LINE 54

/* Set the magic, the version and the number of weights in the first bytes. */
void nb_learned_begin(uint8_t learned[NB_LEARNED_SIZE]);

/*
 * Append the weights to `out` as lines of a profile, "learned = ...". NB_NOMEM
 * is the only failure.
 */
NB_CHECK enum nb_status nb_learned_write(const uint8_t *learned,
					 struct nb_buf *out,
					 struct nb_error *err);

/*
 * Read weights from the bytes that the lines of a profile stand for.
 * *learned is the caller's, to be freed by free(); it is NULL after a failure.
 * NB_INVALID if they are damaged; NB_UNSUPPORTED if they are of a later
 * version.
 */
NB_CHECK enum nb_status nb_learned_read(const uint8_t *bytes, size_t len,
					uint8_t **learned,
					struct nb_error *err);

#endif
