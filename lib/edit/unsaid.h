/* SPDX-License-Identifier: Apache-2.0 */
/* What was changed in a document and is no decision. */
#ifndef NB_EDIT_UNSAID_H
#define NB_EDIT_UNSAID_H

#include <nbarc/buf.h>

/* The line at which the headers of two documents begin to differ in the first;
 * 0 if they do not. White space makes no difference. */
unsigned nb_unsaid_header(const struct nb_buf *edited,
			  const struct nb_buf *former);

/*
 * Compare three documents in our own form: one that a person edited, the one
 * that the page has, and the one that is made with what was decided. Append to
 * `unsaid` a line of text for each difference that the last does not have: of
 * what surrounds blocks, and of the elements in them. The characters that are
 * read are known to be the same. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_unsaid_find(const struct nb_buf *edited,
				       const struct nb_buf *former,
				       const struct nb_buf *made,
				       struct nb_buf *unsaid);

#endif
