/* SPDX-License-Identifier: Apache-2.0 */
#include "encoding/codec.h"

#include "base/error.h"
#include "base/utf8.h"
#include "encoding/fast.h"
#include "encoding/gb18030.h"
#include "encoding/hz.h"
#include "encoding/iconv.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	enum nb_gb18030_profile profile;
} profiles[] = {
	{"2022", NB_GB18030_2022},
	{"2005", NB_GB18030_2005},
	{"2000", NB_GB18030_2000},
	{"web", NB_GB18030_WEB},
};

bool nb_gb18030_profile_find(const char *name, enum nb_gb18030_profile *profile)
{
	size_t i;

	for (i = 0; i < sizeof(profiles) / sizeof(profiles[0]); i++)
		if (strcmp(profiles[i].name, name) == 0) {
			*profile = profiles[i].profile;
			return true;
		}
	return false;
}

const char *nb_gb18030_profile_name(enum nb_gb18030_profile profile)
{
	return profiles[profile].name;
}

const char *nb_charset_name(const char *charset)
{
	if (strcasecmp(charset, "UTF-8") == 0 ||
	    strcasecmp(charset, "UTF8") == 0)
		return "UTF-8";
	if (strcasecmp(charset, "GB18030") == 0)
		return "GB18030";
	if (strcasecmp(charset, "HZ") == 0 ||
	    strcasecmp(charset, "HZ-GB-2312") == 0)
		return "HZ";
	return charset;
}

static unsigned unit_of(const char *charset)
{
	if (strncasecmp(charset, "UTF-16", 6) == 0 ||
	    strncasecmp(charset, "UTF16", 5) == 0 ||
	    strncasecmp(charset, "UCS-2", 5) == 0)
		return 2;
	if (strncasecmp(charset, "UTF-32", 6) == 0 ||
	    strncasecmp(charset, "UTF32", 5) == 0 ||
	    strncasecmp(charset, "UCS-4", 5) == 0)
		return 4;
	return 1;
}

enum nb_status nb_codec_open(struct nb_codec *codec, const char *charset,
			     enum nb_gb18030_profile profile, bool decoding,
			     struct nb_error *err)
{
	const char *name = nb_charset_name(charset);

	memset(codec, 0, sizeof(*codec));
	codec->profile = profile;
	codec->decoding = decoding;
	codec->unit = unit_of(name);
	if (strlen(name) >= sizeof(codec->charset))
		return nb_fail(err, NB_USAGE, "charset name is too long");
	if (strstr(name, "//"))
		return nb_fail(err, NB_USAGE,
			       "%s: what iconv puts in place of characters "
			       "cannot be undone; use --escape",
			       name);
	(void)snprintf(codec->charset, sizeof(codec->charset), "%s", name);
	if (strcmp(name, "UTF-8") == 0) {
		codec->kind = NB_CODEC_UTF8;
	} else if (strcmp(name, "GB18030") == 0) {
		codec->kind = NB_CODEC_GB18030;
	} else if (strcmp(name, "HZ") == 0) {
		codec->kind = NB_CODEC_HZ;
	} else {
		codec->kind = NB_CODEC_ICONV;
		codec->cd = decoding ? iconv_open("UTF-8", name)
				     : iconv_open(name, "UTF-8");
		if (codec->cd == (iconv_t)-1)
			return nb_fail(err, NB_USAGE,
				       "no conversion %s %s in this iconv",
				       decoding ? "from" : "to", name);
		codec->open = true;
	}
	return NB_OK;
}

void nb_codec_close(struct nb_codec *codec)
{
	if (codec->open)
		(void)iconv_close(codec->cd);
	codec->open = false;
}

/* A character that may still be completed by what follows. */
static bool cut(size_t left, bool last)
{
	return !last && left < NB_GB18030_LONGEST;
}

/* ---- UTF-8 as it is */

enum nb_status nb_codec_stop_in_utf8(const uint8_t *in, size_t len, bool last,
				     struct nb_stop *stop)
{
	uint32_t cp;

	stop->bytes = nb_utf8_get((const char *)in, len, &cp);
	stop->lacking = stop->bytes > 0;
	if (stop->lacking)
		return NB_INVALID;
	stop->reason = nb_utf8_reason((const char *)in, len, &stop->bytes);
	/* Only what can be the beginning of a character is waited for. */
	return cut(len, last) &&
			       strcmp(stop->reason, "truncated character") == 0
		       ? NB_OK
		       : NB_INVALID;
}

static enum nb_status check_utf8(const uint8_t *in, size_t len, bool last,
				 size_t *used, struct nb_stop *stop)
{
	const uint8_t *at = in, *end = in + len;
	size_t n = 1;
	uint32_t cp;

	while (n && (at = nb_fast_utf8_skip(at, end)) < end) {
		n = nb_utf8_get((const char *)at, (size_t)(end - at), &cp);
		at += n;
	}
	*used = (size_t)(at - in);
	return at == end ? NB_OK
			 : nb_codec_stop_in_utf8(at, (size_t)(end - at), last,
						 stop);
}

static enum nb_status copy_utf8(const uint8_t *in, size_t len, bool last,
				struct nb_buf *out, size_t *used,
				struct nb_stop *stop, struct nb_error *err)
{
	enum nb_status st = check_utf8(in, len, last, used, stop);

