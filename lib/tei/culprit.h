/* SPDX-License-Identifier: Apache-2.0 */
/* Which element makes a document invalid. */
#ifndef NB_TEI_CULPRIT_H
#define NB_TEI_CULPRIT_H

#include <stdbool.h>
#include <stddef.h>

#include <libxml/relaxng.h>

/*
 * Find what makes the body of an invalid document invalid, and write a message
 * of at most `size` bytes about it, and its line. False if the document is too
 * large for that, or is not a TEI document whose header is valid: then what
 * libxml2 says is the best there is.
 *
 * The tree may have lost nodes at its ends afterwards, and must be freed.
 */
bool nb_culprit_find(xmlRelaxNGPtr schema, xmlDocPtr doc, char *message,
		     size_t size, int *line);

#endif
