/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dividing a page into items (nbarc/article.h).
 *
 * Each line of the text is a unit. The structure model gives every unit a tag
 * (sequence.h), and roles and items follow from the tags: some tags begin an
 * item, and a run of heads is named kicker, main head and sub heads by its
 * order.
 *
 * What was set into a paragraph (page/weigh/inserted.h) would mislead the
 * model, so it is taken out first: the model decides on the page as it would be
 * with its paragraphs whole, and the parts get their roles by themselves. The
 * text is not changed.
 */
#include "article/adjust.h"
#include "article/decided.h"
#include "article/structure.h"
#include "article/units.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "byline/masthead.h"
#include "page/weigh/inserted.h"
#include "page/weigh/model.h"

#include <nbarc/article.h>
#include <nbarc/learn.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[] = {
	"column",    "kicker", "main",	  "sub",    "crosshead",
	"paragraph", "byline", "caption", "credit", "dateline",
};
static const char *const kind_names[] = {"article", "photo", "notice",
					 "advertisement", "furniture"};

const char *nb_role_name(enum nb_role role)
{
	return role_names[role];
}

const char *nb_kind_name(enum nb_kind kind)
{
	return kind_names[kind];
}

/* A page while it is divided. */
struct divider {
	const struct nb_profile *profile;
	struct nb_division *out; /* the caller's */
	struct nb_units page;
	struct nb_said_units said;
	struct nb_verdict *decided; /* of each unit; NULL: no decisions */
	/* Of each unit: furniture of the page, which has no heads; NULL: none.
	 * Only if the source says nothing. */
	bool *apart;
	uint8_t *places; /* enum nb_place of each unit */
	size_t item_cap;
};

/* True if unit i was set into a paragraph. */
static bool is_set_in(const struct divider *d, size_t i)
{
	return d->places[i] != NB_PLACE_USUAL &&
	       d->places[i] != NB_PLACE_RESUMES;
}

/*
 * Append the text of the page without what was set into its paragraphs. Units
 * keep the gaps before them; a unit that resumes a paragraph is appended to its
 * first half directly.
 */
static enum nb_status whole_text(const struct divider *d, struct nb_buf *text,
				 struct nb_error *err)
{
	const struct nb_units *page = &d->page;
	enum nb_status st = NB_OK;
	size_t i;
	unsigned gap;

	for (i = 0; !st && i < page->count; i++) {
		if (is_set_in(d, i))
			continue;
		for (gap = 0; i && d->places[i] == NB_PLACE_USUAL && !st &&
			      gap <= page->gaps[i];
		     gap++)
			st = nb_buf_puts(text, "\n");
		if (!st)
			st = nb_buf_add(text,
					page->text + page->units[i].offset,
					page->units[i].len);
	}
	return st ? nb_fail_mem(err) : NB_OK;
}

/*
 * Take over the tags of the page without insertions. A paragraph alone can go
 * on: where the unit before is something else, the parts become ordinary units
 * again. Returns the number of these.
 */
static size_t take_tags(struct divider *d, const struct nb_units *whole)
{
	struct nb_units *page = &d->page;
	size_t i, k = 0, refused = 0, last = 0;

	for (i = 0; i < page->count; i++) {
		if (d->places[i] == NB_PLACE_USUAL) {
			last = i;
			page->units[i].begins = whole->units[k].begins;
			page->tags[i] = whole->tags[k++];
			continue;
		}
		if (d->places[i] == NB_PLACE_RESUMES)
			page->tags[i] = NB_TAG_PARAGRAPH;
		if (page->tags[last] != NB_TAG_PARAGRAPH &&
		    page->tags[last] != NB_TAG_PARAGRAPH_FIRST) {
			d->places[i] = NB_PLACE_USUAL;
			refused++;
		}
	}
	return refused;
}

/*
 * The tags that are open for the units of the page without insertions; NULL if
 * all are. The caller frees them.
 */
