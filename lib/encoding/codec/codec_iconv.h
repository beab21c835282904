/* SPDX-License-Identifier: Apache-2.0 */
/* Charsets that iconv has. */
#ifndef NB_ENCODING_CODEC_ICONV_H
#define NB_ENCODING_CODEC_ICONV_H

#include "encoding/codec/codec.h"

nb_codec_function nb_iconv;

#endif
