/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Verifying one page directory, its page frame and its sources
 * (format-spec/nbarc-format.md, sections 5, 6 and 14).
 *
 * Of each page the catalogue must have the same place, and document, source and
 * journal must be right. The frame is decoded as a whole first, so that its
 * documents are at hand. If every page is good, the frame itself is checked for
 * damage that no page shows; if not, the report about the page names it
 * already.
 *
 * Threads do most of this ahead: a scout walks over the file in front of the
 * verification and describes each frame by its page directory.
 */
#include "archive/check/verify_pages.h"
#include "archive/salvage/salvage.h"
#include "archive/check/problem.h"
#include "archive/frame/directory.h"
#include "archive/frame/frame.h"
#include "archive/frame/sources.h"
#include "archive/read/ahead.h"
#include "archive/read/find.h"
#include "archive/read/journal.h"
#include "archive/show/slice.h"
#include "archive/record/record.h"
#include "archive/record/walk.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "base/pool.h"
#include "base/sha256.h"

#include <nbarc/archive.h>
#include <nbarc/verify.h>

#include <stdlib.h>
#include <string.h>

static const struct nb_string no_page = {"", 0};

/* What the page directory says of its frame, in the form of an entry.
 * Everything else is zero. */
static struct nb_entry frame_of(const struct nb_directory *d)
{
	struct nb_entry e;

	memset(&e, 0, sizeof(e));
	e.directory = d->offset;
	e.directory_size = d->size;
	e.frame_size = d->frame_size;
	e.content_size = d->content_size;
	return e;
}

/* True if the catalogue has the page with this index of the directory at the
 * place where the walk found it. */
static bool place_agrees(const struct nb_entry *e, const struct nb_directory *d,
			 uint32_t index)
{
	const struct nb_directory_page *p = &d->pages[index];

	return e->directory == d->offset && e->directory_size == d->size &&
	       e->page_index == index && e->frame_size == d->frame_size &&
	       e->content_size == d->content_size && e->offset == p->offset &&
	       e->len == p->len;
}

/*
 * Check the source of a page whose document is right, and that its journal
 * replays from it. *out is `source`, filled in, or NULL if it is not kept, is
 * wrong, or is not needed. *good becomes false if a problem was reported.
 */
static enum nb_status check_source(struct nb_verifier *v,
				   const struct nb_entry *e,
				   struct nb_buf *source,
				   const struct nb_buf **out, bool *good,
				   struct nb_error *err)
{
	struct nb_source about;
	struct nb_page *page = NULL;
	enum nb_status st, replayed = NB_OK;
	bool done = false;

	*out = NULL;
	if (!e->has_source)
		return NB_OK;
	/* A thread has checked source and journal, and nobody wants the bytes.
	 */
	if (nb_ahead_source(v->archive->ahead, e, &done) && done &&
	    !(v->callbacks && v->callbacks->page))
		return NB_OK;
	st = nb_archive_kept_source(v->archive, e, source, err);
	if (!st)
		*out = source;
	if (!st && !done) {
		replayed = nb_archive_replay(v->archive, e, source, &about,
					     &page, err);
		nb_page_free(page);
		/* A page without a journal is sound. One whose journal cannot
		 * be read here may be sound, and is named. */
		st = replayed == NB_ABSENT ? NB_OK : replayed;
		if (st == NB_UNSUPPORTED)
			st = NB_INVALID;
	}
	if (!st || nb_verify_fatal(st))
		return st;
	*good = false;
	nb_verify_report(v, NB_HURT_SOURCE, e->id, e->revision, e, err);
	return NB_OK;
}

/*
 * Check that the decisions of a page are there and can be read. *good becomes
 * false if a problem was reported.
 */
static enum nb_status check_decisions(struct nb_verifier *v,
				      const struct nb_entry *e, bool *good,
				      struct nb_error *err)
{
	struct nb_buf kept = {0};
	enum nb_status st;

	if (!e->has_decisions)
		return NB_OK;
	st = nb_archive_kept_decisions(v->archive, e, &kept, err);
	nb_buf_free(&kept);
	if (!st || nb_verify_fatal(st))
		return st;
	*good = false;
	nb_verify_report(v, NB_HURT_SOURCE, e->id, e->revision, e, err);
	return NB_OK;
}

/*
 * Check the source of a page whose document is damaged, unless it needs the
 * frame: then it is lost with it, which is not reported again.
 */
