/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Characters that look like errors of an encoding or of recognition
 * (nbarc/suspects.h).
 *
 * Some are wrong wherever they stand, others only between these neighbours.
 * Whether two characters hold together is asked of the model's table of pairs.
 * A person looks at every report, so reports in clean text must be rare.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "page/weigh/model.h"

#include <nbarc/suspects.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/*
 * From this cohesion on, two characters are taken for a part of a word. With it
 * one in six of the twins is found that were put into text by hand, and in a
 * million characters of clean text three are reported at most
 * (training/page/recipe.md).
 */
#define STRONG 10
/*
 * Cohesion of two characters from which a sign between them is taken to split a
 * word. It is lower, since the sign is a hint by itself.
 */
#define SPLIT_WORD 7

static const char *const names[] = {
	"replacement", "control", "private",   "mojibake",
	"intruder",    "digit",	  "lookalike",
};

const char *nb_suspicion_name(enum nb_suspicion why)
{
	return names[why];
}

/* The search through a text. `list` is handed to the caller in the end. */
struct finder {
	const char *text;
	size_t len;
	struct nb_suspect *list;
	size_t count, cap;
	struct nb_error *err;
};

/* A character with its neighbours; 0 if there is none. */
struct site {
	size_t at, len; /* offset and bytes of the character */
	uint32_t two_before, before, cp, after, two_after;
};

/* Report len bytes at the place of *s. */
static enum nb_status add(struct finder *f, const struct site *s, size_t len,
			  enum nb_suspicion why, uint32_t twin)
{
	struct nb_suspect *grown =
		nb_grow(f->list, &f->cap, f->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(f->err);
	f->list = grown;
	grown[f->count++] = (struct nb_suspect){s->at, len, why, twin};
	return NB_OK;
}

/* ---- characters that are wrong wherever they stand */

/*
 * Format characters that do not show, from the zero-width space to the marks of
 * direction; the zero-width joiner among them may be meant.
 */
#define INVISIBLE_FIRST 0x200bu
#define INVISIBLE_LAST 0x200fu
#define ZERO_WIDTH_JOINER 0x200du
/* Characters that embed a direction or override it. */
#define EMBEDDING_FIRST 0x202au
#define EMBEDDING_LAST 0x202eu

static bool is_control(uint32_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
	       (c >= 0x7f && c < 0xa0 && c != NB_NEXT_LINE) ||
	       nb_is_noncharacter(c) ||
	       (c >= INVISIBLE_FIRST && c <= INVISIBLE_LAST &&
		c != ZERO_WIDTH_JOINER) ||
	       (c >= EMBEDDING_FIRST && c <= EMBEDDING_LAST);
}

/*
 * The length of the remains of wrongly decoded text at s, 0 if there are none:
 * UTF-8 that was read as Latin-1 or GBK, and fillings of memory such as 烫烫烫.
 */
static size_t mojibake_length(const char *s, size_t len)
{
	static const char *const marks[] = {
		"锟斤拷", "锟斤", "斤拷", "烫烫烫", "屯屯屯", "ï»¿",
		"ï¼",	  "ã€",	  "â€",	  "Ã©",	    "Ã¤",     "Ã¨",
		"Â·",	  "锛屾", "銆傗", "鐨勪",   "涓€",
	};
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		size_t n = strlen(marks[i]);

		if (n <= len && memcmp(s, marks[i], n) == 0)
			return n;
	}
	return 0;
}

/*
 * The cohesion of two Han characters: 0 (never side by side) to 15; -1 if
 * nothing is known.
 */
static int together(uint32_t a, uint32_t b)
{
	int c = nb_is_han(a) && nb_is_han(b) ? nb_cohesion(nb_model_data, a, b)
					     : NB_COHESION_UNKNOWN;

	return c == NB_COHESION_UNKNOWN ? -1 : c;
}

/* ---- signs that do not belong where they stand */

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* A letter or sign that engines read for a digit. */
static bool digit_like(uint32_t c)
{
	return c == 'O' || c == 'o' || c == 'l' || c == 'I' || c == '|';
}

static bool is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * True for such a letter among digits, with no other letter next to it: B2l0
 * may be a name.
 */
static bool among_digits(const struct site *s)
{
	if (!digit_like(s->cp))
		return false;
	if (is_digit(s->before) && is_digit(s->after))
		return true;
	return !is_letter(s->before) && !is_digit(s->before) &&
	       is_digit(s->after) && is_digit(s->two_after);
}

/*
 * True for a lone sign between two characters that are a word without it.
 * Capital letters may be meant: A股 is a word. So may common punctuation.
 */
static bool intrudes(const struct site *s)
{
	bool sign = (s->cp >= 'a' && s->cp <= 'z') || digit_like(s->cp) ||
		    (s->cp > ' ' && s->cp < 0x80 && !is_letter(s->cp) &&
		     !is_digit(s->cp) &&
		     !strchr("()[]{}<>,:;?!\"/-+=%&@#*~", (int)s->cp));

	return sign && together(s->before, s->after) >= SPLIT_WORD;
}

