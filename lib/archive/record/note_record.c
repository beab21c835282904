/* SPDX-License-Identifier: Apache-2.0 */
/* Note records: encoding and decoding (format-spec/nbarc-format.md, section
 * 18). */
#include "archive/record/note_record.h"
#include "base/error.h"
#include "base/ranges.h"
#include "base/le.h"

#include <nbarc/note.h>

#include <string.h>

/* Offsets in the record. */
#define LENGTH_AT 16u
#define NOTE_AT 24u

enum nb_status nb_note_encode(const struct nb_note *note, struct nb_buf *out,
			      struct nb_error *err)
{
	enum nb_status st = nb_record_begin(out, NB_RECORD_NOTE);

	if (!st)
		st = nb_add_zeros(out, NOTE_AT - NB_RECORD_HEAD);
	if (st)
		return nb_fail_mem(err);
	st = nb_note_write(note, out, err);
	if (st)
		return st;
	nb_put32(out->data + LENGTH_AT, (uint32_t)(out->len - NOTE_AT));
	return nb_record_end(out, NB_NOTE_RECORD_MAX, err);
}

enum nb_status nb_note_record_read(struct nb_file file, uint64_t offset,
				   uint64_t end, struct nb_buf *out,
				   struct nb_error *err)
{
	uint8_t head[NB_RECORD_HEAD], kind;
	uint32_t size;
	enum nb_status st =
		nb_file_read_at(file, NULL, offset, head, sizeof(head), err);

	if (!st)
		st = nb_record_head(head, offset, &kind, &size, err);
	return st ? st
		  : nb_record_read(file, offset, size, end, NB_RECORD_NOTE,
				   NB_NOTE_RECORD_MAX, out, err);
}

/* NB_INVALID unless the note, read from `len` bytes, is written as these bytes:
 * otherwise a line occurred in it twice. */
static enum nb_status check_written(const struct nb_note *note, size_t len,
				    struct nb_error *err)
{
	struct nb_buf again = {0};
	enum nb_status st = nb_note_write(note, &again, err);

	if (!st && again.len != len)
		st = nb_fail_at(err, NB_INVALID, 0,
				"note: a line of signatures occurs twice");
	nb_buf_free(&again);
	return st;
}

enum nb_status nb_note_decode(const struct nb_buf *record, uint64_t offset,
			      struct nb_note **note,
			      struct nb_checkpoint *checkpoint,
			      struct nb_error *err)
{
	struct nb_error own;
	uint32_t len, end;
	enum nb_status st;

	*note = NULL;
	if (record->len < NOTE_AT + NB_RECORD_CHECK)
		return nb_fail_at(err, NB_INVALID, offset,
				  "note: the record is too short");
	len = nb_le32(record->data + LENGTH_AT);
	end = nb_record_body_end(record->data, (uint32_t)record->len);
	if (end < NOTE_AT || len != end - NOTE_AT)
		return nb_fail_at(err, NB_INVALID, offset,
				  "note: its length is not that of the record");
	err = nb_error_or(err, &own);
	st = nb_note_read(record->data + NOTE_AT, len, note, err);
	if (!st)
		st = nb_note_checkpoint(*note, checkpoint, err);
	if (!st)
		st = check_written(*note, len, err);
	if (!st)
		return NB_OK;
	nb_note_free(*note);
	*note = NULL;
	/* Offsets in the note become offsets in the file. */
	err->offset = err->offset == NB_NO_OFFSET
			      ? offset
			      : offset + NOTE_AT + err->offset;
	return st;
}

bool nb_checkpoint_is_of(const struct nb_checkpoint *checkpoint,
			 uint64_t revisions, const uint8_t root[NB_SHA256_SIZE])
{
	return checkpoint->size == revisions &&
	       memcmp(checkpoint->root, root, NB_SHA256_SIZE) == 0;
}
