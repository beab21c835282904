/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a thread does with a frame that is read ahead: decode it, hash the
 * documents, read and hash the sources, replay the journals
 * (format-spec/nbarc-format.md, sections 5 and 6).
 *
 * All documents of a frame are hashed by one call, and all its sources by
 * another, since nb_sha256_each() hashes several messages side by side. Errors
 * are passed on without text: the reader repeats the work and reports them.
 */
#include "archive/read/ahead_job.h"
#include "archive/frame/frame.h"
#include "archive/frame/replay.h"
#include "archive/frame/shared.h"
#include "archive/frame/sources.h"
#include "archive/frame/zframe.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/ranges.h"

#include <stdlib.h>
#include <string.h>

/* ---- the content of the frame */

/* True if the frame is longer than zstd makes of incompressible content of this
 * size. Its size comes from the file, and memory is taken for it. */
static bool too_long(const struct nb_entry *e)
{
	return e->frame_size >
	       (uint64_t)e->content_size + e->content_size / 128 + 1024;
}

/* Make `b` empty with room for `size` bytes. What it had is not copied. */
static enum nb_status make_room(struct nb_buf *b, size_t size)
{
	b->len = 0;
	if (size <= b->cap)
		return NB_OK;
	nb_buf_free(b);
	b->data = nb_alloc_large(size);
	if (!b->data)
		return NB_NOMEM;
	b->cap = size;
	return NB_OK;
}

/* Decode the whole frame and check its checksum. The compressed bytes stay in
 * j->bytes to be hashed beside the documents. */
static enum nb_status decode_whole(struct nb_ahead_job *j)
{
	const struct nb_entry *e = &j->frame.place;
	uint64_t at = e->directory + e->directory_size;
	size_t size = (size_t)e->frame_size;

	if (at > j->end || e->frame_size > j->end - at || too_long(e))
		return NB_INVALID;
	if (make_room(&j->bytes, size) ||
	    make_room(&j->whole, (size_t)e->content_size + 1))
		return NB_NOMEM;
	if (nb_file_read_at(j->file, NULL, at, j->bytes.data, size, NULL))
		return NB_IO;
	if (nb_zframe_decompress(&j->decoder, j->bytes.data, size,
				 j->shared->data, (size_t)j->shared->size,
				 e->content_size, NB_CONTENT_WINDOW_LOG,
				 &j->whole, NULL))
		return NB_INVALID;
	j->content = j->whole.data;
	return NB_OK;
}

/* Bytes of content that are wanted: up to the end of the last document, or all
 * of them for sources that need them. */
static uint32_t wanted(const struct nb_ahead_job *j)
{
	uint32_t upto = 0;
	size_t i;

	if (j->sources && nb_sources_need_frame(j->sources))
		return j->frame.place.content_size;
	for (i = 0; i < j->frame.count; i++) {
		const struct nb_span *s = &j->frame.spans[i];

		if (s->offset + s->len > upto)
			upto = s->offset + s->len;
	}
	return upto;
}

/* Decode the content as far as it is wanted. */
static enum nb_status decode_part(struct nb_ahead_job *j)
{
	uint32_t upto = wanted(j);
	enum nb_status st = NB_OK;

	if (upto == 0)
		return NB_OK;
	if (!j->reader)
		st = nb_frame_reader_create(j->file, &j->reader, NULL);
	if (!st)
		nb_frame_share(j->reader, j->shared);
	if (!st)
		st = nb_frame_select(j->reader, &j->frame.place, j->end, NULL);
	return st ? st : nb_frame_need(j->reader, upto, &j->content, NULL);
}

/* Make room for the hashes of `count` messages; those that are there stay. */
static enum nb_status reserve_hashes(struct nb_ahead_job *j, size_t count)
{
	struct nb_message *grown =
		nb_grow(j->hashed, &j->hashed_cap, count, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	j->hashed = grown;
	return NB_OK;
}

/*
 * Hash the documents and, of a whole frame, its compressed bytes, which must
 * have the check of the page directory: NB_INVALID if not.
 *
 * The frame comes first because it is the longest message: hashed side by side
 * with the others, it must not be left over at the end, alone.
 */
static enum nb_status hash_documents(struct nb_ahead_job *j)
{
	const struct nb_ahead_frame *f = &j->frame;
	size_t i, skip = f->whole ? 0 : NB_FIRST_DOCUMENT;