/* ---- characters that look like each other */

/*
 * Characters that look like each other, in pairs. Either one may be the error.
 */
static const uint32_t twins[][2] = {
	{0x65e5, 0x66f0}, /* 日 曰 */
	{0x5df1, 0x5df2}, /* 己 已 */
	{0x5df2, 0x5df3}, /* 已 巳 */
	{0x5df1, 0x5df3}, /* 己 巳 */
	{0x672a, 0x672b}, /* 未 末 */
	{0x571f, 0x58eb}, /* 土 士 */
	{0x4eba, 0x5165}, /* 人 入 */
	{0x5343, 0x5e72}, /* 千 干 */
	{0x5929, 0x592b}, /* 天 夫 */
	{0x5927, 0x592a}, /* 大 太 */
	{0x620a, 0x620d}, /* 戊 戍 */
	{0x620c, 0x620a}, /* 戌 戊 */
	{0x91c7, 0x7fbd}, /* 采 羽 */
};

/*
 * True if the character makes words with both neighbours: surely with one, and
 * possibly with the other.
 */
static bool words(uint32_t before, uint32_t cp, uint32_t after)
{
	int a = together(before, cp), b = together(cp, after);

	return (a >= STRONG && b >= 0) || (b >= STRONG && a >= 0);
}

/*
 * The twin that makes words with the neighbours where this character makes
 * none; 0 if there is none.
 */
static uint32_t better_twin(const struct site *s)
{
	size_t i, k;

	for (i = 0; i < sizeof(twins) / sizeof(twins[0]); i++) {
		for (k = 0; k < 2; k++) {
			uint32_t twin = twins[i][1 - k];

			if (s->cp != twins[i][k])
				continue;
			if (together(s->before, s->cp) <= 0 &&
			    together(s->cp, s->after) <= 0 &&
			    words(s->before, twin, s->after))
				return twin;
		}
	}
	return 0;
}

/* ---- the text */

/* The bytes of the run of NULs at an offset. */
static size_t nuls_at(const struct finder *f, size_t at)
{
	size_t n = 0;

	while (at + n < f->len && f->text[at + n] == '\0')
		n++;
	return n;
}

/*
 * Report the character if something is suspicious about it, for one reason
 * only. The order is that of certainty.
 */
static enum nb_status judge(struct finder *f, const struct site *s)
{
	size_t n = mojibake_length(f->text + s->at, f->len - s->at);
	uint32_t twin;

	if (n)
		return add(f, s, n, NB_SUSPECT_MOJIBAKE, 0);
	if (s->cp == NB_REPLACEMENT_CHARACTER)
		return add(f, s, s->len, NB_SUSPECT_REPLACEMENT, 0);
	if (s->cp == 0)
		return add(f, s, nuls_at(f, s->at), NB_SUSPECT_CONTROL, 0);
	if (is_control(s->cp))
		return add(f, s, s->len, NB_SUSPECT_CONTROL, 0);
	if (nb_is_private_use(s->cp))
		return add(f, s, s->len, NB_SUSPECT_PRIVATE, 0);
	if (among_digits(s))
		return add(f, s, s->len, NB_SUSPECT_DIGIT, 0);
	if (intrudes(s))
		return add(f, s, s->len, NB_SUSPECT_INTRUDER, 0);
	twin = better_twin(s);
	return twin ? add(f, s, s->len, NB_SUSPECT_LOOKALIKE, twin) : NB_OK;
}

/* The character at an offset, and its length; both 0 at the end. */
static uint32_t char_at(const struct finder *f, size_t at, size_t *len)
{
	uint32_t cp = 0;

	*len = at < f->len ? nb_utf8_get(f->text + at, f->len - at, &cp) : 0;
	return cp;
}

enum nb_status nb_suspects_find(const char *utf8, size_t len,
				struct nb_suspect **list, size_t *count,
				struct nb_error *err)
{
	struct finder f = {.text = utf8, .len = len, .err = err};
	struct site s = {.at = 0};
	size_t after_len, more, valid = nb_utf8_invalid(utf8, len);
	enum nb_status st = NB_OK;

	/* char_at() would not get beyond bytes that are no character. */
	if (valid < len)
		st = nb_fail_at(err, NB_INVALID, valid,
				"the text is not UTF-8");
	while (!st && s.at < len) {
		size_t found = f.count, next;

		s.cp = char_at(&f, s.at, &s.len);
		s.after = char_at(&f, s.at + s.len, &after_len);
		s.two_after = char_at(&f, s.at + s.len + after_len, &more);
		st = judge(&f, &s);
		next = s.at + s.len;
		/* A finding of several characters is reported once. */
		if (!st && f.count > found)
			next = s.at + f.list[found].len;
		s.two_before = s.before;
		s.before = s.cp;
		s.at = next;
	}
	if (st) {
		free(f.list);
		f.list = NULL;
		f.count = 0;
	}
	*list = f.list;
	*count = f.count;
	return st;
}
