/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stretch of the input through the two codecs.
 *
 * If one side is UTF-8 and there are no escapes, the other side's codec does
 * everything in one pass. Otherwise the decoder fills c->text, and the encoder
 * empties it. Escapes are handled between the two: they are written into the
 * text where bytes could not be decoded, or taken out of the text and written
 * as bytes.
 */
#include "base/error.h"
#include "encoding/convert/convert.h"
#include "encoding/convert/escape.h"
#include "encoding/fast/fast.h"

#include <string.h>

/* ---- errors */

/*
 * The number of bytes of the input that a stretch of text was decoded from,
 * found by encoding it again. Only an error message needs it: if that fails,
 * the length of the text has to do.
 */
static uint64_t length_in_input(const struct nb_converter *c,
				const uint8_t *utf8, size_t len)
{
	struct nb_codec codec;
	struct nb_buf bytes = {0};
	struct nb_stop stop;
	struct nb_error err;
	size_t used;
	uint64_t n = len;

	if (c->decoder.kind == NB_CODEC_UTF8 ||
	    nb_codec_open(&codec, c->decoder.charset, c->options.profile, false,
			  &err))
		return n;
	if (nb_codec_encode(&codec, utf8, len, false, &bytes, &used, &stop,
			    &err) == NB_OK)
		n = bytes.len;
	nb_codec_close(&codec);
	nb_buf_free(&bytes);
	return n;
}

/* The offset in the input of what is at `at` in c->text. */
static uint64_t offset_of(const struct nb_converter *c, size_t at)
{
	return c->text_at + length_in_input(c, c->text.data, at);
}

/* The number of its line, from 1. */
static uint64_t line_of(const struct nb_converter *c, size_t at)
{
	return c->result.lines + nb_fast_newlines(c->text.data, at) + 1;
}

/* ---- text to the encoder */

/*
 * Encode len bytes at `at` in c->text. A character that the charset lacks is
 * reported with its place in the input.
 */
static enum nb_status encode_part(struct nb_converter *c, size_t at, size_t len,
				  struct nb_buf *out, struct nb_error *err)
{
	const uint8_t *utf8 = c->text.data + at;
	struct nb_stop stop;
	size_t used = 0;
	enum nb_status st = nb_codec_encode(&c->encoder, utf8, len, false, out,
					    &used, &stop, err);

	if (st == NB_INVALID)
		st = nb_codec_refuse(
			utf8 + used, &stop, "UTF-8", c->encoder.charset,
			offset_of(c, at + used), line_of(c, at + used), err);
	return st;
}

/*
 * Encode an escape, whose brackets the charset may lack. The message says so,
 * as the input has no such characters.
 */
static enum nb_status encode_escape(struct nb_converter *c,
				    const struct nb_buf *escape,
				    struct nb_buf *out, struct nb_error *err)
{
	struct nb_stop stop;
	size_t used;
	enum nb_status st =
		nb_codec_encode(&c->encoder, escape->data, escape->len, false,
				out, &used, &stop, err);

	if (st == NB_INVALID)
		st = nb_fail_at(err, NB_INVALID, c->result.bytes_in,
				"line %llu: escapes are written with U+27E6 "
				"and U+27E7, which are not in %s",
				(unsigned long long)c->result.lines + 1,
				c->encoder.charset);
	return st;
}

/* Encode and empty c->text, with every U+27E6 in it doubled. */
static enum nb_status encode_escaping(struct nb_converter *c,
				      struct nb_buf *out, struct nb_error *err)
{
	struct nb_buf sign = {0};
	size_t at = 0, n;
	enum nb_status st = nb_escape_sign(&sign) ? nb_fail_mem(err) : NB_OK;

	while (!st && at < c->text.len) {
		n = nb_escape_find(c->text.data + at, c->text.len - at);
		st = encode_part(c, at, n, out, err);
		at += n;
		if (!st && at < c->text.len) {
			st = encode_escape(c, &sign, out, err);
			at += NB_ESCAPE_SIGN;
		}
	}
	nb_buf_free(&sign);
	c->text.len = 0;
	return st;
}

/* Return the charset to its initial state, and write what iconv still holds. */
static enum nb_status reset_encoder(struct nb_converter *c, struct nb_buf *out,
				    struct nb_error *err)
{
	struct nb_stop stop;
	size_t used;

	return nb_codec_encode(&c->encoder, (const uint8_t *)"", 0, true, out,
			       &used, &stop, err);
}

/*
 * Write what an escape stands for: the byte, or if it is -1 the U+27E6 at `at`
 * in c->text. A raw byte is only meaningful in the charset's initial state.
 */
static enum nb_status encode_unescaped(struct nb_converter *c, size_t at,
				       int byte, struct nb_buf *out,
				       struct nb_error *err)
{
	uint8_t raw = (uint8_t)byte;
	enum nb_status st;

	if (byte < 0)
		return encode_part(c, at, NB_ESCAPE_SIGN, out, err);
	st = reset_encoder(c, out, err);
	return st || !nb_buf_add(out, &raw, 1) ? st : nb_fail_mem(err);
}

/*
 * Encode c->text with its escapes undone, up to an escape that is cut off at
 * its end. That stays in c->text for the next piece.
 */
