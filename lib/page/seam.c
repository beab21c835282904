/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The repair decision: which breaks between blocks are not the author's. Rules
 * where they are certain, the model elsewhere. Half- and full-width marks count
 * as one, so that the width of the marks never changes a decision.
 */
#include "page/seam.h"
#include "base/alloc.h"
#include "base/error.h"
#include "page/model.h"
#include "page/odds.h"
#include "page/page.h"

#include <stdlib.h>

/* What is known of the breaks of a page, while they are decided. */
struct decision {
	const uint8_t *model;
	struct nb_shapes shapes;
	struct nb_cells cells;
	double *odds;	/* ln, by the text alone */
	double *likely; /* as probabilities */
	struct nb_standing *standings;
	struct nb_seam *seams;
};

static void look(struct decision *d)
{
	uint32_t hashes[NB_FEATURES_MAX];
	size_t i, n;

	for (i = 1; i < d->shapes.count; i++) {
		int certain = nb_seam_certain(&d->shapes, i, &d->seams[i].by);

		d->likely[i] = d->seams[i].probability = certain;
		if (certain >= 0)
			continue;
		n = nb_seam_features(&d->shapes, i, d->model, hashes);
		d->odds[i] = nb_model_seam(d->model, hashes, n);
		d->likely[i] = nb_chance(d->odds[i]);
	}
}

static double setting(const struct decision *d, size_t i, bool goes_on)
{
	uint32_t hashes[NB_SETTING_FEATURES_MAX];
	size_t n = nb_setting_features(&d->shapes, &d->cells, &d->standings[i],
				       i, d->odds[i], goes_on, hashes);

	return nb_chance(d->odds[i] + nb_model_setting(d->model, hashes, n));
}

/* The probability of each break depends on that of the one before. */
static void settle(struct decision *d)
{
	double before = 0;
	size_t i;

	for (i = 1; i < d->shapes.count; i++) {
		struct nb_seam *seam = &d->seams[i];

		if (seam->probability < 0) {
			seam->probability = 0;
			if (before > .001)
				seam->probability +=
					before * setting(d, i, true);
			if (before < .999)
				seam->probability +=
					(1 - before) * setting(d, i, false);
		}
		before = seam->probability;
	}
}

static enum nb_status decide(struct decision *d, const struct nb_blocks *blocks,

			     struct nb_error *err)
{
	enum nb_status st = nb_shapes_make(blocks, &d->shapes, err);

	if (!st)
		st = nb_cells_make(blocks, &d->cells, err);
	if (st)
		return st;
	d->odds = nb_alloc(blocks->count, sizeof(*d->odds));
	d->likely = nb_alloc(blocks->count, sizeof(*d->likely));
	d->standings = nb_alloc(blocks->count, sizeof(*d->standings));
	if (!d->odds || !d->likely || !d->standings)
		return nb_fail_mem(err);
	look(d);
	if (!d->shapes.lines)
		st = nb_columns_look(&d->cells, d->likely, d->standings, err);
	if (!st)
		settle(d);
	return st;
}

enum nb_status nb_seams_decide(const struct nb_blocks *blocks,
			       const uint8_t *model, struct nb_seam *seam,
			       struct nb_error *err)
{
	struct decision d = {.model = model, .seams = seam};
	enum nb_status st = decide(&d, blocks, err);

	nb_shapes_free(&d.shapes);
	nb_cells_free(&d.cells);
	free(d.odds);
	free(d.likely);
	free(d.standings);
	return st;
}
