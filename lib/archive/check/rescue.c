/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A new archive from what can be read of a damaged one
 * (format-spec/nbarc-format.md, section 14); rescue_page.h has the two passes,
 * and rescue_page.c brings over pages of damaged frames.
 *
 * The new archive has one commit and keeps every entry that a walk found: a
 * withdrawn page stays withdrawn. Frames are copied byte for byte where page
 * directory, frame and sources record are whole. A rescue of a whole archive
 * has the same Merkle root and keeps its notes: rescue_log.h.
 */
#include "archive/catalogue/summary.h"
#include "archive/catalogue/tree_writer.h"
#include "archive/check/problem.h"
#include "archive/check/rescue_log.h"
#include "archive/check/rescue_page.h"
#include "archive/check/rescue_start.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/read/hidden.h"
#include "archive/salvage/entry.h"
#include "archive/salvage/salvage.h"
#include "archive/record/commit.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/write/batch.h"
#include "archive/write/start.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"
#include "base/leftover.h"

#include <nbarc/verify.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of documents after which a batch is written; the last document can make
 * it much larger than this. */
#define FRAME_CONTENT ((size_t)1 << 20)
#define COPY_STEP ((size_t)1 << 20) /* bytes that are copied at a time */

/* ---- reports */

/* Count and report damage of no particular page; for nb_salvage_create() too.
 */
static void report_structure(void *context, const struct nb_error *err)
{
	struct nb_rescue *r = context;

	r->counts->structures++;
	nb_rescue_report(r, NB_HURT_STRUCTURE, NULL, NULL, err);
}

/* Report progress, in pages; false if the caller wants to stop. */
static bool report_progress(const struct nb_rescue *r, size_t done)
{
	const struct nb_verify_callbacks *c = r->callbacks;

	return !c || !c->progress ||
	       c->progress(c->context, done, r->salvage->count);
}

/* ---- frames that are whole */

/* Set *whole if page directory, page frame and sources record of an entry can
 * be copied as they are. Damage is no failure, unlike what nb_verify_fatal() is
 * true of. */
static enum nb_status frame_is_whole(struct nb_rescue *r,
				     const struct nb_entry *e, bool *whole,
				     struct nb_error *err)
{
	struct nb_sources *sources = NULL;
	struct nb_directory d;
	const uint8_t *content;
	enum nb_status st = nb_directory_read(
		r->file, e->directory, e->directory_size, r->size, &d, err);

	*whole = !st && !r->anew && d.frame_size == e->frame_size &&
		 d.content_size == e->content_size &&
		 nb_entry_sources(e) == nb_entry_frame(e) + e->frame_size;
	if (*whole)
		st = nb_directory_check_frame(r->file, &d, r->size, err);
	if (*whole && st == NB_INVALID)
		/* A changed bit that changes no content hurts no page, so
		 * nothing else would report it. */
		report_structure(r, err);
	*whole = *whole && !st;
	nb_directory_free(&d);
	if (*whole)
		st = nb_rescue_content(r, e, &content, err);
	if (!st && *whole && e->sources_size)
		st = nb_sources_read(r->file, e, r->size, &sources, err);
	if (!st && sources)
		st = nb_sources_decode(sources, content, e->content_size, err);
	nb_sources_free(sources);
	*whole = *whole && !st;
	return nb_verify_fatal(st) ? st : NB_OK;
}

/* Copy `len` bytes at offset `at` of the old file to the end of the new one. */
static enum nb_status copy_bytes(struct nb_rescue *r, uint64_t at, uint64_t len,
				 struct nb_error *err)
{
	uint8_t *data = malloc(COPY_STEP);
	enum nb_status st = data ? NB_OK : nb_fail_mem(err);

	while (!st && len) {
		size_t n = len < COPY_STEP ? (size_t)len : COPY_STEP;

		st = nb_file_read_at(r->file, NULL, at, data, n, err);
		if (!st)
			st = nb_sink_write(&r->sink, data, n, err);
		at += n;
		len -= n;
	}
	free(data);
	return st;
}

