/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8, and what every encoder needs when it stops in UTF-8. */
#ifndef NB_ENCODING_CODEC_UTF8_H
#define NB_ENCODING_CODEC_UTF8_H

#include "encoding/codec/codec.h"

/* Both directions. */
nb_codec_function nb_utf8_copy;

/*
 * The result of an encoder that has stopped in UTF-8, with len > 0 bytes left.
 * NB_OK if they are the beginning of a character that the next piece may
 * complete (not with `last`). Otherwise NB_INVALID with *stop filled: either
 * they are no character, or they are one that the charset lacks.
 */
NB_CHECK enum nb_status nb_codec_stop_in_utf8(const uint8_t *in, size_t len,
					      bool last, struct nb_stop *stop);

#endif
