/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Going over what an export is of (over.h).
 *
 * Everything, or what one identifier names, comes from the catalogue in order,
 * and is exported as it comes. Of several identifiers the catalogue says first
 * what they name (choose/pick.h): they may stand in any order and name the same
 * item twice, and a table of a database, say, has it once. Sorted, the items of
 * a frame come one after the other, so that it is decoded once.
 */
#include "export/over.h"

#include <stdlib.h>
#include <string.h>

#include <nbarc/query.h>

#include "base/alloc.h"
#include "base/error.h"
#include "choose/explain.h"
#include "choose/pick.h"
#include "cli/message.h"

/* A run; everything is borrowed. */
struct run {
	const struct nbarc_over *of;
	struct nb_query query;
	unsigned searches;     /* identifiers for which a nearest was sought */
	bool any;	       /* the query in hand has found something */
	enum nb_status status; /* of what was exported last */
	enum nb_status *worst;
	struct nb_error *err;
};

/* Report that an identifier names nothing, and go on. */
static void report(struct run *r, struct nb_error *err)
{
	nb_error_file(err, r->of->path);
	cli_error(r->of->cli, err);
	*r->worst = nb_worse(*r->worst, err->status);
}

/* Export an item, or a page. */
static enum nb_status each(struct run *r, const struct nb_entry *e,
			   unsigned number)
{
	r->any = true;
	return r->of->each(r->of->context, e, number, r->err);
}

/* ---- one identifier, or none */

/* Is an item chosen by the query and the options? */
static enum nb_status choose(struct run *r, const struct nb_entry *e,
			     const struct nb_entry_item *item, bool *chosen)
{
	const struct nb_filter *filter = &r->of->choice->filter;

	*chosen = (r->of->all || nb_entry_item_is_present(e, item)) &&
		  nb_query_item(&r->query, &e->id, item->number);
	if (!*chosen || !nb_filter_has_items(filter))
		return NB_OK;
	return nb_filter_item(filter, r->of->archive, e, item, chosen, r->err);
}

/* Export the items of a page that are chosen, or the page if one is. */
static enum nb_status export_items(struct run *r, const struct nb_entry *e)
{
	enum nb_status st = NB_OK;
	bool chosen;
	size_t i;

	for (i = 0; !st && i < e->item_count; i++) {
		st = choose(r, e, &e->items[i], &chosen);
		if (st || !chosen)
			continue;
		if (r->of->pages)
			return each(r, e, 0);
		st = each(r, e, e->items[i].number);
	}
	return st;
}

/* For nb_query_pages(). A page without items is found, although it has none to
 * export, and is exported among pages unless the options are about items. */
static bool visit_page(void *context, const struct nb_entry *e)
{
	struct run *r = context;
	const struct nbarc_over *o = r->of;
	bool whole = nb_query_whole(&r->query, &e->id) &&
		     (o->all ||
		      (!nb_entry_is_hidden(e) && e->state != NB_STATE_PURGED));

	r->any |= whole;
	if (o->pages && whole && !nb_filter_has_items(&o->choice->filter))
		r->status = each(r, e, 0);
	else
		r->status = export_items(r, e);
	return !r->status;
}

/* Go over what one identifier names; "" names everything. */
static enum nb_status over_one(struct run *r, const char *id)
{
	bool filtered = nbarc_choice_any(r->of->choice);
	struct nb_error err;
	enum nb_status st = nb_query_parse(id, &r->query, &err);

	if (!st) {
		r->query.detail = r->of->detail;
		r->query.every = r->of->revisions;
		r->query.filter = filtered ? &r->of->choice->filter : NULL;
		st = nb_query_pages(r->of->archive, &r->query, 0, visit_page, r,
				    &err);
	}
	if (r->status)
		return r->status;
	if (st == NB_ABSENT && (filtered || !*id))
		return NB_OK;
	if (st == NB_ABSENT || (!st && !r->any && *id && !filtered))
		st = nbarc_explain_id(r->of->archive, &r->query, &r->searches,
				      &err);
	if (st == NB_ABSENT)
		report(r, &err);
	else if (st)
		*r->err = err;
	return st == NB_ABSENT ? NB_OK : st;
}

/* ---- several identifiers */

/* An identifier that was picked, cut into what it is sorted by. */
struct name {
	const char *text;  /* with its revision */
	size_t len;	   /* of the page in it */
	unsigned number;   /* of the item; 0: a page */
	uint32_t revision; /* 0: the newest */
};

/* By page, then by number, the newest revision first. A text that names many
 * pages, and stays because there are none, is taken for a page. */
