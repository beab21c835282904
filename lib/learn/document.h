/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a document, as the division of a text. */
#ifndef NB_LEARN_DOCUMENT_H
#define NB_LEARN_DOCUMENT_H

#include <nbarc/article.h>
#include <nbarc/buf.h>

/*
 * Find the items and blocks of a document that nbtei wrote, of xml_len bytes,
 * in the normalised text that it was made from, which is in `text`. If that is
 * empty, the text of the document is put into it, with an empty line between
 * blocks.
 *
 * The caller frees *division with nb_division_free(), also after a failure.
 * NB_INVALID if it is no such document, or not one of this text; NB_NOMEM.
 */
NB_CHECK enum nb_status nb_document_divide(const void *xml, size_t xml_len,
					   struct nb_buf *text,
					   struct nb_division *division,
					   struct nb_error *err);

#endif
