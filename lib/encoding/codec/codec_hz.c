/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HZ (RFC 1843), which glibc's iconv does not have: GB 2312 in seven bits,
 * between ~{ and ~}. The characters are those of GB18030 at the same places.
 */
#include "base/error.h"
#include "base/utf8.h"
#include "encoding/codec/codec_hz.h"
#include "encoding/codec/codec_utf8.h"

#define FIRST 0x21u    /* of the bytes of a pair */
#define LAST_ROW 0x77u /* of the first byte; behind it is no GB 2312 */
#define LAST 0x7eu

static bool is_pair(uint8_t a, uint8_t b)
{
	return a >= FIRST && a <= LAST_ROW && b >= FIRST && b <= LAST;
}

/* A tilde and what stands behind it. Returns the length, 0 when it is none of
 * the four; *cp is a character, or NO_CHARACTER. */
#define NO_CHARACTER 0xffffffffu
static size_t tilde(struct nb_codec *c, uint8_t next, uint32_t *cp)
{
	*cp = NO_CHARACTER;
	if (next == (c->shifted ? '}' : '{'))
		c->shifted = !c->shifted;
	else if (next == '~' && !c->shifted)
		*cp = '~';
	else if (next != '\n' || c->shifted)
		return 0;
	return 2;
}

/* The next character or shift; 0 with *stop filled. */
static size_t get(struct nb_codec *c, const uint8_t *p, size_t len,
		  uint32_t *cp, struct nb_stop *stop)
{
	const char *unused;
	uint8_t pair[2];
	size_t n;

	stop->bytes = 1;
	stop->reason = "no pair of GB 2312 begins here";
	if (p[0] == '~') {
		n = len < 2 ? 0 : tilde(c, p[1], cp);
		if (n == 0)
			stop->reason = len < 2 ? "truncated shift"
					       : "a tilde that shifts nothing";
		return n;
	}
	*cp = p[0];
	if (p[0] >= 0x80)
		stop->reason = "a byte of eight bits";
	if (!c->shifted || p[0] == '\n') {
		/* The end of a line ends a shift. */
		c->shifted = c->shifted && p[0] != '\n';
		return p[0] < 0x80;
	}
	if (len < 2)
		stop->reason = "truncated pair";
	if (len < 2 || !is_pair(p[0], p[1]))
		return 0;
	pair[0] = p[0] | 0x80;
	pair[1] = p[1] | 0x80;
	return nb_gb18030_get(NB_GB18030_2022, pair, 2, cp, &unused, &n);
}

enum nb_status nb_hz_decode(struct nb_codec *c, const uint8_t *in, size_t len,
			    bool last, struct nb_buf *out, size_t *used,
			    struct nb_stop *stop, struct nb_error *err)
{
	size_t at = 0, n = 1;
	uint32_t cp;

	/* Two bytes become three at most. */
	if (nb_buf_reserve(out, 2 * len))
		return nb_fail_mem(err);
	while (at < len && (n = get(c, in + at, len - at, &cp, stop)) > 0) {
		at += n;
		if (cp != NO_CHARACTER)
			out->len +=
				nb_utf8_put((char *)out->data + out->len, cp);
	}
	*used = at;
	return n || (!last && len - at < 2) ? NB_OK : NB_INVALID;
}

/* ---- the other direction */

static void put(struct nb_buf *out, uint8_t a, uint8_t b)
{
	out->data[out->len++] = a;
	out->data[out->len++] = b;
}

static void shift(struct nb_codec *c, bool shifted, struct nb_buf *out)
{
	if (c->shifted != shifted)
		put(out, '~', shifted ? '{' : '}');
	c->shifted = shifted;
}

/* False when HZ lacks the character. */
static bool encode(struct nb_codec *c, uint32_t cp, struct nb_buf *out)
{
	uint16_t code;
	uint8_t a, b;

	if (cp < 0x80) {
		shift(c, false, out);
		out->data[out->len++] = (uint8_t)cp;
		if (cp == '~')
			out->data[out->len++] = '~';
		return true;
	}
	code = cp < 0x10000 ? nb_gb18030_two_byte(cp) : 0;
	a = (uint8_t)(code >> 8 & 0x7f);
	b = (uint8_t)(code & 0x7f);
	if ((code & 0x8080) != 0x8080 || !is_pair(a, b))
		return false;
	shift(c, true, out);
	put(out, a, b);
	return true;
}

enum nb_status nb_hz_encode(struct nb_codec *c, const uint8_t *in, size_t len,
			    bool last, struct nb_buf *out, size_t *used,
			    struct nb_stop *stop, struct nb_error *err)
{
	size_t at = 0, n;
	uint32_t cp;

	/* A shift and a pair, of two bytes or more; and the last shift. */
	if (nb_buf_reserve(out, 3 * len + 2))
		return nb_fail_mem(err);
	for (; at < len; at += n) {
		n = nb_utf8_get((const char *)in + at, len - at, &cp);
		if (n == 0 || !encode(c, cp, out))
			break;
	}
	*used = at;
	if (at < len)
		return nb_codec_stop_in_utf8(in + at, len - at, last, stop);
	if (last)
		shift(c, false, out);
	return NB_OK;
}
