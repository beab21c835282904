/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole texts: detection, decoding into UTF-8, and encoding back into the exact
 * bytes of the source.
 *
 * A text that does not come back is refused here, so that an archive can keep
 * the UTF-8 alone and give the source back (format-spec/nbarc-format.md,
 * section 6).
 */
#include "base/error.h"
#include "encoding/codec/codec.h"
#include "encoding/convert/detect.h"
#include "encoding/convert/hint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * Encode the text again: it must give its bytes. Not necessary for UTF-8, which
 * was only checked. `base` is the offset of the bytes in the source.
 */
static enum nb_status prove(const uint8_t *p, size_t len, uint64_t base,
			    const char *charset, const struct nb_buf *utf8,
			    struct nb_error *err)
{
	struct nb_buf back = {0};
	size_t i = 0;
	enum nb_status st;

	if (strcmp(charset, "UTF-8") == 0)
		return NB_OK;
	st = nb_text_encode((const char *)utf8->data, utf8->len, charset, false,
			    &back, err);
	if (!st && (back.len != len || memcmp(back.data, p, len) != 0)) {
		while (i < len && i < back.len && p[i] == back.data[i])
			i++;
		st = nb_fail_at(err, NB_INVALID, base + i,
				"converting back to %s does not give the same "
				"bytes",
				charset);
	}
	nb_buf_free(&back);
	return st;
}

/* Decode all of a text; p is after its byte order mark of `base` bytes. */
static enum nb_status decode_as(const uint8_t *p, size_t len, uint64_t base,
				const char *charset, struct nb_buf *out,
				struct nb_error *err)
{
	struct nb_codec codec;
	struct nb_stop stop;
	size_t used = 0;
	enum nb_status st =
		nb_codec_open(&codec, charset, NB_GB18030_2022, true, err);

	if (st)
		return st;
	st = nb_codec_decode(&codec, p, len, true, out, &used, &stop, err);
	if (st == NB_INVALID) {
		st = nb_codec_refuse(p + used, &stop, codec.charset, "UTF-8",
				     base + used, 0, err);
		nb_charset_hint(p, len, used, codec.charset, err);
	}
	nb_codec_close(&codec);
	return st || len == 0 ? st : prove(p, len, base, charset, out, err);
}

/*
 * Decode a text without a byte order mark in the charset that it is found to be
 * in.
 */
static enum nb_status decode_detected(const uint8_t *p, size_t len,
				      struct nb_text *t, struct nb_error *err)
{
	struct nb_detected found;
	const char *charset;
	enum nb_status st = nb_detect(p, len, &found, err);

	if (st)
		return st;
	if (!found.charset[0])
		return nb_detected_none(&found, err);
	charset = nb_detected_charset(&found);
	(void)snprintf(t->charset, sizeof(t->charset), "%s", charset);
	t->uncertain = !found.certain;
	return decode_as(p, len, 0, charset, &t->utf8, err);
}

enum nb_status nb_text_decode(const void *bytes, size_t len,
			      const char *charset, struct nb_text *text,
			      struct nb_error *err)
{
	const uint8_t *p = len ? bytes : (const void *)"";
	const char *name = charset ? nb_charset_name(charset) : NULL;
	const struct nb_mark *mark;
	enum nb_status st = NB_OK;
	size_t skip;

	memset(text, 0, sizeof(*text));
	if (name && strlen(name) >= NB_CHARSET_MAX)
		return nb_fail(err, NB_USAGE, "charset name is too long");
	/* UTF-16 and UTF-32 without a byte order: the text says which. */
	if (name)
		st = nb_charset_with_order(name, p, len, &name, err);
	if (st)
		return st;
	mark = nb_mark_at(p, len, name);
	text->bom = mark != NULL;
	if (!name && !mark)
		return decode_detected(p, len, text, err);
	(void)snprintf(text->charset, sizeof(text->charset), "%s",
		       name ? name : mark->charset);
	skip = mark ? mark->len : 0;
	return decode_as(p + skip, len - skip, skip, text->charset, &text->utf8,
			 err);
}

/* Take over what the survey of a conversion has about escapes. */
static void note_damage(const struct nb_found *escapes, uint64_t base,
			struct nb_bad_bytes *damage)
{
	size_t i;

	for (i = 0; i < escapes->kept; i++)
		nb_bad_bytes_add(damage, base + escapes->offsets[i]);
	damage->count = escapes->count;
}

