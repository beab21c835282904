/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which charset a text is in. Each candidate reads the text, and the one whose
 * characters are the most frequent in written Chinese has it: a wrong reading
 * gives rare characters, or none.
 */
#include "base/embed.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "encoding/codec/codec.h"
#include "encoding/convert/detect.h"

#include <nbarc/encoding.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* As much as is looked at, from the first byte on that is not ASCII. */
#define WINDOW ((size_t)16 * 1024)
/* So much ASCII is ASCII. */
#define ASCII_MOST ((size_t)4 * 1024 * 1024)

/* UTF-8 is hard to come by without meaning it: points for each character, and
 * the number of characters that needs no comparison. Of text in GB18030 not one
 * character in six goes on as UTF-8. */
#define UTF8_BONUS 5.
#define UTF8_ENOUGH 12
/* Below these a text is no Chinese in any of the charsets; is not certainly. */
#define LEAST_MEAN 4.
#define SURE_MEAN 5.5
#define SURE_CHARACTERS 4
/* Points of a lead over the next reading, times the root of the number of
 * characters: what chance gives to a wrong reading, and what it never does. */
#define SOME_LEAD 6.
#define SURE_LEAD 14.

/* frequency.py says what is in it. */
NB_EMBEDDED(uint8_t, nb_frequency);

/* Points for a character of Chinese text, 0 to 15. */
static int points(uint32_t cp)
{
	if (nb_is_common_han(cp)) {
		cp -= NB_HAN_FIRST;
		return nb_frequency[cp / 2] >> (cp & 1 ? 4 : 0) & 15;
	}
	switch (cp) {
	case NB_IDEOGRAPHIC_SPACE:
	case NB_IDEOGRAPHIC_COMMA:
	case NB_IDEOGRAPHIC_FULL_STOP:
	case NB_FULLWIDTH_COMMA:
	case NB_FULLWIDTH_COLON:
	case NB_FULLWIDTH_SEMICOLON:
	case NB_LEFT_DOUBLE_QUOTE:
	case NB_RIGHT_DOUBLE_QUOTE:
	case NB_FULLWIDTH_LEFT_PAREN:
	case NB_FULLWIDTH_RIGHT_PAREN:
	case NB_LEFT_DOUBLE_ANGLE:
	case NB_RIGHT_DOUBLE_ANGLE:
	case NB_LEFT_CORNER:
	case NB_RIGHT_CORNER:
	case NB_LEFT_WHITE_CORNER:
	case NB_RIGHT_WHITE_CORNER:
	case NB_FULLWIDTH_EXCLAMATION:
	case NB_FULLWIDTH_QUESTION:
	case NB_EM_DASH:
	case NB_ELLIPSIS:
		return 12;
	default:
		break;
	}
	if (nb_is_fullwidth_digit(cp) ||
	    (cp >= NB_FULLWIDTH_CAPITAL_A && cp <= NB_FULLWIDTH_SMALL_Z) ||
	    cp == NB_MIDDLE_DOT || cp == NB_BLACK_UP_TRIANGLE ||
	    cp == NB_BLACK_CIRCLE || cp == NB_BLACK_SQUARE)
		return 8;
	return nb_is_bmp_private_use(cp) || cp >= NB_PLANE_2 ? 0 : 2;
}

/* What a reading of the text makes of it. */
struct reading {
	const char *charset;
	unsigned characters; /* that are not ASCII */
	unsigned errors;
	double mean; /* points a character; an error costs some */
};

#define ERROR_POINTS 12

static void count(struct reading *r, const struct nb_buf *utf8, long *sum)
{
	size_t at = 0;
	uint32_t cp;

	while (at < utf8->len) {
		at += nb_utf8_get((const char *)utf8->data + at, utf8->len - at,
				  &cp);
		if (cp >= 0x80) {
			*sum += points(cp);
			r->characters++;
		} else if (cp < 0x20 && cp != '\n' && cp != '\r' &&
			   cp != '\t') {
			/* Text has no controls. */
			r->errors++;
		}
	}
}

/* Read the text as if it were in a charset, past every error. */
static enum nb_status try(struct reading *r, const char *charset,
			  const uint8_t *p, size_t len, struct nb_error *err)
{
	struct nb_codec codec;
	struct nb_buf utf8 = {0};
	struct nb_stop stop;
	struct nb_error own;
	size_t at = 0, used;
	long sum = 0;
	enum nb_status st;

	r->charset = charset;
	st = nb_codec_open(&codec, charset, NB_GB18030_2022, true, &own);
	while (!st && at < len) {
		used = 0;
		st = nb_codec_decode(&codec, p + at, len - at, false, &utf8,
				     &used, &stop, &own);
		at += used;
		if (st != NB_INVALID)
			break;
		st = NB_OK;
		r->errors++;
		at += codec.unit;
	}
	if (!st) {
		count(r, &utf8, &sum);
		r->mean = (double)(sum - ERROR_POINTS * (long)r->errors) /
			  (r->characters + r->errors + 1e-9);
	}
	nb_codec_close(&codec);
	nb_buf_free(&utf8);
	/* What does not fit is an answer; what could not be tried is none. */
	return st == NB_NOMEM ? nb_fail_mem(err) : NB_OK;
}

