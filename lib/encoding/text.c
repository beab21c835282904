/* SPDX-License-Identifier: Apache-2.0 */
/* Whole texts: detection, decoding into UTF-8, and back. */
#include "base/error.h"
#include "base/utf8.h"
#include "encoding/gb18030.h"
#include "encoding/iconv.h"

#include <nbarc/encoding.h>

#include <stdio.h>
#include <string.h>
#include <strings.h>

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

/* Our own name of a charset that is ours. */
static const char *own_name(const char *charset)
{
	if (strcasecmp(charset, "UTF-8") == 0 ||
	    strcasecmp(charset, "UTF8") == 0)
		return "UTF-8";
	if (strcasecmp(charset, "GB18030") == 0)
		return "GB18030";
	return charset;
}

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

/* "bytes XX YY: reason" for a decoding error. */
static enum nb_status refuse(const uint8_t *p, size_t n, uint64_t offset,
			     const char *charset, const char *reason,
			     struct nb_error *err)
{
	char hex[16] = "";
	size_t i;

	for (i = 0; i < n && i < 4; i++)
		(void)snprintf(hex + 3 * i, 4, " %02X", p[i]);
	return nb_fail_at(err, NB_INVALID, offset, "byte%s%s: not %s: %s",
			  n > 1 ? "s" : "", hex, charset, reason);
}

static enum nb_status from_utf8(const uint8_t *p, size_t len, uint64_t base,
				struct nb_buf *out, struct nb_error *err)
{
	const char *s = (const char *)p;
	size_t at = nb_utf8_invalid(s, len);

	if (at < len)
		return refuse(p + at, 1, base + at, "UTF-8",
			      nb_utf8_reason(s + at, len - at), err);
	return nb_buf_add(out, p, len) ? nb_fail_mem(err) : NB_OK;
}

static enum nb_status from_gb18030(const uint8_t *p, size_t len, uint64_t base,
				   struct nb_buf *out, struct nb_error *err)
{
	const char *reason;
	size_t at = 0, n, bad;
	uint32_t cp;

	/* Two bytes become three at most, four become four. */
	if (nb_buf_reserve(out, len + len / 2 + 4))
		return nb_fail_mem(err);
	while (at < len) {
		n = nb_gb18030_get(p + at, len - at, &cp, &reason, &bad);
		if (n == 0)
			return refuse(p + at, bad, base + at, "GB18030", reason,
				      err);
		at += n;
		out->len += nb_utf8_put((char *)out->data + out->len, cp);
	}
	return NB_OK;
}

static enum nb_status decode_as(const uint8_t *p, size_t len, uint64_t base,
				const char *charset, struct nb_buf *out,
				struct nb_error *err)
{
	enum nb_status st;

	if (strcmp(charset, "UTF-8") == 0)
		return from_utf8(p, len, base, out, err);
	if (strcmp(charset, "GB18030") == 0)
		return from_gb18030(p, len, base, out, err);
	st = nb_iconv(charset, "UTF-8", p, len, out, err);
	if (st == NB_INVALID && err)
		err->offset += base;
	return st;
}

/*
 * Neither of the two: say where the one that got further stopped, since that
 * is what the text most likely is.
 */
static enum nb_status detect(const uint8_t *p, size_t len, struct nb_text *t,
			     struct nb_error *err)
{
	struct nb_error utf8, gb;
	enum nb_status st = decode_as(p, len, 0, "UTF-8", &t->utf8, &utf8);

	if (!st)
		(void)snprintf(t->charset, sizeof(t->charset), "UTF-8");
	if (st != NB_INVALID)
		return st ? nb_fail_mem(err) : NB_OK;
	t->utf8.len = 0;
	st = decode_as(p, len, 0, "GB18030", &t->utf8, &gb);
	if (!st)
		(void)snprintf(t->charset, sizeof(t->charset), "GB18030");
	if (st != NB_INVALID)
		return st ? nb_fail_mem(err) : NB_OK;
	t->utf8.len = 0;
	if (err)
		*err = utf8.offset >= gb.offset ? utf8 : gb;
	return st;
}

enum nb_status nb_text_decode(const void *bytes, size_t len,
			      const char *charset, struct nb_text *text,
			      struct nb_error *err)
{
	const uint8_t *p = bytes;
	const char *name = charset ? own_name(charset) : NULL;
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

static enum nb_status to_gb18030(const char *s, size_t len, struct nb_buf *out,
				 struct nb_error *err)
{
	size_t at = 0, n;
	uint32_t cp;

	if (nb_buf_reserve(out, 2 * len + 4))
		return nb_fail_mem(err);
	while (at < len) {
		n = nb_utf8_get(s + at, len - at, &cp);
		if (n == 0)
			return refuse((const uint8_t *)s + at, 1, at, "UTF-8",
				      nb_utf8_reason(s + at, len - at), err);
		at += n;
		out->len += nb_gb18030_put(out->data + out->len, cp);
	}
	return NB_OK;
}

enum nb_status nb_text_encode(const char *utf8, size_t len, const char *charset,
			      bool bom, struct nb_buf *out,
			      struct nb_error *err)
{
	const char *name = own_name(charset);
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; bom && i < MARKS; i++)
		if (strcmp(marks[i].charset, name) == 0)
			st = nb_buf_add(out, marks[i].bytes, marks[i].len);
	if (st)
		return nb_fail_mem(err);
	if (strcmp(name, "UTF-8") == 0)
		return nb_buf_add(out, utf8, len) ? nb_fail_mem(err) : NB_OK;
	if (strcmp(name, "GB18030") == 0)
		return to_gb18030(utf8, len, out, err);
	return nb_iconv("UTF-8", name, utf8, len, out, err);
}

void nb_text_free(struct nb_text *text)
{
	if (text)
		nb_buf_free(&text->utf8);
}
