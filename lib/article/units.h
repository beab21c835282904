/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A normalised text as units, one for each line that is not empty, and what the
 * structure model says of them.
 */
#ifndef NB_ARTICLE_UNITS_H
#define NB_ARTICLE_UNITS_H

#include "article/sequence.h"
#include "article/view.h"

#include <nbarc/article.h>

/*
 * A text as units, and what the model says of them. The arrays are owned, the
 * text is not.
 */
struct nb_units {
	const char *text;
	struct nb_unit *units;
	uint8_t *gaps; /* empty lines before each unit, at most 255 */
	struct nb_views views;
	uint8_t *tags; /* enum nb_tag of each unit */
	/* The tags that the source leaves open, borrowed; NULL: all. */
	const uint8_t *open;
	/* Weights of the title, as of struct nb_structure, borrowed; NULL:
	 * none. nb_units_view() takes them from the profile. */
	const uint8_t *learned;
	size_t count;
};

/*
 * Set everything except the tags, from s->text of `len` bytes. Free it with
 * nb_units_free(), also after a failure. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_units_view(struct nb_units *s, size_t len,
				      const struct nb_profile *profile,
				      struct nb_error *err);

/* Set the tags, and how likely the units begin items. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_units_decode(struct nb_units *s,
					struct nb_error *err);
/*
 * Write which model it is: what was learned for it (page/text/learned.h) is of
 * no use for another one.
 */
#define NB_STRUCTURE_IDENTITY 16
void nb_structure_identify(const struct nb_structure *model,
			   uint8_t identity[NB_STRUCTURE_IDENTITY]);

void nb_units_free(struct nb_units *s);

#endif
