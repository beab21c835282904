/* SPDX-License-Identifier: Apache-2.0 */
/* Reading profiles. */
#include "page/text/profile.h"
#include "page/text/shape.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASH_DIGITS 16

const struct nb_profile nb_profile_modern = {
	.name = "modern",
	.thresholds = {.join = .8, .low = .2, .high = .8},
	.full = {[','] = "，",
		 [':'] = "：",
		 [';'] = "；",
		 ['?'] = "？",
		 ['!'] = "！",
		 ['('] = "（",
		 [')'] = "）"},
};

const struct nb_profile *nb_profile_or_default(const struct nb_profile *p)
{
	return p ? p : &nb_profile_modern;
}

const char *nb_profile_id(const struct nb_profile *profile)
{
	return nb_profile_or_default(profile)->id;
}

struct nb_thresholds nb_profile_thresholds(const struct nb_profile *profile)
{
	return nb_profile_or_default(profile)->thresholds;
}

/* A line of the file, and the value of its key; white space is trimmed. */
struct line {
	struct nb_profile *p;
	const char *value;
	size_t len;
	unsigned number;
	struct nb_error *err;
};

static enum nb_status bad(const struct line *l, const char *what)
{
	return nb_fail(l->err, NB_INVALID, "line %u: %s", l->number, what);
}

/* The next word of the value; false behind the last. */
static bool word(struct line *l, const char **text, size_t *len)
{
	while (l->len && *l->value == ' ') {
		l->value++;
		l->len--;
	}
	*text = l->value;
	*len = 0;
	while (*len < l->len && l->value[*len] != ' ')
		(*len)++;
	l->value += *len;
	l->len -= *len;
	return *len > 0;
}

/* ---- values */

/* A number from 0 to 1 with a full stop, whatever the locale is. */
static bool fraction(const char *s, size_t len, double *out)
{
	double value = 0, unit = 1;
	size_t i = 0;

	for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		value = value * 10 + (s[i] - '0');
	if (i < len && s[i] == '.')
		for (i++; i < len && s[i] >= '0' && s[i] <= '9'; i++)
			value += (s[i] - '0') * (unit /= 10);
	*out = value;
	return len && i == len && value >= 0 && value <= 1;
}

static enum nb_status set_name(struct line *l)
{
	size_t i;

	for (i = 0; i < l->len; i++)
		if (!((l->value[i] >= 'a' && l->value[i] <= 'z') ||
		      (l->value[i] >= '0' && l->value[i] <= '9') ||
		      l->value[i] == '-'))
			return bad(l, "a name has a to z, 0 to 9 and -");
	if (l->len >= NB_PROFILE_NAME_MAX)
		return bad(l, "a name has 31 characters at most");
	memcpy(l->p->name, l->value, l->len);
	l->p->name[l->len] = '\0';
	return NB_OK;
}

static enum nb_status set_threshold(struct line *l)
{
	double v;

	if (!fraction(l->value, l->len, &v) || v <= 0)
		return bad(l, "threshold is a probability above 0");
	l->p->thresholds.join = v;
	return NB_OK;
}

static enum nb_status set_review(struct line *l)
{
	struct nb_thresholds *t = &l->p->thresholds;
	const char *low, *high, *more;
	size_t a, b, c;

	if (!word(l, &low, &a) || !word(l, &high, &b) || word(l, &more, &c) ||
	    !fraction(low, a, &t->low) || !fraction(high, b, &t->high) ||
	    t->low > t->high)
		return bad(l, "review is two probabilities, the lower first");
	return NB_OK;
}

static bool one_character(const char *s, size_t len, uint32_t *cp)
{
	return len && nb_utf8_get(s, len, cp) == len && *cp > ' ' &&
	       !nb_is_space(*cp);
}

/* ",，": a half-width mark and what is written for it. */
static enum nb_status set_punctuation(struct line *l)
{
	const char *text;
	size_t len;
	uint32_t cp;

