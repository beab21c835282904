/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a search has found: hits that become lines, which are printed as they
 * come, or kept to be sorted, or only counted.
 *
 * A search of many archives has one of these for each archive that is searched
 * by a thread, and one that takes them over in their order (set/ahead.h).
 */
#ifndef NB_TOOLS_NBARC_FOUND_H
#define NB_TOOLS_NBARC_FOUND_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/grep.h>

#include "cli/output.h"
#include "cli/tool.h"
#include "hits/counts.h"
#include "hits/kept.h"

struct nbarc_turn;

/* How it is shown; the same for all. */
struct nbarc_found_how {
	const struct cli *cli; /* for messages */
	struct nbarc_hit_style style;
	enum nbarc_hit_sort sort;
	bool ids, count, quiet;
	const char *count_key; /* NULL: hits are not counted by anything */
	unsigned limit;	       /* lines at most; 0: no limit */
	struct cli_output output;
};

/*
 * Everything but `how`, `into` and `turn` is owned. All zeros but these and
 * counts.by is nothing found. err is that of the output, and its status is
 * NB_OK until something fails.
 */
struct nbarc_found {
	struct nbarc_found_how *how;
	/* Of a step that is done ahead: who takes over what was found, and the
	 * turn of the step. Or NULL. */
	struct nbarc_found *into;
	struct nbarc_turn *turn;
	bool now, over; /* it is its turn; it will not be */

	/* Set for each search: its first query names everything, or options
	 * chose. */
	bool any;

	struct nbarc_kept_lines kept;
	struct nbarc_counts counts;
	struct nb_buf out;
	/* The item of the last hit: its page, revision and number. Hits of an
	 * item follow each other. */
	struct nb_buf last_page;
	uint32_t last_revision;
	unsigned last_number;
	uint64_t hits, items, lines; /* found, and printed */
	/* A query and the filter choose no page; the reason is looked for only
	 * if nothing was found at all. */
	bool nothing;
	enum nb_status worst; /* of the problems so far */
	struct nb_error err;
};

/* The functions of struct nb_search, whose context is a struct nbarc_found. */
bool nbarc_found_hit(void *found, const struct nb_hit *hit);
enum nb_status nbarc_found_item(void *found, const struct nb_entry *entry,
				const struct nb_entry_item *item, size_t *mark,
				struct nb_error *err);
bool nbarc_found_pause(void *found);
void nbarc_found_problem(void *found, const struct nb_error *err);

/* True if nothing more is to be found: the answer is there, or cannot be
 * written. */
bool nbarc_found_done(const struct nbarc_found *found);

/* Take over what another one found, after all that was found before. The error
 * is that of the output, or NB_NOMEM. */
NB_CHECK enum nb_status nbarc_found_join(struct nbarc_found *found,
					 struct nbarc_found *from);

/* Print what is only known at the end: counts, or sorted lines. */
NB_CHECK enum nb_status nbarc_found_end(struct nbarc_found *found);

void nbarc_found_free(struct nbarc_found *found);

#endif
