/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of characters, as features see them (features.c). */
#ifndef NB_PAGE_KINDS_H
#define NB_PAGE_KINDS_H

#include "base/unicode.h"
#include "base/utf8.h"
#include "page/text/shape.h"

/*
 * Kinds of characters at the two sides of a break. The values are part of the
 * hashes: a new kind goes to the end, with a new model.
 */
enum kind {
	KIND_NONE,
	KIND_HAN,
	KIND_DIGIT,
	KIND_LATIN,
	KIND_STOP,
	KIND_ASKING,
	KIND_ELLIPSIS,
	KIND_COMMA,
	KIND_LISTING,
	KIND_COLON,
	KIND_SEMICOLON,
	KIND_OPEN,
	KIND_CLOSE,
	KIND_QUOTE_END,
	KIND_DASH,
	KIND_DOT,
	KIND_SPACE,
	KIND_NUMERAL,
	KIND_OTHER,
};

/* Does an ideograph open the parts of a list? */
static inline bool opens_part(uint32_t c)
{
	/* A product that gives each of them a slot of its own, found by trial:
	 * which ideograph it is, no branch could foresee. */
#define SLOT(c) ((uint32_t)((c)*0x91b7584bu) >> 28)
	static const uint16_t slots[16] = {
		[SLOT(U'一')] = U'一', [SLOT(U'二')] = U'二',
		[SLOT(U'三')] = U'三', [SLOT(U'四')] = U'四',
		[SLOT(U'五')] = U'五', [SLOT(U'六')] = U'六',
		[SLOT(U'七')] = U'七', [SLOT(U'八')] = U'八',
		[SLOT(U'九')] = U'九', [SLOT(U'十')] = U'十',
		[SLOT(U'第')] = U'第',
	};

	return slots[SLOT(c)] == c;
#undef SLOT
}

static inline enum kind kind_of(uint32_t c)
{
	/* Nearly all characters are these. */
	if (nb_is_common_han(c))
		return opens_part(c) ? KIND_NUMERAL : KIND_HAN;
	switch (c) {
	case 0:
		return KIND_NONE;
	case NB_IDEOGRAPHIC_FULL_STOP:
		return KIND_STOP;
	case '?':
	case '!':
		return KIND_ASKING;
	case NB_ELLIPSIS:
		return KIND_ELLIPSIS;
	case ',':
		return KIND_COMMA;
	case NB_IDEOGRAPHIC_COMMA:
		return KIND_LISTING;
	case ':':
		return KIND_COLON;
	case ';':
		return KIND_SEMICOLON;
	case NB_RIGHT_DOUBLE_QUOTE:
	case NB_RIGHT_SINGLE_QUOTE:
	case NB_RIGHT_CORNER:
	case NB_RIGHT_WHITE_CORNER:
		return KIND_QUOTE_END;
	case NB_EM_DASH:
	case NB_EN_DASH:
	case '-':
		return KIND_DASH;
	/* The model was fitted without U+2027, so nb_is_middle_dot() would not
	 * do here. */
	case NB_MIDDLE_DOT:
	case NB_KATAKANA_MIDDLE_DOT:
	case NB_BULLET:
		return KIND_DOT;
	default:
		break;
	}
	if (nb_is_open(c))
		return KIND_OPEN;
	if (nb_is_close(c))
		return KIND_CLOSE;
	if (nb_is_han(c))
		return KIND_HAN;
	if (nb_is_digit(c))
		return KIND_DIGIT;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return KIND_LATIN;
	return nb_is_space(c) ? KIND_SPACE : KIND_OTHER;
}

#endif
