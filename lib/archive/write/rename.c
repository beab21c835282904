/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Renaming pages (format-spec/nbarc-format.md, section 9.5, "Renamed pages").
 *
 * The page gets a revision under its new identifier: the same text in a
 * document that also names the old one, with source, journal and the states of
 * the items. The old identifier gets a withdrawal whose reason names the new
 * one. Both are in one commit, so that no reader sees one without the other.
 *
 * The page is read from the archive as of its newest commit. So a page can be
 * renamed once in a commit.
 */
#include "archive/catalogue/entry.h"
#include "archive/frame/sources.h"
#include "archive/read/find.h"
#include "archive/read/kept.h"
#include "archive/show/renamed.h"
#include "archive/write/clash.h"
#include "archive/write/writer.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <nbarc/id.h>
#include <nbarc/newspaper.h>
#include <nbarc/tei.h>
#include <nbarc/write.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A page that is being renamed. The identifiers are the caller's; everything
 * else is owned. */
struct renaming {
	const char *from, *to;
	struct nb_batch_page *old;    /* the newest revision of the page */
	struct nb_batch_page *before; /* that of `to`, or NULL: it is new */
	struct nb_buf document;	      /* with the new identifier */
	struct nb_buf reasons;	      /* of items, with the new identifier */
	struct nb_entry entry; /* under the new one; its strings are of `old`
				* and `reasons` */
};

static void free_renaming(struct renaming *r)
{
	free(r->old);
	free(r->before);
	free(r->entry.items);
	nb_buf_free(&r->document);
	nb_buf_free(&r->reasons);
}

/* ---- what may be renamed */

/* Copy the newest revision of a page, as of the newest commit; *copy is NULL if
 * there is no such page. */
static enum nb_status copy_newest(struct nb_writer *w, const char *id,
				  struct nb_batch_page **copy,
				  struct nb_error *err)
{
	struct nb_string key = {id, strlen(id)};
	const struct nb_entry *e;
	enum nb_status st;

	*copy = NULL;
	if (nb_pending_find(&w->pending, &key))
		return nb_fail(err, NB_USAGE,
			       "%s: is changed by this commit already", id);
	st = nb_writer_newest(w, &key, &e, err);
	return st || !e ? st : nb_batch_page_copy(e, copy, err);
}

/* Refuse a page that is not present: NB_ABSENT, with the reason. */
static enum nb_status check_old(struct nb_writer *w, const struct renaming *r,
				struct nb_error *err)
{
	const struct nb_entry *e = r->old ? &r->old->entry : NULL;
	char now[NB_ID_MAX];
	enum nb_status st;

	if (!e)
		return nb_fail(err, NB_ABSENT, "%s: not in the archive",
			       r->from);
	if (e->state == NB_STATE_PRESENT)
		return NB_OK;
	st = nb_page_renamed(w->old, r->from, strlen(r->from), now, err);
	if (st)
		return st;
	if (now[0])
		return nb_fail(err, NB_ABSENT, "%s: " NB_RENAMED "%s", r->from,
			       now);
	return nb_fail(err, NB_ABSENT, "%s: %s: %.*s", r->from,
		       e->state == NB_STATE_PURGED ? "purged" : "withdrawn",
		       (int)(e->reason.len < 300 ? e->reason.len : 300),
		       e->reason.text);
}

/*
 * Refuse an identifier that another page has or had: it would then name two
 * pages. One that this page had before can be given back.
 */
static enum nb_status check_new(struct nb_writer *w, const struct renaming *r,
				struct nb_error *err)
{
	struct nb_string key = {r->to, strlen(r->to)};
	struct nb_clash c;
	char now[NB_ID_MAX];
	enum nb_status st;

	if (r->before) {
		st = nb_page_renamed(w->old, r->to, key.len, now, err);
		if (!st && strcmp(now, r->from) != 0)
			st = nb_fail(err, NB_USAGE,
				     "%s: the archive has a page with this "
				     "identifier, or had it",
				     r->to);
		return st;
	}
	st = nb_writer_find_clash(w, &key, &c, err);
	if (!st && c.page[0])
		st = nb_fail(err, NB_USAGE,
			     "%s: an item of the page %s could have the same "
			     "identifier as the page %s",
			     r->to, c.parent, c.page);
	return st;
}

/* Refuse what is no identifier of a page, or has a day that does not exist. */
static enum nb_status check_ids(const struct renaming *r, struct nb_error *err)
{
	const char *const ids[] = {r->from, r->to};
	size_t i;

