/* SPDX-License-Identifier: Apache-2.0 */
/* ALTO, one element after the other. */
#ifndef NB_LAYOUT_ALTO_H
#define NB_LAYOUT_ALTO_H

#include "layout/lines.h"
#include "layout/reading.h"

struct nb_alto {
	struct nb_line_maker lines;
	bool divided; /* the whole of a divided word has been written */
	struct nb_references order;
};
NB_CHECK enum nb_status nb_alto_start(struct nb_alto *alto,
				      const struct nb_element *e,
				      struct nb_error *err);
NB_CHECK enum nb_status nb_alto_stop(struct nb_alto *alto, const char *name,
				     unsigned depth, struct nb_error *err);

#endif
