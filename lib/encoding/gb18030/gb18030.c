/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GB18030 a character at a time, from the tables of 2022.
 *
 * A two-byte code is looked up. A four-byte code is a number in mixed radix
 * (126, 10, 126, 10); for the BMP the number is looked up in ranges, for the
 * other planes it is the code point less a constant.
 */
#include "encoding/gb18030/gb18030.h"
#include "base/unicode.h"

#define PLANES_LINEAR 189000u  /* the number of 90308130, which is U+10000 */
#define PLANES_COUNT 0x100000u /* characters of planes 1 to 16 */

/* Where the characters of the other 18 pairs are: ideographs, vertical forms
 * and private use. Nearly every character is outside of these ranges. */
#define PAIRED_HAN_FIRST 0x9fb4u
#define PAIRED_HAN_LAST 0x9fbbu
#define PAIRED_FORMS_FIRST 0xfe10u
#define PAIRED_FORMS_LAST 0xfe19u
#define PAIRED_PRIVATE_FIRST 0xe78du
#define PAIRED_PRIVATE_LAST 0xe864u

const struct nb_gb18030_swap *nb_gb18030_swap(uint32_t cp)
{
	size_t i;

	if (cp != NB_GB18030_PAIR_19 &&
	    (cp < PAIRED_HAN_FIRST || cp > PAIRED_HAN_LAST) &&
	    (cp < PAIRED_PRIVATE_FIRST || cp > PAIRED_PRIVATE_LAST) &&
	    (cp < PAIRED_FORMS_FIRST || cp > PAIRED_FORMS_LAST))
		return NULL;
	for (i = 0; i < NB_GB18030_SWAPS; i++)
		if (cp == nb_gb18030_swaps[i].unicode ||
		    cp == nb_gb18030_swaps[i].private_use)
			return &nb_gb18030_swaps[i];
	return NULL;
}

/* The other character of a pair. */
static uint32_t partner(const struct nb_gb18030_swap *s, uint32_t cp)
{
	return cp == s->unicode ? s->private_use : s->unicode;
}

/*
 * Translate a character between the edition of `profile` and that of 2022. An
 * older edition has exchanged the two characters of a pair, so that the same
 * exchange serves for decoding and encoding.
 */
static uint32_t edition(enum nb_gb18030_profile profile, uint32_t cp)
{
	const struct nb_gb18030_swap *s = nb_gb18030_swap(cp);
	bool old = s && (s->unicode == NB_GB18030_PAIR_19
				 ? profile == NB_GB18030_2000
				 : profile == NB_GB18030_2000 ||
					   profile == NB_GB18030_2005);

	if (old)
		return partner(s, cp);
	/* The web profile decodes both codes of a pair to the Unicode
	 * character and encodes both characters as its two-byte code: this is
	 * the pair's loss. */
	if (s && profile == NB_GB18030_WEB && s->unicode != NB_GB18030_PAIR_19)
		return s->unicode;
	return cp;
}

/* The range that has a four-byte code of the BMP. */
static const struct nb_gb18030_range *range_of_linear(uint32_t linear)
{
	size_t i = nb_gb18030_by_linear[linear >> 6];

	while (i + 1 < nb_gb18030_range_count &&
	       nb_gb18030_ranges[i + 1].first <= linear)
		i++;
	return &nb_gb18030_ranges[i];
}

/* The range that has a code point of the BMP without a two-byte code. */
static const struct nb_gb18030_range *range_of_cp(uint32_t cp)
{
	size_t i = nb_gb18030_by_cp[cp >> 6];

	while (i + 1 < nb_gb18030_range_count &&
	       nb_gb18030_ranges[i + 1].cp <= cp)
		i++;
	return &nb_gb18030_ranges[i];
}

/* Say why there is no character, and return 0. */
static size_t no_character(const char **reason, const char *why, size_t *bad,
			   size_t n)
{
	*reason = why;
	*bad = n;
	return 0;
}

bool nb_gb18030_four(const uint8_t p[4], uint32_t *cp)
{
	const struct nb_gb18030_range *r;
	uint32_t linear = ((p[0] - 0x81u) * 10 + (p[1] - 0x30u)) * 1260 +
			  (p[2] - 0x81u) * 10 + (p[3] - 0x30u);

	if (linear < NB_GB18030_BMP_FOURS) {
		r = range_of_linear(linear);
		*cp = r->cp + (linear - r->first);
		return true;
	}
	*cp = 0x10000 + (linear - PLANES_LINEAR);
	return linear >= PLANES_LINEAR && linear - PLANES_LINEAR < PLANES_COUNT;
}