	for (i = 0; i < 2; i++)
		if (!nb_id_is_page(ids[i], strlen(ids[i])))
			return nb_fail(err, NB_USAGE,
				       "%.80s: not the identifier of a page",
				       ids[i]);
	if (strcmp(r->from, r->to) == 0)
		return nb_fail(err, NB_USAGE,
			       "%s: this is its identifier already", r->to);
	return nb_newspaper_check_date(r->to, strlen(r->to), err);
}

/* ---- the page under its new identifier */

/* Append the reason of an item that moved, with the new identifiers of the
 * items that it names, and return its length in *len. */
static enum nb_status add_reason(struct renaming *r,
				 const struct nb_string *reason, size_t *len)
{
	size_t old = strlen(r->from), start = r->reasons.len, n, page_len;
	const char *p = reason->text, *end = p + reason->len;
	enum nb_status st = NB_OK;

	for (; !st && p < end; p += n) {
		for (n = *p == ' '; p + n < end && *p != ' ' && p[n] != ' ';)
			n++;
		if (n > old && memcmp(p, r->from, old) == 0 &&
		    nb_id_item(p, n, &page_len) && page_len == old) {
			st = nb_buf_puts(&r->reasons, r->to);
			if (!st)
				st = nb_buf_add(&r->reasons, p + old, n - old);
		} else {
			st = nb_buf_add(&r->reasons, p, n);
		}
	}
	*len = r->reasons.len - start;
	return st;
}

/* Give all items that moved their reasons. The buffer moves while it grows, so
 * that the places are set in the end. */
static enum nb_status set_reasons(struct renaming *r)
{
	struct nb_entry_item *items = r->entry.items;
	enum nb_status st = NB_OK;
	size_t i, at = 0;

	for (i = 0; !st && i < r->entry.item_count; i++)
		if (items[i].state == NB_STATE_MOVED)
			st = add_reason(r, &items[i].reason,
					&items[i].reason.len);
	for (i = 0; !st && i < r->entry.item_count; i++) {
		if (items[i].state != NB_STATE_MOVED || !items[i].reason.len)
			continue;
		items[i].reason.text = (const char *)r->reasons.data + at;
		at += items[i].reason.len;
	}
	return st;
}

/* Set the places of the items in the new document. Both lists are sorted by
 * number; an item without text stays without a place. */
static enum nb_status place_items(struct renaming *r, struct nb_error *err)
{
	struct nb_entry *e = &r->entry;
	struct nb_tei tei;
	enum nb_status st =
		nb_tei_scan(r->document.data, r->document.len, &tei, err);
	size_t i, k;

	for (i = 0; !st && i < e->item_count; i++) {
		struct nb_entry_item *item = &e->items[i];

		for (k = 0; item->len && k < tei.item_count; k++)
			if (tei.items[k].number == item->number)
				break;
		if (!item->len)
			continue;
		if (k == tei.item_count) {
			st = nb_fail(err, NB_INVALID,
				     "%s: the document lacks item %u", r->from,
				     item->number);
			break;
		}
		item->offset = (uint32_t)tei.items[k].offset;
		item->len = (uint32_t)tei.items[k].len;
	}
	e->head_len = (uint32_t)tei.head_len;
	e->tail_offset = (uint32_t)tei.tail_offset;
	nb_tei_free(&tei);
	return st;
}

/* Make the document with the new identifier. */
static enum nb_status make_document(struct nb_writer *w, struct renaming *r,
				    struct nb_error *err)
{
	const struct nb_entry *e = &r->old->entry;
	const uint8_t *document;
	enum nb_status st = nb_archive_kept_document(w->old, e, &document, err);

	if (!st)
		st = nb_tei_rename(document, e->len, r->from, r->to,
				   &r->document, err);
	if (!st && r->document.len > NB_CONTENT_MAX)
		st = nb_fail(err, NB_LIMIT, "%s: the document is too long",
			     r->from);
	return st;
}

/* Make the entry that goes with the document. */
static enum nb_status make_entry(struct renaming *r, struct nb_error *err)
{
	const struct nb_entry *old = &r->old->entry;
	struct nb_entry *e = &r->entry;

