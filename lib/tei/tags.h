/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the documents that this stage writes, tag by tag. It is no XML
 * parser: anything but our own form is refused. */
#ifndef NB_TEI_TAGS_H
#define NB_TEI_TAGS_H

#include <stdbool.h>
#include <stddef.h>

struct nb_tag {
	const char *start; /* its '<' */
	const char *end;   /* behind its '>' */
	const char *name;  /* behind "<" or "</" */
	size_t name_len;
	bool closes; /* </name> */
	bool empty;  /* <name/> */
};

/* The first tag at or after p; false when there is none before end, or it is
 * not closed. */
bool nb_tag_find(const char *p, const char *end, struct nb_tag *tag);
bool nb_tag_is(const struct nb_tag *tag, const char *name);

/* Is the tag written as this stage writes them? Then these functions find in it
 * what an XML parser does: no prefix, no references but those of xml.h, no
 * white space but a space before each attribute, no quotes but these: "". */
bool nb_tag_plain(const struct nb_tag *tag);

/* The value of an attribute, not NUL-terminated; NULL when it is absent. */
const char *nb_tag_attribute(const struct nb_tag *tag, const char *name,
			     size_t *len);

#endif
