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

/* Find how likely each break is to be false: seam[i] is that before block i,
 * from 1 on, of which `joined` is left alone. */
NB_CHECK enum nb_status nb_seams_decide(const struct nb_blocks *blocks,
					const uint8_t *model,
					struct nb_seam *seam,
					struct nb_error *err);

/* Write the normalised text and the repairs of a page, whose seams (an element
 * a line) are decided. */
NB_CHECK enum nb_status nb_page_write(struct nb_page *page,
				      const struct nb_lines *lines,
				      const struct nb_seam *seams,
				      struct nb_error *err);

#endif
