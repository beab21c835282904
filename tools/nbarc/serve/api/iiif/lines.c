/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of pages as annotations: all of them, or those with hits.
 *
 * A hit is found in the text of an item, in which lines are joined; where it
 * stands on the image is found by looking for its characters in those of the
 * lines, without white space, from the hit before on. A hit over the end of a
 * line is an annotation of each.
 */
#include "serve/api/iiif/lines.h"

#include <string.h>

#include <nbarc/grep.h>

#include "base/error.h"
#include "base/utf8.h"
#include "serve/api/iiif/issue.h"
#include "serve/room.h"

#define PAGE_TYPE "application/ld+json;profile=\"" API_IIIF_CONTEXT "\""
#define SEARCH_TYPE "application/ld+json;profile=\"" API_IIIF_SEARCH "\""

/* Hits of an answer at most. */
#define HITS_MOST 500u

/* Lines that are being written. Owned: base, and what a search needs. */
struct lines {
	struct room_request *q;
	struct api_out o;
	struct nb_buf base;
	size_t count; /* annotations so far */
	/* Of a search: */
	struct nb_grep *grep;
	const struct api_sheet *sheet; /* of the page in hand */
	struct nb_buf text;	       /* its item, without white space */
	unsigned number;	       /* of the item that `text` is of */
	size_t from;		       /* in text: after the hit before */
};

static const char *base_of(const struct lines *l)
{
	return (const char *)l->base.data;
}

static const char *text_of(const struct api_sheet *s,
			   const struct nb_place_line *line)
{
	return (const char *)s->places.strings.data + line->text;
}

/* Begin an answer: "@context", the type, and the id of the request. */
static enum nb_status begin(struct lines *l, struct room_request *q,
			    struct room_response *a, const char *context,
			    const char *rest, struct nb_error *err)
{
	const char *target = strchr(q->target, '?');

	l->q = q;
	l->o.buf = &a->body;
	if (room_request_base(q, &l->base) || nb_buf_add(&l->base, "", 1))
		return nb_fail_mem(err);
	api_raw(&l->o, "{\"@context\":\"");
	api_raw(&l->o, context);
	api_raw(&l->o, "\",\"id\":\"");
	api_sheet_address(&l->o, base_of(l), q->captured[0], rest);
	if (target && l->grep) {
		api_raw(&l->o, "?q=");
		api_uri(&l->o, room_param(q, "q"));
	}
	api_raw(&l->o, "\",\"type\":\"AnnotationPage\",\"items\":[");
	return room_header(a, err, "Access-Control-Allow-Origin", "*");
}

static enum nb_status end(struct lines *l, enum nb_status st,
			  struct nb_error *err)
{
	api_raw(&l->o, "]}\n");
	nb_buf_free(&l->base);
	nb_buf_free(&l->text);
	nb_grep_free(l->grep);
	return st || !l->o.status ? st : nb_fail_mem(err);
}

/* ---- all lines */

/* For api_issue_pages(): append the lines of the page. */
static enum nb_status put_page(void *context, struct nb_archive *archive,
			       const struct api_sheet *s, struct nb_error *err)
{
	const struct nb_places *p = &s->places;
	struct lines *l = context;
	size_t i, k;

	(void)archive;
	for (i = 0; s->zones && i < p->block_count; i++) {
		const struct nb_place_block *b = &p->blocks[i];

		if (b->surface)
			continue; /* only the first image is on the canvas */
		for (k = b->first; k < b->first + b->count; k++) {
			const struct nb_place_line *line = &p->lines[k];
			const char *text = text_of(s, line);

			api_raw(&l->o, l->count++ ? "," : "");
			api_sheet_line(&l->o, s, base_of(l), "line", l->count,
				       line, text, strlen(text));
		}
	}
	return l->o.status ? nb_fail_mem(err) : NB_OK;
}

enum nb_status api_iiif_annotations(struct room_request *q,
				    struct room_response *a,
				    struct nb_error *err)
{
	struct lines l = {.count = 0};
	enum nb_status st =
		begin(&l, q, a, API_IIIF_CONTEXT, "/annotations.json", err);

	a->type = PAGE_TYPE;
	if (!st)
		st = api_issue_pages(q, q->captured[0], put_page, &l, err);
	return end(&l, st, err);
}

/* ---- hits */

/* Append text without its white space. */
static enum nb_status add_dense(struct nb_buf *out, const char *s, size_t len)
{
	enum nb_status st = NB_OK;
	size_t i, n;
	uint32_t c;

	for (i = 0; !st && i < len; i += n) {
		n = nb_utf8_next(s + i, len - i, &c);
		if (!nb_is_space(c))
			st = nb_buf_add(out, s + i, n);
	}
	return st;
}

