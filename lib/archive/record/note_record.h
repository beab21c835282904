/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The record in which an archive keeps a note (format-spec/nbarc-format.md,
 * section 18). Every note of an archive is a checkpoint.
 */
#ifndef NB_ARCHIVE_NOTE_RECORD_H
#define NB_ARCHIVE_NOTE_RECORD_H

#include "archive/record/note.h"
#include "archive/record/record.h"

/* Append the record of a note to an empty buffer. */
NB_CHECK enum nb_status nb_note_encode(const struct nb_note *note,
				       struct nb_buf *out,
				       struct nb_error *err);

/* Read the note record at `offset`, which must end at or before `end`, into an
 * empty buffer, and check its checksum. The failures are those of
 * nb_record_read(). */
NB_CHECK enum nb_status nb_note_record_read(struct nb_file file,
					    uint64_t offset, uint64_t end,
					    struct nb_buf *out,
					    struct nb_error *err);

/*
 * Read the note of a record, which stands at `offset` in the file and which
 * nb_record_check() has found right. NB_INVALID if it is not the record of a
 * checkpoint, or has a line twice. *note is NULL after a failure, and is to be
 * freed by nb_note_free(); the string of *checkpoint is the note's.
 */
NB_CHECK enum nb_status nb_note_decode(const struct nb_buf *record,
				       uint64_t offset, struct nb_note **note,
				       struct nb_checkpoint *checkpoint,
				       struct nb_error *err);

/* True if the checkpoint is of a commit with this number of page entries and
 * this Merkle root. */
bool nb_checkpoint_is_of(const struct nb_checkpoint *checkpoint,
			 uint64_t revisions,
			 const uint8_t root[NB_SHA256_SIZE]);

#endif