static enum nb_status check_source_alone(struct nb_verifier *v,
					 const struct nb_entry *e,
					 struct nb_error *err)
{
	struct nb_buf source = {0};
	const struct nb_buf *kept;
	bool good;
	enum nb_status st = NB_OK;

	if (nb_sources_look_independent(v->archive->file, e, v->archive->end))
		st = check_source(v, e, &source, &kept, &good, err);
	nb_buf_free(&source);
	return st;
}

/*
 * Check that the items of a page are where the catalogue says, of which the
 * hash of the document says nothing. Items that are gone have no place.
 */
static enum nb_status check_places(struct nb_verifier *v,
				   const struct nb_entry *e,
				   const uint8_t *document, bool *good,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++)
		if (e->items[i].len)
			st = nb_item_slice(e, &e->items[i], document,
					   NB_SLICE_ALL, err);
	if (!st || nb_verify_fatal(st))
		return st;
	*good = false;
	nb_verify_report(v, NB_HURT_CATALOGUE, e->id, e->revision, e, err);
	return NB_OK;
}

/* Check document, source and decisions of a page. *good becomes false if a
 * problem was reported. */
static enum nb_status check_texts(struct nb_verifier *v,
				  const struct nb_entry *e, bool *good,
				  struct nb_error *err)
{
	const struct nb_verify_callbacks *c = v->callbacks;
	const struct nb_buf *kept;
	struct nb_buf source = {0};
	const uint8_t *document;
	enum nb_status st;
	bool damaged;

	*good = true;
	/* Checking the source may decode the frame anew: the document is asked
	 * for again after it. */
	st = nb_archive_kept_document(v->archive, e, &document, err);
	damaged = st != NB_OK;
	if (!st) {
		st = check_source(v, e, &source, &kept, good, err);
		/* They are in the same record, which is reported once. */
		if (!st && *good)
			st = check_decisions(v, e, good, err);
		if (!st && (e->has_source || e->has_decisions))
			st = nb_archive_kept_document(v->archive, e, &document,
						      err);
		if (!st)
			st = check_places(v, e, document, good, err);
		if (!st && c && c->page)
			st = c->page(c->context, e, document, kept, err);
	}
	nb_buf_free(&source);
	if (!st || nb_verify_fatal(st))
		return st;
	*good = false;
	nb_verify_report(v, NB_HURT_TEXT, e->id, e->revision, e, err);
	return damaged ? check_source_alone(v, e, err) : NB_OK;
}

enum nb_status nb_verify_entry(struct nb_verifier *v, const struct nb_entry *e,
			       bool *good, struct nb_error *err)
{
	enum nb_status st = nb_extents_add(&v->extents, e, err);

	if (!st)
		return check_texts(v, e, good, err);
	if (nb_verify_fatal(st))
		return st;
	*good = false;
	nb_verify_report(v, NB_HURT_TEXT, e->id, e->revision, e, err);
	return NB_OK;
}

/* Report that the catalogue has lost, or contradicts, the page with this index
 * of the directory. */
static void report_catalogue(struct nb_verifier *v,
			     const struct nb_directory *d, uint32_t index,
			     const struct nb_entry *e, const char *what)
{
	const struct nb_directory_page *p = &d->pages[index];
	struct nb_error err;

	(void)nb_fail_at(&err, NB_INVALID, d->offset, "%.*s: %s", p->id_len,
			 p->id, what);
	nb_verify_report(v, NB_HURT_CATALOGUE,
			 (struct nb_string){p->id, p->id_len}, p->revision, e,
			 &err);
}

/* What is wrong with the entry that was looked up last, for people; NULL if
 * nothing is. `walked` is NULL if it is from the catalogue; `agrees` says
 * whether its place is that of the page directory. */
static const char *what_is_wrong(const struct nb_salvage *walked, bool agrees)
{
	if (walked && walked->rebuilt)
		return "its catalogue entry is lost; it is read by a walk";
	if (walked && walked->retitled)
		return "its titles are lost from the catalogue";
	if (walked && walked->rehashed)
		return "its hashes are lost from the catalogue: the document "
		       "cannot be checked against them";
	return agrees ? NULL : "the catalogue has this page in another place";
}

/* Check the page with this index of the directory; *good is false if its text
 * or its source is not, or the catalogue cannot find it. */