/* The item of the page with this number, or NULL. */
static const struct nb_place_item *item_of(const struct api_sheet *s,
					   unsigned number)
{
	size_t i;

	for (i = 0; i < s->places.item_count; i++)
		if (s->places.items[i].number == number)
			return &s->places.items[i];
	return NULL;
}

/* Call for the lines of an item; their text goes into l->text, or with `to`
 * not 0 those that have a part of its bytes from `from` to `to` are written. */
static void go_through(struct lines *l, const struct nb_place_item *item,
		       size_t from, size_t to)
{
	const struct nb_places *p = &l->sheet->places;
	struct nb_buf dense = {0};
	size_t at = 0, i, k;

	for (i = item->first; i < item->first + item->count; i++) {
		const struct nb_place_block *b = &p->blocks[i];

		for (k = b->first; k < b->first + b->count; k++) {
			const char *text = text_of(l->sheet, &p->lines[k]);
			size_t len = strlen(text);

			dense.len = 0;
			if (!l->o.status)
				l->o.status = add_dense(to ? &dense : &l->text,
							text, len);
			if (to && at < to && at + dense.len > from &&
			    !b->surface) {
				api_raw(&l->o, l->count++ ? "," : "");
				api_sheet_line(&l->o, l->sheet, base_of(l),
					       "hit", l->count, &p->lines[k],
					       text, len);
			}
			at += dense.len;
		}
	}
	nb_buf_free(&dense);
}

/* The offset of bytes in the text of the item, from l->from on or else from its
 * beginning. False if they are not there. */
static bool find_bytes(const struct lines *l, const struct nb_buf *hit,
		       size_t *at)
{
	size_t pass, i;

	for (pass = 0; pass < 2; pass++)
		for (i = pass ? 0 : l->from; i + hit->len <= l->text.len; i++)
			if (memcmp(l->text.data + i, hit->data, hit->len) ==
			    0) {
				*at = i;
				return true;
			}
	return false;
}

/* Called for each hit; false ends the search. */
static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct lines *l = context;
	const struct nb_place_item *item = item_of(l->sheet, hit->number);
	struct nb_buf dense = {0};
	size_t at;

	if (!item || l->o.status)
		return !l->o.status;
	if (l->number != hit->number) {
		l->number = hit->number;
		l->text.len = l->from = 0;
		go_through(l, item, 0, 0);
	}
	if (!l->o.status)
		l->o.status =
			add_dense(&dense, hit->line + hit->start, hit->len);
	if (!l->o.status && dense.len && find_bytes(l, &dense, &at)) {
		l->from = at + dense.len;
		go_through(l, item, at, at + dense.len);
	}
	nb_buf_free(&dense);
	return !l->o.status && l->count < HITS_MOST && !room_request_late(l->q);
}

/* For api_issue_pages(): search the page. */
static enum nb_status search_page(void *context, struct nb_archive *archive,
				  const struct api_sheet *s,
				  struct nb_error *err)
{
	struct lines *l = context;
	struct nb_query query;
	const struct nb_search search = {
		.queries = &query,
		.query_count = 1,
		.threads = 1,
		.hit = take_hit,
		.until = l->q->deadline,
		.context = l,
	};
	enum nb_status st;

	if (!s->zones || l->count >= HITS_MOST)
		return NB_OK;
	l->sheet = s;
	l->number = 0;
	st = nb_query_parse(s->id, &query, err);
	if (!st)
		st = nb_grep_archive(l->grep, archive, &search, err);
	if (!st && room_request_late(l->q))
		st = nb_fail(err, NB_BUSY, "the search took too long");
	return st || !l->o.status ? st : nb_fail_mem(err);
}

/* Compile what is looked for. Parameters that are not supported are ignored, as
 * the interface has it. */
static enum nb_status make_grep(const struct room_request *q,
				struct nb_grep **grep, struct nb_error *err)
{
	const char *word = room_param(q, "q");
	const struct nb_grep_options options = {.patterns = &word,
						.pattern_count = 1};

	*grep = NULL;
	if (!word || !*word)
		return nb_fail(err, NB_USAGE, "q: what to look for is missing");
	return nb_grep_create(&options, grep, err);
}

enum nb_status api_iiif_search(struct room_request *q, struct room_response *a,
			       struct nb_error *err)
{
	struct lines l = {.count = 0};
	enum nb_status st = make_grep(q, &l.grep, err);

	if (st)
		return st;
	a->type = SEARCH_TYPE;
	st = begin(&l, q, a, API_IIIF_SEARCH, "/search", err);
	if (!st)
		st = api_issue_pages(q, q->captured[0], search_page, &l, err);
	return end(&l, st, err);
}
