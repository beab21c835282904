/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frames of a copy: those that stay as they are, and those that are made
 * anew (format-spec/nbarc-format.md, sections 5, 6 and 10, "Rewriting").
 *
 * A frame is copied whole if all its documents are wanted and its page
 * directory stays right; with `regroup`, only if it is also of a fair size and
 * in order. Its page directory, page frame and sources record are one stretch
 * of the file. Other documents are collected in a batch and compressed anew.
 *
 * Whole frames and batches go through the pool as jobs of one queue, so that
 * their order in the output does not depend on the number of threads. No damage
 * is copied: frames, sources and every single document are checked on the way.
 */
#include "archive/rewrite/copy_frames.h"
#include "archive/frame/directory.h"
#include "archive/frame/encoders.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/read/handle.h"
#include "archive/read/kept.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/rewrite/copy.h"
#include "archive/rewrite/copy_inputs.h"
#include "archive/write/batch.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/ranges.h"
#include "base/sha256.h"

#include <nbarc/archive.h>

#include <stdlib.h>
#include <string.h>

#define TABLE_LEAST 1024u /* places of the first hash table; a power of two */
/* More bytes than zstd makes of incompressible content of the greatest size. A
 * longer frame is not read into memory: its documents are copied one by one. */
#define FRAME_MAX ((uint64_t)NB_CONTENT_MAX + (NB_CONTENT_MAX >> 7))

/* ---- frames of the inputs */

/*
 * The place in the table of the frame with this page directory, or the free
 * place for it. Open addressing with a multiplicative hash; `cap` is a power of
 * two and the table never full.
 */
static struct nb_copy_frame *place_of(struct nb_copy_frame *table, size_t cap,
				      uint64_t directory, unsigned input)
{
	uint64_t h = (directory + input) * 0x9e3779b97f4a7c15u;
	size_t i = (size_t)(h >> 20) & (cap - 1);

	while (table[i].directory &&
	       (table[i].directory != directory || table[i].input != input))
		i = (i + 1) & (cap - 1);
	return &table[i];
}

/* Keep the table half full at most, doubling it. */
static enum nb_status make_room(struct nb_copy *c, struct nb_error *err)
{
	size_t cap = c->frame_cap ? 2 * c->frame_cap : TABLE_LEAST, i;
	struct nb_copy_frame *table;

	if (2 * (c->frame_count + 1) <= c->frame_cap)
		return NB_OK;
	table = nb_alloc(cap, sizeof(*table));
	if (!table)
		return nb_fail_mem(err);
	for (i = 0; i < c->frame_cap; i++) {
		const struct nb_copy_frame *f = &c->frames[i];

		if (f->directory)
			*place_of(table, cap, f->directory, f->input) = *f;
	}
	free(c->frames);
	c->frames = table;
	c->frame_cap = cap;
	return NB_OK;
}

enum nb_status nb_copy_frame_of(struct nb_copy *c, const struct nb_copy_page *p,
				struct nb_copy_frame **frame,
				struct nb_error *err)
{
	struct nb_copy_frame *f;
	enum nb_status st = make_room(c, err);

	*frame = NULL;
	if (st)
		return st;
	if (p->from.directory < NB_HEADER_SIZE)
		return nb_fail_at(err, NB_INVALID, p->from.directory,
				  "page frame: it lies outside the file");
	f = place_of(c->frames, c->frame_cap, p->from.directory, p->input);
	if (!f->directory) {
		f->directory = p->from.directory;
		f->input = p->input;
		c->frame_count++;
	}
	*frame = f;
	return NB_OK;
}

/*
 * True if a whole frame of `content` bytes is made anew together with the few
 * documents before it, which are the rest of another archive: where the parts
 * of a corpus meet, there would be a small frame otherwise. The frame that is
 * being filled then takes all of them.
 */