/* Index of the first frame of r->moved that is not below the offset `from`. */
static size_t find_moved(const struct nb_rescue *r, uint64_t from)
{
	size_t low = 0, high = r->moved_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->moved[middle].from < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Find out where the entry's frame is in the new file: *to is its offset, or 0
 * if the frame is damaged. A frame that is met for the first time is checked,
 * and copied if it is whole. If an entry needs the sources of a frame that came
 * without them, because the entry that was met first has none, its page is
 * brought over by itself.
 */
static enum nb_status move_frame(struct nb_rescue *r, const struct nb_entry *e,
				 uint64_t *to, struct nb_error *err)
{
	size_t i = find_moved(r, e->directory);
	struct nb_moved *grown;
	enum nb_status st;
	bool whole;

	*to = 0;
	if (i < r->moved_count && r->moved[i].from == e->directory) {
		if (!e->sources_size ||
		    e->sources_size == r->moved[i].sources_size)
			*to = r->moved[i].to;
		return NB_OK;
	}
	st = frame_is_whole(r, e, &whole, err);
	if (!st && whole) {
		*to = r->sink.at;
		st = copy_bytes(r, e->directory,
				e->directory_size + e->frame_size +
					e->sources_size,
				err);
	}
	if (st)
		return st;
	grown = nb_grow(r->moved, &r->moved_cap, r->moved_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	r->moved = grown;
	memmove(grown + i + 1, grown + i,
		(r->moved_count++ - i) * sizeof(*grown));
	grown[i] = (struct nb_moved){e->directory, *to, e->sources_size};
	return NB_OK;
}

/* Note a page that did not come with its frame; NULL is one that is lost. The
 * page is the rescue's on success only. */
static enum nb_status note_single(struct nb_rescue *r, size_t index,
				  struct nb_batch_page *page, bool hides,
				  struct nb_error *err)
{
	struct nb_single *grown = nb_grow(r->single, &r->single_cap,
					  r->single_count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	r->single = grown;
	grown[r->single_count++] = (struct nb_single){index, page, hides};
	return NB_OK;
}

/* Count, report and note a page whose text cannot be read; err says why. */
static enum nb_status lose_page(struct nb_rescue *r, size_t index,
				const struct nb_entry *entry,
				struct nb_error *err)
{
	struct nb_hidden hidden = {.page = false};
	struct nb_error what = *err;
	enum nb_status st = NB_OK;
	bool source = false;

	if (entry)
		st = nb_rescue_has_source(r, entry, &source, err);
	if (st)
		return st;
	if (source)
		(void)nb_fail_at(
			&what, NB_INVALID, what.offset,
			"%.400s; nbarc get --format source still reads "
			"its source",
			what.text);
	r->counts->lost++;
	nb_rescue_report(r, NB_HURT_TEXT, &r->salvage->list[index], entry,
			 &what);
	if (entry)
		nb_hidden_of(entry, &hidden);
	return note_single(r, index, NULL, hidden.page || hidden.any_item, err);
}

/* ---- the first pass: the pages */

/* What of the entry that was given last is not from the catalogue, for people;
 * NULL if all of it is. */
static const char *what_is_lost(const struct nb_salvage *s,
				const struct nb_entry *e)
{
	if (s->unknown)
		return "its newest entry is lost from the catalogue; it may "
		       "have withdrawn the page, which is withdrawn now";
	if (s->rebuilt)
		return "its catalogue entry is lost; whether it was withdrawn "
		       "is not known";
	if (s->rehashed && !nb_entry_has_hashes(e))
		return "its hashes are lost from the catalogue";
	if (s->rehashed)
		return "its hashes are lost from the catalogue; they are those "
		       "of the document as it is";
	if (s->retitled)
		return "its titles are lost from the catalogue; they are those "
		       "of the document";
	return NULL;
}

/* Check the document of a page whose frame is whole: it can still be another
 * one than that of the entry. One that was found right is not hashed again. */
static enum nb_status check_document(struct nb_rescue *r,
				     const struct nb_entry *e,
				     struct nb_error *err)
{
	struct nb_entry *right = &r->right;
	const uint8_t *document;
	enum nb_status st;

	if (right->len && right->directory == e->directory &&
	    right->offset == e->offset && right->len == e->len &&
	    memcmp(right->sha256, e->sha256, NB_SHA256_SIZE) == 0)
		return NB_OK;
	st = nb_rescue_document(r, e, &document, err);
	if (!st) {
		right->directory = e->directory;
		right->offset = e->offset;
		right->len = e->len;
		memcpy(right->sha256, e->sha256, NB_SHA256_SIZE);
	}
	return st;
}

/* Bring over one page; a page that is lost is no failure. */
static enum nb_status take_page(struct nb_rescue *r, size_t index,
				struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_batch_page *page;
	const char *lost;
	uint64_t to;
	enum nb_status st = nb_salvage_entry(r->salvage, index, &e, err);

	if (nb_verify_fatal(st))
		return st;
	if (st)
		return lose_page(r, index, NULL, err);
	if (e->state != NB_STATE_PURGED && !nb_entry_has_hashes(e)) {
		(void)nb_fail_at(err, NB_INVALID, e->directory,
				 "%.*s: its hashes are lost, and there is no "
				 "document that they could be taken from",
				 (int)e->id.len, e->id.text);
		return lose_page(r, index, e, err);
	}
	lost = what_is_lost(r->salvage, e);
	if (lost) {
		struct nb_error what;

		(void)nb_fail_at(&what, NB_INVALID, e->directory, "%.*s: %s",
				 (int)e->id.len, e->id.text, lost);
		r->counts->rebuilt++;
		nb_rescue_report(r, NB_HURT_CATALOGUE, &r->salvage->list[index],
				 e, &what);
	}
	if (e->state == NB_STATE_PURGED)
		return NB_OK;
	st = move_frame(r, e, &to, err);
	if (!st)
		st = nb_extents_add(&r->extents, e, err);
	if (!st && to)
		st = check_document(r, e, err);
	if (nb_verify_fatal(st))
		return st;
	if (st)
		return lose_page(r, index, e, err);
	if (to)
		return NB_OK;
	st = nb_rescue_page(r, index, e, &page, err);
	if (nb_verify_fatal(st))
		return st;
	if (st)
		return lose_page(r, index, e, err);
	st = note_single(r, index, page, false, err);
	if (!st && r->batch->content.len >=
			   (r->prefix ? NB_SHARED_CONTENT : FRAME_CONTENT))
		st = nb_rescue_flush(r, err);
	return st;
}

/* The first pass. */
static enum nb_status take_pages(struct nb_rescue *r, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < r->salvage->count; i++)
		st = report_progress(r, i) ? take_page(r, i, err)
					   : nb_fail(err, NB_ABSENT, "stopped");
	return st ? st : nb_rescue_flush(r, err);
}

/* ---- the second pass: the catalogue */

/* Set the place of a page that went into a batch. */
static void set_place(struct nb_entry *e, const struct nb_entry *place)
{
	e->directory = place->directory;
	e->directory_size = place->directory_size;
	e->page_index = place->page_index;
	e->frame_size = place->frame_size;
	e->content_size = place->content_size;
	e->offset = place->offset;
	e->has_source = place->has_source;
	e->has_decisions = place->has_decisions;
	e->sources_size = nb_entry_is_stored(place) ? place->sources_size : 0;
	e->sources = 0;
}

/*
 * Turn an entry of the old file into that of the new archive: its place and its
 * commit. `single` is NULL if the page came with its frame.
 */
static void new_entry(const struct nb_rescue *r, const struct nb_single *single,
		      struct nb_entry *e)
{
	static const char lost[] = "its text was lost to damage";

	if (!r->keeps) {
		e->commit = 1;
		e->purged = e->purged ? 1 : 0;
	}
	if (single && single->page) {
		set_place(e, &single->page->entry);
	} else if (single) {
		nb_entry_purge(e, r->keeps ? r->number : 1);
		if (!e->reason.len)
			e->reason = (struct nb_string){lost, sizeof(lost) - 1};
	} else if (e->state != NB_STATE_PURGED) {
		e->directory = r->moved[find_moved(r, e->directory)].to;
	}
}

/* Add the entry of a page to the catalogue, unless the page is lost. *single is
 * the next of r->single, which moves on with the pages. */
static enum nb_status add_entry(struct nb_rescue *r, size_t index,
				size_t *single, struct nb_tree_writer *tree,
				struct nb_summary *sum, struct nb_error *err)
{
	const struct nb_single *by_itself = NULL;
	const struct nb_entry *found;
	struct nb_entry e;
	enum nb_status st;

	if (*single < r->single_count && r->single[*single].index == index)
		by_itself = &r->single[(*single)++];
	/* Making the entry of a lost page may fail again. */
	if (by_itself && !by_itself->page && !by_itself->hides)
		return NB_OK;
	st = nb_salvage_entry(r->salvage, index, &found, err);
	if (st)
		return st;
	e = *found;
	new_entry(r, by_itself, &e);
	r->counts->pages += !by_itself || by_itself->page;
	nb_summary_add(sum, &e);
	return nb_tree_writer_add(tree, &e, err);
}

/* Write the record of earlier commits, if there are any. */
static enum nb_status write_earlier(struct nb_rescue *r, struct nb_commit *c,
				    struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	if (!r->keeps || r->earlier.count == 0)
		return NB_OK;
	st = nb_earlier_encode(&r->earlier, NB_RESCUE_LEVEL, &record, err);
	c->earlier = r->sink.at;
	c->earlier_size = (uint32_t)record.len;
	if (!st)
		st = nb_sink_write(&r->sink, record.data, record.len, err);
	nb_buf_free(&record);
	return st;
}

/* The second pass: write the catalogue, the log and the record of earlier
 * commits, and fill in the commit. The roots record is left to the caller. */
static enum nb_status write_catalogue(struct nb_rescue *r, struct nb_commit *c,
				      struct nb_roots_writer *roots,
				      struct nb_error *err)
{
	struct nb_tree_writer tree;
	struct nb_summary sum;
	enum nb_status st = NB_OK;
	size_t i, single = 0;

	nb_tree_writer_init(&tree, &r->sink, NB_RESCUE_LEVEL, NULL);
	nb_summary_init(&sum);
	for (i = 0; !st && i < r->salvage->count; i++)
		st = add_entry(r, i, &single, &tree, &sum, err);
	if (!st && sum.revisions) {
		c->tree_count = 1;
		c->trees[0].first_commit = 1;
		c->trees[0].last_commit = c->number;
		st = nb_tree_writer_end(&tree, &c->trees[0], roots, err);
	}
	nb_tree_writer_free(&tree);
	nb_summary_end(&sum, c);
	if (!st)
		st = nb_rescue_log(r, c, err);
	return st ? st : write_earlier(r, c, err);
}

/* Write everything after the frames. */
static enum nb_status write_commit(struct nb_rescue *r, const uint64_t *time,
				   struct nb_error *err)
{
	struct nb_roots_writer roots = {.count = 0};
	struct nb_buf record = {0};
	struct nb_commit c;
	enum nb_status st;

	memset(&c, 0, sizeof(c));
	c.number = r->keeps ? r->number : 1;
	c.segment = NB_HEADER_SIZE;
	c.incompatible = r->prefix ? NB_FEATURE_SHARED : 0;
	c.time = time ? *time : r->salvage->time;
	memcpy(c.writer, "nbarc " NB_VERSION, sizeof("nbarc " NB_VERSION));
	st = write_catalogue(r, &c, &roots, err);
	if (!st)
		st = nb_rescue_notes(r, &c, err);
	if (!st)
		st = nb_roots_write(&roots, &r->sink, NB_RESCUE_LEVEL, &c, err);
	c.offset = r->sink.at;
	if (!st)
		st = nb_commit_encode(&c, &record, err);
	if (!st)
		st = nb_sink_write(&r->sink, record.data, record.len, err);
	memcpy(r->counts->root, c.root, NB_SHA256_SIZE);
	nb_roots_writer_free(&roots);
	nb_buf_free(&record);
	return st;
}

/* ---- the whole rescue */

/* Refuse an archive of a newer version. A draft is what a rescue is for, and a
 * damaged header is no hindrance. */
static enum nb_status check_header(struct nb_rescue *r, struct nb_error *err)
{
	struct nb_header header;
	enum nb_status st = nb_header_read(r->file, &header, err);

	r->shared = (struct nb_shared){.file = r->file,
				       .size = st ? 0 : header.shared};
	return st == NB_INVALID || header.draft ? NB_OK : st;
}

/* Open the old file and walk over it. NB_INVALID if no page was found. */
static enum nb_status read_old(struct nb_rescue *r, const char *from,
			       struct nb_error *err)
{
	enum nb_status st = nb_file_open(from, O_RDONLY, &r->file.fd, err);

	if (!st)
		st = nb_file_size(r->file, from, &r->size, err);
	if (!st)
		st = check_header(r, err);
	if (st)
		return st;
	st = nb_frame_reader_create(r->file, &r->frame, err);
	if (!st) {
		nb_frame_share(r->frame, &r->shared);
		st = nb_salvage_create(r->file, &r->shared, 0, r->size,
				       report_structure, r, &r->salvage, err);
	}
	if (!st && r->salvage->count == 0)
		st = nb_fail(err, NB_INVALID,
			     "no page of an archive was found in it");
	return st;
}

/* Rescue the file `from` into a new one, `to`, which appears when it is whole.
 */
static enum nb_status rescue_file(struct nb_rescue *r, const char *from,
				  const char *to, const uint64_t *time,
				  struct nb_error *err)
{
	struct nb_output *out = NULL;
	enum nb_status st;

	if (access(to, F_OK) == 0)
		st = nb_fail(err, NB_USAGE, "%.300s exists already", to);
	else
		st = read_old(r, from, err);
	if (!st) {
		nb_output_tidy(to);
		st = nb_output_create(to, &out, err);
	}
	if (!st) {
		r->sink = (struct nb_sink){.fd = nb_output_fd(out), .path = to};
		st = nb_rescue_start(r, err);
	}
	if (!st)
		st = take_pages(r, err);
	if (!st)
		st = nb_rescue_find_chain(r, from, err);
	if (!st)
		st = write_commit(r, time, err);
	if (!st)
		st = nb_output_commit_new(out, err);
	nb_output_free(out);
	return st;
}

enum nb_status nb_archive_rescue(const char *from, const char *to,
				 const uint64_t *time,
				 const struct nb_verify_callbacks *callbacks,
				 struct nb_rescue_counts *counts,
				 struct nb_error *err)
{
	struct nb_rescue r = {.file.fd = -1,
			      .path = from,
			      .callbacks = callbacks,
			      .counts = counts};
	struct nb_error own;
	enum nb_status st;
	size_t i;

	memset(counts, 0, sizeof(*counts));
	st = rescue_file(&r, from, to, time, nb_error_or(err, &own));
	for (i = 0; i < r.single_count; i++)
		free(r.single[i].page);
	free(r.single);
	nb_extents_free(&r.extents);
	free(r.moved);
	nb_batch_free(r.batch);
	nb_earlier_free(&r.earlier);
	nb_salvage_free(r.salvage);
	nb_frame_reader_free(r.frame);
	nb_shared_free(&r.shared);
	nb_prefix_free(r.prefix);
	nb_file_close(r.file);
	if (st)
		nb_error_file(err, from);
	return st;
}
