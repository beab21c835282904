/* SPDX-License-Identifier: Apache-2.0 */
/* Reading boosted trees, and asking them about a text (trees.h). */
#include "article/trees.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "base/unicode.h"

#include <stdlib.h>

#define NODE 8	   /* bytes */
#define AT_ONCE 8u /* trees */
/* The score from which no more trees are asked. */
#define SURE (4 * NB_TREES_ONE)
/* The score against a start that is hardly ever one. */
#define NEVER (8 * NB_TREES_ONE)
/*
 * Half em, and sentences. About a unit beyond either, which is no head by its
 * shape, the trees are not asked: of 1,818 items inside of pages of a daily, 11
 * begin with such a unit, which is most of the text.
 */
#define START_WIDTH 84u
#define START_STOPS 1u
/*
 * The trees are asked on pages of at most so many units. They were fitted on
 * some hundreds; a page of thousands is a list of pieces that are all alike.
 */
#define PAGE_UNITS 1000u

/* The node that follows n: no branch, which could not be foreseen. */
static inline const uint8_t *next_node(const uint8_t *n, const uint8_t *around)
{
	size_t other = around[n[0] * NB_TRAITS + n[1]] >= n[2];

	return n + NODE * (1 + (nb_le16(n + 4) - (size_t)1) * other);
}

/* The sum of the scores of AT_ONCE trees whose first nodes are in n. Their
 * nodes are read in turn, so that the processor waits for all of them at once.
 */
static int32_t sum_trees(const uint8_t *n[AT_ONCE], uint32_t depth,
			 const uint8_t *around)
{
	int32_t sum = 0;
	unsigned k;

	while (depth-- > 0)
		for (k = 0; k < AT_ONCE; k++)
			n[k] = next_node(n[k], around);
	for (k = 0; k < AT_ONCE; k++)
		sum += (int16_t)nb_le16(n[k] + 6);
	return sum;
}

int32_t nb_trees_score(const uint8_t *model, const uint8_t *traits, size_t i)
{
	uint32_t trees = nb_le32(model + 8), depth = nb_le32(model + 20), t, k;
	const uint8_t *first = model + NB_TREES_HEAD, *n[AT_ONCE];
	const uint8_t *nodes = first + (size_t)4 * trees;
	const uint8_t *around =
		traits + i * NB_TRAITS - (size_t)NB_TREES_NEAR * NB_TRAITS;
	int32_t score = (int32_t)nb_le32(model + 16);

	/* Their number is a multiple of AT_ONCE. */
	for (t = 0; t < trees && score < SURE && score > -SURE; t += AT_ONCE) {
		for (k = 0; k < AT_ONCE; k++)
			n[k] = nodes +
			       (size_t)NODE * nb_le32(first + 4 * (t + k));
		score += sum_trees(n, depth, around);
	}
	return score;
}

/* Find where each tree ends for a unit. */
static void find_leaves(const uint8_t *model, const uint8_t *around,
			uint16_t *leaves)
{
	uint32_t trees = nb_le32(model + 8), depth = nb_le32(model + 20), t, k;
	const uint8_t *first = model + NB_TREES_HEAD, *n;
	const uint8_t *nodes = first + (size_t)4 * trees;

	for (t = 0; t < trees; t++) {
		n = nodes + (size_t)NODE * nb_le32(first + (size_t)4 * t);
		for (k = 0; k < depth; k++)
			n = next_node(n, around);
		leaves[t] = (uint16_t)((size_t)(n - nodes) / NODE);
	}
}

/* Are the trees asked about a unit? */
static bool is_asked(const struct nb_view *v)
{
	return v->headlike ||
	       (v->shape.width <= START_WIDTH && v->shape.stops <= START_STOPS);
}

/*
 * Is it certain that a unit begins no item, as far as anything is? It stands in
 * brackets as a whole or begins with a dash: of 2,931 such units of five media,
 * inside of pages, none does.
 */
static bool is_never(const struct nb_view *v)
{
	return (v->enclosed && v->shape.first == '(') ||
	       v->shape.first == NB_EM_DASH;
}

/* Room for what is found of n units. */
static enum nb_status make_room(struct nb_starts *s, size_t n, bool leaves,
				struct nb_error *err)
{
	s->scores = nb_alloc(n, sizeof(*s->scores));
	s->leaves = NULL;
	if (s->scores && leaves)
		s->leaves =
			nb_alloc((uint64_t)n * s->trees, sizeof(*s->leaves));
	if (!s->scores || (leaves && !s->leaves))
		return nb_fail_mem(err);
	for (size_t i = 0; i < n; i++)
		s->scores[i] = NB_NO_START;
	for (size_t i = 0; leaves && i < n * s->trees; i++)
		s->leaves[i] = NB_NO_LEAF;
	return NB_OK;
}

enum nb_status nb_starts_find(const char *text, const struct nb_unit *units,
			      const uint8_t *gaps, const struct nb_views *views,
			      const uint8_t *model, bool leaves,
			      struct nb_starts *starts, struct nb_error *err)
{
	size_t n = views->count, i;
	uint8_t *padded, *traits;
	enum nb_status st;

	starts->trees = nb_le32(model + 8);
	st = make_room(starts, n, leaves, err);
	if (st || n > PAGE_UNITS)
		return st;
	padded = nb_alloc((uint64_t)n + 2 * NB_TREES_NEAR, NB_TRAITS);
	if (!padded)
		return nb_fail_mem(err);
	traits = padded + (size_t)NB_TREES_NEAR * NB_TRAITS;
	st = nb_traits_find(text, units, gaps, views, traits, err);
	for (i = 0; !st && i < n; i++) {
		bool never = is_never(&views->list[i]);

		if (never)
			starts->scores[i] = -NEVER;
		else if (is_asked(&views->list[i]))
			starts->scores[i] = nb_trees_score(model, traits, i);
		if (leaves && (never || starts->scores[i] != NB_NO_START))
			find_leaves(model, padded + i * NB_TRAITS,
				    starts->leaves + i * starts->trees);
	}
	free(padded);
	return st;
}

void nb_starts_free(struct nb_starts *starts)
{
	free(starts->scores);
	free(starts->leaves);
}