static bool joins_seam(struct nb_copy *c, const struct nb_copy_page *p,
		       uint32_t content)
{
	uint32_t target = c->options->writer.frame_content;
	size_t waiting = c->batch ? c->batch->content.len : 0;

	if (!c->join_seams || !waiting || c->batch_input == p->input ||
	    waiting >= target / 4 * 3 || content > target)
		return false;
	c->batch_most = (uint32_t)waiting + content;
	return true;
}

/*
 * True if a frame of `content` bytes is too small to stay as it is. The last
 * one of an archive is what was left of its pages: where archives follow one
 * another, such frames are filled up, for a full one takes the fewest bytes a
 * page.
 */
static bool is_small(const struct nb_copy *c, const struct nb_copy_page *p,
		     uint32_t content)
{
	uint32_t target = c->options->writer.frame_content;
	bool is_last = c->inputs[p->input].last_frame == p->from.directory;

	return c->join_seams && is_last ? content < target / 16 * 15
					: content < target / 2;
}

/* Decide whether the frame of `p` stays as it is. `p` is the first of its
 * documents in the second pass. NB_INVALID if the page directory is damaged. */
static enum nb_status decide_whole(struct nb_copy *c, struct nb_copy_frame *f,
				   const struct nb_copy_page *p,
				   struct nb_error *err)
{
	struct nb_directory d;
	struct nb_archive *a;
	enum nb_status st = nb_copy_use(c, p->input, &a, err);

	if (st)
		return st;
	st = nb_directory_read(a->file, p->from.directory,
			       p->from.directory_size, a->commit.offset, &d,
			       err);
	f->decided = true;
	f->whole = !st && !f->renumbered && f->kept == d.count &&
		   p->from.frame_size <= FRAME_MAX &&
		   c->inputs[p->input].same_start;
	/* Small frames, as of many small ingests, are put together. */
	if (c->regroup && (f->scattered || is_small(c, p, d.content_size)))
		f->whole = false;
	if (f->whole && joins_seam(c, p, d.content_size))
		f->whole = false;
	nb_directory_free(&d);
	return st;
}

/* ---- the queue */

/* The work of the pool; a frame that is copied whole has none. */
static void compress_job(void *job)
{
	struct nb_copy_job *j = job;

	if (j->batch)
		nb_batch_compress(j->batch);
}

/* Free a batch with its pages, which belong to nobody else in a copy. */
static void free_batch(struct nb_batch *b)
{
	size_t i;

	for (i = 0; b && i < b->page_count; i++)
		free(b->pages[i]);
	nb_batch_free(b);
}

static void free_job(struct nb_copy_job *j)
{
	if (!j)
		return;
	free_batch(j->batch);
	nb_buf_free(&j->whole);
	free(j);
}

/*
 * Make j->whole the bytes of the frame, and j->place its place in the output.
 */
static enum nb_status finish_job(struct nb_copy *c, struct nb_copy_job *j,
				 struct nb_error *err)
{
	struct nb_batch *b = j->batch;
	enum nb_status st;

	j->place.directory = c->sink.at;
	if (!b) {
		c->counts->frames_copied++;
		c->counts->bytes_copied += j->whole.len;
		return NB_OK;
	}
	if (b->status && err)
		*err = b->error;
	st = b->status ? b->status
		       : nb_batch_write(b, c->sink.at, &j->whole, err);
	if (st)
		return st;
	c->counts->frames_made++;
	j->place.directory_size = b->pages[0]->entry.directory_size;
	j->place.frame_size = b->frame.len;
	j->place.content_size = (uint32_t)b->content.len;
	j->place.sources_size = (uint32_t)b->record.len;
	return NB_OK;
}

/* Write the oldest job of the pool, waiting for it, and free it. */
static enum nb_status write_oldest(struct nb_copy *c, struct nb_error *err)
{
	struct nb_copy_job *j = nb_pool_take(c->pool);
	struct nb_copy_out *grown =
		nb_grow(c->outs, &c->out_cap, c->out_count + 1, sizeof(*grown));
	enum nb_status st;

