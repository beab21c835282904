/* SPDX-License-Identifier: Apache-2.0 */
/* Page frames (section 5), for reading. */
#ifndef NB_ARCHIVE_FRAME_H
#define NB_ARCHIVE_FRAME_H

#include <nbarc/archive.h>

/*
 * The page frame that was read last, as far as it has been decoded. Its
 * content, its input and the decoder are in one arena. Others of the same
 * thread may use the decoder too, which saves a get the making of a second one;
 * when they do in the middle of a frame, it is decoded from its beginning
 * again.
 */
struct nb_frame_reader;
struct nb_zdecoder;
NB_CHECK enum nb_status nb_frame_reader_create(int fd,
					       struct nb_frame_reader **reader,
					       struct nb_error *err);
/* It is the reader's, and lives as long as that. */
struct nb_zdecoder *nb_frame_decoder(struct nb_frame_reader *reader);
/* Give all memory back; what is read next takes it again. */
void nb_frame_forget(struct nb_frame_reader *reader);
void nb_frame_reader_free(struct nb_frame_reader *reader);

/* Make `reader` stand on the frame that the entry names. `end` is the offset
 * up to which the file may be read. */
NB_CHECK enum nb_status nb_frame_select(struct nb_frame_reader *reader,
					const struct nb_entry *entry,
					uint64_t end, struct nb_error *err);

/* Decode until `upto` bytes of content are there; *content points to them. The
 * frame's checksum is not looked at: the documents have their hashes. */
NB_CHECK enum nb_status nb_frame_need(struct nb_frame_reader *reader,
				      uint32_t upto, const uint8_t **content,
				      struct nb_error *err);

/* Decode all of it, and check the frame's checksum. */
NB_CHECK enum nb_status nb_frame_check(struct nb_frame_reader *reader,
				       const uint8_t **content,
				       struct nb_error *err);

#endif