static enum nb_status whole_open(const struct divider *d, uint8_t **open,
				 struct nb_error *err)
{
	size_t i, n = 0;

	*open = NULL;
	if (!d->page.open)
		return NB_OK;
	*open = nb_alloc(d->page.count, 1);
	if (!*open)
		return nb_fail_mem(err);
	for (i = 0; i < d->page.count; i++)
		if (d->places[i] == NB_PLACE_USUAL)
			(*open)[n++] = d->page.open[i];
	return NB_OK;
}

/*
 * Set the tags of the page by a decision on the page with its paragraphs whole.
 * *refused is as for take_tags().
 */
static enum nb_status decode_whole(struct divider *d, size_t *refused,
				   struct nb_error *err)
{
	struct nb_buf text = {0};
	struct nb_units whole = {.text = NULL};
	uint8_t *open = NULL;
	enum nb_status st = whole_text(d, &text, err);

	if (!st)
		st = whole_open(d, &open, err);
	whole.text = (const char *)text.data;
	whole.open = open;
	if (!st)
		st = nb_units_view(&whole, text.len, d->profile, err);
	if (!st)
		st = nb_units_decode(&whole, err);
	if (!st)
		*refused = take_tags(d, &whole);
	nb_units_free(&whole);
	nb_buf_free(&text);
	free(open);
	return st;
}

/*
 * Units that a person decided about are what was decided. Where such a unit
 * would be set into a paragraph, or resume it, nothing is.
 */
static void spare_decided(struct divider *d)
{
	size_t i, from = 0;
	bool any = false;

	for (i = 0; d->decided && i < d->page.count; i++) {
		if (d->places[i] == NB_PLACE_USUAL) {
			from = i + 1;
			any = false;
			continue;
		}
		any = any || nb_decided_unit(&d->decided[i]);
		if (d->places[i] != NB_PLACE_RESUMES)
			continue;
		if (any)
			memset(d->places + from, NB_PLACE_USUAL, i + 1 - from);
		from = i + 1;
		any = false;
	}
}

/* Find what was set into paragraphs. */
static enum nb_status find_places(struct divider *d, struct nb_error *err)
{
	struct nb_shapes shapes = {.count = d->page.count};
	struct nb_block *blocks = nb_alloc(shapes.count, sizeof(*blocks));
	enum nb_status st = NB_OK;
	size_t i;

	shapes.list = nb_alloc(shapes.count, sizeof(*shapes.list));
	if (!shapes.list || !blocks)
		st = nb_fail_mem(err);
	for (i = 0; !st && i < shapes.count; i++) {
		shapes.list[i] = d->page.views.list[i].shape;
		blocks[i].gap = d->page.gaps[i];
	}
	shapes.blocks = blocks;
	if (!st) {
		nb_shapes_habits(&shapes);
		nb_inserted_find(&shapes, nb_model_data, d->places);
	}
	nb_shapes_free(&shapes);
	free(blocks);
	return st;
}

/*
 * Decide the tags of all units. If parts were refused, the page is another one
 * and is decided again; each round has fewer parts, so there is an end.
 */
static enum nb_status decode(struct divider *d, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t refused = 1;

	d->page.open = d->said.open;
	while (!st && refused) {
		refused = 0;
		if (memchr(d->places, NB_PLACE_RESUMES, d->page.count))
			st = decode_whole(d, &refused, err);
		else
			st = nb_units_decode(&d->page, err);
	}
	return st;
}

/* Let the tags agree with what a person decided of the units. What is set into
 * a paragraph has none of its own. */
static enum nb_status settle(struct divider *d, struct nb_error *err)
{
	enum nb_status st;
	size_t i;

	for (i = 0; i < d->page.count; i++)
		if (is_set_in(d, i))
			d->page.tags[i] = NB_TAGS;
	st = nb_decided_open(d->decided, d->page.tags, d->page.count, &d->said,
			     err);
	return st ? st : decode(d, err);
}

