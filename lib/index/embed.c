/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding and writing an index in the archive itself (embed.h).
 *
 * An embedded index is a segment of the archive that brings no pages: one
 * record with the header, and records with the blocks of what is new. Older
 * segments of the index stay where they are in the file, as everything in an
 * archive does, and the new header names them again. Nothing points to the
 * header, because a commit record has no room that older programs would keep: a
 * reader looks at the first record of the newest segments.
 */
#include "index/embed.h"
#include "archive/read/handle.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/write/segment.h"
#include "base/error.h"
#include "base/ranges.h"

#include <string.h>

/* An index is looked for at the beginning of so many segments of the archive,
 * the newest ones. Of one far away it is few, because each is a request. */
#define LOOK_BACK 64u
#define LOOK_BACK_FAR 4u

/* ---- finding */

/* The newest commit of the file. The archive may be seen as of an earlier one,
 * which an index that was embedded later fits as well. */
static void newest_commit(struct nb_archive *a, struct nb_commit *c)
{
	uint64_t size;

	if (nb_file_size(a->file, NULL, &size, NULL) ||
	    size == a->commit.offset + NB_COMMIT_SIZE ||
	    nb_commit_read(a->file, size - NB_COMMIT_SIZE, c, NULL, NULL))
		*c = a->commit;
}

/* Does a segment of the archive begin with the record of an index? */
static enum nb_status begins_index(struct nb_archive *a, uint64_t segment,
				   bool *begins, struct nb_error *err)
{
	uint8_t head[NB_RECORD_HEAD], kind = 0;
	uint32_t size;
	enum nb_status st = nb_file_read_at(a->file, a->path, segment, head,
					    sizeof(head), err);

	*begins = !st && !nb_record_head(head, segment, &kind, &size, NULL) &&
		  kind == NB_RECORD_EMBEDDED;
	return st;
}

enum nb_status nb_index_find_embedded(struct nb_archive *a,
				      struct nb_index_header *h,
				      struct nb_error *err)
{
	unsigned left = nb_file_is_far(a->file) ? LOOK_BACK_FAR : LOOK_BACK;
	struct nb_commit c;
	bool begins = false;
	enum nb_status st = NB_OK;

	/* Where a walk replaces the catalogue, no index is used. */
	if (a->salvage || a->commit.offset == 0)
		return nb_fail(err, NB_ABSENT, "there is no index");
	newest_commit(a, &c);
	while (!st) {
		st = begins_index(a, c.segment, &begins, err);
		if (st || begins || c.previous == 0 || --left == 0)
			break;
		st = nb_commit_read(a->file, c.previous, &c, NULL, err);
	}
	/* What cannot be read of an older commit is damage to the archive, not
	 * to an index: of that nothing has been seen yet. */
	if (st && st != NB_INVALID && st != NB_UNSUPPORTED)
		return st;
	if (!begins)
		return nb_fail(err, NB_ABSENT, "there is no index");
	return nb_index_record_read(a->file, c.segment, c.offset, h, err);
}

/* ---- writing */

/* Write the record of the blocks from `from` on, as many as it has room for. */
static enum nb_status write_run(struct nb_writer *w,
				const struct nb_index_blocks *b, uint64_t from,
				struct nb_buf *record, struct nb_error *err)
{
	uint64_t left = b->count - from;
	size_t len = (size_t)(left < NB_INDEX_RUN ? left : NB_INDEX_RUN) *
		     NB_INDEX_BLOCK;
	enum nb_status st;

	record->len = 0;
	if (nb_record_begin(record, NB_RECORD_EMBEDDED) ||
	    nb_buf_reserve(record, len))
		return nb_fail_mem(err);
	st = nb_file_read_at(b->file, NULL, b->offset + from * NB_INDEX_BLOCK,
			     record->data + record->len, len, err);
	record->len += len;
	if (!st)
		st = nb_record_end(record, NB_NODE_MAX, err);
	return st ? st
		  : nb_sink_write(&w->sink, record->data, record->len, err);
}

/* Write the blocks of a segment, and let it name them. */
static enum nb_status write_segment(struct nb_writer *w,
				    struct nb_index_segment *s,
				    struct nb_buf *record, struct nb_error *err)
{
	const struct nb_index_blocks from = s->blocks;
	enum nb_status st = NB_OK;
	uint64_t i;

	s->blocks.file = w->old->file;
	s->blocks.offset = w->sink.at + NB_RECORD_HEAD;
	s->blocks.embedded = true;
	for (i = 0; !st && i < from.count; i += NB_INDEX_RUN)
		st = write_run(w, &from, i, record, err);
	return st;
}

/* Set where the segments that are not embedded yet will stand, and the end. */
static void place_segments(const struct nb_writer *w, struct nb_index_header *h)
{
	uint64_t at = w->sink.at + NB_INDEX_RECORD;
	uint32_t i;

	for (i = 0; i < h->segment_count; i++) {
		struct nb_index_blocks *b = &h->segments[i].blocks;

		if (b->embedded)
			continue;
		b->embedded = true;
		b->offset = at + NB_RECORD_HEAD;
		at = b->offset + nb_index_span(b) + NB_RECORD_CHECK;
	}
	h->end = at;
}

enum nb_status nb_index_embed(struct nb_writer *w, struct nb_index_header *h,
			      struct nb_error *err)
{
	struct nb_index_header placed = *h;
	struct nb_buf record = {0};
	enum nb_status st;
	uint32_t i;

	place_segments(w, &placed);
	st = nb_index_record_make(&placed, &record, err);
	if (!st)
		st = nb_sink_write(&w->sink, record.data, record.len, err);
	for (i = 0; !st && i < h->segment_count; i++)
		if (!h->segments[i].blocks.embedded)
			st = write_segment(w, &h->segments[i], &record, err);
	nb_buf_free(&record);
	h->end = placed.end;
	return st ? st : nb_writer_commit_records(w, err);
}
