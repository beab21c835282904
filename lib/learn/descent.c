/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The method of Broyden, Fletcher, Goldfarb and Shanno with limited memory
 * (descent.h). The curvature is estimated from the last few steps, and each
 * step is halved until it gains enough.
 */
#include "learn/descent.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Steps that are remembered. */
#define MEMORY 6
/* The part of the expected gain that a step must have. */
#define ENOUGH 1e-4
/* A step that gains a smaller part of the value than this is the last. */
#define LITTLE 1e-5
/* ... but for the first ones, which only find out how curved the function is.
 */
#define SURELY 4
#define HALVINGS 20

/* All arrays point into `room`. */
struct descent {
	double *room;
	double *slope, *next, *next_slope, *way;
	double *moves[MEMORY], *turns[MEMORY]; /* changes of x and slope */
	double weight[MEMORY];		       /* 1 / the product of both */
	unsigned kept;			       /* steps so far */
};

static double product(const double *a, const double *b, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

/* Add `by` times b to a. */
static void add(double *a, double by, const double *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		a[i] += by * b[i];
}

static bool make_room(struct descent *d, size_t n)
{
	unsigned k;

	d->room = nb_alloc(n, (4 + 2 * MEMORY) * sizeof(*d->room));
	if (!d->room)
		return false;
	d->slope = d->room;
	d->next = d->slope + n;
	d->next_slope = d->next + n;
	d->way = d->next_slope + n;
	for (k = 0; k < MEMORY; k++) {
		d->moves[k] = d->way + n * (1 + 2 * (size_t)k);
		d->turns[k] = d->moves[k] + n;
	}
	return true;
}

/* Find the way from the slope and the steps that are remembered. */
static void find_way(struct descent *d, size_t n)
{
	double part[MEMORY];
	unsigned from = d->kept > MEMORY ? d->kept - MEMORY : 0, k;
	size_t i;

	for (i = 0; i < n; i++)
		d->way[i] = -d->slope[i];
	for (k = d->kept; k-- > from;) {
		unsigned m = k % MEMORY;

		part[m] = d->weight[m] * product(d->moves[m], d->way, n);
		add(d->way, -part[m], d->turns[m], n);
	}
	if (d->kept) {
		unsigned m = (d->kept - 1) % MEMORY;
		double by = 1 / (d->weight[m] *
				 product(d->turns[m], d->turns[m], n));

		for (i = 0; i < n; i++)
			d->way[i] *= by;
	}
	for (k = from; k < d->kept; k++) {
		unsigned m = k % MEMORY;

		add(d->way,
		    part[m] - d->weight[m] * product(d->turns[m], d->way, n),
		    d->moves[m], n);
	}
}

/* Remember the step from x to d->next, unless the slope did not grow on it. */
static void remember(struct descent *d, const double *x, size_t n)
{
	unsigned m = d->kept % MEMORY;
	double both;
	size_t i;

	for (i = 0; i < n; i++) {
		d->moves[m][i] = d->next[i] - x[i];
		d->turns[m][i] = d->next_slope[i] - d->slope[i];
	}
	both = product(d->moves[m], d->turns[m], n);
	if (both <= 0)
		return;
	d->weight[m] = 1 / both;
	d->kept++;
}

enum nb_status nb_descend(nb_slope *function, void *context, size_t n,
			  unsigned steps, double *x, struct nb_error *err)
{
	struct descent d = {.kept = 0};
	double value, next = 0, gain = 1;
	unsigned k, halved;

	if (!make_room(&d, n))
		return nb_fail_mem(err);
	value = function(context, x, d.slope);
	for (k = 0; k < steps && (k < SURELY || gain > LITTLE); k++) {
		double length = 1, down;

		find_way(&d, n);
		down = product(d.slope, d.way, n);
		/* The first way has no measure yet. */
		if (!d.kept && down < -1)
			length = -1 / down;
		for (halved = 0; halved < HALVINGS; halved++, length /= 2) {
			memcpy(d.next, x, n * sizeof(*x));
			add(d.next, length, d.way, n);
			next = function(context, d.next, d.next_slope);
			if (next <= value + ENOUGH * length * down)
				break;
		}
		if (halved == HALVINGS || !(down < 0))
			break;
		gain = (value - next) / (next > 1 ? next : 1);
		remember(&d, x, n);
		memcpy(x, d.next, n * sizeof(*x));
		memcpy(d.slope, d.next_slope, n * sizeof(*x));
		value = next;
	}
	free(d.room);
	return NB_OK;
}
