/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set of words, and where one of them stands in a text.
 *
 * A few words are each looked for by themselves; of thousands, as in a list of
 * names, each place of the text is looked up in the sorted set.
 *
 * A set never changes once it is made, and any number of threads may use it;
 * each needs a struct nb_words_place of its own.
 */
#ifndef NB_FIND_MATCH_WORDS_H
#define NB_FIND_MATCH_WORDS_H

#include "find/match/seek.h"

#include <nbarc/status.h>

#include <stdbool.h>

/* So many words are looked for one by one. */
#define NB_WORDS_FEW 8

struct nb_words;

/* How far a text was searched for each of a few words. */
struct nb_words_place {
	const char *next[NB_WORDS_FEW]; /* NULL: not any more */
};

/*
 * Make a set of `count` words of valid UTF-8, none of them empty. They are
 * borrowed, and sorted. *words is to be freed by nb_words_free(). NB_NOMEM.
 */
NB_CHECK enum nb_status nb_words_create(struct nb_needle *list, size_t count,
					struct nb_words **words);

/* Free a set, but not its words. NULL is fine. */
void nb_words_free(struct nb_words *words);

/* Begin with the text from p to `end`. */
void nb_words_begin(const struct nb_words *words, const char *p,
		    const char *end, struct nb_words_place *place);

/*
 * The first place at or after p where a word stands, and in *len the length of
 * the longest word there; NULL if there is none before `end`. The text is valid
 * UTF-8; p only grows between two calls.
 */
const char *nb_words_next(const struct nb_words *words, const char *p,
			  const char *end, struct nb_words_place *place,
			  size_t *len);

#endif
