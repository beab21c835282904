/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the library itself needs of notes beside <nbarc/note.h>
 * (format-spec/nbarc-format.md, section 18).
 */
#ifndef NB_ARCHIVE_NOTE_H
#define NB_ARCHIVE_NOTE_H

#include <stdbool.h>

#include <nbarc/note.h>

/*
 * Make a note of a text of `len` bytes, which must be that of a sound note,
 * without lines. Only NB_NOMEM can happen; *note is NULL then.
 */
NB_CHECK enum nb_status nb_note_start(const char *text, size_t len,
				      struct nb_note **note,
				      struct nb_error *err);

/* Copy a note with its lines. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_note_copy(const struct nb_note *note,
				     struct nb_note **copy,
				     struct nb_error *err);

/* True if both have the same text: their lines can be put together. */
bool nb_note_same_text(const struct nb_note *a, const struct nb_note *b);

#endif
