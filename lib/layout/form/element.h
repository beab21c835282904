/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An element of XML as xml.c gives it to the readers of the forms, which know
 * nothing of libxml2.
 */
#ifndef NB_LAYOUT_FORM_ELEMENT_H
#define NB_LAYOUT_FORM_ELEMENT_H

#include <stddef.h>

/* Both strings belong to the XML parser and live as long as the element. */
struct nb_attribute {
	const char *name, *value; /* UTF-8; the name without a prefix */
};

/* Elements of ALTO have about twenty; what is after these is ignored. */
#define NB_ATTRIBUTES_MAX 64u

struct nb_element {
	const char *name; /* without a prefix */
	unsigned depth;	  /* the root's is 0 */
	struct nb_attribute attributes[NB_ATTRIBUTES_MAX];
	size_t count; /* attributes */
};

/*
 * The value of an attribute, or NULL if the element does not have it. Capitals
 * do not count: HTML may have any, and PAGE has "id" where ALTO has "ID".
 */
const char *nb_element_get(const struct nb_element *e, const char *name);

#endif
