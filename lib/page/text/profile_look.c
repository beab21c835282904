/* SPDX-License-Identifier: Apache-2.0 */
/* What a profile adds to the look of a block. */
#include "page/text/profile_look.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <string.h>

uint32_t nb_profile_fold(const struct nb_profile *p, uint32_t cp)
{
	char utf8[5] = {0};
	int c;

	cp = nb_fold(cp);
	if (cp < 0x80 || p == &nb_profile_modern)
		return cp;
	(void)nb_utf8_put(utf8, cp);
	for (c = 0; c < 128; c++)
		if (strcmp(p->full[c], utf8) == 0)
			return (uint32_t)c;
	return cp;
}

/* ---- marks */

static bool digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *nb_profile_mark(const struct nb_profile *p, uint32_t cp,
			    uint32_t before, uint32_t after)
{
	if ((digit(before) && digit(after)) ||
	    (letter(before) && letter(after)) || !p->full[cp][0])
		return NULL;
	if (cp == '.' && (!nb_is_han(before) || after == '.'))
		return NULL;
	return p->full[cp];
}

/* ---- the text as decisions see it */

static uint32_t alias(const struct nb_profile *p, uint32_t cp, bool *open)
{
	size_t i;

	for (i = 0; i < p->alias_count; i++) {
		const struct nb_alias *a = &p->aliases[i];

		if (a->cp != cp)
			continue;
		if (!a->both)
			return a->as;
		*open = !*open;
		return *open ? NB_LEFT_DOUBLE_QUOTE : NB_RIGHT_DOUBLE_QUOTE;
	}
	return cp;
}

/* A full stop that nb_profile_mark() would leave ends no sentence. */
static bool ends_nothing(uint32_t cp, uint32_t before, uint32_t after)
{
	return cp == '.' && (!nb_is_han(before) || after == '.');
}

/* Half-width marks as they will be written, then the aliases: so the width of
 * the marks never changes a decision, whatever the table is. */
static enum nb_status rewrite(const struct nb_profile *p, const char *text,
			      size_t len, struct nb_buf *out)
{
	uint32_t before = 0, cp = 0, seen;
	size_t at = 0;
	bool open = false;
	char utf8[4];

	out->len = 0;
	for (; at < len; before = cp) {
		const char *full = NULL;
		uint32_t after = 0;

		at += nb_utf8_get(text + at, len - at, &cp);
		if (at < len)
			(void)nb_utf8_get(text + at, len - at, &after);
		if (cp < 0x80)
			full = nb_profile_mark(p, cp, before, after);
		seen = cp;
		if (full)
			(void)nb_utf8_get(full, strlen(full), &seen);
		if (!ends_nothing(seen, before, after))
			seen = alias(p, seen, &open);
		if (nb_buf_add(out, utf8, nb_utf8_put(utf8, seen)))
			return NB_NOMEM;
	}
	return NB_OK;
}

/* ---- patterns */

/* A block's first characters, folded, white space left out. */
struct beginning {
	uint32_t chars[NB_PATTERN_MAX];
	unsigned len;
	bool whole; /* the block has no more */
};

static void begin(const char *text, size_t len, struct beginning *b)
{
	size_t at = 0;
	uint32_t cp = 0;

	b->len = 0;
	while (at < len && b->len < NB_PATTERN_MAX) {
		at += nb_utf8_get(text + at, len - at, &cp);
		if (!nb_is_space(cp))
			b->chars[b->len++] = nb_fold(cp);
	}
	b->whole = at == len;
}

/* `open`: what follows the pattern in the text does not matter. */
static bool matches(const struct nb_pattern *p, const struct beginning *b,
		    bool open)
{
	unsigned i = 0, k = 0, star = NB_PATTERN_MAX, resume = 0;

	while (i < b->len) {
		if (open && k == p->len)
			return true;
		if (k < p->len && p->chars[k] == NB_PATTERN_ANY) {
			star = k++;
			resume = i;
		} else if (k < p->len && (p->chars[k] == b->chars[i] ||
					  p->chars[k] == NB_PATTERN_ONE)) {
			i++;
			k++;
		} else if (star < NB_PATTERN_MAX) {
			k = star + 1;
			i = ++resume;
		} else {
			return false;
		}
	}
	while (k < p->len && p->chars[k] == NB_PATTERN_ANY)
		k++;
	return k == p->len;
}

static void apply(const struct nb_profile *p, const char *text, size_t len,
		  struct nb_shape *s)
{
	struct beginning b;
	size_t i;

	begin(text, len, &b);
	for (i = 0; i < p->pattern_count; i++) {
		const struct nb_pattern *one = &p->patterns[i];
		bool opening = one->kind == NB_PATTERN_OPENING;

		if ((!opening && !b.whole) || !matches(one, &b, opening))
			continue;
		s->byline |= one->kind == NB_PATTERN_BYLINE;
		s->credit |= one->kind == NB_PATTERN_CREDIT;
		s->ends |= one->kind == NB_PATTERN_CREDIT;
		s->opens |= opening;
		s->begins |= opening;
	}
}

enum nb_status nb_profile_look(const struct nb_profile *p, const char *text,
			       size_t len, struct nb_buf *scratch,
			       struct nb_shape *shape)
{
	enum nb_status st;

	if (!p->rewrites) {
		nb_shape_look(text, len, shape);
	} else {
		st = rewrite(p, text, len, scratch);
		if (st)
			return st;
		nb_shape_look((const char *)scratch->data, scratch->len, shape);
	}
	if (p->pattern_count)
		apply(p, text, len, shape);
	return NB_OK;
}
