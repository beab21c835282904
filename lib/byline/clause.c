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
	/* A NUL would end the clause before its end. */
	if (!cp)
		return 1;
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

/* The folded character of the page at `from`, into *cp; returns its bytes. */
static size_t folded_at(const char *text, size_t from, size_t to, uint32_t *cp)
{
	size_t n = nb_utf8_next(text + from, to - from, cp);

	*cp = folded(*cp);
	return n;
}

bool nb_clause_take(const char *text, size_t from, size_t to,
		    struct nb_clause *c)
{
	size_t len = 0;
	uint32_t cp;

	c->text = text;
	c->from = from;
	c->to = to;
	while (from < to && len < NB_CLAUSE_MOST) {
		/* These are most characters, and are compared as they are. */
		if (nb_begins_han(text + from, to - from)) {
			memcpy(c->s + len, text + from, 3);
			from += 3;
			len += 3;
			continue;
		}
		from += folded_at(text, from, to, &cp);
		if (cp != ' ' || !len || c->s[len - 1] != ' ')
			len += nb_utf8_put(c->s + len, cp);
	}
	c->s[len] = '\0';
	c->len = len;
	return from == to;
}

void nb_clause_place(const struct nb_clause *c, size_t at, size_t len,
		     size_t *from, size_t *to)
{
	size_t here = c->from, put = 0, n;
	uint32_t cp, before = 0;
	char utf8[4];

	*from = here;
	/* As nb_clause_take() does it. */
	for (; here < c->to && put < NB_CLAUSE_MOST; here += n, before = cp) {
		n = folded_at(c->text, here, c->to, &cp);
		if (cp == ' ' && before == ' ')
			continue;
		if (put >= at + len)
			break;
		if (put <= at)
			*from = here;
		put += nb_utf8_put(utf8, cp);
	}
	*to = here;
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

size_t nb_clause_word_of(const char *text, size_t len, const char *const *words)
{
	size_t most = 0, n;

	for (; *words; words++) {
		n = strlen(*words);
		if (n > most && n <= len && memcmp(text, *words, n) == 0)
			most = n;
	}
	return most;
}

bool nb_clause_one_of(const char *text, size_t len, const char *characters)
{
	char c[5] = "";

	if (!len || len >= sizeof(c) || !*text)
		return false;
	memcpy(c, text, len);
	return strstr(characters, c);
}
