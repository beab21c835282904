/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks whose columns are inferred together (columns.h): what columns.c finds
 * of their widths, and heights.c of their heights.
 */
#ifndef NB_PAGE_SHEET_H
#define NB_PAGE_SHEET_H

#include "page/weigh/columns.h"

/* Widths of columns that are tried, in em: from 10 to 32. */
#define NB_WIDTH_MIN 10u
#define NB_WIDTHS 23u
/*
 * Each width with marks that hang over the end of a line (the first NB_WIDTHS
 * styles), and with strict lines.
 */
#define NB_STYLES (2 * NB_WIDTHS)

/* A break that votes for widths. */
struct nb_voter {
	size_t seam;
	double ratio[NB_STYLES]; /* how much likelier a false break than a true
				 one ends a block so, in each style */
	double gain[NB_STYLES]; /* the factor of its vote for each style; near 1
				if it is hardly likely to be false */
};

/* How likely a break is to be false, and what follows from that for a column
 * that may end there. */
struct nb_weighed {
	double odds;   /* ln */
	double chance; /* the same as a probability */
	double missed; /* what it costs that no column ends there, as ln */
	float gain;    /* what it is worth, against that, that one does */
};

/* Pairs of fits, with the indent and without. */
#define NB_FITS 4u
#define NB_FIT_PAIRS (NB_FITS * NB_FITS)

/*
 * A break and the block before it, while all widths are tried. The fits of the
 * block are all that a width changes, so that few of these sums are made.
 */
struct nb_tried {
	struct nb_weighed by_fits[NB_FIT_PAIRS];
	uint16_t made;	   /* a bit for each of these that was made */
	uint32_t lines[2]; /* that the block fills in the width that is tried,
			      with the indent and without; 0: not set yet */
};

/*
 * Blocks that are judged together. Of the arrays nb_columns_look() owns all but
 * gains and marks, which are there only while heights.c looks at lines; they
 * are indexed by block from `first`,
 * except where they belong to the whole page.
 */
struct nb_sheet {
	const struct nb_cells *cells;
	const double *likely; /* of the whole page, as standings */
	struct nb_standing *standings;
	size_t first, end; /* its blocks */
	bool thorough;	   /* as of nb_columns_look() */

	struct nb_voter *voters;
	unsigned voter_count;
	double score[NB_STYLES]; /* product of the gains; 1 for no evidence */
	unsigned style;		 /* the likeliest one */

	struct nb_weighed *breaks; /* before each block, with the width */
	struct nb_tried *tried;	   /* NULL unless thorough */
	uint32_t *lines;	   /* that each block fills */
	uint32_t *ends; /* number of the last line of each block, from 1 */
	float *gains; /* what it is worth, as ln, that a column ends after each
			 line */
	uint8_t *marks; /* 1 for each line that ends a column */
	uint32_t line_count;
	double missed; /* what all likely breaks cost that no column end
			  explains */
};

/* The style with this number. */
static inline struct nb_style nb_style_of(unsigned style)
{
	return (struct nb_style){2 * (NB_WIDTH_MIN + style % NB_WIDTHS),
				 style >= NB_WIDTHS};
}

#endif
