/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs of four-byte codes, of which texts in Tibetan, Uyghur, Mongolian and the
 * like consist, and of rare ideographs.
 *
 * The common tables (fast_portable.c) have two-byte codes only. Those here, a
 * third of a megabyte, are made when the first four-byte code is met, which in
 * most texts never happens.
 */
#include "base/utf8.h"
#include "encoding/fast/fast_four.h"
#include "encoding/fast/fast_portable.h"
#include "encoding/gb18030/gb18030.h"

#include <pthread.h>
#include <string.h>

/* Made once by make_tables(), then read-only. Entries that depend on the
 * profile are 0, so that the slow path decides on them. */
static struct {
	/* By code point: the code of two or four bytes, the first one low. */
	uint32_t code[NB_CODES];
	/* By the number of the four-byte code, counted from 81308130. */
	uint16_t cp[NB_GB18030_BMP_FOURS];
} tables;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* The number of a four-byte code. */
static uint32_t linear_of(const uint8_t p[4])
{
	return ((p[0] - 0x81u) * 10 + (p[1] - 0x30u)) * 1260 +
	       (p[2] - 0x81u) * 10 + (p[3] - 0x30u);
}

/*
 * Fill both tables from the encoder. Surrogates, and characters that depend on
 * the profile, stay 0.
 */
static void make_tables(void)
{
	uint32_t cp;
	uint8_t code[4];
	size_t n;

	for (cp = 0x80; cp < NB_CODES; cp++) {
		if ((cp >= 0xd800 && cp <= 0xdfff) || nb_gb18030_swap(cp) ||
		    cp == NB_GB18030_WEB_LACKS)
			continue;
		n = nb_gb18030_put(NB_GB18030_2022, code, cp);
		tables.code[cp] = (uint32_t)code[0] | (uint32_t)code[1] << 8;
		if (n == 2)
			continue;
		tables.code[cp] |= (uint32_t)code[2] << 16 | (uint32_t)code[3]
								     << 24;
		tables.cp[linear_of(code)] = (uint16_t)cp;
	}
}

/* Are the four bytes at p in the ranges of a four-byte code? */
static bool is_four(const uint8_t *p)
{
	return p[0] >= 0x81 && p[0] != 0xff && p[1] >= 0x30 && p[1] <= 0x39 &&
	       p[2] >= 0x81 && p[2] != 0xff && p[3] >= 0x30 && p[3] <= 0x39;
}

const uint8_t *nb_fours_to_utf8(const uint8_t *in, const uint8_t *end,
				uint8_t **to)
{
	uint32_t linear, cp;

	(void)pthread_once(&once, make_tables);
	for (; end - in >= NB_CHARACTER_LONGEST && is_four(in); in += 4) {
		linear = linear_of(in);
		cp = 0;
		if (linear < NB_GB18030_BMP_FOURS)
			cp = tables.cp[linear];
		else if (!nb_gb18030_four(in, &cp))
			break;
		if (cp == 0)
			break;
		*to += nb_utf8_put((char *)*to, cp);
	}
	return in;
}

const uint8_t *nb_fours_to_gb18030(const uint8_t *in, const uint8_t *end,
				   uint8_t **to)
{
	uint32_t cp, code;
	size_t n;

	(void)pthread_once(&once, make_tables);
	while (end - in >= NB_CHARACTER_LONGEST) {
		n = nb_utf8_get((const char *)in, NB_CHARACTER_LONGEST, &cp);
		if (n < 2 || (cp < NB_CODES && tables.code[cp] == 0))
			break;
		in += n;
		if (cp >= NB_CODES) {
			*to += nb_gb18030_put(NB_GB18030_2022, *to, cp);
			continue;
		}
		code = tables.code[cp];
		(*to)[0] = (uint8_t)code;
		(*to)[1] = (uint8_t)(code >> 8);
		(*to)[2] = (uint8_t)(code >> 16);
		(*to)[3] = (uint8_t)(code >> 24);
		*to += code >> 16 ? 4 : 2;
		/* After a two-byte code the common road is faster. */
		if (n == 3 && code >> 16 == 0)
			break;
	}
	return in;
}
