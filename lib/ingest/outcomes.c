/* SPDX-License-Identifier: Apache-2.0 */
/* A person's decisions in an ingest (outcomes.h). */
#include "ingest/outcomes.h"
#include "base/alloc.h"
#include "base/error.h"
#include "convert/former.h"

#include <stdlib.h>
#include <string.h>

static const struct nb_decisions *decisions(const struct nb_run *g)
{
	return g->options->reading.page.decisions;
}

/* Note what became of decision i of the caller's on a page. */
static void note_outcome(struct nb_run *g, size_t i, enum nb_outcome now)
{
	uint8_t *best = &g->outcomes[i];

	if (now == NB_OUTCOME_OTHER_PAGE || *best == NB_OUTCOME_APPLIED)
		return;
	if (now != NB_OUTCOME_ABSENT || *best == NB_OUTCOME_OTHER_PAGE)
		*best = (uint8_t)now;
}

enum nb_status nb_run_choose_decisions(struct nb_run *g,
				       const struct nb_former *former,
				       const char *id,
				       struct nb_page_options *how,
				       struct nb_error *err)
{
	const struct nb_decisions *more = how->decisions;
	enum nb_status st;
	size_t i;

	nb_merged_free(&g->merged);
	/* Nothing that is not kept can be taken back. */
	for (i = 0; g->undo && i < nb_decisions_count(more); i++)
		if (strcmp(nb_decisions_get(more, i)->page, id) == 0)
			note_outcome(g, i, NB_OUTCOME_ABSENT);
	if (g->undo)
		how->decisions = NULL;
	if (!former || !former->decisions.len)
		return NB_OK;
	st = nb_decisions_merge(former->decisions.data, former->decisions.len,
				more, id, g->undo, how->profile, &g->merged,
				err);
	how->decisions = g->merged.all;
	for (i = 0; !st && g->undo && i < nb_decisions_count(more); i++)
		if (g->merged.taken[i])
			note_outcome(g, i, NB_OUTCOME_APPLIED);
	return st;
}

/* Why a kept decision was not applied. */
static const char *why_lapsed(enum nb_outcome outcome)
{
	if (outcome == NB_OUTCOME_NO_BREAK)
		return "no line begins there now";
	if (outcome == NB_OUTCOME_NO_READING)
		return "its old reading is not in one block now";
	if (outcome == NB_OUTCOME_CIRCLE)
		return "by later ones, a block would come after itself";
	return "its place is not on the page now";
}

/* Report a decision that is kept with the page and was not applied, or was
 * followed to its place. */
static void report_kept(struct nb_run *g, const struct nb_input *in,
			const struct nb_decision *d, enum nb_outcome outcome)
{
	bool followed = outcome == NB_OUTCOME_FOLLOWED;
	bool circle = outcome == NB_OUTCOME_CIRCLE;
	struct nb_error err;

	g->counts->lapsed_decisions += !followed;
	g->counts->followed_decisions += followed;
	(void)nb_fail(&err, NB_ABSENT,
		      "page %s: a decision %s: %s %.*s|%s%.*s: %s", in->id,
		      followed ? "was followed to its place"
		      : circle ? "is given up"
			       : "no longer applies and is kept",
		      nb_decided_name(d->what), (int)d->left_len, d->left,
		      d->old, (int)d->right_len, d->right,
		      followed ? "a few characters differ there now"
			       : why_lapsed(outcome));
	nb_error_file(&err, in->path);
	nb_run_report(g, NB_TROUBLE_DECISION, &err);
}

/* Note what became of the caller's decisions, from the outcomes of all that the
 * page was made with. */
static void note_new(struct nb_run *g, const uint8_t *outcomes)
{
	const struct nb_decisions *more = decisions(g);
	const struct nb_merged *m = &g->merged;
	size_t i;

	for (i = 0; more && !g->undo && i < nb_decisions_count(more); i++) {
		if (!m->all)
			note_outcome(g, i, (enum nb_outcome)outcomes[i]);
		else if (m->at[i])
			note_outcome(g, i,
				     (enum nb_outcome)outcomes[m->at[i] - 1]);
	}
}

enum nb_status nb_run_note_decisions(struct nb_run *g,
				     const struct nb_input *in,
				     const struct nb_page_options *how,
				     const struct nb_converted *c,
				     struct nb_error *err)
{
	const struct nb_decisions *d = how->decisions;
	const struct nb_merged *m = &g->merged;
	uint8_t *outcomes;
	size_t i, n = d ? nb_decisions_count(d) : 0;
	enum nb_status st;

	g->decided.len = 0;
	g->counts->undone_decisions += m->undone;
	if (!n)
		return NB_OK;
	outcomes = nb_alloc(n, 1);
	if (!outcomes)
		return nb_fail_mem(err);
	for (i = 0; i < n; i++)
		outcomes[i] = (uint8_t)nb_decision_outcome(d, i, c->page,
							   &c->division);
	note_new(g, outcomes);
	for (i = 0; i < m->kept; i++)
		if (outcomes[i] != NB_OUTCOME_APPLIED)
			report_kept(g, in, nb_decisions_get(d, i),
				    (enum nb_outcome)outcomes[i]);
	st = nb_decisions_keep(d, m->kept, outcomes, &g->decided, err);
	free(outcomes);
	return st;
}

void nb_run_report_unused(struct nb_run *g)
{
	size_t i;

	for (i = 0; g->outcomes && i < nb_decisions_count(decisions(g)); i++) {
		if (nb_outcome_applied(g->outcomes[i]))
			continue;
		if (g->outcomes[i] == NB_OUTCOME_OTHER_PAGE) {
			g->counts->other_decisions++;
			continue;
		}
		g->counts->unused_decisions++;
		if (g->callbacks && g->callbacks->unused)
			g->callbacks->unused(g->callbacks->context,
					     nb_decisions_get(decisions(g), i),
					     (enum nb_outcome)g->outcomes[i]);
	}
}

enum nb_status nb_run_expect_decisions(struct nb_run *g, struct nb_error *err)
{
	size_t n;

	if (!decisions(g))
		return NB_OK;
	n = nb_decisions_count(decisions(g));
	g->outcomes = nb_alloc(n, 1);
	if (!g->outcomes)
		return nb_fail_mem(err);
	memset(g->outcomes, NB_OUTCOME_OTHER_PAGE, n);
	return NB_OK;
}
