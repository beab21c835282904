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

/*
 * What a character is: marks are themselves, Han characters, digits and letters
 * only their kind.
 */
static uint32_t kind_of(uint32_t c)
{
	if (nb_is_han(c))
		return 1;
	if (nb_is_digit(c))
		return 2;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return 3;
	return c;
}

/* The step of a width in half em; the steps grow. */
static unsigned width_bin(unsigned n)
{
	static const uint16_t ends[] = {0,  4,	8,  12, 16, 20,	 24,  28, 32,
					36, 42, 50, 60, 80, 120, 200, 400};
	unsigned i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (n <= ends[i])
			return i;
	return i;
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

/* How a unit looks, in a few bits. 0 stands for no unit. */
static uint32_t look_bits(const struct nb_view *v)
{
	if (!v)
		return 0;
	return 1 | (uint32_t)v->headlike << 1 | (uint32_t)v->report << 2 |
	       (uint32_t)(v->shape.byline || v->shape.credit) << 3 |
	       (uint32_t)v->wide_gap << 4 | (uint32_t)v->caption << 5 |
	       (uint32_t)v->credit << 6;
}

/* The view of unit i + by; an empty one outside of the page. */
static const struct nb_view *view_at(const struct nb_views *views, size_t i,
				     long by)
{
	static const struct nb_view none;
	size_t k = i + (size_t)by;

	return k < views->count ? &views->list[k] : &none;
}

/* How a unit ends, and how wide it is. */
static uint32_t end_of(const struct nb_view *v)
{
	return kind_of(v->shape.last) << 8 | width_bin(v->shape.width);
}

/* What the unit itself looks like. */
static void own_look(struct list *f, const struct nb_view *v)
{
	const struct nb_shape *s = &v->shape;
	uint32_t w = width_bin(s->width), last = kind_of(s->last);

	add(f, 0, 0, 0);
	add(f, w, last, 0);
	add(f, w, up_to_four(s->stops), up_to_four(s->commas));
	add(f, s->last, s->before_last, 0);
	add(f, s->last, w, 0);
	add(f, s->first, s->second, 0);
	add(f, s->first, s->second, v->third);
	add(f, kind_of(s->first), last, w);
	add(f, s->opens, s->byline, s->credit);
	add(f, s->spaces > 2 ? 3 : s->spaces, w, last);
	add(f, v->enclosed, w, 0);
	add(f, v->wide_gap, v->headlike, w);
	add(f, look_bits(v), 0, 0);
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
	uint32_t h = look_bits(v);

	add(f, end_of(l), h, 0);
	add(f, end_of(r), h, 0);
	add(f, end_of(l2), end_of(l), h);
	add(f, end_of(r), end_of(r2), h);
	add(f, end_of(l), end_of(v), 0);
	add(f, end_of(v), end_of(r), 0);
	add(f, l->shape.last, l->shape.before_last, h);
	add(f, l->shape.first, l->shape.second, h);
	add(f, r->shape.first, r->shape.second, h);
	add(f, nb_structure_mix(r->shape.first, r->shape.second), r->third, h);
	add(f, nb_structure_mix(r2->shape.first, r2->shape.second),
	    look_bits(r), h);
	add(f, look_bits(l) << 8 | look_bits(r),
	    look_bits(l2) << 8 | look_bits(r2), h);
	add(f, look_bits(l) << 8 | look_bits(r),
	    look_bits(view_at(views, i, 3)), h);
	add(f, look_bits(view_at(views, i, -3)) << 8 | look_bits(l2),
	    look_bits(l), h);
	add(f, look_bits(r), look_bits(r2),
	    look_bits(view_at(views, i, 3)) << 8 | h);
	add(f, look_bits(l) << 8 | look_bits(r), width_bin(v->shape.width), 0);
	add(f, up_to_four(r->shape.stops) << 3 | up_to_four(r->shape.commas), h,
	    width_bin(r->shape.width));
	add(f, up_to_four(l->shape.stops) << 3 | up_to_four(l->shape.commas), h,
	    width_bin(l->shape.width));
}

/*
 * A head shares words with the text below it; a new item shares none with the
 * text above.
 */
static void words(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0);
	uint32_t h = look_bits(v), below = shared_bin(v->after[0]),
		 w = width_bin(v->shape.width);
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
	add(f, shared_bin(v->across),
	    width_bin(view_at(views, i, 1)->shape.width), h);
}

/*
 * Crossheads come at intervals and look alike: compare with the heads nearest
 * before and after, within twelve units.
 */
static void rhythm(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0), *head = NULL,
			     *next = NULL;
	uint32_t h = look_bits(v), alike = 0;
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
	add(f, alike, width_bin(v->shape.width), h);
	add(f, up_to_four(v->since), h, 0);
	add(f, v->since > 12 ? 13 : v->since, width_bin(v->shape.width), h);
	add(f, next ? up_to_four((unsigned)(next - v)) : 9,
	    up_to_four(v->since), h);
	add(f, next ? width_bin(next->shape.width) : 99,
	    head ? width_bin(head->shape.width) : 99, h);
	add(f, views->headlike, h, 0);
	add(f, views->headlike, width_bin(v->shape.width), h);
	add(f, i == 0, i + 1 == views->count, h);
}

/* Reports that begin alike follow the heads of items. */
static void openings(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0),
			     *r = view_at(views, i, 1),
			     *r2 = view_at(views, i, 2);
	uint32_t h = look_bits(v), next = up_to_four(r->repeats),
		 after = up_to_four(r2->repeats);

	add(f, next, up_to_four(v->repeats), h);
	add(f, next, look_bits(r), h);
	add(f, next, shared_bin(v->after[0]), h);
	add(f, next, width_bin(v->shape.width), h);
	add(f, after, look_bits(r), h);
}

/*
 * If bylines close the items of a page, or gaps part them, a head without one
 * before it is likely a crosshead.
 */
static void habits(struct list *f, const struct nb_views *views, size_t i)
{
	const struct nb_view *v = view_at(views, i, 0),
			     *l = view_at(views, i, -1);
	uint32_t h = look_bits(v), names = l->shape.byline || l->shape.credit;

	add(f, up_to_four(views->names), names, h);
	add(f, up_to_four(views->gaps), v->wide_gap, h);
	add(f, up_to_four(views->names) << 3 | up_to_four(views->gaps),
	    names << 1 | v->wide_gap, h);
	add(f, up_to_four(views->names), names, width_bin(v->shape.width));
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
	uint32_t h = look_bits(v), hl = look_bits(l);

	add(&f, 0, 0, 0);
	add(&f, h, hl, 0);
	add(&f, width_bin(v->shape.width), h, 0);
	add(&f, width_bin(l->shape.width), width_bin(v->shape.width), h);
	add(&f, l->shape.last, h, 0);
	add(&f, shared_bin(v->before[0]), h, hl);
	add(&f, look_bits(view_at(views, i, 1)), h, hl);
	add(&f, v->since > 6 ? 7 : v->since, h, 0);
	return f.count;
}
