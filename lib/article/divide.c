/* SPDX-License-Identifier: Apache-2.0 */
/* Roles of blocks, and the items of a page, by rules. */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/shape.h"

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

/* A block and what the rules need of it. */
struct view {
	struct nb_shape shape;
	bool wide_gap;	  /* before it */
	bool caption;	  /* begins with the mark of a caption */
	bool head;	  /* looks like a head of some kind */
	bool two_clauses; /* a space between two parts, as main heads have */
};

struct divider {
	const char *text;
	struct nb_division *out;
	struct view *views;
	size_t item_cap;
};

/* ---- blocks */

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
				d->views[n].wide_gap = n && empty >= 3;
			}
			n++;
			empty = 0;
		}
		at = to + 1;
	}
	return n;
}

static bool looks_like_head(const struct nb_shape *s)
{
	if (s->byline || s->credit || s->opens || s->width > 84)
		return false;
	if (nb_is_comma(s->last) || s->last == 0x3002 || s->stops > 1)
		return false;
	return s->stops == 0 || s->last == '?' || s->last == '!';
}

static void look(struct divider *d, size_t i)
{
	const struct nb_unit *u = &d->out->units[i];
	const char *text = d->text + u->offset;
	struct view *v = &d->views[i];

	nb_shape_look(text, u->len, &v->shape);
	v->caption = v->shape.first == 0x25b2 || v->shape.first == 0x25b3 ||
		     v->shape.first == 0x25bc;
	v->head = looks_like_head(&v->shape);
	v->two_clauses = memchr(text, ' ', u->len) != NULL;
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

/* A caption, and the credit under it. */
static size_t photo(struct divider *d, size_t i, size_t n)
{
	struct nb_unit *units = d->out->units;

	units[i].role = NB_ROLE_CAPTION;
	if (i + 1 < n &&
	    (d->views[i + 1].shape.credit || d->views[i + 1].shape.byline)) {
		units[i + 1].role = NB_ROLE_CREDIT;
		return 2;
	}
	return 1;
}

/* A photograph without a mark: one paragraph behind a wide gap, and a line of
 * names. */
static bool bare_photo(const struct divider *d, size_t i, size_t n)
{
	return d->views[i].wide_gap && !d->views[i].head && i + 1 < n &&
	       !d->views[i + 1].wide_gap &&
	       (d->views[i + 1].shape.credit || d->views[i + 1].shape.byline);
}

/* The number of heads in a row from i on. */
static size_t head_run(const struct divider *d, size_t i, size_t n)
{
	size_t k = i;

	while (k < n && d->views[k].head && (k == i || !d->views[k].wide_gap))
		k++;
	return k - i;
}

/* Is the run of heads at i the head of a new item, or a crosshead? */
static bool begins_item(const struct divider *d, size_t i, size_t run, size_t n,
			bool closed)
{
	const struct view *v = &d->views[i];

	if (i == 0 || closed || v->wide_gap || run > 1)
		return true;
	if (i + 1 < n && d->views[i + 1].shape.opens)
		return true;
	return v->shape.width > 32 || (v->two_clauses && v->shape.width > 20);
}

/* Kicker, main and sub head among `run` heads. */
static void name_heads(struct divider *d, size_t i, size_t run)
{
	struct nb_unit *u = d->out->units + i;
	size_t main = run > 1 ? 1 : 0, k;

	/* A dash begins a sub head. */
	if (run > 1 && d->views[i + 1].shape.first == 0x2014)
		main = 0;
	for (k = 0; k < run; k++)
		u[k].role = k < main	? NB_ROLE_KICKER
			    : k == main ? NB_ROLE_MAIN
					: NB_ROLE_SUB;
}

/* What the block at i is; returns the number of blocks that were settled.
 * *closed says whether the item before has come to its end. */
static size_t settle(struct divider *d, size_t i, size_t n, bool *closed,
		     enum nb_status *st, struct nb_error *err)
{
	struct nb_unit *u = d->out->units;
	const struct view *v = &d->views[i];
	size_t run = head_run(d, i, n), used;
	bool was_closed = *closed;

	*closed = false;
	if (v->caption || bare_photo(d, i, n)) {
		*st = open_item(d, i, NB_KIND_PHOTO, err);
		*closed = true;
		return photo(d, i, n);
	}
	if (run && begins_item(d, i, run, n, was_closed)) {
		*st = open_item(d, i, NB_KIND_ARTICLE, err);
		name_heads(d, i, run);
		return run;
	}
	if (i == 0 || was_closed)
		*st = open_item(d, i, NB_KIND_ARTICLE, err);
	used = run ? run : 1;
	u[i].role = run ? NB_ROLE_CROSSHEAD : NB_ROLE_PARAGRAPH;
	if (v->shape.byline || v->shape.credit) {
		u[i].role = NB_ROLE_BYLINE;
		*closed = true;
	}
	return used;
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

enum nb_status nb_divide(const char *normalised, size_t len,
			 struct nb_division *division, struct nb_error *err)
{
	struct divider d = {.text = normalised, .out = division};
	enum nb_status st = NB_OK;
	bool closed = false;
	size_t i, n;

	memset(division, 0, sizeof(*division));
	n = scan(&d, len);
	division->unit_count = n;
	division->units = nb_alloc(n, sizeof(*division->units));
	d.views = nb_alloc(n, sizeof(*d.views));
	if (!division->units || !d.views) {
		free(d.views);
		division->unit_count = 0;
		return nb_fail_mem(err);
	}
	(void)scan(&d, len);
	for (i = 0; i < n; i++)
		look(&d, i);
	for (i = 0; !st && i < n;)
		i += settle(&d, i, n, &closed, &st, err);
	count_units(division);
	free(d.views);
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