	memset(l->p->full, 0, sizeof(l->p->full));
	while (word(l, &text, &len)) {
		uint8_t half = (uint8_t)text[0];

		if (half >= 0x7f || half <= ' ' ||
		    (half >= '0' && half <= '9') ||
		    ((half | 0x20) >= 'a' && (half | 0x20) <= 'z') ||
		    !one_character(text + 1, len - 1, &cp) || cp < 0x80 ||
		    nb_is_han(cp))
			return bad(l, "punctuation is pairs of an ASCII mark "
				      "and a mark that is not ASCII");
		memcpy(l->p->full[half], text + 1, len - 1);
		l->p->full[half][len - 1] = '\0';
	}
	return NB_OK;
}

static struct nb_alias *alias_of(const struct nb_profile *p, uint32_t cp)
{
	size_t i;

	for (i = 0; i < p->alias_count; i++)
		if (p->aliases[i].cp == cp)
			return &p->aliases[i];
	return NULL;
}

static enum nb_status add_alias(struct line *l, uint32_t cp, uint32_t as)
{
	struct nb_profile *p = l->p;
	struct nb_alias *a = alias_of(p, cp), *grown;

	if (a && a->as != as &&
	    (a->as == NB_IDEOGRAPHIC_FULL_STOP ||
	     as == NB_IDEOGRAPHIC_FULL_STOP))
		return bad(l, "a mark that ends sentences is no quotation mark "
			      "too");
	if (a) {
		a->both = a->both || a->as != as;
		return NB_OK;
	}
	grown = nb_grow(p->aliases, &p->alias_cap, p->alias_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(l->err);
	p->aliases = grown;
	grown[p->alias_count++] = (struct nb_alias){cp, as, false};
	return NB_OK;
}

static enum nb_status add_aliases(struct line *l, uint32_t as)
{
	enum nb_status st = NB_OK;
	const char *text;
	size_t len;
	uint32_t cp;

	while (!st && word(l, &text, &len)) {
		if (!one_character(text, len, &cp) || nb_is_han(cp))
			return bad(l, "marks are single, with spaces between");
		st = add_alias(l, cp, as);
	}
	return st;
}

static enum nb_status add_pattern(struct line *l, enum nb_pattern_kind kind)
{
	struct nb_pattern *grown, *to;
	size_t at = 0, fixed = 0;
	uint32_t cp = 0;

