/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which charset a text is in.
 *
 * A byte order mark decides, as do zeros in every second byte, and well-formed
 * UTF-8 of some length. Otherwise each candidate reads the beginning of the
 * text, and each character gets points by how frequent it is in written
 * Chinese: a wrong reading gives rare characters, or none. The candidate with
 * the best mean wins; how far it leads, against what chance would give, decides
 * whether that is certain.
 *
 * Validity alone says little: every Big5 text is valid GB18030.
 * training/encoding/recipe.md has the figures.
 */
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "base/vector.h"
#include "encoding/convert/detect.h"
#include "encoding/convert/reading.h"

#include <nbarc/encoding.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Bytes that are read, from the first that is not ASCII. */
#define WINDOW ((size_t)16 * 1024)
/* A text that begins with so much ASCII is taken for ASCII. */
#define ASCII_MOST ((size_t)4 * 1024 * 1024)

/*
 * Points that are added for each character of well-formed UTF-8, which hardly
 * occurs by accident: in text in GB18030, fewer than one character in six
 * continues a run of valid UTF-8.
 */
#define UTF8_BONUS 5.
/* So many characters of it need no comparison. */
#define UTF8_ENOUGH 12
/* Mean points below which a text is not Chinese in any of the charsets, and
 * below which that is in doubt. */
#define LEAST_MEAN 4.
#define SURE_MEAN 5.5
/* So few characters prove nothing. */
#define SURE_CHARACTERS 4
/* The lead in mean points over the next reading, times the square root of the
 * number of characters: what chance may give to a wrong reading, and what it
 * never gave. */
#define SOME_LEAD 6.
#define SURE_LEAD 14.

/* ---- answers */

/* Fill the result. */
static void answer(struct nb_detected *d, const char *charset,
		   double confidence, bool certain, const char *reason)
{
	(void)snprintf(d->charset, sizeof(d->charset), "%s", charset);
	d->confidence = confidence;
	d->certain = certain;
	(void)snprintf(d->reason, sizeof(d->reason), "%s", reason);
}

/* In order of preference: FF FE also begins the mark of UTF-32LE. */
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

static bool detect_by_mark(const uint8_t *p, size_t len, struct nb_detected *d)
{
	const struct nb_mark *mark = nb_mark_at(p, len, NULL);

	if (mark)
		answer(d, mark->charset, 1, true, "a byte order mark");
	return mark != NULL;
}

/*
 * The number of controls that text hardly has. ESC is not one: ISO 2022 and
 * terminals use it.
 */
static size_t controls(const uint8_t *p, size_t len)
{
	size_t n = 0, i;

	for (i = 0; i < len; i++)
		n += (p[i] < 0x20 && p[i] != '\n' && p[i] != '\r' &&
		      p[i] != '\t' && p[i] != '\f' && p[i] != 0x1b) ||
		     p[i] == 0x7f;
	return n;
}

/* Is there a tilde, and Chinese after it if the text is read as HZ? */
static enum nb_status looks_like_hz(const uint8_t *p, size_t len, bool *is,
				    struct nb_error *err)
{
	struct nb_charset_reading r = {.charset = NULL};
	const uint8_t *tilde = memchr(p, '~', len);
	enum nb_status st;

	*is = false;
	if (!tilde)
		return NB_OK;
	len -= (size_t)(tilde - p);
	st = nb_read_as(&r, "HZ", tilde, len < WINDOW ? len : WINDOW, err);
	*is = r.errors == 0 && r.characters > 0 && r.mean >= SURE_MEAN;
	return st;
}

/* Text without a byte above 7F: ASCII, HZ, or no text. */
static enum nb_status detect_seven_bit(const uint8_t *p, size_t len,
				       struct nb_detected *d,
				       struct nb_error *err)
{
	size_t some = len < WINDOW ? len : WINDOW, strange = controls(p, some);
	bool hz;
	enum nb_status st = looks_like_hz(p, len, &hz, err);

	if (len == 0)
		answer(d, "US-ASCII", 1, true, "the text is empty");
	else if (strange > some / 2)
		answer(d, "", 0, false, "control characters");
	else if (strange || memchr(p, 0x1b, some))
		answer(d, "US-ASCII", .5, false,
		       "seven bits with control characters");
	else if (hz)
		answer(d, "HZ", .95, true, "seven bits, Chinese after ~{");
	else if (len >= ASCII_MOST)
		answer(d, "US-ASCII", .5, false,
		       "no byte above 7F in the part that was read");
	else
		answer(d, "US-ASCII", 1, true,
		       "no byte above 7F: the same in GB18030 and UTF-8");
	return st;
}

