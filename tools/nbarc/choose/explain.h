/* SPDX-License-Identifier: Apache-2.0 */
/* Why nothing was found, and what was probably meant. */
#ifndef NB_TOOLS_NBARC_EXPLAIN_H
#define NB_TOOLS_NBARC_EXPLAIN_H

#include <nbarc/archive.h>
#include <nbarc/query.h>

#include "choose/choice.h"

/*
 * Say why options choose nothing: the first of them that leaves nothing of what
 * those before it choose, with the nearest thing that there is. Returns
 * NB_ABSENT, or the failure of a search.
 */
NB_CHECK enum nb_status nbarc_explain_choice(struct nb_archive *archive,
					     const struct nbarc_choice *choice,
					     struct nb_error *err);

/* Searches for nearest identifiers in one run: of many that are absent, the
 * first ones show what is wrong, and a search goes over many pages. */
#define NBARC_EXPLAIN_MOST 20u

/*
 * Say why a query finds nothing that can be shown: as nb_query_refuse() does of
 * what the archive has, and as nb_query_absent() of what it does not have, with
 * the nearest identifier if there is one. *searches counts the searches of this
 * run; beyond NBARC_EXPLAIN_MOST there are none. Returns NB_ABSENT, or the
 * failure of a search.
 */
enum nb_status nbarc_explain_id(struct nb_archive *archive,
				const struct nb_query *query,
				unsigned *searches, struct nb_error *err);

#endif