	grown = nb_grow(l->p->patterns, &l->p->pattern_cap,
			l->p->pattern_count + 1, sizeof(*grown));
	if (!grown)
		return nb_fail_mem(l->err);
	l->p->patterns = grown;
	to = &grown[l->p->pattern_count];
	memset(to, 0, sizeof(*to));
	to->kind = kind;
	while (at < l->len) {
		at += nb_utf8_get(l->value + at, l->len - at, &cp);
		if (nb_is_space(cp))
			continue;
		if (to->len == NB_PATTERN_MAX)
			return bad(l, "a pattern has 40 characters at most");
		fixed += cp != '*' && cp != '?';
		to->chars[to->len++] = cp == '*'   ? NB_PATTERN_ANY
				       : cp == '?' ? NB_PATTERN_ONE
						   : nb_fold(cp);
	}
	if (!fixed)
		return bad(l, "a pattern needs more than * and ?");
	l->p->pattern_count++;
	return NB_OK;
}

static enum nb_status add_stop(struct line *l)
{
	return add_aliases(l, NB_IDEOGRAPHIC_FULL_STOP);
}

static enum nb_status add_open(struct line *l)
{
	return add_aliases(l, NB_LEFT_DOUBLE_QUOTE);
}

static enum nb_status add_close(struct line *l)
{
	return add_aliases(l, NB_RIGHT_DOUBLE_QUOTE);
}

static enum nb_status add_byline(struct line *l)
{
	return add_pattern(l, NB_PATTERN_BYLINE);
}

static enum nb_status add_credit(struct line *l)
{
	return add_pattern(l, NB_PATTERN_CREDIT);
}

static enum nb_status add_opening(struct line *l)
{
	return add_pattern(l, NB_PATTERN_OPENING);
}

/* ---- lines */

static const struct {
	const char *name;
	enum nb_status (*set)(struct line *l);
	bool once;
} keys[] = {
	{"name", set_name, true},      {"threshold", set_threshold, true},
	{"review", set_review, true},  {"punctuation", set_punctuation, true},
	{"stop", add_stop, false},     {"open", add_open, false},
	{"close", add_close, false},   {"byline", add_byline, false},
	{"credit", add_credit, false}, {"opening", add_opening, false},
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

static void trim(const char **s, size_t *len)
{
	while (*len && (**s == ' ' || **s == '\t')) {
		(*s)++;
		(*len)--;
	}
	while (*len && strchr(" \t\r", (*s)[*len - 1]))
		(*len)--;
}

static enum nb_status read_line(struct line *l, const char *text, size_t len,
				bool seen[KEYS])
{
	const char *equals;
	size_t i, key;

	trim(&text, &len);
	if (!len || *text == '#')
		return NB_OK;
	equals = memchr(text, '=', len);
	if (!equals)
		return bad(l, "'key = value' is needed");
	key = (size_t)(equals - text);
	l->value = equals + 1;
	l->len = len - key - 1;
	trim(&l->value, &l->len);
	trim(&text, &key);
	for (i = 0; i < KEYS; i++)
		if (strlen(keys[i].name) == key &&
		    memcmp(keys[i].name, text, key) == 0)
			break;
	if (i == KEYS)
		return nb_fail(l->err, NB_INVALID, "line %u: no such key: %.*s",
			       l->number, key > 40 ? 40 : (int)key, text);
	if (!l->len && keys[i].set != set_punctuation)
		return bad(l, "the value is missing");
	if (keys[i].once && seen[i])
		return bad(l, "this key was given before");
	seen[i] = true;
	return keys[i].set(l);
}

static enum nb_status read_lines(struct nb_profile *p, const char *s,
				 size_t len, struct nb_error *err)
{
	struct line l = {.p = p, .err = err};
	size_t bad_byte = nb_utf8_invalid(s, len), at = 0;
	bool seen[KEYS] = {false};
	enum nb_status st = NB_OK;

	if (bad_byte < len)
		return nb_fail_at(err, NB_INVALID, bad_byte, "not UTF-8");
	while (!st && at < len) {
		const char *end = memchr(s + at, '\n', len - at);
		size_t to = end ? (size_t)(end - s) : len;

		l.number++;
		st = read_line(&l, s + at, to - at, seen);
		at = to + 1;
	}
	if (!st && !p->name[0])
		st = nb_fail(err, NB_INVALID, "line %u: it has no name",
			     l.number);
	return st;
}

/* A profile that changes nothing has no name in journals: what was repaired
 * with it is what is repaired without one. */
static void identify(struct nb_profile *p, const void *bytes, size_t len)
{
	const struct nb_profile *d = &nb_profile_modern;
	uint8_t digest[NB_SHA256_SIZE];
	char hex[NB_SHA256_HEX];

	p->rewrites = p->alias_count ||
		      memcmp(p->full, d->full, sizeof(p->full)) != 0;
	if (!p->rewrites && !p->pattern_count &&
	    p->thresholds.join == d->thresholds.join &&
	    p->thresholds.low == d->thresholds.low &&
	    p->thresholds.high == d->thresholds.high)
		return;
	nb_sha256(bytes, len, digest);
	nb_sha256_hex(digest, hex);
	(void)snprintf(p->id, sizeof(p->id), "%s sha256:%.*s", p->name,
		       HASH_DIGITS, hex);
}

enum nb_status nb_profile_read(const void *bytes, size_t len,
			       struct nb_profile **profile,
			       struct nb_error *err)
{
	struct nb_profile *p = nb_alloc(1, sizeof(*p));
	enum nb_status st;

	*profile = NULL;
	if (!p)
		return nb_fail_mem(err);
	p->thresholds = nb_profile_modern.thresholds;
	memcpy(p->full, nb_profile_modern.full, sizeof(p->full));
	st = read_lines(p, bytes, len, err);
	if (st) {
		nb_profile_free(p);
		return st;
	}
	identify(p, bytes, len);
	*profile = p;
	return NB_OK;
}

void nb_profile_free(struct nb_profile *profile)
{
	if (!profile)
		return;
	free(profile->aliases);
	free(profile->patterns);
	free(profile);
}
