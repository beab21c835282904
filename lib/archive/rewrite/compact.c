/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing an archive anew: compact, with or without purging
 * (format-spec/nbarc-format.md, section 10, "Rewriting").
 *
 * The copy does the work; here it gets what is particular to the whole archive:
 * the record of its commits, its notes, and an edit that purges. Purging
 * is a further commit. Of text that is no longer shown only the record stays,
 * an entry with state 2 that has the hashes and states of before; so the Merkle
 * root of every earlier commit can still be computed.
 */
#include "archive/catalogue/entry.h"
#include "archive/frame/earlier.h"
#include "archive/read/hidden.h"
#include "archive/read/history.h"
#include "archive/read/tail.h"
#include "archive/record/note_record.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/record/walk.h"
#include "archive/rewrite/copy.h"
#include "archive/rewrite/copy_groups.h"
#include "archive/show/withdrawn.h"
#include "archive/write/start.h"
#include "archive/write/writer.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/archive.h>
#include <nbarc/rewrite.h>
#include <nbarc/tei.h>
#include <nbarc/write.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- purging */

/* Make an entry the record of a text that is purged by the present commit
 * (section 7.1, "state 2"). `reason` must live as long as the entry. */
static void purge_entry(struct nb_copy *c, struct nb_entry *e,
			const struct nb_string *reason)
{
	nb_entry_purge(e, c->purging);
	e->reason = *reason;
	c->purged = true;
}

/* Set the places of the items of `e` in `document`, which has an empty element
 * where a withdrawn item was. */
static enum nb_status place_items(struct nb_entry *e,
				  const struct nb_buf *document,
				  struct nb_error *err)
{
	struct nb_tei tei;
	enum nb_status st =
		nb_tei_scan(document->data, document->len, &tei, err);
	size_t i, k = 0;

	/* Both lists are sorted by number. */
	for (i = 0; !st && i < e->item_count; i++) {
		struct nb_entry_item *item = &e->items[i];

		if (item->state == NB_STATE_WITHDRAWN)
			nb_entry_strip_item(item);
		while (k < tei.item_count && tei.items[k].number < item->number)
			k++;
		/* Items without text stay without a place. */
		if (!item->len || k == tei.item_count ||
		    tei.items[k].number != item->number)
			continue;
		item->offset = (uint32_t)tei.items[k].offset;
		item->len = (uint32_t)tei.items[k].len;
	}
	e->head_len = (uint32_t)tei.head_len;
	e->tail_offset = (uint32_t)tei.tail_offset;
	nb_tei_free(&tei);
	return st;
}

/* Insert a further revision of the page in front of the group, whose document
 * lacks the text of withdrawn items. It has no source and no decisions, which
 * would have it. */
static enum nb_status cut_items(struct nb_copy *c, struct nb_copy_group *g,
				const struct nb_hidden *hidden,
				struct nb_error *err)
{
	struct nb_archive *a = c->inputs[0].archive;
	/* A copy: nb_copy_insert() moves the list. */
	struct nb_entry old = g->list[0].page->entry;
	struct nb_copy_page *p;
	struct nb_entry *e;
	const uint8_t *document;
	enum nb_status st = nb_copy_insert(g, &old, 0, &p, err);

	if (st)
		return st;
	e = &p->page->entry;
	/* list[1] now is the revision that was the newest. */
	st = nb_archive_kept_document(a, &g->list[1].from, &document, err);
	if (!st)
		st = nb_document_shown(e, document, hidden, &p->document, err);
	if (st) {
		nb_error_file(err, a->path);
		return st;
	}
	e->revision++;
	e->commit = (uint32_t)c->purging;
	e->len = (uint32_t)p->document.len;
	e->has_source = e->has_decisions = false;
	nb_sha256(p->document.data, p->document.len, e->sha256);
	return place_items(e, &p->document, err);
}

/* True if the text of a withdrawn item is still there: length 0 says that it
 * was purged before. */
static bool any_text_hidden(const struct nb_entry *e)
{
	size_t i;

	for (i = 0; i < e->item_count; i++)
		if (e->items[i].state == NB_STATE_WITHDRAWN && e->items[i].len)
			return true;
	return false;
}

/*
 * A page directory names the oldest revision of a document. If the newest
 * revision shares its document with one that is purged now, it names another
 * one.
 */
static void renumber_shared(struct nb_copy_group *g)
{
	struct nb_copy_page *kept = &g->list[0];
	size_t i;

	for (i = 1; i < g->count; i++)
		if (g->list[i].from.directory == kept->from.directory &&
		    g->list[i].from.page_index == kept->from.page_index)
			kept->renumbered = true;
}

/*
 * The edit of a purge: what the newest revision does not show goes, and the
 * record of it stays. If the page is withdrawn that is all of it; else it is
 * the withdrawn items, and all superseded revisions.
 */
static enum nb_status purge_group(struct nb_copy *c, struct nb_copy_group *g,
				  struct nb_error *err)
{
	const struct nb_entry *newest = &g->list[0].page->entry;
	bool withdrawn = newest->state != NB_STATE_PRESENT;
	struct nb_hidden hidden;
	enum nb_status st = NB_OK;
	size_t i;