/* ---- answers */

static void answer(struct nb_detected *d, const char *charset,
		   double confidence, bool certain, const char *reason)
{
	(void)snprintf(d->charset, sizeof(d->charset), "%s", charset);
	d->confidence = confidence;
	d->certain = certain;
	(void)snprintf(d->reason, sizeof(d->reason), "%s", reason);
}

/* The longer ones first: FF FE begins two of them. */
static const struct nb_mark marks[] = {
	{"UTF-8", 3, {0xef, 0xbb, 0xbf, 0}},
	{"GB18030", 4, {0x84, 0x31, 0x95, 0x33}},
	{"UTF-32LE", 4, {0xff, 0xfe, 0, 0}},
	{"UTF-32BE", 4, {0, 0, 0xfe, 0xff}},
	{"UTF-16LE", 2, {0xff, 0xfe, 0, 0}},
	{"UTF-16BE", 2, {0xfe, 0xff, 0, 0}},
};
#define MARKS (sizeof(marks) / sizeof(marks[0]))

const struct nb_mark *nb_mark_of(const char *charset)
{
	size_t i;

	for (i = 0; i < MARKS; i++)
		if (strcasecmp(marks[i].charset, charset) == 0)
			return &marks[i];
	return NULL;
}

const struct nb_mark *nb_mark_at(const uint8_t *p, size_t len,
				 const char *charset)
{
	size_t i;

	for (i = 0; i < MARKS; i++)
		if (len >= marks[i].len &&
		    memcmp(p, marks[i].bytes, marks[i].len) == 0 &&
		    (!charset || strcasecmp(marks[i].charset, charset) == 0))
			return &marks[i];
	return NULL;
}

static bool by_mark(const uint8_t *p, size_t len, struct nb_detected *d)
{
	const struct nb_mark *mark = nb_mark_at(p, len, NULL);

	if (mark)
		answer(d, mark->charset, 1, true, "a byte order mark");
	return mark != NULL;
}

/* Bytes that text hardly has, but for ESC. */
static size_t controls(const uint8_t *p, size_t len)
{
	size_t n = 0, i;

	for (i = 0; i < len; i++)
		n += (p[i] < 0x20 && p[i] != '\n' && p[i] != '\r' &&
		      p[i] != '\t' && p[i] != '\f' && p[i] != 0x1b) ||
		     p[i] == 0x7f;
	return n;
}

/* In the text are "~{", and behind it Chinese. */
static enum nb_status looks_like_hz(const uint8_t *p, size_t len, bool *is,
				    struct nb_error *err)
{
	struct reading r = {.charset = NULL};
	const uint8_t *tilde = memchr(p, '~', len);
	enum nb_status st;

	*is = false;
	if (!tilde)
		return NB_OK;
	len -= (size_t)(tilde - p);
	st = try(&r, "HZ", tilde, len < WINDOW ? len : WINDOW, err);
	*is = r.errors == 0 && r.characters > 0 && r.mean >= SURE_MEAN;
	return st;
}

static enum nb_status seven_bit(const uint8_t *p, size_t len,
				struct nb_detected *d, struct nb_error *err)
{
	size_t some = len < WINDOW ? len : WINDOW, strange = controls(p, some);
	bool hz;
	enum nb_status st = looks_like_hz(p, len, &hz, err);

	if (len == 0)
		answer(d, "US-ASCII", 1, true, "no bytes");
	else if (strange > some / 2)
		answer(d, "", 0, false, "control characters");
	else if (strange || memchr(p, 0x1b, some))
		answer(d, "US-ASCII", .5, false,
		       "seven bits with control characters");
	else if (hz)
		answer(d, "HZ", .95, true, "seven bits, Chinese behind ~{");
	else if (len >= ASCII_MOST)
		answer(d, "US-ASCII", .5, false,
		       "no byte above 7F as far as was looked");
	else
		answer(d, "US-ASCII", 1, true,
		       "no byte above 7F: the same in GB18030 and UTF-8");
	return st;
}

/* Latin text in UTF-16: every second byte is zero. */
static bool zeros(const uint8_t *p, size_t len, struct nb_detected *d)
{
	size_t even = 0, odd = 0, i;

	for (i = 0; i + 1 < len; i += 2) {
		even += p[i] == 0;
		odd += p[i + 1] == 0;
	}
	if (even + odd < 4 || (even + odd) * 10 < len)
		return false;
	if (even > 20 * odd)
		answer(d, "UTF-16BE", .95, true, "every second byte is zero");
	else if (odd > 20 * even)
		answer(d, "UTF-16LE", .95, true, "every second byte is zero");
	else
		return false;
	return true;
}

static double root(double x)
{
	double r = x > 1 ? x : 1;
	int i;

	for (i = 0; i < 24; i++)
		r = (r + x / r) / 2;
	return r;
}

