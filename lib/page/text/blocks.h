/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lines of a page's text, the breaks between them, and the blocks that
 * remain when breaks are joined (format-spec/nbarc-format.md, section 6.1,
 * "Text and lines").
 *
 * A page is split into lines once. Each pass of the repair then decides which
 * breaks are joined (struct nb_seam) and makes the blocks anew from the lines.
 * Lines refer to the source by offsets and own no text; blocks have a copy of
 * the text, because joining removes bytes.
 */
#ifndef NB_PAGE_BLOCKS_H
#define NB_PAGE_BLOCKS_H

#include <stdbool.h>

#include <nbarc/page.h>

#include "page/text/shape.h"

/*
 * A gap of this many empty lines or more is wide: it parts the items of a page.
 * Normalised text has exactly this many in a wide gap.
 */
#define NB_WIDE_GAP 3u

/*
 * A line that is not empty, without the white space at its ends. start < end
 * always holds.
 */
struct nb_line {
	size_t start, end; /* byte offsets in the text that was split */
	uint32_t gap;	   /* empty lines before it */
	bool indented;	   /* more than a space stood before it */
};

/* The lines of a page, numbered from 0 in the order of the text. */
struct nb_lines {
	struct nb_line *list;
	size_t count, cap;
};

/*
 * Which line ends a text is split at: LF, CR LF and CR, as journals of versions
 * 1 and 2 need it; or all, which are also VT, FF, U+0085, U+2028, U+2029, and
 * the padding of files: a run of eight U+0000 or more, or of any before the
 * first or after the last character of the text.
 */
enum nb_line_ends { NB_ENDS_PLAIN, NB_ENDS_ALL };

/* Has the text, which is valid UTF-8, line ends beside LF, CR LF and CR? */
bool nb_lines_more_ends(const char *text, size_t len);

/*
 * Split a text, which is valid UTF-8, at its line ends. NB_LIMIT, with the
 * offset of the first line too many, if it has more than NB_PAGE_LINES_MAX
 * lines that are not empty; NB_NOMEM. Freed by nb_lines_free(), also after a
 * failure.
 */
NB_CHECK enum nb_status nb_lines_split(const char *text, size_t len,
				       enum nb_line_ends ends,
				       struct nb_lines *lines,
				       struct nb_error *err);
void nb_lines_free(struct nb_lines *lines);

/* A block: consecutive lines whose breaks are joined, as one text. */
struct nb_block {
	size_t first, count; /* its lines: index of the first, and how many */
	size_t text;	     /* offset of its text in nb_blocks.text */
	size_t len;	     /* of its text, in bytes */
	uint32_t gap;	     /* empty lines before it */
	bool indented;
	/*
	 * How its text looks under the profile of the blocks, as soon as that
	 * has been asked for. nb_blocks_make() keeps it of a block that has the
	 * same lines as before, since most blocks do from pass to pass.
	 */
	bool looked;
	bool summed; /* `look` has only sums, of blocks of the last pass that
		      * are one now (nb_shape_look_summed()) */
	struct nb_shape look;
	/* 1 + the index of the block of the last pass that has the same lines,
	 * gap and indent; 0: there is none. */
	size_t was;
	/* ln of the odds, from the text, that the break before it is false, and
	 * what of the page they were found under; 0: they were not. Only
	 * seam.c knows what that means. */
	double odds;
	uint64_t under;
};

/*
 * The blocks of a page as it stands. Zeros are an empty list that
 * nb_blocks_make() can fill; profile and placed are set by the caller and
 * borrowed.
 */
struct nb_blocks {
	struct nb_block *list;
	size_t count, cap;
	struct nb_block *last; /* those before nb_blocks_make() was called */
	size_t last_count, last_cap;
	struct nb_buf text; /* the texts of all blocks, one directly after the
			       other */
	const struct nb_profile *profile; /* NULL: the default */
	bool placed; /* a layout is known, and decides after the text has been
			weighed */
};

/*
 * The break before a line or a block: what is decided about it, and why. In an
 * array, element i belongs to the break before line or block i, so that element
 * 0 is unused.
 */
struct nb_seam {
	bool joined;	/* the break is false and is removed */
	uint8_t ease;	/* how many times lower the odds may be at which it is
			   joined: 1, or more between lines of some pages */
	uint16_t pass;	/* the pass that found the probability, from 1 */
	uint16_t since; /* the pass after which it was joined */
	const char *by; /* rule, "model", "layout" or a person; static, or owned
			   by the page; NULL: not decided yet */
	double probability; /* that the break is false, 0 to 1 */
};

/*
 * Make the blocks of `lines` in `text`, joining where seams[i].joined is set;
 * `seams` has an element for each line. What *blocks held before is replaced. A
 * space is put between two Latin words that a break parted.
 *
 * With `normalised` the gaps and indents are those that the text has once it is
 * written out, so that the blocks are those of the repaired page and not of the
 * printed one. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_blocks_make(const char *text,
				       const struct nb_lines *lines,
				       const struct nb_seam *seams,
				       bool normalised,
				       struct nb_blocks *blocks,
				       struct nb_error *err);
void nb_blocks_free(struct nb_blocks *blocks);

/* True if joining the two texts needs a space, because Latin letters meet. */
bool nb_needs_space(const char *left, size_t left_len, const char *right,
		    size_t right_len);

#endif
