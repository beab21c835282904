/* SPDX-License-Identifier: Apache-2.0 */
/* iconv(3), with the rules of codec.h. */
#ifndef NB_ENCODING_ICONV_H
#define NB_ENCODING_ICONV_H

#include "encoding/codec.h"

/* nb_codec_decode() and nb_codec_encode() of a codec whose kind is
 * NB_CODEC_ICONV. */
NB_CHECK enum nb_status nb_iconv(struct nb_codec *codec, const uint8_t *in,
				 size_t len, bool last, struct nb_buf *out,
				 size_t *used, struct nb_stop *stop,
				 struct nb_error *err);

#endif
