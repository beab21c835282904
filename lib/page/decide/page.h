/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page after repair, as the files of this stage share it. nbarc/page.h and
 * nbarc/review.h are its public faces.
 */
#ifndef NB_PAGE_PAGE_H
#define NB_PAGE_PAGE_H

#include "page/text/blocks.h"
#include "page/text/moved.h"

#include <nbarc/review.h>

/*
 * Bytes with the NUL. A journal in an archive may name a model of a later
 * version, whose identity is longer than today's NB_MODEL_ID.
 */
#define NB_MODEL_NAME_MAX 64

/*
 * A page comes into being with nb_page_start() (start.h), which splits its
 * source into lines. Its seams are then either decided (nb_page_create()) or
 * read from a journal (nb_page_replay()). Last, nb_page_write() makes the text
 * and the repairs, which never change after that.
 *
 * Everything is owned, except `profile` and `layout`, which must live as long
 * as the page; `profile` of a replayed page is `replayed`.
 */
struct nb_page {
	char *source; /* the text as it came, UTF-8, in the order of reading */
	size_t source_len;
	/* The order of its lines that a person decided. Without one, `received`
	 * is NULL, and the order is that of the text as it came. */
	struct nb_moved moved;
	char *received; /* the text as it came */
	size_t received_len;
	struct nb_buf order;	   /* `moved` as nb_page_order() has it */
	struct nb_buf text;	   /* normalised */
	struct nb_repair *repairs; /* by offset; their strings point into
				      source, or are static */
	size_t repair_count, repair_cap;
	struct nb_lines lines;
	struct nb_seam *seams; /* of the break before each line */
	const struct nb_profile *profile;
	double threshold;		/* of nb_page_options, or the default */
	const struct nb_layout *layout; /* NULL: none */
	char layout_id[NB_LAYOUT_ID_MAX]; /* of layout, or "" */
	enum nb_line_ends ends;		  /* that made the lines */
	uint8_t *outcomes; /* enum nb_outcome of each decision; NULL without
			      decisions */
	char model[NB_MODEL_NAME_MAX]; /* that decided */
	/*
	 * Only of a page that was made again from its journal: a profile that
	 * has nothing but what writing needs, and the strings that nb_seam.by
	 * points to.
	 */
	struct nb_profile *replayed;
	struct nb_buf names;
};

#endif
