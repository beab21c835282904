/* SPDX-License-Identifier: Apache-2.0 */
/* Sitemaps (sitemap.h). */
#include "serve/api/site/sitemap.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <nbarc/newspaper.h>

#include "base/error.h"
#include "names.h"
#include "serve/api/oai/times.h"
#include "serve/api/out.h"
#include "serve/api/walk.h"
#include "serve/room.h"

/* What the protocol allows in a part and in an index. */
#define URLS_MOST 50000u

#define NAMESPACE "http://www.sitemaps.org/schemas/sitemap/0.9"
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define XML_TYPE "application/xml; charset=utf-8"

/* The part of the pages that are not of newspapers. */
#define OTHER "other"

/* A sitemap that is being made. `base` is owned. */
struct map {
	struct room_request *q;
	struct api_out o;
	struct nb_buf base;
	unsigned urls;
};

/* ---- the index */

/* Append a part of the index. */
static void put_part(struct map *m, const char *name)
{
	if (m->urls++ >= URLS_MOST)
		return;
	api_raw(&m->o, "<sitemap><loc>");
	api_xml_len(&m->o, (const char *)m->base.data, m->base.len);
	api_raw(&m->o, "/sitemap/");
	api_raw(&m->o, name);
	api_raw(&m->o, ".xml</loc></sitemap>\n");
}

/*
 * Append the month that a page is of, and write into `next` what comes after
 * the identifiers of its pages: the highest day there may be is 99.
 */
static void put_month(struct map *m, const struct nb_newspaper_id *parts,
		      char next[32])
{
	char name[32];

	(void)snprintf(name, sizeof(name), "%s-%.6s", parts->title,
		       parts->date);
	(void)snprintf(next, 32, "%.20s99~", name);
	put_part(m, name);
}

/* Append the months of an archive; *other is set if it has other pages. Months
 * that several archives have are listed by each: a part has all of it. */
static enum nb_status put_months(struct map *m, size_t number, bool *other,
				 struct nb_error *err)
{
	struct nb_newspaper_id parts;
	struct nb_cursor *cursor = NULL;
	const struct nb_entry *e;
	struct room_lease *lease;
	char next[32];
	enum nb_status st = room_lease(&m->q->leases, number, &lease, err);

	if (!st)
		st = nb_cursor_create_detail(lease->archive, "", 0, false,
					     NB_DETAIL_KEYS, &cursor, err);
	while (!st && m->urls < URLS_MOST) {
		st = nb_cursor_next(cursor, &e, err);
		if (st || !e)
			break;
		if (nb_newspaper_parse(e->id.text, e->id.len, &parts)) {
			put_month(m, &parts, next);
			st = nb_cursor_skip(cursor, next, strlen(next), err);
		} else {
			*other = true;
		}
		if (!st && room_request_late(m->q))
			st = nb_fail(err, NB_BUSY, "the index took too long");
	}
	nb_cursor_free(cursor);
	return st;
}

/* Begin a document; the address of the reading room is found out. */
static enum nb_status begin(struct map *m, struct room_request *q,
			    struct room_response *a, const char *root,
			    struct nb_error *err)
{
	m->q = q;
	m->o.buf = &a->body;
	a->type = XML_TYPE;
	api_raw(&m->o, XML_HEAD "<");
	api_raw(&m->o, root);
	api_raw(&m->o, " xmlns=\"" NAMESPACE "\">\n");
	return room_request_base(q, &m->base) ? nb_fail_mem(err) : NB_OK;
}

/* End the document, after a failure too: the buffer is dropped then. */
static enum nb_status end(struct map *m, const char *root, enum nb_status st,
			  struct nb_error *err)
{
	api_raw(&m->o, "</");
	api_raw(&m->o, root);
	api_raw(&m->o, ">\n");
	nb_buf_free(&m->base);
	return st || !m->o.status ? st : nb_fail_mem(err);
}

/* Months are found by skipping: two lookups a month, however many pages it has.
 * Pages of none are all read, since they stand anywhere. */
