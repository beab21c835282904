/* SPDX-License-Identifier: Apache-2.0 */
/* Going through the pages of an issue (issue.h). */
#include "serve/api/iiif/issue.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/newspaper.h>

#include "base/error.h"
#include "serve/api/out.h"
#include "serve/room.h"

/*
 * Show a page to `visit`, unless it has no image or may not be shown. A damaged
 * page is left out as well, and does not take the rest of its issue with it.
 */
static enum nb_status show(struct room_request *q, struct nb_archive *archive,
			   const struct nb_entry *e, api_issue_visit *visit,
			   void *context, unsigned *count, struct nb_error *err)
{
	struct api_sheet sheet;
	enum nb_status st = api_sheet_read(q, archive, e, &sheet, err);

	if (!st) {
		++*count;
		st = visit(context, archive, &sheet, err);
	} else if (st == NB_ABSENT || st == NB_INVALID) {
		st = NB_OK; /* the others can be shown */
	}
	api_sheet_free(&sheet);
	return st;
}

/*
 * Is the page of what is asked for? A page itself, or one of the issue.
 *
 * The cursor gives every identifier that begins with `id`. One of the same
 * length is therefore `id` itself, and a longer one can be of something else
 * that begins alike.
 */
static bool belongs(const struct nb_entry *e, const char *id, size_t len)
{
	if (e->id.len == len)
		return true;
	return nb_newspaper_is_issue(id, len) && e->id.text[len] == '-' &&
	       nb_newspaper_is_page(e->id.text, e->id.len);
}

/* Go through the pages of one archive. */
static enum nb_status pages_of(struct room_request *q, size_t number,
			       const char *id, api_issue_visit *visit,
			       void *context, unsigned *count,
			       struct nb_error *err)
{
	struct nb_cursor *cursor = NULL;
	const struct nb_entry *e;
	struct room_lease *lease;
	size_t len = strlen(id);
	enum nb_status st = room_lease(&q->leases, number, &lease, err);

	if (!st)
		st = nb_cursor_create_detail(lease->archive, id, len, false,
					     NB_DETAIL_ALL, &cursor, err);
	while (!st && *count < API_SHEETS_MOST) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		if (!belongs(e, id, len))
			continue;
		st = show(q, lease->archive, e, visit, context, count, err);
		if (!st && room_request_late(q))
			st = nb_fail(err, NB_BUSY, "the issue took too long");
	}
	nb_cursor_free(cursor);
	return st;
}

/*
 * The first archive with an image answers for all of the issue. Pages of two
 * archives are never put together: they could be of two scans, with two
 * numberings.
 */
enum nb_status api_issue_pages(struct room_request *q, const char *id,
			       api_issue_visit *visit, void *context,
			       struct nb_error *err)
{
	size_t archives = room_archives_count(q->room->archives), i;
	unsigned count = 0;
	enum nb_status st = NB_OK;

	for (i = 0; !st && !count && i < archives; i++)
		st = pages_of(q, i, id, visit, context, &count, err);
	if (!st && !count)
		st = nb_fail(err, NB_ABSENT,
			     "%.*s: no issue or page with an image",
			     api_quoted(id), id);
	return st;
}
