/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "base/le.h"
#include "base/sha256.h"

#include <string.h>

#define COLUMNS 16384u
#define ELEMENTS 65536u
#define BLOCK 4096u
#define SMALL_BLOCK 1024u
#define SMALL_RANGE ((uint64_t)1 << 20)

uint64_t nb_set_blocks(const struct nb_parity_set *s)
{
	return (s->to - s->from + s->block - 1) / s->block;
}

uint64_t nb_set_checks(const struct nb_parity_set *s)
{
	return nb_set_blocks(s) + (uint64_t)s->rows * s->stripes;
}

uint32_t nb_set_pieces(const struct nb_parity_set *s)
{
	return (uint32_t)((nb_set_checks(s) + NB_PIECE_CHECKS - 1) /
			  NB_PIECE_CHECKS);
}

uint32_t nb_piece_checks(const struct nb_parity_set *s, uint32_t piece)
{
	uint64_t left = nb_set_checks(s) - (uint64_t)piece * NB_PIECE_CHECKS;

	return left < NB_PIECE_CHECKS ? (uint32_t)left : NB_PIECE_CHECKS;
}

uint64_t nb_row_size(const struct nb_parity_set *s)
{
	return NB_PARITY_HEAD + (uint64_t)s->stripes * s->block +
	       NB_RECORD_CHECK;
}

uint64_t nb_piece_size(const struct nb_parity_set *s, uint32_t index)
{
	uint32_t piece = index % nb_set_pieces(s);

	return NB_PARITY_HEAD +
	       (uint64_t)nb_piece_checks(s, piece) * NB_CHECK_SIZE +
	       NB_RECORD_CHECK;
}

/* Bytes of one copy of the table of checks. */
static uint64_t table_size(const struct nb_parity_set *s)
{
	return nb_set_checks(s) * NB_CHECK_SIZE +
	       (uint64_t)nb_set_pieces(s) * (NB_PARITY_HEAD + NB_RECORD_CHECK);
}

uint64_t nb_row_offset(const struct nb_parity_set *s, uint32_t row)
{
	return s->set + table_size(s) + row * nb_row_size(s);
}

uint64_t nb_piece_offset(const struct nb_parity_set *s, uint32_t index)
{
	uint32_t pieces = nb_set_pieces(s);
	uint64_t full = NB_PARITY_HEAD + NB_PIECE_CHECKS * NB_CHECK_SIZE +
			NB_RECORD_CHECK;

	if (index < pieces)
		return s->set + index * full;
	return nb_row_offset(s, s->rows) + (index - pieces) * full;
}

uint64_t nb_set_end(const struct nb_parity_set *s)
{
	return nb_row_offset(s, s->rows) + table_size(s);
}

void nb_set_plan(struct nb_parity_set *s, uint64_t from, uint64_t to,
		 uint64_t set, double percent)
{
	uint64_t n;
	double rows;

	memset(s, 0, sizeof(*s));
	s->block = to - from < SMALL_RANGE ? SMALL_BLOCK : BLOCK;
	s->from = from - from % s->block;
	s->to = to;
	s->set = set;
	n = nb_set_blocks(s);
	s->stripes = (uint32_t)((n + COLUMNS - 1) / COLUMNS);
	s->columns = (uint32_t)((n + s->stripes - 1) / s->stripes);
	/* The parity itself is hit, too, and a sector there costs two blocks.
	 */
	rows = s->columns * percent / 100 * (1 + percent / 50);
	if (rows > s->columns)
		rows = s->columns;
	s->rows = (uint32_t)rows;
	s->rows += s->rows < rows;
	if (s->rows < 2)
		s->rows = 2;
}

enum nb_status nb_set_begin(const struct nb_parity_set *s,
			    enum nb_record_kind kind, uint32_t index,
			    struct nb_buf *out)
{
	uint8_t digest[NB_SHA256_SIZE];
	enum nb_status st = nb_record_begin(out, kind);

	if (!st)
		st = nb_add64(out, s->set);
	if (!st)
		st = nb_add64(out, s->from);
	if (!st)
		st = nb_add64(out, s->to);
	if (!st)
		st = nb_add32(out, s->block);
	if (!st)
		st = nb_add32(out, s->stripes);
	if (!st)
		st = nb_add32(out, s->columns);
	if (!st)
		st = nb_add32(out, s->rows);
	if (!st)
		st = nb_add32(out, index);
	if (!st)
		st = nb_add32(out, 0);
	if (st)
		return st;
	nb_sha256(out->data + 8, NB_PARITY_HEAD - 16, digest);
	return nb_buf_add(out, digest, NB_CHECK_SIZE);
}

/* Limits first, so that nothing below overflows. */
static bool sensible(const struct nb_parity_set *s)
{
	uint64_t n;

	if (s->block < 64 || s->block > (uint32_t)1 << 20 ||
	    (s->block & (s->block - 1)) != 0 || s->from % s->block != 0 ||
	    s->from >= s->to || s->to > s->set || s->set > INT64_MAX / 4 ||
	    s->stripes == 0 || s->columns == 0 || s->rows == 0 ||
	    s->columns > ELEMENTS || s->rows > ELEMENTS - s->columns)
		return false;
	n = nb_set_blocks(s);
	return (s->rows <= s->columns || s->rows == 2) && s->stripes <= n &&
	       s->columns == (n + s->stripes - 1) / s->stripes &&
	       nb_row_size(s) <= NB_NODE_MAX;
}

bool nb_set_read(const uint8_t *p, uint64_t offset, struct nb_parity_set *s)
{
	uint8_t digest[NB_SHA256_SIZE];
	uint32_t index = nb_le32(p + 56);

	nb_sha256(p + 8, NB_PARITY_HEAD - 16, digest);
	if (memcmp(digest, p + NB_PARITY_HEAD - NB_CHECK_SIZE, NB_CHECK_SIZE) !=
		    0 ||
	    memcmp(p + 8, "nbarc", 5) != 0 || p[14] != 1)
		return false;
	s->set = nb_le64(p + 16);
	s->from = nb_le64(p + 24);
	s->to = nb_le64(p + 32);
	s->block = nb_le32(p + 40);
	s->stripes = nb_le32(p + 44);
	s->columns = nb_le32(p + 48);
	s->rows = nb_le32(p + 52);
	if (!sensible(s))
		return false;
	if (p[13] == NB_RECORD_PARITY)
		return index < s->rows && nb_row_offset(s, index) == offset;
	return p[13] == NB_RECORD_CHECKS && index < 2 * nb_set_pieces(s) &&
	       nb_piece_offset(s, index) == offset;
}
