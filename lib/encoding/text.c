/* SPDX-License-Identifier: Apache-2.0 */
/* Whole texts: detection, decoding into UTF-8, and back. */
#include "base/error.h"
#include "encoding/codec.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *charset;
	uint8_t len;
	uint8_t bytes[4];
} marks[] = {
	{"UTF-8", 3, {0xef, 0xbb, 0xbf}},
	{"GB18030", 4, {0x84, 0x31, 0x95, 0x33}},
	{"UTF-16LE", 2, {0xff, 0xfe}},
	{"UTF-16BE", 2, {0xfe, 0xff}},
};

#define MARKS (sizeof(marks) / sizeof(marks[0]))

/* Length of the mark of `charset` (NULL: of any; then it is set) at p. */
static size_t mark_at(const uint8_t *p, size_t len, const char **charset)
{
	size_t i;

	for (i = 0; i < MARKS; i++) {
		if (len < marks[i].len ||
		    memcmp(p, marks[i].bytes, marks[i].len) != 0)
			continue;
		if (!*charset)
			*charset = marks[i].charset;
		if (strcmp(*charset, marks[i].charset) == 0)
			return marks[i].len;
	}
	return 0;
}

/* UTF-8 is itself; the text of any other charset must give its bytes back. */
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

/* Decode all of a text behind its mark of `base` bytes. */
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
	if (st == NB_INVALID)
		st = nb_codec_refuse(p + used, &stop, codec.charset, "UTF-8",
				     base + used, 0, err);
	nb_codec_close(&codec);
	return st || len == 0 ? st : prove(p, len, base, charset, out, err);
}

/*
 * What it certainly is, and then an error is one. Else UTF-8 or GB18030, or
 * where the one that got further stopped.
 */
static enum nb_status detect(const uint8_t *p, size_t len, struct nb_text *t,
			     struct nb_error *err)
{
	const char *names[] = {"UTF-8", "GB18030"};
	struct nb_detected found;
	struct nb_error here, far = {.offset = 0};
	enum nb_status st = NB_INVALID;
	size_t count = 2, i;

	nb_detect(p, len, &found);
	if (found.certain) {
		names[0] = found.charset;
		count = 1;
	}
	for (i = 0; st == NB_INVALID && i < count; i++) {
		t->utf8.len = 0;
		st = decode_as(p, len, 0, names[i], &t->utf8, &here);
		if (!st)
			(void)snprintf(t->charset, sizeof(t->charset), "%s",
				       names[i]);
		else if (i == 0 || here.offset > far.offset)
			far = here;
	}
	if (st)
		t->utf8.len = 0;
	if (st && err)
		*err = far;
	return st;
}

enum nb_status nb_text_decode(const void *bytes, size_t len,
			      const char *charset, struct nb_text *text,
			      struct nb_error *err)
{
	const uint8_t *p = len ? bytes : (const void *)"";
	const char *name = charset ? nb_charset_name(charset) : NULL;
	size_t mark;

	memset(text, 0, sizeof(*text));
	if (name && strlen(name) >= NB_CHARSET_MAX)
		return nb_fail(err, NB_USAGE, "charset name is too long");
	mark = len ? mark_at(p, len, &name) : 0;
	text->bom = mark > 0;
	if (!name)
		return detect(p, len, text, err);
	(void)snprintf(text->charset, sizeof(text->charset), "%s", name);
	return decode_as(p + mark, len - mark, mark, name, &text->utf8, err);
}

enum nb_status nb_text_encode(const char *utf8, size_t len, const char *charset,
			      bool bom, struct nb_buf *out,
			      struct nb_error *err)
{
	const uint8_t *p = len ? (const void *)utf8 : (const void *)"";
	struct nb_codec codec;
	struct nb_stop stop;
	size_t used = 0, i;
	enum nb_status st =
		nb_codec_open(&codec, charset, NB_GB18030_2022, false, err);

	if (st)
		return st;
	for (i = 0; bom && i < MARKS; i++)
		if (strcmp(marks[i].charset, codec.charset) == 0 &&
		    nb_buf_add(out, marks[i].bytes, marks[i].len))
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