/* Find the tags of all units. */
static enum nb_status find_tags(struct divider *d, struct nb_error *err)
{
	/* What is set into paragraphs is a guess, which the source spares. */
	enum nb_status st = d->said.list ? NB_OK : find_places(d, err);

	spare_decided(d);
	if (!st)
		st = decode(d, err);
	if (!st && !d->said.list)
		st = nb_tags_adjust(d->page.text, d->page.units, &d->page.views,
				    d->page.open, d->page.tags, err);
	if (!st && d->decided && nb_decided_any(d->decided, d->page.count))
		st = settle(d, err);
	return st;
}

/* ---- items */

/* Take over what the source says, and what a person decided, of the item that
 * begins at a unit. */
static void take_kind(struct divider *d, size_t unit)
{
	static const enum nb_kind kinds[] = {
		[NB_SAID_ARTICLE] = NB_KIND_ARTICLE,
		[NB_SAID_PHOTO] = NB_KIND_PHOTO,
		[NB_SAID_NOTICE] = NB_KIND_NOTICE,
	};
	struct nb_item *item = &d->out->items[d->out->item_count - 1];
	const struct nb_known *k = d->said.list ? &d->said.list[unit] : NULL;

	/* What a person called a head is none of the furniture. */
	if (d->apart && d->apart[unit] &&
	    !(d->decided && nb_decided_unit(&d->decided[unit])))
		item->kind = NB_KIND_NOTICE;
	if (k && k->item)
		item->kind = kinds[k->kind];
	else if (k && k->said == NB_SAID_APART)
		item->kind = NB_KIND_NOTICE;
	/* The source's number is that of the first part, if a person parted
	 * what is one item there. */
	if (k && (!unit || k[-1].item != k->item))
		item->said = k->item;
	if (d->decided)
		nb_decided_kind(&d->decided[unit], &item->kind);
}

/*
 * Begin an item at a unit. A page with too many items is refused: what follows
 * would get no number, and so no identifier.
 */
static enum nb_status open_item(struct divider *d, size_t unit,
				enum nb_kind kind, struct nb_error *err)
{
	struct nb_division *o = d->out;
	struct nb_item *grown;

