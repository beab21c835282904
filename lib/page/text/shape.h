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

/*
 * The half-width form of a full-width mark that newspapers write in both
 * widths; any other character unchanged.
 */
uint32_t nb_fold(uint32_t cp);

/*
 * The simplified form of a traditional character, as OpenCC has it for one by
 * itself; any other character unchanged. What the models have counted in
 * simplified text then holds of traditional text too.
 */
uint32_t nb_simple(uint32_t cp);

/*
 * True for letters, digits and the space, which are half an em wide in print.
 * Marks are not: print sets them full width, whatever width the source has.
 */
bool nb_half_wide(uint32_t c);

/* Kinds of marks. The argument has gone through nb_fold(). */
bool nb_is_stop(uint32_t c);  /* ends a sentence */
bool nb_is_comma(uint32_t c); /* comma, semicolon, colon, enumeration comma */
bool nb_is_open(uint32_t c);  /* opening quotation mark or bracket */
bool nb_is_close(uint32_t c); /* closing quotation mark or bracket */
/* Any of these but an opening mark; none begins a line. */
bool nb_is_tail(uint32_t c);

#endif
