/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs and packed bits (hybrid.h). A piece begins with a number in base 128: a
 * run with twice its length, after which the value follows; packed numbers with
 * twice the count of their groups of eight and one more. Only the last group of
 * all may be filled up with zeros.
 */
#include "parquet/hybrid.h"

#include "base/varint.h"

/* Numbers in a group; a shorter run is packed. */
#define GROUP 8u

unsigned nbarc_hybrid_width(uint32_t most)
{
	unsigned width = 1;

	while (width < 32 && most >> width)
		width++;
	return width;
}

/* How often the number at `at` comes there. */
static size_t run_at(const uint32_t *numbers, size_t count, size_t at)
{
	size_t n = 1;

	while (at + n < count && numbers[at + n] == numbers[at])
		n++;
	return n;
}

/* Append the number that begins a piece. */
static enum nb_status put_head(struct nb_buf *out, uint64_t head)
{
	uint8_t bytes[NB_VARINT_MAX];

	return nb_buf_add(out, bytes, nb_varint_put(bytes, head));
}

/* Append a run: the value has as many whole bytes as its bits take. */
static enum nb_status put_run(struct nb_buf *out, uint32_t value, size_t n,
			      unsigned width)
{
	enum nb_status st = put_head(out, (uint64_t)n << 1);
	unsigned bit;

	for (bit = 0; !st && bit < width; bit += 8) {
		uint8_t byte = (uint8_t)(value >> bit);

		st = nb_buf_add(out, &byte, 1);
	}
	return st;
}

/* Append packed numbers, the lowest bit first; beyond `count` there are zeros
 * up to a whole group. */
static enum nb_status put_packed(struct nb_buf *out, const uint32_t *numbers,
				 size_t count, unsigned width)
{
	size_t groups = (count + GROUP - 1) / GROUP, i;
	enum nb_status st = put_head(out, (uint64_t)groups << 1 | 1);
	uint64_t bits = 0;
	unsigned held = 0;

	if (!st)
		st = nb_buf_reserve(out, groups * width);
	for (i = 0; !st && i < groups * GROUP; i++) {
		bits |= (uint64_t)(i < count ? numbers[i] : 0) << held;
		for (held += width; held >= 8; held -= 8, bits >>= 8)
			out->data[out->len++] = (uint8_t)bits;
	}
	return st;
}

/* Packed numbers go on, group by group, up to a run that begins where a group
 * does. */
enum nb_status nbarc_hybrid_put(struct nb_buf *out, const uint32_t *numbers,
				size_t count, unsigned width)
{
	enum nb_status st = NB_OK;
	size_t at = 0, packed = 0, run = 0;

	while (!st && at + packed < count) {
		run = run_at(numbers, count, at + packed);
		if (run < GROUP) {
			packed += GROUP;
			continue;
		}
		if (packed)
			st = put_packed(out, numbers + at, packed, width);
		at += packed;
		packed = 0;
		if (!st)
			st = put_run(out, numbers[at], run, width);
		at += run;
	}
	if (!st && at < count)
		st = put_packed(out, numbers + at, count - at, width);
	return st;
}
