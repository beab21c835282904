/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --expect-root: a Merkle root that the user got from elsewhere, such as a
 * publication or an earlier run of nbarc info. Comparing it shows that the
 * corpus is the same to the last byte.
 */
#include "check/root.h"

#include <string.h>

#include "base/sha256.h"

bool nbarc_root_valid(const char *hex)
{
	uint8_t digest[NB_SHA256_SIZE];

	return strlen(hex) == 2 * sizeof(digest) &&
	       nb_sha256_unhex(hex, digest);
}

bool nbarc_root_equal(const char *hex, const uint8_t root[NB_SHA256_SIZE])
{
	char digits[NB_SHA256_HEX];

	nb_sha256_hex(root, digits);
	return strcmp(hex, digits) == 0;
}
