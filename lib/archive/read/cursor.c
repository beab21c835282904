/* SPDX-License-Identifier: Apache-2.0 */
/* Going through the pages of an archive in order of their identifiers. */
#include "archive/catalogue/entry.h"
#include "archive/catalogue/trees.h"
#include "archive/read/ahead.h"
#include "archive/read/damaged.h"
#include "archive/read/handle.h"
#include "archive/read/hidden.h"
#include "archive/read/salvage.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/pool.h"

#include <nbarc/archive.h>

#include <stdlib.h>
#include <string.h>

#define SMALL ((uint64_t)1 << 21) /* bytes of an archive */

struct nb_cursor {
	struct nb_archive *archive;
	struct nb_trees merge;
	size_t next; /* in what a walk found, when that is gone through */
	bool walked;
	char *prefix;
	size_t prefix_len;
	bool all;
	bool done;
	char last[UINT8_MAX]; /* id given last */
	size_t last_len;
	uint64_t number;	 /* of entries given */
	struct nb_entry given;	 /* what nb_cursor_next() gave last */
	struct nb_hidden hidden; /* of its page */
	struct nb_ahead *ahead;
	/* What looks ahead: a cursor of its own, on a view of the archive that
	 * knows no way around damage, and the entry that it is at. */
	struct nb_archive *view;
	struct nb_cursor *scout;
	const struct nb_entry *seen;
	enum nb_want want;
};

void nb_cursor_free(struct nb_cursor *c)
{
	if (!c)
		return;
	if (c->ahead && c->archive->ahead == c->ahead)
		c->archive->ahead = NULL;
	nb_ahead_free(c->ahead);
	nb_cursor_free(c->scout);
	if (c->view)
		c->view->fd = -1;
	nb_archive_close(c->view);
	nb_trees_free(&c->merge);
	free(c->prefix);
	free(c);
}

/* Go on with what the walk found, behind the last id that was given. */
static void turn_to_salvage(struct nb_cursor *c)
{
	struct nb_key key = {{c->last, c->last_len}, 0};

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
	struct nb_key key = {{prefix, prefix_len}, UINT32_MAX};
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
	nb_trees_init(&c->merge, a->fd, &a->commit, 0, detail);
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

/* The next entry of the catalogue or, where that is damaged, of the walk. */
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
		/* This page is lost: it is named, and the next one given. */
		nb_error_file(err, a->path);
		a->damage.report(a->damage.context, err);
		st = err->status = NB_OK;
	}
	return st;
}

static bool older(const struct nb_cursor *c, const struct nb_entry *e)
{
	return e->id.len == c->last_len &&
	       memcmp(e->id.text, c->last, c->last_len) == 0;
}

/* Revisions come from new to old: the first of a page says what is hidden. */
static void give(struct nb_cursor *c, const struct nb_entry *e)
{
	if (!older(c, e))
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
		if (!c->all && older(c, e))
			continue;
		give(c, e);
		*entry = &c->given;
		return NB_OK;
	}
	c->done = true;
	return NB_OK;
}

/* ---- looking ahead */

static bool step(struct nb_cursor *c)
{
	return !nb_cursor_next(c->scout, &c->seen, NULL) && c->seen;
}

static bool scout_ready(struct nb_cursor *c, uint64_t from)
{
	struct nb_archive *a = c->archive;

	if (c->scout)
		return c->seen != NULL;
	if (nb_archive_create(a->fd, a->path, &c->view, NULL))
		return false;
	nb_archive_set_commit(c->view, &a->commit, a->size);
	c->view->finder.upto = a->finder.upto;
	if (nb_cursor_create_detail(c->view, c->prefix, c->prefix_len, c->all,
				    NB_DETAIL_PLACES, &c->scout, NULL))
		return false;
	while (c->scout->number < from)
		if (!step(c))
			return false;
	return true;
}

/* The entries that follow each other in one frame. */
static bool next_frame(void *context, uint64_t from,
		       struct nb_ahead_frame *frame)
{
	struct nb_cursor *c = context;

	if (!scout_ready(c, from))
		return false;
	while (c->seen->state == NB_STATE_PURGED)
		if (!step(c))
			return false;
	frame->place = *c->seen;
	frame->first = c->scout->number;
	frame->sources = c->want == NB_WANT_SOURCES;
	do {
		frame->last = c->scout->number;
		if (c->want == NB_WANT_DOCUMENTS &&
		    nb_ahead_note(frame, c->seen->offset, c->seen->len))
			return false;
	} while (step(c) && c->seen->state != NB_STATE_PURGED &&
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
	/* All pages of an archive that is not small are of many frames. */
	st = nb_ahead_create(a->fd, a->end, threads,
			     c->prefix_len == 0 && a->end > SMALL, next_frame,
			     c, &c->ahead, err);
	a->ahead = c->ahead;
	return st;
}
