/* SPDX-License-Identifier: Apache-2.0 */
/* Adding pages to an archive (section 10). The catalogue and the commit record
 * of a segment are in segment.c. */
#include "archive/write/writer.h"
#include "archive/catalogue/entry.h"
#include "archive/frame/encoders.h"
#include "archive/read/find.h"
#include "archive/read/open.h"
#include "archive/read/tail.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/write/batch.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <nbarc/archive.h>
#include <nbarc/tei.h>
#include <nbarc/write.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_LEVEL 19
/* What makes archives smaller than any peer of bench/ makes them; a cold get
 * stays within 2.5 times /bin/true, and its content is one huge page. */
#define DEFAULT_CONTENT ((uint32_t)2 << 20)
#define TABLE_SIZE ((size_t)1 << 16)

/* ---- opening */

/* A rewrite may have put another file in the place of the one that was opened:
 * what is appended to that would be lost. */
static enum nb_status refuse_replaced(const struct nb_writer *w,
				      struct nb_error *err)
{
	struct stat opened, there;

	if (fstat(w->sink.fd, &opened) != 0 || stat(w->path, &there) != 0)
		return nb_fail_sys(err, w->path, "stat");
	if (opened.st_dev == there.st_dev && opened.st_ino == there.st_ino)
		return NB_OK;
	(void)nb_fail(err, NB_BUSY,
		      "another process has rewritten it meanwhile; try again");
	nb_error_file(err, w->path);
	return NB_BUSY;
}

static enum nb_status open_old(struct nb_writer *w, uint64_t *dropped,
			       struct nb_error *err)
{
	uint64_t end;
	enum nb_status st = nb_fd_lock(w->sink.fd, w->path, err);

	if (!st)
		st = refuse_replaced(w, err);
	if (!st)
		st = nb_archive_attach(w->sink.fd, w->path, &w->old, err);
	if (st)
		return st;
	if (w->old->commit.compatible) {
		(void)nb_fail_at(
			err, NB_UNSUPPORTED, w->old->commit.offset + 96,
			"appending needs a newer nbarc than %s", NB_VERSION);
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
	return NB_OK;
}

static enum nb_status open_new(struct nb_writer *w, struct nb_error *err)
{
	struct nb_buf header = {0};
	enum nb_status st = nb_output_create_locked(w->path, &w->output, err);

	if (st)
		return st;
	w->sink.fd = nb_output_fd(w->output);
	st = nb_header_encode(&header, err);
	if (!st)
		st = nb_sink_write(&w->sink, header.data, header.len, err);
	nb_buf_free(&header);
	return st;
}

static enum nb_status open_file(struct nb_writer *w, uint64_t *dropped,
				struct nb_error *err)
{
	w->sink.fd = open(w->path, O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (w->sink.fd >= 0)
		return open_old(w, dropped, err);
	if (errno != ENOENT)
		return nb_fail_sys(err, w->path, "open");
	return open_new(w, err);
}

void nb_writer_defaults(struct nb_writer_options *o)
{
	if (o->level == 0)
		o->level = DEFAULT_LEVEL;
	if (o->frame_content == 0)
		o->frame_content = DEFAULT_CONTENT;
	if (o->threads == 0)
		o->threads = nb_pool_processors();
	if (o->memory == 0)
		o->memory = NB_MEMORY_DEFAULT;
}

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
	w->sink.fd = -1;
	if (options)
		w->options = *options;
	nb_writer_defaults(&w->options);
	w->path = nb_strndup(path, strlen(path));
	w->table = nb_alloc(TABLE_SIZE, sizeof(*w->table));
	w->sink.path = w->path;
	if (!w->path || !w->table)
		st = nb_fail_mem(err);
	else
		st = start_pool(w, err);
	if (!st)
		st = open_file(w, dropped, err);
	if (st) {
		nb_writer_free(w);
		return st;
	}
	*writer = w;
	return NB_OK;
}

/* ---- frames */

static enum nb_status new_batch(struct nb_writer *w, struct nb_error *err)
{
	struct nb_batch *b = nb_alloc(1, sizeof(*b));

