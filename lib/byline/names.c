/* SPDX-License-Identifier: Apache-2.0 */
/* Names of persons in a clause (names.h). */
#include "byline/names.h"
#include "byline/clause.h"
#include "byline/words.h"

#include <stdint.h>
#include <string.h>

/* Characters of a name with a surname, and of one that a role precedes; bytes
 * of one with middle dots. */
#define GIVEN_MOST 4u
#define FOREIGN_MOST 5u
#define DOTTED_MOST 48u
/* Ideographs of a name with what the person did, and one more: what has so many
 * has no name at its start, or one that an act of two or more follows. */
#define RUN_MOST (FOREIGN_MOST + 2)

enum nb_name_act nb_act_at(const char *p, size_t *len)
{
	size_t wrote, pictured;

	*len = 0;
	if (!nb_byline_may_act(p))
		return NB_ACT_NONE;
	wrote = nb_clause_word(p, nb_byline_acts);
	pictured = nb_clause_word(p, nb_byline_picture_acts);
	*len = wrote > pictured ? wrote : pictured;
	if (!*len || nb_clause_han(p + *len)) {
		*len = 0;
		return NB_ACT_NONE;
	}
	return wrote > pictured ? NB_ACT_WROTE : NB_ACT_PICTURED;
}

/* May the act at p, of `n` characters, be the end of a name instead? */
static bool is_letter(const char *p, size_t n)
{
	static const char *const clear[] = {"摄", "攝", "绘", "繪", NULL};

	return n == 1 && !nb_clause_word(p, clear);
}

/* Is one of the `n` characters at p in the list? */
static bool has_one_of(const char *p, size_t n, const char *const *words)
{
	for (; n--; p += nb_clause_step(p))
		if (nb_clause_word(p, words))
			return true;
	return false;
}

/* May the `n` ideographs at p be a name? */
static bool is_name(const char *p, size_t n, enum nb_name_trust trust)
{
	size_t surname, given;

	/* Most runs of ideographs are too long, and need no search. */
	if (n > FOREIGN_MOST)
		return false;
	surname = nb_byline_surname(p);
	if (!surname && trust != NB_NAME_ROLE)
		return false;
	given = nb_clause_bytes(p, surname);
	if (nb_clause_word(p, nb_byline_agencies) == nb_clause_bytes(p, n) ||
	    nb_clause_word(p, nb_byline_acts) == nb_clause_bytes(p, n) ||
	    nb_clause_word(p, nb_byline_picture_acts) == nb_clause_bytes(p, n))
		return false;
	if (surname && n > surname && n <= surname + 2 && n <= GIVEN_MOST &&
	    !has_one_of(p + given, n - surname, nb_byline_no_name))
		return true;
	return trust == NB_NAME_ROLE && n >= 2 && n <= FOREIGN_MOST &&
	       !has_one_of(p, n, nb_byline_no_name) &&
	       !has_one_of(p, n, nb_byline_no_foreign);
}

/*
 * Two ideographs with a space between, and after them the end, a mark, white
 * space or an act. The white space is said to be enough where a role precedes.
 */
static bool spaced_name(const char *p, enum nb_name_trust trust,
			struct nb_name *name)
{
	size_t first = nb_clause_han(p), second, end;

	if (!first || p[first] != ' ')
		return false;
	second = nb_clause_han(p + first + 1);
	if (!second)
		return false;
	end = first + 1 + second;
	name->act = nb_act_at(p + end, &name->act_len);
	name->letter =
		name->act && is_letter(p + end, nb_clause_run(p + end, 2));
	if (nb_clause_han(p + end) && !name->act)
		return false;
	if (trust != NB_NAME_ROLE && !name->act && !nb_byline_surname(p))
		return false;
	if (has_one_of(p + first + 1, 1, nb_byline_no_name))
		return false;
	name->len = end;
	name->spaced = true;
	return true;
}

/* Find what was done at the end of the last part of a dotted name, which has
 * `n` ideographs and begins at p; *len is that of the part without it. */
static void act_of_part(const char *p, size_t n, size_t *len,
			struct nb_name *name)
{
	size_t chars;

	*len = nb_clause_bytes(p, n);
	for (chars = 1; chars < n && !name->act; chars++) {
		size_t at = nb_clause_bytes(p, chars);

		name->act = nb_act_at(p + at, &name->act_len);
		if (name->act)
			*len = at;
	}
}

/* Ideographs with middle dots between them, two at least in the first part. */
static bool dotted_name(const char *p, struct nb_name *name)
{
	static const char dot[] = "·";
	size_t n = nb_clause_run(p, SIZE_MAX), at = nb_clause_bytes(p, n), len;

	while (n >= 2 && nb_clause_begins(p + at, dot)) {
		n = nb_clause_run(p + at + strlen(dot), SIZE_MAX);
		if (!n)
			break;
		at += strlen(dot);
		act_of_part(p + at, n, &len, name);
		at += len;
		name->len = at;
		if (name->act)
			break;
	}
	return name->len && at <= DOTTED_MOST;
}

/* Part the run of `n` ideographs at p into a name and what the person did. */
static bool name_with_act(const char *p, size_t n, enum nb_name_trust trust,
			  struct nb_name *name)
{
	size_t chars, len;

	for (chars = 2; chars < n && chars <= FOREIGN_MOST; chars++) {
		size_t at = nb_clause_bytes(p, chars);
		enum nb_name_act act = nb_act_at(p + at, &len);

		/* After a role, 文 is the end of a name. */
		if (!act || (trust == NB_NAME_ROLE && n - chars == 1 &&
			     act == NB_ACT_WROTE))
			continue;
		if (!is_name(p, chars, trust))
			continue;
		name->len = at;
		name->act = act;
		name->act_len = len;
		name->letter = is_letter(p + at, n - chars);
		return true;
	}
	return false;
}

bool nb_name_at(const char *p, enum nb_name_trust trust, struct nb_name *name)
{
	size_t n = nb_clause_run(p, RUN_MOST);

	memset(name, 0, sizeof(*name));
	if (n == 1)
		return spaced_name(p, trust, name);
	if (n < 2)
		return false;
	if (trust != NB_NAME_ALONE && dotted_name(p, name))
		return true;
	if (name_with_act(p, n, trust, name))
		return true;
	name->len = nb_clause_bytes(p, n);
	return is_name(p, n, trust);
}
