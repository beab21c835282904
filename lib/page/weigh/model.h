/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The model of the repair decision: logistic regression over hashed features,
 * and tables of characters. It is the file nbnorm.model;
 * training/page/recipe.md says how it is made. All integers are little-endian:
 *
 *   offset size
 *        0    8 "nbnorm" 00 03: magic and version
 *        8    4 u32: logit of a weight of 1, times 2^20
 *       12    4 u32: log2 of the number of weights
 *       16    4 u32: number of slots
 *       20    4 u32: log2 of the number of setting weights
 *       24    4 u32: log2 of the number of row weights
 *       28    4 reserved, zero
 *       32   32 SHA-256 of everything after it
 *       64      weights, i8 each
 *               slots, u16 each: 12 bits of the pair's hash, 4 of cohesion
 *               three tables of U+4E00 to U+9FFF, 4 bits each: log2 of the
 *               count; how readily the character ends a block; how readily
 *               it begins one
 *               setting weights, i8 each, in the same unit
 *               row weights, i8 each, in twice that unit
 *
 * The model is part of the library, so that no size in it is checked when it is
 * used: the offsets below are constants.
 */
#ifndef NB_PAGE_MODEL_H
#define NB_PAGE_MODEL_H

#include "base/embed.h"

#include <stddef.h>
#include <stdint.h>

#define NB_MODEL_HEAD 64 /* bytes before the weights */
#define NB_MODEL_HASH 32 /* offset of the hash */
#define NB_MODEL_WEIGHTS_LOG 17
#define NB_MODEL_SLOT_COUNT (5u << 15)
#define NB_MODEL_SETTING_LOG 14
#define NB_MODEL_ROWS_LOG 15
#define NB_MODEL_ROWS_UNIT 2 /* row weights are larger than the others */
#define NB_MODEL_PROBES 16u  /* slots that a search tries */
#define NB_MODEL_HAN 0x5200  /* characters of a table, U+4E00 to U+9FFF */
/* Offset of each table in the file. */
#define NB_MODEL_SLOTS (NB_MODEL_HEAD + ((size_t)1 << NB_MODEL_WEIGHTS_LOG))
#define NB_MODEL_COUNTS (NB_MODEL_SLOTS + 2 * (size_t)NB_MODEL_SLOT_COUNT)
#define NB_MODEL_ENDS (NB_MODEL_COUNTS + NB_MODEL_HAN / 2)
#define NB_MODEL_STARTS (NB_MODEL_ENDS + NB_MODEL_HAN / 2)
#define NB_MODEL_SETTING (NB_MODEL_STARTS + NB_MODEL_HAN / 2)
#define NB_MODEL_ROWS (NB_MODEL_SETTING + ((size_t)1 << NB_MODEL_SETTING_LOG))
#define NB_MODEL_SIZE (NB_MODEL_ROWS + ((size_t)1 << NB_MODEL_ROWS_LOG))

/* nbnorm.model as it is compiled in: NB_MODEL_SIZE bytes. */
NB_EMBEDDED(uint8_t, nb_model_data);

/*
 * How well two characters hold together, against chance: 0 (they never stand
 * together) to 15, or NB_COHESION_UNKNOWN for a pair of which nothing is known.
 */
#define NB_COHESION_UNKNOWN 16
int nb_cohesion(const uint8_t *model, uint32_t left, uint32_t right);

/*
 * Begin to fetch what nb_cohesion() will need of these characters. The table is
 * larger than the nearest caches, and a pair may be anywhere in it.
 */
void nb_cohesion_soon(const uint8_t *model, uint32_t left, uint32_t right);

/*
 * How readily a character ends (table NB_MODEL_ENDS) or begins
 * (NB_MODEL_STARTS) a block, in bits: 8 for one that does so as often as it
 * stands anywhere. 0 if c is not in the table or too rare to tell.
 */
unsigned nb_readiness(const uint8_t *model, size_t table, uint32_t c);

/* Begin to fetch what nb_readiness() will need. */
void nb_readiness_soon(const uint8_t *model, size_t table, uint32_t c);

/*
 * The hash of a pair of characters, and the slot where a search for a hash
 * begins. Searches go on in the next slot.
 */
uint32_t nb_pair_hash(uint32_t left, uint32_t right);
uint32_t nb_pair_slot(uint32_t hash);

/*
 * ln of the odds that a break is false, from the features of
 * nb_seam_features(); and what the features of nb_setting_features() and of
 * nb_row_features() add to it.
 */
double nb_model_seam(const uint8_t *model, const uint32_t *hashes,
		     size_t count);
double nb_model_setting(const uint8_t *model, const uint32_t *hashes,
			size_t count);
double nb_model_rows(const uint8_t *model, const uint32_t *hashes,
		     size_t count);

/*
 * Begin to fetch the weight of one feature for nb_model_seam(). A break has
 * dozens, anywhere in the table, and the time until all are there is that of
 * computing the features once more.
 */
static inline void nb_model_seam_soon(const uint8_t *model, uint32_t hash)
{
	uint32_t mask = ((uint32_t)1 << NB_MODEL_WEIGHTS_LOG) - 1;

	__builtin_prefetch(model + NB_MODEL_HEAD + (hash & mask));
}

#endif
