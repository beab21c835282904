/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a block looks with a profile: the shape (shape.h) that decisions use.
 *
 * A profile acts on decisions in two ways. Its marks and aliases change what a
 * block's characters count as, and its patterns add bylines, credits and
 * openings. Neither changes the text of the page; the marks are written by
 * nb_page_write() through nb_profile_mark().
 */
#ifndef NB_PAGE_PROFILE_LOOK_H
#define NB_PAGE_PROFILE_LOOK_H

#include "page/text/profile.h"
#include "page/text/shape.h"

#include <nbarc/buf.h>

/*
 * A character as two texts are compared: a mark that the profile writes in full
 * width gives its half-width form, any other character itself.
 */
uint32_t nb_profile_fold(const struct nb_profile *p, uint32_t cp);

/*
 * What the mark cp (below 0x80) is written as between two characters of the
 * joined text; `before` or `after` is 0 at an end of a block. The result is
 * UTF-8 that lives as long as the profile.
 *
 * NULL if the mark stays: both neighbours are digits, or both are Latin
 * letters, or the profile has no replacement. A full stop is replaced only
 * directly after a Han character and not before another full stop, since it
 * also stands in numbers, abbreviations and ellipses
 * (format-spec/nbarc-format.md, section 6.1).
 */
const char *nb_profile_mark(const struct nb_profile *p, uint32_t cp,
			    uint32_t before, uint32_t after);

/*
 * Like nb_shape_look(), with what the profile adds. The text is valid UTF-8.
 * `scratch` is overwritten; a caller with many blocks passes the same buffer
 * and frees it at the end. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_profile_look(const struct nb_profile *p,
					const char *text, size_t len,
					struct nb_buf *scratch,
					struct nb_shape *shape);

/*
 * Like nb_profile_look(), of a text whose sums are known, as in
 * nb_shape_look_summed(). The profile rewrites no text.
 */
void nb_profile_look_summed(const struct nb_profile *p, const char *text,
			    size_t len, struct nb_shape *shape);

#endif