	return nb_buf_add(out, in, *used) ? nb_fail_mem(err) : st;
}

/* ---- GB18030 */

static enum nb_status from_gb18030(struct nb_codec *c, const uint8_t *in,
				   size_t len, bool last, struct nb_buf *out,
				   size_t *used, struct nb_stop *stop,
				   struct nb_error *err)
{
	const uint8_t *at = in, *end = in + len;
	/* Two bytes become three at most, four become four; the web's euro sign
	 * makes three of one. */
	size_t room = c->profile == NB_GB18030_WEB ? 3 * len : len + len / 2;
	size_t n = 1;
	uint32_t cp;
	uint8_t *to;

	if (nb_buf_reserve(out, room + NB_FAST_SLACK))
		return nb_fail_mem(err);
	to = out->data + out->len;
	while (n && (at = nb_fast_gb18030_to_utf8(at, end, &to)) < end) {
		n = nb_gb18030_get(c->profile, at, (size_t)(end - at), &cp,
				   &stop->reason, &stop->bytes);
		to += n ? nb_utf8_put((char *)to, cp) : 0;
		at += n;
	}
	out->len = (size_t)(to - out->data);
	*used = (size_t)(at - in);
	return n || (cut((size_t)(end - at), last) &&
		     strncmp(stop->reason, "truncated", 9) == 0)
		       ? NB_OK
		       : NB_INVALID;
}

static enum nb_status to_gb18030(struct nb_codec *c, const uint8_t *in,
				 size_t len, bool last, struct nb_buf *out,
				 size_t *used, struct nb_stop *stop,
				 struct nb_error *err)
{
	const uint8_t *at = in, *end = in + len;
	size_t n = 1, code;
	uint8_t *to;
	uint32_t cp;

	/* Two bytes become four at most. */
	if (nb_buf_reserve(out, 2 * len + NB_FAST_SLACK))
		return nb_fail_mem(err);
	to = out->data + out->len;
	while (n && (at = nb_fast_utf8_to_gb18030(at, end, &to)) < end) {
		n = nb_utf8_get((const char *)at, (size_t)(end - at), &cp);
		code = n ? nb_gb18030_put(c->profile, to, cp) : 0;
		to += code;
		n = code ? n : 0;
		at += n;
	}
	out->len = (size_t)(to - out->data);
	*used = (size_t)(at - in);
	return at == end ? NB_OK
			 : nb_codec_stop_in_utf8(at, (size_t)(end - at), last,
						 stop);
}

/* ---- both directions */

enum nb_status nb_codec_decode(struct nb_codec *codec, const uint8_t *in,
			       size_t len, bool last, struct nb_buf *out,
			       size_t *used, struct nb_stop *stop,
			       struct nb_error *err)
{
	memset(stop, 0, sizeof(*stop));
	switch (codec->kind) {
	case NB_CODEC_UTF8:
		return copy_utf8(in, len, last, out, used, stop, err);
	case NB_CODEC_GB18030:
		return from_gb18030(codec, in, len, last, out, used, stop, err);
	case NB_CODEC_HZ:
		return nb_hz_decode(codec, in, len, last, out, used, stop, err);
	case NB_CODEC_ICONV:
		break;
	}
	return nb_iconv(codec, in, len, last, out, used, stop, err);
}

enum nb_status nb_codec_encode(struct nb_codec *codec, const uint8_t *in,
			       size_t len, bool last, struct nb_buf *out,
			       size_t *used, struct nb_stop *stop,
			       struct nb_error *err)
{
	memset(stop, 0, sizeof(*stop));
	switch (codec->kind) {
	case NB_CODEC_UTF8:
		return copy_utf8(in, len, last, out, used, stop, err);
	case NB_CODEC_GB18030:
		return to_gb18030(codec, in, len, last, out, used, stop, err);
	case NB_CODEC_HZ:
		return nb_hz_encode(codec, in, len, last, out, used, stop, err);
	case NB_CODEC_ICONV:
		break;
	}
	return nb_iconv(codec, in, len, last, out, used, stop, err);
}

enum nb_status nb_codec_refuse(const uint8_t *bytes, const struct nb_stop *stop,
			       const char *from, const char *to,
			       uint64_t offset, uint64_t line,
			       struct nb_error *err)
{
	char hex[16] = "", where[32] = "";
	uint32_t cp = 0;
	size_t i;

	for (i = 0; i < stop->bytes && i < 4; i++)
		(void)snprintf(hex + 3 * i, 4, " %02X", bytes[i]);
	if (line)
		(void)snprintf(where, sizeof(where),
			       "line %llu: ", (unsigned long long)line);
	if (stop->lacking &&
	    nb_utf8_get((const char *)bytes, stop->bytes, &cp) > 0)
		return nb_fail_at(err, NB_INVALID, offset,
				  "%sU+%04X is not in %s", where, (unsigned)cp,
				  to);
	return nb_fail_at(err, NB_INVALID, offset, "%sbyte%s%s: not %s: %s",
			  where, stop->bytes > 1 ? "s" : "", hex, from,
			  stop->reason);
}
