/* SPDX-License-Identifier: Apache-2.0 */
/* GB18030 in the edition of the codec's profile, by our own table. */
#ifndef NB_ENCODING_CODEC_GB18030_H
#define NB_ENCODING_CODEC_GB18030_H

#include "encoding/codec/codec.h"

nb_codec_function nb_gb18030_decode, nb_gb18030_encode;

#endif
