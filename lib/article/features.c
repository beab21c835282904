/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The features of a unit and of a step (features.h).
 *
 * A feature is a hash of its number and of what was seen. The number is the
 * position in the list, so inserting a feature changes all that follow and
 * requires a new model. training/article/structure.c calls this same code.
 */
#include "article/features.h"
#include "article/structure.h"
#include "base/unicode.h"
#include "base/utf8.h"

/* Features of steps have the numbers after this one: units have fewer. */
#define STEP_NUMBERS 1000u

/* The hashes so far. */
struct list {
	uint32_t *hashes;
	size_t count;
	uint32_t number; /* of the last feature */
};

/*
 * Add the next feature, with up to three values. Each value is multiplied on
 * its own so that the processor can compute the products at the same time.
 */
static void add(struct list *l, uint32_t a, uint32_t b, uint32_t c)
{
	uint32_t h = ++l->number * 0x2c1b3c6du;

	h ^= a * 0x85ebca6bu + b * 0xc2b2ae35u;
	h ^= (c + 1) * 0x27d4eb2fu;
	l->hashes[l->count++] = (h ^ h >> 15) * 0x9e3779b1u;
}

/* n, but 4 for more than three. */
static unsigned up_to_four(unsigned n)
{
	return n > 3 ? 4 : n;
}

/* The step of a number of words in common; the steps grow. */
static unsigned shared_bin(unsigned n)
{
	return n < 4 ? n : n < 6 ? 4 : n < 9 ? 5 : n < 14 ? 6 : n < 25 ? 7 : 8;
}

/* The view of unit i + by; an empty one outside of the page. */
static const struct nb_view *view_at(const struct nb_views *views, size_t i,
				     long by)
{
	static const struct nb_view none = {.look = 1};
	size_t k = i + (size_t)by;

	return k < views->count ? &views->list[k] : &none;
}

/* What the unit itself looks like. */
static void own_look(struct list *f, const struct nb_view *v)
{
	const struct nb_shape *s = &v->shape;
	uint32_t w = v->width, last = v->last;

	add(f, 0, 0, 0);
	add(f, w, last, 0);
	add(f, w, up_to_four(s->stops), up_to_four(s->commas));
	add(f, s->last, s->before_last, 0);
	add(f, s->last, w, 0);
	add(f, s->first, s->second, 0);
	add(f, s->first, s->second, v->third);
	add(f, nb_view_kind(s->first), last, w);
	add(f, s->opens, s->byline, s->credit);
	add(f, s->spaces > 2 ? 3 : s->spaces, w, last);
	add(f, v->enclosed, w, 0);
	add(f, v->wide_gap, v->headlike, w);
	add(f, v->look, 0, 0);
	add(f, (uint32_t)(s->open_quotes + 4), last, w);
}

/* What stands around it. */
static void around(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0),
			     *l = view_at(views, i, -1),
			     *r = view_at(views, i, 1),
			     *l2 = view_at(views, i, -2),
			     *r2 = view_at(views, i, 2);
	uint32_t h = v->look;

	add(f, l->end, h, 0);
	add(f, r->end, h, 0);
	add(f, l2->end, l->end, h);
	add(f, r->end, r2->end, h);
	add(f, l->end, v->end, 0);
	add(f, v->end, r->end, 0);
	add(f, l->shape.last, l->shape.before_last, h);
	add(f, l->shape.first, l->shape.second, h);
	add(f, r->shape.first, r->shape.second, h);
	add(f, nb_structure_mix(r->shape.first, r->shape.second), r->third, h);
	add(f, nb_structure_mix(r2->shape.first, r2->shape.second), r->look, h);
	add(f, l->look << 8 | r->look, l2->look << 8 | r2->look, h);
	add(f, l->look << 8 | r->look, view_at(views, i, 3)->look, h);
	add(f, view_at(views, i, -3)->look << 8 | l2->look, l->look, h);
	add(f, r->look, r2->look, view_at(views, i, 3)->look << 8 | h);
	add(f, l->look << 8 | r->look, v->width, 0);
	add(f, up_to_four(r->shape.stops) << 3 | up_to_four(r->shape.commas), h,
	    r->width);
	add(f, up_to_four(l->shape.stops) << 3 | up_to_four(l->shape.commas), h,
	    l->width);
}

/*
 * A head shares words with the text below it; a new item shares none with the
 * text above.
 */
