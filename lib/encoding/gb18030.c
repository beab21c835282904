/* SPDX-License-Identifier: Apache-2.0 */
#include "encoding/gb18030.h"

#define BMP_LINEAR 39420u      /* four-byte codes of the BMP */
#define PLANES_LINEAR 189000u  /* 90308130, the first of plane 1 */
#define PLANES_COUNT 0x100000u /* characters of planes 1 to 16 */

static uint32_t swapped(uint32_t cp, int decoding)
{
	size_t i;

	for (i = 0; i < NB_GB18030_SWAPS; i++) {
		const struct nb_gb18030_swap *s = &nb_gb18030_swaps[i];

		if (cp == (decoding ? s->unicode : s->private_use))
			return decoding ? s->private_use : s->unicode;
	}
	return cp;
}

/* The range of a four-byte code, or (by_cp) of a code point. */
static const struct nb_gb18030_range *range_of(uint32_t value, int by_cp)
{
	size_t low = 0, high = nb_gb18030_range_count;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		const struct nb_gb18030_range *r = &nb_gb18030_ranges[mid];

		if ((by_cp ? r->cp : r->first) <= value)
			low = mid;
		else
			high = mid;
	}
	return &nb_gb18030_ranges[low];
}

static size_t fail(const char **reason, const char *why, size_t *bad, size_t n)
{
	*reason = why;
	*bad = n;
	return 0;
}

static size_t get_four(const uint8_t *p, size_t len, uint32_t *cp,
		       const char **reason, size_t *bad)
{
	const struct nb_gb18030_range *r;
	uint32_t linear;

	if (len < 3)
		return fail(reason, "truncated four-byte character", bad, len);
	if (p[2] < 0x81 || p[2] > 0xfe)
		return fail(reason, "bad third byte of four", bad, 1);
	if (len < 4)
		return fail(reason, "truncated four-byte character", bad, len);
	if (p[3] < 0x30 || p[3] > 0x39)
		return fail(reason, "bad fourth byte of four", bad, 1);
	linear = (((p[0] - 0x81u) * 10 + (p[1] - 0x30u)) * 126 +
		  (p[2] - 0x81u)) *
			 10 +
		 (p[3] - 0x30u);
	if (linear < BMP_LINEAR) {
		r = range_of(linear, 0);
		*cp = swapped(r->cp + (linear - r->first), 1);
		return 4;
	}
	if (linear < PLANES_LINEAR || linear - PLANES_LINEAR >= PLANES_COUNT)
		return fail(reason, "unassigned four-byte code", bad, 4);
	*cp = 0x10000 + (linear - PLANES_LINEAR);
	return 4;
}

size_t nb_gb18030_get(const uint8_t *p, size_t len, uint32_t *cp,
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
		return fail(reason, "bad trail byte", bad, 1);
	trail = p[1] - 0x40u - (p[1] > 0x7f);
	*cp = nb_gb18030_two[(p[0] - 0x81u) * 190 + trail];
	return 2;
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

size_t nb_gb18030_put(uint8_t out[4], uint32_t cp)
{
	const struct nb_gb18030_range *r;
	uint16_t code;

	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	if (cp >= 0x10000)
		return put_four(out, cp - 0x10000 + PLANES_LINEAR);
	code = nb_gb18030_code[nb_gb18030_block[cp >> 6]][cp & 63];
	if (code) {
		out[0] = (uint8_t)(code >> 8);
		out[1] = (uint8_t)code;
		return 2;
	}
	cp = swapped(cp, 0);
	r = range_of(cp, 1);
	return put_four(out, r->first + (cp - r->cp));
}
