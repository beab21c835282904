/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions, by PCRE2: UTF-8, Unicode properties, compiled to machine
 * code where that is possible, and stopped when a match takes too many steps.
 *
 * An expression never changes once it is made, and any number of threads may
 * use it; each needs a struct nb_regex_place of its own.
 */
#ifndef NB_FIND_MATCH_REGEX_H
#define NB_FIND_MATCH_REGEX_H

#include "find/match/fold.h"

struct nb_regex;
struct nb_regex_place;

/*
 * These functions, and nb_fold_variants(), are weak: a program that is linked
 * with the archive of the library has them only if it asks for them by name
 * (find_libs of the Makefile). nbarc does not, since it starts faster without
 * PCRE2 and the loader of OpenCC; it leaves such searches to its program
 * nbarc-grep. Where one of them is NULL, all of them are.
 */
#define NB_FIND_OPTIONAL __attribute__((weak))

/*
 * Compile the `len` bytes at `pattern` as an expression for folded text: its
 * characters are folded, and none of them becomes a special one by that. *regex
 * is to be freed by nb_regex_free(). NB_USAGE, with the place in the pattern,
 * if it is no expression; NB_NOMEM.
 */
NB_FIND_OPTIONAL NB_CHECK enum nb_status nb_regex_create(
	const char *pattern, size_t len, const struct nb_fold *fold,
	struct nb_regex **regex, struct nb_error *err);

/* NULL is fine. */
NB_FIND_OPTIONAL void nb_regex_free(struct nb_regex *regex);

/* What a thread needs to match one expression after the other. NB_NOMEM. */
NB_FIND_OPTIONAL NB_CHECK enum nb_status nb_regex_place_create(
	struct nb_regex_place **place);
NB_FIND_OPTIONAL void nb_regex_place_free(struct nb_regex_place *place);

/*
 * The first match at or after offset `from` of a line of folded, valid UTF-8:
 * from *start to *end. An empty match does not count. NB_ABSENT if there is
 * none; NB_LIMIT if the expression takes too many steps on this line; NB_NOMEM.
 * No error text is set.
 */
NB_FIND_OPTIONAL NB_CHECK enum nb_status nb_regex_next(
	const struct nb_regex *regex, struct nb_regex_place *place,
	const char *line, size_t len, size_t from, size_t *start, size_t *end);

#endif
