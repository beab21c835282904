/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader of hOCR, which is given a file element by element and text by
 * text.
 */
#ifndef NB_LAYOUT_HOCR_H
#define NB_LAYOUT_HOCR_H

#include "layout/element.h"
#include "layout/lines.h"

/* All zeros but for lines.layout at the start. `text` is owned. */
struct nb_hocr {
	struct nb_line_maker lines;
	unsigned line_depth; /* of the element that is the open line */
	unsigned word_depth; /* likewise, if in_word */
	bool in_word;
	bool word_placed;   /* `word` is known */
	struct nb_box word; /* box of the open word */
	struct nb_buf text; /* of the open word, or between words */
};
/*
 * Take the start of an element; text; the end of an element, whose depth is
 * that of the start. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_hocr_start(struct nb_hocr *hocr,
				      const struct nb_element *e,
				      struct nb_error *err);
NB_CHECK enum nb_status nb_hocr_text(struct nb_hocr *hocr, const char *text,
				     struct nb_error *err);
NB_CHECK enum nb_status nb_hocr_stop(struct nb_hocr *hocr, unsigned depth,
				     struct nb_error *err);

#endif
