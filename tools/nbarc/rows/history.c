/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Histories (history.h).
 *
 * The revisions come from the catalogue, which has an entry for each; the
 * times come from the commit records. A row is compared with the next one,
 * which is the revision before it, to tell what a revision changed. The hash
 * of an item is not in the catalogue, so that the documents are decoded for
 * it.
 */
#include "rows/history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "print.h"

#include <nbarc/tei.h>

/* ---- gathering */

/* Called for each commit, from the newest on: note its time in the rows. False
 * once all rows have theirs; both are in the same order. */
static bool note_time(void *context, const struct nb_archive_info *info)
{
	struct nbarc_history *l = context;
	size_t i;

	for (i = 0; i < l->count; i++)
		if (l->rows[i].commit == info->commits)
			nbarc_time(info->time, l->rows[i].time);
	return l->count && l->rows[l->count - 1].commit < info->commits;
}

/* Count the items of a page that are present, and their characters. */
static void count_items(const struct nb_entry *e, struct nbarc_revision *row)
{
	size_t i;

	for (i = 0; i < e->item_count; i++) {
		if (e->items[i].state != NB_STATE_PRESENT)
			continue;
		row->items++;
		row->characters += e->items[i].characters;
	}
}

/*
 * Hash the part of the document that is the item, which tells whether a
 * revision of the page changed this item. There is no hash if the text was
 * purged or the item has moved to another page.
 */
static enum nb_status hash_item(struct nbarc_history *l,
				const struct nb_entry *e,
				const struct nb_entry_item *item,
				struct nbarc_revision *row,
				struct nb_error *err)
{
	const uint8_t *doc;
	enum nb_status st;

	row->known = false;
	if (e->state == NB_STATE_PURGED || item->len == 0)
		return NB_OK;
	st = nb_archive_kept_document(l->archive, e, &doc, err);
	if (st)
		return st;
	nb_sha256(doc + item->offset, item->len, row->sha256);
	row->known = true;
	return NB_OK;
}

/* Everything of a row that is the same for a page and for its items. */
static void fill_page(const struct nb_entry *e, struct nbarc_revision *row)
{
	memset(row, 0, sizeof(*row));
	row->revision = e->revision;
	row->commit = e->commit;
	(void)snprintf(row->time, sizeof(row->time), "-");
	row->state = e->state;
	row->was = e->state == NB_STATE_PURGED ? e->formerly : e->state;
	row->known = row->hashed = nb_entry_has_hashes(e);
	memcpy(row->sha256, e->sha256, sizeof(row->sha256));
	memcpy(row->source_sha256, e->source_sha256,
	       sizeof(row->source_sha256));
}

/* What differs in the row of an item. *reason is changed if it is the item's.
 */
static enum nb_status fill_item(struct nbarc_history *l,
				const struct nb_entry *e,
				const struct nb_entry_item *item,
				struct nbarc_revision *row,
				const struct nb_string **reason,
				struct nb_error *err)
{
	row->items = 1;
	row->characters = item->characters;
	row->item = e->state == NB_STATE_PRESENT;
	if (row->item) {
		row->state = row->was = item->state;
		*reason = &item->reason;
	}
	return hash_item(l, e, item, row, err);
}

/* The item of the entry that the query is for, or NULL. */
static const struct nb_entry_item *wanted_item(const struct nbarc_history *l,
					       const struct nb_entry *e)
{
	size_t i;

	for (i = 0; i < e->item_count; i++)
		if (e->items[i].number == l->query.number)
			return &e->items[i];
	return NULL;
}

/* Note what the page was called before. A document that cannot be read says
 * nothing; verify reports it. */
static void fill_previous(struct nbarc_history *l, const struct nb_entry *e,
			  struct nbarc_revision *row)
{
	const uint8_t *doc;
	size_t at = 0;

	if (e->state == NB_STATE_PURGED || !nb_entry_has_hashes(e) ||
	    nb_archive_kept_document(l->archive, e, &doc, NULL) ||
	    !nb_tei_previous(doc, e->len, &at, row->previous))
		row->previous[0] = '\0';
}

