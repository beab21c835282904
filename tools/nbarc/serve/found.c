/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding what an address names (found.h).
 *
 * Archives are asked one after the other. That one does not have an identifier
 * is no news while there are others; the reason of the first one that knows it
 * but may not show it is kept, and is the answer if no other one has it.
 */
#include "serve/found.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/archive.h>

#include "base/error.h"
#include "serve/html.h"
#include "serve/room.h"
#include "serve/summary.h"

enum nb_status room_asked_archives(const struct room_request *q, size_t *first,
				   size_t *count, struct nb_error *err)
{
	const char *name = room_param(q, "in");

	*first = 0;
	*count = room_archives_count(q->room->archives);
	if (!name || !name[0])
		return NB_OK;
	*count = 1;
	if (room_archives_find(q->room->archives, name, first))
		return NB_OK;
	return nb_fail(err, NB_ABSENT, "there is no archive %s", name);
}

/*
 * Note the identifiers of what was found.
 *
 * The entry lives only until something else is looked for, and pages need the
 * identifiers for longer: hence copies.
 */
static void name_found(struct room_found *f)
{
	const struct nb_string *page = &f->entry->id;
	size_t i;

	(void)snprintf(f->page, sizeof(f->page), "%.*s", (int)page->len,
		       page->text);
	(void)snprintf(f->id, sizeof(f->id), "%s", f->query.text);
	(void)nb_newspaper_parse(page->text, page->len, &f->parts);
	f->item = NULL;
	for (i = 0; f->query.number && i < f->entry->item_count; i++)
		if (f->entry->items[i].number == f->query.number)
			f->item = &f->entry->items[i];
}

/*
 * True if the archive has a page of the issue `id`.
 *
 * One step of a cursor over keys answers it, which reads one leaf of the
 * catalogue.
 */
static enum nb_status has_issue(struct nb_archive *archive, const char *id,
				bool *has, struct nb_error *err)
{
	const struct nb_entry *entry = NULL;
	struct nb_cursor *cursor;
	char prefix[NB_ID_MAX + 1];
	int n = snprintf(prefix, sizeof(prefix), "%s-", id);
	enum nb_status st;

	*has = false;
	if (n < 0 || (size_t)n >= sizeof(prefix))
		return NB_OK;
	st = nb_cursor_create_detail(archive, prefix, (size_t)n, false,
				     NB_DETAIL_KEYS, &cursor, err);
	if (!st)
		st = nb_cursor_next(cursor, &entry, err);
	*has = entry != NULL;
	nb_cursor_free(cursor);
	return st;
}

/* An identifier that is neither page nor item may be that of an issue. */
static enum nb_status find_issue(struct room_found *f, struct nb_error *err)
{
	const char *id = f->query.text;
	bool has;
	enum nb_status st;

	if (f->query.revision || !nb_newspaper_is_issue(id, f->query.len))
		return nb_query_absent(&f->query, err);
	st = has_issue(f->lease->archive, id, &has, err);
	if (st)
		return st;
	if (!has)
		return nb_query_absent(&f->query, err);
	f->query.kind = NB_QUERY_MANY;
	f->entry = NULL;
	f->item = NULL;
	(void)snprintf(f->id, sizeof(f->id), "%s", id);
	f->page[0] = '\0';
	(void)nb_newspaper_parse(id, f->query.len, &f->parts);
	return NB_OK;
}

/*
 * The number of the newest revision, which is looked for first: what is looked
 * for last stays valid.
 *
 * Pages of older revisions say that there is a newer one, and lead to it.
 */
static enum nb_status find_newest(struct room_found *f, struct nb_error *err)
{
	struct nb_query newest = f->query;
	const struct nb_entry *entry;
	enum nb_status st;

	newest.revision = 0;
	newest.detail = NB_DETAIL_KEYS;
	st = nb_query_find(f->lease->archive, &newest, &entry, err);
	f->newest = st ? 0 : entry->revision;
	return st;
}

