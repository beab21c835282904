/* SPDX-License-Identifier: Apache-2.0 */
/* What a catalogue says of an item, for those who need less of it than
 * nb_tei_words() reads, or more. */
#ifndef NB_TEI_WORDS_H
#define NB_TEI_WORDS_H

#include <nbarc/tei.h>

/* Like nb_tei_words(); *han becomes the number of ideographs of the item's
 * text. */
NB_CHECK enum nb_status nb_tei_words_han(const void *item, size_t len,
					 struct nb_tei_words *words,
					 size_t *han, struct nb_error *err);

/*
 * Append the title that nb_tei_words() reads. The item, of `len` bytes, is not
 * looked into beyond its first main head. NB_INVALID if what was looked into
 * is not an item of nb_tei_create().
 */
NB_CHECK enum nb_status nb_tei_title(const void *item, size_t len,
				     struct nb_buf *out, struct nb_error *err);

#endif