enum nb_status api_sitemap(struct room_request *q, struct room_response *a,
			   struct nb_error *err)
{
	size_t count = room_archives_count(q->room->archives), i;
	struct map m = {.urls = 0};
	enum nb_status st = begin(&m, q, a, "sitemapindex", err);
	bool other = false;

	for (i = 0; !st && i < count; i++)
		st = put_months(&m, i, &other, err);
	if (!st && other)
		put_part(&m, OTHER);
	return end(&m, "sitemapindex", st, err);
}

/* ---- a part */

/* Append the address of an item. */
static void put_url(struct map *m, const struct nb_entry *e,
		    const struct nb_entry_item *item,
		    const struct api_times *times)
{
	char id[NB_ITEM_ID_MAX], time[NBARC_TIME];

	(void)nb_item_id(e->id.text, e->id.len, item->number, id);
	nbarc_time(api_times_of(times, e->commit), time);
	api_raw(&m->o, "<url><loc>");
	api_xml_len(&m->o, (const char *)m->base.data, m->base.len);
	api_raw(&m->o, "/");
	api_uri(&m->o, id);
	api_raw(&m->o, "</loc><lastmod>");
	api_raw(&m->o, time);
	api_raw(&m->o, "</lastmod></url>\n");
	m->urls++;
}

/* Append the items of the walk; of `other` only pages that are not of
 * newspapers. */
static enum nb_status put_urls(struct map *m, struct api_walk *w, bool other,
			       struct nb_error *err)
{
	struct api_times times = {.count = 0};
	struct nb_archive *archive, *timed = NULL;
	const struct nb_entry_item *item;
	const struct nb_entry *e;
	enum nb_status st = NB_OK;

	while (!st && m->urls < URLS_MOST) {
		st = api_walk_next(w, &archive, &e, &item, err);
		if (st || !e)
			break;
		if (other && nb_newspaper_is_page(e->id.text, e->id.len))
			continue;
		if (timed != archive) {
			api_times_free(&times);
			st = api_times_read(archive, &times, err);
			timed = archive;
		}
		put_url(m, e, item, &times);
		if (!st && room_request_late(m->q))
			st = nb_fail(err, NB_BUSY, "the part took too long");
	}
	api_times_free(&times);
	return st;
}

/* The beginning of identifiers that the name of a part stands for, or "" for
 * other pages. False if there can be no such part. */
static bool read_name(const char *name, char prefix[32])
{
	struct nb_newspaper_id parts;
	size_t len = strlen(name);
	char issue[40];

	if (len <= 4 || len >= 32 || strcmp(name + len - 4, ".xml") != 0)
		return false;
	(void)snprintf(prefix, 32, "%.*s", (int)(len - 4), name);
	if (strcmp(prefix, OTHER) == 0) {
		prefix[0] = '\0';
		return true;
	}
	(void)snprintf(issue, sizeof(issue), "%s00", prefix);
	return nb_newspaper_parse(issue, strlen(issue), &parts) &&
	       !parts.edition[0] && !parts.page[0];
}

/* A part is a walk over the identifiers that begin with its name. A month
 * without an item that may be shown is no part, whatever the index said before.
 */
enum nb_status api_sitemap_part(struct room_request *q, struct room_response *a,
				struct nb_error *err)
{
	char prefix[32];
	struct map m = {.urls = 0};
	struct api_walk w = {
		.leases = &q->leases,
		.end = room_archives_count(q->room->archives),
		.prefix = prefix,
		.detail = NB_DETAIL_PLACES,
	};
	enum nb_status st;

	if (!read_name(q->captured[0], prefix))
		return nb_fail(err, NB_ABSENT, "there is no such sitemap");
	st = begin(&m, q, a, "urlset", err);
	if (!st)
		st = put_urls(&m, &w, !prefix[0], err);
	api_walk_end(&w);
	st = end(&m, "urlset", st, err);
	if (!st && !m.urls)
		st = nb_fail(err, NB_ABSENT, "there is no such sitemap");
	return st;
}
