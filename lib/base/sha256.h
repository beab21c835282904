/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 (FIPS 180-4), the hash function of the format (section 2 of
 * format-spec/nbarc-format.md). Nothing here can fail.
 */
#ifndef NB_BASE_SHA256_H
#define NB_BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

#include <nettle/sha2.h>

/* Bytes of a digest in hexadecimal, with the NUL. */
#define NB_SHA256_HEX (2 * NB_SHA256_SIZE + 1)

/*
 * A hash in progress: nb_sha256_init(), any number of nb_sha256_add(),
 * nb_sha256_end(). It owns no memory, and may be copied to go on in two ways.
 */
struct nb_sha256 {
	struct sha256_ctx ctx;
};

void nb_sha256_init(struct nb_sha256 *h);
void nb_sha256_add(struct nb_sha256 *h, const void *data, size_t len);

/* Write the digest, and begin anew: the next message may follow. */
void nb_sha256_end(struct nb_sha256 *h, uint8_t digest[NB_SHA256_SIZE]);

/* The digest of len bytes; data may be NULL if len is 0. */
void nb_sha256(const void *data, size_t len, uint8_t digest[NB_SHA256_SIZE]);

/* Write a digest as 64 hexadecimal digits in lower case and a NUL. */
void nb_sha256_hex(const uint8_t digest[NB_SHA256_SIZE],
		   char hex[NB_SHA256_HEX]);

/*
 * Read the first 64 characters at hex, digits in lower case; what follows them
 * is not looked at. False if one of them is none, and then the digest is
 * undefined.
 */
bool nb_sha256_unhex(const char *hex, uint8_t digest[NB_SHA256_SIZE]);

#endif
