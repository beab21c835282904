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
	bool proving;		     /* there is a proof */
	struct nb_buf rest;	     /* input that waits for more of it */
	struct nb_buf text;    /* between the codecs; a cut escape waits here */
	struct nb_buf escapes; /* on their way to the encoder */
	uint64_t text_at;      /* offset in the input where it begins */
	struct nb_proof proof;
	struct nb_surveyor surveyor;
	struct nb_sha256 hash_in, hash_out;
	struct nb_conversion result;
};

/* nb_converter_create() for a proof: `from` is taken as it is named, also where
 * the name leaves the byte order to iconv. */
NB_CHECK enum nb_status nb_converter_create_back(
	const struct nb_convert_options *options,
	struct nb_converter **converter, struct nb_error *err);

/* A stretch of the input on its way. */
struct nb_run {
	const uint8_t *in;
	size_t len;
	bool last;	     /* nothing follows it */
	size_t used;	     /* bytes that were converted */
	bool stopped;	     /* behind them stands what cannot be */
	struct nb_stop stop; /* then: why */
};

/* Convert as much as can be, appending to out: what is left in the run is a cut
 * character. Counts bytes_in, lines and what the survey counts. */
NB_CHECK enum nb_status nb_convert_run(struct nb_converter *c,
				       struct nb_run *run, struct nb_buf *out,
				       struct nb_error *err);

#endif
