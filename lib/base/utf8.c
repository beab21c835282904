/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 (RFC 3629), a character at a time. Chinese text is nearly all
 * characters of three bytes with some ASCII between them, and these have paths
 * of their own; whole texts are converted by encoding/fast/.
 */
#include "base/utf8.h"
#include "base/vector.h"

#include <string.h>

/*
 * The length that a lead byte says, 2 to 4, and the least code point that needs
 * so many bytes; 0 if no character of several bytes begins with it. C0 and C1
 * would begin overlong forms only.
 */
static size_t lead_length(uint8_t b, uint32_t *least)
{
	if (b >= 0xc2 && b <= 0xdf) {
		*least = 0x80;
		return 2;
	}
	if ((b & 0xf0) == 0xe0) {
		*least = 0x800;
		return 3;
	}
	if (b >= 0xf0 && b <= 0xf4) {
		*least = 0x10000;
		return 4;
	}
	return 0;
}

size_t nb_utf8_get_any(const char *s, size_t len, uint32_t *cp)
{
	const uint8_t *p = (const uint8_t *)s;
	uint32_t least = 0, c;
	size_t n, i;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	*cp = 0;
	n = lead_length(p[0], &least);
	if (n == 0 || n > len)
		return 0;
	/* The bits of the lead byte below its length mark. */
	c = p[0] & (0x7fu >> n);
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3fu);
	}
	if (c < least || c > 0x10ffff || nb_is_surrogate(c))
		return 0;
	*cp = c;
	return n;
}

size_t nb_utf8_put(char out[4], uint32_t cp)
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 | cp >> 6);
		out[1] = (char)(0x80 | (cp & 0x3f));
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 | cp >> 12);
		out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
		out[2] = (char)(0x80 | (cp & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | cp >> 18);
	out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
	out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
	out[3] = (char)(0x80 | (cp & 0x3f));
	return 4;
}

size_t nb_utf8_prev(const char *s, size_t at, uint32_t *cp)
{
	size_t n = 1;

	/* Three bytes, or else a search for the lead byte. */
	if (at > 2 && ((uint8_t)s[at - 3] & 0xf0) == 0xe0)
		return nb_utf8_next(s + at - 3, 3, cp);
	while (n < 4 && n < at && ((uint8_t)s[at - n] & 0xc0) == 0x80)
		n++;
	return nb_utf8_get(s + at - n, n, cp);
}

/*
 * Does a valid character of three bytes begin at s? False also for E0 and ED,
 * whose second bytes have narrower ranges: nb_utf8_get() decides on those.
 * Reads four bytes.
 */
static bool is_three(const char *s)
{
	uint32_t bytes = nb_le32((const uint8_t *)s);

	return (bytes & 0xc0c0f0) == 0x8080e0 && (bytes & 15) != 0 &&
	       (bytes & 15) != 13;
}

/* Marks where a character that is_three() knows begins. */
static inline uint32_t leads(nb_vector b)
{
	return nb_vector_marks((nb_vector)((b & 0xf0) == 0xe0) &
			       (nb_vector)(b != 0xe0) & (nb_vector)(b != 0xed));
}

/*
 * Are sixteen bytes, but for the first `skipped`, ASCII and characters that
 * is_three() knows? A byte must go on with a character if and only if one of
 * the two before it begins one: *due marks those for which the bytes before
 * the first one that counts do, and then those beyond the sixteen.
 */
static inline bool is_plain(const char *s, unsigned skipped, uint32_t *due)
{
	const nb_vector b = nb_vector_at(s);
	const uint32_t first = leads(b) >> skipped;
	const uint32_t high = nb_vector_marks(b) >> skipped;
	const uint32_t next = *due | first << 1 | first << 2;
	const uint32_t goes_on =
		nb_vector_marks(
			(nb_vector)((nb_signed_vector)b < (int8_t)0xc0)) >>
		skipped;

	if (high != (first | goes_on) ||
	    goes_on != (next & (0xffffu >> skipped)))
		return false;
	*due = next >> (sizeof(b) - skipped);
	return true;
}

/*
 * Where characters that are not ASCII or those of is_three() begin at the
 * earliest, from the beginning of a character at `at`.
 */
static size_t skip_plain(const char *s, size_t at, size_t len)
{
	const size_t step = sizeof(nb_vector);
	uint32_t due = 0;

	while (len - at >= step && is_plain(s + at, 0, &due))
		at += step;
	/* The last bytes are looked at together with some before them. */
	if (len - at < step && len >= step &&
	    is_plain(s + len - step, (unsigned)(step - (len - at)), &due))
		at = len;
	/* The last character may not have ended. */
	return at - (due == 3 ? 1 : due == 1 ? 2 : 0);
}

/* Bytes for which skip_plain() is not tried again where it did not help. */
#define PLAIN_RETRY 64u

size_t nb_utf8_invalid(const char *s, size_t len)
{
	size_t i = 0, n, retry = 0;
	uint32_t cp;

	while (i < len) {
		if (i >= retry) {
			n = skip_plain(s, i, len) - i;
			retry = i + (n ? n : PLAIN_RETRY);
			i += n;
			if (i == len)
				break;
		}
		/* Eight bytes at a time, as far as these can be read. */
		if (len - i >= 8) {
			if (is_three(s + i)) {
				i += 3;
				continue;
			}
			if ((nb_le64((const uint8_t *)s + i) &
			     0x8080808080808080u) == 0) {
				i += 8;
				continue;
			}
		}
		n = nb_utf8_get(s + i, len - i, &cp);
		if (n == 0)
			return i;
		i += n;
	}
	return len;
}

