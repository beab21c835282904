/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fast road through runs of four-byte codes, for texts in the scripts of
 * minorities and for rare ideographs.
 */
#ifndef NB_ENCODING_FAST_FOUR_H
#define NB_ENCODING_FAST_FOUR_H

#include <stddef.h>
#include <stdint.h>

/*
 * Convert a run and return where it ends, with the conventions of fast.h: to
 * UTF-8, four-byte codes; to GB18030, characters that have such codes, and
 * those of two bytes in UTF-8, whatever their codes. `in` itself is returned if
 * no such character begins there.
 */
const uint8_t *nb_fours_to_utf8(const uint8_t *in, const uint8_t *end,
				uint8_t **out);
const uint8_t *nb_fours_to_gb18030(const uint8_t *in, const uint8_t *end,
				   uint8_t **out);

#endif