static enum nb_status check_page(struct nb_verifier *v,
				 const struct nb_directory *d, uint32_t index,
				 bool *good, struct nb_error *err)
{
	const struct nb_directory_page *p = &d->pages[index];
	struct nb_string id = {p->id, p->id_len};
	const struct nb_entry *e;
	const char *what;
	bool agrees;
	enum nb_status st =
		nb_archive_lookup(v->archive, p->id, p->id_len, p->revision,
				  NB_DETAIL_ALL, &e, err);

	*good = true;
	/* An earlier state of a rewritten file lacks what came later. */
	if (st == NB_ABSENT && v->archive->finder.upto)
		return NB_OK;
	*good = false;
	if (nb_verify_fatal(st))
		return st;
	if (st == NB_ABSENT) {
		report_catalogue(v, d, index, NULL,
				 "the catalogue does not list this page");
		return NB_OK;
	}
	if (st) {
		nb_verify_report(v, NB_HURT_TEXT, id, p->revision, NULL, err);
		return NB_OK;
	}
	/* A purged entry has no place, text or source to compare with. */
	if (e->state == NB_STATE_PURGED) {
		*good = true;
		return NB_OK;
	}
	agrees = place_agrees(e, d, index);
	what = what_is_wrong(v->archive->salvage, agrees);
	if (what)
		report_catalogue(v, d, index, e, what);
	return agrees ? check_texts(v, e, good, err)
		      : nb_verify_entry(v, e, good, err);
}

/* Decode the whole frame, so that its checksum is checked too. */
static enum nb_status decode_all(struct nb_verifier *v,
				 const struct nb_directory *d,
				 struct nb_error *err)
{
	struct nb_entry frame = frame_of(d);
	const uint8_t *content = nb_ahead_content(v->archive->ahead, &frame);
	enum nb_status st;

	if (content)
		return NB_OK;
	st = nb_frame_select(v->archive->frame, &frame, v->archive->end, err);
	if (!st)
		st = nb_frame_check(v->archive->frame, &content, err);
	return st;
}

/* Check a frame whose documents are all right for damage that they do not show:
 * its bytes against the page directory's check, and its own checksum. */
static enum nb_status check_frame(struct nb_verifier *v,
				  const struct nb_directory *d,
				  struct nb_error *err)
{
	struct nb_entry frame = frame_of(d);
	enum nb_status st;

	if (nb_ahead_content(v->archive->ahead, &frame))
		return NB_OK;
	st = nb_directory_check_frame(v->archive->file, d, v->archive->end,
				      err);
	if (!st)
		st = decode_all(v, d, err);
	if (!st || nb_verify_fatal(st))
		return st;
	nb_verify_report(v, NB_HURT_STRUCTURE, no_page, 0, NULL, err);
	return NB_OK;
}

/* A hash of a revision of a page. It is not possible to find another one that
 * has the same. */
static uint64_t key_of(const char *id, size_t len, uint32_t revision)
{
	uint8_t key[NB_ID_MAX + 4], digest[NB_SHA256_SIZE];

	nb_put32(key, revision);
	memcpy(key + 4, id, len);
	nb_sha256(key, 4 + len, digest);
	return nb_le64(digest);
}

/* Note a page directory whose pages were all checked. */
static enum nb_status note_directory(struct nb_verifier *v,
				     const struct nb_directory *d,
				     struct nb_error *err)
{
	struct nb_checked *checked =
		nb_grow(v->checked, &v->checked_cap, v->checked_count + 1,
			sizeof(*checked));
	uint64_t *keys;
	uint32_t i;

	if (!checked)
		return nb_fail_mem(err);
	v->checked = checked;
	keys = nb_grow(v->keys, &v->key_cap, v->key_count + d->count,
		       sizeof(*keys));
	if (!keys)
		return nb_fail_mem(err);
	v->keys = keys;
	checked[v->checked_count++] =
		(struct nb_checked){d->offset, v->key_count};
	for (i = 0; i < d->count; i++)
		keys[v->key_count++] =
			key_of(d->pages[i].id, d->pages[i].id_len,
			       d->pages[i].revision);
	return NB_OK;
}

static int by_offset(const void *a, const void *b)
{
	const struct nb_checked *x = a, *y = b;

	return (x->directory > y->directory) - (x->directory < y->directory);
}

bool nb_verify_was_checked(const struct nb_verifier *v,
			   const struct nb_entry *e)
{
	const struct nb_checked wanted = {.directory = e->directory};
	const struct nb_checked *found = NULL;
	size_t end = v->key_count;

	if (v->checked_count)
		found = bsearch(&wanted, v->checked, v->checked_count,
				sizeof(wanted), by_offset);
	if (!found)
		return false;
	if (found + 1 < v->checked + v->checked_count)
		end = found[1].first;
	return e->page_index < end - found->first &&
	       v->keys[found->first + e->page_index] ==
		       key_of(e->id.text, e->id.len, e->revision);
}