	c->outstanding--;
	if (grown)
		c->outs = grown;
	st = grown ? finish_job(c, j, err) : nb_fail_mem(err);
	if (!st) {
		c->outs[c->out_count++] = j->place;
		st = nb_sink_write(&c->sink, j->whole.data, j->whole.len, err);
	}
	free_job(j);
	return st;
}

/* Hand a job to the pool, writing the oldest one if that is full. Takes the job
 * over, also when it fails. */
static enum nb_status submit_job(struct nb_copy *c, struct nb_copy_job *j,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (nb_pool_full(c->pool))
		st = write_oldest(c, err);
	if (st) {
		free_job(j);
		return st;
	}
	nb_pool_submit(c->pool, j);
	c->outstanding++;
	c->submitted++;
	return NB_OK;
}

/* Submit the frame that is being filled, if there is one. */
static enum nb_status submit_batch(struct nb_copy *c, struct nb_error *err)
{
	struct nb_copy_job *j;

	if (!c->batch)
		return NB_OK;
	j = nb_alloc(1, sizeof(*j));
	if (!j)
		return nb_fail_mem(err);
	j->batch = c->batch;
	c->batch = NULL;
	return submit_job(c, j, err);
}

/* ---- frames that stay as they are */

/* Compare the frame with the check of its page directory (section 5). `data` is
 * that page directory, whose own checksum is right, and the frame after it. */
static enum nb_status check_frame(const uint8_t *data,
				  const struct nb_entry *from,
				  struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(data + from->directory_size, (size_t)from->frame_size,
		  digest);
	if (memcmp(digest, data + NB_FRAME_CHECK_AT, NB_RECORD_CHECK) == 0)
		return NB_OK;
	return nb_fail_at(err, NB_INVALID,
			  from->directory + from->directory_size,
			  "page frame: its check does not match");
}

/* Check the frame's own checksum, which no document needs, but zstd -d does. */
static enum nb_status check_content(const struct nb_archive *a,
				    const struct nb_entry *from,
				    struct nb_error *err)
{
	const uint8_t *content;
	enum nb_status st = nb_frame_select(a->frame, from, a->end, err);

	return st ? st : nb_frame_check(a->frame, &content, err);
}

/* Read page directory, page frame and sources record into `b`, which is empty,
 * and check frame and sources. The directory was read and checked before. */
static enum nb_status read_whole(const struct nb_archive *a,
				 const struct nb_entry *from, struct nb_buf *b,
				 struct nb_error *err)
{
	uint64_t sources = from->directory_size + from->frame_size;
	size_t size = (size_t)(sources + from->sources_size);
	enum nb_status st = NB_OK;

	/* FRAME_MAX bounds the frame, section 13 the other two. */
	if (size > a->commit.offset - from->directory)
		return nb_fail_at(err, NB_INVALID, from->directory,
				  "page frame: it exceeds the file");
	if (nb_buf_reserve(b, size))
		return nb_fail_mem(err);
	st = nb_file_read_at(a->file, a->path, from->directory, b->data, size,
			     err);
	b->len = size;
	if (!st)
		st = check_frame(b->data, from, err);
	if (!st)
		st = check_content(a, from, err);
	if (!st && from->sources_size)
		st = nb_sources_check(b->data + sources, from->sources_size,
				      from->directory + sources, err);
	return st;
}

/*
 * Submit the frame `f` to be copied as it is, and note its number. The batch
 * that is being filled is submitted before it, so that documents stay in order.
 */
static enum nb_status queue_whole(struct nb_copy *c, struct nb_copy_frame *f,
				  const struct nb_entry *from,
				  struct nb_error *err)
{
	struct nb_copy_job *j;
	struct nb_archive *a;
	enum nb_status st = submit_batch(c, err);

