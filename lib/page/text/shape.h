/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shape of a block: how wide it is, which marks it has, how it begins and
 * ends.
 *
 * The shape is all that the decisions about breaks and about roles see of a
 * block, besides a few characters. Half-width and full-width marks give the
 * same shape, since sources differ in the width of their marks and a repair
 * changes it.
 */
#ifndef NB_PAGE_SHAPE_H
#define NB_PAGE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unicode.h"

/*
 * One block. All characters are code points with marks folded to half width
 * and traditional characters to their simplified form, and 0 if the block has
 * no such character. The unit of widths is half an em: a
 * Han character has the width 2.
 */
struct nb_shape {
	uint32_t first, second;	    /* of the beginning */
	uint32_t last, before_last; /* of the end */
	unsigned width;
	/* How many of each; see nb_is_comma(), nb_is_stop(). */
	unsigned commas, stops, spaces;
	unsigned label;	 /* ideographs before a colon that comes first of all
			    marks, as in "片名：渔火"; 0: there is none */
	int open_quotes; /* opening quotation marks and brackets minus closing
			    ones; not 0 if a quotation crosses a break */
	bool byline;	 /* names between middle dots, as in "·甲 乙·" */
	bool credit;	 /* names, and 摄 ("photographed by") at the end */
	bool opens;	 /* begins as only the first line of a block can: with a
			    dateline or the mark of a caption */
	bool dateline; /* a dateline and nothing else: "本报柳湾九日电" */
	bool reporter; /* begins with who reports, in brackets: "（记者" */
	/*
	 * The profile says that a block must begin before this one, or end
	 * after it. Only nb_profile_look() sets these.
	 */
	bool begins, ends;
};

/*
 * Describe a text of len bytes, which is valid UTF-8. Every member of *shape is
 * set.
 */
void nb_shape_look(const char *text, size_t len, struct nb_shape *shape);

/*
 * Like nb_shape_look(), of a text that is the texts of other shapes in a row:
 * *shape has the sums of theirs, by nb_shape_add(), and the rest is set.
 */
void nb_shape_look_summed(const char *text, size_t len, struct nb_shape *shape);

/* Add what `more` counts of its text to *sums. */
void nb_shape_add(struct nb_shape *sums, const struct nb_shape *more);

/* The width alone, in half em. */
unsigned nb_shape_width(const char *text, size_t len);

/*
 * True if the block may be a head: it is at most as wide as a main head of two
 * lines and does not end as a sentence of running text does.
 */
bool nb_shape_is_head(const struct nb_shape *shape);

/*
 * True if the block begins with the label of an entry of a list: two to six
 * ideographs and a colon. One is that of a question or an answer.
 */
bool nb_shape_has_label(const struct nb_shape *shape);

/* nb_fold() for the block of forms of full and half width, and all after it. */
uint32_t nb_fold_wide(uint32_t cp);

/*
 * The half-width form of a full-width mark that newspapers write in both
 * widths; any other character unchanged.
 */
static inline uint32_t nb_fold(uint32_t cp)
{
	return cp < NB_FULLWIDTH_FIRST ? cp : nb_fold_wide(cp);
}

/*
 * The simplified form of a traditional character, as OpenCC has it for one by
 * itself; any other character unchanged. What the models have counted in
 * simplified text then holds of traditional text too.
 */
uint32_t nb_simple(uint32_t cp);

/*
 * What a character is that has gone through nb_fold(). Every character of a
 * page is asked for several of these, so one look into a table has them all.
 */
enum nb_char_class {
	NB_IS_STOP = 1,	 /* ends a sentence */
	NB_IS_COMMA = 2, /* comma, semicolon, colon, enumeration comma */
	NB_IS_OPEN = 4,	 /* opening quotation mark or bracket */
	NB_IS_CLOSE = 8, /* closing quotation mark or bracket */
	/*
	 * Letters, digits and the space, which are half an em wide in print.
	 * Marks are not: print sets them full width, whatever width the source
	 * has.
	 */
	NB_IS_HALF_WIDE = 16,
	NB_IS_SPACE = 32, /* U+0020 and U+3000 */
	/* Any mark but an opening one; none begins a line. */
	NB_IS_TAIL = NB_IS_STOP | NB_IS_COMMA | NB_IS_CLOSE,
};

/* The blocks in which the marks are: ASCII, U+2000 and U+3000. */
#define NB_MARKS_PART 0x40u
extern const uint8_t nb_marks_ascii[2 * NB_MARKS_PART];
extern const uint8_t nb_marks_general[NB_MARKS_PART];
extern const uint8_t nb_marks_cjk[NB_MARKS_PART];

/* The sum of the enum nb_char_class of a character. */
static inline unsigned nb_char_classes(uint32_t c)
{
	if (c < 2 * NB_MARKS_PART)
		return nb_marks_ascii[c];
	if (c - 0x3000u < NB_MARKS_PART)
		return nb_marks_cjk[c - 0x3000u];
	if (c - 0x2000u < NB_MARKS_PART)
		return nb_marks_general[c - 0x2000u];
	return c == NB_FULLWIDTH_FULL_STOP || c == NB_HALFWIDTH_FULL_STOP
		       ? NB_IS_STOP
		       : 0;
}

static inline bool nb_half_wide(uint32_t c)
{
	return nb_char_classes(c) & NB_IS_HALF_WIDE;
}

static inline bool nb_is_stop(uint32_t c)
{
	return nb_char_classes(c) & NB_IS_STOP;
}

static inline bool nb_is_comma(uint32_t c)
{
	return nb_char_classes(c) & NB_IS_COMMA;
}

static inline bool nb_is_open(uint32_t c)
{
	return nb_char_classes(c) & NB_IS_OPEN;
}

static inline bool nb_is_close(uint32_t c)
{
	return nb_char_classes(c) & NB_IS_CLOSE;
}

static inline bool nb_is_tail(uint32_t c)
{
	return nb_char_classes(c) & NB_IS_TAIL;
}

#endif
