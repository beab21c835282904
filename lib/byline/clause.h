/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A short stretch of a page in a form that is easy to compare with words, and
 * the way back from its bytes to those of the page.
 */
#ifndef NB_BYLINE_CLAUSE_H
#define NB_BYLINE_CLAUSE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of a clause: some twenty names with their roles. */
#define NB_CLAUSE_MOST 640u

/*
 * UTF-8 in which a run of white space is one space, marks and digits have their
 * half-width forms, every middle dot is U+00B7, every bracket is round, and a
 * NUL of the page is U+0001. Invariant: s[len] is the first NUL, so that words
 * can be compared without a bound.
 */
struct nb_clause {
	char s[NB_CLAUSE_MOST + 5];
	size_t len;
	/* What it was taken from: `text` is borrowed. */
	const char *text;
	size_t from, to;
};

/*
 * Take the text from `from` to `to`, or as much of it as fits. False if it did
 * not fit as a whole.
 */
bool nb_clause_take(const char *text, size_t from, size_t to,
		    struct nb_clause *c);

/*
 * Where the `len` bytes at `at`, of whole characters, stand in the page. The
 * clause is read again up to there: few clauses name anybody, and to note that
 * of each byte would take longer.
 */
void nb_clause_place(const struct nb_clause *c, size_t at, size_t len,
		     size_t *from, size_t *to);

/* The length of the character at p in bytes; 0 at the end. */
size_t nb_clause_step(const char *p);

/* The length of the ideograph at p in bytes; 0 if there is none. */
size_t nb_clause_han(const char *p);

/* The number of ideographs from p on, up to anything else; at most `most` are
 * counted. */
size_t nb_clause_run(const char *p, size_t most);

/* The number of bytes of the first `n` characters at p. */
size_t nb_clause_bytes(const char *p, size_t n);

/* Does p begin with a word? Most differ in the first bytes, and a call would
 * take longer. */
static inline bool nb_clause_begins(const char *p, const char *word)
{
	while (*word && *p == *word) {
		p++;
		word++;
	}
	return !*word;
}

/* The length of the longest word of a list, which NULL ends, that p begins
 * with; 0 if there is none. No word is empty. */
size_t nb_clause_word(const char *p, const char *const *words);

/* The same of `len` bytes of a page: no NUL ends them, but they may have some.
 */
size_t nb_clause_word_of(const char *text, size_t len,
			 const char *const *words);

/* Is a character of a page, of `len` bytes, one of those of a string? */
bool nb_clause_one_of(const char *text, size_t len, const char *characters);

#endif
