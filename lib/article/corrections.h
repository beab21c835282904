/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readings that a person put in the place of others (nbnorm(1), DECISIONS):
 * where they belong in a text, and the text as it is read with them.
 */
#ifndef NB_ARTICLE_CORRECTIONS_H
#define NB_ARTICLE_CORRECTIONS_H

#include "page/text/essence.h"

#include <nbarc/article.h>
#include <nbarc/review.h>

/*
 * A text in which decisions were looked for: its units, as whose lines the
 * essence was made, and the place of each decision in the essence. Everything
 * is borrowed, except by nb_decided_find() that fills it.
 */
struct nb_corrections_search {
	const char *text;
	const struct nb_unit *units;
	size_t count;
	const struct nb_essence *essence;
	size_t *places;
};

/*
 * Set the corrections of `division` from the decisions whose outcome is that
 * they were applied; where one cannot be, the outcome is changed to
 * NB_OUTCOME_NO_READING. Of two that overlap the later in the file counts.
 * Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_corrections_find(
	const struct nb_corrections_search *search,
	const struct nb_decisions *decisions, const struct nb_profile *profile,
	struct nb_division *division, struct nb_error *err);

/*
 * A text as it is read: with the new readings, and its units in it. Without
 * corrections it has no units, and the normalised text is read. Freed by
 * nb_read_free(), which may be called with zeros.
 */
struct nb_read {
	struct nb_buf text;
	struct nb_unit *units;
};

/* Make it; fails only with NB_NOMEM, and is to be freed also then. */
NB_CHECK enum nb_status nb_read_make(const char *text, size_t len,
				     const struct nb_division *division,
				     struct nb_read *read,
				     struct nb_error *err);
void nb_read_free(struct nb_read *read);

/*
 * Where a place of the normalised text is in the text as it is read: within an
 * old reading it is where the new one begins.
 */
size_t nb_read_place(const struct nb_division *division, size_t offset);

/* Is the place of the text as it is read inside of a new reading? */
bool nb_read_inside(const struct nb_division *division, size_t place);

#endif
