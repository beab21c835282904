/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An element of XML as a parser gives it to the readers of the forms, which
 * know nothing of libxml2.
 */
#ifndef NB_LAYOUT_STATED_ELEMENT_H
#define NB_LAYOUT_STATED_ELEMENT_H

#include <stdbool.h>
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

/*
 * Read four edges or lengths from the attributes of these names. False if one
 * is missing or is not a number.
 */
bool nb_element_edges(const struct nb_element *e, const char *const names[4],
		      double edges[4]);

#endif
