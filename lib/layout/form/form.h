/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The forms of markup that can be read, each with its reader.
 *
 * A reader is three functions that are given a file element by element.
 * nb_form_of() finds the reader by the root element, and xml.c, which parses,
 * knows no form by itself.
 */
#ifndef NB_LAYOUT_FORM_FORM_H
#define NB_LAYOUT_FORM_FORM_H

#include "layout/stated/element.h"
#include "layout/form/markup.h"

/*
 * A form. `size` is that of the reader's state, which begins with a struct
 * nb_markup and is all zeros at the start. The functions get the start of an
 * element, text, and the end of an element, whose depth is that of its start.
 * `text` is NULL if only attributes have text; `release` is NULL if the state
 * owns nothing beside its struct nb_markup. Only NB_NOMEM can happen, and
 * NB_UNSUPPORTED for a document that is not to be read.
 *
 * A reader counts pages in lines.image and adds the lines to the layout.
 */
struct nb_form {
	const char *name; /* see NB_FORM_NAME_MAX */
	size_t size;
	enum nb_status (*start)(void *state, const struct nb_element *e,
				struct nb_error *err);
	enum nb_status (*text)(void *state, const char *text,
			       struct nb_error *err);
	enum nb_status (*stop)(void *state, const char *name, unsigned depth,
			       struct nb_error *err);
	void (*release)(void *state);
	bool html; /* read as HTML if it is not well-formed */
};

extern const struct nb_form nb_form_alto, nb_form_hocr, nb_form_page,
	nb_form_fine, nb_form_djvu, nb_form_tei;

/*
 * The form of a file by the name and the namespace of its root element; the
 * namespace is "" if there is none. NULL: no form that can be read.
 */
const struct nb_form *nb_form_of(const char *root, const char *space);

#endif
