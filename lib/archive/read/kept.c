/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents, sources and decisions as they are stored, withdrawn or not
 * (format-spec/nbarc-format.md, section 9, "Getting a document", and section
 * 6).
 *
 * Both come from threads that read ahead, if these have them ready, and else
 * from the frame that the archive has decoded last. A document is decoded only
 * up to its end and checked by its SHA-256, so the frame's own checksum is not
 * needed. A sources record needs the whole content of its frame, which is the
 * prefix of its compression, unless it is independent.
 */
#include "archive/read/kept.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/read/ahead.h"
#include "archive/read/damaged.h"
#include "archive/read/handle.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "page/decide/kept.h"

#include <nbarc/archive.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Check the SHA-256 of a document, unless it was checked last and is still
 * there: whoever asks for one item of a page after the other would hash the
 * page each time.
 */
static bool is_sound(struct nb_archive *a, const struct nb_entry *e,
		     const uint8_t *document)
{
	uint64_t started = nb_frame_started(a->frame);
	uint8_t digest[NB_SHA256_SIZE];

	if (a->checked.started == started && a->checked.offset == e->offset &&
	    a->checked.len == e->len &&
	    memcmp(a->checked.sha256, e->sha256, NB_SHA256_SIZE) == 0)
		return true;
	nb_sha256(document, e->len, digest);
	if (memcmp(digest, e->sha256, NB_SHA256_SIZE) != 0)
		return false;
	a->checked.started = started;
	a->checked.offset = e->offset;
	a->checked.len = e->len;
	memcpy(a->checked.sha256, digest, NB_SHA256_SIZE);
	return true;
}

/* Read the document from where the entry says that its frame stands. */
static enum nb_status read_document(struct nb_archive *a,
				    const struct nb_entry *e,
				    const uint8_t **document,
				    struct nb_error *err)
{
	const uint8_t *content = NULL;
	enum nb_status st;

	*document = NULL;
	st = nb_frame_select(a->frame, e, a->end, err);
	if (!st)
		st = nb_frame_need(a->frame, e->offset + e->len, &content, err);
	if (!st && !is_sound(a, e, content + e->offset))
		st = nb_fail_at(err, NB_INVALID, nb_entry_frame(e),
				"page frame: its SHA-256 does not match");
	if (!st)
		*document = content + e->offset;
	return st;
}

enum nb_status nb_archive_kept_document(struct nb_archive *a,
					const struct nb_entry *e,
					const uint8_t **document,
					struct nb_error *err)
{
	struct nb_entry moved;
	struct nb_error own;
	enum nb_status st;

	*document = nb_ahead_document(a->ahead, e);
	if (*document)
		return NB_OK;
	err = nb_error_or(err, &own);
	st = read_document(a, e, document, err);
	if (nb_archive_tolerates(a, st)) {
		st = nb_archive_relocate(a, e, &moved, err);
		if (!st)
			st = read_document(a, &moved, document, err);
	}
	if (st) {
		nb_error_about(err, e->id.text, e->id.len);
		nb_error_file(err, a->path);
	}
	return st;
}

/* Decode all of the entry's page frame. */
static enum nb_status whole_content(struct nb_archive *a,
				    const struct nb_entry *e,
				    const uint8_t **content,
				    struct nb_error *err)
{
	enum nb_status st;

	*content = nb_ahead_content(a->ahead, e);
	if (*content)
		return NB_OK;
	st = nb_frame_select(a->frame, e, a->end, err);
	return st ? st : nb_frame_need(a->frame, e->content_size, content, err);
}

/*
 * Read the sources record from where the entry says that it stands. The decoded
 * record is kept, because the pages of a frame are usually asked for one after
 * the other and share it.
 *
 * Only the record says whether it needs the frame. Nearly all do, so the frame
 * comes first, as in the file, unless the last record was independent.
 */
static enum nb_status read_sources(struct nb_archive *a,
				   const struct nb_entry *e,
				   const struct nb_sources **sources,
				   struct nb_error *err)
{
	const uint8_t *content = NULL;
	enum nb_status st, frame = NB_OK;

