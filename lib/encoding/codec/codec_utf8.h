/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 on both sides. */
#ifndef NB_ENCODING_CODEC_UTF8_H
#define NB_ENCODING_CODEC_UTF8_H

#include "encoding/codec/codec.h"

nb_codec_function nb_utf8_copy;

/*
 * What an encoder says where it stops in UTF-8 (len > 0 bytes left): NB_OK
 * before a character that is cut and may be completed (`last` is not set);
 * else NB_INVALID with *stop filled, for bytes that are no character or, where
 * they are one, for one that the charset lacks.
 */
NB_CHECK enum nb_status nb_codec_stop_in_utf8(const uint8_t *in, size_t len,
					      bool last, struct nb_stop *stop);

#endif
