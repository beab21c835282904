/* SPDX-License-Identifier: Apache-2.0 */
/* Computing sizes and places in a parity set, and reading and writing the head
 * that its records share (format-spec/nbarc-format.md, section 17). */
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "base/le.h"
#include "base/sha256.h"

#include <string.h>

/* Columns of a stripe, at most. Longer stripes spread damage better, but each
 * block costs a multiplication for every row, and rows grow with columns. */
#define COLUMNS_PLANNED 16384u
/* Elements of GF(2^16), each of which can be one column or one row. */
#define FIELD_ELEMENTS 65536u
/* A disk loses sectors of 4,096 bytes. In a short range smaller blocks keep
 * ROWS_LEAST rows from being large in comparison. */
#define BLOCK 4096u
#define SMALL_BLOCK 1024u
#define SMALL_RANGE ((uint64_t)1 << 20)
/* Block sizes that a reader accepts. */
#define BLOCK_LEAST 64u
#define BLOCK_MOST ((uint32_t)1 << 20)
/* However small the redundancy, any two blocks of a stripe may be lost. */
#define ROWS_LEAST 2u
/* The head check is over the bytes from 8 on, so that it can be verified where
 * the magic number or the size of the record was damaged. */
#define CHECKED_FROM 8u
#define CHECKED (NB_PARITY_HEAD - CHECKED_FROM - NB_CHECK_SIZE)

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

/* Bytes of the records of one copy of the table of checks. */
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
	s->stripes = (uint32_t)((n + COLUMNS_PLANNED - 1) / COLUMNS_PLANNED);
	s->columns = (uint32_t)((n + s->stripes - 1) / s->stripes);
	/*
	 * k r (1 + 2 r) rows instead of k r: damage also hits the parity
	 * itself, and one bad sector there can cost two blocks, since the
	 * bodies of its records do not begin at multiples of the block size.
	 */
	rows = s->columns * percent / 100 * (1 + percent / 50);
	if (rows > s->columns)
		rows = s->columns;
	s->rows = (uint32_t)rows;
	s->rows += s->rows < rows;
	if (s->rows < ROWS_LEAST)
		s->rows = ROWS_LEAST;
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
	nb_sha256(out->data + CHECKED_FROM, CHECKED, digest);
	return nb_buf_add(out, digest, NB_CHECK_SIZE);
}

/*
 * True if the fields are within the limits and agree with each other. The
 * limits are checked first, so that nothing that is computed from the fields
 * overflows: a head with a right check may still be hostile.
 */
static bool sensible(const struct nb_parity_set *s)
{
	uint64_t n;

	if (s->block < BLOCK_LEAST || s->block > BLOCK_MOST ||
	    (s->block & (s->block - 1)) != 0 || s->from % s->block != 0 ||
	    s->from >= s->to || s->to > s->set || s->set > INT64_MAX / 4 ||
	    s->stripes == 0 || s->columns == 0 || s->rows == 0 ||
	    s->columns > FIELD_ELEMENTS ||
	    s->rows > FIELD_ELEMENTS - s->columns)
		return false;
	n = nb_set_blocks(s);
	return (s->rows <= s->columns || s->rows == ROWS_LEAST) &&
	       s->stripes <= n &&
	       s->columns == (n + s->stripes - 1) / s->stripes &&
	       nb_row_size(s) <= NB_NODE_MAX;
}

bool nb_set_read(const uint8_t *p, struct nb_parity_set *s, uint64_t *place)
{
	uint8_t digest[NB_SHA256_SIZE];
	uint32_t index = nb_le32(p + 56);

	nb_sha256(p + CHECKED_FROM, CHECKED, digest);
	if (memcmp(digest, p + NB_PARITY_HEAD - NB_CHECK_SIZE, NB_CHECK_SIZE) !=
		    0 ||
	    !nb_record_signed(p) || p[14] != 1 || p[15] != 0 ||
	    !nb_reserved_zero(p + 60, 4))
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
	if (p[13] == NB_RECORD_PARITY) {
		*place = nb_row_offset(s, index);
		return index < s->rows;
	}
	*place = nb_piece_offset(s, index);
	return p[13] == NB_RECORD_CHECKS && index < 2 * nb_set_pieces(s);
}

bool nb_set_is_record(const struct nb_parity_set *s, uint64_t place,
		      const uint8_t *p)
{
	struct nb_parity_set read;
	uint64_t at;

	return nb_set_read(p, &read, &at) && at == place &&
	       memcmp(&read, s, sizeof(read)) == 0;
}
