/* SPDX-License-Identifier: Apache-2.0 */
/* Making the log of a rescued archive from its page entries, and choosing the
 * notes that are still of it
 * (format-spec/nbarc-format.md, sections 11 and 14). */
#include "archive/check/rescue_log.h"
#include "archive/catalogue/entry.h"
#include "archive/log/log_order.h"
#include "archive/read/history.h"
#include "archive/record/note_record.h"
#include "archive/record/sink.h"
#include "archive/salvage/entry.h"
#include "archive/salvage/rows.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* For bsearch() in the list of pages that did not come with their frame. */
static int by_index(const void *key, const void *single)
{
	const size_t *index = key;
	const struct nb_single *s = single;

	return (*index > s->index) - (*index < s->index);
}

/* True if the page with this index in the salvage is lost, with its entry. */
static bool is_lost(const struct nb_rescue *r, size_t index)
{
	const struct nb_single *s =
		r->single_count ? bsearch(&index, r->single, r->single_count,
					  sizeof(*s), by_index)
				: NULL;

	return s && !s->page && !s->hides;
}

/* What is done with an entry; `context` is the visitor's. */
typedef enum nb_status visitor(void *context, const struct nb_entry *entry,
			       struct nb_error *err);

/* Visit the entries of the new archive by identifier, and of a page from the
 * oldest revision to the newest. */
static enum nb_status visit(struct nb_rescue *r, visitor *visit_entry,
			    void *context, struct nb_error *err)
{
	const struct nb_salvaged *list = r->salvage->list;
	size_t count = r->salvage->count, from, to, i;
	enum nb_status st = NB_OK;

	for (from = 0; !st && from < count; from = to) {
		for (to = from + 1; to < count; to++)
			if (!nb_salvaged_same_page(&list[from], &list[to]))
				break;
		for (i = to; !st && i-- > from;) {
			const struct nb_entry *found;
			struct nb_entry e;

			if (is_lost(r, i))
				continue;
			st = nb_salvage_entry(r->salvage, i, &found, err);
			if (st)
				break;
			e = *found;
			if (!r->keeps)
				e.commit = 1;
			st = visit_entry(context, &e, err);
		}
	}
	return st;
}

static enum nb_status note(void *order, const struct nb_entry *e,
			   struct nb_error *err)
{
	return nb_log_order_note(order, e->commit, err);
}

static enum nb_status take(void *order, const struct nb_entry *e,
			   struct nb_error *err)
{
	return nb_log_order_take(order, e, err);
}

static enum nb_status add(void *log, const struct nb_entry *e,
			  struct nb_error *err)
{
	return nb_log_writer_entry(log, e, err);
}

/* Add all leaves in the order of the log. */
static enum nb_status add_leaves(struct nb_rescue *r, struct nb_log_writer *log,
				 struct nb_error *err)
{
	struct nb_log_order order = {0};
	enum nb_status st;

	/* With one commit, the order of identifiers is that of the log. */
	if (!r->keeps)
		return visit(r, add, log, err);
	st = visit(r, note, &order, err);
	if (!st)
		st = nb_log_order_sort(&order, err);
	while (!st && nb_log_order_more(&order)) {
		st = visit(r, take, &order, err);
		if (!st)
			st = nb_log_order_write(&order, log, err);
	}
	nb_log_order_free(&order);
	return st;
}

/* True if the entries that were found have the Merkle root of the commit. */
static enum nb_status compare_root(struct nb_rescue *r,
				   const struct nb_commit *c, bool *same,
				   struct nb_error *err)
{
	uint8_t root[NB_SHA256_SIZE];
	struct nb_log_writer log;
	enum nb_status st;

	nb_log_writer_init(&log, NULL, 0);
	st = add_leaves(r, &log, err);
	nb_edge_root(&log.edge, root);
	*same = !st && log.edge.leaves == c->revisions &&
		memcmp(root, c->root, NB_SHA256_SIZE) == 0;
	nb_log_writer_free(&log);
	return st;
}

enum nb_status nb_rescue_find_chain(struct nb_rescue *r, const char *from,
				    struct nb_error *err)
{
	struct nb_archive *a = NULL;
	enum nb_status st;

	if (r->counts->lost || r->counts->rebuilt)
		return NB_OK;
	st = nb_archive_open(from, &a, err);
	if (!st)
		st = nb_archive_chain(a, &r->earlier, err);
	if (!st) {
		r->keeps = true;
		st = compare_root(r, &a->commit, &r->keeps, err);
	}
	if (!st && r->keeps) {
		r->number = a->commit.number;
		/* The new archive's own commit repeats the newest one. */
		r->earlier.count--;
	}
	nb_archive_close(a);
	if (st)
		r->keeps = false;
	return st == NB_NOMEM || st == NB_IO ? st : NB_OK;
}

enum nb_status nb_rescue_log(struct nb_rescue *r, struct nb_commit *commit,
			     struct nb_error *err)
{
	struct nb_log_writer log;
	enum nb_status st;

	nb_log_writer_init(&log, &r->sink, NB_RESCUE_LEVEL);
	st = add_leaves(r, &log, err);
	if (!st)
		st = nb_log_writer_end(&log, commit, err);
	nb_log_writer_free(&log);
	return st;
}

/* ---- notes */

/* True if the checkpoint is of an earlier commit that the new archive keeps.
 * Their numbers of page entries rise. */
static bool is_of_earlier(const struct nb_rescue *r,
			  const struct nb_checkpoint *checkpoint)
{
	const struct nb_earlier *e = &r->earlier;
	size_t low = 0, high = r->keeps ? e->count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (e->list[middle].revisions < checkpoint->size)
			low = middle + 1;
		else
			high = middle;
	}
	for (; r->keeps && low < e->count &&
	       e->list[low].revisions == checkpoint->size;
	     low++)
		if (nb_checkpoint_is_of(checkpoint, e->list[low].revisions,
					e->list[low].root))
			return true;
	return false;
}

/*
 * Copy the record at `offset` if its note is of a commit that the new archive
 * has; `c` is the newest. Others would mean nothing there, and are counted; so
 * are the signatures of drafts, which are no notes.
 */
static enum nb_status keep_note(struct nb_rescue *r, uint64_t offset,
				const struct nb_commit *c, struct nb_error *err)
{
	struct nb_checkpoint checkpoint;
	struct nb_buf record = {0};
	struct nb_note *note = NULL;
	enum nb_status st =
		nb_note_record_read(r->file, offset, r->size, &record, err);

	if (!st) {
		st = nb_note_decode(&record, offset, &note, &checkpoint, err);
		if (st == NB_INVALID || st == NB_LIMIT)
			st = NB_OK;
	}
	if (!st && note &&
	    (nb_checkpoint_is_of(&checkpoint, c->revisions, c->root) ||
	     is_of_earlier(r, &checkpoint))) {
		r->counts->notes++;
		st = nb_sink_write(&r->sink, record.data, record.len, err);
	} else if (!st) {
		r->counts->notes_void++;
	}
	nb_note_free(note);
	nb_buf_free(&record);
	return st;
}

enum nb_status nb_rescue_notes(struct nb_rescue *r, const struct nb_commit *c,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < r->salvage->note_count; i++)
		st = keep_note(r, r->salvage->notes[i], c, err);
	return st;
}
