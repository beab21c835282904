/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adding pages to an archive (format-spec/nbarc-format.md, section 10);
 * writer.h has the model. The catalogue and the commit record of a segment are
 * in segment.c.
 *
 * An archive is locked and its tail cleared when it is opened; a new one is
 * written under a temporary name. A page that has the text of the newest
 * revision already is not added.
 */
#include "archive/write/writer.h"
#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf_writer.h"
#include "archive/frame/encoders.h"
#include "archive/frame/prefix.h"
#include "archive/frame/shared.h"
#include "archive/read/find.h"
#include "archive/read/open.h"
#include "archive/read/tail.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/write/batch.h"
#include "archive/write/clash.h"
#include "archive/write/frames.h"
#include "archive/write/start.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"

#include <nbarc/archive.h>
#include <nbarc/id.h>
#include <nbarc/tei.h>
#include <nbarc/write.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a commit record has its compatible features (section 8). */
#define COMPATIBLE_AT 96u

/* ---- opening */

/*
 * NB_BUSY if `path` names another file than the one that was opened: a rewrite
 * has replaced it between the open and the lock, and what is appended to the
 * old file would be lost.
 */
static enum nb_status refuse_replaced(const struct nb_writer *w,
				      struct nb_error *err)
{
	struct stat opened, there;

	if (fstat(w->sink.fd, &opened) != 0 || stat(w->path, &there) != 0)
		return nb_fail_sys(err, w->path, "stat");
	if (opened.st_dev == there.st_dev && opened.st_ino == there.st_ino)
		return NB_OK;
	(void)nb_fail(err, NB_BUSY,
		      "another process has replaced the file; try again");
	nb_error_file(err, w->path);
	return NB_BUSY;
}

/* Open an archive that exists for appending: lock it, find its newest commit,
 * clear its tail, and stand at the end of the commit. */
static enum nb_status open_old(struct nb_writer *w, uint64_t *dropped,
			       struct nb_error *err)
{
	uint64_t end;
	enum nb_status st = nb_fd_lock(w->sink.fd, w->path, err);

	if (!st)
		st = refuse_replaced(w, err);
	if (!st)
		st = nb_archive_attach(nb_local(w->sink.fd), w->path, &w->old,
				       err);
	if (st)
		return st;
	/* None is defined; a writer must not append to what it does not know
	 * (section 12). */
	if (w->old->commit.compatible) {
		(void)nb_fail_at(err, NB_UNSUPPORTED,
				 w->old->commit.offset + COMPATIBLE_AT,
				 "appending needs a newer nbarc than %s",
				 NB_VERSION);
		nb_error_file(err, w->path);
		return NB_UNSUPPORTED;
	}
	st = nb_tail_clear(w->old, &w->options, dropped, err);
	if (st)
		return st;
	end = w->old->commit.offset + NB_COMMIT_SIZE;
	if (lseek(w->sink.fd, (off_t)end, SEEK_SET) < 0)
		return nb_fail_sys(err, w->path, "seek");
	w->sink.at = w->sink.segment = end;
	nb_summary_resume(&w->summary, &w->old->commit);
	return NB_OK;
}

/* Begin a new file under a temporary name, which is locked, with its header and
 * its shared text. */
static enum nb_status open_new(struct nb_writer *w, struct nb_buf *start,
			       struct nb_error *err)
{
	const struct nb_buf text = {(uint8_t *)w->options.shared_text,
				    w->options.shared_text_len, 0};
	enum nb_status st = nb_start_encode(&text, start, err);

	if (!st)
		st = nb_output_create_locked(w->path, &w->output, err);
	if (st)
		return st;
	w->sink.fd = nb_output_fd(w->output);
	return nb_sink_write(&w->sink, start->data, start->len, err);
}

/* Open the archive if there is one, and else begin it. `start`, which must be
 * empty, becomes the start of the file. */
static enum nb_status open_file(struct nb_writer *w, struct nb_buf *start,
				uint64_t *dropped, struct nb_error *err)
{
	enum nb_status st = nb_file_open(w->path, O_RDWR, &w->sink.fd, err);

	if (st == NB_IO && errno == ENOENT)
		return open_new(w, start, err);
	if (!st)
		st = open_old(w, dropped, err);
	if (st)
		return st;
	st = nb_start_copy(&w->old->shared, start, err);
	if (st)
		nb_error_file(err, w->path);
	return st;
}

/* Open the file, and index its shared text. */
static enum nb_status begin(struct nb_writer *w, uint64_t *dropped,
			    struct nb_error *err)
{
	struct nb_buf start = {0};
	enum nb_status st = open_file(w, &start, dropped, err);

