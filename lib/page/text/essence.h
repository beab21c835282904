/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The characters of a page that are not white space. Marks are folded, so that
 * it is the same before and after a repair: places in it do not move when
 * breaks are joined.
 */
#ifndef NB_PAGE_ESSENCE_H
#define NB_PAGE_ESSENCE_H

#include "page/text/blocks.h"

struct nb_essence {
	struct nb_buf text;
	size_t *starts; /* of each line of the page, in the text */
};

NB_CHECK enum nb_status nb_essence_make(const char *source, size_t len,
					const struct nb_lines *lines,
					const struct nb_profile *profile,
					struct nb_essence *essence,
					struct nb_error *err);
void nb_essence_free(struct nb_essence *essence);

#endif
