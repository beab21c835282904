/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Following the key of a decision to a place whose text differs a little, as
 * after another run of an OCR engine (nbnorm(1), DECISIONS).
 */
#ifndef NB_PAGE_FOLLOW_H
#define NB_PAGE_FOLLOW_H

#include "page/text/essence.h"

#include <nbarc/review.h>

/* The characters of a page, in which keys are followed. */
struct nb_follow {
	const struct nb_essence *essence;
	size_t lines; /* of the essence */
	uint32_t *chars;
	size_t *offsets; /* of each in the essence, and of its end */
	size_t count;
	uint8_t *costs; /* of the places of a search, which are before each
			   character and at the end */
	size_t steps; /* that are left; what would need more is not followed */
};

/* Make it; only NB_NOMEM can happen. Freed by nb_follow_free(). */
NB_CHECK enum nb_status nb_follow_make(const struct nb_essence *essence,
				       size_t lines, struct nb_follow *f,
				       struct nb_error *err);
void nb_follow_free(struct nb_follow *f);

/* Does the key of a decision have enough characters to be followed? */
bool nb_follow_can(const struct nb_decision *one);

/*
 * The offset in the essence of the place that a decision is about, although its
 * key stands nowhere; NB_NOTHING if there is no such place, or not one alone.
 */
size_t nb_follow_find(struct nb_follow *f, const struct nb_decision *one);

/*
 * The offset of the place, not before the offset `from`, where the characters
 * of a key end, if they are those `before` it, or begin; NB_NOTHING as for
 * nb_follow_find(). Lines end and begin there, or it costs as much as another
 * character.
 */
size_t nb_follow_side(struct nb_follow *f, const char *key, size_t len,
		      bool before, size_t from);

#endif
