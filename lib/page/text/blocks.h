/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a page text, and the blocks that the repair makes of them. */
#ifndef NB_PAGE_BLOCKS_H
#define NB_PAGE_BLOCKS_H

#include <stdbool.h>

#include <nbarc/page.h>

/* Empty lines from which on a gap is wide; normalised text has exactly
 * these. */
#define NB_WIDE_GAP 3u

/* A line that is not blank, without white space at its ends. */
struct nb_line {
	size_t start, end; /* in the source's text */
	uint32_t gap;	   /* empty lines before it */
	bool indented;	   /* white space stood before it */
};

struct nb_lines {
	struct nb_line *list;
	size_t count, cap;
};

/* Split a text at LF, CR LF and CR. Freed by nb_lines_free(). */
NB_CHECK enum nb_status nb_lines_split(const char *text, size_t len,
				       struct nb_lines *lines,
				       struct nb_error *err);
void nb_lines_free(struct nb_lines *lines);

/* A block: consecutive lines that were joined, as one text. */
struct nb_block {
	size_t first, count; /* lines */
	size_t text;	     /* offset in nb_blocks.text */
	size_t len;	     /* bytes */
	uint32_t gap;	     /* empty lines before it */
	bool indented;
};

struct nb_blocks {
	struct nb_block *list;
	size_t count, cap;
	struct nb_buf text; /* of all blocks, one after the other */
	const struct nb_profile *profile; /* NULL: the default */
	bool placed; /* a layout has the last word on where lines stand */
};

/* A break between two lines, by the index of the second. */
struct nb_seam {
	bool joined;
	bool lines;	/* between printed lines, with no layout */
	uint16_t pass;	/* that found the probability, from 1 */
	uint16_t since; /* the pass after which it was joined */
	const char *by; /* static */
	double probability;
};

/*
 * Make the blocks that the seams say. A break between two Latin words gives a
 * space. `seams` has an element a line; the first is not used. With
 * `normalised` gaps and indents are those of normalised text.
 */
NB_CHECK enum nb_status nb_blocks_make(const char *text,
				       const struct nb_lines *lines,
				       const struct nb_seam *seams,
				       bool normalised,
				       struct nb_blocks *blocks,
				       struct nb_error *err);
void nb_blocks_free(struct nb_blocks *blocks);

/* True where joining the two texts needs a space between Latin words. */
bool nb_needs_space(const char *left, size_t left_len, const char *right,
		    size_t right_len);

#endif