/*
 * Decode a four-byte code, of which the first two bytes are in range. The bytes
 * are checked in order, so that a wrong third byte is not called a truncated
 * character.
 */
static size_t get_four(const uint8_t *p, size_t len, uint32_t *cp,
		       const char **reason, size_t *bad)
{
	const struct nb_gb18030_swap *swap;

	if (len < 3)
		return no_character(reason, "truncated four-byte character",
				    bad, len);
	if (p[2] < 0x81 || p[2] > 0xfe)
		return no_character(reason, "bad third byte of four", bad, 3);
	if (len < 4)
		return no_character(reason, "truncated four-byte character",
				    bad, len);
	if (p[3] < 0x30 || p[3] > 0x39)
		return no_character(reason, "bad fourth byte of four", bad, 4);
	if (!nb_gb18030_four(p, cp))
		return no_character(reason, "unassigned four-byte code", bad,
				    4);
	/* The ranges do not know of 2022's exchanges. */
	swap = nb_gb18030_swap(*cp);
	if (swap)
		*cp = partner(swap, *cp);
	return 4;
}

/* Like nb_gb18030_get(), for the edition of 2022. */
static size_t get_2022(const uint8_t *p, size_t len, uint32_t *cp,
		       const char **reason, size_t *bad)
{
	uint32_t trail;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] == 0x80 || p[0] == 0xff)
		return no_character(reason, "invalid lead byte", bad, 1);
	if (len < 2)
		return no_character(reason, "truncated character", bad, 1);
	if (p[1] >= 0x30 && p[1] <= 0x39)
		return get_four(p, len, cp, reason, bad);
	if (p[1] < 0x40 || p[1] == 0x7f || p[1] == 0xff)
		return no_character(reason, "bad trail byte", bad, 2);
	/* Trail bytes are 40 to 7E and 80 to FE. */
	trail = p[1] - 0x40u - (p[1] > 0x7f);
	*cp = nb_gb18030_two[(p[0] - 0x81u) * 190 + trail];
	return 2;
}

size_t nb_gb18030_get(enum nb_gb18030_profile profile, const uint8_t *p,
		      size_t len, uint32_t *cp, const char **reason,
		      size_t *bad)
{
	size_t n;

	if (profile == NB_GB18030_WEB && p[0] == 0x80) {
		*cp = NB_EURO_SIGN;
		return 1;
	}
	n = get_2022(p, len, cp, reason, bad);
	if (n > 1 && profile != NB_GB18030_2022)
		*cp = edition(profile, *cp);
	if (n == 2 && profile == NB_GB18030_WEB && p[0] == 0xa3 && p[1] == 0xa0)
		*cp = NB_IDEOGRAPHIC_SPACE;
	return n;
}

uint16_t nb_gb18030_two_byte(uint32_t cp)
{
	return nb_gb18030_code[nb_gb18030_block[cp >> 6]][cp & 63];
}

/* Write the four-byte code with the given number. */
static size_t put_four(uint8_t out[4], uint32_t linear)
{
	out[3] = (uint8_t)(0x30 + linear % 10);
	linear /= 10;
	out[2] = (uint8_t)(0x81 + linear % 126);
	linear /= 126;
	out[1] = (uint8_t)(0x30 + linear % 10);
	out[0] = (uint8_t)(0x81 + linear / 10);
	return 4;
}

size_t nb_gb18030_put(enum nb_gb18030_profile profile, uint8_t out[4],
		      uint32_t cp)
{
	const struct nb_gb18030_range *r;
	uint16_t code;

	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	if (cp >= 0x10000)
		return put_four(out, cp - 0x10000 + PLANES_LINEAR);
	if (profile != NB_GB18030_2022)
		cp = edition(profile, cp);
	if (profile == NB_GB18030_WEB && cp == NB_GB18030_WEB_LACKS)
		return 0;
	code = nb_gb18030_two_byte(cp);
	if (code) {
		out[0] = (uint8_t)(code >> 8);
		out[1] = (uint8_t)code;
		return 2;
	}
	if (nb_gb18030_swap(cp))
		cp = partner(nb_gb18030_swap(cp), cp);
	r = range_of_cp(cp);
	return put_four(out, r->first + (cp - r->cp));
}

const char *nb_gb18030_table_id(void)
{
	return nb_gb18030_sha256;
}
