/* SPDX-License-Identifier: Apache-2.0 */
/* What an archive has of each newspaper and year. */
#ifndef NB_TOOLS_NBARC_HOLDINGS_H
#define NB_TOOLS_NBARC_HOLDINGS_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/archive.h>
#include <nbarc/newspaper.h>

/* What there is of a year of a newspaper; or of all pages whose identifiers are
 * not those of newspapers, whose texts here are "". */
struct nbarc_holding {
	char title[13]; /* code of the newspaper */
	char first[9];	/* dates, eight digits; the year is that of both */
	char last[9];
	uint64_t pages, items, characters; /* that are present */
};

/* All of them, by title and year, other pages last; owned. */
struct nbarc_holdings {
	struct nbarc_holding *list;
	size_t count, cap;
};

/*
 * Count what is present, in one pass over the catalogue. Call
 * nbarc_holdings_free() also after a failure.
 */
NB_CHECK enum nb_status nbarc_holdings_count(struct nb_archive *archive,
					     struct nbarc_holdings *holdings,
					     struct nb_error *err);

/* Add the holdings of another archive, with the same years together. Only
 * NB_NOMEM can happen. */
NB_CHECK enum nb_status nbarc_holdings_merge(struct nbarc_holdings *holdings,
					     const struct nbarc_holdings *more);

/*
 * Add up the years of a newspaper from the index-th on, which is its first one.
 * The first date is one whose year is known, if there is any. Returns the index
 * after its last one.
 */
size_t nbarc_holdings_title(const struct nbarc_holdings *holdings, size_t index,
			    struct nbarc_holding *sum);

void nbarc_holdings_free(struct nbarc_holdings *holdings);

#endif