	if (!st)
		st = nb_copy_use(c, f->input, &a, err);
	if (st)
		return st;
	j = nb_alloc(1, sizeof(*j));
	if (!j)
		return nb_fail_mem(err);
	st = read_whole(a, from, &j->whole, err);
	if (st) {
		free_job(j);
		return st;
	}
	j->place = (struct nb_copy_out){.directory_size = from->directory_size,
					.frame_size = from->frame_size,
					.content_size = from->content_size,
					.sources_size = from->sources_size};
	f->number = c->submitted + 1;
	return submit_job(c, j, err);
}

/*
 * Copy a document with its whole frame, which is queued with the first of them.
 */
static enum nb_status copy_whole(struct nb_copy *c, struct nb_copy_frame *f,
				 struct nb_copy_page *p,
				 struct nb_copy_slot *slot,
				 struct nb_error *err)
{
	const uint8_t *document;
	struct nb_archive *a;
	enum nb_status st = nb_copy_use(c, p->input, &a, err);

	if (!st && !f->number)
		st = queue_whole(c, f, &p->from, err);
	/* Only to have its hash compared: no damage is copied. */
	if (!st)
		st = nb_archive_kept_document(a, &p->from, &document, err);
	*slot = (struct nb_copy_slot){f->number - 1, p->from.page_index,
				      p->from.offset};
	return st;
}

/* ---- frames that are made anew */

/*
 * Find what is stored of a page beside its document; *kept is false if there is
 * nothing, or if the document is replaced, whose source and decisions would
 * have what was cut out of it. *stored lives until the next sources record is
 * read.
 */
static enum nb_status find_source(struct nb_copy *c,
				  const struct nb_copy_page *p,
				  struct nb_stored *stored, bool *kept,
				  struct nb_error *err)
{
	const struct nb_sources *sources;
	struct nb_archive *archive;
	enum nb_status st;

	*kept = nb_entry_is_stored(&p->from) && !p->document.len;
	if (!*kept)
		return NB_OK;
	st = nb_copy_use(c, p->input, &archive, err);
	if (!st)
		st = nb_archive_sources(archive, &p->from, &sources, err);
	return st ? st : nb_sources_sound(sources, &p->from, stored, err);
}

/* What a page directory says of a document: identifier, length, and the oldest
 * revision that has it, since later ones only withdrew it (section 7.1). */
static struct nb_entry directory_entry(const struct nb_copy_group *g,
				       const struct nb_copy_page *p)
{
	struct nb_entry e = {.id = p->page->entry.id,
			     .revision = p->page->entry.revision,
			     .len = p->page->entry.len};
	size_t i;

	for (i = 0; i < g->count; i++)
		if (g->list[i].slot == p->slot &&
		    g->list[i].page->entry.revision < e.revision)
			e.revision = g->list[i].page->entry.revision;
	return e;
}

/* Add a document to the frame that is being filled, or to the next one if that
 * would become too long. The page is the batch's on success only. */
static enum nb_status add_to_batch(struct nb_copy *c,
				   struct nb_batch_page *page,
				   const uint8_t *document,
				   const struct nb_stored *source,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (c->batch &&
	    (c->batch->content.len + page->entry.len > c->batch_most ||
	     c->batch->page_count == NB_FRAME_PAGES_MAX))
		st = submit_batch(c, err);
	if (!st && !c->batch) {
		c->batch = nb_alloc(1, sizeof(*c->batch));
		if (!c->batch)
			return nb_fail_mem(err);
		c->batch->level = c->options->writer.level;
		c->batch->encoders = c->encoders;
		c->batch->prefix = c->prefix;
		c->batch_most = c->options->writer.frame_content;
	}
	return st ? st
		  : nb_batch_add_stored(c->batch, page, document, source, err);
}

