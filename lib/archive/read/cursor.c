/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cursors: going through the pages of an archive in the order of their
 * identifiers (format-spec/nbarc-format.md, section 9, "Listing").
 *
 * A cursor merges the trees of the commit. Of each page the newest revision
 * comes first and decides what is hidden of all of them. When the catalogue
 * turns out to be damaged and damage is tolerated (section 14), the cursor goes
 * on in the list that a walk over the file made, after the page that it gave
 * last.
 *
 * For reading ahead, a second cursor, the scout, runs in front of the first one
 * on an archive of its own, the view, and finds out which frames come next. It
 * does not tolerate damage; where it fails, reading ahead ends and the first
 * cursor goes on alone.
 */
#include "archive/catalogue/entry.h"
#include "archive/catalogue/trees.h"
#include "archive/read/ahead.h"
#include "archive/read/damaged.h"
#include "archive/read/handle.h"
#include "archive/read/hidden.h"
#include "archive/salvage/entry.h"
#include "archive/salvage/rows.h"
#include "archive/salvage/salvage.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"

#include <nbarc/archive.h>

#include <stdlib.h>
#include <string.h>

/* An archive of fewer bytes is one of a few frames at most, for which threads
 * start only when a second frame is asked for. */
#define SMALL_ARCHIVE ((uint64_t)1 << 21)

/*
 * Invariants: `last` is the identifier of the entry that was given last, empty
 * before the first; `given` is that entry, its strings and items are those of
 * `merge` or of the archive's salvage. With `walked`, entries come from the
 * salvage instead of `merge`. After `done` nothing more is given.
 *
 * Owned: merge, prefix, ahead, scout, view; the view's descriptor is the
 * archive's and is not closed with it. The archive must outlive the cursor.
 */
struct nb_cursor {
	struct nb_archive *archive;
	struct nb_trees merge; /* the trees of the commit, as one list */
	bool walked;
	size_t next; /* index in the salvage, if `walked` */
	char *prefix;
	size_t prefix_len;
	bool all; /* every revision, not only the newest */
	bool done;
	char last[UINT8_MAX];
	size_t last_len;
	uint64_t number; /* entries given so far; a position of nb_ahead */
	struct nb_entry given;
	struct nb_hidden hidden; /* of the page of `given` */

	/* Reading ahead. `ahead` NULL: not wanted, or not possible. */
	struct nb_ahead *ahead;
	struct nb_archive *view;
	struct nb_cursor *scout;     /* on `view`; NULL until it is needed */
	const struct nb_entry *seen; /* that the scout is at; NULL: no more */
	enum nb_want want;
};

void nb_cursor_free(struct nb_cursor *c)
{
	if (!c)
		return;
	/* Another cursor may read ahead in this archive meanwhile. */
	if (c->ahead && c->archive->ahead == c->ahead)
		c->archive->ahead = NULL;
	nb_ahead_free(c->ahead);
	nb_cursor_free(c->scout);
	if (c->view)
		c->view->file = nb_local(-1); /* it is the archive's */
	nb_archive_close(c->view);
	nb_trees_free(&c->merge);
	free(c->prefix);
	free(c);
}

/* Go on in the list that the walk made: after all revisions of the page that
 * was given last, or, before the first page, at the prefix. */
static void turn_to_salvage(struct nb_cursor *c)
{
	/* Revisions are sorted from high to low: 0 is below all of them. */
	struct nb_entry_key key = {{c->last, c->last_len}, 0};

	if (c->last_len == 0) {
		key.id.text = c->prefix;
		key.id.len = c->prefix_len;
		key.revision = UINT32_MAX;
	}
	c->walked = true;
	c->next = nb_salvage_seek(c->archive->salvage, &key);
}

enum nb_status nb_cursor_create(struct nb_archive *a, const char *prefix,
				size_t prefix_len, bool all,
				struct nb_cursor **cursor, struct nb_error *err)
{
	return nb_cursor_create_detail(a, prefix, prefix_len, all,
				       NB_DETAIL_ALL, cursor, err);
}

