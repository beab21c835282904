/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The conversion of a stream (<nbarc/encoding.h>) in constant memory.
 *
 * Input goes through in slices. Each slice is converted; what was written is
 * converted back by a second converter and compared with the slice; and only
 * then does it reach the caller. A character that is cut off at the end of the
 * input waits in `rest`. If the charset is not given, input waits there, too,
 * until there is enough to find it out.
 */
#include "encoding/convert/converter.h"

#include "base/alloc.h"
#include "base/error.h"
#include "encoding/convert/convert.h"
#include "encoding/convert/detect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes that go through all steps together, so that they stay in the cache. */
#define SLICE ((size_t)64 * 1024)

/* ---- creation */

static enum nb_status create_converter(const struct nb_convert_options *options,
				       bool back,
				       struct nb_converter **converter,
				       struct nb_error *err);

/* The converter in the opposite direction. */
static enum nb_status open_back(struct nb_converter *c, struct nb_error *err)
{
	struct nb_convert_options back = c->options;

	back.from = c->encoder.charset;
	back.to = c->decoder.charset;
	back.escape = c->options.unescape;
	back.unescape = c->options.escape;
	back.verify = NB_VERIFY_NEVER;
	back.survey = false;
	return create_converter(&back, true, &c->back, err);
}

/*
 * Is the charset a bijection of our own code, so that converting it back would
 * prove nothing?
 */
static bool is_own(const struct nb_codec *codec)
{
	return codec->kind == NB_CODEC_UTF8 ||
	       (codec->kind == NB_CODEC_GB18030 &&
		codec->profile != NB_GB18030_WEB);
}

/*
 * Is what is written to be converted back? By default only if one of the
 * charsets is not a bijection of our own.
 */
static bool to_be_proved(const struct nb_converter *c)
{
	switch (c->options.verify) {
	case NB_VERIFY_NEVER:
		return false;
	case NB_VERIFY_ALWAYS:
		return true;
	case NB_VERIFY_OTHERS:
		break;
	}
	return !is_own(&c->decoder) || !is_own(&c->encoder);
}

/* The charset of the input is known: open its decoder and, if the conversion is
 * to be verified, the way back. */
static enum nb_status open_codecs(struct nb_converter *c, const char *from,
				  struct nb_error *err)
{
	enum nb_status st =
		nb_codec_open(&c->decoder, from, c->options.profile, true, err);

	if (st)
		return st;
	c->decided = true;
	memcpy(c->result.from, c->decoder.charset, NB_CHARSET_MAX);
	c->proving = to_be_proved(c);
	c->result.verified = c->proving;
	return c->proving ? open_back(c, err) : NB_OK;
}

/*
 * Open the decoder if the charset is known. It is not if `from` is NULL, or
 * names UTF-16 or UTF-32 without a byte order: the text decides.
 */
static enum nb_status open_decoder(struct nb_converter *c, const char *from,
				   bool back, struct nb_error *err)
{
	if (!from)
		return NB_OK;
	if (back || !nb_has_no_order(from))
		return open_codecs(c, from, err);
	(void)snprintf(c->wanted, sizeof(c->wanted), "%s", from);
	return NB_OK;
}

/* The way back (`back`) takes the name `from` as it is, even if it leaves the
 * byte order to iconv: that is what the other direction's encoder did. */
static enum nb_status create_converter(const struct nb_convert_options *options,
				       bool back,
				       struct nb_converter **converter,
				       struct nb_error *err)
{
	struct nb_converter *c = nb_alloc(1, sizeof(*c));
	enum nb_status st;

	*converter = NULL;
	if (!c)
		return nb_fail_mem(err);
	c->options = *options;
	c->options.from = c->options.to = NULL;
	c->result.profile = options->profile;
	c->result.surveyed = options->survey;
	nb_sha256_init(&c->hash_in);
	nb_sha256_init(&c->hash_out);
	st = nb_codec_open(&c->encoder, options->to ? options->to : "UTF-8",
			   options->profile, false, err);
	if (!st) {
		memcpy(c->result.to, c->encoder.charset, NB_CHARSET_MAX);
		st = open_decoder(c, options->from, back, err);
	}
	if (st) {
		nb_converter_free(c);
		return st;
	}
	*converter = c;
	return NB_OK;
}

enum nb_status nb_converter_create(const struct nb_convert_options *options,
				   struct nb_converter **converter,
				   struct nb_error *err)
{
	return create_converter(options, false, converter, err);
}

void nb_converter_free(struct nb_converter *c)
{
	if (!c)
		return;
	nb_codec_close(&c->decoder);
	nb_codec_close(&c->encoder);
	nb_converter_free(c->back);
	nb_proof_free(&c->proof);
	nb_buf_free(&c->rest);
	nb_buf_free(&c->text);
	nb_buf_free(&c->escapes);
	nb_survey_free(&c->result.survey);
	free(c);
}

const struct nb_conversion *nb_converter_result(const struct nb_converter *c)
{
	return &c->result;
}

