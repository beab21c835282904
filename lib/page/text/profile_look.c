/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The look of a block with a profile (profile_look.h).
 *
 * If the profile has its own marks or aliases, the block is first rewritten
 * into a buffer as decisions shall see it, and the shape is taken from there.
 * Patterns are then matched against the beginning of the original text.
 */
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
	/*
	 * The table has a mark for each ASCII character; it is searched
	 * backwards here, for the few characters that are not ASCII.
	 */
	for (c = 0; c < 128; c++)
		if (strcmp(p->full[c], utf8) == 0)
			return (uint32_t)c;
	return cp;
}

/* ---- marks */

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

const char *nb_profile_mark(const struct nb_profile *p, uint32_t cp,
			    uint32_t before, uint32_t after)
{
	if ((is_digit(before) && is_digit(after)) ||
	    (is_letter(before) && is_letter(after)) || !p->full[cp][0])
		return NULL;
	if (cp == '.' && (!nb_is_han(before) || after == '.'))
		return NULL;
	return p->full[cp];
}

/* ---- the text as decisions see it */

/*
 * The character that decisions see for cp. *open remembers, within a block,
 * whether a mark that both opens and closes has opened.
 */
static uint32_t resolve_alias(const struct nb_profile *p, uint32_t cp,
			      bool *open)
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

/*
 * True for a full stop that nb_profile_mark() would leave. Decisions leave it
 * out: it ends no sentence.
 */
static bool ends_nothing(uint32_t cp, uint32_t before, uint32_t after)
{
	return cp == '.' && (!nb_is_han(before) || after == '.');
}

/*
 * Write into *out the text as decisions see it: half-width marks as they will
 * be written, then aliases. Because both forms of a mark give the same result,
 * repairing a page twice decides the same.
 */
static enum nb_status rewrite_for_decisions(const struct nb_profile *p,
					    const char *text, size_t len,
					    struct nb_buf *out)
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
			seen = resolve_alias(p, seen, &open);
		if (nb_buf_add(out, utf8, nb_utf8_put(utf8, seen)))
			return NB_NOMEM;
	}
	return NB_OK;
}

/* ---- patterns */

/*
 * The first characters of a block as patterns see them: folded, without white
 * space.
 */
struct beginning {
	uint32_t chars[NB_PATTERN_MAX];
	unsigned len;
	bool whole; /* the block has no more characters */
};

static void read_beginning(const char *text, size_t len, struct beginning *b)
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

/*
 * Match the pattern against a beginning. With `open`, the text may go on after
 * the pattern. A mismatch goes back to the last NB_PATTERN_ANY only, which is
 * sufficient for such patterns and keeps the time below len squared.
 */
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
	/* The text is used up: only NB_PATTERN_ANY matches nothing. */
	while (k < p->len && p->chars[k] == NB_PATTERN_ANY)
		k++;
	return k == p->len;
}

/*
 * Add what the patterns say to the shape. A byline or credit must match the
 * whole block; one that is longer than a pattern can be is neither.
 */
static void apply_patterns(const struct nb_profile *p, const char *text,
			   size_t len, struct nb_shape *s)
{
	struct beginning b;
	size_t i;

	read_beginning(text, len, &b);
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
		st = rewrite_for_decisions(p, text, len, scratch);
		if (st)
			return st;
		nb_shape_look((const char *)scratch->data, scratch->len, shape);
	}
	if (p->pattern_count)
		apply_patterns(p, text, len, shape);
	return NB_OK;
}

void nb_profile_look_summed(const struct nb_profile *p, const char *text,
			    size_t len, struct nb_shape *shape)
{
	nb_shape_look_summed(text, len, shape);
	if (p->pattern_count)
		apply_patterns(p, text, len, shape);
}
