/* SPDX-License-Identifier: Apache-2.0 */
/* Writing an archive anew, with or without what is no longer shown. */
#include "archive/frame/earlier.h"
#include "archive/read/hidden.h"
#include "archive/read/history.h"
#include "archive/read/tail.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "archive/record/walk.h"
#include "archive/rewrite/copy.h"
#include "archive/show/withdrawn.h"
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

/* Numbers, kinds and states are the record of the items; texts are not. */
static void strip_item(struct nb_entry_item *item)
{
	static const struct nb_string none = {"", 0};

	item->title = item->kicker = item->byline = none;
	item->offset = item->len = 0;
}

/* Make an entry the record of a text that is gone. */
static void purge_entry(struct nb_copy *c, struct nb_entry *e,
			const struct nb_string *reason)
{
	size_t i;

	e->formerly = e->state;
	e->state = NB_STATE_PURGED;
	e->purged = c->purging;
	e->reason = *reason;
	e->has_source = false;
	e->directory = e->frame_size = 0;
	e->directory_size = e->page_index = e->content_size = e->offset = 0;
	e->head_len = e->tail_offset = e->sources_size = 0;
	for (i = 0; i < e->item_count; i++) {
		strip_item(&e->items[i]);
		if (e->items[i].state == NB_STATE_PRESENT)
			e->items[i].reason = (struct nb_string){"", 0};
	}
	c->purged = true;
}

/* The places of the items in a document that lacks those withdrawn. */
static enum nb_status replace_items(struct nb_entry *e,
				    const struct nb_buf *document,
				    struct nb_error *err)
{
	struct nb_tei tei;
	enum nb_status st =
		nb_tei_scan(document->data, document->len, &tei, err);
	size_t i, k;

	for (i = 0; !st && i < e->item_count; i++) {
		struct nb_entry_item *item = &e->items[i];

		if (item->state == NB_STATE_WITHDRAWN)
			strip_item(item);
		for (k = 0; k < tei.item_count && item->len; k++) {
			if (tei.items[k].number != item->number)
				continue;
			item->offset = (uint32_t)tei.items[k].offset;
			item->len = (uint32_t)tei.items[k].len;
		}
	}
	e->head_len = (uint32_t)tei.head_len;
	e->tail_offset = (uint32_t)tei.tail_offset;
	nb_tei_free(&tei);
	return st;
}

/* A further revision of a page, without the items that are withdrawn. */
static enum nb_status cut_items(struct nb_copy *c, struct nb_copy_group *g,
				const struct nb_hidden *hidden,
				struct nb_error *err)
{
	struct nb_archive *a = c->inputs[0].archive;
	struct nb_entry old = g->list[0].page->entry;
	struct nb_copy_page *p;
	struct nb_entry *e;
	const uint8_t *document;
	enum nb_status st = nb_copy_insert(g, &old, 0, &p, err);

	if (st)
		return st;
	e = &p->page->entry;
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
	e->has_source = false;
	nb_sha256(p->document.data, p->document.len, e->sha256);
	return replace_items(e, &p->document, err);
}

static bool any_text_hidden(const struct nb_entry *e)
{
	size_t i;

	for (i = 0; i < e->item_count; i++)
		if (e->items[i].state == NB_STATE_WITHDRAWN && e->items[i].len)
			return true;
	return false;
}

/* A page directory names the oldest revision of a document; where that is
 * purged now, another one. */
static void renumber_shared(struct nb_copy_group *g)
{
	struct nb_copy_page *kept = &g->list[0];
	size_t i;

	for (i = 1; i < g->count; i++)
		if (g->list[i].from.directory == kept->from.directory &&
		    g->list[i].from.page_index == kept->from.page_index)
			kept->renumbered = true;
}

/* What is not shown by the newest revision goes; the record of it stays. */
static enum nb_status purge(struct nb_copy *c, struct nb_copy_group *g,
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

/* ---- signatures */

/* A signature is of a corpus and not of a file. */
static enum nb_status carry_one(struct nb_copy *c, const struct nb_walk *walk,
				const struct nb_place *place,
				struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st;

	if (place->what != NB_PLACE_RECORD ||
	    place->kind != NB_RECORD_SIGNATURE)
		return NB_OK;
	st = nb_record_read(walk->fd, place->offset, (uint32_t)place->size,
			    walk->end, NB_RECORD_SIGNATURE, NB_SIGNATURE_RECORD,
			    &record, err);
	if (!st)
		st = nb_sink_write(&c->sink, record.data, record.len, err);
	nb_buf_free(&record);
	return st;
}

static enum nb_status carry_signatures(struct nb_copy *c, struct nb_error *err)
{
	const struct nb_archive *a = c->inputs[0].archive;
	struct nb_walk walk = {
		.fd = a->fd, .at = NB_HEADER_SIZE, .end = a->commit.offset};
	struct nb_place place;
	enum nb_status st = NB_OK;

	while (!st && walk.at < walk.end) {
		st = nb_walk_next(&walk, &place, err);
		if (!st)
			st = carry_one(c, &walk, &place, err);
	}
	if (st)
		nb_error_file(err, a->path);
	return st;
}

/* ---- the whole archive */

/* The commits that a rewritten file records: those that it already does, and
 * those of its chain; without the newest, unless that is followed by another.
 */
static enum nb_status record_commits(struct nb_copy *c, struct nb_archive *a,
				     struct nb_error *err)
{
	enum nb_status st = nb_archive_chain(a, &c->earlier, err);

	if (!st && !c->purging)
		c->earlier.count--;
	return st;
}

static enum nb_status compact(struct nb_archive *a, const char *output,
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
			    .carry = carry_signatures,
			    .number = a->commit.number,
			    .time = a->commit.time};
	enum nb_status st;

	if (options->purge) {
		c.number = c.purging = a->commit.number + 1;
		c.time = options->time;
		c.edit = purge;
	}
	st = record_commits(&c, a, err);
	if (!st)
		return nb_copy_run(&c, output, replace, err);
	nb_earlier_free(&c.earlier);
	return st;
}

/* In place: the lock keeps others from appending to a file that is about to be
 * replaced. */
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
	st = compact(nb_writer_archive(w), path, true, options, counts, err);
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
	nb_writer_defaults(&o.writer);
	st = nb_archive_open(path, &a, err);
	if (!st)
		st = nb_tail_check_rewrite(a, err);
	if (!st && output)
		st = compact(a, output, false, &o, counts, err);
	nb_archive_close(a);
	if (!st && !output)
		st = compact_in_place(path, &o, counts, err);
	return st;
}
