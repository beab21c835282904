/* SPDX-License-Identifier: Apache-2.0 */
/* The message of a signature record, and checks of its fields
 * (format-spec/nbarc-format.md, section 18). */
#include "archive/record/signature.h"
#include "archive/record/record.h"
#include "base/le.h"

#include <nbarc/sign.h>

#include <string.h>

/* Offsets in the message. Number of leaves and root stand side by side in it,
 * as they do in the record. */
#define MESSAGE_LEAVES_AT 24u
#define MESSAGE_ROOT_AT 32u
#define LEAVES_AND_ROOT (8u + NB_SHA256_SIZE)

void nb_signature_message(const struct nb_commit *c,
			  uint8_t out[NB_SIGNED_SIZE])
{
	memset(out, 0, NB_SIGNED_SIZE);
	memcpy(out, "nbarc signature 1", 17);
	nb_put64(out + MESSAGE_LEAVES_AT, c->revisions);
	memcpy(out + MESSAGE_ROOT_AT, c->root, NB_SHA256_SIZE);
}

bool nb_signature_sound(const uint8_t *p, size_t len)
{
	return len == NB_SIGNATURE_RECORD &&
	       p[NB_RECORD_HEAD] == NB_SIGNATURE_ALGORITHM &&
	       nb_reserved_zero(p + NB_RECORD_HEAD + 1, 7);
}

bool nb_signature_is_of(const uint8_t *p, const struct nb_commit *c)
{
	uint8_t signed_bytes[NB_SIGNED_SIZE];

	nb_signature_message(c, signed_bytes);
	return memcmp(p + NB_SIGNATURE_LEAVES_AT,
		      signed_bytes + MESSAGE_LEAVES_AT, LEAVES_AND_ROOT) == 0;
}