	if (o->item_count == NB_PAGE_ITEMS_MAX)
		return nb_fail_at(err, NB_LIMIT, o->units[unit].offset,
				  "the page has more than %u items",
				  NB_PAGE_ITEMS_MAX);
	grown = nb_grow(o->items, &d->item_cap, o->item_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	o->items = grown;
	grown[o->item_count].kind = kind;
	grown[o->item_count].said = 0;
	grown[o->item_count].next = grown[o->item_count].prev = NULL;
	grown[o->item_count].first = unit;
	grown[o->item_count].count = 0;
	o->item_count++;
	take_kind(d, unit);
	return NB_OK;
}

/*
 * Name the heads of the run at i: the second of several is the main head and
 * the first its kicker, unless the second is a sub head by its dash or its
 * brackets, or a person decided which one is the main head. Returns the length
 * of the run.
 */
static size_t name_heads(struct divider *d, size_t i)
{
	struct nb_unit *u = d->out->units + i;
	const struct nb_view *second;
	size_t run = 1, main, k;

	while (i + run < d->out->unit_count &&
	       d->page.tags[i + run] == NB_TAG_HEAD)
		run++;
	main = run > 1 ? 1 : 0;
	second = run > 1 ? &d->page.views.list[i + 1] : NULL;
	if (second && (second->shape.first == NB_EM_DASH || second->enclosed))
		main = 0;
	main = d->decided ? nb_decided_main(&d->decided[i], run, main) : main;
	for (k = 0; k < run; k++)
		u[k].role = k < main	? NB_ROLE_KICKER
			    : k == main ? NB_ROLE_MAIN
					: NB_ROLE_SUB;
	return run;
}

/* Does the item that begins with the caption at i have text beside it? It does
 * where a person put it there. */
static bool has_text(const struct divider *d, size_t i)
{
	while (++i < d->page.count && !nb_tag_begins(d->page.tags[i]))
		if (d->page.tags[i] == NB_TAG_PARAGRAPH ||
		    d->page.tags[i] == NB_TAG_CROSSHEAD)
			return true;
	return false;
}

/*
 * Give the unit at i its role, and open its item if it begins one. Returns the
 * number of units that have their roles now.
 */
static size_t assign_role(struct divider *d, size_t i, enum nb_status *st,
			  struct nb_error *err)
{
	static const enum nb_role roles[NB_TAGS] = {
		[NB_TAG_HEAD_FIRST] = NB_ROLE_MAIN,
		[NB_TAG_HEAD] = NB_ROLE_SUB,
		[NB_TAG_CROSSHEAD] = NB_ROLE_CROSSHEAD,
		[NB_TAG_PARAGRAPH] = NB_ROLE_PARAGRAPH,
		[NB_TAG_PARAGRAPH_FIRST] = NB_ROLE_PARAGRAPH,
		[NB_TAG_BYLINE] = NB_ROLE_BYLINE,
		[NB_TAG_CAPTION] = NB_ROLE_CAPTION,
		[NB_TAG_CREDIT] = NB_ROLE_CREDIT,
	};
	static const enum nb_role set[] = {
		[NB_PLACE_CAPTION] = NB_ROLE_CAPTION,
		[NB_PLACE_CREDIT] = NB_ROLE_CREDIT,
		[NB_PLACE_CROSSHEAD] = NB_ROLE_CROSSHEAD,
	};
	enum nb_tag tag = d->page.tags[i];
	struct nb_unit *u = &d->out->units[i];

	if (is_set_in(d, i)) {
		u->role = set[d->places[i]];
		return 1;
	}
	u->role = roles[tag];
	u->goes_on = i + 1 < d->out->unit_count && is_set_in(d, i + 1);
	u->resumes = d->places[i] == NB_PLACE_RESUMES;
	switch (tag) {
	case NB_TAG_HEAD_FIRST:
		*st = open_item(d, i,
				nb_begins_notice(d->page.text, d->out->units,
						 &d->page.views, i)
					? NB_KIND_NOTICE
					: NB_KIND_ARTICLE,
				err);
		return name_heads(d, i);
	case NB_TAG_PARAGRAPH_FIRST:
		*st = open_item(d, i, NB_KIND_ARTICLE, err);
		return 1;
	case NB_TAG_CAPTION:
		*st = open_item(
			d, i, has_text(d, i) ? NB_KIND_ARTICLE : NB_KIND_PHOTO,
			err);
		return 1;
	default:
		return 1;
	}
}

/* Set the number of units of each item: up to the next one. */
static enum nb_status count_units(struct nb_division *o, struct nb_error *err)
{
	size_t i;

	for (i = 0; i < o->item_count; i++) {
		size_t next = i + 1 < o->item_count ? o->items[i + 1].first
						    : o->unit_count;

		o->items[i].count = next - o->items[i].first;
		if (o->items[i].count > NB_ITEM_UNITS_MAX)
			return nb_fail_at(
				err, NB_LIMIT,
				o->units[o->items[i].first + NB_ITEM_UNITS_MAX]
					.offset,
				"an article of the page has more than %u "
				"paragraphs",
				NB_ITEM_UNITS_MAX);
	}
	return NB_OK;
}

/* Is unit i furniture in the middle of the page: by its words, behind what may
 * end an item, and over what may begin one? */
static bool is_furniture(const struct nb_units *page, const bool *apart,
			 size_t i)
{
	const struct nb_view *v = &page->views.list[i];

	return i && i + 1 < page->count &&
	       (apart[i - 1] || nb_is_stop(v[-1].shape.last) || v[-1].caption ||
		v[-1].credits) &&
	       (v[1].headlike || v[1].caption || v[1].dispatch) &&
	       nb_masthead_inside(page->text, &page->units[i]);
}

/* Find the masthead of the page and its other furniture. */
static enum nb_status find_furniture(struct divider *d, struct nb_error *err)
{
	const struct nb_units *page = &d->page;
	size_t i, count;
	bool any;

