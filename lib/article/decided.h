/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person decided about the units of a page (nbnorm(1), DECISIONS), and
 * which tags of the model that leaves open.
 */
#ifndef NB_ARTICLE_DECIDED_H
#define NB_ARTICLE_DECIDED_H

#include "article/said.h"
#include "page/decide/match.h"

/*
 * Find what the decisions of `how`, which may be NULL or have none, say of the
 * `count` units of a text. *verdicts has an element for each unit, and is freed
 * by the caller, also after a failure; it is NULL without decisions. In
 * `division` the outcomes and the corrections are set. Fails only with
 * NB_NOMEM.
 */
NB_CHECK enum nb_status nb_decided_find(
	const struct nb_page_options *how, const char *text, size_t len,
	const struct nb_unit *units, size_t count, struct nb_verdict **verdicts,
	struct nb_division *division, struct nb_error *err);

/*
 * Change the tags that are open for each unit to those that agree with the
 * verdicts about it. `said` has what the source says, and no list if it says
 * nothing; its `open` is made if it is NULL. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_decided_open(const struct nb_verdict *verdicts,
					size_t count,
					struct nb_said_units *said,
					struct nb_error *err);

/* True if a person decided something about the unit itself. */
bool nb_decided_unit(const struct nb_verdict *verdict);

/* Set the role of the unit, or the kind of the item that it begins, to what a
 * person decided; if nothing was decided, they stay. */
void nb_decided_role(const struct nb_verdict *verdict, enum nb_role *role);
void nb_decided_kind(const struct nb_verdict *verdict, enum nb_kind *kind);

#endif