/* ---- pieces of the stream */

/*
 * Verify a slice: convert `out`, which was made of `in`, and compare.
 * NB_INVALID with the offset in the input if it does not give `in` again.
 */
static enum nb_status prove(struct nb_converter *c, const uint8_t *in,
			    size_t in_len, const uint8_t *out, size_t out_len,
			    bool last, struct nb_error *err)
{
	struct nb_error why;
	enum nb_status st = nb_converter_add(c->back, out, out_len, last,
					     &c->proof.got, &why);

	if (st == NB_INVALID)
		return nb_fail_at(err, NB_INVALID, c->proof.proved,
				  "cannot be converted back: offset %llu of "
				  "the output: %s",
				  (unsigned long long)why.offset, why.text);
	if (st)
		return nb_fail(err, st, "%s", why.text);
	return nb_proof_add(&c->proof, in, in_len, last,
			    nb_converter_result(c->back), err);
}

/*
 * Convert, verify and hash a slice; *used is what was consumed. Nothing is
 * appended that was not verified; that includes what precedes an error.
 */
static enum nb_status add_slice(struct nb_converter *c, const uint8_t *in,
				size_t len, bool last, size_t *used,
				struct nb_buf *out, struct nb_error *err)
{
	struct nb_stretch r = {.in = in, .len = len, .last = last};
	size_t mark = out->len;
	enum nb_status st, proved = NB_OK;

	/* The pointers below must not be NULL, even if nothing is written. */
	if (nb_buf_reserve(out, 1) || nb_buf_reserve(&c->text, 1))
		return nb_fail_mem(err);
	st = nb_convert_stretch(c, &r, out, err);
	*used = len - r.len;
	if (c->proving && (!st || st == NB_INVALID))
		proved = prove(c, in, *used, out->data + mark, out->len - mark,
			       last && !st, err);
	if (proved)
		out->len = mark;
	c->result.verified = c->proving && !st && !proved;
	c->result.bytes_out += out->len - mark;
	if (c->options.survey) {
		nb_sha256_add(&c->hash_in, in, *used);
		nb_sha256_add(&c->hash_out, out->data + mark, out->len - mark);
	}
	return proved ? proved : st;
}

/* Slice by slice, as long as they are consumed. */
static enum nb_status add_slices(struct nb_converter *c, const uint8_t *in,
				 size_t len, bool last, size_t *used,
				 struct nb_buf *out, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t n = 1, size;

	*used = 0;
	do {
		size = len - *used < SLICE ? len - *used : SLICE;
		st = add_slice(c, in + *used, size, last && *used + size == len,
			       &n, out, err);
		*used += n;
	} while (!st && n && *used < len);
	return st;
}

/* Find out the charset once there is enough input, or all of it. */
static enum nb_status find_charset(struct nb_converter *c, bool last,
				   struct nb_error *err)
{
	struct nb_detected *found = &c->result.detected;
	const char *ordered;
	enum nb_status st;

	if (!last && !nb_detect_enough(c->rest.data, c->rest.len))
		return NB_OK;
	if (c->wanted[0]) {
		st = nb_charset_with_order(c->wanted, c->rest.data, c->rest.len,
					   &ordered, err);
		return st ? st : open_codecs(c, ordered, err);
	}
	st = nb_detect(c->rest.data, c->rest.len, found, err);
	if (st)
		return st;
	return found->charset[0]
		       ? open_codecs(c, nb_detected_charset(found), err)
		       : nb_detected_none(found, err);
}

/* Append the new bytes to the waiting ones, and convert them together. */
static enum nb_status add_after_rest(struct nb_converter *c, const void *bytes,
				     size_t len, bool last, struct nb_buf *out,
				     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t used = 0;

	if (nb_buf_reserve(&c->rest, 1) || nb_buf_add(&c->rest, bytes, len))
		return nb_fail_mem(err);
	if (!c->decided)
		st = find_charset(c, last, err);
	if (st || !c->decided)
		return st;
	st = add_slices(c, c->rest.data, c->rest.len, last, &used, out, err);
	c->rest.len -= used;
	memmove(c->rest.data, c->rest.data + used, c->rest.len);
	return st;
}

enum nb_status nb_converter_add(struct nb_converter *c, const void *bytes,
				size_t len, bool last, struct nb_buf *out,
				struct nb_error *err)
{
	const uint8_t *in = len ? bytes : (const void *)"";
	enum nb_status st;
	size_t used = 0;

	if (!c->decided || c->rest.len) {
		st = add_after_rest(c, in, len, last, out, err);
	} else {
		st = add_slices(c, in, len, last, &used, out, err);
		if (!st && nb_buf_add(&c->rest, in + used, len - used))
			st = nb_fail_mem(err);
	}
	if (!st && last && c->options.survey) {
		nb_sha256_end(&c->hash_in, c->result.sha256_in);
		nb_sha256_end(&c->hash_out, c->result.sha256_out);
	}
	return st;
}
