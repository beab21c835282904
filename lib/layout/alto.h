/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of ALTO (Library of Congress, versions 1 to 4), which is given a
 * file element by element.
 */
#ifndef NB_LAYOUT_ALTO_H
#define NB_LAYOUT_ALTO_H

#include "layout/lines.h"
#include "layout/reading.h"

/*
 * All zeros but for lines.layout at the start. `order` is freed by
 * nb_references_free(); nothing else is owned.
 */
struct nb_alto {
	struct nb_line_maker lines;
	bool divided; /* a divided word was written whole; its rest follows */
	struct nb_references order;
};
/*
 * Take the start of an element; take its end, whose depth is that of the start.
 * Only NB_NOMEM can happen. The lines are in the layout afterwards, in the
 * order of the file, and the order that it states is in `order`.
 */
NB_CHECK enum nb_status nb_alto_start(struct nb_alto *alto,
				      const struct nb_element *e,
				      struct nb_error *err);
NB_CHECK enum nb_status nb_alto_stop(struct nb_alto *alto, const char *name,
				     unsigned depth, struct nb_error *err);

#endif