enum nb_status nb_cursor_create_detail(struct nb_archive *a, const char *prefix,
				       size_t prefix_len, bool all,
				       enum nb_detail detail,
				       struct nb_cursor **cursor,
				       struct nb_error *err)
{
	struct nb_cursor *c = nb_alloc(1, sizeof(*c));
	struct nb_entry_key key = {{prefix, prefix_len}, UINT32_MAX};
	struct nb_error own;
	enum nb_status st = NB_OK;

	*cursor = NULL;
	if (!c)
		return nb_fail_mem(err);
	err = nb_error_or(err, &own);
	c->archive = a;
	c->all = all;
	c->prefix = nb_strndup(prefix, prefix_len);
	c->prefix_len = prefix_len;
	nb_trees_init(&c->merge, a->file, &a->commit, 0, detail);
	c->merge.upto = a->finder.upto;
	if (!c->prefix)
		st = nb_fail_mem(err);
	else if (!a->salvage)
		st = nb_trees_seek(&c->merge, &key, err);
	if (nb_archive_tolerates(a, st))
		st = nb_archive_salvage(a, err);
	if (!st && a->salvage)
		turn_to_salvage(c);
	else if (!st && a->has_tail)
		st = nb_tail_warn(a, &key.id, err);
	if (st) {
		nb_error_file(err, c->archive->path);
		nb_cursor_free(c);
		return st;
	}
	*cursor = c;
	return NB_OK;
}

/*
 * The next entry of the catalogue or, after damage, of the walk; *entry is NULL
 * after the last. Pages of the walk whose entry cannot be made are reported and
 * passed over.
 */
static enum nb_status next_entry(struct nb_cursor *c,
				 const struct nb_entry **entry,
				 struct nb_error *err)
{
	struct nb_archive *a = c->archive;
	enum nb_status st = NB_OK;

	*entry = NULL;
	if (!c->walked) {
		st = nb_trees_next(&c->merge, entry, err);
		if (!nb_archive_tolerates(a, st))
			return st;
		st = nb_archive_salvage(a, err);
		if (!st)
			turn_to_salvage(c);
	}
	while (!st && c->next < a->salvage->count) {
		st = nb_salvage_entry(a->salvage, c->next++, entry, err);
		if (!nb_archive_tolerates(a, st))
			return st;
		/* The page is lost: report it and go on with the next. */
		nb_error_file(err, a->path);
		a->damage.report(a->damage.context, err);
		st = err->status = NB_OK;
	}
	return st;
}

/* True if the entry is of the page that was given last: an older revision of
 * it. */
static bool is_last_page(const struct nb_cursor *c, const struct nb_entry *e)
{
	return e->id.len == c->last_len &&
	       memcmp(e->id.text, c->last, c->last_len) == 0;
}

/* Make *c->given the entry `e`. Revisions come from the newest to the oldest,
 * so the first one of a page says what is hidden of all. */
static void set_given(struct nb_cursor *c, const struct nb_entry *e)
{
	if (!is_last_page(c, e))
		nb_hidden_of(e, &c->hidden);
	memcpy(c->last, e->id.text, e->id.len);
	c->last_len = e->id.len;
	c->given = *e;
	c->given.hidden = &c->hidden;
	c->number++;
	if (c->ahead)
		nb_ahead_move(c->ahead, c->number);
}

enum nb_status nb_cursor_next(struct nb_cursor *c,
			      const struct nb_entry **entry,
			      struct nb_error *err)
{
	const struct nb_entry *e;
	struct nb_error own;
	enum nb_status st;

