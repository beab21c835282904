/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the documents that this stage writes, tag by tag.
 *
 * This is no XML parser. It finds '<' and '>' and is right about documents in
 * our own form, in which neither occurs in text or attributes. Documents from
 * elsewhere are checked with nb_tag_plain() first.
 */
#ifndef NB_XML_TAGS_H
#define NB_XML_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A tag. All pointers point into the document. */
struct nb_tag {
	const char *start; /* its '<' */
	const char *end;   /* after its '>' */
	const char *name;  /* after "<" or "</" */
	size_t name_len;   /* bytes */
	bool closes;	   /* </name> */
	bool empty;	   /* <name/> */
};

/*
 * Find the first tag at or after p. False if there is none before `end`, or it
 * does not end before `end`; then *tag is undefined.
 */
bool nb_tag_find(const char *p, const char *end, struct nb_tag *tag);

/* Does the tag have that name? Here, so that a compiler knows how long a name
 * is that is a constant. */
static inline bool nb_tag_is(const struct nb_tag *tag, const char *name)
{
	size_t len = strlen(name);

	return len == tag->name_len && memcmp(tag->name, name, len) == 0;
}

/*
 * Is the tag written as this stage writes them? Then the functions here find in
 * it what an XML parser would: no namespace prefix, no references except those
 * of xml.h, one space before each attribute and no other white space, and
 * double quotes.
 */
bool nb_tag_plain(const struct nb_tag *tag);

/*
 * The value of an attribute, *len bytes without a NUL, with its entities; NULL
 * if the tag does not have it.
 */
const char *nb_tag_attribute(const struct nb_tag *tag, const char *name,
			     size_t *len);

#endif
