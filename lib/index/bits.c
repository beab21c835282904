/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and sorted lists, bit by bit (format-spec/nbarc-index.md, section 3).
 */
#include "index/bits.h"

void nb_bits_put(struct nb_bit_writer *w, uint64_t v, unsigned count)
{
	uint8_t bytes[4];

	w->acc |= v << w->used;
	w->used += count;
	if (w->used < 32)
		return;
	nb_put32(bytes, (uint32_t)w->acc);
	if (nb_buf_add(w->out, bytes, sizeof(bytes)))
		w->st = NB_NOMEM;
	w->acc >>= 32;
	w->used -= 32;
}

void nb_bits_end(struct nb_bit_writer *w)
{
	uint8_t bytes[4];

	nb_put32(bytes, (uint32_t)w->acc);
	if (nb_buf_add(w->out, bytes, (w->used + 7) / 8))
		w->st = NB_NOMEM;
	w->acc = 0;
	w->used = 0;
}

/* The position of the highest bit that is set; v is not 0. */
static unsigned top_bit(uint64_t v)
{
	return 63 - (unsigned)__builtin_clzll(v);
}

void nb_bits_put_number(struct nb_bit_writer *w, uint32_t v)
{
	unsigned bits = top_bit(v);

	/* As many zeros as bits follow the 1. */
	nb_bits_put(w, (uint64_t)1 << bits, bits + 1);
	nb_bits_put(w, v - ((uint64_t)1 << bits), bits);
}

uint32_t nb_bits_get_number(struct nb_bit_reader *r)
{
	unsigned bits = 0;

	while (!nb_bits_get(r, 1)) {
		if (r->bad || ++bits > 31) {
			r->bad = true;
			return 0;
		}
	}
	return (uint32_t)1 << bits | nb_bits_get(r, bits);
}

/* ---- one of several values */

/* The value `by` steps below v, of those from 0 to `most` in a circle. */
static uint64_t turn(uint64_t v, uint64_t most, uint64_t by)
{
	return v < by ? v + most + 1 - by : v - by;
}

/* Append v, which is at most `most`. If the number of values is not a power of
 * two, those in the middle, which are the most likely, take a bit less. */
static void put_within(struct nb_bit_writer *w, uint64_t v, uint64_t most)
{
	unsigned bits;
	uint64_t shorter;

	if (most == 0)
		return;
	bits = top_bit(most + 1);
	shorter = ((uint64_t)2 << bits) - most - 1;
	v = turn(v, most, (most + 1 - shorter) / 2);
	if (v < shorter) {
		nb_bits_put(w, v, bits);
		return;
	}
	/* The bit that tells comes last. */
	v += shorter;
	nb_bits_put(w, v >> 1, bits);
	nb_bits_put(w, v & 1, 1);
}

static uint64_t get_within(struct nb_bit_reader *r, uint64_t most)
{
	unsigned bits;
	uint64_t shorter, v;

	if (most == 0)
		return 0;
	bits = top_bit(most + 1);
	shorter = ((uint64_t)2 << bits) - most - 1;
	v = nb_bits_get(r, bits);
	if (v >= shorter)
		v = (v << 1 | nb_bits_get(r, 1)) - shorter;
	if (v <= most)
		return turn(v, most, most + 1 - (most + 1 - shorter) / 2);
	r->bad = true;
	return 0;
}

/* ---- lists */

/* Append numbers from `low` to `high`. If they are all there are, nothing needs
 * to be said. */
static void put_between(struct nb_bit_writer *w, const uint32_t *list,
			size_t count, uint64_t low, uint64_t high)
{
	while (count > 0 && high - low + 1 > count) {
		size_t half = count / 2;
		uint64_t least = low + half;

		put_within(w, list[half] - least,
			   high - (count - 1 - half) - least);
		put_between(w, list, half, low, (uint64_t)list[half] - 1);
		low = (uint64_t)list[half] + 1;
		list += half + 1;
		count -= half + 1;
	}
}

void nb_bits_put_list(struct nb_bit_writer *w, const uint32_t *list,
		      size_t count, uint32_t limit)
{
	if (count)
		put_between(w, list, count, 0, (uint64_t)limit - 1);
}

static void get_between(struct nb_bit_reader *r, uint32_t *list, size_t count,
			uint64_t low, uint64_t high)
{
	while (count > 0 && high - low + 1 > count) {
		size_t half = count / 2;
		uint64_t least = low + half, v;

		v = least + get_within(r, high - (count - 1 - half) - least);
		list[half] = (uint32_t)v;
		get_between(r, list, half, low, v - 1);
		low = v + 1;
		list += half + 1;
		count -= half + 1;
	}
	while (count-- > 0)
		*list++ = (uint32_t)low++;
}

void nb_bits_get_list(struct nb_bit_reader *r, uint32_t *list, size_t count,
		      uint32_t limit)
{
	if (count)
		get_between(r, list, count, 0, (uint64_t)limit - 1);
}
