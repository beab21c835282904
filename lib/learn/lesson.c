/* SPDX-License-Identifier: Apache-2.0 */
/* Pages whose tags are known, as what is fitted sees them (lesson.h). */
#include "learn/lesson.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"

#include <stdlib.h>
#include <string.h>

static void free_lesson(struct nb_lesson *l)
{
	free(l->tags);
	free(l->allowed);
	free(l->own);
	free(l->pairs);
	free(l->rows);
	free(l->ends);
	free(l->steps);
	free(l->step_counts);
}

static bool make_room(struct nb_lesson *l, size_t n)
{
	l->count = n;
	l->tags = nb_alloc(n, 1);
	l->allowed = nb_alloc(n, 1);
	l->own = nb_alloc(n, NB_TAGS * sizeof(*l->own));
	l->pairs = nb_alloc(n, NB_TAG_PAIRS * sizeof(*l->pairs));
	l->rows = nb_alloc(n, NB_LEARNED_FEATURES_MAX * sizeof(*l->rows));
	l->ends = nb_alloc(n, sizeof(*l->ends));
	l->steps = nb_alloc(n, NB_STEP_FEATURES_MAX * sizeof(*l->steps));
	l->step_counts = nb_alloc(n, 1);
	return l->tags && l->allowed && l->own && l->pairs && l->rows &&
	       l->ends && l->steps && l->step_counts;
}

/* Take over what the model says of unit i, and the features of it. */
static void take_unit(struct nb_lesson *l, const struct nb_structure *model,
		      const struct nb_views *views,
		      const struct nb_starts *starts, size_t i)
{
	double one = nb_le32(model->field + 8) / (double)(1 << 20);
	uint32_t *rows = l->rows + (i ? l->ends[i - 1] : 0);
	struct nb_tag_scores s;
	size_t n, k;
	unsigned t;

	nb_sequence_scores(views, i, model, starts, i ? 0xff : 0, &s);
	for (t = 0; t < NB_TAGS; t++) {
		if (nb_tag_allowed(views, i, t))
			l->allowed[i] |= (uint8_t)(1u << t);
		l->own[i * NB_TAGS + t] = (float)(s.own[t] * one);
	}
	for (t = 0; i && t < NB_TAG_PAIRS; t++)
		l->pairs[i * NB_TAG_PAIRS + t] =
			(float)(s.pairs[t / NB_TAGS][t % NB_TAGS] * one);
	n = nb_learned_features(views, starts, i, rows);
	for (k = 0; k < n; k++)
		rows[k] = nb_structure_row(rows[k], 0);
	l->ends[i] = (size_t)(rows - l->rows) + n;
	l->step_counts[i] = (uint8_t)nb_step_features(
		views, i, l->steps + i * NB_STEP_FEATURES_MAX);
}

enum nb_status nb_fit_add(struct nb_fit *fit, const struct nb_units *page,
			  struct nb_error *err)
{
	struct nb_lesson *grown = nb_grow(fit->lessons, &fit->cap,
					  fit->count + 1, sizeof(*grown));
	struct nb_starts starts = {.scores = NULL};
	struct nb_lesson *l;
	enum nb_status st;
	size_t i;

	if (!grown)
		return nb_fail_mem(err);
	fit->lessons = grown;
	l = &grown[fit->count];
	memset(l, 0, sizeof(*l));
	st = nb_starts_find(page->text, page->units, page->gaps, &page->views,
			    fit->model.trees, true, &starts, err);
	if (!st && !make_room(l, page->count))
		st = nb_fail_mem(err);
	for (i = 0; !st && i < page->count; i++)
		take_unit(l, &fit->model, &page->views, &starts, i);
	if (!st) {
		memcpy(l->tags, page->tags, page->count);
		nb_tags_obey(&page->views, l->tags);
		/* Where a single tag is open, it is the one that obeys: others
		 * could leave no path at all. */
		for (i = 0; page->open && i < page->count; i++)
			if (page->open[i] != 0xff)
				l->allowed[i] = (uint8_t)(1u << l->tags[i]);
		fit->units += page->count;
		fit->count++;
	} else {
		free_lesson(l);
	}
	nb_starts_free(&starts);
	return st;
}

void nb_fit_free(struct nb_fit *fit)
{
	size_t i;

	for (i = 0; i < fit->count; i++)
		free_lesson(&fit->lessons[i]);
	free(fit->lessons);
	memset(fit, 0, sizeof(*fit));
}
