/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading profiles (nbprofile(5)).
 *
 * A profile is a text of lines "key = value". `keys` maps each key to the
 * function that reads its value; a value it cannot read fails with the number
 * of the line. What a file leaves out is that of the default profile.
 */
#include "page/text/profile.h"
#include "page/text/learned.h"
#include "page/text/shape.h"
#include "base/alloc.h"
#include "base/base64.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Digits of the SHA-256 in an identity: 64 bits tell any two profiles apart
 * that a person wrote.
 */
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

/*
 * The line that is being read. `value` and `len` are what is left of the value,
 * without white space at its ends.
 */
struct line {
	struct nb_profile *p;
	struct nb_buf *learned; /* what the lines so far stand for */
	const char *value;
	size_t len;
	unsigned number;
	struct nb_error *err;
};

static enum nb_status fail_line(const struct line *l, const char *what)
{
	return nb_fail(l->err, NB_INVALID, "line %u: %s", l->number, what);
}

/* Take the next word off the value; false if there is none. */
static bool next_word(struct line *l, const char **text, size_t *len)
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

/*
 * Read a number from 0 to 1 with a full stop. strtod() would follow the locale.
 */
static bool read_probability(const char *s, size_t len, double *out)
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
			return fail_line(l, "the name may contain only a to z, "
					    "0 to 9 and -");
	if (l->len >= NB_PROFILE_NAME_MAX)
		return fail_line(l, "the name has more than 31 characters");
	memcpy(l->p->name, l->value, l->len);
	l->p->name[l->len] = '\0';
	return NB_OK;
}

static enum nb_status set_threshold(struct line *l)
{
	double v;

	if (!read_probability(l->value, l->len, &v) || v <= 0)
		return fail_line(l, "threshold must be a probability above 0");
	l->p->thresholds.join = v;
	return NB_OK;
}

static bool value_is(const struct line *l, const char *word)
{
	return l->len == strlen(word) && memcmp(l->value, word, l->len) == 0;
}

/* What the lines of a page are; auto: each page shows it. */
static enum nb_status set_lines(struct line *l)
{
	l->p->paragraphs = value_is(l, "paragraphs");
	if (!l->p->paragraphs && !value_is(l, "auto"))
		return fail_line(l, "lines must be auto or paragraphs");
	return NB_OK;
}

static enum nb_status set_review(struct line *l)
{
	struct nb_thresholds *t = &l->p->thresholds;
	const char *low, *high, *more;
	size_t a, b, c;

	if (!next_word(l, &low, &a) || !next_word(l, &high, &b) ||
	    next_word(l, &more, &c) || !read_probability(low, a, &t->low) ||
	    !read_probability(high, b, &t->high) || t->low > t->high)
		return fail_line(l, "review needs two probabilities, "
				    "the lower one first");
	return NB_OK;
}

/* True if the bytes are one character that is not white space or a control. */
static bool one_character(const char *s, size_t len, uint32_t *cp)
{
	return len && nb_utf8_get(s, len, cp) == len && *cp > ' ' &&
	       !nb_is_space(*cp);
}

/*
 * Pairs such as ",，": an ASCII mark and what is written for it. An empty value
 * means that no mark is replaced. Digits, letters and Han characters are
 * refused: replacing those would change words.
 */
static enum nb_status set_punctuation(struct line *l)
{
	const char *text;
	size_t len;
	uint32_t cp;

