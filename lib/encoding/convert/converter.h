/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The converter of a stream, as its parts see it.
 *
 * Bytes are decoded into UTF-8, and that is encoded. converter.c cuts the
 * stream into slices, finds out the charset, and has each slice verified;
 * convert.c converts one; proof.c compares what came back.
 */
#ifndef NB_ENCODING_CONVERTER_H
#define NB_ENCODING_CONVERTER_H

#include "base/sha256.h"
#include "encoding/codec/codec.h"
#include "encoding/convert/proof.h"
#include "encoding/convert/survey.h"

/*
 * The converter owns everything in it, also `back`, which converts what was
 * written in the opposite direction to verify it. Until the charset is decided,
 * input is only collected in `rest`.
 */
struct nb_converter {
	struct nb_convert_options options; /* from and to are NULL here */
	struct nb_codec decoder, encoder;
	char wanted[NB_CHARSET_MAX]; /* "UTF-16", "UTF-32" until decided */
	bool decided;		     /* the decoder is open */
	bool proving;		     /* what is written is converted back */
	struct nb_buf rest;	     /* input not yet consumed */
	struct nb_buf text;	   /* between the codecs; keeps a cut escape */
	uint64_t text_at;	   /* offset in the input of its first byte */
	struct nb_buf escapes;	   /* on their way to the encoder */
	struct nb_converter *back; /* NULL unless proving */
	struct nb_proof proof;
	struct nb_surveyor surveyor;
	struct nb_sha256 hash_in, hash_out;
	struct nb_conversion result;
};

#endif
