/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a match of a regular expression may begin. What every match contains
 * is looked for first, by its bytes; the expression is then matched from there,
 * and not from each place of the text.
 */
#ifndef NB_FIND_BEGIN_H
#define NB_FIND_BEGIN_H

#include "find/fold.h"
#include "find/required.h"
#include "find/seek.h"

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

/* The first place between `from` and `end`, in one line of folded, valid UTF-8,
 * where a match may begin; NULL if there is none. */
const char *nb_begin_next(const struct nb_begin *begin, const char *from,
			  const char *end);

#endif
