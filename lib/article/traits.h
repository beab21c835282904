/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Traits: what the trees of the structure model (trees.h) see of a unit. None
 * depends on a word of a certain medium: they are widths and marks by their
 * class, numbering, distances, and which words a unit shares with those around
 * it, whatever the words are. So what trees learn of them on some media holds
 * on others.
 */
#ifndef NB_ARTICLE_TRAITS_H
#define NB_ARTICLE_TRAITS_H

#include "article/view.h"

/* The traits of a unit, a byte each. Widths and amounts of text are in steps of
 * an eighth of a doubling. */
enum nb_trait {
	NB_TRAIT_WIDTH,
	NB_TRAIT_LAST, /* enum char_class of traits.c */
	NB_TRAIT_FIRST,
	NB_TRAIT_STOPS,
	NB_TRAIT_COMMAS,
	NB_TRAIT_SPACES,
	NB_TRAIT_DIGITS, /* share of the characters, 255: all */
	NB_TRAIT_LATIN,
	NB_TRAIT_QUOTES, /* opened minus closed, plus 8 */
	NB_TRAIT_REPORT,
	NB_TRAIT_NAMES,
	NB_TRAIT_CREDITED,
	NB_TRAIT_HEADLIKE,
	NB_TRAIT_ENCLOSED,
	NB_TRAIT_GAP,	    /* empty lines, against those usual here */
	NB_TRAIT_LIST_KIND, /* of the number that it begins with; 0: none */
	NB_TRAIT_LIST_VALUE,
	NB_TRAIT_LIST_STEP,
	NB_TRAIT_LIST_AROUND,
	NB_TRAIT_LIST_NEXT,
	NB_TRAIT_LIST_BEFORE,
	NB_TRAIT_BACK_1, /* words shared with the unit before, by weight */
	NB_TRAIT_BACK_3,
	NB_TRAIT_BACK_9,
	NB_TRAIT_AHEAD_1,
	NB_TRAIT_AHEAD_3,
	NB_TRAIT_AHEAD_9,
	NB_TRAIT_CROSS,
	NB_TRAIT_ROUND,
	NB_TRAIT_VALLEY,
	NB_TRAIT_SINCE,
	NB_TRAIT_SINCE_TEXT,
	NB_TRAIT_NEXT,
	NB_TRAIT_NEXT_TEXT,
	NB_TRAIT_WIDER_BEFORE,
	NB_TRAIT_WIDER_NEXT,
	NB_TRAIT_LIKE_BEFORE,
	NB_TRAIT_LIKE_NEXT,
	NB_TRAIT_TWINS,
	NB_TRAIT_REPEATS,
	NB_TRAIT_RUN_BEFORE,
	NB_TRAIT_RUN_AFTER,
	NB_TRAIT_RANK,
	NB_TRAIT_SINCE_NAMES,
	NB_TRAIT_NEXT_REPORT,
	NB_TRAIT_FROM_START,
	NB_TRAIT_TO_END,
	/* Of the whole page, the same in all units. */
	NB_TRAIT_PAGE_HEADLIKE,
	NB_TRAIT_PAGE_STOPPED,
	NB_TRAIT_PAGE_WIDTH,
	NB_TRAIT_PAGE_HEAD_WIDTH,
	NB_TRAIT_PAGE_NAMES,
	NB_TRAIT_PAGE_REPORTS,
	NB_TRAIT_PAGE_UNITS,
	NB_TRAIT_PAGE_WIDE_GAPS,
	NB_TRAITS
};

/*
 * Compute the traits of the units of a text, NB_TRAITS bytes each, into traits,
 * which has room for views->count of them and is zero. Fails only with
 * NB_NOMEM.
 */
NB_CHECK enum nb_status nb_traits_find(const char *text,
				       const struct nb_unit *units,
				       const uint8_t *gaps,
				       const struct nb_views *views,
				       uint8_t *traits, struct nb_error *err);

#endif