	/* It is read here and there, as the encoder's tables are. */
	if (b)
		b->content.data = nb_alloc_large(w->options.frame_content);
	if (!b || !b->content.data) {
		free(b);
		return nb_fail_mem(err);
	}
	b->content.cap = w->options.frame_content;
	b->level = w->options.level;
	b->encoders = w->encoders;
	w->batch = b;
	return NB_OK;
}

/* Write the oldest batch that is being compressed. */
static enum nb_status write_batch(struct nb_writer *w, struct nb_error *err)
{
	struct nb_batch *b = nb_pool_take(w->pool);
	struct nb_buf out = {0};
	enum nb_status st = b->status;

	if (st && err)
		*err = b->error;
	if (!st)
		st = nb_batch_write(b, w->sink.at, &out, err);
	if (!st)
		st = nb_sink_write(&w->sink, out.data, out.len, err);
	nb_buf_free(&out);
	nb_batch_free(b);
	w->outstanding--;
	return st;
}

static enum nb_status submit_batch(struct nb_writer *w, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (nb_pool_full(w->pool))
		st = write_batch(w, err);
	if (st)
		return st;
	nb_pool_submit(w->pool, w->batch);
	w->batch = NULL;
	w->outstanding++;
	return NB_OK;
}

enum nb_status nb_writer_start(struct nb_writer *w, struct nb_error *err)
{
	return w->batch && w->batch->page_count ? submit_batch(w, err) : NB_OK;
}

enum nb_status nb_writer_flush(struct nb_writer *w, struct nb_error *err)
{
	enum nb_status st = nb_writer_start(w, err);

	while (!st && w->outstanding)
		st = write_batch(w, err);
	return st;
}

enum nb_status nb_writer_place(struct nb_writer *w,
			       const struct nb_batch_page *page,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;

	while (!st && page->unplaced)
		st = write_batch(w, err);
	return st;
}

void nb_writer_drop(struct nb_writer *w)
{
	for (; w->outstanding; w->outstanding--)
		nb_batch_free(nb_pool_take(w->pool));
}

/* ---- pages */

static size_t hash(const struct nb_string *id)
{
	uint32_t h = 2166136261u;
	size_t i;

	for (i = 0; i < id->len; i++)
		h = (h ^ (uint8_t)id->text[i]) * 16777619u;
	return (h ^ h >> 16) % TABLE_SIZE;
}

static const struct nb_entry *pending(const struct nb_writer *w,
				      const struct nb_string *id)
{
	const struct nb_batch_page *p = w->table[hash(id)];

	while (p && nb_string_compare(&p->entry.id, id) != 0)
		p = p->next;
	return p ? &p->entry : NULL;
}

bool nb_writer_pending(const struct nb_writer *w, const char *id)
{
	struct nb_string key = {id, strlen(id)};

	return pending(w, &key) != NULL;
}

size_t nb_writer_waiting(const struct nb_writer *w)
{
	return w->waiting;
}

enum nb_status nb_writer_newest(struct nb_writer *w, const struct nb_string *id,
				const struct nb_entry **entry,
				struct nb_error *err)
{
	struct nb_error own;
	enum nb_status st;

	*entry = pending(w, id);
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

static bool same_page(const struct nb_entry *a, const struct nb_entry *b)
{
	return a->state == NB_STATE_PRESENT &&
	       memcmp(a->sha256, b->sha256, 32) == 0 &&
	       memcmp(a->source_sha256, b->source_sha256, 32) == 0;
}

/* Make room for one more page, so that remember() cannot fail. */
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

static void remember(struct nb_writer *w, struct nb_batch_page *page)
{
	struct nb_batch_page **bucket = &w->table[hash(&page->entry.id)];

	w->pages[w->page_count++] = page;
	w->waiting += page->size;
	page->next = *bucket;
	*bucket = page;
}

static uint32_t next_commit(const struct nb_writer *w)
{
	return w->old ? (uint32_t)w->old->commit.number + 1 : 1;
}

enum nb_status nb_writer_add_entry(struct nb_writer *w,
				   const struct nb_entry *entry,
				   struct nb_error *err)
{
	struct nb_batch_page *page = NULL;
	enum nb_status st = make_room(w, err);

