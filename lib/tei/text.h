/* SPDX-License-Identifier: Apache-2.0 */
/* The text of one block of a document, for files that need parts of an item. */
#ifndef NB_TEI_TEXT_H
#define NB_TEI_TEXT_H

#include <nbarc/buf.h>

#include "xml/tags.h"

/*
 * Append the text of the element that `tag` opens, without a newline; *next is
 * the end of its end tag. NB_INVALID if it does not end before `end`, or has an
 * element or a reference that nbtei does not write.
 */
NB_CHECK enum nb_status nb_tei_block(const struct nb_tag *tag, const char *end,
				     struct nb_buf *out, const char **next);

/* Like nb_tei_block(), but appends what stands in the normalised text: readings
 * of the source, and escapes for bytes that are no characters. */
NB_CHECK enum nb_status nb_tei_received_block(const struct nb_tag *tag,
					      const char *end,
					      struct nb_buf *out,
					      const char **next);

/*
 * Like nb_tei_block(); also appends to `breaks`, for each lb in it, a size_t:
 * the length of `out` there.
 */
NB_CHECK enum nb_status nb_tei_lines(const struct nb_tag *tag, const char *end,
				     struct nb_buf *out, struct nb_buf *breaks,
				     const char **next);

/* Where the text of a block begins, and the first letter of its element: h of
 * head, p, b of byline, d of dateline. */
struct nb_tei_place {
	size_t offset; /* bytes of the text */
	char element;
};

/* Like nb_tei_reading(); also appends to `blocks` a struct nb_tei_place for
 * each block, in the order of the text. */
NB_CHECK enum nb_status nb_tei_blocks(const void *xml, size_t len,
				      struct nb_buf *out, struct nb_buf *blocks,
				      struct nb_error *err);

/*
 * The length of the reference at p if nbtei writes such a one, and in *c what
 * it stands for; else 0.
 */
size_t nb_tei_reference(const char *p, const char *end, char *c);

/*
 * Append character data, or the value of an attribute, with its references
 * replaced; an unknown one is NB_INVALID.
 */
NB_CHECK enum nb_status nb_tei_data(const char *p, const char *end,
				    struct nb_buf *out);

/* Is it the tag of a head, a paragraph, a byline or a dateline? */
bool nb_tei_is_block(const struct nb_tag *tag);

#endif
