/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Listing items (list.h): as a JSON object with the link of the next piece, or
 * as a stream of JSON Lines, CSV or TSV, which is made while it is sent and so
 * may have any length. The records are those of nbarc list.
 */
#include "serve/api/json/list.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "rows/row.h"
#include "serve/api/json/choice.h"
#include "serve/api/json/form.h"
#include "serve/api/out.h"
#include "serve/api/walk.h"
#include "serve/room.h"

/* Items of a JSON object, unless limit= says otherwise, and at most. */
#define LIMIT 100u
#define LIMIT_MOST 1000u

/* A list that is being made. Owned: cursor, record, text. */
struct listing {
	struct room_request *q;
	struct api_choice choice;
	struct nbarc_columns columns;
	enum nbarc_form form;
	struct api_walk walk;
	struct nb_item_record *record;
	struct nb_buf text; /* lines that were not sent yet */
	size_t sent;	    /* of text */
	uint64_t left;	    /* items that may still come */
	char last[NB_ITEM_ID_MAX];
	bool ended;
};

/* Free a list; for streams, when the answer was sent or the client is gone. The
 * request, and with it the leases, lives longer. */
static void listing_free(void *context)
{
	struct listing *l = context;

	if (!l)
		return;
	api_walk_end(&l->walk);
	nb_item_record_free(l->record);
	nb_buf_free(&l->text);
	free(l);
}

/* ---- items */

/* Append the line of the next item; l->ended is set after the last one. A
 * document that is damaged leaves out what only it says. */
static enum nb_status put_next(struct listing *l, struct nb_buf *out,
			       struct nb_error *err)
{
	uint64_t fields = l->columns.fields;
	const struct nb_entry_item *item;
	const struct nb_entry *e;
	struct nb_archive *archive;
	enum nb_status st;

	l->ended = !l->left;
	if (l->ended)
		return NB_OK;
	st = api_walk_next(&l->walk, &archive, &e, &item, err);
	if (st == NB_BUSY)
		return st; /* a stream goes on from here */
	if (st || !e) {
		l->ended = true;
		return st;
	}
	l->left--;
	st = l->record ? nb_item_record_again(l->record, archive, e,
					      item->number, fields, err)
		       : nb_item_record_of(archive, e, item->number, fields,
					   &l->record, err);
	if (st == NB_INVALID && l->record)
		st = nb_item_record_again(l->record, archive, e, item->number,
					  fields & NB_FIELDS_CATALOGUE, err);
	if (st)
		return st;
	(void)nb_item_id(e->id.text, e->id.len, item->number, l->last);
	return nbarc_row_put(l->form, &l->columns, l->record, out)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

/*
 * room_read: the next bytes of a stream, as many as the time of a piece gives.
 * There is nobody to whom a failure could be explained, since the head of the
 * answer has left: the connection is cut off.
 */
static enum nb_status read_stream(void *context, void *to, size_t size,
				  size_t *len)
{
	struct listing *l = context;
	enum nb_status st = NB_OK;

	if (l->sent == l->text.len)
		l->sent = l->text.len = 0;
	while (!st && !l->ended && l->text.len - l->sent < size)
		st = put_next(l, &l->text, NULL);
	*len = l->text.len - l->sent;
	if (*len > size)
		*len = size;
	if (*len)
		memcpy(to, l->text.data + l->sent, *len);
	l->sent += *len;
	return st == NB_BUSY && *len ? NB_OK : st;
}

/* ---- the JSON object */

/* Is there another item after the last one of this piece? */
static enum nb_status has_more(struct listing *l, bool *more,
			       struct nb_error *err)
{
	const struct nb_entry_item *item;
	const struct nb_entry *e;
	struct nb_archive *archive;
	enum nb_status st;

	*more = false;
	if (l->left)
		return NB_OK;
	st = api_walk_next(&l->walk, &archive, &e, &item, err);
	*more = e != NULL;
	return st;
}

/* Append the items of the piece, with commas between them. */
static enum nb_status put_items(struct listing *l, struct nb_buf *out,
				struct nb_error *err)
{
	bool first = true;
	enum nb_status st = NB_OK;

