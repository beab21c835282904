/* SPDX-License-Identifier: Apache-2.0 */
/* A person's decisions in an ingest (outcomes.h). */
#include "ingest/outcomes.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
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
	return "its place is not on the page now";
}

/* What is said of a decision: a key may be far longer than what a person needs
 * to know it again. */
#define QUOTED 24u

/* A quotation: its bytes, and dots for what was left out. */
struct quote {
	const char *dots, *text;
	size_t len;
};

/* Quote the last characters of a key, those `before` a place, or the first. */
static struct quote quote(const char *key, size_t len, bool before)
{
	size_t i, from = before ? len : 0, to = from;
	uint32_t cp;

	for (i = 0; i < QUOTED && (before ? from > 0 : to < len); i++) {
		if (before)
			from -= nb_utf8_prev(key, from, &cp);
		else
			to += nb_utf8_get(key + to, len - to, &cp);
	}
	return (struct quote){to - from < len ? "..." : "", key + from,
			      to - from};
}

/* Report a decision that is kept with the page and was not applied, or was
 * followed to its place. */
static void report_kept(struct nb_run *g, const struct nb_input *in,
			const struct nb_decision *d, enum nb_outcome outcome)
{
	enum nb_trouble kind = NB_TROUBLE_DECISION;
	const char *what = "no longer applies and is kept";
	const char *why = why_lapsed(outcome);
	struct quote left = quote(d->left, d->left_len, true);
	struct quote old = quote(d->old, d->old_len, false);
	struct quote right = quote(d->right, d->right_len, false);
	struct nb_error err;

	if (outcome == NB_OUTCOME_FOLLOWED) {
		kind = NB_TROUBLE_FOLLOWED;
		what = "was followed to its place";
		why = "a few characters differ there now";
	} else if (outcome == NB_OUTCOME_CIRCLE) {
		kind = NB_TROUBLE_GIVEN_UP;
		what = "is given up";
		why = "by later ones, a block would come after itself";
	}
	g->counts->lapsed_decisions += kind != NB_TROUBLE_FOLLOWED;
	g->counts->followed_decisions += kind == NB_TROUBLE_FOLLOWED;
	(void)nb_fail(&err, NB_ABSENT,
		      "page %s: a decision %s: %s %s%.*s|%.*s%s%.*s%s: %s",
		      in->id, what, nb_decided_name(d->what), left.dots,
		      (int)left.len, left.text, (int)old.len, old.text,
		      old.dots, (int)right.len, right.text, right.dots, why);
	nb_error_file(&err, in->path);
	nb_run_report(g, kind, &err);
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
