/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which units (units.h) are more frequent in one part of the text of an archive
 * than in another: those around a word, and those of some items.
 *
 * Of a unit that stands a times among c units, and b times among d others, the
 * log-likelihood is that of Dunning (1993) for the table of a, b, c - a and
 * d - b: twice the sum of O ln(O / E) over its four cells. The effect size is
 * the log ratio of Hardie: the binary logarithm of (a / c) / (b / d), with half
 * a unit where b is 0.
 */
#ifndef NB_TOOLS_NBARC_COMPARE_H
#define NB_TOOLS_NBARC_COMPARE_H

#include <nbarc/filter.h>
#include <nbarc/grep.h>
#include <nbarc/query.h>

#include "stat/sheet.h"
#include "stat/units.h"

/* A comparison. The first members are set by the caller and borrowed; the
 * others are owned. */
struct nbarc_compare {
	struct nb_archive *archive;
	const struct nb_grep_options *options; /* how text is folded, and the
						* word that is studied */
	/* Around a word: so many characters on each side of a hit, within its
	 * paragraph. 0: items are compared. */
	unsigned window;
	/* Items that are studied, and those that they are compared with; NULL:
	 * all others. */
	const struct nb_filter *studied, *compared;
	unsigned threads; /* as in struct nb_search */
	unsigned han;	  /* characters of a unit, as in struct nbarc_units */
	uint64_t least;	  /* units that stand fewer times are left out */

	struct nbarc_units units;
	struct nb_buf texts; /* of the units in a sheet */
	bool no_memory;	     /* a thread had none */
	struct nb_error err; /* its status is NB_OK until something fails */
};

/*
 * Count all units of what the query chooses. Each thread keeps its own table,
 * and that of all is made at the end: 24 bytes for each different unit, up to
 * half as much again or five times as much in between. Damage is a failure, as
 * of nbarc_count_all(). It can be called again, to count more. Call
 * nbarc_compare_free() also after a failure.
 */
NB_CHECK enum nb_status nbarc_compare_all(struct nbarc_compare *compare,
					  struct nb_query *query,
					  struct nb_error *err);

/*
 * Add a row to the sheet for each unit that is more frequent in the part that
 * is studied: the unit; how often it stands in each part, and of how many; the
 * log-likelihood and the log ratio, in hundredths. The texts are those of the
 * comparison. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_compare_sheet(struct nbarc_compare *compare,
					    struct nbarc_sheet *sheet);

/* Free what the comparison owns. */
void nbarc_compare_free(struct nbarc_compare *compare);

#endif
