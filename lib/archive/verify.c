/* SPDX-License-Identifier: Apache-2.0 */
/* Checking a whole archive: the commit chain, every structure in the order of
 * the file, the catalogue and the Merkle root. */
#include "archive/verify.h"
#include "archive/summary.h"
#include "archive/walk.h"
#include "base/error.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

static const struct nb_string nobody = {"", 0};

void nb_verify_report(struct nb_verify *v, struct nb_string id,
		      enum nb_status status, struct nb_error *err)
{
	v->worst = nb_worse(v->worst, status);
	nb_error_file(err, v->archive->path);
	if (v->callbacks && v->callbacks->report)
		v->callbacks->report(v->callbacks->context, id, err);
}

static void report_at(struct nb_verify *v, uint64_t offset, const char *what)
{
	struct nb_error err;

	nb_verify_report(v, nobody,
			 nb_fail_at(&err, NB_INVALID, offset, "%s", what),
			 &err);
}

static bool go_on(const struct nb_verify *v, uint64_t done)
{
	const struct nb_verify_callbacks *c = v->callbacks;

	return !c || !c->progress ||
	       c->progress(c->context, done, v->archive->size);
}

/* ---- the chain of commits */

static bool every_commit(void *context, const struct nb_archive_info *info)
{
	(void)context;
	(void)info;
	return true;
}

/* Going through the commits checks the hash of each, and those from before a
 * rewrite. */
static void check_chain(struct nb_verify *v)
{
	struct nb_error err;
	enum nb_status st =
		nb_archive_commits(v->archive, every_commit, NULL, &err);

	if (st)
		nb_verify_report(v, nobody, st, &err);
}

/* ---- structures in the order of the file */

static uint32_t limit_of(uint8_t kind)
{
	switch (kind) {
	case NB_RECORD_SOURCES:
		return NB_SOURCES_MAX;
	case NB_RECORD_COMMIT:
		return NB_COMMIT_SIZE;
	default:
		return NB_NODE_MAX;
	}
}

static enum nb_status check_record(struct nb_verify *v,
				   const struct nb_place *place,
				   struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	if (place->kind == NB_RECORD_DIRECTORY)
		return nb_verify_pages(v, place->offset, (uint32_t)place->size,
				       err);
	st = nb_record_read(v->archive->fd, place->offset,
			    (uint32_t)place->size, v->archive->size,
			    (enum nb_record_kind)place->kind,
			    limit_of(place->kind), &record, err);
	nb_buf_free(&record);
	if (st && st != NB_NOMEM) {
		nb_verify_report(v, nobody, st, err);
		return NB_OK;
	}
	return st;
}

/*
 * The walk met damage at walk->at. Go on at the next offset where a record
 * stands whose checksum is right.
 */
static enum nb_status resync(struct nb_walk *walk, struct nb_error *err)
{
	uint8_t window[4096 + NB_RECORD_HEAD];
	struct nb_buf record = {0};
	uint64_t at = walk->at + 1;

	walk->frame_size = 0;
	while (at + NB_RECORD_LEAST <= walk->end) {
		uint64_t left = walk->end - at;
		size_t n = left < sizeof(window) ? (size_t)left
						 : sizeof(window),
		       i;
		enum nb_status st =
			nb_fd_read_at(walk->fd, NULL, at, window, n, err);

		if (st)
			return st;
		for (i = 0; i + NB_RECORD_HEAD <= n; i++) {
			uint32_t size;
			uint8_t kind;

			if (window[i] != 0x5b ||
			    nb_record_head(window + i, at + i, &kind, &size,
					   NULL))
				continue;
			record.len = 0;
			st = nb_record_read(walk->fd, at + i, size, walk->end,
					    (enum nb_record_kind)kind,
					    limit_of(kind), &record, NULL);
			if (st)
				continue;
			nb_buf_free(&record);
			walk->at = at + i;
			return NB_OK;
		}
		at += n - NB_RECORD_HEAD + 1;
	}
	nb_buf_free(&record);
	walk->at = walk->end;
	return NB_OK;
}

static enum nb_status check_structures(struct nb_verify *v,
				       struct nb_error *err)
{
	uint64_t end = v->archive->commit.offset + NB_COMMIT_SIZE;
	struct nb_walk walk = {
		.fd = v->archive->fd, .at = NB_HEADER_SIZE, .end = end};
	struct nb_place place;
	enum nb_status st = NB_OK;

	while (!st && walk.at < end) {
		if (!go_on(v, walk.at))
			return nb_fail(err, NB_ABSENT, "stopped");
		st = nb_walk_next(&walk, &place, err);
		if (st == NB_INVALID || st == NB_UNSUPPORTED) {
			nb_verify_report(v, nobody, st, err);
			st = resync(&walk, err);
			continue;
		}
		if (!st && place.what == NB_PLACE_RECORD)
			st = check_record(v, &place, err);
	}
	if (!st && v->archive->size != end)
		report_at(v, end,
			  "bytes of an unfinished append behind the newest "
			  "commit; the next ingest cuts them off");
	return st;
}

/* ---- the catalogue */

static int by_offset(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

/* An entry whose page directory the walk did not come by has lost its page. */
static void check_entry(struct nb_verify *v, const struct nb_entry *e)
{
	struct nb_error err;

	if (e->state == NB_STATE_PURGED ||
	    (v->directory_count &&
	     bsearch(&e->directory, v->directories, v->directory_count,
		     sizeof(*v->directories), by_offset)))
		return;
	nb_verify_report(v, e->id,
			 nb_fail_at(&err, NB_INVALID, e->directory,
				    "the page's frame is lost: its page "
				    "directory is damaged"),
			 &err);
}

static bool counts_agree(const struct nb_commit *a, const struct nb_commit *b)
{
	return a->revisions == b->revisions && a->pages == b->pages &&
	       a->items == b->items && a->document_bytes == b->document_bytes &&
	       a->source_bytes == b->source_bytes;
}

static enum nb_status check_catalogue(struct nb_verify *v, struct nb_error *err)
{
	const struct nb_commit *c = &v->archive->commit;
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	struct nb_summary sum;
	struct nb_commit found;
	enum nb_status st;

	if (v->directory_count)
		qsort(v->directories, v->directory_count,
		      sizeof(*v->directories), by_offset);
	nb_summary_init(&sum);
	st = nb_cursor_create(v->archive, "", 0, true, &cursor, err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		check_entry(v, e);
		nb_summary_add(&sum, e);
	}
	nb_cursor_free(cursor);
	if (st == NB_NOMEM || st == NB_IO)
		return st;
	if (st) {
		nb_verify_report(v, nobody, st, err);
		return NB_OK;
	}
	memset(&found, 0, sizeof(found));
	nb_summary_end(&sum, &found);
	if (!counts_agree(c, &found))
		report_at(v, c->offset,
			  "commit record: its counts are not those of the "
			  "catalogue");
	if (memcmp(c->root, found.root, 32) != 0)
		report_at(v, c->offset,
			  "commit record: the Merkle root does not match");
	return NB_OK;
}

enum nb_status nb_archive_verify(struct nb_archive *archive,
				 const struct nb_verify_callbacks *callbacks,
				 struct nb_error *err)
{
	struct nb_verify v = {.archive = archive, .callbacks = callbacks};
	enum nb_status st;

	check_chain(&v);
	st = check_structures(&v, err);
	if (!st)
		st = check_catalogue(&v, err);
	free(v.directories);
	if (st) {
		nb_error_file(err, archive->path);
		return st;
	}
	return v.worst;
}
