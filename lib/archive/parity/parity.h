/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Computing and writing a parity set, for protecting and for repairing
 * (format-spec/nbarc-format.md, section 17).
 *
 * A set is computed as a whole in memory, in one pass over its range of the
 * file, and then written as records.
 */
#ifndef NB_ARCHIVE_PARITY_H
#define NB_ARCHIVE_PARITY_H

#include "archive/parity/gf16.h"
#include "archive/record/parity_set.h"
#include "archive/catalogue/tree_writer.h"

#include <nbarc/archive.h>
#include <nbarc/parity.h>

/* A set with its parity blocks and checks, which it owns: nb_parity_free(). */
struct nb_parity {
	struct nb_parity_set set;
	uint8_t *checks; /* nb_set_checks() times NB_CHECK_SIZE bytes */
	uint8_t *blocks; /* row 0 of every stripe, then row 1, and so on */
};

/* The check of a block of `size` bytes: the first bytes of its SHA-256. */
void nb_block_check(const uint8_t *block, uint32_t size,
		    uint8_t check[NB_CHECK_SIZE]);

/* Read data block `index` of the set into set->block bytes. What lies after the
 * range is zeros; the file must have all of the range. */
NB_CHECK enum nb_status nb_block_read(int fd, const struct nb_parity_set *set,
				      uint64_t index, uint8_t *block,
				      struct nb_error *err);

/*
 * Compute parity and checks for the range of a set in the file fd. progress may
 * be NULL; NB_ABSENT when it stopped the work. Free *parity with
 * nb_parity_free(), also after a failure.
 */
NB_CHECK enum nb_status nb_parity_make(int fd, const struct nb_gf *gf,
				       const struct nb_parity_set *set,
				       nb_parity_progress *progress,
				       void *context, struct nb_parity *parity,
				       struct nb_error *err);
/* Free parity and checks. */
void nb_parity_free(struct nb_parity *parity);

/* Write all records of the set. The sink must stand at parity->set.set. */
NB_CHECK enum nb_status nb_parity_write(const struct nb_parity *parity,
					struct nb_sink *sink,
					struct nb_error *err);

#endif
