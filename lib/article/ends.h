/* SPDX-License-Identifier: Apache-2.0 */
/* Where items end: who signs a letter or a notice, and the day under it. */
#ifndef NB_ARTICLE_ENDS_H
#define NB_ARTICLE_ENDS_H

#include "article/tagged.h"

/*
 * Change the tags around unit i, of which those before are right:
 *
 * - What signs a letter or good wishes is no head, nor are a name and the name
 *   of a body of people over a day.
 * - A day under a signature ends the item, and what may begin one after it does
 *   so: a head or a dispatch. A day after other text does so, too, unless days
 *   are the heads of a chronicle: one of them is over text or under a head.
 */
void nb_tags_end(struct nb_tagged *p, size_t i);

#endif
