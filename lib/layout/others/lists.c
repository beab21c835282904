/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of lines (lists.h), as programs print the results of PaddleOCR 2,
 * RapidOCR and EasyOCR; and the files of PaddleOCR 3, in which texts and boxes
 * are lists beside each other.
 */
#include "layout/others/lists.h"
#include "base/error.h"
#include "layout/others/json_place.h"

/* Take a list apart that is a line: a place, and a text or a list with it. */
static const char *line_of(const json_t *v, struct nb_box *box)
{
	const json_t *second = json_array_get(v, 1);
	const char *text = json_string_value(
		json_is_array(second) ? json_array_get(second, 0) : second);

	return text && json_is_array(json_array_get(v, 0)) &&
			       nb_json_place(json_array_get(v, 0), box)
		       ? text
		       : NULL;
}

/* Is every value of the list a line? */
static bool is_page(const json_t *v)
{
	struct nb_box box;
	size_t i;

	for (i = 0; i < json_array_size(v); i++)
		if (!line_of(json_array_get(v, i), &box))
			return false;
	return json_is_array(v);
}

/* Add the lines of a page; one without text may be null. */
static void add_page(struct nb_answer *a, const json_t *v)
{
	struct nb_box box;
	size_t i;

	nb_answer_page(a, 0, 0);
	for (i = 0; i < json_array_size(v); i++) {
		const char *text = line_of(json_array_get(v, i), &box);

		nb_answer_line(a, text, &box);
	}
}

static bool read_lists(struct nb_answer *a, const json_t *v)
{
	size_t i, n = json_array_size(v);

	if (!n)
		return false;
	if (is_page(v)) {
		add_page(a, v);
		return true;
	}
	for (i = 0; i < n; i++)
		if (!json_is_null(json_array_get(v, i)) &&
		    !is_page(json_array_get(v, i)))
			return false;
	for (i = 0; i < n; i++)
		add_page(a, json_array_get(v, i));
	return true;
}

/* Add the page of an object with lists beside each other. */
static bool read_object(struct nb_answer *a, const json_t *v)
{
	const json_t *texts = json_object_get(v, "rec_texts");
	const json_t *places = json_object_get(v, "rec_polys");
	struct nb_box box;
	size_t i;

	if (!json_array_size(places))
		places = json_object_get(v, "rec_boxes");
	if (!json_is_array(texts))
		return false;
	nb_answer_page(a, 0, 0);
	for (i = 0; i < json_array_size(texts); i++) {
		const char *text = json_string_value(json_array_get(texts, i));

		if (text)
			nb_answer_line(
				a, text,
				nb_json_place(json_array_get(places, i), &box)
					? &box
					: NULL);
		else if (!a->status)
			a->status = nb_fail(a->err, NB_INVALID,
					    "'rec_texts': value %zu is no text",
					    i + 1);
	}
	return true;
}

/* The pages of an answer of PaddleOCR's server. */
static bool read_served(struct nb_answer *a, const json_t *v)
{
	const json_t *list =
		json_object_get(json_object_get(v, "result"), "ocrResults");
	size_t i;

	for (i = 0; i < json_array_size(list); i++)
		if (!read_object(a, json_object_get(json_array_get(list, i),
						    "prunedResult")))
			return false;
	return json_array_size(list) > 0;
}

bool nb_lists_read(struct nb_answer *a, const json_t *v)
{
	if (json_is_array(v))
		return read_lists(a, v);
	return read_object(a, v) || read_object(a, json_object_get(v, "res")) ||
	       read_served(a, v);
}