/*
 * Why the second byte is wrong although it is a continuation byte, or NULL.
 * What follows does not matter then.
 */
static const char *second_reason(const uint8_t *p)
{
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90))
		return "overlong form";
	if (p[0] == 0xed && p[1] >= 0xa0)
		return "surrogate";
	if (p[0] == 0xf4 && p[1] >= 0x90)
		return "beyond U+10FFFF";
	return NULL;
}

const char *nb_utf8_reason(const char *s, size_t len, size_t *shown)
{
	const uint8_t *p = (const uint8_t *)s;
	uint32_t least = 0;
	size_t n = lead_length(p[0], &least), i, unused;

	if (!shown)
		shown = &unused;
	*shown = 1;
	if ((p[0] & 0xc0) == 0x80)
		return "continuation byte without a lead byte";
	if (p[0] == 0xc0 || p[0] == 0xc1)
		return "overlong form";
	if (n == 0)
		return "invalid lead byte";
	for (i = 1; i < n; i++) {
		*shown = i < len ? i + 1 : len;
		if (i == len)
			return "truncated character";
		if ((p[i] & 0xc0) != 0x80)
			return "bad continuation byte";
		if (i == 1 && second_reason(p))
			return second_reason(p);
	}
	return NULL;
}

/* Is the byte one of a word that is written in letters? Chinese has no spaces
 * at which it could end. */
static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

void nb_utf8_shorten(char *text, size_t size)
{
	static const char dots[] = "...";
	size_t end = size - sizeof(dots), least = end - 3, word;

	/* Paths may be no UTF-8: no character has more than three such bytes.
	 */
	while (end > least && ((uint8_t)text[end] & 0xc0) == 0x80)
		end--;
	word = end;
	while (word > size / 4 && is_letter(text[word - 1]) &&
	       is_letter(text[word]))
		word--;
	if (!is_letter(text[word]) || !is_letter(text[word - 1]))
		end = word;
	while (end > 1 && text[end - 1] == ' ')
		end--;
	memcpy(text + end, dots, sizeof(dots));
}

size_t nb_utf8_count(const char *s, size_t len)
{
	const uint64_t ones = 0x0101010101010101u;
	size_t i = 0, n = len;
	uint64_t more;

	/* All but continuation bytes: eight at a time, the product adds up the
	 * bytes that are 1. */
	for (; len - i >= 8; i += 8) {
		more = nb_le64((const uint8_t *)s + i);
		more = more >> 7 & ~(more >> 6) & ones;
		n -= (size_t)(more * ones >> 56);
	}
	for (; i < len; i++)
		n -= ((uint8_t)s[i] & 0xc0) == 0x80;
	return n;
}

/*
 * Extension A, U+3007, the compatibility ideographs, and planes 2 and 3 as a
 * whole.
 */
bool nb_is_rare_han(uint32_t cp)
{
	return (cp >= 0x3400 && cp <= 0x4dbf) || cp == 0x3007 ||
	       (cp >= 0xf900 && cp <= 0xfaff) ||
	       (cp >= 0x20000 && cp <= 0x3ffff);
}

/* At which of sixteen bytes a Han ideograph begins: nb_is_han() of valid text,
 * by its lead byte and the two bytes after it. */
static nb_vector begins_any_han(const char *s)
{
	const nb_vector b = nb_vector_at(s), second = nb_vector_at(s + 1);
	const nb_vector third = nb_vector_at(s + 2);
	const nb_vector zero = (nb_vector)(second == 0x80) &
			       (nb_vector)(third == 0x87); /* of U+3007 */

	return (nb_vector)((nb_vector)(b - 0xe5) <= 0xe9 - 0xe5) |
	       ((nb_vector)(b == 0xe4) & (nb_vector)(second != 0xb7)) |
	       ((nb_vector)(b == 0xe3) & ((nb_vector)(second >= 0x90) | zero)) |
	       ((nb_vector)(b == 0xef) &
		(nb_vector)((nb_vector)(second - 0xa4) <= 0xab - 0xa4)) |
	       ((nb_vector)(b == 0xf0) & (nb_vector)(second >= 0xa0));
}

size_t nb_utf8_count_han(const char *s, size_t len)
{
	size_t at = 0, n = 0;
	uint32_t cp;

	for (; len - at >= sizeof(nb_vector) + 2; at += sizeof(nb_vector))
		n += (size_t)__builtin_popcount(
			nb_vector_marks(begins_any_han(s + at)));
	/* The character that the last vector has begun is counted. */
	while (at < len && ((uint8_t)s[at] & 0xc0) == 0x80)
		at++;
	while (at < len) {
		at += nb_utf8_next(s + at, len - at, &cp);
		n += nb_is_han(cp);
	}
	return n;
}

bool nb_is_space(uint32_t cp)
{
	return (cp >= 0x09 && cp <= 0x0d) || cp == ' ' || cp == NB_NEXT_LINE ||
	       cp == 0xa0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200a) ||
	       cp == 0x2028 || cp == 0x2029 || cp == 0x202f || cp == 0x205f ||
	       cp == NB_IDEOGRAPHIC_SPACE || cp == 0xfeff;
}
