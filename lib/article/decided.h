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
 * Change the tags that are open for each unit: to those that agree with the
 * verdicts about it, or else to its tag in `tags`, an enum nb_tag that it has
 * without decisions; NB_TAGS: it has none, and what is open stays. `said` has
 * what the source says, and no list if it says nothing; its `open` is made if
 * it is NULL. There must be a unit. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_decided_open(const struct nb_verdict *verdicts,
					const uint8_t *tags, size_t count,
					struct nb_said_units *said,
					struct nb_error *err);

/* True if a person decided something about one of the units. */
bool nb_decided_any(const struct nb_verdict *verdicts, size_t count);

/* True if a person decided something about the unit itself. */
bool nb_decided_unit(const struct nb_verdict *verdict);

/* Set the kind of the item that the unit begins to what a person decided; if
 * nothing was decided, it stays. */
void nb_decided_kind(const struct nb_verdict *verdict, enum nb_kind *kind);

/*
 * Which of `run` heads is the main head by the verdicts about them: the one
 * that is called so; or else `main`, or the one nearest to it that is under all
 * that are called column or kicker, and over all that are called sub head.
 */
size_t nb_decided_main(const struct nb_verdict *verdicts, size_t run,
		       size_t main);

/*
 * Give the units of a division, whose items are complete, the roles that a
 * person decided, and the items what was said of how they go on; count the
 * units that were decided about. Furniture has no heads, unless a line of it
 * was called one. `verdicts` may be NULL.
 */
void nb_decided_take(const struct nb_verdict *verdicts,
		     struct nb_division *division);

#endif
