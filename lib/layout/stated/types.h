/* SPDX-License-Identifier: Apache-2.0 */
/* What the types that files give to their parts mean: divisions of METS files,
 * tags of ALTO, structures in PAGE XML. */
#ifndef NB_LAYOUT_STATED_TYPES_H
#define NB_LAYOUT_STATED_TYPES_H

#include <nbarc/layout.h>

/* What a part is, by its type. */
enum nb_div_class {
	NB_DIV_UNKNOWN,
	NB_DIV_CONTAINER, /* an issue, a section: it has items */
	NB_DIV_ITEM,
	NB_DIV_PART, /* of an item: a heading, a paragraph */
};

struct nb_type {
	enum nb_div_class class;
	enum nb_said_kind kind; /* of an item */
	enum nb_said said;
};

/*
 * Find a type of `len` bytes. Capitals, spaces, hyphens and underscores do not
 * count. False, and *found is all zeros, if it is not in the table.
 */
bool nb_type_find(const char *type, size_t len, struct nb_type *found);

#endif
