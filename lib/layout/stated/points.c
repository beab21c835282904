/* SPDX-License-Identifier: Apache-2.0 */
/* Outlines and baselines of PAGE XML, which are lists of points (points.h). */
#include "layout/stated/points.h"
#include "layout/lines/layout.h"

#include <string.h>

#define SPACES " \t\r\n"

/* Extend the box by a point, which begins it unless it is placed. */
static void extend(struct nb_box *box, bool *placed, double x, double y)
{
	const struct nb_box at = {.x0 = x, .y0 = y, .x1 = x, .y1 = y};

	if (*placed)
		nb_box_extend(box, &at);
	else
		*box = at;
	*placed = true;
}

void nb_points_extend(struct nb_box *box, bool *placed, const char *p)
{
	double left, top;

	while (p && *(p += strspn(p, SPACES))) {
		size_t x = strcspn(p, ", \t\r\n"), y;

		if (p[x] != ',' || !nb_edge(p, x, &left))
			return;
		p += x + 1;
		y = strcspn(p, SPACES);
		if (!nb_edge(p, y, &top))
			return;
		p += y;
		extend(box, placed, left, top);
	}
}

void nb_point_extend(struct nb_box *box, bool *placed,
		     const struct nb_element *e)
{
	const char *x = nb_element_get(e, "x"), *y = nb_element_get(e, "y");
	double left, top;

	if (x && y && nb_edge(x, strlen(x), &left) &&
	    nb_edge(y, strlen(y), &top))
		extend(box, placed, left, top);
}

struct nb_box nb_baseline_box(const struct nb_box *baseline, size_t n)
{
	struct nb_box box = *baseline;
	double wide = box.x1 - box.x0, high = box.y1 - box.y0, size;

	size = (wide > high ? wide : high) / (double)(n ? n : 1);
	if (wide >= high)
		box.y0 = box.y0 > size ? box.y0 - size : 0;
	else
		box.x0 = box.x0 > size ? box.x0 - size : 0;
	return box;
}