/*
 * Decode again with escapes, and prove that they can be undone. Damage is then
 * not counted only if there is none, so that the text was refused for another
 * reason.
 */
static enum nb_status escape_text(const uint8_t *p, size_t len, uint64_t base,
				  struct nb_text *t, struct nb_error *err)
{
	struct nb_convert_options options = {.from = t->charset,
					     .escape = true,
					     .verify = NB_VERIFY_ALWAYS,
					     .survey = true};
	struct nb_converter *c;
	enum nb_status st = nb_converter_create(&options, &c, err);

	t->utf8.len = 0;
	if (!st)
		st = nb_converter_add(c, p, len, true, &t->utf8, err);
	if (!st)
		note_damage(&nb_converter_result(c)->survey.escapes, base,
			    &t->damage);
	nb_converter_free(c);
	return st;
}

enum nb_status nb_text_keep(const void *bytes, size_t len, const char *charset,
			    struct nb_text *text, struct nb_error *err)
{
	const uint8_t *p = len ? bytes : (const void *)"";
	const struct nb_mark *mark;
	struct nb_error why, own;
	enum nb_status st = nb_text_decode(bytes, len, charset, text, &why);
	size_t skip;

	err = nb_error_or(err, &own);
	/* Without a charset nothing says which bytes are damaged. */
	if (st != NB_INVALID || !text->charset[0]) {
		*err = why;
		return st;
	}
	mark = text->bom ? nb_mark_at(p, len, text->charset) : NULL;
	skip = mark ? mark->len : 0;
	st = escape_text(p + skip, len - skip, skip, text, err);
	if (!st && !text->damage.count) {
		*err = why;
		return NB_INVALID;
	}
	return st;
}

void nb_bad_bytes_add(struct nb_bad_bytes *damage, uint64_t offset)
{
	if (damage->count < NB_BAD_BYTES_KEPT)
		damage->at[damage->count] = offset;
	damage->count++;
}

void nb_bad_bytes_say(const struct nb_bad_bytes *damage,
		      char words[NB_BAD_BYTES_WORDS])
{
	size_t i, len;

	(void)snprintf(words, NB_BAD_BYTES_WORDS, "%" PRIu64 " %s, at offset",
		       damage->count, damage->count == 1 ? "byte" : "bytes");
	for (i = 0; i < damage->count && i < NB_BAD_BYTES_KEPT; i++) {
		len = strlen(words);
		(void)snprintf(words + len, NB_BAD_BYTES_WORDS - len,
			       "%s %" PRIu64, i ? "," : "", damage->at[i]);
	}
	len = strlen(words);
	if (damage->count > NB_BAD_BYTES_KEPT)
		(void)snprintf(words + len, NB_BAD_BYTES_WORDS - len, ", ...");
}

enum nb_status nb_text_restore(const char *utf8, size_t len,
			       const char *charset, bool bom,
			       struct nb_buf *out, struct nb_error *err)
{
	struct nb_convert_options options = {
		.from = "UTF-8", .to = charset, .unescape = true};
	const struct nb_mark *mark = bom ? nb_mark_of(charset) : NULL;
	struct nb_converter *c;
	enum nb_status st = nb_converter_create(&options, &c, err);

	if (!st && mark && nb_buf_add(out, mark->bytes, mark->len))
		st = nb_fail_mem(err);
	if (!st)
		st = nb_converter_add(c, utf8, len, true, out, err);
	nb_converter_free(c);
	return st;
}

enum nb_status nb_text_encode(const char *utf8, size_t len, const char *charset,
			      bool bom, struct nb_buf *out,
			      struct nb_error *err)
{
	const uint8_t *p = len ? (const void *)utf8 : (const void *)"";
	struct nb_codec codec;
	struct nb_stop stop;
	const struct nb_mark *mark;
	size_t used = 0;
	enum nb_status st =
		nb_codec_open(&codec, charset, NB_GB18030_2022, false, err);

	if (st)
		return st;
	mark = bom ? nb_mark_of(codec.charset) : NULL;
	if (mark && nb_buf_add(out, mark->bytes, mark->len))
		st = nb_fail_mem(err);
	if (!st)
		st = nb_codec_encode(&codec, p, len, true, out, &used, &stop,
				     err);
	if (st == NB_INVALID)
		st = nb_codec_refuse(p + used, &stop, "UTF-8", codec.charset,
				     used, 0, err);
	nb_codec_close(&codec);
	return st;
}

void nb_text_free(struct nb_text *text)
{
	if (text)
		nb_buf_free(&text->utf8);
}
