/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The conversion of a stream: bytes are decoded into UTF-8, and that is
 * encoded. converter.c cuts the stream into slices, finds out the charset and
 * has each slice proved; convert.c converts one.
 */
#ifndef NB_ENCODING_CONVERTER_H
#define NB_ENCODING_CONVERTER_H

#include "base/sha256.h"
#include "encoding/codec/codec.h"
#include "encoding/convert/proof.h"
#include "encoding/convert/survey.h"


struct nb_converter {
	struct nb_convert_options options; /* `from` and `to` are not kept */
	struct nb_codec decoder, encoder;
	char wanted[NB_CHARSET_MAX]; /* until decided: without byte order */
	bool decided;		     /* the decoder is open */
	bool proving;		     /* what is written is converted back */
	struct nb_buf rest;	     /* input that waits for more of it */
	struct nb_buf text;    /* between the codecs; a cut escape waits here */
	struct nb_buf escapes; /* on their way to the encoder */
	uint64_t text_at;      /* offset in the input where it begins */
	struct nb_converter *back; /* or NULL */
	struct nb_proof proof;	   /* of what came back */
	struct nb_surveyor surveyor;
	struct nb_sha256 hash_in, hash_out;
	struct nb_conversion result;
};

#endif
