/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every match of a regular expression contains: characters that follow
 * each other, or one of several such sequences. An item that has none of them
 * need not be matched; elsewhere they are looked for first, by their bytes, and
 * the expression is matched from where one of them allows, and not from each
 * place of the text.
 */
#ifndef NB_FIND_MATCH_REQUIRED_H
#define NB_FIND_MATCH_REQUIRED_H

#include "find/match/fold.h"
#include "find/match/seek.h"

#include <nbarc/buf.h>

#include <stdbool.h>
#include <stdint.h>

/* In a sequence: one character, whichever it is. It is never the first or the
 * last of the sequence. */
#define NB_ANY_CHAR UINT32_MAX

/* So many branches of an expression are looked at. */
#define NB_REQUIRED_MAX 8

/* A match may begin any number of characters before the sequence. */
#define NB_ANY_FAR SIZE_MAX

/* The sequences, one after the other. All zeros is a new list. */
struct nb_required {
	struct nb_buf chars;	      /* uint32_t, not folded */
	size_t lens[NB_REQUIRED_MAX]; /* characters of each; never 0 */
	/* A match that has the sequence begins at most so many characters
	 * before it, or NB_ANY_FAR. */
	size_t before[NB_REQUIRED_MAX];
	size_t count;
};

/*
 * Add what every match of the valid UTF-8 at `pattern` contains: one sequence
 * for each of its branches. False if nothing is certain, or there is no room;
 * then the list is of no use. *st becomes NB_NOMEM if memory is lacking.
 */
bool nb_required_add(struct nb_required *list, const char *pattern, size_t len,
		     enum nb_status *st);

void nb_required_free(struct nb_required *list);

/* Characters that a match contains, as their bytes in folded text. */
struct nb_contained {
	struct nb_needle needle; /* its bytes are owned */
	size_t before;		 /* characters of a match before them at most */
};

/* Of one expression: a match contains one of these. None: it may begin
 * anywhere. Everything is owned. */
struct nb_begin {
	struct nb_contained list[NB_REQUIRED_MAX];
	size_t count;
};

/* Set it from the sequences of which every match has one. NB_NOMEM; it is to be
 * freed then, too. */
NB_CHECK enum nb_status nb_begin_set(struct nb_begin *begin,
				     const struct nb_required *required,
				     const struct nb_fold *fold);

void nb_begin_free(struct nb_begin *begin);

/* In a text that is searched from left to right: where each of these stands
 * next. So each is looked for once, not in every line anew. */
struct nb_begin_place {
	const char *ahead[NB_REQUIRED_MAX]; /* `end`: nowhere any more */
	const char *end;		    /* of the text */
};

/* Begin with a text, folded and valid UTF-8, which lives as long as `place`. */
void nb_begin_start(const struct nb_begin *begin, const char *text,
		    const char *end, struct nb_begin_place *place);

/* The first place between `from`, which never goes back, and the end of its
 * line where a match may begin; NULL if there is none. */
const char *nb_begin_next(const struct nb_begin *begin,
			  struct nb_begin_place *place, const char *from,
			  const char *line_end);

#endif
