/* SPDX-License-Identifier: Apache-2.0 */
/* How well a text reads in a charset (reading.h). */
#include "encoding/convert/reading.h"
#include "base/embed.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "encoding/codec/codec.h"

/* frequency.py says what is in it. */
NB_EMBEDDED(uint8_t, nb_frequency);

/*
 * Points for a character of Chinese text, 0 to 15. Ideographs have them from
 * the table, in steps of a factor of two. Marks of Chinese are nearly as
 * frequent as the most frequent ideographs; private use and the rare planes
 * have no points.
 */
static int points(uint32_t cp)
{
	if (nb_is_common_han(cp)) {
		cp -= NB_HAN_FIRST;
		return nb_frequency[cp / 2] >> (cp & 1 ? 4 : 0) & 15;
	}
	switch (cp) {
	case NB_IDEOGRAPHIC_SPACE:
	case NB_IDEOGRAPHIC_COMMA:
	case NB_IDEOGRAPHIC_FULL_STOP:
	case NB_FULLWIDTH_COMMA:
	case NB_FULLWIDTH_COLON:
	case NB_FULLWIDTH_SEMICOLON:
	case NB_LEFT_DOUBLE_QUOTE:
	case NB_RIGHT_DOUBLE_QUOTE:
	case NB_FULLWIDTH_LEFT_PAREN:
	case NB_FULLWIDTH_RIGHT_PAREN:
	case NB_LEFT_DOUBLE_ANGLE:
	case NB_RIGHT_DOUBLE_ANGLE:
	case NB_LEFT_CORNER:
	case NB_RIGHT_CORNER:
	case NB_LEFT_WHITE_CORNER:
	case NB_RIGHT_WHITE_CORNER:
	case NB_FULLWIDTH_EXCLAMATION:
	case NB_FULLWIDTH_QUESTION:
	case NB_EM_DASH:
	case NB_ELLIPSIS:
		return 12;
	default:
		break;
	}
	if (nb_is_fullwidth_digit(cp) ||
	    (cp >= NB_FULLWIDTH_CAPITAL_A && cp <= NB_FULLWIDTH_SMALL_Z) ||
	    cp == NB_MIDDLE_DOT || cp == NB_BLACK_UP_TRIANGLE ||
	    cp == NB_BLACK_CIRCLE || cp == NB_BLACK_SQUARE)
		return 8;
	return nb_is_bmp_private_use(cp) || cp >= NB_PLANE_2 ? 0 : 2;
}

#define ERROR_POINTS 12 /* that an error costs: as many as a mark gives */

/* Count the characters of a reading and add up their points. */
static void count_points(struct nb_charset_reading *r,
			 const struct nb_buf *utf8, long *sum)
{
	size_t at = 0;
	uint32_t cp;

	while (at < utf8->len) {
		at += nb_utf8_next((const char *)utf8->data + at,
				   utf8->len - at, &cp);
		if (cp >= 0x80) {
			*sum += points(cp);
			r->characters++;
		} else if (cp < 0x20 && (cp < '\t' || cp > '\r')) {
			/* Text has no controls. */
			r->errors++;
		}
	}
}

enum nb_status nb_read_as(struct nb_charset_reading *r, const char *charset,
			  const uint8_t *p, size_t len, struct nb_error *err)
{
	struct nb_codec codec;
	struct nb_buf utf8 = {0};
	struct nb_stop stop;
	struct nb_error own;
	size_t at = 0, used;
	long sum = 0;
	enum nb_status st;

	r->charset = charset;
	st = nb_codec_open(&codec, charset, NB_GB18030_2022, true, &own);
	r->unknown = st == NB_USAGE;
	while (!st && at < len) {
		used = 0;
		st = nb_codec_decode(&codec, p + at, len - at, false, &utf8,
				     &used, &stop, &own);
		at += used;
		if (st != NB_INVALID)
			break;
		st = NB_OK;
		r->errors++;
		at += codec.unit;
	}
	if (!st) {
		count_points(r, &utf8, &sum);
		r->mean = (double)(sum - ERROR_POINTS * (long)r->errors) /
			  (r->characters + r->errors + 1e-9);
	}
	nb_codec_close(&codec);
	nb_buf_free(&utf8);
	/* A reading that does not fit is an answer, and so is a charset that
	 * iconv does not know; that it cannot open one is none. */
	if (st != NB_NOMEM && st != NB_IO)
		return NB_OK;
	if (err)
		*err = own;
	return st;
}
