/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a search asks an index: the lists that a document must be in, for each
 * of the literals of which every hit has one (format-spec/nbarc-index.md,
 * section 7).
 */
#ifndef NB_INDEX_QUESTION_H
#define NB_INDEX_QUESTION_H

#include "find/match/pattern.h"

/* A list is not read if it has so many times more documents than are left: it
 * takes longer than looking into these. */
#define NB_INDEX_NOT_WORTH 512u

/* Code points that one character of a literal may stand for in the index. */
#define NB_INDEX_SOURCES 8

/* A character of a literal; `count` 0: it says nothing. */
struct nb_letter {
	uint32_t points[NB_INDEX_SOURCES];
	size_t count;
};

/* One list, or several of which each will do: of a character, or of a pair. */
struct nb_unit {
	const struct nb_letter *first, *second; /* second NULL: no pair */
	uint64_t documents;			/* at most */
};

/* What a literal asks for. Owned: letters, units. */
struct nb_question {
	struct nb_letter *letters;
	struct nb_unit *units;
	size_t count;
	bool exact; /* the documents of the only unit have the literal */
};

/*
 * Make the question of a literal: all of its pairs, and characters that are in
 * none. `width` is the fold of the index. Without units it asks for nothing.
 * NB_NOMEM; it is to be freed also after a failure.
 */
NB_CHECK enum nb_status nb_question_set(struct nb_question *question,
					const struct nb_grep *grep,
					const struct nb_fold *width,
					const struct nb_literal *literal);

/* Free what it owns. */
void nb_question_free(struct nb_question *question);

#endif
