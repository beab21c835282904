/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting lines (sorted.h). Lines and keys stand in one buffer, which may move
 * while it grows, so that rows have offsets; the keys become pointers when all
 * lines are there. */
#include "rows/sorted.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* A line that is kept: where it stands in the buffer, and its key. */
struct nbarc_kept_row {
	size_t line, len; /* offset and bytes, with the line end */
	uint64_t number;  /* the key, if it is a number */
	union {
		size_t at;
		const char *text;
	} key;	      /* NUL-terminated */
	size_t index; /* in the order of adding */
};

enum nb_status nbarc_sorted_add(struct nbarc_sorted *s,
				const struct nb_item_record *r,
				const void *line, size_t len)
{
	struct nbarc_kept_row *rows =
		nb_grow(s->rows, &s->cap, s->count + 1, sizeof(*rows));
	const char *key =
		s->by_field ? nb_item_record_text(r, s->field, 0) : NULL;
	enum nb_status st;

	if (!rows)
		return NB_NOMEM;
	s->rows = rows;
	rows += s->count;
	rows->line = s->text.len;
	rows->len = len;
	rows->index = s->count;
	rows->number =
		s->by_field ? nb_item_record_number(r, s->field) : s->count;
	st = nb_buf_add(&s->text, line, len);
	rows->key.at = s->text.len;
	if (!st)
		st = nb_buf_add(&s->text, key ? key : "",
				key ? strlen(key) + 1 : 1);
	s->count += !st;
	return st;
}

/* The order of adding, which decides between equal keys. */
static int by_index(const void *a, const void *b)
{
	const struct nbarc_kept_row *x = a, *y = b;

	return (x->index > y->index) - (x->index < y->index);
}

/* For qsort(3), which is not stable: equal keys are told apart by their
 * indexes. */
static int by_number(const void *a, const void *b)
{
	const struct nbarc_kept_row *x = a, *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return by_index(a, b);
}

/* For qsort(3): by the bytes of the keys. */
static int by_text(const void *a, const void *b)
{
	const struct nbarc_kept_row *x = a, *y = b;
	int order = strcmp(x->key.text, y->key.text);

	return order ? order : by_index(a, b);
}

/* The order of adding needs no sorting. */
void nbarc_sorted_end(struct nbarc_sorted *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		s->rows[i].key.text =
			(const char *)s->text.data + s->rows[i].key.at;
	if (s->by_field && s->count)
		qsort(s->rows, s->count, sizeof(*s->rows),
		      nb_field_is_number(s->field) ? by_number : by_text);
}

const void *nbarc_sorted_line(const struct nbarc_sorted *s, size_t index,
			      size_t *len)
{
	const struct nbarc_kept_row *row =
		&s->rows[s->reverse ? s->count - 1 - index : index];

	*len = row->len;
	return s->text.data + row->line;
}

void nbarc_sorted_free(struct nbarc_sorted *s)
{
	nb_buf_free(&s->text);
	free(s->rows);
}
