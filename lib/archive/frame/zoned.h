/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources without the numbers that the zones of their documents have
 * (format-spec/nbarc-format.md, section 6.3).
 *
 * The file of an OCR engine says of each line where it stands, and so does the
 * document that was made from it. The same place in other words, of a width
 * and not an edge for instance, is nothing that a search for matches finds. So
 * the numbers of lines in a source are replaced by codes that name an edge of
 * a zone: the zones of a document then take hardly more than they save.
 */
#ifndef NB_ARCHIVE_ZONED_H
#define NB_ARCHIVE_ZONED_H

#include "archive/frame/align.h"

/*
 * Replace numbers of the sources in `stored`, which are as in nb_align(), by
 * codes of the zones in `content`; pairs[].stored_len becomes the length of
 * what remains of each. *zoned is the length of those together that have zones;
 * 0 if no number can be replaced, and then nothing changes. NB_NOMEM; then
 * `stored` is as it was.
 */
NB_CHECK enum nb_status nb_zoned_fold(const struct nb_buf *content,
				      struct nb_buf *stored,
				      struct nb_pair *pairs, size_t count,
				      size_t *zoned, struct nb_error *err);

/*
 * Append to `out` what was folded: `len` bytes at `folded`, of which the first
 * `sources` bytes of the outcome are sources and the rest, up to `total`, is
 * copied. `content` has `size` bytes. NB_INVALID if that is not how `folded`
 * was made; never more than `total` bytes are made.
 */
NB_CHECK enum nb_status nb_zoned_unfold(const uint8_t *content, size_t size,
					const uint8_t *folded, size_t len,
					size_t sources, size_t total,
					struct nb_buf *out,
					struct nb_error *err);

#endif