	if (!st) {
		nb_writer_defaults(&w->options, start.len > NB_HEADER_SIZE);
		st = nb_writer_prefix(&w->options, &start, &w->prefix, err);
	}
	nb_buf_free(&start);
	return st;
}

/* Start as many threads as options and memory allow. */
static enum nb_status start_pool(struct nb_writer *w, struct nb_error *err)
{
	struct nb_memory_plan plan = nb_memory_plan(&w->options);
	enum nb_status st =
		nb_encoders_create(plan.encoders, &w->encoders, err);

	return st ? st
		  : nb_pool_create(plan.threads, nb_batch_compress, &w->pool,
				   err);
}

enum nb_status nb_writer_open(const char *path,
			      const struct nb_writer_options *options,
			      struct nb_writer **writer, uint64_t *dropped,
			      struct nb_error *err)
{
	struct nb_writer *w = nb_alloc(1, sizeof(*w));
	enum nb_status st;

	*writer = NULL;
	*dropped = 0;
	if (!w)
		return nb_fail_mem(err);
	w->sink.fd = -1; /* for nb_writer_free() */
	if (options)
		w->options = *options;
	w->path = nb_strndup(path, strlen(path));
	w->sink.path = w->path;
	if (!w->path || nb_pending_create(&w->pending))
		st = nb_fail_mem(err);
	else
		st = begin(w, dropped, err);
	if (!st)
		st = start_pool(w, err);
	if (st) {
		nb_writer_free(w);
		return st;
	}
	*writer = w;
	return NB_OK;
}

/* ---- pages */

bool nb_writer_pending(const struct nb_writer *w, const char *id)
{
	struct nb_string key = {id, strlen(id)};

	return nb_pending_find(&w->pending, &key) != NULL;
}

size_t nb_writer_waiting(const struct nb_writer *w)
{
	return w->waiting;
}

enum nb_status nb_writer_newest(struct nb_writer *w, const struct nb_string *id,
				const struct nb_entry **entry,
				struct nb_error *err)
{
	struct nb_error own; /* so that an absent page leaves err alone */
	enum nb_status st;

	*entry = nb_pending_find(&w->pending, id);
	if (*entry || !w->old)
		return NB_OK;
	st = nb_archive_lookup(w->old, id->text, id->len, 0, NB_DETAIL_ALL,
			       entry, &own);
	if (st == NB_ABSENT)
		return NB_OK;
	if (st && err)
		*err = own;
	return st;
}

/* True if `a` is present and both have the same document and source. */
static bool same_content(const struct nb_entry *a, const struct nb_entry *b)
{
	return a->state == NB_STATE_PRESENT &&
	       memcmp(a->sha256, b->sha256, NB_SHA256_SIZE) == 0 &&
	       memcmp(a->source_sha256, b->source_sha256, NB_SHA256_SIZE) == 0;
}

/* Make room for one more page, so that add_page() cannot fail: by then the page
 * is in a batch. */
static enum nb_status make_room(struct nb_writer *w, struct nb_error *err)
{
	struct nb_batch_page **grown =
		nb_grow(w->pages, &w->page_cap, w->page_count + 1,
			sizeof(struct nb_batch_page *));

	if (!grown)
		return nb_fail_mem(err);
	w->pages = grown;
	return NB_OK;
}

/* Add the page, which the writer owns from now on, to list and tables. */
static void add_page(struct nb_writer *w, struct nb_batch_page *page)
{
	w->pages[w->page_count++] = page;
	w->waiting += page->size;
	nb_pending_add(&w->pending, page);
}

/* Number of the commit that this segment will be. */
static uint32_t next_commit(const struct nb_writer *w)
{
	return w->old ? (uint32_t)w->old->commit.number + 1 : 1;
}

/* Copy an entry as the revision after `before`, or as the first one if that is
 * NULL. The page is the caller's on success only. */
static enum nb_status next_revision(struct nb_writer *w,
				    const struct nb_entry *before,
				    const struct nb_entry *entry,
				    struct nb_batch_page **page,
				    struct nb_error *err)
{
	enum nb_status st = nb_leaf_fits(entry, err);

	if (!st)
		st = make_room(w, err);
	if (!st)
		st = nb_batch_page_copy(entry, page, err);
	if (st)
		return st;
	(*page)->entry.revision = before ? before->revision + 1 : 1;
	(*page)->entry.commit = next_commit(w);
	return NB_OK;
}

enum nb_status nb_writer_add_entry(struct nb_writer *w,
				   const struct nb_entry *before,
				   const struct nb_entry *entry,
				   struct nb_error *err)
{
	struct nb_batch_page *page = NULL;
	enum nb_status st = next_revision(w, before, entry, &page, err);

