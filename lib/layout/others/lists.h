/* SPDX-License-Identifier: Apache-2.0 */
/* What PaddleOCR, EasyOCR and RapidOCR write. */
#ifndef NB_LAYOUT_OTHERS_LISTS_H
#define NB_LAYOUT_OTHERS_LISTS_H

#include "layout/others/answer.h"

/*
 * Read lists of lines, each a list of a polygon and a text, or of a polygon and
 * of a list of the text and its confidence, or lists of such lists, a page
 * each; or an object with a list of texts and a list of boxes. False if it is
 * none of these, and nothing was added.
 */
bool nb_lists_read(struct nb_answer *a, const json_t *v);

#endif
