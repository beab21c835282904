/* SPDX-License-Identifier: Apache-2.0 */
/* From a literal to the characters and pairs that are looked up. */
#include "index/question.h"
#include "base/alloc.h"
#include "index/invert.h"

#include <stdlib.h>

/* Find out as what a folded character may stand in the index. */
static void set_letter(struct nb_letter *l, const struct nb_grep *grep,
		       const struct nb_fold *width, uint32_t c)
{
	uint32_t sources[NB_INDEX_SOURCES];
	size_t n = c == NB_ANY_CHAR ? 0
				    : nb_fold_sources(&grep->fold, c, sources,
						      NB_INDEX_SOURCES);
	size_t i, k;

	l->count = 0;
	if (n > NB_INDEX_SOURCES)
		return;
	for (i = 0; i < n; i++) {
		uint32_t point = nb_fold_char(width, sources[i]);

		if (!nb_index_has(point)) {
			l->count = 0;
			return;
		}
		for (k = 0; k < l->count && l->points[k] != point; k++)
			;
		if (k == l->count)
			l->points[l->count++] = point;
	}
}

enum nb_status nb_question_set(struct nb_question *q,
			       const struct nb_grep *grep,
			       const struct nb_fold *width,
			       const struct nb_literal *l)
{
	bool paired = false;
	size_t i;

	q->letters = nb_alloc(l->count, sizeof(*q->letters));
	q->units = nb_alloc(l->count, sizeof(*q->units));
	if (!q->letters || !q->units)
		return NB_NOMEM;
	for (i = 0; i < l->count; i++)
		set_letter(&q->letters[i], grep, width, l->chars[i]);
	for (i = 0; i < l->count; i++) {
		const struct nb_letter *x = &q->letters[i];
		const struct nb_letter *next = i + 1 < l->count ? x + 1 : NULL;
		bool pair = x->count && next && next->count;

		if (pair || (x->count && !paired))
			q->units[q->count++] =
				(struct nb_unit){x, pair ? next : NULL, 0};
		paired = pair;
	}
	q->exact = q->count == 1 && l->count == (q->units[0].second ? 2 : 1);
	return NB_OK;
}

void nb_question_free(struct nb_question *q)
{
	free(q->letters);
	free(q->units);
}