	nb_hidden_of(newest, &hidden);
	if (!withdrawn && any_text_hidden(newest))
		st = cut_items(c, g, &hidden, err);
	newest = &g->list[0].page->entry;
	for (i = withdrawn ? 0 : 1; !st && i < g->count; i++) {
		struct nb_copy_page *p = &g->list[i];
		struct nb_string reason = newest->reason;

		if (p->page->entry.state == NB_STATE_PURGED)
			continue;
		if (!withdrawn) {
			reason.text = p->reason;
			reason.len = (size_t)snprintf(
				p->reason, sizeof(p->reason),
				"superseded by revision %" PRIu32,
				newest->revision);
		}
		purge_entry(c, &p->page->entry, &reason);
	}
	if (!st && !withdrawn)
		renumber_shared(g);
	return st;
}

/* ---- notes */

/* Copy the structure at `place` if it is a note record. One that is not sound
 * is refused: the new file would fail its verification, too. */
static enum nb_status copy_note(struct nb_copy *c, const struct nb_walk *walk,
				const struct nb_place *place,
				struct nb_error *err)
{
	struct nb_checkpoint checkpoint;
	struct nb_note *note = NULL;
	struct nb_buf record = {0};
	enum nb_status st;

	if (place->what != NB_PLACE_RECORD || place->kind != NB_RECORD_NOTE)
		return NB_OK;
	st = nb_record_read(walk->file, place->offset, (uint32_t)place->size,
			    walk->end, NB_RECORD_NOTE, NB_NOTE_RECORD_MAX,
			    &record, err);
	if (!st)
		st = nb_note_decode(&record, place->offset, &note, &checkpoint,
				    err);
	if (!st)
		st = nb_sink_write(&c->sink, record.data, record.len, err);
	nb_note_free(note);
	nb_buf_free(&record);
	return st;
}

/* Copy all notes: they are of a corpus, whatever the file looks like, and one
 * of an earlier commit may still be asked for (section 10). */
static enum nb_status copy_notes(struct nb_copy *c, struct nb_error *err)
{
	const struct nb_archive *a = c->inputs[0].archive;
	struct nb_walk walk = {
		.file = a->file, .at = NB_HEADER_SIZE, .end = a->commit.offset};
	struct nb_place place;
	enum nb_status st = NB_OK;

	while (!st && walk.at < walk.end) {
		st = nb_walk_next(&walk, &place, err);
		if (!st)
			st = copy_note(c, &walk, &place, err);
	}
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* ---- the whole archive */

/*
 * Collect the commits that the new file records as earlier ones: all that the
 * old file knows. The newest is left out if the new file's own commit repeats
 * it, and recorded if a purging commit follows.
 */
static enum nb_status record_commits(struct nb_copy *c, struct nb_archive *a,
				     struct nb_error *err)
{
	enum nb_status st = nb_archive_chain(a, &c->earlier, err);

	if (!st && !c->purging)
		c->earlier.count--;
	return st;
}

/* Write the archive anew to `output`, which is replaced if `replace` is set. */
static enum nb_status write_compact(struct nb_archive *a, const char *output,
				    bool replace,
				    const struct nb_rewrite_options *options,
				    struct nb_rewrite_counts *counts,
				    struct nb_error *err)
{
	struct nb_copy_input input = {.archive = a};
	struct nb_copy c = {.inputs = &input,
			    .input_count = 1,
			    .options = options,
			    .counts = counts,
			    .regroup = true,
			    .keep_commits = true,
			    .carry = copy_notes,
			    .number = a->commit.number,
			    .time = a->commit.time};
	enum nb_status st;

	if (options->purge) {
		c.number = c.purging = a->commit.number + 1;
		c.time = options->time;
		c.edit = purge_group;
	}
	st = record_commits(&c, a, err);
	if (!st)
		st = nb_copy_run(&c, output, replace, err);
	else
		nb_earlier_free(&c.earlier);
	/* A failure that names no file is one of reading the old archive. */
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/*
 * Replace the file at `path`. It is opened as by a writer, whose lock keeps
 * others from appending to a file that is about to be replaced, and whose
 * opening cuts off an unfinished append.
 */
static enum nb_status compact_in_place(const char *path,
				       const struct nb_rewrite_options *options,
				       struct nb_rewrite_counts *counts,
				       struct nb_error *err)
{
	struct nb_writer *w;
	enum nb_status st = nb_writer_open(path, &options->writer, &w,
					   &counts->dropped, err);

	if (st)
		return st;
	st = write_compact(nb_writer_archive(w), path, true, options, counts,
			   err);
	nb_writer_free(w);
	return st;
}

enum nb_status nb_compact(const char *path, const char *output,
			  const struct nb_rewrite_options *options,
			  struct nb_rewrite_counts *counts,
			  struct nb_error *err)
{
	struct nb_rewrite_options o = *options;
	struct nb_archive *a;
	enum nb_status st;

	memset(counts, 0, sizeof(*counts));
	/* Also for a change in place, since a writer would create a file that
	 * is not there. */
	st = nb_archive_open(path, &a, err);
	if (!st) {
		nb_writer_defaults(&o.writer, a->shared.size);
		st = nb_tail_check_rewrite(a, err);
	}
	if (!st && output)
		st = write_compact(a, output, false, &o, counts, err);
	nb_archive_close(a);
	if (!st && !output)
		st = compact_in_place(path, &o, counts, err);
	return st;
}
