/* SPDX-License-Identifier: Apache-2.0 */
/* A document as a form (form.h). */
#ifndef NB_EDIT_DOCUMENT_H
#define NB_EDIT_DOCUMENT_H

#include "edit/form.h"

/*
 * Take a document of `len` bytes, in our own form, for a form: its items and
 * blocks, of which each is what its element says. The revision is 0. NB_INVALID
 * if it cannot be read. The caller frees *form, also after a failure.
 */
NB_CHECK enum nb_status nb_form_of_document(const void *xml, size_t len,
					    struct nb_form *form,
					    struct nb_error *err);

/*
 * Let the form state nothing of blocks that are the same in `made`, which is
 * that of the page as it stands: an element may be the nearest one to what the
 * block is, and nothing was changed there.
 */
NB_CHECK enum nb_status nb_form_mask(struct nb_form *form,
				     const struct nb_form *made,
				     struct nb_error *err);

#endif
