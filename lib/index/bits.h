/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codes of an index: numbers and sorted lists, bit by bit
 * (format-spec/nbarc-index.md, section 3).
 *
 * A list of documents is coded by interpolation: the middle one first, in as
 * many bits as the room between the first and the last possible one needs, then
 * both halves in the room that is left. Articles of one day are about the same
 * things, so that documents stand in clusters, which takes less room in this
 * code than in any other that was tried; a list of everything takes none.
 */
#ifndef NB_INDEX_BITS_H
#define NB_INDEX_BITS_H

#include "base/le.h"
#include "index/blocks.h"

#include <stdbool.h>

/* ---- writing */

/* Bits are collected in `acc` and appended to `out`, which is borrowed; the
 * lowest bit of a byte is the first. `st` keeps a failure, which is NB_NOMEM.
 */
struct nb_bit_writer {
	struct nb_buf *out;
	uint64_t acc;
	unsigned used; /* bits in acc, below 32 */
	enum nb_status st;
};

/* Append the lowest `count` bits of v, at most 32; the others are 0. */
void nb_bits_put(struct nb_bit_writer *w, uint64_t v, unsigned count);

/* Append a number from 1 to 2^32 - 1, in 2 log2 v + 1 bits. */
void nb_bits_put_number(struct nb_bit_writer *w, uint32_t v);

/* Append `count` numbers, which rise and are below `limit`. */
void nb_bits_put_list(struct nb_bit_writer *w, const uint32_t *list,
		      size_t count, uint32_t limit);

/* Fill up the last byte with zeros. */
void nb_bits_end(struct nb_bit_writer *w);

/* ---- reading */

/* The bits from `at` to `end` of the bytes at p, after which NB_INDEX_PAD bytes
 * can be read. `bad` is set, and what is read is 0, where bits are missing or
 * mean nothing. */
struct nb_bit_reader {
	const uint8_t *p;
	uint64_t at, end;
	bool bad;
};

/* Read the bits of a buffer from the byte `from` to the byte `to`, as
 * nb_index_load() fills it. */
static inline struct nb_bit_reader nb_bits_of(const struct nb_buf *buf,
					      size_t from, size_t to)
{
	return (struct nb_bit_reader){buf->data, 8 * (uint64_t)from,
				      8 * (uint64_t)to, false};
}

/* Read `count` bits, at most 32. */
static inline uint32_t nb_bits_get(struct nb_bit_reader *r, unsigned count)
{
	uint64_t v;

	if (r->end - r->at < count) {
		r->bad = true;
		r->at = r->end;
		return 0;
	}
	v = nb_le64(r->p + (r->at >> 3)) >> (r->at & 7);
	r->at += count;
	return (uint32_t)(v & (((uint64_t)1 << count) - 1));
}

/* Read a number as nb_bits_put_number() writes it; 0 is a bad one. */
uint32_t nb_bits_get_number(struct nb_bit_reader *r);

/* Read `count` numbers, at most `limit`, into `list`. They rise and are below
 * the limit even where the bits are bad. */
void nb_bits_get_list(struct nb_bit_reader *r, uint32_t *list, size_t count,
		      uint32_t limit);

#endif
