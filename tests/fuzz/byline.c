/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as a page, divided by the model and as one item of units of one
 * line. The marks of bylines and datelines are in order, one inside of another
 * or apart, each in one unit and at the borders of characters; the days are
 * days; and what names nobody alone gets no mark.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "byline/marks.h"

#include <nbarc/newspaper.h>

/* Units of the item that is made, at most. */
#define UNITS_MAX 64u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

/* The unit that a mark is in. */
static const struct nb_unit *unit_of(const struct nb_division *d,
				     const struct nb_mark *m)
{
	size_t i;

	for (i = 0; i < d->unit_count; i++) {
		const struct nb_unit *u = &d->units[i];

		if (m->from >= u->offset && m->to <= u->offset + u->len)
			return u;
	}
	return NULL;
}

/* A day that there is: the identifier of its page is one. */
static void check_day(const char *when)
{
	char id[] = "ab-00000000-01";

	if (!when[0])
		return;
	must(strlen(when) == 10 && when[4] == '-' && when[7] == '-');
	memcpy(id + 3, when, 4);
	memcpy(id + 7, when + 5, 2);
	memcpy(id + 9, when + 8, 2);
	must(nb_newspaper_check_date(id, strlen(id), NULL) == NB_OK);
}

static void check_marks(const char *text, size_t len,
			const struct nb_division *division)
{
	struct nb_marks_list marks;
	struct nb_error err;
	size_t open[NB_MARK_ILLUSTRATOR + 8], depth = 0, i;

	must(nb_marks_find(text, division, "20190304", &marks, &err) == NB_OK);
	for (i = 0; i < marks.count; i++) {
		const struct nb_mark *m = &marks.list[i];

		must(m->from < m->to && m->to <= len);
		must(unit_of(division, m) != NULL);
		must((text[m->from] & 0xc0) != 0x80);
		must(m->to == len || (text[m->to] & 0xc0) != 0x80);
		must(i == 0 || m->from >= marks.list[i - 1].from);
		while (depth && m->from >= open[depth - 1])
			depth--;
		must(!depth || m->to <= open[depth - 1]);
		must(depth < sizeof(open) / sizeof(open[0]));
		open[depth++] = m->to;
		check_day(m->when);
	}
	for (i = 0; i < division->unit_count; i++) {
		uint8_t known = 0, again = 0;
		bool credit =
			nb_marks_credit(text, &division->units[i], &known);

		must(nb_marks_byline(text, &division->units[i], &known) ||
		     !credit);
		/* What is known of a unit depends on no order of questions. */
		must(nb_marks_byline(text, &division->units[i], &again) ==
		     nb_marks_byline(text, &division->units[i], &known));
	}
	nb_marks_free(&marks);
}

/* The lines of a text as the units of an item: a byline each, if they can. */
static void as_lines(const char *text, size_t len)
{
	struct nb_unit units[UNITS_MAX] = {{0}};
	struct nb_item item = {.count = 0};
	struct nb_division d = {.units = units, .items = &item};
	size_t at = 0;

	while (at < len && d.unit_count < UNITS_MAX) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end ? (size_t)(end - text) - at : len - at;

		if (n) {
			units[d.unit_count].offset = at;
			units[d.unit_count].len = n;
			units[d.unit_count++].role =
				n % 3 ? NB_ROLE_PARAGRAPH : NB_ROLE_BYLINE;
		}
		at += n + 1;
	}
	item.count = d.unit_count;
	d.item_count = d.unit_count > 0;
	check_marks(text, len, &d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct nb_division division;
	struct nb_error err;

	if (nb_utf8_invalid(text, size) < size || memchr(text, '\0', size))
		return 0;
	as_lines(text, size);
	must(nb_divide(text, size, NULL, &division, &err) == NB_OK);
	check_marks(text, size, &division);
	nb_division_free(&division);
	return 0;
}
