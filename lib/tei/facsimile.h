/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the facsimile of a document in our own form. */
#ifndef NB_TEI_FACSIMILE_H
#define NB_TEI_FACSIMILE_H

#include "tei/tags.h"

/* Does a list of pointers with spaces between them, which may be NULL, lead to
 * the element with this xml:id? */
bool nb_facs_has(const char *list, size_t len, const char *id, size_t id_len);

/*
 * If `tag` opens a block zone that `facs`, the pointers of an item, do not lead
 * to, the end of its element with the newline after it; otherwise NULL.
 */
const char *nb_facs_foreign(const struct nb_tag *tag, const char *end,
			    const char *facs, size_t facs_len);

#endif
