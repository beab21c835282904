/* SPDX-License-Identifier: Apache-2.0 */
/* The SHA-256 of several messages at once. */
#ifndef NB_BASE_SHA256_LANES_H
#define NB_BASE_SHA256_LANES_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

/*
 * The hash of each of some messages. Of more than one it is found in about half
 * the time where the processor has instructions for SHA-256.
 */
struct nb_message {
	const void *data; /* may be NULL when len is 0 */
	size_t len;
	uint8_t sha256[NB_SHA256_SIZE];
};
void nb_sha256_each(struct nb_message *messages, size_t count);

#endif
