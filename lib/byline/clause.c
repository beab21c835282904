/* SPDX-License-Identifier: Apache-2.0 */
/* Short stretches of a page, folded (clause.h). */
#include "byline/clause.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "page/text/shape.h"

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

bool nb_clause_take(const char *text, size_t from, size_t to,
		    struct nb_clause *c)
{
	uint32_t cp;

	c->len = 0;
	while (from < to && c->len < NB_CLAUSE_MOST) {
		size_t n = nb_utf8_next(text + from, to - from, &cp), i, put;

		cp = folded(cp);
		if (cp == ' ' && c->len && c->s[c->len - 1] == ' ') {
			c->to[c->len - 1] = from + n;
		} else {
			put = nb_utf8_put(c->s + c->len, cp);
			for (i = 0; i < put; i++) {
				c->from[c->len + i] = from;
				c->to[c->len + i] = from + n;
			}
			c->len += put;
		}
		from += n;
	}
	c->s[c->len] = '\0';
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
	(void)nb_utf8_get(p, n, &cp);
	return nb_is_han(cp) ? n : 0;
}

size_t nb_clause_run(const char *p)
{
	size_t count = 0, n;

	for (; (n = nb_clause_han(p)) != 0; p += n)
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

	/* Nearly all differ in the first bytes: a call would take longer. */
	for (; *words; words++) {
		const char *word = *words;
		size_t n = 0;

		while (word[n] && word[n] == p[n])
			n++;
		if (!word[n] && n > most)
			most = n;
	}
	return most;
}
