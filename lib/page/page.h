/* SPDX-License-Identifier: Apache-2.0 */
/* A page, as the files of this stage share it. */
#ifndef NB_PAGE_PAGE_H
#define NB_PAGE_PAGE_H

#include "page/blocks.h"

struct nb_page {
	char *source; /* the text as it came */
	size_t source_len;
	struct nb_buf text; /* normalised */
	struct nb_repair *repairs;
	size_t repair_count, repair_cap;
};

/*
 * Decide which breaks go: one pass over the blocks. seam[i] is that before
 * block i; those that are joined are set. *joined is their number.
 */
NB_CHECK enum nb_status nb_seams_decide(const struct nb_blocks *blocks,
					double threshold, struct nb_seam *seam,
					size_t *joined, struct nb_error *err);

/* Write the normalised text and the repairs of a page, whose seams (an element
 * a line) are decided. */
NB_CHECK enum nb_status nb_page_write(struct nb_page *page,
				      const struct nb_lines *lines,
				      const struct nb_seam *seams,
				      struct nb_error *err);

#endif
