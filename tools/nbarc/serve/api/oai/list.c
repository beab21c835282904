/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of OAI-PMH. A list goes through the archives in their order, and
 * through each by identifiers, whose order does not change when pages are
 * added. A page that changes while it is harvested has a later datestamp
 * then, and comes with the next harvest.
 *
 * A piece has a limited number of items and bytes, so that an answer takes a
 * limited memory. A list of a short time reads the catalogue without its
 * documents until it finds an item.
 */
#include "serve/api/oai/list.h"

#include <string.h>

#include <nbarc/filter.h>

#include "base/error.h"
#include "serve/api/oai/record.h"
#include "serve/api/oai/token.h"

/* Items and bytes of a piece at most; the last item may be beyond. */
#define HEADERS_MOST 500u
#define RECORDS_MOST 100u
#define BYTES_MOST ((size_t)1 << 20)

/* A list that is being made. Owned: walk, times, and the record of `source`. */
struct list {
	struct api_out *o;
	const struct api_oai_request *request;
	const struct room_request *asked; /* whose time counts */
	struct api_walk walk;
	bool headers;
	unsigned items; /* of this piece */
	size_t start;	/* of it in the buffer */
	bool full;
	struct api_place next; /* of the first item that is not of it */
	struct api_oai_source source;
	struct api_times times; /* of source.archive */
};

/* Is the entry of the time that is asked for? */
static enum nb_status is_timely(struct list *l, struct nb_archive *archive,
				const struct nb_entry *e, bool *timely,
				struct nb_error *err)
{
	const struct api_oai_choice *c = &l->request->choice;
	enum nb_status st = NB_OK;
	uint64_t time;

	if (l->source.archive != archive) {
		api_times_free(&l->times);
		l->source.archive = archive;
		st = api_times_read(archive, &l->times, err);
	}
	time = api_times_of(&l->times, e->commit);
	*timely = time >= c->from && time <= c->until;
	return st;
}

/* End the piece; the next one begins with this item. */
static void end_piece(struct list *l, const struct nb_entry *e,
		      const struct nb_entry_item *item)
{
	l->full = true;
	l->next.archive = l->walk.place.archive;
	memcpy(l->next.page, e->id.text, e->id.len);
	l->next.page[e->id.len] = '\0';
	l->next.number = item->number;
}

/* True if there is no room for another item. */
static bool is_full(const struct list *l)
{
	return l->items >= (l->headers ? HEADERS_MOST : RECORDS_MOST) ||
	       l->o->buf->len - l->start > BYTES_MOST;
}

/* Append an item, unless the piece is full. What is damaged is left out. */
static enum nb_status put_item(struct list *l, const struct nb_entry *e,
			       const struct nb_entry_item *item,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (is_full(l)) {
		end_piece(l, e, item);
		return NB_OK;
	}
	if (l->headers)
		api_oai_header(l->o, &l->source, e, item);
	else
		st = api_oai_record(l->o, &l->source, e, item, err);
	if (st == NB_INVALID)
		return NB_OK;
	l->items++;
	return l->o->status ? nb_fail_mem(err) : st;
}

/* Append items until the piece is full, or its time is over. A piece needs an
 * item (section 3.5): without one, the harvester is to come again. */
static enum nb_status put_items(struct list *l, struct nb_error *err)
{
	const struct nb_entry_item *item;
	const struct nb_entry *e;
	struct nb_archive *archive;
	enum nb_status st;
	bool timely;

	do {
		st = api_walk_next(&l->walk, &archive, &e, &item, err);
		if (st || !e)
			return st;
		if (room_request_late(l->asked)) {
			if (!l->items)
				return nb_fail(err, NB_BUSY,
					       "the list took too long");
			end_piece(l, e, item);
			return NB_OK;
		}
		st = is_timely(l, archive, e, &timely, err);
		if (!st && timely)
			st = put_item(l, e, item, err);
	} while (!st && !l->full);
	return st;
}

/*
 * Append the token of what follows. The last piece of a list that has several
 * ends with an empty one, by which a harvester knows that it has everything
 * (section 3.5).
 */
static void put_token(struct list *l)
{
	const struct api_oai_request *r = l->request;
	char token[API_OAI_TOKEN_MAX];

	if (!l->full && !r->resumed)
		return;
	api_raw(l->o, "<resumptionToken cursor=\"");
	api_number(l->o, r->given);
	api_raw(l->o, "\">");
	if (l->full) {
		api_oai_token_write(&r->choice, &l->next, r->given + l->items,
				    token);
		api_raw(l->o, token);
	}
	api_raw(l->o, "</resumptionToken>\n");
}

/* The set becomes a filter, which reads no page of other newspapers. False if
 * it is not the code of a newspaper: then there is nothing in it. */
static bool choose_set(struct nb_filter *filter, const char *set)
{
	return !*set ||
	       (!strchr(set, ',') && !nb_filter_title(filter, set, NULL));
}

enum nb_status api_oai_list(struct api_out *o,
			    const struct api_oai_repository *repository,
			    const struct api_oai_request *r, bool *any,
			    struct nb_error *err)
{
	const char *verb = api_oai_verb_name(r->verb);
	size_t before = o->buf->len;
	struct nb_filter filter = {.title_count = 0};
	struct list l = {
		.o = o,
		.request = r,
		.asked = repository->request,
		.walk = {.leases = repository->leases,
			 .end = room_archives_count(
				 repository->leases->archives),
			 .filter = *r->choice.set ? &filter : NULL,
			 .all = true,
			 .place = r->place},
		.headers = r->verb == API_OAI_LIST_IDENTIFIERS,
		.start = before,
		.source = {.base = repository->base,
			   .format = r->choice.format},
	};
	enum nb_status st;

	*any = false;
	if (!choose_set(&filter, r->choice.set))
		return NB_OK;
	l.source.times = &l.times;
	l.walk.detail = api_oai_detail(r->choice.format, l.headers);
	api_raw(o, "<");
	api_raw(o, verb);
	api_raw(o, ">\n");
	st = put_items(&l, err);
	put_token(&l);
	api_raw(o, "</");
	api_raw(o, verb);
	api_raw(o, ">\n");
	api_walk_end(&l.walk);
	api_times_free(&l.times);
	nb_item_record_free(l.source.record);
	*any = l.items > 0;
	if (!*any)
		o->buf->len = before;
	return st || !o->status ? st : nb_fail_mem(err);
}
