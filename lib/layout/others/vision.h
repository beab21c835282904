/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of Google Cloud Vision. */
#ifndef NB_LAYOUT_OTHERS_VISION_H
#define NB_LAYOUT_OTHERS_VISION_H

#include "layout/others/answer.h"

/*
 * Read an answer of Google Cloud Vision: its fullTextAnnotation, or if it has
 * none, the words of its textAnnotations, which their boxes put together. False
 * if it is none, and nothing was added.
 */
bool nb_vision_read(struct nb_answer *a, const json_t *v);

#endif
