/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the newspapers of archives without reading their pages: from the
 * first page of one, the cursor skips to what comes after all of its others.
 * A hyphen follows the code of a newspaper in the identifiers of its pages, and
 * a full stop is the character after the hyphen.
 */
#include "serve/api/oai/sets.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/item.h>
#include <nbarc/newspaper.h>

#include "base/error.h"

/* Does an archive before this one have the newspaper? */
static bool is_known(const struct api_oai_repository *r, size_t archive,
		     const char *title)
{
	char prefix[16];
	int n = snprintf(prefix, sizeof(prefix), "%s-", title);
	struct room_lease *lease;
	struct nb_cursor *cursor;
	const struct nb_entry *e;
	bool known = false;
	size_t i;

	for (i = 0; i < archive && !known; i++) {
		if (room_lease(r->leases, i, &lease, NULL) ||
		    nb_cursor_create_detail(lease->archive, prefix, (size_t)n,
					    false, NB_DETAIL_KEYS, &cursor,
					    NULL))
			continue;
		known = !nb_cursor_next(cursor, &e, NULL) && e &&
			nb_newspaper_is_page(e->id.text, e->id.len);
		nb_cursor_free(cursor);
	}
	return known;
}

/* Append a set. Its name is in the document of a page; a page that cannot be
 * shown has none, and the code is the name then. */
static enum nb_status put_set(struct api_out *o, struct nb_archive *archive,
			      const struct nb_entry *e, const char *title,
			      struct nb_error *err)
{
	struct nb_item_record *record = NULL;
	enum nb_status st = nb_item_record_of(
		archive, e, 0, NB_FIELD_BIT(NB_FIELD_NEWSPAPER), &record, err);
	const char *name =
		st ? NULL : nb_item_record_text(record, NB_FIELD_NEWSPAPER, 0);

	api_raw(o, "<set><setSpec>");
	api_raw(o, title);
	api_raw(o, "</setSpec><setName>");
	api_xml(o, name && *name ? name : title);
	api_raw(o, "</setName></set>\n");
	nb_item_record_free(record);
	return st == NB_NOMEM || o->status ? nb_fail_mem(err) : NB_OK;
}

/* Append the newspapers of an archive that those before it lack. */
static enum nb_status put_archive(struct api_out *o,
				  const struct api_oai_repository *r, size_t i,
				  bool *any, struct nb_error *err)
{
	struct nb_newspaper_id parts;
	struct nb_cursor *cursor = NULL;
	const struct nb_entry *e;
	struct room_lease *lease;
	char after[16];
	enum nb_status st = room_lease(r->leases, i, &lease, err);

	if (!st)
		st = nb_cursor_create_detail(lease->archive, "", 0, false,
					     NB_DETAIL_HASHES, &cursor, err);
	while (!st) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		if (!nb_newspaper_parse(e->id.text, e->id.len, &parts))
			continue;
		if (!is_known(r, i, parts.title)) {
			*any = true;
			st = put_set(o, lease->archive, e, parts.title, err);
		}
		(void)snprintf(after, sizeof(after), "%s.", parts.title);
		if (!st)
			st = nb_cursor_skip(cursor, after, strlen(after), err);
	}
	nb_cursor_free(cursor);
	return st;
}

enum nb_status api_oai_sets(struct api_out *o,
			    const struct api_oai_repository *r, bool *any,
			    struct nb_error *err)
{
	size_t count = room_archives_count(r->leases->archives);
	size_t before = o->buf->len, i;
	enum nb_status st = NB_OK;

	*any = false;
	api_raw(o, "<ListSets>\n");
	for (i = 0; !st && i < count; i++)
		st = put_archive(o, r, i, any, err);
	api_raw(o, "</ListSets>\n");
	if (!*any)
		o->buf->len = before;
	return st || !o->status ? st : nb_fail_mem(err);
}