	*e = *old;
	e->items = nb_alloc(old->item_count, sizeof(*e->items));
	if (!e->items)
		return nb_fail_mem(err);
	if (old->item_count)
		memcpy(e->items, old->items,
		       old->item_count * sizeof(*e->items));
	e->id = (struct nb_string){r->to, strlen(r->to)};
	e->len = (uint32_t)r->document.len;
	nb_sha256(r->document.data, r->document.len, e->sha256);
	return set_reasons(r) ? nb_fail_mem(err) : place_items(r, err);
}

/* ---- its source */

/*
 * Find the entry that keeps the source of the page: its newest revision or, if
 * that came as a document, the newest one that has the same source. Only what
 * finds the source is set in *kept. False in kept->has_source: none does.
 */
static enum nb_status find_source(struct nb_writer *w, const struct renaming *r,
				  struct nb_entry *kept, struct nb_error *err)
{
	const struct nb_entry *old = &r->old->entry, *e;
	struct nb_cursor *c;
	enum nb_status st;

	*kept = *old;
	if (old->has_source)
		return NB_OK;
	st = nb_cursor_create_detail(w->old, old->id.text, old->id.len, true,
				     NB_DETAIL_HASHES, &c, err);
	while (!st) {
		st = nb_cursor_next(c, &e, err);
		if (st || !e || e->id.len != old->id.len)
			break;
		if (!e->has_source || e->source_len != old->source_len ||
		    memcmp(e->source_sha256, old->source_sha256,
			   NB_SHA256_SIZE) != 0)
			continue;
		*kept = *e;
		kept->id = old->id; /* that of `e` does not live on */
		break;
	}
	nb_cursor_free(c);
	return st;
}

/* Read what is stored of the page of an entry. This checks length and hash:
 * damage must not be passed on. It lives until the next sources record is read.
 */
static enum nb_status read_stored(struct nb_writer *w, const struct nb_entry *e,
				  struct nb_stored *stored,
				  struct nb_error *err)
{
	const struct nb_sources *sources;
	enum nb_status st = NB_OK;

	*stored = (struct nb_stored){.form = NB_FORM_NONE};
	if (!nb_entry_is_stored(e))
		return NB_OK;
	st = nb_archive_sources(w->old, e, &sources, err);
	return st ? st : nb_sources_sound(sources, e, stored, err);
}

/* ---- both revisions */

/*
 * Add the page under its new identifier, with its source and journal. Its
 * decisions are those of the newest revision, even if the source is that of an
 * older one.
 */
static enum nb_status add_new(struct nb_writer *w, struct renaming *r,
			      struct nb_error *err)
{
	struct nb_buf decided = {0};
	struct nb_stored stored;
	struct nb_entry kept;
	enum nb_status st = find_source(w, r, &kept, err);

	if (!st)
		st = nb_archive_kept_decisions(w->old, &r->old->entry, &decided,
					       err);
	if (!st)
		st = read_stored(w, &kept, &stored, err);
	stored.decisions = decided.data;
	stored.decisions_len = decided.len;
	if (!st)
		st = nb_writer_add_stored(
			w, r->before ? &r->before->entry : NULL, &r->entry,
			r->document.data,
			kept.has_source || decided.len ? &stored : NULL, err);
	nb_buf_free(&decided);
	return st;
}

/* Withdraw the old identifier; the reason names the new one. */
static enum nb_status withdraw_old(struct nb_writer *w,
				   const struct renaming *r,
				   struct nb_error *err)
{
	struct nb_entry e = r->old->entry;
	char reason[sizeof(NB_RENAMED) + NB_ID_MAX];

	(void)snprintf(reason, sizeof(reason), NB_RENAMED "%s", r->to);
	e.state = NB_STATE_WITHDRAWN;
	e.reason = (struct nb_string){reason, strlen(reason)};
	return nb_writer_add_entry(w, &r->old->entry, &e, err);
}

enum nb_status nb_writer_rename(struct nb_writer *w, const char *from,
				const char *to, struct nb_error *err)
{
	struct renaming r = {.from = from, .to = to};
	enum nb_status st = check_ids(&r, err);

	if (!st)
		st = copy_newest(w, from, &r.old, err);
	if (!st)
		st = check_old(w, &r, err);
	if (!st)
		st = copy_newest(w, to, &r.before, err);
	if (!st)
		st = check_new(w, &r, err);
	if (!st)
		st = make_document(w, &r, err);
	if (!st)
		st = make_entry(&r, err);
	if (!st)
		st = add_new(w, &r, err);
	if (!st)
		st = withdraw_old(w, &r, err);
	if (st)
		nb_error_file(err, w->path);
	free_renaming(&r);
	return st;
}
