/* SPDX-License-Identifier: Apache-2.0 */
/* A signature record: what it signs and where its fields stand (section 18). */
#ifndef NB_ARCHIVE_SIGNATURE_H
#define NB_ARCHIVE_SIGNATURE_H

#include "archive/record/commit.h"

#include <nbarc/archive.h>
#include <nbarc/sign.h>

#define NB_SIGNATURE_ALGORITHM 1 /* Ed25519, the only one there is */

/* Offsets in the record. */
#define NB_SIGNATURE_LEAVES_AT 24u
#define NB_SIGNATURE_KEY_AT 64u
#define NB_SIGNATURE_AT 96u

/* The bytes that a signature of the corpus of this commit signs. */
void nb_signature_message(const struct nb_commit *commit,
			  uint8_t message[NB_SIGNED_SIZE]);

/* Are the fields of a signature record, whose checksum is right, as section 18
 * has them? */
bool nb_signature_sound(const uint8_t *record, size_t len);

/* Is such a record of the corpus that a commit has? */
bool nb_signature_is_of(const uint8_t *record, const struct nb_commit *commit);

#endif
