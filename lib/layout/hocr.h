/* SPDX-License-Identifier: Apache-2.0 */
/* hOCR, one element after the other. */
#ifndef NB_LAYOUT_HOCR_H
#define NB_LAYOUT_HOCR_H

#include "layout/element.h"
#include "layout/lines.h"

struct nb_hocr {
	struct nb_line_maker lines;
	unsigned line_depth, word_depth;
	bool in_word;
	bool word_placed;
	struct nb_box word;
	struct nb_buf text; /* of the word in hand */
};
NB_CHECK enum nb_status nb_hocr_start(struct nb_hocr *hocr,
				      const struct nb_element *e,
				      struct nb_error *err);
NB_CHECK enum nb_status nb_hocr_text(struct nb_hocr *hocr, const char *text,
				     struct nb_error *err);
NB_CHECK enum nb_status nb_hocr_stop(struct nb_hocr *hocr, unsigned depth,
				     struct nb_error *err);

#endif
