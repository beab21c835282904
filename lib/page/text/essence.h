/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The essence of a page: its characters without white space, with marks folded.
 *
 * A decision of a person names a break by the characters around it (nbnorm(1),
 * DECISIONS). The essence is what such keys are compared with. It is the same
 * for a source and for its repaired text, because a repair changes nothing but
 * white space and the width of marks. A key therefore still fits after other
 * breaks were joined.
 */
#ifndef NB_PAGE_ESSENCE_H
#define NB_PAGE_ESSENCE_H

#include "page/text/blocks.h"

/*
 * The essence of one page. It owns both members; free it with
 * nb_essence_free().
 */
struct nb_essence {
	struct nb_buf text; /* UTF-8, not NUL-terminated */
	size_t *starts; /* for each line of the page, the offset in text where
			   the line begins */
};

/*
 * Make the essence of the source, which is valid UTF-8 and was split into
 * `lines`. The profile decides which marks are the same character in two
 * widths. Fails only with NB_NOMEM; call nb_essence_free() also then.
 */
NB_CHECK enum nb_status nb_essence_make(const char *source, size_t len,
					const struct nb_lines *lines,
					const struct nb_profile *profile,
					struct nb_essence *essence,
					struct nb_error *err);
void nb_essence_free(struct nb_essence *essence);

#endif