/* Copy a document into a frame that is made anew. */
static enum nb_status copy_anew(struct nb_copy *c,
				const struct nb_copy_group *g,
				const struct nb_copy_page *p,
				struct nb_copy_slot *slot, struct nb_error *err)
{
	struct nb_entry e = directory_entry(g, p);
	const uint8_t *document = p->document.data;
	struct nb_batch_page *page;
	struct nb_archive *archive;
	struct nb_stored stored;
	bool kept;
	enum nb_status st = find_source(c, p, &stored, &kept, err);

	if (!st && !p->document.len)
		st = nb_copy_use(c, p->input, &archive, err);
	if (!st && !p->document.len)
		st = nb_archive_kept_document(archive, &p->from, &document,
					      err);
	if (!st)
		st = nb_batch_page_copy(&e, &page, err);
	if (st)
		return st;
	st = add_to_batch(c, page, document, kept ? &stored : NULL, err);
	if (st) {
		free(page);
		return st;
	}
	c->batch_input = p->input;
	*slot = (struct nb_copy_slot){c->submitted, page->entry.page_index,
				      page->entry.offset};
	return NB_OK;
}

/* ---- documents */

/* Copy the document of a page and note where it went, as the next slot. */
static enum nb_status copy_document(struct nb_copy *c,
				    const struct nb_copy_group *g,
				    struct nb_copy_page *p,
				    struct nb_error *err)
{
	struct nb_copy_slot *slots = nb_grow(c->slots, &c->slot_cap,
					     c->slot_count + 1, sizeof(*slots));
	struct nb_copy_frame *f = NULL;
	struct nb_copy_slot slot;
	enum nb_status st = NB_OK;

	if (!slots)
		return nb_fail_mem(err);
	c->slots = slots;
	if (!p->document.len)
		st = nb_copy_frame_of(c, p, &f, err);
	if (!st && f && !f->decided)
		st = decide_whole(c, f, p, err);
	if (!st)
		st = f && f->whole ? copy_whole(c, f, p, &slot, err)
				   : copy_anew(c, g, p, &slot, err);
	if (st) {
		nb_error_file(err, nb_copy_path(c, p->input));
		return st;
	}
	slots[c->slot_count++] = slot;
	return NB_OK;
}

enum nb_status nb_copy_documents(struct nb_copy *c, struct nb_copy_group *g,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	/* Slots rise from group to group: a lower one than the next was given
	 * to a newer revision, which shares this document. */
	for (i = 0; !st && i < g->count; i++)
		if (g->list[i].slot != NB_NO_SLOT &&
		    g->list[i].slot >= c->slot_count)
			st = copy_document(c, g, &g->list[i], err);
	return st;
}

enum nb_status nb_copy_frames_begin(struct nb_copy *c, struct nb_error *err)
{
	struct nb_memory_plan plan = nb_memory_plan(&c->writer);
	enum nb_status st =
		nb_encoders_create(plan.encoders, &c->encoders, err);

	return st ? st
		  : nb_pool_create(plan.threads, compress_job, &c->pool, err);
}

enum nb_status nb_copy_frames_end(struct nb_copy *c, struct nb_error *err)
{
	enum nb_status st = submit_batch(c, err);

	while (!st && c->outstanding)
		st = write_oldest(c, err);
	return st;
}

void nb_copy_frames_free(struct nb_copy *c)
{
	while (c->outstanding) {
		free_job(nb_pool_take(c->pool));
		c->outstanding--;
	}
	nb_pool_free(c->pool);
	nb_encoders_free(c->encoders);
	nb_prefix_free(c->prefix);
	free_batch(c->batch);
	free(c->frames);
	free(c->outs);
	free(c->slots);
	c->pool = NULL;
	c->encoders = NULL;
	c->prefix = NULL;
	c->batch = NULL;
	c->frames = NULL;
	c->outs = NULL;
	c->slots = NULL;
	c->frame_count = c->frame_cap = 0;
	c->out_count = c->out_cap = c->slot_count = c->slot_cap = 0;
	c->submitted = 0;
}
