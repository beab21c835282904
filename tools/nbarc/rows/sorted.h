/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a list that are kept until all are there, and put in order. */
#ifndef NB_TOOLS_NBARC_SORTED_H
#define NB_TOOLS_NBARC_SORTED_H

#include <nbarc/buf.h>
#include <nbarc/item.h>

struct nbarc_kept_row;

/* All lines, which are owned. All zeros is an empty list. The lines are kept as
 * they will be printed, with the key that they are sorted by. */
struct nbarc_sorted {
	bool by_field; /* else the order in which they were added */
	enum nb_field field;
	bool reverse;
	struct nb_buf text; /* lines and keys */
	struct nbarc_kept_row *rows;
	size_t count, cap;
};

/* Keep the line of a record. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_sorted_add(struct nbarc_sorted *sorted,
					 const struct nb_item_record *record,
					 const void *line, size_t len);

/*
 * Put the lines in order: numbers by value, everything else by its bytes, which
 * for UTF-8 is the order of code points; lists by their first value, and what
 * has none first. Lines with equal keys stay in the order in which they were
 * added, or with `reverse` in the opposite one.
 */
void nbarc_sorted_end(struct nbarc_sorted *sorted);

/* A line, by its place in the order; *len is its length. */
const void *nbarc_sorted_line(const struct nbarc_sorted *sorted, size_t index,
			      size_t *len);

void nbarc_sorted_free(struct nbarc_sorted *sorted);

#endif
