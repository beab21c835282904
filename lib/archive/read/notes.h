/* SPDX-License-Identifier: Apache-2.0 */
/* The notes of an archive, for code that adds to them
 * (format-spec/nbarc-format.md, section 18). nb_archive_notes() visits them. */
#ifndef NB_ARCHIVE_NOTES_H
#define NB_ARCHIVE_NOTES_H

#include <nbarc/sign.h>

/*
 * Add to `note` all lines that the archive keeps under the same text. NB_LIMIT
 * if they are too many for one note, some of which it then has.
 */
NB_CHECK enum nb_status nb_archive_complete_note(struct nb_archive *archive,
						 struct nb_note *note,
						 struct nb_error *err);

#endif
