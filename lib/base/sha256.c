/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 by nettle, and its hexadecimal form. nettle chooses the processor's
 * SHA instructions at run time.
 */
#include "base/sha256.h"

void nb_sha256_init(struct nb_sha256 *h)
{
	sha256_init(&h->ctx);
}

void nb_sha256_add(struct nb_sha256 *h, const void *data, size_t len)
{
	sha256_update(&h->ctx, len, data);
}

void nb_sha256_end(struct nb_sha256 *h, uint8_t digest[NB_SHA256_SIZE])
{
	sha256_digest(&h->ctx, NB_SHA256_SIZE, digest);
}

void nb_sha256(const void *data, size_t len, uint8_t digest[NB_SHA256_SIZE])
{
	struct nb_sha256 h;

	nb_sha256_init(&h);
	nb_sha256_add(&h, data, len);
	nb_sha256_end(&h, digest);
}

void nb_sha256_hex(const uint8_t digest[NB_SHA256_SIZE],
		   char hex[NB_SHA256_HEX])
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < NB_SHA256_SIZE; i++) {
		hex[2 * i] = digits[digest[i] >> 4];
		hex[2 * i + 1] = digits[digest[i] & 15];
	}
	hex[2 * NB_SHA256_SIZE] = '\0';
}

/* The value of a digit in lower case, or -1, also for the NUL. */
static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool nb_sha256_unhex(const char *hex, uint8_t digest[NB_SHA256_SIZE])
{
	size_t i;

	for (i = 0; i < NB_SHA256_SIZE; i++) {
		int high = hex_digit(hex[2 * i]);
		/* A string that ends early is not read past its NUL. */
		int low = high < 0 ? -1 : hex_digit(hex[2 * i + 1]);

		if (low < 0)
			return false;
		digest[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}