/*
 * Note the decisions of the page, by their number and their hash, which shows
 * that others were made or taken back. Those of a withdrawn page are counted,
 * too: a number quotes nothing. Those that cannot be read say nothing; verify
 * reports them.
 */
static enum nb_status fill_decisions(struct nbarc_history *l,
				     const struct nb_entry *e,
				     struct nbarc_revision *row,
				     struct nb_error *err)
{
	struct nb_buf kept = {0};
	struct nb_error own;
	enum nb_status st =
		nb_archive_kept_decisions(l->archive, e, &kept, &own);
	size_t i;

	for (i = 0; !st && i < kept.len; i++)
		row->decisions += kept.data[i] == '\n';
	if (row->decisions)
		nb_sha256(kept.data, kept.len, row->decided_sha256);
	nb_buf_free(&kept);
	return st == NB_NOMEM ? nb_fail_mem(err) : NB_OK;
}

/* Fill a row; NB_ABSENT if the revision does not have the item. */
static enum nb_status fill_row(struct nbarc_history *l,
			       const struct nb_entry *e,
			       struct nbarc_revision *row, struct nb_error *err)
{
	const struct nb_string *reason = &e->reason;
	const struct nb_entry_item *item = wanted_item(l, e);
	enum nb_status st = NB_OK;

	fill_page(e, row);
	if (l->query.number && !item)
		return NB_ABSENT;
	if (l->query.number)
		st = fill_item(l, e, item, row, &reason, err);
	else
		count_items(e, row);
	if (!st && !l->query.number)
		st = fill_decisions(l, e, row, err);
	fill_previous(l, e, row);
	row->reason = nb_strndup(reason->text, reason->len);
	return row->reason ? st : nb_fail_mem(err);
}

/*
 * Add the row of a revision. A document that is damaged is reported, and its
 * row has no hash; the revisions after it are listed even so.
 */
static enum nb_status add_row(struct nbarc_history *l, const struct nb_entry *e,
			      struct nb_error *err)
{
	struct nbarc_revision *grown =
		nb_grow(l->rows, &l->cap, l->count + 1, sizeof(*grown));
	enum nb_status st;

	if (!grown)
		return nb_fail_mem(err);
	l->rows = grown;
	st = fill_row(l, e, &grown[l->count], err);
	if (st == NB_ABSENT)
		return NB_OK;
	l->count++;
	if (st == NB_INVALID) {
		if (l->problem)
			l->problem(l->context, err);
		st = NB_OK;
	}
	return st;
}

enum nb_status nbarc_history_gather(struct nbarc_history *l,
				    struct nb_error *err)
{
	struct nb_query *q = &l->query;
	const struct nb_entry *e;
	struct nb_cursor *cursor;
	enum nb_status st = nb_query_find(l->archive, q, &e, err);

	if (st)
		return st;
	st = nb_cursor_create_detail(l->archive, q->text, q->page_len, true,
				     q->detail, &cursor, err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		/* Pages that begin with this identifier come after it. */
		if (st || !e || e->id.len != q->page_len)
			break;
		st = add_row(l, e, err);
	}
	nb_cursor_free(cursor);
	if (!st && !l->count)
		st = nb_query_absent(q, err);
	return st ? st : nb_archive_commits(l->archive, note_time, l, err);
}

void nbarc_history_free(struct nbarc_history *h)
{
	size_t i;

	for (i = 0; i < h->count; i++)
		free(h->rows[i].reason);
	free(h->rows);
	h->rows = NULL;
	h->count = h->cap = 0;
}

/* ---- rows */

const char *nbarc_revision_state(const struct nbarc_revision *row)
{
	return nbarc_state_name(row->state, row->item);
}

