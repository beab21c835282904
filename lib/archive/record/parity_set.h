/* SPDX-License-Identifier: Apache-2.0 */
/* Where the blocks and records of a parity set are (section 17). */
#ifndef NB_ARCHIVE_PARITYSET_H
#define NB_ARCHIVE_PARITYSET_H

#include <stdbool.h>

#include "archive/record/record.h"

#define NB_PARITY_HEAD 72u /* bytes of a record before its body */
#define NB_CHECK_SIZE 8u
#define NB_PIECE_CHECKS 2048u /* of a record of block checks */

struct nb_parity_set {
	uint64_t set; /* offset in the file of its first record */
	uint64_t from, to;
	uint32_t block;	  /* bytes */
	uint32_t stripes; /* S */
	uint32_t columns; /* k */
	uint32_t rows;	  /* m */
};

/* n, the number of data blocks. */
uint64_t nb_set_blocks(const struct nb_parity_set *s);
/* n + m S, the number of checks. */
uint64_t nb_set_checks(const struct nb_parity_set *s);
/* q, the number of records that hold them. */
uint32_t nb_set_pieces(const struct nb_parity_set *s);
/* The number of checks in a piece. */
uint32_t nb_piece_checks(const struct nb_parity_set *s, uint32_t piece);

/* Size and place in the file of a parity row, and of a record of checks, whose
 * index counts over both copies. */
uint64_t nb_row_size(const struct nb_parity_set *s);
uint64_t nb_row_offset(const struct nb_parity_set *s, uint32_t row);
uint64_t nb_piece_size(const struct nb_parity_set *s, uint32_t index);
uint64_t nb_piece_offset(const struct nb_parity_set *s, uint32_t index);
/* Where the set ends in the file. */
uint64_t nb_set_end(const struct nb_parity_set *s);

/*
 * The set that protects from `from` to `to` with `percent` of redundancy, and
 * stands at `set`.
 */
void nb_set_plan(struct nb_parity_set *s, uint64_t from, uint64_t to,
		 uint64_t set, double percent);

/* Append what a record of the set begins with. */
NB_CHECK enum nb_status nb_set_begin(const struct nb_parity_set *s,
				     enum nb_record_kind kind, uint32_t index,
				     struct nb_buf *out);

/*
 * Read the set from the first NB_PARITY_HEAD bytes of a record at `offset`.
 * false when their check or a field is wrong, or the record stands elsewhere.
 */
bool nb_set_read(const uint8_t *p, uint64_t offset, struct nb_parity_set *s);

#endif
