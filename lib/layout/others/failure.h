/* SPDX-License-Identifier: Apache-2.0 */
/* Answers without lines: blank pages, failures, and texts that have none. */
#ifndef NB_LAYOUT_OTHERS_FAILURE_H
#define NB_LAYOUT_OTHERS_FAILURE_H

#include "layout/others/answer.h"

/* What the service says that went wrong, if that is its answer; or NULL. The
 * string is that of the answer. */
const char *nb_failure_of(const json_t *root);

/* Refuse the answer, NB_INVALID, since the service says that the page in hand
 * failed; `text` are its words. */
void nb_failure_refuse(struct nb_answer *a, const char *text);

/* Refuse it, NB_UNSUPPORTED, if the text is more than white space: it has no
 * lines. `ask` says what to ask the service for. NULL is no text. */
void nb_failure_whole(struct nb_answer *a, const char *text, const char *ask);

/* The same with the texts that an object has. */
void nb_failure_text(struct nb_answer *a, const json_t *v);

/* Refuse a page, or a whole answer, that gave no lines if it is not blank: if
 * it failed, or has a text. */
void nb_failure_check(struct nb_answer *a, const json_t *v);

#endif
