/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every other charset, by iconv(3), which is not trusted. A conversion is
 * lossless or an error, but implementations differ in what they do without
 * saying so:
 *
 * - a character without counterpart may be replaced; iconv() then returns the
 *   number of such conversions, and the piece is refused;
 * - glibc drops language tags when it encodes to charsets that lack them;
 * - a decoder may give bytes that are not UTF-8, such as surrogates.
 */
#include "base/error.h"
#include "base/utf8.h"
#include "encoding/codec/codec_iconv.h"
#include "encoding/codec/codec_utf8.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/*
 * Bytes of room in addition to twice the input: enough for a shift sequence and
 * for characters that grow more.
 */
#define ROOM ((size_t)4096)

/*
 * U+E0000 to U+E007F, the language tags, which glibc's iconv drops without a
 * word.
 */
static bool is_tag(const uint8_t *p)
{
	return p[0] == 0xf3 && p[1] == 0xa0 && (p[2] & 0xfe) == 0x80;
}

/*
 * The number of bytes before the first tag; all of them if decoding or if the
 * charset is one of Unicode's own, which have tags.
 */
static size_t before_tag(const struct nb_codec *codec, const uint8_t *in,
			 size_t len)
{
	size_t i;

	if (codec->decoding || codec->unit == 4 ||
	    strncasecmp(codec->charset, "UTF", 3) == 0)
		return len;
	for (i = 0; i + 4 <= len; i++) {
		const uint8_t *lead = memchr(in + i, 0xf3, len - i - 3);

		if (!lead)
			break;
		i = (size_t)(lead - in);
		if (is_tag(lead))
			return i;
	}
	return len;
}

/*
 * iconv() has failed with `error` at `at`. NB_OK if more input may complete a
 * character; NB_INVALID with *stop filled if the character cannot be converted;
 * otherwise err is filled.
 */
static enum nb_status explain_stop(int error, const struct nb_codec *codec,
				   const uint8_t *at, size_t left, bool last,
				   struct nb_stop *stop, struct nb_error *err)
{
	if (error == EINVAL && !last)
		return NB_OK;
	if (error != EILSEQ && error != EINVAL)
		return nb_fail_sys(err, NULL, "iconv");
	if (!codec->decoding)
		return nb_codec_stop_in_utf8(at, left, true, stop);
	stop->bytes = left < codec->unit ? left : codec->unit;
	stop->reason = error == EINVAL ? "truncated character"
				       : "no character begins here";
	return NB_INVALID;
}

/*
 * Call iconv() once, with as much room as the input is likely to need. Without
 * input it writes what returns the charset to its initial state. *code is what
 * iconv() returned. NB_NOMEM only.
 */
static enum nb_status convert_once(iconv_t cd, char **in, size_t *left,
				   struct nb_buf *out, size_t *code)
{
	size_t room;
	char *to;

	if (__builtin_mul_overflow(*left, (size_t)2, &room) ||
	    nb_buf_reserve(out, ROOM + room))
		return NB_NOMEM;
	to = (char *)out->data + out->len;
	room = out->cap - out->len;
	*code = iconv(cd, *left ? in : NULL, *left ? left : NULL, &to, &room);
	out->len = (size_t)((uint8_t *)to - out->data);
	return NB_OK;
}

/*
 * Convert a piece. NB_INVALID with stop->bytes 0 means that iconv replaced
 * something, not where; then nothing is appended and nothing is used.
 */
static enum nb_status convert(struct nb_codec *codec, const uint8_t *in,
			      size_t len, bool last, struct nb_buf *out,
			      size_t *used, struct nb_stop *stop,
			      struct nb_error *err)
{
	/* iconv(3) takes a pointer to non-const and does not write there. */
	char *from = (char *)(uintptr_t)in;
	size_t left = len, code = 0, mark = out->len;
	enum nb_status st = NB_OK;
	bool ended = false;

	/* After the last byte once more, for the initial state. E2BIG: again
	 * with more room. */
	while (!st && !ended && (left || last)) {
		bool ending = left == 0;

		st = convert_once(codec->cd, &from, &left, out, &code);
		if (st)
			return nb_fail_mem(err);
		ended = ending && code == 0;
		if (code == (size_t)-1 && errno != E2BIG) {
			st = explain_stop(errno, codec, (const uint8_t *)from,
					  left, last, stop, err);
			ended = true;
		} else if (code != (size_t)-1 && code > 0) {
			/* Some characters were replaced. */
			out->len = mark;
			left = len;
			stop->bytes = 0;
			stop->reason = "a character has no exact counterpart";
			st = NB_INVALID;
		}
	}
	*used = len - left;
	return st;
}

/* Convert UTF-8 a character at a time, to find the one that iconv replaced. */
static enum nb_status convert_singly(struct nb_codec *codec, const uint8_t *in,
				     size_t len, struct nb_buf *out,
				     size_t *used, struct nb_stop *stop,
				     struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t at = 0, n = 1, one;
	uint32_t cp;

	while (!st && n && at < len) {
		n = nb_utf8_get((const char *)in + at, len - at, &cp);
		if (n)
			st = convert(codec, in + at, n, false, out, &one, stop,
				     err);
		at += st ? 0 : n;
	}
	*used = at;
	return st && st != NB_INVALID
		       ? st
		       : nb_codec_stop_in_utf8(in + at, len - at, true, stop);
}

/*
 * What was decoded, from `mark` on, must be UTF-8. If it is not, only in UTF-32
 * can the number of bytes used be told, by counting characters; otherwise the
 * whole piece is taken back.
 */
static enum nb_status check_decoded(const struct nb_codec *codec, size_t mark,
				    struct nb_buf *out, size_t *used,
				    struct nb_stop *stop)
{
	const char *text = (const char *)out->data + mark;
	size_t len = out->len - mark, good = nb_utf8_invalid(text, len);

	if (good == len)
		return NB_OK;
	*used = codec->unit == 4 ? 4 * nb_utf8_count(text, good) : 0;
	out->len = mark + (codec->unit == 4 ? good : 0);
	stop->bytes = codec->unit;
	stop->reason = "not a Unicode character";
	return NB_INVALID;
}

enum nb_status nb_iconv(struct nb_codec *codec, const uint8_t *in, size_t len,
			bool last, struct nb_buf *out, size_t *used,
			struct nb_stop *stop, struct nb_error *err)
{
	/* A tag ends the piece: what comes before it is converted. */
	size_t most = before_tag(codec, in, len), mark = out->len;
	enum nb_status st = convert(codec, in, most, last && most == len, out,
				    used, stop, err),
		       checked;

	if (st == NB_INVALID && stop->bytes == 0 && !codec->decoding)
		return convert_singly(codec, in, most, out, used, stop, err);
	if (!st && *used == most && most < len)
		return nb_codec_stop_in_utf8(in + most, len - most, true, stop);
	if (!codec->decoding || (st && st != NB_INVALID) || out->len == mark)
		return st;
	checked = check_decoded(codec, mark, out, used, stop);
	return checked ? checked : st;
}

const char *nb_iconv_version(void)
{
#if defined(_LIBICONV_VERSION)
	return "GNU libiconv";
#elif defined(__GLIBC__)
	return "glibc";
#else
	return "the C library";
#endif
}
