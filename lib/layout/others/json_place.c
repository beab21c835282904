/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading places (json_place.h).
 *
 * Services agree on nothing: one writes the corners of a polygon, the next one
 * an edge and a size. A number that is missing is 0 in those that leave zeros
 * out, as Google's do.
 */
#include "layout/others/json_place.h"
#include "layout/lines/layout.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The box around the points so far. */
struct around {
	struct nb_box box;
	bool any;
};

json_t *nb_json_find(const json_t *object, const char *const *keys)
{
	const char *key;
	json_t *value;

	for (; *keys; keys++) {
		json_object_foreach((json_t *)(uintptr_t)object, key,
				    value) if (strcasecmp(key, *keys) ==
					       0) return value;
	}
	return NULL;
}

static bool add_point(struct around *a, double x, double y)
{
	struct nb_box point;

	x = x > 0 ? x : 0;
	y = y > 0 ? y : 0;
	if (!(x <= NB_COORDINATE_MAX) || !(y <= NB_COORDINATE_MAX))
		return false;
	point = (struct nb_box){.x0 = x, .y0 = y, .x1 = x, .y1 = y};
	if (a->any)
		nb_box_extend(&a->box, &point);
	else
		a->box = point;
	a->any = true;
	return true;
}

/* Add a point: an object with x and y, or a list of both. */
static bool add_value(struct around *a, const json_t *v)
{
	static const char *const x[] = {"x", NULL}, *const y[] = {"y", NULL};

	if (json_is_object(v))
		return add_point(a, json_number_value(nb_json_find(v, x)),
				 json_number_value(nb_json_find(v, y)));
	return json_array_size(v) == 2 &&
	       json_is_number(json_array_get(v, 0)) &&
	       json_is_number(json_array_get(v, 1)) &&
	       add_point(a, json_number_value(json_array_get(v, 0)),
			 json_number_value(json_array_get(v, 1)));
}

/* Add the points of a list, or the numbers of one, two a point. */
static bool add_list(struct around *a, const json_t *list)
{
	size_t n = json_array_size(list), i;
	bool numbers = json_is_number(json_array_get(list, 0));

	if (n < 2 || (numbers && n % 2))
		return false;
	for (i = 0; i < n; i += numbers ? 2 : 1) {
		const json_t *v = json_array_get(list, i);
		const json_t *w = numbers ? json_array_get(list, i + 1) : NULL;

		if (numbers ? !json_is_number(v) || !json_is_number(w) ||
				      !add_point(a, json_number_value(v),
						 json_number_value(w))
			    : !add_value(a, v))
			return false;
	}
	return true;
}

/* Add two opposite corners. */
static bool add_size(struct around *a, double left, double top, double width,
		     double height)
{
	return width >= 0 && height >= 0 && add_point(a, left, top) &&
	       add_point(a, left + width, top + height);
}

/* Add an object with an edge on each side, or with vertices. */
static bool add_object(struct around *a, const json_t *v)
{
	static const char *const left[] = {"left", "x", NULL};
	static const char *const top[] = {"top", "y", NULL};
	static const char *const width[] = {"width", "w", NULL};
	static const char *const height[] = {"height", "h", NULL};
	static const char *const points[] = {"vertices", NULL};
	const json_t *list = nb_json_find(v, points);
	const json_t *w = nb_json_find(v, width), *h = nb_json_find(v, height);

	if (list)
		return add_list(a, list);
	return json_is_number(w) && json_is_number(h) &&
	       add_size(a, json_number_value(nb_json_find(v, left)),
			json_number_value(nb_json_find(v, top)),
			json_number_value(w), json_number_value(h));
}

/* Add a text such as "12,30,400,28": left, top, width and height. */
static bool add_text(struct around *a, const char *s)
{
	double n[4];
	size_t i;

	for (i = 0; i < 4; i++) {
		size_t len = strcspn(s, ",");

		if (!nb_edge(s, len, &n[i]) || (s[len] == ',') != (i < 3))
			return false;
		s += len + (i < 3);
	}
	return add_size(a, n[0], n[1], n[2], n[3]);
}

bool nb_json_place(const json_t *value, struct nb_box *box)
{
	struct around a = {.any = false};
	bool ok = false;

	if (json_is_object(value))
		ok = add_object(&a, value);
	else if (json_is_array(value))
		ok = add_list(&a, value);
	else if (json_is_string(value))
		ok = add_text(&a, json_string_value(value));
	*box = a.box;
	return ok && a.any;
}

bool nb_json_scale(struct nb_box *box, double x, double y)
{
	box->x0 *= x;
	box->x1 *= x;
	box->y0 *= y;
	box->y1 *= y;
	return box->x1 <= NB_COORDINATE_MAX && box->y1 <= NB_COORDINATE_MAX;
}
