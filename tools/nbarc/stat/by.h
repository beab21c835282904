/* SPDX-License-Identifier: Apache-2.0 */
/* What items are counted by: the years, newspapers, authors and the like that
 * they have in common. */
#ifndef NB_TOOLS_NBARC_BY_H
#define NB_TOOLS_NBARC_BY_H

#include <stdbool.h>

#include <nbarc/archive.h>
#include <nbarc/item.h>

#include "stat/tally.h"

/* What can be counted by. */
enum nbarc_by {
	NBARC_BY_YEARS,
	NBARC_BY_MONTHS,
	NBARC_BY_TITLES, /* codes of newspapers */
	NBARC_BY_PAGES,	 /* of issues: "a01" */
	NBARC_BY_KINDS,
	NBARC_BY_AUTHORS, /* an item counts for each of its authors */
	NBARC_BY_PLACES,  /* of datelines */
};

/* One of them, or two together. Authors come last. */
struct nbarc_bys {
	enum nbarc_by list[NBARC_KEYS_MOST];
	unsigned count;
};

/* The names that nbarc_bys_parse() takes, for messages. */
#define NBARC_BY_NAMES "year, month, title, page, kind, author, place"

/* Take names with commas between them. NB_USAGE if there are too many, or none,
 * or one is not known. */
NB_CHECK enum nb_status nbarc_bys_parse(const char *names,
					struct nbarc_bys *bys,
					struct nb_error *err);

/* The name of one ("year"), in static storage. */
const char *nbarc_by_name(enum nbarc_by by);

/* The fields that records must have. */
uint64_t nbarc_bys_fields(const struct nbarc_bys *bys);

/*
 * Find the line of a tally that an item belongs to, or make it. All authors of
 * an item are one key until nbarc_bys_split(), so that there is one line an
 * item. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_bys_line(const struct nbarc_bys *bys,
				       const struct nb_item_record *item,
				       struct nbarc_tally *tally, size_t *line);

/*
 * Like nbarc_bys_line(), of the item with this number of a page entry, which
 * has the detail that nbarc_bys_fields() needs. *record is reused from item to
 * item: NULL at first, and freed by the caller.
 */
NB_CHECK enum nb_status nbarc_bys_item(const struct nbarc_bys *bys,
				       struct nb_archive *archive,
				       const struct nb_entry *entry,
				       unsigned number,
				       struct nb_item_record **record,
				       struct nbarc_tally *tally, size_t *line,
				       struct nb_error *err);

/* After all were counted: what was counted for several authors is counted for
 * each of them. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_bys_split(const struct nbarc_bys *bys,
					struct nbarc_tally *tally);

#endif
