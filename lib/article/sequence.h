/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence of tags that the structure model finds likeliest for a page. */
#ifndef NB_ARTICLE_SEQUENCE_H
#define NB_ARTICLE_SEQUENCE_H

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
 * Write the best sequence into tags[], an enum nb_tag for each unit. `open` has
 * for each unit the tags that the source leaves open, at least one: a bit for
 * each, 1 << tag. With it, the rules above yield where they leave no sequence.
 * `starts` is what the trees say of the same units, as of nb_starts_find().
 * Both may be NULL. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_sequence_decode(const struct nb_views *views,
					   const uint8_t *model,
					   const int32_t *starts,
					   const uint8_t *open, uint8_t *tags,
					   struct nb_error *err);

#endif