static enum nb_status encode_unescaping(struct nb_converter *c, bool last,
					struct nb_buf *out,
					struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t at = 0, n, size = 1;
	int byte = 0;

	/* size 0: no escape, or a cut one. */
	while (!st && size && at < c->text.len) {
		bool good = nb_escape_next(c->text.data + at, c->text.len - at,
					   &n, &size, &byte);

		st = encode_part(c, at, n, out, err);
		at += n;
		if (!st && (!good || (last && !size && at < c->text.len)))
			return nb_fail_at(err, NB_INVALID, offset_of(c, at),
					  "line %llu: U+27E6 does not begin an "
					  "escape",
					  (unsigned long long)line_of(c, at));
		if (!st && size)
			st = encode_unescaped(c, at, byte, out, err);
		at += size;
	}
	if (!st && at < c->text.len) {
		c->text_at = offset_of(c, at);
		memmove(c->text.data, c->text.data + at, c->text.len - at);
	}
	c->text.len -= st ? 0 : at;
	return st;
}

/*
 * Encode c->text; with `last`, all of it and what returns the charset to its
 * initial state.
 */
static enum nb_status encode_text(struct nb_converter *c, bool last,
				  struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st;

	if (c->options.unescape) {
		st = encode_unescaping(c, last, out, err);
	} else if (c->options.escape) {
		st = encode_escaping(c, out, err);
	} else {
		st = encode_part(c, 0, c->text.len, out, err);
		c->text.len = 0;
	}
	return !st && last ? reset_encoder(c, out, err) : st;
}

/* ---- a pass over what can be decoded */

static enum nb_status survey_text(struct nb_converter *c, const uint8_t *utf8,
				  size_t len, struct nb_error *err)
{
	return c->options.survey
		       ? nb_survey_add(&c->surveyor, &c->result.survey, utf8,
				       len, err)
		       : NB_OK;
}

/* Is one pass enough? */
static bool is_direct(const struct nb_converter *c)
{
	return !c->options.escape && !c->options.unescape &&
	       (c->decoder.kind == NB_CODEC_UTF8 ||
		c->encoder.kind == NB_CODEC_UTF8);
}

/* One pass. The survey and the count of lines need UTF-8, which is the input or
 * the output. */
static enum nb_status convert_directly(struct nb_converter *c,
				       struct nb_stretch *r, struct nb_buf *out,
				       struct nb_error *err)
{
	bool encoding = c->decoder.kind == NB_CODEC_UTF8;
	size_t mark = out->len, len;
	const uint8_t *utf8;
	enum nb_status st;

	st = encoding ? nb_codec_encode(&c->encoder, r->in, r->len, r->last,
					out, &r->used, &r->stop, err)
		      : nb_codec_decode(&c->decoder, r->in, r->len, r->last,
					out, &r->used, &r->stop, err);
	if (st && st != NB_INVALID)
		return st;
	r->stopped = st == NB_INVALID;
	utf8 = encoding ? r->in : out->data + mark;
	len = encoding ? r->used : out->len - mark;
	c->result.lines += nb_fast_newlines(utf8, len);
	return survey_text(c, utf8, len, err);
}

/* Two passes, with c->text between them. */
static enum nb_status convert_through_text(struct nb_converter *c,
					   struct nb_stretch *r,
					   struct nb_buf *out,
					   struct nb_error *err)
{
	size_t held = c->text.len, lines;
	enum nb_status st;

	if (held == 0)
		c->text_at = c->result.bytes_in;
	st = nb_codec_decode(&c->decoder, r->in, r->len, r->last, &c->text,
			     &r->used, &r->stop, err);
	if (st && st != NB_INVALID)
		return st;
	r->stopped = st == NB_INVALID;
	lines = nb_fast_newlines(c->text.data, c->text.len);
	st = survey_text(c, c->text.data + held, c->text.len - held, err);
	if (!st)
		st = encode_text(c, r->last && !r->stopped, out, err);
	/* The lines of a cut escape count when it is complete. */
	if (!st)
		c->result.lines +=
			lines - nb_fast_newlines(c->text.data, c->text.len);
	return st;
}

/* Write bytes that are no character as escapes, and record where they were. */
static enum nb_status escape_bytes(struct nb_converter *c, const uint8_t *in,
				   size_t len, struct nb_buf *out,
				   struct nb_error *err)
{
	enum nb_status st;
	size_t i;

	c->escapes.len = 0;
	st = nb_escape_bytes(in, len, &c->escapes) ? nb_fail_mem(err) : NB_OK;
	if (!st)
		st = encode_escape(c, &c->escapes, out, err);
	for (i = 0; !st && c->options.survey && i < len; i++)
		st = nb_found_add(&c->result.survey.escapes,
				  c->result.bytes_in + i, err);
	return st;
}

/* Consume n bytes of the input. */
static void advance(struct nb_converter *c, struct nb_stretch *r, size_t n)
{
	r->in += n;
	r->len -= n;
	c->result.bytes_in += n;
}

enum nb_status nb_convert_stretch(struct nb_converter *c, struct nb_stretch *r,
				  struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st;
	size_t n;

	for (;;) {
		r->stopped = false;
		st = is_direct(c) ? convert_directly(c, r, out, err)
				  : convert_through_text(c, r, out, err);
		if (st)
			return st;
		advance(c, r, r->used);
		if (!r->stopped)
			return NB_OK;
		if (!c->options.escape)
			return nb_codec_refuse(
				r->in, &r->stop, c->decoder.charset,
				c->encoder.charset, c->result.bytes_in,
				c->result.lines + 1, err);
		/* One unit; decoding resumes after it. */
		n = c->decoder.unit < r->len ? c->decoder.unit : r->len;
		st = escape_bytes(c, r->in, n, out, err);
		if (st)
			return st;
		advance(c, r, n);
	}
}
