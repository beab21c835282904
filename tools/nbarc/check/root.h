/* SPDX-License-Identifier: Apache-2.0 */
/* --expect-root: a Merkle root that the user got from elsewhere. */
#ifndef NB_TOOLS_NBARC_CHECK_ROOT_H
#define NB_TOOLS_NBARC_CHECK_ROOT_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/status.h>

/* True for the 64 lower-case hexadecimal digits of a root. */
bool nbarc_root_valid(const char *hex);

/* True if the digits are those of this root. */
bool nbarc_root_equal(const char *hex, const uint8_t root[NB_SHA256_SIZE]);

#endif