/* The words stand in the order of their weight. */
enum nb_status nbarc_revision_changes(const struct nbarc_revision *row,
				      const struct nbarc_revision *before,
				      const char *between, struct nb_buf *b)
{
	static const struct nbarc_revision nothing;
	const struct nbarc_revision *old = before ? before : &nothing;
	const char *words[5];
	size_t n = 0, i;
	enum nb_status st = NB_OK;

	if (!before)
		words[n++] = "new";
	if (before && before->known && row->known &&
	    memcmp(row->sha256, before->sha256, NB_SHA256_SIZE) != 0)
		words[n++] = "text";
	if (before && before->hashed && row->hashed &&
	    memcmp(row->source_sha256, before->source_sha256, NB_SHA256_SIZE))
		words[n++] = "source";
	if (memcmp(row->decided_sha256, old->decided_sha256, NB_SHA256_SIZE))
		words[n++] = "decisions";
	if (before && before->was != row->was)
		words[n++] = "state";
	if (before && n < 2 && !row->item && before->items != row->items)
		words[n++] = "items";
	for (i = 0; !st && i < n; i++) {
		st = nb_buf_puts(b, i ? between : "");
		if (!st)
			st = nb_buf_puts(b, words[i]);
	}
	return st;
}

enum nb_status nbarc_revision_json(const struct nbarc_history *h, size_t index,
				   struct nb_buf *b)
{
	const struct nbarc_revision *row = &h->rows[index];
	const struct nbarc_revision *before =
		index + 1 < h->count ? row + 1 : NULL;
	char document[NB_SHA256_HEX], source[NB_SHA256_HEX];
	struct nb_string reason = {row->reason, strlen(row->reason)};
	enum nb_status st;

	nb_sha256_hex(row->sha256, document);
	nb_sha256_hex(row->source_sha256, source);
	st = nb_buf_printf(b,
			   "{\"id\":\"%s\",\"revision\":%u,\"commit\":%u,"
			   "\"time\":\"%s\",\"state\":\"%s\",\"items\":%u,"
			   "\"characters\":%" PRIu64 ",\"changes\":[",
			   h->query.text, row->revision, row->commit, row->time,
			   nbarc_revision_state(row), row->items,
			   row->characters);
	if (!st)
		st = nb_buf_puts(b, "\"");
	if (!st)
		st = nbarc_revision_changes(row, before, "\",\"", b);
	if (!st && b->data[b->len - 1] == '"' && b->data[b->len - 2] == '[')
		b->len--; /* no change: an empty array */
	else if (!st)
		st = nb_buf_puts(b, "\"");
	if (!st)
		st = nb_buf_printf(b,
				   "],\"sha256\":%s%s%s,\"source_sha256\":"
				   "\"%s\"",
				   row->known ? "\"" : "",
				   row->known ? document : "null",
				   row->known ? "\"" : "", source);
	if (!st)
		st = nbarc_json_field(b, "reason", &reason);
	if (!st && row->previous[0])
		st = nb_buf_printf(b, ",\"previous\":\"%s\"", row->previous);
	if (!st && row->decisions)
		st = nb_buf_printf(b, ",\"decisions\":%" PRIu64,
				   row->decisions);
	return st ? st : nb_buf_puts(b, "}\n");
}

/* ---- commits */

enum nb_status nbarc_commit_json(const struct nb_archive_info *i,
				 struct nb_buf *b)
{
	struct nb_string writer = {i->writer, strlen(i->writer)};
	char root[NB_SHA256_HEX], time[NBARC_TIME];
	enum nb_status st;

	nb_sha256_hex(i->root, root);
	nbarc_time(i->time, time);
	st = nb_buf_printf(b,
			   "{\"commit\":%" PRIu64 ",\"time\":\"%s\","
			   "\"pages\":%" PRIu64 ",\"items\":%" PRIu64
			   ",\"revisions\":%" PRIu64 ",\"root\":\"%s\"",
			   i->commits, time, i->pages, i->items, i->revisions,
			   root);
	if (!st)
		st = nbarc_json_field(b, "writer", &writer);
	return st ? st : nb_buf_puts(b, "}\n");
}