static int compare(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int c = memcmp(x->text, y->text, n);

	if (c || x->len != y->len)
		return c ? c : (x->len > y->len) - (x->len < y->len);
	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	/* 0 becomes the highest. */
	return (x->revision - 1 < y->revision - 1) -
	       (x->revision - 1 > y->revision - 1);
}

/* Cut the identifiers, and sort them. */
static struct name *sort_names(const struct nbarc_picked *picked)
{
	struct name *names = nb_alloc(picked->count, sizeof(*names));
	size_t i, len;

	for (i = 0; names && i < picked->count; i++) {
		const char *text = picked->list[i], *at = strchr(text, '@');
		struct name *n = &names[i];

		n->text = text;
		len = at ? (size_t)(at - text) : strlen(text);
		n->revision = at ? (uint32_t)strtoul(at + 1, NULL, 10) : 0;
		n->number = nb_id_item(text, len, &n->len);
		if (!n->number)
			n->len = len;
	}
	if (names)
		qsort(names, picked->count, sizeof(*names), compare);
	return names;
}

/* What was exported last. */
struct last {
	char page[NB_ID_MAX];
	size_t len;
	unsigned number;
	uint32_t revision;
};

/* True if this is what was exported last, which is then noted: two identifiers
 * can name it with a revision and without. */
static bool is_again(struct last *last, const struct nb_entry *e,
		     unsigned number)
{
	if (last->len == e->id.len && last->number == number &&
	    last->revision == e->revision &&
	    memcmp(last->page, e->id.text, e->id.len) == 0)
		return true;
	last->len = e->id.len < NB_ID_MAX ? e->id.len : 0;
	memcpy(last->page, e->id.text, last->len);
	last->number = number;
	last->revision = e->revision;
	return false;
}

/* Export an item or a page, unless it was exported just now. A page that stands
 * in a list of items has none. */
static enum nb_status export_once(struct run *r, struct last *last,
				  const struct nb_entry *e, unsigned number)
{
	if ((!number && !r->of->pages) || is_again(last, e, number))
		return NB_OK;
	return each(r, e, number);
}

/* Export what an identifier names, which is one page or one item. Of a page
 * that is not shown the reason is told. */
static enum nb_status over_name(struct run *r, const struct name *n,
				struct last *last)
{
	const struct nbarc_over *o = r->of;
	const struct nb_entry *e;
	struct nb_query *q = &r->query;
	struct nb_error err;
	enum nb_status st = nb_query_parse(n->text, q, &err);

	q->detail = o->detail;
	if (!st)
		st = nb_query_find(o->archive, q, &e, &err);
	if (!st && !o->all)
		st = nb_query_refuse(o->archive, q, e, &err);
	if (!st)
		return export_once(r, last, e, o->pages ? 0 : q->number);
	if (st == NB_ABSENT)
		st = nbarc_explain_id(o->archive, q, &r->searches, &err);
	if (st == NB_ABSENT)
		report(r, &err);
	else if (st)
		*r->err = err;
	return st == NB_ABSENT ? NB_OK : st;
}

/* Go over what several identifiers name. A million of them take 70 MB, sorted
 * and as texts. */
static enum nb_status over_many(struct run *r, char **ids, size_t count)
{
	const struct nbarc_over *o = r->of;
	const struct nbarc_pick pick = {.cli = o->cli,
					.path = o->path,
					.choice = o->choice,
					.items = !o->pages,
					.all = o->all,
					.revisions = o->revisions,
					.silent = true};
	struct last last = {.len = 0};
	struct nbarc_picked picked;
	struct name *names = NULL;
	enum nb_status st =
		nbarc_pick(o->archive, &pick, ids, count, &picked, r->err);
	size_t i;

	if (!st && picked.count) {
		names = sort_names(&picked);
		st = names ? NB_OK : nb_fail_mem(r->err);
	}
	for (i = 0; names && !st && i < picked.count; i++)
		st = over_name(r, &names[i], &last);
	free(names);
	nbarc_picked_free(&picked);
	return st;
}

/* One identifier is not picked first: what it names comes in order and without
 * repetition, and a whole archive of millions need not be listed in memory. */
enum nb_status nbarc_over(const struct nbarc_over *over, char **ids,
			  size_t count, enum nb_status *worst,
			  struct nb_error *err)
{
	struct run r = {.of = over, .worst = worst, .err = err};

	*worst = NB_OK;
	if (count > 1)
		return over_many(&r, ids, count);
	return over_one(&r, count ? ids[0] : "");
}
