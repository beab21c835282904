/* SPDX-License-Identifier: Apache-2.0 */
/* Computing a parity set, as protect.c and repair.c share it. */
#ifndef NB_ARCHIVE_PARITY_H
#define NB_ARCHIVE_PARITY_H

#include "archive/parity/gf16.h"
#include "archive/record/parity_set.h"
#include "archive/catalogue/tree_writer.h"

#include <nbarc/archive.h>
#include <nbarc/parity.h>

/* A set with its parity blocks and checks in memory. */
struct nb_parity {
	struct nb_parity_set set;
	uint8_t *checks; /* nb_set_checks() times NB_CHECK_SIZE bytes */
	uint8_t *blocks; /* row 0 of each stripe, row 1 ... */
};

/* The first 8 bytes of the SHA-256 of a block. */
void nb_block_check(const uint8_t *block, uint32_t size,
		    uint8_t check[NB_CHECK_SIZE]);

/* Read data block `index` of the set; what is not there is zeros. */
NB_CHECK enum nb_status nb_block_read(int fd, const struct nb_parity_set *set,
				      uint64_t index, uint8_t *block,
				      struct nb_error *err);

/* Compute parity and checks of a range of the file. Freed by
 * nb_parity_free(), also after a failure. NB_ABSENT when progress stopped it.
 */
NB_CHECK enum nb_status nb_parity_make(int fd, const struct nb_gf *gf,
				       const struct nb_parity_set *set,
				       nb_parity_progress *progress,
				       void *context, struct nb_parity *parity,
				       struct nb_error *err);
void nb_parity_free(struct nb_parity *parity);

/* Write the records of the set; the sink stands at their place. */
NB_CHECK enum nb_status nb_parity_write(const struct nb_parity *parity,
					struct nb_sink *sink,
					struct nb_error *err);

#endif
