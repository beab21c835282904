/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The SHA-256 of several messages at once, for readers that verify many
 * documents.
 */
#ifndef NB_BASE_SHA256_LANES_H
#define NB_BASE_SHA256_LANES_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

/* A message (borrowed), and its digest once nb_sha256_each() has returned. */
struct nb_message {
	const void *data; /* may be NULL when len is 0 */
	size_t len;	  /* bytes */
	uint8_t sha256[NB_SHA256_SIZE];
};

/*
 * Hash each of `count` messages. If the processor has instructions for SHA-256,
 * more than one message takes about half the time of one after the other.
 */
void nb_sha256_each(struct nb_message *messages, size_t count);

#endif
