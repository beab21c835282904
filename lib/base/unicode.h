/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names for code points, and sets of them that more than one stage asks for.
 *
 * An ideograph needs no name: it is written as U'摄'. Bounds of ranges are
 * inclusive.
 */
#ifndef NB_BASE_UNICODE_H
#define NB_BASE_UNICODE_H

#include <stdbool.h>
#include <stdint.h>

/* ---- blocks and ranges */

#define NB_NEXT_LINE 0x85u   /* the line end of EBCDIC */
#define NB_LATIN_FIRST 0xc0u /* letters with accents, up to Extended-B */
#define NB_LATIN_LAST 0x24fu
#define NB_MULTIPLICATION_SIGN 0xd7u
#define NB_DIVISION_SIGN 0xf7u
#define NB_HAN_FIRST 0x4e00u /* CJK Unified Ideographs, the first block */
#define NB_HAN_LAST 0x9fffu
#define NB_KANA_LAST 0x30ffu		/* CJK punctuation begins at U+3000 */
#define NB_VERTICAL_FORMS_FIRST 0xfe30u /* marks for vertical lines */
#define NB_VERTICAL_FORMS_LAST 0xfe4fu
#define NB_FULLWIDTH_FIRST 0xff00u /* forms of full and half width */
#define NB_FULLWIDTH_LAST 0xffefu
#define NB_FULLWIDTH_OFFSET 0xfee0u /* from ASCII to the full-width form */
#define NB_REPLACEMENT_CHARACTER 0xfffdu
#define NB_PLANE_2 0x20000u /* rare ideographs */

/* ---- marks */

#define NB_NOT_SIGN 0xacu
#define NB_SOFT_HYPHEN 0xadu
#define NB_MIDDLE_DOT 0xb7u
#define NB_ZERO_WIDTH_SPACE 0x200bu
#define NB_ZERO_WIDTH_NON_JOINER 0x200cu
#define NB_ZERO_WIDTH_JOINER 0x200du
#define NB_HYPHEN 0x2010u
#define NB_EN_DASH 0x2013u
#define NB_EM_DASH 0x2014u
#define NB_LEFT_SINGLE_QUOTE 0x2018u
#define NB_RIGHT_SINGLE_QUOTE 0x2019u
#define NB_LEFT_DOUBLE_QUOTE 0x201cu
#define NB_RIGHT_DOUBLE_QUOTE 0x201du
#define NB_BULLET 0x2022u
#define NB_ELLIPSIS 0x2026u
#define NB_HYPHENATION_POINT 0x2027u
#define NB_WORD_JOINER 0x2060u /* as U+FEFF, no break */
#define NB_EURO_SIGN 0x20acu
#define NB_BLACK_SQUARE 0x25a0u
#define NB_BLACK_UP_TRIANGLE 0x25b2u
#define NB_WHITE_UP_TRIANGLE 0x25b3u
#define NB_BLACK_DOWN_TRIANGLE 0x25bcu
#define NB_BLACK_CIRCLE 0x25cfu
#define NB_IDEOGRAPHIC_SPACE 0x3000u
#define NB_IDEOGRAPHIC_COMMA 0x3001u
#define NB_IDEOGRAPHIC_FULL_STOP 0x3002u
#define NB_LEFT_DOUBLE_ANGLE 0x300au
#define NB_RIGHT_DOUBLE_ANGLE 0x300bu
#define NB_LEFT_CORNER 0x300cu
#define NB_RIGHT_CORNER 0x300du
#define NB_LEFT_WHITE_CORNER 0x300eu
#define NB_RIGHT_WHITE_CORNER 0x300fu
#define NB_LEFT_LENTICULAR 0x3010u
#define NB_RIGHT_LENTICULAR 0x3011u
#define NB_LEFT_TORTOISE_SHELL 0x3014u
#define NB_RIGHT_TORTOISE_SHELL 0x3015u
#define NB_KATAKANA_MIDDLE_DOT 0x30fbu
#define NB_FULLWIDTH_EXCLAMATION 0xff01u
#define NB_FULLWIDTH_LEFT_PAREN 0xff08u
#define NB_FULLWIDTH_RIGHT_PAREN 0xff09u
#define NB_FULLWIDTH_COMMA 0xff0cu
#define NB_FULLWIDTH_FULL_STOP 0xff0eu
#define NB_FULLWIDTH_DIGIT_ZERO 0xff10u
#define NB_FULLWIDTH_DIGIT_NINE 0xff19u
#define NB_FULLWIDTH_COLON 0xff1au
#define NB_FULLWIDTH_SEMICOLON 0xff1bu
#define NB_FULLWIDTH_QUESTION 0xff1fu
#define NB_FULLWIDTH_CAPITAL_A 0xff21u
#define NB_FULLWIDTH_SMALL_Z 0xff5au
#define NB_ZERO_WIDTH_NO_BREAK_SPACE 0xfeffu
#define NB_HALFWIDTH_FULL_STOP 0xff61u

/* ---- sets */

static inline bool nb_is_fullwidth_digit(uint32_t c)
{
	return c >= NB_FULLWIDTH_DIGIT_ZERO && c <= NB_FULLWIDTH_DIGIT_NINE;
}

/* A digit, ASCII or full-width. */
static inline bool nb_is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9') || nb_is_fullwidth_digit(c);
}

/*
 * The dots that newspapers set between names and around a byline; which of
 * these code points it is depends on the source.
 */
static inline bool nb_is_middle_dot(uint32_t c)
{
	return c == NB_MIDDLE_DOT || c == NB_KATAKANA_MIDDLE_DOT ||
	       c == NB_BULLET || c == NB_HYPHENATION_POINT;
}

/* The triangles that captions begin with. */
static inline bool nb_is_caption_mark(uint32_t c)
{
	return c == NB_BLACK_UP_TRIANGLE || c == NB_WHITE_UP_TRIANGLE ||
	       c == NB_BLACK_DOWN_TRIANGLE;
}

/* The private-use area of the Basic Multilingual Plane. */
static inline bool nb_is_bmp_private_use(uint32_t c)
{
	return c >= 0xe000 && c <= 0xf8ff;
}

/*
 * Any private-use character: those of the BMP, and planes 15 and 16 as a whole.
 */
static inline bool nb_is_private_use(uint32_t c)
{
	return nb_is_bmp_private_use(c) || c >= 0xf0000;
}

/*
 * One of the 66 noncharacters: the last two code points of each plane, and
 * U+FDD0 to U+FDEF.
 */
static inline bool nb_is_noncharacter(uint32_t c)
{
	return (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
}

/*
 * Controls of direction (U+061C, U+200E and U+200F, U+202A to U+202E, U+2066 to
 * U+2069), which reorder the characters around them, and characters without
 * width (U+200B to U+200D, U+2060, U+FEFF), which nobody sees.
 */
static inline bool nb_is_invisible(uint32_t c)
{
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       c == 0x2060 || (c >= 0x2066 && c <= 0x2069) || c == 0x61c ||
	       c == 0xfeff;
}

/* A character that is masked for people: any control or invisible one. It could
 * move the cursor, or make a text look like another one. */
static inline bool nb_is_masked(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || nb_is_invisible(c);
}

/* Not a scalar value: neither UTF-8 nor GB18030 can have it. */
static inline bool nb_is_surrogate(uint32_t c)
{
	return c >= 0xd800 && c <= 0xdfff;
}

#endif
