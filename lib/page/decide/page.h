/* SPDX-License-Identifier: Apache-2.0 */
/* A page, as the files of this stage share it. */
#ifndef NB_PAGE_PAGE_H
#define NB_PAGE_PAGE_H

#include "page/text/blocks.h"

#include <nbarc/review.h>

#define NB_MODEL_NAME_MAX 64

struct nb_page {
	char *source; /* the text as it came */
	size_t source_len;
	struct nb_buf text; /* normalised */
	struct nb_repair *repairs;
	size_t repair_count, repair_cap;
	struct nb_lines lines;
	struct nb_seam *seams; /* an element a line */
	const struct nb_profile *profile;
	double threshold;
	const struct nb_layout *layout;	  /* of the options */
	char layout_id[NB_LAYOUT_ID_MAX]; /* of it, or "" */
	uint8_t *outcomes; /* an element a decision; NULL without decisions */
	char model[NB_MODEL_NAME_MAX]; /* that decided */
	/* Of a page that was made again from its journal. */
	struct nb_profile *replayed;
	struct nb_buf names; /* what `by` points to */
};

/* A page with a copy of its source, split into lines, nothing decided. */
NB_CHECK enum nb_status nb_page_start(const char *utf8, size_t len,
				      const struct nb_profile *profile,
				      struct nb_page **page,
				      struct nb_error *err);

#endif
