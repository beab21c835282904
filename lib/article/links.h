/* SPDX-License-Identifier: Apache-2.0 */
/* Which words the units of a page share: the traits of cohesion. */
#ifndef NB_ARTICLE_LINKS_H
#define NB_ARTICLE_LINKS_H

#include "article/traits.h"

/*
 * Set the traits NB_TRAIT_BACK_1 to NB_TRAIT_VALLEY and NB_TRAIT_TWINS of
 * all units. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_links_find(const char *text,
				      const struct nb_unit *units,
				      const struct nb_views *views,
				      uint8_t *traits, struct nb_error *err);

#endif