static void choose(const struct reading *list, size_t n, struct nb_detected *d)
{
	const struct reading *best = &list[0], *next = NULL;
	double lead;
	size_t i;
	bool sure;

	for (i = 1; i < n; i++)
		if (list[i].mean > best->mean)
			best = &list[i];
	for (i = 0; i < n; i++)
		if (&list[i] != best && (!next || list[i].mean > next->mean))
			next = &list[i];
	lead = (best->mean - (next->mean > 0 ? next->mean : 0)) *
	       root(best->characters);
	if (best->mean < LEAST_MEAN) {
		answer(d, "", 0, false, "no reading of it makes sense");
		return;
	}
	if (best == &list[0] && !best->errors)
		sure = lead >= SOME_LEAD;
	else
		sure = lead >= SURE_LEAD && best->characters >= SURE_CHARACTERS;
	answer(d, best->charset, lead / (lead + SOME_LEAD),
	       sure && best->mean >= SURE_MEAN, "");
	(void)snprintf(d->reason, sizeof(d->reason),
		       "%u characters: %.1f points each as %s, %.1f as %s%s",
		       best->characters, best->mean, best->charset, next->mean,
		       next->charset, d->certain ? "" : "; not certain");
}

static size_t ascii_length(const uint8_t *p, size_t len)
{
	size_t i = 0;
	uint64_t word;

	for (; len - i >= 8; i += 8) {
		memcpy(&word, p + i, 8);
		if (word & 0x8080808080808080u)
			break;
	}
	while (i < len && p[i] < 0x80)
		i++;
	return i;
}

bool nb_detect_enough(const void *bytes, size_t len)
{
	return len >= ASCII_MOST || len - ascii_length(bytes, len) >= WINDOW;
}

enum nb_status nb_detect(const void *bytes, size_t len, struct nb_detected *d,
			 struct nb_error *err)
{
	static const char *const charsets[] = {"UTF-8", "GB18030", "BIG5",
					       "UTF-16LE", "UTF-16BE"};
	struct reading list[sizeof(charsets) / sizeof(charsets[0])];
	const uint8_t *p = bytes;
	size_t first = 0, n = sizeof(charsets) / sizeof(charsets[0]), i;
	enum nb_status st;

	memset(d, 0, sizeof(*d));
	memset(list, 0, sizeof(list));
	if (by_mark(p, len, d) || zeros(p, len < WINDOW ? len : WINDOW, d))
		return NB_OK;
	first = ascii_length(p, len);
	if (first == len)
		return seven_bit(p, len, d, err);
	/* A pair of UTF-16 begins at an even offset. */
	first &= ~(size_t)1;
	len = len - first < WINDOW ? len - first : WINDOW;
	st = try(&list[0], charsets[0], p + first, len, err);
	if (st)
		return st;
	if (list[0].errors == 0 && list[0].characters >= UTF8_ENOUGH) {
		answer(d, charsets[0], 1, true, "well-formed UTF-8");
		return NB_OK;
	}
	if (list[0].errors == 0)
		list[0].mean += UTF8_BONUS;
	for (i = 1; !st && i < n; i++)
		st = try(&list[i], charsets[i], p + first, len, err);
	if (!st)
		choose(list, n, d);
	return st;
}

const char *nb_detected_charset(const struct nb_detected *d)
{
	return strcmp(d->charset, "US-ASCII") == 0 ? "UTF-8" : d->charset;
}

enum nb_status nb_detected_none(const struct nb_detected *d,
				struct nb_error *err)
{
	return nb_fail_at(err, NB_INVALID, 0,
			  "the charset is unknown: %s; name it with "
			  "--from-code",
			  d->reason);
}

static const struct {
	const char *name, *orders[2]; /* the default first */
} without_order[] = {
	{"UTF-16", {"UTF-16BE", "UTF-16LE"}},
	{"UTF-32", {"UTF-32BE", "UTF-32LE"}},
};
#define WITHOUT_ORDER (sizeof(without_order) / sizeof(without_order[0]))

bool nb_has_no_order(const char *charset)
{
	size_t i;

	for (i = 0; i < WITHOUT_ORDER; i++)
		if (strcasecmp(charset, without_order[i].name) == 0)
			return true;
	return false;
}

const char *nb_charset_with_order(const char *charset, const uint8_t *p,
				  size_t len)
{
	struct nb_detected found;
	size_t i, k;

	for (i = 0; i < WITHOUT_ORDER; i++) {
		if (strcasecmp(charset, without_order[i].name) != 0)
			continue;
		for (k = 0; k < 2; k++)
			if (nb_mark_at(p, len, without_order[i].orders[k]))
				return without_order[i].orders[k];
		/* Without memory for it, the usual order; what follows will
		 * not have it either. */
		if (nb_detect(p, len, &found, NULL))
			return without_order[i].orders[0];
		k = strcmp(found.charset, without_order[i].orders[1]) == 0;
		return without_order[i].orders[k];
	}
	return charset;
}
