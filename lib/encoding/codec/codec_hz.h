/* SPDX-License-Identifier: Apache-2.0 */
/* HZ (RFC 1843): GB 2312 in seven bits. */
#ifndef NB_ENCODING_CODEC_HZ_H
#define NB_ENCODING_CODEC_HZ_H

#include "encoding/codec/codec.h"

nb_codec_function nb_hz_decode, nb_hz_encode;

#endif