	while (!st) {
		size_t before = out->len;

		if (nb_buf_puts(out, first ? "" : ","))
			return nb_fail_mem(err);
		st = put_next(l, out, err);
		if (l->ended || st) {
			out->len = before;
			break;
		}
		out->len--; /* the end of the line */
		first = false;
	}
	return st;
}

/* Answer with one piece. */
static enum nb_status put_object(struct listing *l, struct room_response *a,
				 struct nb_error *err)
{
	struct api_out o = {.buf = &a->body};
	enum nb_status st;
	bool more = false;

	a->type = "application/json";
	api_raw(&o, "{\"items\":[");
	st = put_items(l, &a->body, err);
	if (!st)
		st = has_more(l, &more, err);
	api_raw(&o, "]");
	if (more) {
		api_raw(&o, ",\"next\":\"");
		api_again(&o, l->q, "after", l->last);
		api_raw(&o, "\"");
	}
	api_raw(&o, "}\n");
	return st || !o.status ? st : nb_fail_mem(err);
}

/* ---- the request */

/* Read after=: the archive of the item is the first one that has its page. */
static enum nb_status read_after(struct listing *l, struct nb_error *err)
{
	const char *after = room_param(l->q, "after");
	struct api_place *p = &l->walk.place;
	const struct nb_entry *e;
	struct room_lease *lease;
	size_t i;

	p->archive = l->choice.first;
	if (!after || !*after)
		return NB_OK;
	if (!api_place_after(p, p->archive, after))
		return nb_fail(err, NB_USAGE,
			       "after is not the identifier of an item");
	for (i = l->choice.first; i < l->choice.end; i++)
		if (!room_lease(&l->q->leases, i, &lease, NULL) &&
		    !nb_archive_find_detail(lease->archive, p->page,
					    strlen(p->page), 0, NB_DETAIL_KEYS,
					    &e, NULL)) {
			p->archive = i;
			return NB_OK;
		}
	return l->choice.end - l->choice.first > 1
		       ? nb_fail(err, NB_USAGE,
				 "after is not the identifier of an item of "
				 "the archives")
		       : NB_OK;
}

/* Read what the request asks for. */
static enum nb_status set_up(struct listing *l, struct nb_error *err)
{
	static const char *const names[] = {
		API_CHOICE_NAMES, "all",    "columns", "limit",
		"after",	  "format", "download"};
	const char *columns = room_param(l->q, "columns");
	enum nb_status st =
		api_known(l->q, names, sizeof(names) / sizeof(names[0]), err);
	bool object;

	if (!st)
		st = api_choice_read(l->q, &l->choice, err);
	if (!st)
		st = api_form_read(l->q, &l->form, &object, err);
	l->walk.all = room_param_set(l->q, "all");
	if (!st && columns && *columns)
		st = nbarc_columns_parse(columns, &l->columns, err);
	else if (!st)
		nbarc_columns_default(&l->columns, false, l->walk.all);
	if (!st)
		st = room_param_number(
			l->q, "limit", 1, object ? LIMIT_MOST : UINT64_MAX,
			object ? LIMIT : UINT64_MAX, &l->left, err);
	l->walk.request = l->q;
	l->walk.leases = &l->q->leases;
	l->walk.end = l->choice.end;
	l->walk.filter = &l->choice.filter;
	l->walk.prefix = l->choice.id;
	l->walk.detail = nb_fields_detail(l->columns.fields |
					  nb_filter_fields(&l->choice.filter));
	return st ? st : read_after(l, err);
}

/* Answer with a stream, which has the names of the columns in front. */
static enum nb_status start_stream(struct listing *l, struct room_response *a,
				   struct nb_error *err)
{
	if (l->form != NBARC_JSONL &&
	    nbarc_row_names(l->form, &l->columns, &l->text))
		return nb_fail_mem(err);
	a->type = api_form_type(l->form, false);
	a->read = read_stream;
	a->end = listing_free;
	a->context = l;
	return NB_OK;
}

/* A stream owns its list until it was sent; an object is done with it at once.
 */
enum nb_status api_items(struct room_request *q, struct room_response *a,
			 struct nb_error *err)
{
	struct listing *l = nb_alloc(1, sizeof(*l));
	enum nb_status st;

	if (!l)
		return nb_fail_mem(err);
	l->q = q;
	st = set_up(l, err);
	if (!st)
		st = api_attach(q, a, "items", api_form_suffix(q), err);
	if (!st && api_form_is_object(q))
		st = put_object(l, a, err);
	else if (!st)
		st = start_stream(l, a, err);
	if (a->context != l)
		listing_free(l);
	return st;
}
