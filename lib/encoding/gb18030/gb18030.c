/* SPDX-License-Identifier: Apache-2.0 */
#include "encoding/gb18030/gb18030.h"
#include "base/unicode.h"

#define BMP_LINEAR 39420u      /* four-byte codes of the BMP */
#define PLANES_LINEAR 189000u  /* 90308130, the first of plane 1 */
#define PLANES_COUNT 0x100000u /* characters of planes 1 to 16 */

/* Where the other pairs are: ideographs, marks of upright lines, private use.
 */
#define PAIRED_HAN_FIRST 0x9fb4u
#define PAIRED_HAN_LAST 0x9fbbu
#define PAIRED_FORMS_FIRST 0xfe10u
#define PAIRED_FORMS_LAST 0xfe19u
#define PAIRED_PRIVATE_FIRST 0xe78du
#define PAIRED_PRIVATE_LAST 0xe864u

/* The 19th pair changed in 2005, the others in 2022. */
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

static uint32_t other(const struct nb_gb18030_swap *s, uint32_t cp)
{
	return cp == s->unicode ? s->private_use : s->unicode;
}

/*
 * The editions differ in which of a pair has the code of two bytes: one turns
 * into the other by exchanging the two, in either direction.
 */
static uint32_t edition(enum nb_gb18030_profile profile, uint32_t cp)
{
	const struct nb_gb18030_swap *s = nb_gb18030_swap(cp);
	bool old = s && (s->unicode == NB_GB18030_PAIR_19
				 ? profile == NB_GB18030_2000
				 : profile == NB_GB18030_2000 ||
					   profile == NB_GB18030_2005);

	if (old)
		return other(s, cp);
	/* The web takes both codes for the Unicode character, and gives the
	 * private-use one the code of two bytes. */
	if (s && profile == NB_GB18030_WEB && s->unicode != NB_GB18030_PAIR_19)
		return s->unicode;
	return cp;
}

/* The ranges of a four-byte code and of a code point. */
static const struct nb_gb18030_range *range_of_linear(uint32_t linear)
{
	size_t i = nb_gb18030_by_linear[linear >> 6];

	while (i + 1 < nb_gb18030_range_count &&
	       nb_gb18030_ranges[i + 1].first <= linear)
		i++;
	return &nb_gb18030_ranges[i];
}

static const struct nb_gb18030_range *range_of_cp(uint32_t cp)
{
	size_t i = nb_gb18030_by_cp[cp >> 6];

	while (i + 1 < nb_gb18030_range_count &&
	       nb_gb18030_ranges[i + 1].cp <= cp)
		i++;
	return &nb_gb18030_ranges[i];
}

static size_t fail(const char **reason, const char *why, size_t *bad, size_t n)
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

	if (linear < BMP_LINEAR) {
		r = range_of_linear(linear);
		*cp = r->cp + (linear - r->first);
		return true;
	}
	*cp = 0x10000 + (linear - PLANES_LINEAR);
	return linear >= PLANES_LINEAR && linear - PLANES_LINEAR < PLANES_COUNT;
}

static size_t get_four(const uint8_t *p, size_t len, uint32_t *cp,
		       const char **reason, size_t *bad)
{
	const struct nb_gb18030_swap *swap;

	if (len < 3)
		return fail(reason, "truncated four-byte character", bad, len);
	if (p[2] < 0x81 || p[2] > 0xfe)
		return fail(reason, "bad third byte of four", bad, 3);
	if (len < 4)
		return fail(reason, "truncated four-byte character", bad, len);
	if (p[3] < 0x30 || p[3] > 0x39)
		return fail(reason, "bad fourth byte of four", bad, 4);
	if (!nb_gb18030_four(p, cp))
		return fail(reason, "unassigned four-byte code", bad, 4);
	swap = nb_gb18030_swap(*cp);
	if (swap)
		*cp = other(swap, *cp);
	return 4;
}

static size_t get_2022(const uint8_t *p, size_t len, uint32_t *cp,
		       const char **reason, size_t *bad)
{
	uint32_t trail;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] == 0x80 || p[0] == 0xff)
		return fail(reason, "invalid lead byte", bad, 1);
	if (len < 2)
		return fail(reason, "truncated character", bad, 1);
	if (p[1] >= 0x30 && p[1] <= 0x39)
		return get_four(p, len, cp, reason, bad);
	if (p[1] < 0x40 || p[1] == 0x7f || p[1] == 0xff)
		return fail(reason, "bad trail byte", bad, 2);
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
		cp = other(nb_gb18030_swap(cp), cp);
	r = range_of_cp(cp);
	return put_four(out, r->first + (cp - r->cp));
}

const char *nb_gb18030_table_id(void)
{
	return nb_gb18030_sha256;
}
