/* SPDX-License-Identifier: Apache-2.0 */
/* Roles of units, and the items of a page, from the tags of the model. */
#include "article/sequence.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/article.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS_MAX 999u

static const char *const role_names[] = {
	"column",    "kicker", "main",	  "sub",    "crosshead",
	"paragraph", "byline", "caption", "credit",
};
static const char *const kind_names[] = {"article", "photo", "notice"};

const char *nb_role_name(enum nb_role role)
{
	return role_names[role];
}

const char *nb_kind_name(enum nb_kind kind)
{
	return kind_names[kind];
}

struct divider {
	const char *text;
	const struct nb_profile *profile;
	struct nb_division *out;
	uint8_t *gaps; /* empty lines before each unit, at most 255 */
	struct nb_views views;
	uint8_t *tags;
	size_t item_cap;
};

/* ---- units */

static bool blank_line(const char *text, size_t from, size_t to)
{
	return from == to || (to == from + 1 && text[from] == '\r');
}

/* Count the blocks, and fill the arrays when they are there. */
static size_t scan(struct divider *d, size_t len)
{
	size_t at = 0, n = 0, empty = 0;

	while (at < len) {
		const char *end = memchr(d->text + at, '\n', len - at);
		size_t to = end ? (size_t)(end - d->text) : len;

		if (blank_line(d->text, at, to)) {
			empty++;
		} else {
			if (d->out->units) {
				d->out->units[n].offset = at;
				d->out->units[n].len = to - at;
				d->gaps[n] =
					(uint8_t)(empty > 255 ? 255 : empty);
			}
			n++;
			empty = 0;
		}
		at = to + 1;
	}
	return n;
}

/* ---- items */

static enum nb_status open_item(struct divider *d, size_t unit,
				enum nb_kind kind, struct nb_error *err)
{
	struct nb_division *o = d->out;
	struct nb_item *grown;

	if (o->item_count == ITEMS_MAX)
		return NB_OK;
	grown = nb_grow(o->items, &d->item_cap, o->item_count + 1,
			sizeof(*grown));
	if (!grown)
		return nb_fail_mem(err);
	o->items = grown;
	grown[o->item_count].kind = kind;
	grown[o->item_count].first = unit;
	grown[o->item_count].count = 0;
	o->item_count++;
	return NB_OK;
}

/* Kicker, main and sub head among the run of heads at i; returns its length. */
static size_t name_heads(struct divider *d, size_t i)
{
	struct nb_unit *u = d->out->units + i;
	size_t run = 1, main, k;

	while (i + run < d->out->unit_count && d->tags[i + run] == NB_TAG_HEAD)
		run++;
	main = run > 1 ? 1 : 0;
	/* A dash begins a sub head. */
	if (run > 1 && d->views.list[i + 1].shape.first == 0x2014)
		main = 0;
	for (k = 0; k < run; k++)
		u[k].role = k < main	? NB_ROLE_KICKER
			    : k == main ? NB_ROLE_MAIN
					: NB_ROLE_SUB;
	return run;
}

/* Give the unit at i its role, and open its item; returns the number of units
 * that were settled. */
static size_t settle(struct divider *d, size_t i, enum nb_status *st,
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
	enum nb_tag tag = d->tags[i];

	d->out->units[i].role = roles[tag];
	switch (tag) {
	case NB_TAG_HEAD_FIRST:
		*st = open_item(d, i, NB_KIND_ARTICLE, err);
		return name_heads(d, i);
	case NB_TAG_PARAGRAPH_FIRST:
		*st = open_item(d, i, NB_KIND_ARTICLE, err);
		return 1;
	case NB_TAG_CAPTION:
		*st = open_item(d, i, NB_KIND_PHOTO, err);
		return 1;
	default:
		return 1;
	}
}

static void count_units(struct nb_division *o)
{
	size_t i;

	for (i = 0; i < o->item_count; i++) {
		size_t next = i + 1 < o->item_count ? o->items[i + 1].first
						    : o->unit_count;

		o->items[i].count = next - o->items[i].first;
	}
}

static enum nb_status divide(struct divider *d, size_t len,
			     struct nb_error *err)
{
	struct nb_division *o = d->out;
	size_t n = scan(d, len), i;
	enum nb_status st;

	o->units = nb_alloc(n, sizeof(*o->units));
	d->gaps = nb_alloc(n, sizeof(*d->gaps));
	d->tags = nb_alloc(n, sizeof(*d->tags));
	if (!o->units || !d->gaps || !d->tags)
		return nb_fail_mem(err);
	o->unit_count = n;
	(void)scan(d, len);
	st = nb_views_make(d->text, o->units, d->gaps, n, d->profile, &d->views,
			   err);
	if (!st)
		st = nb_sequence_decode(&d->views, nb_structure_data, d->tags,
					err);
	for (i = 0; !st && i < n;)
		i += settle(d, i, &st, err);
	count_units(o);
	return st;
}

enum nb_status nb_divide(const char *normalised, size_t len,
			 const struct nb_profile *profile,
			 struct nb_division *division, struct nb_error *err)
{
	struct divider d = {
		.text = normalised, .profile = profile, .out = division};
	enum nb_status st;

	memset(division, 0, sizeof(*division));
	st = divide(&d, len, err);
	nb_views_free(&d.views);
	free(d.gaps);
	free(d.tags);
	return st;
}

void nb_division_free(struct nb_division *division)
{
	if (!division)
		return;
	free(division->units);
	free(division->items);
	memset(division, 0, sizeof(*division));
}
