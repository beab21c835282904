/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of columns (columns.h). The fields and their names are the library's;
 * here is only the order in which a list shows them.
 */
#include "rows/columns.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "choose/nearest.h"

/* The order of --columns all, and of the lists where none are asked for: what
 * belongs together stands together. */
static const enum nb_field order[] = {
	NB_FIELD_ID,	     NB_FIELD_PAGE_ID,	     NB_FIELD_TITLE_CODE,
	NB_FIELD_DATE,	     NB_FIELD_EDITION,	     NB_FIELD_PAGE,
	NB_FIELD_NUMBER,     NB_FIELD_KIND,	     NB_FIELD_TITLE,
	NB_FIELD_KICKER,     NB_FIELD_BYLINE,	     NB_FIELD_AUTHORS,
	NB_FIELD_CHARACTERS, NB_FIELD_REVISION,	     NB_FIELD_STATE,
	NB_FIELD_REASON,     NB_FIELD_SUBHEADS,	     NB_FIELD_PLACE,
	NB_FIELD_NEXT,	     NB_FIELD_PREV,	     NB_FIELD_NEWSPAPER,
	NB_FIELD_SHA256,     NB_FIELD_SOURCE_SHA256,
};

#define ORDER (sizeof(order) / sizeof(order[0]))

/* Of pages, fields that identifiers and revisions have. */
#define OF_PAGES                                                         \
	(NB_FIELD_BIT(NB_FIELD_ID) | NB_FIELD_BIT(NB_FIELD_TITLE_CODE) | \
	 NB_FIELD_BIT(NB_FIELD_DATE) | NB_FIELD_BIT(NB_FIELD_EDITION) |  \
	 NB_FIELD_BIT(NB_FIELD_PAGE) | NB_FIELD_BIT(NB_FIELD_REVISION))

/* What a list has only with --all. */
#define OF_STATE (NB_FIELD_BIT(NB_FIELD_STATE) | NB_FIELD_BIT(NB_FIELD_REASON))

#define OF_HASHES \
	(NB_FIELD_BIT(NB_FIELD_SHA256) | NB_FIELD_BIT(NB_FIELD_SOURCE_SHA256))

/* No command line has more columns than there is room for, unless it repeats
 * them; what is beyond is left out. */
void nbarc_columns_add(struct nbarc_columns *c, enum nb_field field)
{
	if (c->count == NBARC_COLUMNS_MAX)
		return;
	c->list[c->count++] = field;
	c->fields |= NB_FIELD_BIT(field);
}

/* Hashes are left out because they make each line twice as long, and what only
 * the documents have because reading them takes long. So are authors, which may
 * need the documents, and the hashes to check these. */
void nbarc_columns_default(struct nbarc_columns *c, bool pages, bool all)
{
	uint64_t set = NB_FIELDS_CATALOGUE & ~OF_STATE & ~OF_HASHES;
	size_t i;

	if (pages)
		set = OF_PAGES;
	if (all)
		set |= OF_STATE;
	for (i = 0; i < ORDER; i++)
		if (set & NB_FIELD_BIT(order[i]))
			nbarc_columns_add(c, order[i]);
}

/* Fields are few, so that each is compared with a word that is none. */
enum nb_status nbarc_field_parse(const char *name, size_t len,
				 enum nb_field *field, struct nb_error *err)
{
	struct nbarc_nearest nearest = {.word = NULL};
	char word[40];
	const char *known;
	int i;

	if (nb_field_find(name, len, field))
		return NB_OK;
	(void)snprintf(word, sizeof(word), "%.*s", (int)len, name);
	nearest.word = word;
	for (i = 0; (known = nb_field_name((enum nb_field)i)); i++)
		nbarc_nearest_add(&nearest, known, strlen(known));
	if (nearest.name[0])
		return nb_fail(err, NB_USAGE,
			       "%s: no such field; did you mean '%s'?", word,
			       nearest.name);
	return nb_fail(err, NB_USAGE,
		       "%s: no such field; nbarc(5) lists the fields", word);
}

/* A field may be asked for twice; it is then printed twice. */
enum nb_status nbarc_columns_parse(const char *names, struct nbarc_columns *c,
				   struct nb_error *err)
{
	enum nb_field field = NB_FIELD_ID;
	enum nb_status st;
	size_t len, i;

	for (;; names += len + 1) {
		len = strcspn(names, ",");
		if (len == 3 && memcmp(names, "all", 3) == 0) {
			for (i = 0; i < ORDER; i++)
				nbarc_columns_add(c, order[i]);
		} else {
			st = nbarc_field_parse(names, len, &field, err);
			if (st)
				return st;
			nbarc_columns_add(c, field);
		}
		if (!names[len])
			return NB_OK;
	}
}
