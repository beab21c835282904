/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The geometry of a parity set: where its blocks and records are
 * (format-spec/nbarc-format.md, section 17).
 *
 * A set protects the bytes [from, to) of the file, divided into n data blocks.
 * Block b is in stripe b mod S and column b div S; each stripe has m parity
 * blocks, its rows. The set consists of the table of checks in q records, the m
 * rows, and the table once more, all of which have sizes and places that follow
 * from struct nb_parity_set. So one record head that survived is enough to find
 * everything else.
 */
#ifndef NB_ARCHIVE_PARITY_SET_H
#define NB_ARCHIVE_PARITY_SET_H

#include <stdbool.h>

#include "archive/record/record.h"

#define NB_PARITY_HEAD 72u    /* bytes of a record of a set before its body */
#define NB_CHECK_SIZE 8u      /* bytes of the check of a block */
#define NB_PIECE_CHECKS 2048u /* checks in a full record of block checks */

/*
 * What every record of a set states. The functions below need the values to be
 * consistent, as those of nb_set_plan() and of nb_set_read() are.
 */
struct nb_parity_set {
	uint64_t set;	   /* offset in the file of its first record */
	uint64_t from, to; /* offsets; from is a multiple of the block size */
	uint32_t block;	   /* bytes of a block, a power of two */
	uint32_t stripes;  /* S */
	uint32_t columns;  /* k, data blocks of a stripe */
	uint32_t rows;	   /* m, parity blocks of a stripe */
};

/* n, the number of data blocks; the last one may be partly outside the
 * range. */
uint64_t nb_set_blocks(const struct nb_parity_set *s);
/* n + m S, the number of checks in one table: data blocks, then parity
 * blocks. */
uint64_t nb_set_checks(const struct nb_parity_set *s);
/* q, the number of records that hold one table of checks, its pieces. */
uint32_t nb_set_pieces(const struct nb_parity_set *s);
/* The number of checks in a piece, from 0 to q - 1; only the last has fewer
 * than NB_PIECE_CHECKS. */
uint32_t nb_piece_checks(const struct nb_parity_set *s, uint32_t piece);

/*
 * Size in bytes, and offset in the file, of the record of a parity row, and of
 * a record of checks. The index of the latter counts over both copies of the
 * table, from 0 to 2 q - 1.
 */
uint64_t nb_row_size(const struct nb_parity_set *s);
uint64_t nb_row_offset(const struct nb_parity_set *s, uint32_t row);
uint64_t nb_piece_size(const struct nb_parity_set *s, uint32_t index);
uint64_t nb_piece_offset(const struct nb_parity_set *s, uint32_t index);
/* The offset in the file where the last record of the set ends. */
uint64_t nb_set_end(const struct nb_parity_set *s);

/*
 * Lay out a set that protects [from, to) of the file, stands at offset `set`,
 * and can lose about `percent` (above 0, to 100) of its blocks. s->from is
 * rounded down to a whole block. `from` must be below `to`. In the ranges of at
 * most 1 GiB that protect.c makes, a parity row stays far below its limit.
 */
void nb_set_plan(struct nb_parity_set *s, uint64_t from, uint64_t to,
		 uint64_t set, double percent);

/*
 * Append the NB_PARITY_HEAD bytes with which a record of the set begins to an
 * empty buffer. kind is NB_RECORD_CHECKS, with an index over both copies, or
 * NB_RECORD_PARITY, with the row. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_set_begin(const struct nb_parity_set *s,
				     enum nb_record_kind kind, uint32_t index,
				     struct nb_buf *out);

/*
 * Read the set from the NB_PARITY_HEAD bytes of a record of it. False when
 * their check is wrong, a field is out of range, or a newer version may have
 * written them: nb_record_check() of the whole record tells which. *s is then
 * not to be used. True means that all sizes and offsets above can be computed
 * without overflow. *place is the offset in the file where the record must
 * stand. A copy of a head that stands elsewhere leads nowhere, unless the file
 * was shifted.
 */
bool nb_set_read(const uint8_t *p, struct nb_parity_set *s, uint64_t *place);

/* True if the record that begins at p is the one of this set that must stand at
 * offset `place`: another one may have the same kind and size. */
bool nb_set_is_record(const struct nb_parity_set *s, uint64_t place,
		      const uint8_t *p);

#endif
