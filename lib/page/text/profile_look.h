/* SPDX-License-Identifier: Apache-2.0 */
/* A text as decisions see it with a profile. */
#ifndef NB_PAGE_PROFILE_LOOK_H
#define NB_PAGE_PROFILE_LOOK_H

#include "page/text/profile.h"
#include "page/text/shape.h"

#include <nbarc/buf.h>

/* A character as decisions compare it: marks that are written in full width
 * count as their half-width form. */
uint32_t nb_profile_fold(const struct nb_profile *p, uint32_t cp);

/*
 * What the mark cp (below 0x80) between two characters, 0 where there is none,
 * is written as; NULL where it stays: both its neighbours are digits, or both
 * are Latin letters. A full stop becomes another one behind a Han character
 * alone, and not before a second one: it is in numbers, abbreviations and
 * ellipses too.
 */
const char *nb_profile_mark(const struct nb_profile *p, uint32_t cp,
			    uint32_t before, uint32_t after);

/* nb_shape_look() with what the profile adds. `scratch` is for its use. */
NB_CHECK enum nb_status nb_profile_look(const struct nb_profile *p,
					const char *text, size_t len,
					struct nb_buf *scratch,
					struct nb_shape *shape);

#endif
