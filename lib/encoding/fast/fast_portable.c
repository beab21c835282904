/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast road in portable C, eight bytes at a time, and the tables of both
 * implementations.
 *
 * A step is a run of up to eight ASCII bytes, or up to four characters whose
 * table lookups do not depend on each other, so that the processor overlaps
 * them.
 */
#include "encoding/fast/fast_portable.h"

#include "base/utf8.h"
#include "encoding/fast/fast_four.h"
#include "encoding/gb18030/gb18030.h"

#include <pthread.h>
#include <string.h>

#define HIGH_BITS 0x8080808080808080u
/* Bytes before the end at which the loops stop: a step reads so many. */
#define STEP 16
/* The bits of a little-endian word that tell a character of three bytes, and
 * their values. */
#define THREE_MASK 0xc0c0f0u
#define THREE_BITS 0x8080e0u

static struct nb_fast_tables tables;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ---- tables */

/* Does the code of a character depend on the profile? */
static bool varies(uint32_t cp)
{
	return nb_gb18030_swap(cp) || cp == NB_GB18030_WEB_LACKS;
}

/* Enter a two-byte code into all tables. */
static void enter_code(uint32_t lead, uint32_t trail, uint32_t cp)
{
	uint32_t packed = 0, key = trail << 8 | lead;
	char utf8[4];
	size_t n = nb_utf8_put(utf8, cp), i;

	for (i = 0; i < n; i++)
		packed |= (uint32_t)(uint8_t)utf8[i] << (8 * i);
	tables.utf8[key] = packed | (uint32_t)n << 24 | NB_VALID;
	if (n != 3)
		return;
	tables.code[cp] = (uint16_t)key;
	if (trail >= 0x80)
		tables.pair[(lead & 0x7f) << 7 | (trail & 0x7f)] =
			packed | NB_VALID;
}

/* Lead bytes 81 to FE, trail bytes 40 to FE without 7F. */
static void make_tables(void)
{
	uint32_t lead, trail, at = 0;

	for (lead = 0x81; lead < 0xff; lead++)
		for (trail = 0x40; trail < 0xff; trail++) {
			if (trail == 0x7f)
				continue;
			if (!varies(nb_gb18030_two[at]))
				enter_code(lead, trail, nb_gb18030_two[at]);
			at++;
		}
	/* For places after the end of a run. */
	tables.pair[NB_PAIRS] = NB_VALID;
	tables.code[NB_CODES] = 0x80;
}

const struct nb_fast_tables *nb_fast_tables(void)
{
	(void)pthread_once(&once, make_tables);
	return &tables;
}

/* ---- words, little-endian; compilers make one load of each */