	count = nb_masthead_units(page->text, page->units, page->count);
	any = count > 0;
	d->apart = nb_alloc(page->count, sizeof(*d->apart));
	if (!d->apart)
		return nb_fail_mem(err);
	for (i = 0; i < page->count; i++) {
		d->apart[i] = i < count || is_furniture(page, d->apart, i);
		any |= d->apart[i];
	}
	return any ? nb_said_apart(d->apart, page->count, &d->said, err)
		   : NB_OK;
}

/*
 * Find what the source says of the units. If it says nothing, the masthead of
 * the page is an item of its own, a notice, after which another one begins, and
 * so is other furniture.
 */
static enum nb_status find_said(struct divider *d,
				const struct nb_page_options *how, size_t len,
				struct nb_error *err)
{
	const struct nb_units *page = &d->page;
	enum nb_status st =
		nb_said_find(how ? how->said : NULL, page->text, len,
			     page->units, page->count, &d->said, err);

	if (!st && !d->said.list)
		st = find_furniture(d, err);
	if (!st)
		st = nb_decided_find(how, page->text, len, page->units,
				     page->count, &d->decided, d->out, err);
	return st;
}

/*
 * Divide the page. The units move from d->page to the result, which owns them
 * also after a failure.
 */
static enum nb_status divide(struct divider *d, size_t len,
			     const struct nb_page_options *how,
			     struct nb_error *err)
{
	struct nb_division *o = d->out;
	enum nb_status st = nb_units_view(&d->page, len, d->profile, err);
	size_t i;

	if (st)
		return st;
	d->places = nb_alloc(d->page.count, 1);
	if (!d->places)
		return nb_fail_mem(err);
	st = find_said(d, how, len, err);
	if (!st)
		st = find_tags(d, err);
	o->units = d->page.units;
	o->unit_count = d->page.count;
	d->page.units = NULL;
	for (i = 0; !st && i < o->unit_count;)
		i += assign_role(d, i, &st, err);
	o->known = d->said.list != NULL;
	o->numbered = o->known && how->said->numbered;
	for (i = 0; i < o->item_count; i++)
		o->numbered = o->numbered && o->items[i].said;
	if (!st)
		st = count_units(o, err);
	if (st)
		return st;
	nb_said_take(&d->said, o);
	nb_decided_take(d->decided, o);
	return NB_OK;
}

enum nb_status nb_divide(const char *normalised, size_t len,
			 const struct nb_page_options *how,
			 struct nb_division *division, struct nb_error *err)
{
	struct divider d = {.profile = how ? how->profile : NULL,
			    .out = division,
			    .page = {.text = normalised}};
	size_t bad = nb_utf8_invalid(normalised, len);
	enum nb_status st;

	memset(division, 0, sizeof(*division));
	/* Everything below takes the text for valid, and would not get past a
	 * byte that begins no character. */
	if (bad < len)
		return nb_fail_at(
			err, NB_INVALID, bad, "not UTF-8: %s",
			nb_utf8_reason(normalised + bad, len - bad, NULL));
	st = nb_profile_check(d.profile, err);
	if (!st)
		st = divide(&d, len, how, err);
	nb_said_free(&d.said);
	free(d.decided);
	nb_units_free(&d.page);
	free(d.places);
	free(d.apart);
	return st;
}

void nb_division_free(struct nb_division *division)
{
	if (!division)
		return;
	free(division->units);
	free(division->items);
	free(division->outcomes);
	free(division->corrections);
	memset(division, 0, sizeof(*division));
}
