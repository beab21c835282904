/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence of tags that the structure model finds likeliest. */
#ifndef NB_ARTICLE_SEQUENCE_H
#define NB_ARTICLE_SEQUENCE_H

#include "article/structure.h"
#include "article/view.h"

/* A tag that may follow another; before == NB_TAGS: the start of the page. */
bool nb_tag_follows(enum nb_tag before, enum nb_tag tag);
/* A tag that unit i may have, as far as rules are certain. */
bool nb_tag_allowed(const struct nb_views *views, size_t i, enum nb_tag tag);

/* The best sequence of tags, one a unit. */
NB_CHECK enum nb_status nb_sequence_decode(const struct nb_views *views,
					   const uint8_t *model, uint8_t *tags,
					   struct nb_error *err);

#endif
