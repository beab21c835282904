/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The structure model: a linear-chain conditional random field over the units
 * of a page. It is the file nbtei.model; training/article/recipe.md says how it
 * is made. All integers are little-endian:
 *
 *   offset size
 *        0    8 "nbtei" 00 00 02: magic and version
 *        8    4 u32: score of a weight of 1, times 2^20
 *       12    4 u32: log2 of the number of weights
 *       16   16 reserved, zero
 *       32   32 SHA-256 of everything after it
 *       64      weights, i8 each
 *
 * A feature, alone or together with the tag before, selects a row of NB_TAGS
 * weights, one for each tag. The model is part of the library, so that no size
 * in it is checked when it is used.
 */
#ifndef NB_ARTICLE_STRUCTURE_H
#define NB_ARTICLE_STRUCTURE_H

#include "base/embed.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NB_STRUCTURE_HEAD 64 /* bytes before the weights */
#define NB_STRUCTURE_LOG 17  /* log2 of the number of weights */
#define NB_STRUCTURE_WEIGHTS ((size_t)1 << NB_STRUCTURE_LOG)
#define NB_STRUCTURE_SIZE (NB_STRUCTURE_HEAD + NB_STRUCTURE_WEIGHTS)

/* nbtei.model as it is compiled in: NB_STRUCTURE_SIZE bytes. */
NB_EMBEDDED(uint8_t, nb_structure_data);

/*
 * What a unit can be. A unit that begins an item has a tag of its own, so that
 * the sequence of tags also says where items begin.
 */
enum nb_tag {
	NB_TAG_HEAD_FIRST,
	NB_TAG_HEAD,
	NB_TAG_CROSSHEAD,
	NB_TAG_PARAGRAPH,
	NB_TAG_PARAGRAPH_FIRST,
	NB_TAG_BYLINE,
	NB_TAG_CAPTION, /* always begins an item */
	NB_TAG_CREDIT,
	NB_TAGS /* how many there are; as a tag before, the start of the page */
};

/* Does a tag begin an item? */
static inline bool nb_tag_begins(unsigned tag)
{
	return tag == NB_TAG_HEAD_FIRST || tag == NB_TAG_PARAGRAPH_FIRST ||
	       tag == NB_TAG_CAPTION;
}

/* Mix a value into a hash. */
static inline uint32_t nb_structure_mix(uint32_t h, uint32_t v)
{
	h = (h ^ v) * 0x9e3779b1u;
	return h ^ h >> 15;
}

/*
 * The index of the first weight of the row for a feature: `before` is 0, or 1 +
 * the tag before it. The mask makes it a multiple of NB_TAGS, which is a power
 * of two, so that rows do not overlap.
 */
static inline uint32_t nb_structure_row(uint32_t hash, unsigned before)
{
	return nb_structure_mix(hash, before + 1) &
	       ((1u << NB_STRUCTURE_LOG) - NB_TAGS);
}

#endif