	*entry = NULL;
	while (!c->done) {
		st = next_entry(c, &e, nb_error_or(err, &own));
		if (st) {
			nb_error_file(err, c->archive->path);
			c->done = true;
			return st;
		}
		if (!e || e->id.len < c->prefix_len ||
		    memcmp(e->id.text, c->prefix, c->prefix_len) != 0)
			break;
		if (!c->all && is_last_page(c, e))
			continue;
		set_given(c, e);
		*entry = &c->given;
		return NB_OK;
	}
	c->done = true;
	return NB_OK;
}

enum nb_status nb_cursor_skip(struct nb_cursor *c, const char *id, size_t len,
			      struct nb_error *err)
{
	struct nb_archive *a = c->archive;
	struct nb_entry_key key = {{id, len}, UINT32_MAX};
	struct nb_error own;
	enum nb_status st = NB_OK;

	err = nb_error_or(err, &own);
	if (!c->walked)
		st = nb_trees_seek(&c->merge, &key, err);
	if (nb_archive_tolerates(a, st)) {
		st = nb_archive_salvage(a, err);
		c->walked = true;
	}
	if (!st && c->walked)
		c->next = nb_salvage_seek(a->salvage, &key);
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* ---- reading ahead */

/* Move the scout to the next entry, c->seen; false after the last, or at
 * damage. */
static bool step_scout(struct nb_cursor *c)
{
	return !nb_cursor_next(c->scout, &c->seen, NULL) && c->seen;
}

/*
 * Make sure that the scout stands at the entry number `from` or later; false if
 * it cannot.
 *
 * It is made when the threads start, when the first cursor has given entries
 * already. The view is an archive of its own because a lookup in it must not
 * disturb what the first one has given out; only the descriptor is shared.
 */
static bool scout_ready(struct nb_cursor *c, uint64_t from)
{
	struct nb_archive *a = c->archive;

	if (c->scout)
		return c->seen != NULL;
	if (nb_archive_create(a->file, a->path, &c->view, NULL))
		return false;
	nb_archive_set_commit(c->view, &a->commit, a->size);
	c->view->finder.upto = a->finder.upto;
	if (nb_cursor_create_detail(c->view, c->prefix, c->prefix_len, c->all,
				    NB_DETAIL_PLACES, &c->scout, NULL))
		return false;
	while (c->scout->number < from)
		if (!step_scout(c))
			return false;
	return true;
}

/*
 * The scout of nb_ahead_create(): describe the frame of the entry that the
 * scout is at, and note the documents of all entries that follow each other in
 * it. Purged entries have no place and are passed over.
 */
static bool describe_frame(void *context, uint64_t from,
			   struct nb_ahead_frame *frame)
{
	struct nb_cursor *c = context;

	if (!scout_ready(c, from))
		return false;
	while (c->seen->state == NB_STATE_PURGED)
		if (!step_scout(c))
			return false;
	frame->place = *c->seen;
	frame->first = c->scout->number;
	frame->sources = c->want == NB_WANT_SOURCES;
	do {
		frame->last = c->scout->number;
		if (c->want == NB_WANT_DOCUMENTS &&
		    nb_ahead_note(frame, c->seen->offset, c->seen->len))
			return false;
	} while (step_scout(c) && c->seen->state != NB_STATE_PURGED &&
		 c->seen->directory == frame->place.directory);
	return true;
}

enum nb_status nb_cursor_read_ahead(struct nb_cursor *c, enum nb_want want,
				    unsigned threads, struct nb_error *err)
{
	struct nb_archive *a = c->archive;
	enum nb_status st;

	if (threads == 0)
		threads = nb_pool_processors();
	if (threads == 1 || a->ahead || a->salvage)
		return NB_OK;
	c->want = want;
	/* All pages of an archive that is not small are in many frames: the
	 * threads need not wait to see whether a second one is wanted. */
	st = nb_ahead_create(a->file, &a->shared, a->end, threads,
			     c->prefix_len == 0 && a->end > SMALL_ARCHIVE,
			     describe_frame, c, &c->ahead, err);
	a->ahead = c->ahead;
	return st;
}
