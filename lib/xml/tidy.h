/* SPDX-License-Identifier: Apache-2.0 */
/* A document that went through an XML editor, in the form of our own. */
#ifndef NB_XML_TIDY_H
#define NB_XML_TIDY_H

#include <nbarc/buf.h>

/*
 * Append a well-formed document of `len` bytes as nbtei writes them, so that
 * tags.h is right about it: without comments, processing instructions and CDATA
 * sections, with references resolved, lines that end with LF alone, one space
 * before each attribute, and double quotes. White space that has a line end in
 * it is one line end between blocks and in the header a space; within a head, a
 * paragraph or a byline it is nothing, or one space between Latin letters. A
 * line ends after each div, since an item ends with its line.
 * *comments is the number of comments that are left out.
 *
 * NB_INVALID, with the offset, if it has a document type declaration, an entity
 * that only such a declaration defines, or is not well-formed after all.
 */
NB_CHECK enum nb_status nb_tidy(const char *xml, size_t len, struct nb_buf *out,
				size_t *comments, struct nb_error *err);

#endif