	if (reserve_hashes(j, NB_FIRST_DOCUMENT + f->count))
		return NB_NOMEM;
	if (f->whole) {
		j->hashed[0].data = j->bytes.data;
		j->hashed[0].len = (size_t)f->place.frame_size;
	}
	for (i = 0; i < f->count; i++) {
		struct nb_message *m = &j->hashed[NB_FIRST_DOCUMENT + i];

		m->data = j->content + f->spans[i].offset;
		m->len = f->spans[i].len;
	}
	nb_sha256_each(j->hashed + skip, NB_FIRST_DOCUMENT + f->count - skip);
	if (f->whole &&
	    memcmp(j->hashed[0].sha256, f->check, sizeof(f->check)) != 0)
		return NB_INVALID;
	return NB_OK;
}

/* ---- the sources */

/*
 * Make the i-th source as it was received: where it is stored, or in
 * j->received.
 *
 * The job's weight counts on j->received being no longer than the content of
 * the sources record; a source that goes beyond that is left to the reader. The
 * data of a source in j->received is not final, since that buffer may still
 * move.
 */
static void prepare_source(struct nb_ahead_job *j, size_t i)
{
	struct nb_kept *k = &j->kept[i];
	struct nb_buf *out = &j->received;
	struct nb_stored s;

	memset(k, 0, sizeof(*k));
	k->page = nb_sources_page(j->sources, i);
	if (nb_sources_stored(j->sources, k->page, &s, NULL))
		return;
	k->stored = s.form == NB_FORM_RECEIVED;
	k->made = out->len;
	k->data = s.data; /* final only if it is stored: see above */
	k->len = s.len;
	if (k->stored)
		return;
	if (nb_sources_get(j->sources, k->page, out, NULL) ||
	    out->len > j->sources_size) {
		out->len = k->made;
		k->data = NULL;
	}
	k->len = out->len - k->made;
}

/* Point the sources that were made into j->received, which no longer moves, and
 * hash all sources. */
static enum nb_status hash_sources(struct nb_ahead_job *j)
{
	size_t first = NB_FIRST_DOCUMENT + j->frame.count, i;

	if (reserve_hashes(j, first + j->kept_count))
		return NB_NOMEM;
	for (i = 0; i < j->kept_count; i++) {
		struct nb_kept *k = &j->kept[i];

		if (k->data && !k->stored && k->len)
			k->data = j->received.data + k->made;
		j->hashed[first + i].data = k->data;
		j->hashed[first + i].len = k->len;
	}
	nb_sha256_each(j->hashed + first, j->kept_count);
	for (i = 0; i < j->kept_count; i++)
		memcpy(j->kept[i].sha256, j->hashed[first + i].sha256,
		       NB_SHA256_SIZE);
	return NB_OK;
}

/* Note whether the journal of a source makes a page of it again. A source
 * without a journal counts as one that replays: nothing is wrong with it. */
static void replay_journal(struct nb_ahead_job *j, struct nb_kept *k)
{
	char form[NB_FORM_NAME_MAX];
	struct nb_stored s;
	struct nb_page *page;
	enum nb_status st;

	if (!k->data || nb_sources_stored(j->sources, k->page, &s, NULL))
		return;
	st = nb_stored_replay(&s, k->data, k->len, form, &page, NULL);
	nb_page_free(page);
	k->replays = !st || st == NB_ABSENT;
}

/* Decode j->sources, a record that was read, and fill in j->kept. */
static enum nb_status decode_sources(struct nb_ahead_job *j)
{
	struct nb_kept *grown;
	size_t i, count;
	enum nb_status st = NB_INVALID;

	if (j->content || !nb_sources_need_frame(j->sources))
		st = nb_sources_decode(j->sources, j->content,
				       j->frame.place.content_size, NULL);
	if (st)
		return st;
	count = nb_sources_count(j->sources);
	grown = nb_grow(j->kept, &j->kept_cap, count, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	j->kept = grown;
	j->received.len = 0;
	for (i = 0; i < count; i++)
		prepare_source(j, i);
	j->kept_count = count;
	st = hash_sources(j);
	for (i = 0; !st && j->frame.replay && i < count; i++)
		replay_journal(j, &j->kept[i]);
	return st;
}

/* ---- the whole job */

/* Forget the sources of a job, and what was made of them. */
static void drop_sources(struct nb_ahead_job *j)
{
	nb_sources_free(j->sources);
	j->sources = NULL;
	j->kept_count = 0;
}

void nb_ahead_work(void *context)
{
	struct nb_ahead_job *j = context;
	enum nb_status st;

	drop_sources(j);
	j->content = NULL;
	/* Documents are good even if the sources are not, and independent
	 * sources even if the documents are not. */
	if (j->sources_size && nb_sources_read(j->file, &j->frame.place, j->end,
					       &j->sources, NULL))
		j->sources = NULL;
	st = j->frame.whole ? decode_whole(j) : decode_part(j);
	if (!st && j->content)
		st = hash_documents(j);
	if (st)
		j->content = NULL;
	if (j->sources && decode_sources(j))
		drop_sources(j);
}

void nb_ahead_job_clear(struct nb_ahead_job *j)
{
	drop_sources(j);
	nb_frame_reader_free(j->reader);
	nb_zdecoder_free(&j->decoder);
	nb_buf_free(&j->bytes);
	nb_buf_free(&j->whole);
	nb_buf_free(&j->received);
	free(j->hashed);
	free(j->kept);
	j->reader = NULL;
	j->hashed = NULL;
	j->kept = NULL;
	j->hashed_cap = j->kept_cap = 0;
}