	*sources = a->sources;
	if (a->sources && nb_sources_offset(a->sources) == nb_entry_sources(e))
		return NB_OK;
	nb_sources_free(a->sources);
	a->sources = NULL;
	/* The record follows the frame. */
	nb_file_expect(
		a->file,
		&(struct nb_range){nb_entry_frame(e),
				   (uint64_t)e->frame_size + e->sources_size},
		1);
	if (!a->independent)
		frame = whole_content(a, e, &content, err);
	if (frame && !nb_sources_look_independent(a->file, e, a->end))
		return frame;
	st = nb_sources_read(a->file, e, a->end, &a->sources, err);
	a->independent = !st && !nb_sources_need_frame(a->sources);
	if (!st && !a->independent && !content)
		st = whole_content(a, e, &content, err);
	if (!st)
		st = nb_sources_decode(a->sources, content, e->content_size,
				       err);
	if (st) {
		nb_sources_free(a->sources);
		a->sources = NULL;
	}
	*sources = a->sources;
	return st;
}

enum nb_status nb_archive_sources(struct nb_archive *a,
				  const struct nb_entry *e,
				  const struct nb_sources **sources,
				  struct nb_error *err)
{
	struct nb_entry moved;
	struct nb_error own;
	enum nb_status st;

	*sources = nb_ahead_sources(a->ahead, e);
	if (*sources)
		return NB_OK;
	err = nb_error_or(err, &own);
	st = read_sources(a, e, sources, err);
	if (nb_archive_tolerates(a, st)) {
		st = nb_archive_relocate(a, e, &moved, err);
		if (!st)
			st = read_sources(a, &moved, sources, err);
	}
	return st;
}

/*
 * A source must have the length and the SHA-256 that the catalogue has for it.
 */
static enum nb_status check_source(const struct nb_entry *e,
				   const uint8_t *source, size_t len,
				   struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(source, len, digest);
	if (len == e->source_len &&
	    memcmp(digest, e->source_sha256, NB_SHA256_SIZE) == 0)
		return NB_OK;
	return nb_fail_at(err, NB_INVALID, nb_entry_sources(e),
			  "sources record: its SHA-256 does not match");
}

/* On failure `out` is as it was, although the source is decoded into it before
 * it is checked. */
enum nb_status nb_archive_kept_source(struct nb_archive *a,
				      const struct nb_entry *e,
				      struct nb_buf *out, struct nb_error *err)
{
	const struct nb_sources *sources = NULL;
	const uint8_t *ready;
	size_t start = out->len;
	enum nb_status st;

	if (!e->has_source) {
		st = nb_fail(err, NB_ABSENT, "the archive keeps no source");
	} else if (!e->sources_size) {
		st = nb_fail_at(err, NB_INVALID, nb_entry_frame(e),
				"the record with its source is missing");
	} else {
		/* The thread has compared the hash already. */
		ready = nb_ahead_source(a->ahead, e, NULL);
		if (ready)
			return nb_buf_add(out, ready, (size_t)e->source_len)
				       ? nb_fail_mem(err)
				       : NB_OK;
		st = nb_archive_sources(a, e, &sources, err);
	}
	if (!st)
		st = nb_sources_get(sources, e->page_index, out, err);
	if (!st)
		st = check_source(e, out->data + start, out->len - start, err);
	if (st) {
		out->len = start;
		nb_error_about(err, e->id.text, e->id.len);
		nb_error_file(err, a->path);
	}
	return st;
}

enum nb_status nb_archive_kept_decisions(struct nb_archive *a,
					 const struct nb_entry *e,
					 struct nb_buf *out,
					 struct nb_error *err)
{
	const struct nb_sources *sources = NULL;
	struct nb_stored stored = {.decisions = NULL};
	enum nb_status st;

	if (!e->has_decisions)
		return NB_OK;
	if (!e->sources_size)
		st = nb_fail_at(err, NB_INVALID, nb_entry_frame(e),
				"the record with its decisions is missing");
	else
		st = nb_archive_sources(a, e, &sources, err);
	if (!st)
		st = nb_sources_stored(sources, e->page_index, &stored, err);
	if (!st && !stored.decisions_len)
		st = nb_fail_at(err, NB_INVALID, nb_sources_offset(sources),
				"sources record: it lacks decisions that the "
				"catalogue has");
	if (!st) {
		st = nb_kept_check((const char *)stored.decisions,
				   stored.decisions_len, err);
		if (st && err)
			err->offset = nb_sources_offset(sources);
	}
	if (st) {
		nb_error_about(err, e->id.text, e->id.len);
		nb_error_file(err, a->path);
		return st;
	}
	return nb_buf_add(out, stored.decisions, stored.decisions_len)
		       ? nb_fail_mem(err)
		       : NB_OK;
}
