/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of texts and numbers (sheet.h). Fractions are whole numbers of
 * hundredths, since printing a double depends on the locale.
 */
#include "stat/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

struct nbarc_sheet_row *nbarc_sheet_add(struct nbarc_sheet *s)
{
	struct nbarc_sheet_row *grown =
		nb_grow(s->rows, &s->cap, s->count + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	s->rows = grown;
	grown += s->count;
	memset(grown, 0, sizeof(*grown));
	grown->index = s->count++;
	return grown;
}

bool nbarc_sheet_find(const struct nbarc_sheet *s, const char *name,
		      unsigned *column)
{
	unsigned i;

	for (i = 0; i < s->numbers; i++) {
		if (strcmp(s->columns[i].name, name) == 0) {
			*column = i;
			return true;
		}
	}
	return false;
}

/* For qsort(3), which passes nothing on but the rows. No two rows have the same
 * index: the order is the same on every machine. */
static int compare(const void *a, const void *b)
{
	const struct nbarc_sheet_row *x = a, *y = b;
	const struct nbarc_sheet *s = x->sheet;
	int order = 0;
	unsigned i;

	if (s->sort_column >= 0) {
		int64_t n = x->numbers[s->sort_column];
		int64_t m = y->numbers[s->sort_column];

		order = (n < m) - (n > m);
	}
	for (i = 0; !order && i < s->sort_texts; i++)
		order = strcmp(x->texts[i], y->texts[i]);
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

void nbarc_sheet_sort(struct nbarc_sheet *s, int column, unsigned texts)
{
	size_t i;

	s->sort_column = column;
	s->sort_texts = texts;
	for (i = 0; i < s->count; i++)
		s->rows[i].sheet = s;
	if (s->count)
		qsort(s->rows, s->count, sizeof(*s->rows), compare);
}

void nbarc_sheet_reverse(struct nbarc_sheet *s)
{
	size_t i;

	for (i = 0; i < s->count / 2; i++) {
		struct nbarc_sheet_row row = s->rows[i];

		s->rows[i] = s->rows[s->count - 1 - i];
		s->rows[s->count - 1 - i] = row;
	}
}

int64_t nbarc_to_hundredths(double number)
{
	return (int64_t)(number * 100 + (number < 0 ? -.5 : .5));
}

int64_t nbarc_hundredths(uint64_t n, uint64_t of)
{
	return of ? nbarc_to_hundredths((double)n / (double)of) : 0;
}

void nbarc_sheet_free(struct nbarc_sheet *s)
{
	free(s->rows);
	s->rows = NULL;
	s->count = s->cap = 0;
}
