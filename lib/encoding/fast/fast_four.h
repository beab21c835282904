/* SPDX-License-Identifier: Apache-2.0 */
/* The fast road through codes of four bytes. */
#ifndef NB_ENCODING_FAST_FOUR_H
#define NB_ENCODING_FAST_FOUR_H

#include <stddef.h>
#include <stdint.h>

/* Runs of four-byte codes, and of characters that have such codes or are of two
 * bytes in UTF-8. */
const uint8_t *nb_fours_to_utf8(const uint8_t *in, const uint8_t *end,
				uint8_t **out);
const uint8_t *nb_fours_to_gb18030(const uint8_t *in, const uint8_t *end,
				   uint8_t **out);

#endif
