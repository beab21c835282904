/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The characters of a page that are not white space. Marks are folded, so that
 * it is the same before and after a repair: places in it do not move when
 * breaks are joined.
 */
#ifndef NB_PAGE_ESSENCE_H
#define NB_PAGE_ESSENCE_H

#include "page/decide/page.h"

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

/*
 * What the decisions say of each line: how the break before it is to be.
 * `outcomes` has an element a decision.
 */
enum nb_verdict { NB_VERDICT_NONE, NB_VERDICT_KEEP, NB_VERDICT_JOIN };
NB_CHECK enum nb_status nb_decisions_match(const struct nb_decisions *decisions,
					   const char *page_id,
					   const struct nb_essence *essence,
					   size_t lines, uint8_t *verdicts,
					   uint8_t *outcomes,
					   struct nb_error *err);

#endif
