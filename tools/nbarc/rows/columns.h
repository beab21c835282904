/* SPDX-License-Identifier: Apache-2.0 */
/* The fields that a command prints of each item (nbarc(5), "Fields of items"),
 * in the order that was asked for. */
#ifndef NB_TOOLS_NBARC_COLUMNS_H
#define NB_TOOLS_NBARC_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/item.h>

#define NBARC_COLUMNS_MAX 64u

struct nbarc_columns {
	enum nb_field list[NBARC_COLUMNS_MAX];
	size_t count;
	uint64_t fields; /* the set of them */
};

/* The help text of --columns. */
#define NBARC_COLUMNS_HELP "print these fields (nbarc(5)); all: every field"

/*
 * Take names with commas between them; "all" is every field but the text.
 * NB_USAGE if one is no field, with the nearest one.
 */
NB_CHECK enum nb_status nbarc_columns_parse(const char *names,
					    struct nbarc_columns *columns,
					    struct nb_error *err);

/* Find a field by its name. NB_USAGE if there is none, with the nearest one. */
NB_CHECK enum nb_status nbarc_field_parse(const char *name, size_t len,
					  enum nb_field *field,
					  struct nb_error *err);

/* Add a column at the end. */
void nbarc_columns_add(struct nbarc_columns *columns, enum nb_field field);

/* The fields of a list for programs where none are asked for: what the
 * catalogue has without hashes; with `all`, state and reason, too; of pages,
 * what their identifiers and revisions say. */
void nbarc_columns_default(struct nbarc_columns *columns, bool pages, bool all);

#endif