	if (!st)
		st = nb_batch_page_copy(entry, &page, err);
	if (st)
		return st;
	page->entry.revision++;
	page->entry.commit = next_commit(w);
	remember(w, page);
	return NB_OK;
}

static enum nb_status keep(struct nb_writer *w, struct nb_batch_page *page,
			   const struct nb_new_page *from, struct nb_error *err)
{
	enum nb_status st = make_room(w, err);

	if (st)
		return st;
	/* A page that would make the frame too long begins the next one. */
	if (w->batch && w->batch->page_count &&
	    (from->len + w->batch->content.len > w->options.frame_content ||
	     w->batch->page_count == NB_FRAME_PAGES_MAX))
		st = submit_batch(w, err);
	if (!st && !w->batch)
		st = new_batch(w, err);
	if (!st)
		st = nb_batch_add(
			w->batch, page, from,
			!w->options.no_sources && !from->source_sha256, err);
	if (st)
		return st;
	remember(w, page);
	return NB_OK;
}

static enum nb_status check_page(const struct nb_new_page *p,
				 struct nb_error *err)
{
	if (nb_id_level(p->id, strlen(p->id)) != NB_ID_PAGE)
		return nb_fail(err, NB_USAGE, "%.80s: not the id of a page",
			       p->id);
	if (p->len > NB_CONTENT_MAX || p->head_len > p->tail_offset ||
	    p->tail_offset > p->len)
		return nb_fail(err, NB_LIMIT, "%s: document of %zu bytes",
			       p->id, p->len);
	return NB_OK;
}

/*
 * From the same source another version of the program, or of a model, may make
 * the same text: that is no revision. A document that cannot be read is one.
 */
static bool same_text(struct nb_writer *w, const struct nb_entry *before,
		      const struct nb_batch_page *page,
		      const struct nb_new_page *from)
{
	const uint8_t *document;

	return before->state == NB_STATE_PRESENT && w->old &&
	       before != pending(w, &page->entry.id) &&
	       memcmp(before->source_sha256, page->entry.source_sha256, 32) ==
		       0 &&
	       nb_archive_kept_document(w->old, before, &document, NULL) ==
		       NB_OK &&
	       nb_tei_same(document, before->len, from->document, from->len);
}

enum nb_status nb_writer_add(struct nb_writer *w,
			     const struct nb_new_page *from,
			     enum nb_added *added, struct nb_error *err)
{
	const struct nb_entry *before = NULL;
	struct nb_batch_page *page = NULL;
	enum nb_status st = check_page(from, err);

	*added = NB_ADDED_NEW;
	if (!st)
		st = nb_batch_page_create(from, &page, err);
	if (!st)
		st = nb_writer_newest(w, &page->entry.id, &before, err);
	if (st)
		goto out;
	page->entry.revision = before ? before->revision + 1 : 1;
	page->entry.commit = next_commit(w);
	if (before && (same_page(before, &page->entry) ||
		       same_text(w, before, page, from))) {
		*added = NB_ADDED_UNCHANGED;
		goto out;
	}
	if (before)
		*added = NB_ADDED_REVISION;
	st = keep(w, page, from, err);
	if (!st)
		page = NULL;
out:
	free(page);
	if (st)
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
	memset(w->table, 0, TABLE_SIZE * sizeof(*w->table));
}

/* Cut off what this writer wrote behind the last commit. */
static void take_back(struct nb_writer *w)
{
	uint64_t end;

	if (!w->old || w->output)
		return;
	end = w->old->commit.offset + NB_COMMIT_SIZE;
	/* Without success the next writer does it. */
	if (w->sink.at > end && ftruncate(w->sink.fd, (off_t)end) != 0)
		errno = 0;
}

void nb_writer_free(struct nb_writer *w)
{
	if (!w)
		return;
	nb_writer_drop(w);
	nb_batch_free(w->batch);
	if (w->table)
		nb_writer_forget(w);
	take_back(w);
	if (w->old)
		w->old->fd = -1; /* the descriptor is the sink's */
	nb_archive_close(w->old);
	if (w->output)
		nb_output_free(w->output);
	else if (w->sink.fd >= 0)
		(void)close(w->sink.fd);
	nb_pool_free(w->pool);
	nb_encoders_free(w->encoders);
	free(w->pages);
	free(w->table);
	free(w->path);
	free(w);
}
