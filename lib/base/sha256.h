/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4) by nettle, which uses the CPU's instructions. */
#ifndef NB_BASE_SHA256_H
#define NB_BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/status.h>

#include <nettle/sha2.h>

#define NB_SHA256_HEX 65 /* with the NUL */

struct nb_sha256 {
	struct sha256_ctx ctx;
};

void nb_sha256_init(struct nb_sha256 *h);
void nb_sha256_add(struct nb_sha256 *h, const void *data, size_t len);
void nb_sha256_end(struct nb_sha256 *h, uint8_t digest[NB_SHA256_SIZE]);

/* All at once. */
void nb_sha256(const void *data, size_t len, uint8_t digest[NB_SHA256_SIZE]);

/* Lower-case hexadecimal with a NUL. */
void nb_sha256_hex(const uint8_t digest[NB_SHA256_SIZE],
		   char hex[NB_SHA256_HEX]);

/* The digest that 64 hexadecimal digits in lower case at hex say; false when
 * they are not that. */
bool nb_sha256_unhex(const char *hex, uint8_t digest[NB_SHA256_SIZE]);

#endif
