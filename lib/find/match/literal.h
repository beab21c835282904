/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an item can contain a sequence of characters, by a look at the bytes
 * of its document: the text is not extracted for that.
 *
 * The answer "no" is certain; "perhaps" is nearly always yes. Marks within a
 * text, such as lb, are passed over; a fold is respected. Where the text goes
 * on elsewhere, because a caption was set into a paragraph, or is written by a
 * reference or an element of its own, the answer is "perhaps".
 */
#ifndef NB_FIND_MATCH_LITERAL_H
#define NB_FIND_MATCH_LITERAL_H

#include "find/match/fold.h"

/* Characters in which one search by bytes can be done for each code point that
 * is folded to the anchor. */
#define NB_ANCHORS_MAX 8

/*
 * A sequence of characters, of which some may be NB_ANY_CHAR. `chars` is owned.
 * The anchor is one of them that is rare; its occurrences are looked for first.
 */
struct nb_literal {
	uint32_t *chars; /* folded */
	size_t count;
	size_t anchor; /* index in chars */
	/* The anchor as it may stand in a document; none if every document has
	 * to be taken. */
	struct {
		char bytes[4];
		size_t len;
	} anchors[NB_ANCHORS_MAX];
	size_t anchor_count;
};

/* Make a literal of `count` folded characters, which are copied. NB_NOMEM. */
NB_CHECK enum nb_status nb_literal_set(struct nb_literal *literal,
				       const struct nb_fold *fold,
				       const uint32_t *chars, size_t count);

/* Free what a literal owns. */
void nb_literal_free(struct nb_literal *literal);

/* True unless the `len` bytes of a document at `xml`, the slice of an item,
 * certainly do not contain the literal in their text. */
bool nb_literal_perhaps(const struct nb_literal *literal,
			const struct nb_fold *fold, const char *xml,
			size_t len);

/* As nb_literal_perhaps(), for the place `at`: false unless an anchor stands
 * there. `start` and `end` are those of the slice. */
bool nb_literal_fits(const struct nb_literal *literal,
		     const struct nb_fold *fold, const char *start,
		     const char *end, const char *at);

#endif
