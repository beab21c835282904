/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a reviewer's decisions in an ingest (outcomes.h). */
#include "ingest/outcomes.h"
#include "base/alloc.h"
#include "base/error.h"

#include <string.h>

static const struct nb_decisions *decisions(const struct nb_run *g)
{
	return g->options->reading.page.decisions;
}

void nb_run_note_outcomes(struct nb_run *g, const struct nb_page *page,
			  const struct nb_division *division)
{
	const struct nb_decisions *d = decisions(g);
	size_t i;

	for (i = 0; d && i < nb_decisions_count(d); i++) {
		enum nb_outcome now = nb_decision_outcome(d, i, page, division);
		uint8_t *best = &g->outcomes[i];

		if (now == NB_OUTCOME_OTHER_PAGE || *best == NB_OUTCOME_APPLIED)
			continue;
		if (now != NB_OUTCOME_ABSENT || *best != NB_OUTCOME_NO_BREAK)
			*best = (uint8_t)now;
	}
}

void nb_run_report_unused(struct nb_run *g)
{
	size_t i;

	for (i = 0; g->outcomes && i < nb_decisions_count(decisions(g)); i++) {
		if (g->outcomes[i] == NB_OUTCOME_APPLIED)
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
