/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Outlines and what is in them (outline.h).
 *
 * A box is convex, so that it cuts any polygon edge by edge (Sutherland and
 * Hodgman, 1974). What is left of a polygon with bays may have seams that run
 * to and fro; those enclose nothing, so that its surface is right.
 */
#include "issue/outline.h"
#include "layout/lines/layout.h"

#include <string.h>

/* A cut makes half as many corners again at most, where every edge crosses it;
 * and there are four of them. */
#define CUT_CORNERS (NB_OUTLINE_CORNERS * 6)

/* A polygon while it is cut. */
struct polygon {
	double x[CUT_CORNERS], y[CUT_CORNERS];
	size_t count;
};

/* The surface of a polygon, whichever way round it runs. */
static double surface(const double *x, const double *y, size_t n)
{
	double twice = 0;
	size_t i, k = n ? n - 1 : 0;

	for (i = 0; i < n; k = i++)
		twice += x[k] * y[i] - x[i] * y[k];
	return twice < 0 ? -twice / 2 : twice / 2;
}

/* ---- reading */

/* Read all numbers. Returns how many, or 0 if something else is there. */
static size_t read_numbers(const char *s, double *n, size_t max)
{
	static const char between[] = " \t\r\n,;";
	size_t count = 0;

	for (s += strspn(s, between); *s; s += strspn(s, between)) {
		size_t len = strcspn(s, between);

		if (count == max || !nb_edge(s, len, &n[count]))
			return 0;
		count++;
		s += len;
	}
	return count;
}

static void set_box(struct nb_outline *r, double x0, double y0, double x1,
		    double y1)
{
	const double x[] = {x0, x1, x1, x0}, y[] = {y0, y0, y1, y1};

	memcpy(r->x, x, sizeof(x));
	memcpy(r->y, y, sizeof(y));
	r->count = 4;
}

bool nb_outline_read(const char *coords, struct nb_outline *r)
{
	double n[2 * NB_OUTLINE_CORNERS];
	size_t count = read_numbers(coords, n, 2 * NB_OUTLINE_CORNERS), i;

	if (count == 3) {
		set_box(r, n[0] - n[2], n[1] - n[2], n[0] + n[2], n[1] + n[2]);
	} else if (count == 4) {
		set_box(r, n[0], n[1], n[2], n[3]);
	} else if (count < 6 || count % 2) {
		return false;
	} else {
		r->count = count / 2;
		for (i = 0; i < r->count; i++) {
			r->x[i] = n[2 * i];
			r->y[i] = n[2 * i + 1];
		}
	}
	r->size = surface(r->x, r->y, r->count);
	return r->size > 0;
}

/* ---- cutting */

/* Add a corner. There is room: see CUT_CORNERS. */
static void add(struct polygon *p, double x, double y)
{
	if (p->count == CUT_CORNERS)
		return;
	p->x[p->count] = x;
	p->y[p->count++] = y;
}

/*
 * Keep what is on one side of an edge: where `sign` times the coordinate, y if
 * `level`, is at least `sign` times `edge`.
 */
static void cut(const struct polygon *from, bool level, double sign,
		double edge, struct polygon *to)
{
	const double *along = level ? from->y : from->x;
	size_t i, k = from->count ? from->count - 1 : 0;

	to->count = 0;
	for (i = 0; i < from->count; k = i++) {
		double a = sign * (along[k] - edge);
		double b = sign * (along[i] - edge);

		if ((a < 0) != (b < 0)) {
			double part = a / (a - b);

			add(to, from->x[k] + part * (from->x[i] - from->x[k]),
			    from->y[k] + part * (from->y[i] - from->y[k]));
		}
		if (b >= 0)
			add(to, from->x[i], from->y[i]);
	}
}

/* Is a point inside, by the edges that a ray from it crosses? */
static bool has_point(const struct nb_outline *r, double x, double y)
{
	size_t i, k = r->count - 1;
	bool in = false;

	for (i = 0; i < r->count; k = i++)
		if ((r->y[i] > y) != (r->y[k] > y) &&
		    x < r->x[i] + (y - r->y[i]) / (r->y[k] - r->y[i]) *
					    (r->x[k] - r->x[i]))
			in = !in;
	return in;
}

double nb_outline_share(const struct nb_outline *r, double x0, double y0,
			double x1, double y1)
{
	struct polygon a, b;
	double whole = (x1 - x0) * (y1 - y0), share;

	if (!(whole > 0))
		return has_point(r, (x0 + x1) / 2, (y0 + y1) / 2);
	memcpy(a.x, r->x, r->count * sizeof(*r->x));
	memcpy(a.y, r->y, r->count * sizeof(*r->y));
	a.count = r->count;
	cut(&a, false, 1, x0, &b);
	cut(&b, false, -1, x1, &a);
	cut(&a, true, 1, y0, &b);
	cut(&b, true, -1, y1, &a);
	share = surface(a.x, a.y, a.count) / whole;
	return share < 1 ? share : 1;
}
