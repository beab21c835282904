/* SPDX-License-Identifier: Apache-2.0 */
/* Short stretches of a page, folded (clause.h). */
#include "byline/clause.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "page/text/shape.h"

#include <string.h>

/* The form in which a character is compared. */
static uint32_t folded(uint32_t cp)
{
	if (nb_is_space(cp))
		return ' ';
	if (nb_is_middle_dot(cp) || cp == NB_BULLET ||
	    cp == NB_KATAKANA_MIDDLE_DOT)
		return NB_MIDDLE_DOT;
	if (cp == NB_LEFT_TORTOISE_SHELL || cp == NB_LEFT_LENTICULAR ||
	    cp == '[')
		return '(';
	if (cp == NB_RIGHT_TORTOISE_SHELL || cp == NB_RIGHT_LENTICULAR ||
	    cp == ']')
		return ')';
	if (cp >= NB_FULLWIDTH_DIGIT_ZERO && cp <= NB_FULLWIDTH_DIGIT_NINE)
		return cp - NB_FULLWIDTH_DIGIT_ZERO + '0';
	return cp == U'／' ? '/' : nb_fold(cp);
}

/* Put a character of three bytes, as it is, where the clause has `at` bytes. A
 * loop would take three times as long. */
static inline void put_han(struct nb_clause *c, size_t at, const char *text,
			   size_t from)
{
	memcpy(c->s + at, text + from, 3);
	c->from[at] = c->from[at + 1] = c->from[at + 2] = from;
	c->to[at] = c->to[at + 1] = c->to[at + 2] = from + 3;
}

bool nb_clause_take(const char *text, size_t from, size_t to,
		    struct nb_clause *c)
{
	size_t len = 0, n, i, put;
	uint32_t cp;

	while (from < to && len < NB_CLAUSE_MOST) {
		/* These are most characters, and are compared as they are. */
		if (nb_begins_han(text + from, to - from)) {
			put_han(c, len, text, from);
			from += 3;
			len += 3;
			continue;
		}
		n = nb_utf8_next(text + from, to - from, &cp);
		cp = folded(cp);
		if (cp == ' ' && len && c->s[len - 1] == ' ') {
			c->to[len - 1] = from + n;
		} else {
			put = nb_utf8_put(c->s + len, cp);
			for (i = 0; i < put; i++) {
				c->from[len + i] = from;
				c->to[len + i] = from + n;
			}
			len += put;
		}
		from += n;
	}
	c->s[len] = '\0';
	c->len = len;
	return from == to;
}

size_t nb_clause_step(const char *p)
{
	size_t n = 1;

	if (!*p)
		return 0;
	while (((unsigned char)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

size_t nb_clause_han(const char *p)
{
	size_t n = nb_clause_step(p);
	uint32_t cp;

	if (n < 3)
		return 0;
	if (nb_begins_han(p, n))
		return n;
	(void)nb_utf8_get(p, n, &cp);
	return nb_is_han(cp) ? n : 0;
}

size_t nb_clause_run(const char *p, size_t most)
{
	size_t count = 0, n;

	for (; count < most && (n = nb_clause_han(p)) != 0; p += n)
		count++;
	return count;
}

size_t nb_clause_bytes(const char *p, size_t n)
{
	size_t at = 0;

	while (n-- && p[at])
		at += nb_clause_step(p + at);
	return at;
}

size_t nb_clause_word(const char *p, const char *const *words)
{
	size_t most = 0;
	char second;

	if (!*p)
		return 0;
	second = p[1];
	for (; *words; words++) {
		const char *word = *words;
		size_t n = 0;

		/* Nearly all differ in the second byte. The first ones are
		 * alike too often for a processor to foresee it, and a call
		 * would take longer. */
		if (word[1] != second && word[1])
			continue;
		while (word[n] && word[n] == p[n])
			n++;
		if (!word[n] && n > most)
			most = n;
	}
	return most;
}
