/* SPDX-License-Identifier: Apache-2.0 */
/* An element of XML as xml.c hands it to the readers of ALTO and hOCR. The XML
 * itself is read there, and nowhere else. */
#ifndef NB_LAYOUT_ELEMENT_H
#define NB_LAYOUT_ELEMENT_H

#include <stddef.h>

struct nb_attribute {
	const char *name, *value; /* UTF-8 */
};

#define NB_ATTRIBUTES_MAX 64u
struct nb_element {
	const char *name; /* without a prefix */
	unsigned depth;	  /* the root's is 0 */
	struct nb_attribute attributes[NB_ATTRIBUTES_MAX];
	size_t count;
};

/* The value of an attribute, or NULL. */
const char *nb_element_get(const struct nb_element *e, const char *name);

#endif