/* Look in one archive. *known tells that it has the page, so that a failure
 * says more than that there is nothing. */
static enum nb_status find_in(struct room_found *f, const char *text,
			      enum room_finding how, bool *known,
			      struct nb_error *err)
{
	enum nb_status st = nb_query_parse(text, &f->query, err);
	bool old;

	*known = false;
	if (st)
		return st;
	old = f->query.revision != 0;
	if (old)
		st = find_newest(f, err);
	f->query.detail = NB_DETAIL_ALL;
	if (!st || st == NB_ABSENT)
		st = nb_query_find(f->lease->archive, &f->query, &f->entry,
				   err);
	if (st == NB_ABSENT && f->query.kind == NB_QUERY_MANY)
		return find_issue(f, err);
	*known = f->query.kind != NB_QUERY_MANY;
	if (st)
		return st;
	if (!old)
		f->newest = f->entry->revision;
	name_found(f);
	if (how == ROOM_FIND_KNOWN && (f->item || !f->query.number))
		return NB_OK;
	return nb_query_refuse(f->lease->archive, &f->query, f->entry, err);
}

/*
 * Lead to the identifier that a page has now, if it was renamed.
 *
 * 301 lets clients and catalogues that keep the old address learn the new one.
 * Revisions are not led on: they are of the page as it was called then.
 */
static enum nb_status follow(struct room_response *a, struct room_found *f,
			     bool *moved, struct nb_error *err)
{
	char now[NB_ITEM_ID_MAX], to[3 * NB_ITEM_ID_MAX + 2];
	struct nb_buf escaped = {0};
	enum nb_status st =
		nb_archive_renamed(f->lease->archive, f->query.text, now, err);

	*moved = !st && now[0];
	if (!*moved)
		return st;
	if (room_escape(&escaped, now, strlen(now), false))
		st = nb_fail_mem(err);
	if (!st) {
		(void)snprintf(to, sizeof(to), "/%.*s", (int)escaped.len,
			       (char *)escaped.data);
		st = room_redirect(a, 301, to, err);
	}
	nb_buf_free(&escaped);
	return st;
}

/* Let the lease know what the archive holds before an entry is found: pages ask
 * for it while they use the entry, which counting would end. That it cannot be
 * counted matters to those alone. */
static void count_before(struct room_request *q, struct room_lease *lease)
{
	struct room_summary *s;

	if (!room_summary_get(q->room->summaries, lease, &s, NULL))
		room_summary_put(s);
}

/*
 * Failures other than that there is nothing, such as a damaged archive, end the
 * search at once: to go on would answer that a text does not exist, which is
 * not known.
 */
enum nb_status room_find(struct room_request *q, struct room_response *a,
			 const char *text, enum room_finding how,
			 struct room_found *f, bool *moved,
			 struct nb_error *err)
{
	struct nb_error reason = {.status = NB_OK};
	bool known = false;
	size_t i, count;
	enum nb_status st = room_asked_archives(q, &i, &count, err);

	*moved = false;
	for (count += i; !st && i < count; i++) {
		st = room_lease(&q->leases, i, &f->lease, err);
		if (st)
			return st;
		count_before(q, f->lease);
		st = find_in(f, text, how, &known, err);
		if (!st)
			return NB_OK;
		if (st != NB_ABSENT)
			return st;
		if (known && !f->query.revision) {
			st = follow(a, f, moved, err);
			if (st || *moved)
				return st;
		}
		if (known) {
			reason = *err;
			a->status = 410;
		}
		st = NB_OK;
	}
	if (st)
		return st;
	if (reason.status) {
		*err = reason;
		/* An item that never was is not one that is gone. */
		if (strstr(reason.text, "not in the archive"))
			a->status = 404;
		return NB_ABSENT;
	}
	return nb_fail(err, NB_ABSENT, "%s: not in the archives", text);
}
