/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Damaged bytes of the source in a document: escapes of nbconv(1) in the text
 * of a page are elements gap there.
 */
#ifndef NB_TEI_GAP_H
#define NB_TEI_GAP_H

#include <nbarc/buf.h>

#include "xml/tags.h"

/*
 * Append text with escapes as character data. Bytes that follow each other
 * become one gap, and the escape of U+27E6 becomes U+27E6. The text may not
 * begin or end within an escape. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nb_gap_write(struct nb_buf *b, const char *s,
				     size_t len);

/* Is it a gap for damaged bytes? */
bool nb_gap_is_damage(const struct nb_tag *tag);

/*
 * Append what such a gap stands for: with `exact` the escapes, otherwise
 * U+FFFD, as a reader has no use for the bytes. NB_INVALID if it does not say
 * which bytes they are.
 */
NB_CHECK enum nb_status nb_gap_read(const struct nb_tag *tag, bool exact,
				    struct nb_buf *out);

#endif