/*
 * UTF-16 with Latin text, in which every second byte is zero. False if the
 * zeros are few or on both sides.
 */
static bool detect_by_zeros(const uint8_t *p, size_t len, struct nb_detected *d)
{
	size_t even = 0, odd = 0, i;

	/* Most texts have none. */
	if (!memchr(p, 0, len))
		return false;
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

/* By Newton's method; libm need not be linked for it. */
static double square_root(double x)
{
	double r = x > 1 ? x : 1;
	int i;

	for (i = 0; i < 24; i++)
		r = (r + x / r) / 2;
	return r;
}

/* The best reading by mean points, how far it leads, and whether that is
 * certain. list[0] is UTF-8, which needs less of a lead if it has no error. */
static void choose_reading(const struct nb_charset_reading *list, size_t n,
			   struct nb_detected *d)
{
	const struct nb_charset_reading *best = &list[0], *next = NULL;
	const char *unknown = NULL;
	double lead;
	size_t i;
	bool sure;

	for (i = 1; i < n; i++)
		if (list[i].mean > best->mean)
			best = &list[i];
	for (i = 1; i < n; i++)
		if (list[i].unknown)
			unknown = list[i].charset;
	for (i = 0; i < n; i++)
		if (&list[i] != best && (!next || list[i].mean > next->mean))
			next = &list[i];
	lead = (best->mean - (next->mean > 0 ? next->mean : 0)) *
	       square_root(best->characters);
	if (best->mean < LEAST_MEAN) {
		answer(d, "", 0, false,
		       "the text makes sense in no known charset");
		return;
	}
	if (best == &list[0] && !best->errors)
		sure = lead >= SOME_LEAD;
	else
		sure = lead >= SURE_LEAD && best->characters >= SURE_CHARACTERS;
	answer(d, best->charset, lead / (lead + SOME_LEAD),
	       sure && best->mean >= SURE_MEAN, "");
	(void)snprintf(d->reason, sizeof(d->reason),
		       "%u character%s: %.1f points each as %s, %.1f as "
		       "%s%s%s%s",
		       best->characters, best->characters == 1 ? "" : "s",
		       best->mean, best->charset, next->mean, next->charset,
		       d->certain ? "" : "; not certain",
		       unknown ? "; iconv does not know " : "",
		       unknown ? unknown : "");
}

/* The number of ASCII bytes at the beginning. */
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

/* Are there bytes that count_points() takes for errors? */
static bool has_controls(const uint8_t *p, size_t len)
{
	size_t i;

	for (i = 0; len - i >= sizeof(nb_vector); i += sizeof(nb_vector)) {
		const nb_vector b = nb_vector_at(p + i);

		if (nb_vector_any((nb_vector)(b < 0x20) &
				  (nb_vector)(b - '\t' > '\r' - '\t')))
			return true;
	}
	for (; i < len; i++)
		if (p[i] < 0x20 && (p[i] < '\t' || p[i] > '\r'))
			return true;
	return false;
}

/*
 * Is it certain without reading that the text, which begins with a character
 * that is not ASCII, is UTF-8 without errors and with UTF8_ENOUGH characters?
 * False if there is any doubt. An ideograph may be cut off at the end.
 */
static bool is_plain_utf8(const uint8_t *p, size_t len)
{
	size_t end = len, characters = 0, i;

	for (i = 1; i <= 3 && i <= len; i++)
		if ((p[len - i] & 0xc0) != 0x80) {
			end -= p[len - i] >= 0xe4 && p[len - i] <= 0xe9 ? i : 0;
			break;
		}
	if (nb_utf8_invalid((const char *)p, end) < end)
		return false;
	if (has_controls(p, end))
		return false;
	for (i = 0; i < end && characters < UTF8_ENOUGH; i++)
		characters += p[i] >= 0xc0;
	return characters == UTF8_ENOUGH;
}

/* Find the charset of bytes that have no byte order mark and no padding. */
static enum nb_status detect_unmarked(const uint8_t *p, size_t len,
				      struct nb_detected *d,
				      struct nb_error *err)
{
	static const char *const charsets[] = {"UTF-8", "GB18030", "BIG5",
					       "UTF-16LE", "UTF-16BE"};
	struct nb_charset_reading list[sizeof(charsets) / sizeof(charsets[0])];
	size_t first = 0, n = sizeof(charsets) / sizeof(charsets[0]), i;
	enum nb_status st;

	memset(list, 0, sizeof(list));
	if (detect_by_zeros(p, len < WINDOW ? len : WINDOW, d))
		return NB_OK;
	first = ascii_length(p, len);
	if (first == len)
		return detect_seven_bit(p, len, d, err);
	/* A character of UTF-16 begins at an even offset. */
	first &= ~(size_t)1;
	len = len - first < WINDOW ? len - first : WINDOW;
	st = is_plain_utf8(p + first, len)
		     ? NB_OK
		     : nb_read_as(&list[0], charsets[0], p + first, len, err);
	if (st)
		return st;
	if (!list[0].charset ||
	    (list[0].errors == 0 && list[0].characters >= UTF8_ENOUGH)) {
		answer(d, charsets[0], 1, true, "well-formed UTF-8");
		return NB_OK;
	}
	if (list[0].errors == 0)
		list[0].mean += UTF8_BONUS;
	for (i = 1; !st && i < n; i++)
		st = nb_read_as(&list[i], charsets[i], p + first, len, err);
	if (!st)
		choose_reading(list, n, d);
	return st;
}

/* ---- padding */

/* A run of so many NULs is padding: UTF-32 has three at most. */
#define PADDING 8u

/*
 * Copy the bytes without runs of at least `least` NULs, and without any run at
 * the end.
 */
static enum nb_status without_padding(const uint8_t *p, size_t len,
				      size_t least, struct nb_buf *out)
{
	size_t at = 0, n;
	enum nb_status st = NB_OK;

	for (out->len = 0; !st && at < len; at += n) {
		const uint8_t *nul = memchr(p + at, 0, len - at);

		n = nul ? (size_t)(nul - p) - at : len - at;
		st = nb_buf_add(out, p + at, n);
		at += n;
		for (n = 0; at + n < len && p[at + n] == 0;)
			n++;
		if (!st && n < least && at + n < len)
			st = nb_buf_add(out, p + at, n);
	}
	return st;
}

/*
 * Copy the bytes without padding. In UTF-16 and UTF-32 the last NULs may belong
 * to a character: they are dropped only if no others remain.
 */
static enum nb_status cut_padding(const uint8_t *p, size_t len,
				  struct nb_buf *out)
{
	enum nb_status st = without_padding(p, len, PADDING, out);
	size_t end = len;

	if (st || out->len == 0 || !memchr(out->data, 0, out->len))
		return st;
	/* Other NULs are there: keep the last ones, unless they are many. */
	while (end && p[end - 1] == 0)
		end--;
	return len - end < PADDING ? nb_buf_add(out, p + end, len - end)
				   : NB_OK;
}

/* The length without the characters by which DOS ended files (Ctrl-Z), if a
 * sector was filled with them. */
static size_t without_ends(const uint8_t *p, size_t len)
{
	size_t n = len;

	while (n && p[n - 1] == 0x1a)
		n--;
	return len - n >= PADDING ? n : len;
}

enum nb_status nb_detect(const void *bytes, size_t len, struct nb_detected *d,
			 struct nb_error *err)
{
	struct nb_buf cut = {0};
	enum nb_status st;

	memset(d, 0, sizeof(*d));
	if (detect_by_mark(bytes, len, d))
		return NB_OK;
	len = without_ends(bytes, len);
	if (!len || !memchr(bytes, 0, len))
		return detect_unmarked(bytes, len, d, err);
	st = cut_padding(bytes, len, &cut) ? nb_fail_mem(err) : NB_OK;
	if (!st && cut.len)
		st = detect_unmarked(cut.data, cut.len, d, err);
	else if (!st)
		answer(d, "", 0, false,
		       "it has nothing but NULs, as a file may have that was "
		       "not copied whole");
	nb_buf_free(&cut);
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

/* Charsets whose names leave the byte order to the text. */
static const struct {
	const char *name;
	const char *orders[2]; /* the default first */
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

enum nb_status nb_charset_with_order(const char *charset, const uint8_t *p,
				     size_t len, const char **ordered,
				     struct nb_error *err)
{
	struct nb_detected found;
	enum nb_status st;
	size_t i, k;

	*ordered = charset;
	for (i = 0; i < WITHOUT_ORDER; i++) {
		if (strcasecmp(charset, without_order[i].name) != 0)
			continue;
		for (k = 0; k < 2; k++) {
			*ordered = without_order[i].orders[k];
			if (nb_mark_at(p, len, *ordered))
				return NB_OK;
		}
		st = nb_detect(p, len, &found, err);
		k = !st && strcmp(found.charset, *ordered) == 0;
		*ordered = without_order[i].orders[k];
		return st;
	}
	return NB_OK;
}
