/* SPDX-License-Identifier: Apache-2.0 */
/* The Merkle root of the corpus (section 11; RFC 9162, section 2.1.1). */
#ifndef NB_ARCHIVE_MERKLE_H
#define NB_ARCHIVE_MERKLE_H

#include <nbarc/archive.h>

/* Hashes of complete subtrees, the largest first; one bit of the number of
 * leaves each. */
struct nb_merkle {
	uint8_t stack[64][32];
	uint64_t leaves;
};

void nb_merkle_init(struct nb_merkle *m);
void nb_merkle_add(struct nb_merkle *m, const struct nb_entry *entry);
void nb_merkle_root(const struct nb_merkle *m, uint8_t root[32]);

#endif
