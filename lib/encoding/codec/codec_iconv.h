/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every charset that iconv(3) has. One function serves both directions: the
 * descriptor knows which.
 */
#ifndef NB_ENCODING_CODEC_ICONV_H
#define NB_ENCODING_CODEC_ICONV_H

#include "encoding/codec/codec.h"

nb_codec_function nb_iconv;

#endif
