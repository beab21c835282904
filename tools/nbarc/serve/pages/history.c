/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The revisions of a page or an item (history.h). The table is of the page,
 * since a revision is one of a page; the text of an item may be the same in
 * several.
 */
#include "serve/pages/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "names.h"
#include "serve/found.h"
#include "serve/pages/frame.h"
#include "serve/pages/list.h"
#include "serve/pages/place.h"

/*
 * The most revisions that are listed, which bounds the page and the memory that
 * it takes. The oldest ones are left out.
 */
#define REVISIONS_MOST 1000u

/* A revision; the reason is owned. */
struct row {
	uint32_t revision, commit;
	unsigned state;
	uint64_t time; /* 0: not known */
	bool moved;    /* the state of an item: its text is in others */
	char *reason;
};

struct rows {
	struct row *list; /* the newest first */
	size_t count, cap;
};

/* ---- gathering */

static void free_rows(struct rows *r)
{
	while (r->count)
		free(r->list[--r->count].reason);
	free(r->list);
}

/* What may be said of a revision of a page, or of one item of it: a text that
 * was withdrawn by now is so in every revision. */
static void judge(const struct nb_entry *e, unsigned number, struct row *row,
		  struct nb_string *why)
{
	size_t i;

	row->state = e->state;
	*why = e->reason;
	for (i = 0; i < e->item_count && e->state == NB_STATE_PRESENT; i++) {
		const struct nb_entry_item *item = &e->items[i];

		if (item->number != number)
			continue;
		row->state = nb_entry_item_is_hidden(e, number) && !item->state
				     ? NB_STATE_WITHDRAWN
				     : item->state;
		row->moved = item->state == NB_STATE_MOVED;
		*why = item->reason;
	}
	if (row->state == NB_STATE_PRESENT && nb_entry_is_hidden(e)) {
		row->state = NB_STATE_WITHDRAWN;
		why->text = nb_entry_hidden_reason(e);
		why->len = strlen(why->text);
	}
}

/* Add the row of a revision. */
static enum nb_status add_row(struct rows *r, const struct nb_entry *e,
			      unsigned number, struct nb_error *err)
{
	struct nb_string why;
	struct row *grown =
		nb_grow(r->list, &r->cap, r->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	r->list = grown;
	grown += r->count;
	*grown = (struct row){.revision = e->revision, .commit = e->commit};
	judge(e, number, grown, &why);
	grown->reason = nb_strndup(why.len ? why.text : "", why.len);
	if (!grown->reason)
		return nb_fail_mem(err);
	r->count++;
	return NB_OK;
}

/* For nb_archive_commits(): note the time of a commit. False when all rows have
 * theirs. */
static bool note_time(void *context, const struct nb_archive_info *info)
{
	struct rows *r = context;
	size_t i;

	for (i = 0; i < r->count; i++)
		if (r->list[i].commit == info->commits)
			r->list[i].time = info->time;
	return r->count && r->list[r->count - 1].commit < info->commits;
}

/* All revisions of a page; `number` is that of an item, or 0. */
static enum nb_status gather(struct nb_archive *archive, const char *page,
			     unsigned number, struct rows *rows,
			     struct nb_error *err)
{
	const struct nb_entry *entry;
	struct nb_cursor *cursor;
	size_t len = strlen(page);
	enum nb_status st = nb_cursor_create_detail(
		archive, page, len, true, NB_DETAIL_ALL, &cursor, err);

	while (!st && rows->count < REVISIONS_MOST) {
		st = nb_cursor_next(cursor, &entry, err);
		if (st || !entry || entry->id.len != len)
			break;
		st = add_row(rows, entry, number, err);
	}
	nb_cursor_free(cursor);
	/* A chain of commits that is broken only leaves times unknown. */
	if (!st &&
	    nb_archive_commits(archive, note_time, rows, err) == NB_NOMEM)
		st = NB_NOMEM;
	return st;
}

/* ---- the table */

/* The two last states of pages and of items have one number. */
static enum room_word state_word(const struct row *r)
{
	return r->state == NB_STATE_PRESENT	? SAY_PRESENT
	       : r->state == NB_STATE_WITHDRAWN ? SAY_WITHDRAWN
	       : r->moved			? SAY_MOVED
						: SAY_PURGED;
}

/* A row of the table. Only revisions whose text may be shown are links. */
static void put_row(struct room_html *h, const struct room_found *f,
		    const struct row *r)
{
	bool shown = r->state == NB_STATE_PRESENT;
	char path[NB_ITEM_ID_MAX + 32], time[NBARC_TIME] = "–";

	room_put(h, "<tr><th scope=\"row\">");
	if (shown)
		room_link_to(h, f->id, r->revision);
	room_put(h, shown ? "%s@%u</a></th>" : "%s@%u</th>", f->id,
		 r->revision);
	if (r->time)
		nbarc_time(r->time, time);
	room_put(h,
		 "<td>%s</td><td class=\"number\">%u</td><td>%s%s%s</td><td>",
		 time, r->commit, room_say(h, state_word(r)),
		 r->reason[0] ? ": " : "", r->reason);
	if (shown && r->revision > 1) {
		(void)snprintf(path, sizeof(path), "%s@%u/diff", f->id,
			       r->revision);
		room_put(h, "<a ");
		room_href(h, path);
		room_put(h, ">%s<span class=\"unseen\"> (%u)</span></a>",
			 room_say(h, SAY_COMPARE), r->revision);
	}
	room_put(h, "</td></tr>\n");
}

static void put_table(struct room_html *h, const struct room_found *f,
		      const struct rows *rows)
{
	static const enum room_word heads[] = {
		SAY_REVISION, SAY_TIME, SAY_COMMIT, SAY_STATE, SAY_DIFFERENCES};
	size_t i;

	room_put(h,
		 "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
		 "aria-label=\"%s\"><table>\n<thead><tr>",
		 room_say(h, SAY_REVISIONS));
	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		room_put(h, "<th scope=\"col\">%s</th>", room_say(h, heads[i]));
	room_put(h, "</tr></thead>\n<tbody>\n");
	for (i = 0; i < rows->count; i++)
		put_row(h, f, &rows->list[i]);
	room_put(h, "</tbody>\n</table></div>\n");
}

enum nb_status room_history_page(struct room_request *q,
				 struct room_response *a, struct nb_error *err)
{
	struct room_found f;
	struct rows rows = {.list = NULL};
	struct room_page p;
	struct room_html *h = &p.html;
	char *name = NULL, title[NB_ITEM_ID_MAX + 64];
	bool moved;
	enum nb_status st = room_find(q, a, q->captured[0], ROOM_FIND_KNOWN, &f,
				      &moved, err);

	if (st || moved)
		return st;
	if (!f.entry)
		return nb_fail(err, NB_ABSENT,
			       "%s: only pages and items have revisions", f.id);
	st = gather(f.lease->archive, f.page, f.query.number, &rows, err);
	if (!st) {
		name = room_newspaper_of(q, &f);
		if (!name)
			st = nb_fail_mem(err);
	}
	if (!st) {
		(void)snprintf(title, sizeof(title), "%s %s",
			       room_word(q->language, SAY_HISTORY), f.id);
		room_page_begin(&p, q, a, title, NULL, NULL);
		room_crumbs(h, &f.parts, name, false);
		room_put(h, "<h1>%s</h1>\n", title);
		put_table(h, &f, &rows);
		st = room_page_end(&p, err);
	}
	free(name);
	free_rows(&rows);
	return st;
}
