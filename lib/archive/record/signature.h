/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a signature record signs, and whether one is sound
 * (format-spec/nbarc-format.md, section 18).
 *
 * A signature is over the Merkle root and the number of leaves, so that it
 * holds in every archive of the same corpus. Making and verifying the Ed25519
 * signature itself is not done here.
 */
#ifndef NB_ARCHIVE_SIGNATURE_H
#define NB_ARCHIVE_SIGNATURE_H

#include "archive/record/commit.h"

#include <nbarc/archive.h>
#include <nbarc/sign.h>

#define NB_SIGNATURE_ALGORITHM 1 /* Ed25519, the only one defined */

/* Offsets in the record. The root follows the number of leaves. */
#define NB_SIGNATURE_LEAVES_AT 24u
#define NB_SIGNATURE_KEY_AT 64u
#define NB_SIGNATURE_AT 96u

/* Write the bytes that a signature of this commit's corpus signs. */
void nb_signature_message(const struct nb_commit *commit,
			  uint8_t message[NB_SIGNED_SIZE]);

/*
 * True if a record of `len` bytes, whose checksum is right, has the size, the
 * algorithm and the reserved bytes that section 18 asks for. Whether the
 * signature is good is another question.
 */
bool nb_signature_sound(const uint8_t *record, size_t len);

/* True if a sound record signs the corpus of this commit: same Merkle root and
 * number of leaves. */
bool nb_signature_is_of(const uint8_t *record, const struct nb_commit *commit);

#endif