/* Check the pages and the frame of a page directory that was read. */
static enum nb_status check_directory(struct nb_verifier *v,
				      const struct nb_directory *d,
				      struct nb_error *err)
{
	enum nb_status st = NB_OK, frame = decode_all(v, d, err);
	bool good, all = true;
	uint32_t i;

	if (nb_verify_fatal(frame))
		return frame;
	for (i = 0; !st && i < d->count; i++) {
		st = check_page(v, d, i, &good, err);
		all = all && good;
	}
	/* A problem of a page names the damage already. */
	if (!st && all)
		st = check_frame(v, d, err);
	return st ? st : note_directory(v, d, err);
}

enum nb_status nb_verify_pages(struct nb_verifier *v, uint64_t offset,
			       uint32_t size, struct nb_error *err)
{
	struct nb_directory d;
	enum nb_status st = nb_directory_read(v->archive->file, offset, size,
					      v->archive->end, &d, err);

	if (v->archive->ahead)
		nb_ahead_move(v->archive->ahead, offset);
	if (!st)
		st = check_directory(v, &d, err);
	else if (!nb_verify_fatal(st)) {
		nb_verify_report(v, NB_HURT_STRUCTURE, no_page, 0, NULL, err);
		st = NB_OK;
	}
	nb_directory_free(&d);
	return st;
}

/* ---- reading ahead */

/*
 * Move the scout past the next page directory at `from` or later that can be
 * read, into *d, to be freed. False if there is none before the end, or at
 * damage, where the scout stops.
 */
static bool next_directory(struct nb_verifier *v, uint64_t from,
			   struct nb_directory *d)
{
	struct nb_place place;

	while (v->scout.at < v->scout.end &&
	       !nb_walk_next(&v->scout, &place, NULL)) {
		if (place.what != NB_PLACE_RECORD ||
		    place.kind != NB_RECORD_DIRECTORY || place.offset < from)
			continue;
		if (!nb_directory_read(v->archive->file, place.offset,
				       (uint32_t)place.size, v->archive->end, d,
				       NULL))
			return true;
		nb_directory_free(d);
	}
	return false;
}

/* Size of the sources record after the frame that the scout stands before; 0 if
 * none follows. */
static uint32_t sources_size(const struct nb_verifier *v)
{
	struct nb_walk walk = v->scout;
	struct nb_place place;

	if (nb_walk_next(&walk, &place, NULL) || walk.at >= walk.end ||
	    nb_walk_next(&walk, &place, NULL) ||
	    place.what != NB_PLACE_RECORD || place.kind != NB_RECORD_SOURCES)
		return 0;
	return (uint32_t)place.size;
}

/* The scout of nb_ahead_create(): positions are the offsets of page
 * directories. */
static bool describe_frame(void *context, uint64_t from,
			   struct nb_ahead_frame *frame)
{
	struct nb_directory d;
	enum nb_status st = NB_OK;
	uint32_t i;

	if (!next_directory(context, from, &d))
		return false;
	frame->place = frame_of(&d);
	frame->first = frame->last = d.offset;
	frame->place.sources_size = sources_size(context);
	frame->whole = frame->sources = frame->replay = true;
	memcpy(frame->check, d.frame_check, sizeof(frame->check));
	for (i = 0; !st && i < d.count; i++)
		st = nb_ahead_note(frame, d.pages[i].offset, d.pages[i].len);
	nb_directory_free(&d);
	return !st;
}

enum nb_status nb_verify_start_ahead(struct nb_verifier *v, uint64_t end,
				     struct nb_error *err)
{
	struct nb_archive *a = v->archive;
	unsigned threads = v->callbacks ? v->callbacks->threads : 1;

	if (threads == 0)
		threads = nb_pool_processors();
	if (threads == 1 || a->ahead)
		return NB_OK;
	v->scout.file = a->file;
	v->scout.at = NB_HEADER_SIZE;
	v->scout.end = end;
	v->ahead = true;
	return nb_ahead_create(a->file, &a->shared, a->end, threads, true,
			       describe_frame, v, &a->ahead, err);
}

void nb_verify_end_ahead(struct nb_verifier *v)
{
	if (!v->ahead)
		return;
	nb_ahead_free(v->archive->ahead);
	v->archive->ahead = NULL;
}