	if (st)
		return st;
	nb_summary_follow(&w->summary, before, &page->entry);
	add_page(w, page);
	return NB_OK;
}

/*
 * Add the page and its text to a frame. The page is the writer's on success
 * only.
 */
static enum nb_status add_to_frame(struct nb_writer *w,
				   struct nb_batch_page *page,
				   const struct nb_new_page *from,
				   struct nb_error *err)
{
	enum nb_status st = make_room(w, err);

	if (!st)
		st = nb_writer_open_frame(w, from->len, err);
	if (!st)
		st = nb_batch_add(
			w->batch, page, from,
			!w->options.no_sources && !from->source_sha256, err);
	if (st)
		return st;
	add_page(w, page);
	return NB_OK;
}

enum nb_status nb_writer_add_stored(struct nb_writer *w,
				    const struct nb_entry *before,
				    const struct nb_entry *entry,
				    const void *document,
				    const struct nb_stored *source,
				    struct nb_error *err)
{
	struct nb_batch_page *page = NULL;
	enum nb_status st = next_revision(w, before, entry, &page, err);

	if (st)
		return st;
	st = nb_writer_open_frame(w, page->entry.len, err);
	if (!st)
		st = nb_batch_add_stored(w->batch, page, document, source, err);
	if (st) {
		free(page);
		return st;
	}
	nb_summary_follow(&w->summary, before, &page->entry);
	add_page(w, page);
	return NB_OK;
}

/*
 * Read the decisions that are kept with the newest revision; `kept` stays empty
 * if there are none.
 */
static enum nb_status read_decisions(struct nb_writer *w,
				     const struct nb_entry *before,
				     struct nb_buf *kept, struct nb_error *err)
{
	if (!before || !before->has_decisions)
		return NB_OK;
	if (before == nb_pending_find(&w->pending, &before->id))
		return nb_fail(err, NB_USAGE,
			       "%.*s: its decisions must be committed before "
			       "it is added again",
			       (int)before->id.len, before->id.text);
	return nb_archive_kept_decisions(w->old, before, kept, err);
}

/* What would not fit the catalogue is refused before anything is computed. */
static enum nb_status check_page(const struct nb_new_page *p,
				 struct nb_error *err)
{
	if (!nb_id_is_page(p->id, strlen(p->id)))
		return nb_fail(err, NB_USAGE,
			       "%.80s: not an XML name of at most %d bytes",
			       p->id, NB_ID_MAX - 1);
	if (p->len > NB_CONTENT_MAX || p->head_len > p->tail_offset ||
	    p->tail_offset > p->len)
		return nb_fail(
			err, NB_LIMIT,
			"%s: the document has %zu bytes, or its head and "
			"tail lie outside it",
			p->id, p->len);
	return NB_OK;
}

/*
 * True if the newest revision was made from the same source and reads the same.
 * A newer version of the program, or of a model, makes documents that differ
 * only in what they say about themselves: that is no revision.
 *
 * Only a revision that is committed can be read back. A document that cannot be
 * read counts as another one.
 */
static bool same_text(struct nb_writer *w, const struct nb_entry *before,
		      const struct nb_batch_page *page,
		      const struct nb_new_page *from)
{
	const uint8_t *document;

	return before->state == NB_STATE_PRESENT && w->old &&
	       before != nb_pending_find(&w->pending, &page->entry.id) &&
	       memcmp(before->source_sha256, page->entry.source_sha256,
		      NB_SHA256_SIZE) == 0 &&
	       nb_archive_kept_document(w->old, before, &document, NULL) ==
		       NB_OK &&
	       nb_tei_same(document, before->len, from->document, from->len);
}

/* Make the entry of a page. All that can be wrong with the page itself is found
 * here. */
static enum nb_status make_page(const struct nb_new_page *from,
				struct nb_batch_page **page,
				struct nb_error *err)
{
	enum nb_status st = check_page(from, err);

	if (!st)
		st = nb_batch_page_create(from, page, err);
	if (st)
		return st;
	st = nb_leaf_fits(&(*page)->entry, err);
	if (st)
		nb_error_about(err, from->id, strlen(from->id));
	return st;
}

/* Refuse an identifier of a new page that clashes with another. *added is set
 * then. */
static enum nb_status refuse_clash(struct nb_writer *w,
				   const struct nb_string *id,
				   enum nb_added *added, struct nb_error *err)
{
	struct nb_clash c;
	enum nb_status st = nb_writer_find_clash(w, id, &c, err);