	memset(l->p->full, 0, sizeof(l->p->full));
	while (next_word(l, &text, &len)) {
		uint8_t half = (uint8_t)text[0];

		if (half >= 0x7f || half <= ' ' ||
		    (half >= '0' && half <= '9') ||
		    ((half | 0x20) >= 'a' && (half | 0x20) <= 'z') ||
		    !one_character(text + 1, len - 1, &cp) || cp < 0x80 ||
		    nb_is_han(cp))
			return fail_line(
				l, "punctuation needs pairs of an ASCII mark "
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

/*
 * Let decisions take cp for `as`. A character that is in the lists of both
 * opening and closing marks alternates.
 */
static enum nb_status add_alias(struct line *l, uint32_t cp, uint32_t as)
{
	struct nb_profile *p = l->p;
	struct nb_alias *a = alias_of(p, cp), *grown;

	if (a && a->as != as &&
	    (a->as == NB_IDEOGRAPHIC_FULL_STOP ||
	     as == NB_IDEOGRAPHIC_FULL_STOP))
		return fail_line(l, "a mark cannot both end sentences and be a "
				    "quotation mark");
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

/* Read a list of single marks, with spaces between them. */
static enum nb_status add_aliases(struct line *l, uint32_t as)
{
	enum nb_status st = NB_OK;
	const char *text;
	size_t len;
	uint32_t cp;

	while (!st && next_word(l, &text, &len)) {
		if (!one_character(text, len, &cp) || nb_is_han(cp))
			return fail_line(l, "marks must be single characters "
					    "with spaces between");
		st = add_alias(l, cp, as);
	}
	return st;
}

/* Read a pattern. `*` and `?` alone would match every block and are refused. */
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
			return fail_line(
				l, "the pattern has more than 40 characters");
		fixed += cp != '*' && cp != '?';
		to->chars[to->len++] = cp == '*'   ? NB_PATTERN_ANY
				       : cp == '?' ? NB_PATTERN_ONE
						   : nb_fold(cp);
	}
	if (!fixed)
		return fail_line(
			l, "the pattern has no characters besides * and ?");
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

/* A line of what was learned of a title. */
static enum nb_status add_learned(struct line *l)
{
	uint8_t bytes[NB_BASE64_ROOM(NB_BASE64_TEXT(NB_LEARNED_LINE))];
	size_t n;

	if (l->len > NB_BASE64_TEXT(NB_LEARNED_LINE) ||
	    !nb_base64_get(l->value, l->len, bytes, &n))
		return fail_line(l, "what was learned is damaged; learn it "
				    "again (nbtei --learn)");
	return nb_buf_add(l->learned, bytes, n) ? nb_fail_mem(l->err) : NB_OK;
}

/* ---- lines */

/*
 * The keys. One that is read by a set_ function replaces the value and may
 * stand only once; the add_ functions add to a list.
 */
static const struct {
	const char *name;
	enum nb_status (*set)(struct line *l);
	bool once; /* may not be repeated */
} keys[] = {
	{"name", set_name, true},	 {"threshold", set_threshold, true},
	{"review", set_review, true},	 {"punctuation", set_punctuation, true},
	{"stop", add_stop, false},	 {"open", add_open, false},
	{"close", add_close, false},	 {"byline", add_byline, false},
	{"credit", add_credit, false},	 {"opening", add_opening, false},
	{"learned", add_learned, false}, {"lines", set_lines, true},
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

/* Remove blanks, and the CR of a CR LF, from both ends. */
static void trim(const char **s, size_t *len)
{
	while (*len && (**s == ' ' || **s == '\t')) {
		(*s)++;
		(*len)--;
	}
	while (*len && strchr(" \t\r", (*s)[*len - 1]))
		(*len)--;
}

/*
 * Read a line of the file; comments and empty lines do nothing. `seen` has an
 * element for each key that stood before.
 */
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
		return fail_line(l, "the line is not 'key = value'");
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
		return nb_fail(l->err, NB_INVALID, "line %u: unknown key: %.*s",
			       l->number, key > 40 ? 40 : (int)key, text);
	if (!l->len && keys[i].set != set_punctuation)
		return fail_line(l, "the value is missing");
	if (keys[i].once && seen[i])
		return fail_line(l, "the key stands in an earlier line too");
	seen[i] = true;
	return keys[i].set(l);
}

static enum nb_status read_lines(struct nb_profile *p, const char *s,
				 size_t len, struct nb_error *err)
{
	struct nb_buf learned = {0};
	struct line l = {.p = p, .learned = &learned, .err = err};
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
		st = nb_fail(err, NB_INVALID,
			     "line %u: the profile has no name", l.number);
	if (!st && learned.len)
		st = nb_learned_read(learned.data, learned.len, &p->learned,
				     err);
	nb_buf_free(&learned);
	return st;
}

/*
 * Set rewrites, and the identity for journals. A profile with the effect of the
 * default keeps an empty identity: its repairs are those that are made without
 * a profile, and their journals must not differ. `added` is what was asked for
 * beside the text. That lines are paragraphs is said in clear as well, for
 * whoever cannot compare the hash.
 */
static void identify(struct nb_profile *p, const void *bytes, size_t len,
		     const char *added)
{
	const struct nb_profile *d = &nb_profile_modern;
	uint8_t digest[NB_SHA256_SIZE];
	char hex[NB_SHA256_HEX];
	struct nb_sha256 h;

	p->rewrites = p->alias_count ||
		      memcmp(p->full, d->full, sizeof(p->full)) != 0;
	if (!p->rewrites && !p->pattern_count && !p->paragraphs &&
	    !p->learned && p->thresholds.join == d->thresholds.join &&
	    p->thresholds.low == d->thresholds.low &&
	    p->thresholds.high == d->thresholds.high)
		return;
	nb_sha256_init(&h);
	nb_sha256_add(&h, bytes, len);
	nb_sha256_add(&h, added, strlen(added));
	nb_sha256_end(&h, digest);
	nb_sha256_hex(digest, hex);
	(void)snprintf(p->id, sizeof(p->id), "%s sha256:%.*s%s", p->name,
		       HASH_DIGITS, hex, p->paragraphs ? NB_PROFILE_LINES : "");
}

/* Read a profile; with `paragraphs`, the key `lines` is overruled. */
static enum nb_status read_profile(const void *bytes, size_t len,
				   bool paragraphs, struct nb_profile **profile,
				   struct nb_error *err)
{
	struct nb_profile *p = nb_alloc(1, sizeof(*p));
	const char *added = "";
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
	if (paragraphs && !p->paragraphs) {
		p->paragraphs = true;
		added = "lines = paragraphs\n";
	}
	identify(p, bytes, len, added);
	*profile = p;
	return NB_OK;
}

enum nb_status nb_profile_read(const void *bytes, size_t len,
			       struct nb_profile **profile,
			       struct nb_error *err)
{
	return read_profile(bytes, len, false, profile, err);
}

enum nb_status nb_profile_read_paragraphs(const void *bytes, size_t len,
					  struct nb_profile **profile,
					  struct nb_error *err)
{
	return read_profile(bytes, len, true, profile, err);
}

void nb_profile_free(struct nb_profile *profile)
{
	if (!profile)
		return;
	free(profile->aliases);
	free(profile->patterns);
	free(profile->learned);
	free(profile);
}
