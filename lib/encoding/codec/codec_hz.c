/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HZ (RFC 1843), which glibc's iconv does not have: ASCII, and GB 2312 in seven
 * bits between ~{ and ~}. ~~ is a tilde, and ~ before a newline joins two
 * lines.
 *
 * The pairs of GB 2312 are the two-byte codes of GB18030 with their high bits
 * cleared, so that the table of GB18030 serves. The end of a line ends a shift
 * that was left open.
 */
#include "base/error.h"
#include "base/utf8.h"
#include "encoding/codec/codec_hz.h"
#include "encoding/codec/codec_utf8.h"

#define FIRST 0x21u    /* least value of either byte of a pair */
#define LAST_ROW 0x77u /* greatest of the first: GB 2312 ends there */
#define LAST 0x7eu     /* greatest of the second */

static bool is_pair(uint8_t a, uint8_t b)
{
	return a >= FIRST && a <= LAST_ROW && b >= FIRST && b <= LAST;
}

/* For a shift or a joined line, which stand for no character. */
#define NO_CHARACTER 0xffffffffu

/*
 * Interpret a tilde and the byte after it. Returns 2, with the character or
 * NO_CHARACTER in *cp; 0 if the two have no meaning in the current mode.
 */
static size_t read_tilde(struct nb_codec *c, uint8_t next, uint32_t *cp)
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

/*
 * Read the next character or shift and return its length; 0 with *stop filled
 * if there is none.
 */
static size_t read_character(struct nb_codec *c, const uint8_t *p, size_t len,
			     uint32_t *cp, struct nb_stop *stop)
{
	const char *unused;
	uint8_t pair[2];
	size_t n;

	stop->bytes = 1;
	stop->reason = "no pair of GB 2312 begins here";
	if (p[0] == '~') {
		n = len < 2 ? 0 : read_tilde(c, p[1], cp);
		if (n == 0)
			stop->reason = len < 2 ? "truncated shift"
					       : "a tilde that shifts nothing";
		return n;
	}
	*cp = p[0];
	if (p[0] >= 0x80)
		stop->reason = "a byte above 7F";
	if (!c->shifted || p[0] == '\n') {
		/* ASCII; a line end inside a shift ends it. */
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

	/* One byte becomes one, two become at most three. */
	if (nb_buf_reserve(out, 2 * len))
		return nb_fail_mem(err);
	while (at < len &&
	       (n = read_character(c, in + at, len - at, &cp, stop)) > 0) {
		at += n;
		if (cp != NO_CHARACTER)
			out->len +=
				nb_utf8_put((char *)out->data + out->len, cp);
	}
	*used = at;
	return n || (!last && len - at < 2) ? NB_OK : NB_INVALID;
}

/* ---- UTF-8 to HZ */

/* The caller has reserved the room, here and below. */
static void add_two(struct nb_buf *out, uint8_t a, uint8_t b)
{
	out->data[out->len++] = a;
	out->data[out->len++] = b;
}

/* Write the shift that is necessary before ASCII or a pair, if any. */
static void shift_to(struct nb_codec *c, bool shifted, struct nb_buf *out)
{
	if (c->shifted != shifted)
		add_two(out, '~', shifted ? '{' : '}');
	c->shifted = shifted;
}

/* Write a character with the shift before it; false if HZ lacks it. */
static bool encode_character(struct nb_codec *c, uint32_t cp,
			     struct nb_buf *out)
{
	uint16_t code;
	uint8_t a, b;

	if (cp < 0x80) {
		shift_to(c, false, out);
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
	shift_to(c, true, out);
	add_two(out, a, b);
	return true;
}

enum nb_status nb_hz_encode(struct nb_codec *c, const uint8_t *in, size_t len,
			    bool last, struct nb_buf *out, size_t *used,
			    struct nb_stop *stop, struct nb_error *err)
{
	size_t at = 0, n;
	uint32_t cp;

	/* A character of two bytes or more may become a shift and a pair, one
	 * of one byte a shift and two tildes; and the last shift. */
	if (nb_buf_reserve(out, 3 * len + 2))
		return nb_fail_mem(err);
	for (; at < len; at += n) {
		n = nb_utf8_get((const char *)in + at, len - at, &cp);
		if (n == 0 || !encode_character(c, cp, out))
			break;
	}
	*used = at;
	if (at < len)
		return nb_codec_stop_in_utf8(in + at, len - at, last, stop);
	if (last)
		shift_to(c, false, out);
	return NB_OK;
}