	if (st || !c.page[0])
		return st;
	*added = NB_ADDED_REFUSED;
	if (strlen(c.page) == id->len)
		return nb_fail(err, NB_INVALID,
			       "%s: an item of the page %s could have the same "
			       "identifier",
			       c.page, c.parent);
	return nb_fail(err, NB_INVALID,
		       "%s: an item of this page could have the same "
		       "identifier as the page %s",
		       c.parent, c.page);
}

/*
 * Is the page, with its decisions, the newest revision already? The hashes come
 * first: they decide most cases without reading.
 */
static bool is_unchanged(struct nb_writer *w, const struct nb_entry *before,
			 const struct nb_batch_page *page,
			 const struct nb_new_page *from,
			 const struct nb_buf *kept)
{
	return before && from->decisions_len == kept->len &&
	       (!kept->len ||
		memcmp(from->decisions, kept->data, kept->len) == 0) &&
	       (same_content(before, &page->entry) ||
		same_text(w, before, page, from));
}

/* Add a page of which `before` is the newest revision, NULL if it is new. The
 * page is the writer's unless this fails or *added says that nothing changed.
 */
static enum nb_status add_revision(struct nb_writer *w,
				   const struct nb_entry *before,
				   struct nb_batch_page *page,
				   const struct nb_new_page *from,
				   enum nb_added *added, struct nb_error *err)
{
	struct nb_new_page with = *from;
	struct nb_buf kept = {0};
	enum nb_status st = read_decisions(w, before, &kept, err);

	if (!from->decisions) {
		with.decisions = kept.data;
		with.decisions_len = kept.len;
	}
	page->entry.revision = before ? before->revision + 1 : 1;
	page->entry.commit = next_commit(w);
	if (!st && is_unchanged(w, before, page, &with, &kept)) {
		*added = NB_ADDED_UNCHANGED;
	} else if (!st) {
		if (before)
			*added = NB_ADDED_REVISION;
		/* Now, as `before` may not outlive the frame that is submitted.
		 */
		nb_summary_follow(&w->summary, before, &page->entry);
		st = add_to_frame(w, page, &with, err);
	}
	nb_buf_free(&kept);
	return st;
}

enum nb_status nb_writer_add(struct nb_writer *w,
			     const struct nb_new_page *from,
			     enum nb_added *added, struct nb_error *err)
{
	const struct nb_entry *before = NULL;
	struct nb_batch_page *page = NULL;
	enum nb_status st = make_page(from, &page, err);

	*added = st && st != NB_NOMEM ? NB_ADDED_REFUSED : NB_ADDED_NEW;
	if (!st)
		st = nb_writer_newest(w, &page->entry.id, &before, err);
	if (!st && !before)
		st = refuse_clash(w, &page->entry.id, added, err);
	if (!st)
		st = add_revision(w, before, page, from, added, err);
	if (st || *added == NB_ADDED_UNCHANGED)
		free(page);
	/* A page that is refused comes from another file. */
	if (st && *added != NB_ADDED_REFUSED)
		nb_error_file(err, w->path);
	return st;
}

/* ---- closing */

struct nb_archive *nb_writer_archive(struct nb_writer *w)
{
	return w->old;
}

void nb_writer_forget(struct nb_writer *w)
{
	size_t i;

	for (i = 0; i < w->page_count; i++)
		free(w->pages[i]);
	w->page_count = 0;
	w->waiting = 0;
	nb_pending_clear(&w->pending);
}

/* Cut off what this writer wrote after the newest commit, so that the file is
 * as it was. A new file is removed instead, as a temporary one. */
static void cut_off_segment(struct nb_writer *w)
{
	uint64_t end;

	if (!w->old || w->output)
		return;
	end = w->old->commit.offset + NB_COMMIT_SIZE;
	/* If it fails, the next writer judges and clears what is left. */
	if (w->sink.at > end && ftruncate(w->sink.fd, (off_t)end) != 0)
		errno = 0;
}

void nb_writer_free(struct nb_writer *w)
{
	if (!w)
		return;
	nb_writer_drop(w);
	nb_batch_free(w->batch);
	if (w->pages)
		nb_writer_forget(w);
	cut_off_segment(w);
	if (w->old)
		w->old->file = nb_local(-1); /* the descriptor is the sink's */
	nb_archive_close(w->old);
	if (w->output)
		nb_output_free(w->output);
	else if (w->sink.fd >= 0)
		(void)close(w->sink.fd);
	nb_pool_free(w->pool);
	nb_encoders_free(w->encoders);
	nb_prefix_free(w->prefix);
	free(w->pages);
	nb_pending_free(&w->pending);
	free(w->path);
	free(w);
}
