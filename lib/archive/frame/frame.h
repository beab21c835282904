/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading page frames (format-spec/nbarc-format.md, section 5).
 *
 * A frame reader keeps the page frame that was read last and decodes it only as
 * far as it is asked to: one page out of many costs the bytes before its end,
 * and pages in order cost each frame once. Call nb_frame_select(), then
 * nb_frame_need() or nb_frame_check().
 */
#ifndef NB_ARCHIVE_FRAME_H
#define NB_ARCHIVE_FRAME_H

#include "base/ranges.h"

#include <nbarc/archive.h>

/* Offset in the file of the entry's page frame, and of the sources record, if
 * there is one. Like all sums of places, they may be beyond the file. */
static inline uint64_t nb_entry_frame(const struct nb_entry *e)
{
	return e->directory + e->directory_size;
}

static inline uint64_t nb_entry_sources(const struct nb_entry *e)
{
	return e->sources ? e->sources : nb_entry_frame(e) + e->frame_size;
}

/*
 * A frame with its decoded content, its input and a decoder. All of them are in
 * one arena, unless the content is unusually large.
 * Others of the same thread may use the decoder too, which saves them the
 * making of a second one; when they do so in the middle of a frame, the reader
 * notices and decodes that frame from its beginning again.
 */
struct nb_frame_reader;
struct nb_zdecoder;
/* Create a reader of the file, which stays the caller's. Memory for content is
 * taken with the first frame. NB_NOMEM. */
NB_CHECK enum nb_status nb_frame_reader_create(struct nb_file file,
					       struct nb_frame_reader **reader,
					       struct nb_error *err);
/* Decode frames with this shared text as prefix, which is loaded with the first
 * frame. It is borrowed, and must be NULL or live as long as the reader. */
struct nb_shared;
void nb_frame_share(struct nb_frame_reader *reader, struct nb_shared *shared);
/* Take little memory, for frames as archives with a shared text have them. To
 * be called before the first frame; later it does nothing. */
void nb_frame_expect_small(struct nb_frame_reader *reader);
/* The reader's decoder, to be shared; it lives as long as the reader. */
struct nb_zdecoder *nb_frame_decoder(struct nb_frame_reader *reader);
/* Give all memory back; the next frame takes it again. Content that was handed
 * out is gone. */
void nb_frame_forget(struct nb_frame_reader *reader);
/* NULL is fine. */
void nb_frame_reader_free(struct nb_frame_reader *reader);

/*
 * Stand on the frame that the entry names; the file may be read up to offset
 * `end`. Nothing is decoded yet, and the frame that is current already is kept
 * with its content. NB_INVALID when the frame does not lie within the file,
 * or its header does not state the content size of the entry.
 */
NB_CHECK enum nb_status nb_frame_select(struct nb_frame_reader *reader,
					const struct nb_entry *entry,
					uint64_t end, struct nb_error *err);

/*
 * Decode until at least `upto` bytes of content are there, at most the content
 * size. *content points to them, and lives until another frame is selected. The
 * frame's checksum is not verified, since documents have their hashes. After a
 * failure the frame must be selected again.
 */
NB_CHECK enum nb_status nb_frame_need(struct nb_frame_reader *reader,
				      uint32_t upto, const uint8_t **content,
				      struct nb_error *err);

/* How often this reader has begun to decode a frame: what nb_frame_need() gave
 * before is unchanged as long as this number is. */
uint64_t nb_frame_started(const struct nb_frame_reader *reader);

/* Decode the whole frame and verify its checksum: NB_INVALID when it is wrong.
 * *content is as for nb_frame_need(). */
NB_CHECK enum nb_status nb_frame_check(struct nb_frame_reader *reader,
				       const uint8_t **content,
				       struct nb_error *err);

#endif
