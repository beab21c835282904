/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The model of the repair decision: logistic regression over hashed features,
 * and a table of character pairs. nbnorm.model, all integers little-endian:
 *
 *   0   8  "nbnorm" 00 01: magic and version
 *   8   4  u32: logit of a weight of 1, times 2^20
 *   12  4  u32: log2 of the number of weights
 *   16  4  u32: log2 of the number of slots
 *   20  12 reserved, zero
 *   32  32 SHA-256 of everything behind it
 *   64     weights, i8 each
 *          slots, u16 each: 12 bits of the pair's hash, 4 bits of cohesion
 *          log2 of the count of U+4E00 to U+9FFF, 4 bits each
 */
#ifndef NB_PAGE_MODEL_H
#define NB_PAGE_MODEL_H

#include <stddef.h>
#include <stdint.h>

#define NB_MODEL_HEAD 64
#define NB_MODEL_WEIGHTS_LOG 16
#define NB_MODEL_SLOTS_LOG 17
#define NB_MODEL_HAN 0x5200 /* U+4E00 to U+9FFF */
#define NB_MODEL_SIZE                                          \
	(NB_MODEL_HEAD + ((size_t)1 << NB_MODEL_WEIGHTS_LOG) + \
	 ((size_t)2 << NB_MODEL_SLOTS_LOG) + NB_MODEL_HAN / 2)

/* nbnorm.model as it is compiled in. */
extern const uint8_t nb_model_data[];

/* Cohesion: 0 (never together) to 15; 16 where nothing is known. */
#define NB_COHESION_UNKNOWN 16
int nb_cohesion(const uint8_t *model, uint32_t left, uint32_t right);

/* Hash of a pair, as slots have it, and the slot where a search for it begins.
 */
uint32_t nb_pair_hash(uint32_t left, uint32_t right);

/* Probability that a break with these features is false. */
double nb_model_probability(const uint8_t *model, const uint32_t *hashes,
			    size_t count);

#endif