static uint64_t load8(const uint8_t *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	       (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	       (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	       (uint64_t)p[7] << 56;
}

static uint32_t load3(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

/*
 * The number of ASCII bytes at the beginning of a word that has other bytes,
 * too.
 */
static unsigned ascii_bytes(uint64_t word)
{
	return (unsigned)__builtin_ctzll(word & HIGH_BITS) / 8;
}

/* Write an entry of tables.utf8 and return the end of what counts. */
static uint8_t *put_utf8(uint8_t *out, uint32_t packed)
{
	out[0] = (uint8_t)packed;
	out[1] = (uint8_t)(packed >> 8);
	out[2] = (uint8_t)(packed >> 16);
	return out + (packed >> 24 & 3);
}

/* ---- GB18030 to UTF-8 */

const uint8_t *nb_portable_gb18030_to_utf8(const uint8_t *in,
					   const uint8_t *stop,
					   const uint8_t *end, uint8_t **to)
{
	const uint32_t *utf8 = nb_fast_tables()->utf8;
	uint8_t *out = *to;

	while (in < stop && end - in >= STEP) {
		uint64_t word = load8(in);
		uint32_t a, b, c, d;

		if ((in[0] & 0x80) == 0) {
			unsigned n = word & HIGH_BITS ? ascii_bytes(word) : 8;

			/* Eight bytes are copied, n count. */
			memcpy(out, in, 8);
			in += n;
			out += n;
			continue;
		}
		/* All four are looked up before the first is known to
		 * be a code; those after a failure are not used. */
		a = utf8[word & 0xffff];
		b = utf8[word >> 16 & 0xffff];
		c = utf8[word >> 32 & 0xffff];
		d = utf8[word >> 48];
		if (!(a >> 31)) {
			const uint8_t *from = in;

			in = nb_fours_to_utf8(in, end, &out);
			if (in == from)
				break;
			continue;
		}
		out = put_utf8(out, a);
		in += 2;
		if (!(b >> 31))
			continue;
		out = put_utf8(out, b);
		in += 2;
		if (!(c >> 31))
			continue;
		out = put_utf8(out, c);
		in += 2;
		if (!(d >> 31))
			continue;
		out = put_utf8(out, d);
		in += 2;
	}
	*to = out;
	return in;
}

/* ---- UTF-8 to GB18030 */

/* The code of a character of three bytes, or 0. */
static uint16_t code_of(const uint16_t *code, uint32_t word)
{
	return code[(word & 0xf) << 12 | (word >> 8 & 0x3f) << 6 |
		    (word >> 16 & 0x3f)];
}

static bool is_three_bytes(uint32_t word)
{
	return (word & THREE_MASK) == THREE_BITS;
}

/* Write an entry of tables.code. */
static uint8_t *put_code(uint8_t *out, uint16_t code)
{
	out[0] = (uint8_t)code;
	out[1] = (uint8_t)(code >> 8);
	return out + 2;
}

const uint8_t *nb_portable_utf8_to_gb18030(const uint8_t *in,
					   const uint8_t *stop,
					   const uint8_t *end, uint8_t **to)
{
	const uint16_t *code = nb_fast_tables()->code;
	uint8_t *out = *to;

	while (in < stop && end - in >= STEP) {
		uint32_t a = load3(in), b = load3(in + 3), c = load3(in + 6);
		uint16_t first;

		if ((in[0] & 0x80) == 0) {
			uint64_t word = load8(in);
			unsigned n = word & HIGH_BITS ? ascii_bytes(word) : 8;

			memcpy(out, in, 8);
			in += n;
			out += n;
			continue;
		}
		first = is_three_bytes(a) ? code_of(code, a) : 0;
		if (!first) {
			const uint8_t *from = in;

			in = nb_fours_to_gb18030(in, end, &out);
			if (in == from)
				break;
			continue;
		}
		out = put_code(out, first);
		in += 3;
		if (!is_three_bytes(b) || !code_of(code, b))
			continue;
		out = put_code(out, code_of(code, b));
		in += 3;
		if (!is_three_bytes(c) || !code_of(code, c))
			continue;
		out = put_code(out, code_of(code, c));
		in += 3;
	}
	*to = out;
	return in;
}

/* ---- UTF-8 as it is */

/*
 * A character of three bytes that is neither overlong (below U+0800) nor a
 * surrogate.
 */
static bool is_valid_three(uint32_t word)
{
	uint32_t high = (word & 0xf) << 2 | (word >> 12 & 3);

	return is_three_bytes(word) && ((word & 0xf) || (word & 0x2000)) &&
	       (high >> 1 != 0x1b);
}

const uint8_t *nb_portable_utf8_skip(const uint8_t *in, const uint8_t *stop,
				     const uint8_t *end, uint8_t **unused)
{
	(void)unused;
	while (in < stop && end - in >= STEP) {
		uint64_t word = load8(in);

		if (!(word & HIGH_BITS)) {
			in += 8;
			continue;
		}
		in += ascii_bytes(word);
		if (!is_valid_three(load3(in)))
			break;
		in += 3;
		while (end - in >= STEP && is_valid_three(load3(in)))
			in += 3;
		if (end - in >= STEP && (in[0] & 0x80))
			break;
	}
	return in;
}

/*
 * Bit 7 of each byte of a word that is a newline. Bytes of x are zero where a
 * newline is; adding 7F to the low bits carries into bit 7 unless they are
 * zero, and never into the next byte.
 */
static uint64_t newline_bits(uint64_t word)
{
	uint64_t x = word ^ 0x0a0a0a0a0a0a0a0au;

	return ~(((x & ~HIGH_BITS) + ~HIGH_BITS) | x) & HIGH_BITS;
}

size_t nb_portable_newlines(const uint8_t *in, size_t len)
{
	size_t n = 0, i = 0;

	for (; len - i >= 8; i += 8)
		/* The product adds up the eight bytes in the highest one. */
		n += (size_t)((newline_bits(load8(in + i)) >> 7) *
				      0x0101010101010101u >>
			      56);
	for (; i < len; i++)
		n += in[i] == '\n';
	return n;
}