static void words(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0);
	uint32_t h = v->look, below = shared_bin(v->after[0]), w = v->width;
	uint32_t above = shared_bin(v->before[0]);
	unsigned all_after = 0u + v->after[0] + v->after[1] + v->after[2];
	unsigned all_before = 0u + v->before[0] + v->before[1] + v->before[2];

	add(f, below, h, 0);
	add(f, above, h, 0);
	add(f, below, above, h);
	add(f, below, w, h);
	add(f, above, w, h);
	add(f, shared_bin(v->after[1]), below, h);
	add(f, shared_bin(v->before[1]), above, h);
	add(f, shared_bin(all_after), shared_bin(all_before), h);
	add(f, shared_bin(all_after), w, h);
	add(f, shared_bin(all_before), w, h);
	add(f, shared_bin(v->across), h, 0);
	add(f, shared_bin(v->across), shared_bin(all_before), h);
	add(f, shared_bin(v->across), below, h);
	add(f, shared_bin(v->across), view_at(views, i, 1)->width, h);
}

/*
 * Crossheads come at intervals and look alike: compare with the heads nearest
 * before and after, within twelve units.
 */
static void rhythm(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0), *head = NULL,
			     *next = NULL;
	uint32_t h = v->look, alike = 0;
	size_t k;

	for (k = i; k-- > 0 && i - k < 12 && !head;)
		if (views->list[k].headlike)
			head = &views->list[k];
	for (k = i + 1; k < views->count && k - i < 12 && !next; k++)
		if (views->list[k].headlike)
			next = &views->list[k];
	if (head)
		alike = 1 |
			(uint32_t)(head->shape.width == v->shape.width) << 1 |
			(uint32_t)(head->shape.first == v->shape.first) << 2;
	if (next)
		alike |= 1u << 4 |
			 (uint32_t)(next->shape.width == v->shape.width) << 5 |
			 (uint32_t)(next->shape.first == v->shape.first) << 6;
	add(f, alike, h, 0);
	add(f, alike, v->width, h);
	add(f, up_to_four(v->since), h, 0);
	add(f, v->since > 12 ? 13 : v->since, v->width, h);
	add(f, next ? up_to_four((unsigned)(next - v)) : 9,
	    up_to_four(v->since), h);
	add(f, next ? next->width : 99, head ? head->width : 99, h);
	add(f, views->headlike, h, 0);
	add(f, views->headlike, v->width, h);
	add(f, i == 0, i + 1 == views->count, h);
}

/* Reports that begin alike follow the heads of items. */
static void openings(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0),
			     *r = view_at(views, i, 1),
			     *r2 = view_at(views, i, 2);
	uint32_t h = v->look, next = up_to_four(r->repeats),
		 after = up_to_four(r2->repeats);

	add(f, next, up_to_four(v->repeats), h);
	add(f, next, r->look, h);
	add(f, next, shared_bin(v->after[0]), h);
	add(f, next, v->width, h);
	add(f, after, r->look, h);
}

/*
 * If bylines close the items of a page, or gaps part them, a head without one
 * before it is likely a crosshead.
 */
static void habits(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0),
			     *l = view_at(views, i, -1);
	uint32_t h = v->look, names = l->shape.byline || l->shape.credit;

	add(f, up_to_four(views->names), names, h);
	add(f, up_to_four(views->gaps), v->wide_gap, h);
	add(f, up_to_four(views->names) << 3 | up_to_four(views->gaps),
	    names << 1 | v->wide_gap, h);
	add(f, up_to_four(views->names), names, v->width);
}

size_t nb_unit_features(const struct nb_views *views, size_t i,
			uint32_t hashes[NB_UNIT_FEATURES_MAX])
{
	struct list f = {hashes, 0, 0};

	own_look(&f, view_at(views, i, 0));
	around(&f, views, i);
	words(&f, views, i);
	rhythm(&f, views, i);
	openings(&f, views, i);
	habits(&f, views, i);
	return f.count;
}

size_t nb_step_features(const struct nb_views *views, size_t i,
			uint32_t hashes[NB_STEP_FEATURES_MAX])
{
	struct list f = {hashes, 0, STEP_NUMBERS};
	const struct nb_view *v = view_at(views, i, 0),
			     *l = view_at(views, i, -1);
	uint32_t h = v->look, hl = l->look;

	add(&f, 0, 0, 0);
	add(&f, h, hl, 0);
	add(&f, v->width, h, 0);
	add(&f, l->width, v->width, h);
	add(&f, l->shape.last, h, 0);
	add(&f, shared_bin(v->before[0]), h, hl);
	add(&f, view_at(views, i, 1)->look, h, hl);
	add(&f, v->since > 6 ? 7 : v->since, h, 0);
	return f.count;
}
