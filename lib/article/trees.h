/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Boosted trees that say how likely a unit begins an item, from the traits of
 * the unit and of those around it (traits.h). They are the file starts.model;
 * training/article/recipe.md says how it is made. All integers are
 * little-endian:
 *
 *   offset size
 *        0    8 "nbstart" 01: magic and version
 *        8    4 u32: number of trees, a multiple of 8
 *       12    4 u32: number of nodes
 *       16    4 i32: score before any tree
 *       20    4 u32: nodes from the first one of a tree to a leaf, at most
 *       24    8 reserved, zero
 *       32   32 SHA-256 of everything after it
 *       64      u32 for each tree: its first node
 *               nodes, 8 bytes each
 *
 * A node is u8 the unit (0: NB_TREES_NEAR units before), u8 the trait, u8 the
 * limit, u8 zero, u16 the step, i16 the score. If the trait is below the limit,
 * the node right after it follows, otherwise the one `step` nodes after it. A
 * leaf has the limit 0 and the step 0, so that it is followed by itself, and
 * only its score counts. Scores are log-odds times NB_TREES_ONE. The model is
 * part of the library, so that nothing in it is checked when it is used.
 */
#ifndef NB_ARTICLE_TREES_H
#define NB_ARTICLE_TREES_H

#include "article/traits.h"
#include "base/embed.h"

#define NB_TREES_HEAD 64 /* bytes before the list of trees */
#define NB_TREES_NEAR 3	 /* units on either side that a tree looks at */
#define NB_TREES_ONE 1024

NB_EMBEDDED(uint8_t, nb_starts_data);

/* The most trees of a model. */
#define NB_TREES_MAX 128u

/*
 * The log-odds that unit i of a page begins an item, times NB_TREES_ONE.
 * `traits` are those of unit 0; NB_TREES_NEAR units of zeros stand before it
 * and after the last one.
 */
int32_t nb_trees_score(const uint8_t *model, const uint8_t *traits, size_t i);

/* The score of a unit about which the trees say nothing, and its leaf. */
#define NB_NO_START INT32_MIN
#define NB_NO_LEAF UINT16_MAX

/* What the trees say of the units of a text; both lists are owned. */
struct nb_starts {
	/* Of each unit nb_trees_score() or NB_NO_START. */
	int32_t *scores;
	/* Of each unit and tree, where the tree ended: the number of a node, or
	 * NB_NO_LEAF. NULL: not asked for. */
	uint16_t *leaves;
	uint32_t trees; /* how many there are */
};

/*
 * Find what the trees say of all units of a text, with leaves if `leaves` is
 * true. Fails only with NB_NOMEM. Freed by nb_starts_free(), also after a
 * failure.
 */
NB_CHECK enum nb_status nb_starts_find(
	const char *text, const struct nb_unit *units, const uint8_t *gaps,
	const struct nb_views *views, const uint8_t *model, bool leaves,
	struct nb_starts *starts, struct nb_error *err);
void nb_starts_free(struct nb_starts *starts);

#endif
