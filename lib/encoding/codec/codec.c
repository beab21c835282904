/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of charsets and profiles, and the choice of a codec: each of the four
 * kinds has one function for each direction, found by its kind.
 */
#include "encoding/codec/codec.h"

#include "base/error.h"
#include "base/utf8.h"
#include "encoding/codec/codec_gb18030.h"
#include "encoding/codec/codec_hz.h"
#include "encoding/codec/codec_iconv.h"
#include "encoding/codec/codec_utf8.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* In the order of the enumeration, which nb_gb18030_profile_name() uses. */
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

/* iconv has the charset, and cannot open it. */
static enum nb_status not_opened(struct nb_error *err)
{
	return nb_fail_sys(err, NULL, "iconv_open");
}

/*
 * The size of a code unit of a charset of iconv, as the number of bytes that
 * "AA" has more than "A", so that byte order marks and shifts do not count: 2
 * in UTF-16, 4 in UTF-32. Decoding resumes after so many bytes when something
 * is not a character. It stays 1 if it cannot be told.
 */
static enum nb_status find_unit(struct nb_codec *codec, const char *charset,
				struct nb_error *err)
{
	char two[] = "AA", out[32], *from, *to;
	size_t left, room, got[2] = {0, 0}, i;
	iconv_t cd;

	for (i = 0; i < 2; i++) {
		cd = iconv_open(charset, "UTF-8");
		if (cd == (iconv_t)-1)
			return errno == EINVAL ? NB_OK : not_opened(err);
		from = two;
		left = i + 1;
		to = out;
		room = sizeof(out);
		(void)iconv(cd, &from, &left, &to, &room);
		(void)iconv(cd, NULL, NULL, &to, &room);
		got[i] = sizeof(out) - room;
		(void)iconv_close(cd);
	}
	if (got[1] - got[0] == 2 || got[1] - got[0] == 4)
		codec->unit = (unsigned)(got[1] - got[0]);
	return NB_OK;
}

void nb_codec_close(struct nb_codec *codec)
{
	if (codec->open)
		(void)iconv_close(codec->cd);
	codec->open = false;
}

enum nb_status nb_codec_open(struct nb_codec *codec, const char *charset,
			     enum nb_gb18030_profile profile, bool decoding,
			     struct nb_error *err)
{
	const char *name = nb_charset_name(charset);
	enum nb_status st;

	memset(codec, 0, sizeof(*codec));
	codec->profile = profile;
	codec->decoding = decoding;
	codec->unit = 1;
	if (strlen(name) >= sizeof(codec->charset))
		return nb_fail(err, NB_USAGE, "charset name is too long");
	/* iconv takes "" for the locale's charset, and a suffix after a slash
	 * as leave to replace or drop characters without telling. */
	if (!*name || strchr(name, '/'))
		return nb_fail(err, NB_USAGE,
			       "'%s' is not the name of a charset; what iconv "
			       "replaces cannot be undone: use --escape",
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
		if (codec->cd == (iconv_t)-1 && errno != EINVAL)
			return not_opened(err);
		if (codec->cd == (iconv_t)-1)
			return nb_fail(err, NB_USAGE,
				       "iconv has no conversion %s %s",
				       decoding ? "from" : "to", name);
		codec->open = true;
		st = find_unit(codec, name, err);
		if (st)
			nb_codec_close(codec);
		return st;
	}
	return NB_OK;
}

/* ---- conversion */

static nb_codec_function *const decoders[] = {
	[NB_CODEC_UTF8] = nb_utf8_copy,
	[NB_CODEC_GB18030] = nb_gb18030_decode,
	[NB_CODEC_HZ] = nb_hz_decode,
	[NB_CODEC_ICONV] = nb_iconv,
};

static nb_codec_function *const encoders[] = {
	[NB_CODEC_UTF8] = nb_utf8_copy,
	[NB_CODEC_GB18030] = nb_gb18030_encode,
	[NB_CODEC_HZ] = nb_hz_encode,
	[NB_CODEC_ICONV] = nb_iconv,
};

enum nb_status nb_codec_decode(struct nb_codec *codec, const uint8_t *in,
			       size_t len, bool last, struct nb_buf *out,
			       size_t *used, struct nb_stop *stop,
			       struct nb_error *err)
{
	memset(stop, 0, sizeof(*stop));
	return decoders[codec->kind](codec, in, len, last, out, used, stop,
				     err);
}

enum nb_status nb_codec_encode(struct nb_codec *codec, const uint8_t *in,
			       size_t len, bool last, struct nb_buf *out,
			       size_t *used, struct nb_stop *stop,
			       struct nb_error *err)
{
	memset(stop, 0, sizeof(*stop));
	return encoders[codec->kind](codec, in, len, last, out, used, stop,
				     err);
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
