/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence of tags that the structure model finds likeliest for a page. */
#ifndef NB_ARTICLE_SEQUENCE_H
#define NB_ARTICLE_SEQUENCE_H

#include "article/features.h"
#include "article/structure.h"
#include "article/trees.h"
#include "article/view.h"

/*
 * Rules that are certain. They bound what the model may choose and what it is
 * trained on.
 *
 * nb_tag_follows(): may `tag` come directly after `before`? NB_TAGS as `before`
 * is the start of the page. nb_tag_allowed(): may unit i have the tag?
 */
bool nb_tag_follows(enum nb_tag before, enum nb_tag tag);
bool nb_tag_allowed(const struct nb_views *views, size_t i, enum nb_tag tag);

/*
 * Make the right tags of a page tags that the rules allow, so that nothing is
 * learned that they forbid. A unit gets the tag nearest to its own that is
 * allowed: one that begins an item as well, or does not as well.
 */
void nb_tags_obey(const struct nb_views *views, uint8_t *tags);

/*
 * The parts of the structure model, borrowed: the field (structure.h), the
 * trees (trees.h), and what was learned of a title, in the form of a field
 * (learned.h), or NULL.
 */
struct nb_structure {
	const uint8_t *field, *trees, *learned;
};

/*
 * The features of unit i that weights of a title are learned for: those of the
 * field, and one for each tree, the leaf where it ended. Returns their number.
 */
#define NB_LEARNED_FEATURES_MAX (NB_UNIT_FEATURES_MAX + NB_TREES_MAX)
size_t nb_learned_features(const struct nb_views *views,
			   const struct nb_starts *starts, size_t i,
			   uint32_t hashes[NB_LEARNED_FEATURES_MAX]);

/* What the tags of a unit score, and its steps from the tags before it. */
struct nb_tag_scores {
	int32_t own[NB_TAGS];
	int32_t pairs[NB_TAGS][NB_TAGS];
};

/*
 * Compute the scores of unit i. Of the steps, only those are set that come
 * after the tags in `after`, a bit for each, 1 << tag. `starts` is as for
 * nb_sequence_decode().
 */
void nb_sequence_scores(const struct nb_views *views, size_t i,
			const struct nb_structure *model,
			const struct nb_starts *starts, unsigned after,
			struct nb_tag_scores *scores);

/*
 * Write the best sequence into tags[], an enum nb_tag for each unit. `open` has
 * for each unit the tags that the source leaves open, at least one: a bit for
 * each, 1 << tag. With it, the rules above yield where they leave no sequence.
 * `starts` is what the trees say of the same units, as of nb_starts_find(),
 * with leaves if something was learned. Both may be NULL, `starts` only if
 * nothing was learned. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_sequence_decode(const struct nb_views *views,
					   const struct nb_structure *model,
					   const struct nb_starts *starts,
					   const uint8_t *open, uint8_t *tags,
					   struct nb_error *err);

#endif
