/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HZ (RFC 1843), which glibc's iconv does not have: GB 2312 in seven bits,
 * between ~{ and ~}. The characters are those of GB18030 at the same places.
 */
#ifndef NB_ENCODING_HZ_H
#define NB_ENCODING_HZ_H

#include "encoding/codec.h"

/* nb_codec_decode() and nb_codec_encode() of a codec whose kind is
 * NB_CODEC_HZ. */
NB_CHECK enum nb_status nb_hz_decode(struct nb_codec *codec, const uint8_t *in,
				     size_t len, bool last, struct nb_buf *out,
				     size_t *used, struct nb_stop *stop,
				     struct nb_error *err);
NB_CHECK enum nb_status nb_hz_encode(struct nb_codec *codec, const uint8_t *in,
				     size_t len, bool last, struct nb_buf *out,
				     size_t *used, struct nb_stop *stop,
				     struct nb_error *err);

#endif
