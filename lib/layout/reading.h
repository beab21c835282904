/* SPDX-License-Identifier: Apache-2.0 */
/* The order of lines that an ALTO file says. */
#ifndef NB_LAYOUT_READING_H
#define NB_LAYOUT_READING_H

#include <stdbool.h>

#include "layout/element.h"

#include <nbarc/layout.h>

#define NB_DEPTH_MAX 64 /* of elements */

struct nb_reference {
	size_t id, len; /* of the ID, in nb_references.ids */
	uint32_t rank;
};

/* The references of the element ReadingOrder, and the ranks of the lines that
 * come behind it. All zeros at the start. */
struct nb_references {
	struct nb_reference *list;
	size_t count, cap;
	struct nb_buf ids;
	uint32_t next; /* rank, from 1; 0 is that of lines without any */
	bool inside, sorted;
	uint32_t shared[NB_DEPTH_MAX + 1];   /* of an UnorderedGroup; else 0 */
	uint32_t ranks_at[NB_DEPTH_MAX + 1]; /* of the elements that are open */
	uint32_t *lines;		     /* ranks */
	size_t line_count, line_cap;
};

NB_CHECK enum nb_status nb_references_start(struct nb_references *r,
					    const struct nb_element *e,
					    struct nb_error *err);
void nb_references_stop(struct nb_references *r, const char *name);

/* The next line of the layout stands in an element of that depth. */
NB_CHECK enum nb_status nb_references_line(struct nb_references *r,
					   unsigned depth,
					   struct nb_error *err);

/* Put the lines of the layout into that order; *said: there is one. */
NB_CHECK enum nb_status nb_references_order(const struct nb_references *r,
					    struct nb_layout *layout,
					    bool *said, struct nb_error *err);
void nb_references_free(struct nb_references *r);

#endif
