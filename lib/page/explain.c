/* SPDX-License-Identifier: Apache-2.0 */
/* Why a break was joined or kept. */
#include "base/alloc.h"
#include "base/error.h"
#include "page/feature_names.h"
#include "page/model.h"
#include "page/odds.h"
#include "page/page.h"
#include "page/seam.h"

#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

static int strongest(const void *a, const void *b)
{
	const struct nb_reason *x = a, *y = b;
	double v = x->weight < 0 ? -x->weight : x->weight;
	double w = y->weight < 0 ? -y->weight : y->weight;

	if (v != w)
		return v > w ? -1 : 1;
	return strcmp(x->feature, y->feature);
}

/* The block that begins with a line. */
static size_t block_of(const struct nb_blocks *blocks, size_t line)
{
	size_t low = 0, high = blocks->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (blocks->list[middle].first <= line)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static enum nb_status look(const struct nb_shapes *shapes, size_t block,
			   struct nb_explanation *why, struct nb_error *err)
{
	uint32_t hashes[NB_FEATURES_MAX];
	size_t i, n = nb_seam_features(shapes, block, nb_model_data, hashes);

	(void)nb_seam_certain(shapes, block, &why->rule);
	why->model_probability =
		nb_chance(nb_model_seam(nb_model_data, hashes, n));
	why->reasons = nb_alloc(n, sizeof(*why->reasons));
	if (!why->reasons)
		return nb_fail_mem(err);
	why->count = n;
	for (i = 0; i < n; i++) {
		const char *name = nb_feature_name(i);

		why->reasons[i].feature = name ? name : "a feature of no name";
		why->reasons[i].weight =
			nb_model_weight(nb_model_data, hashes[i]);
	}
	qsort(why->reasons, n, sizeof(*why->reasons), strongest);
	return NB_OK;
}

/* The seams as they were before a pass. */
static struct nb_seam *seams_before(const struct nb_page *page, unsigned pass)
{
	size_t i, n = page->lines.count;
	struct nb_seam *seams = nb_alloc(n, sizeof(*seams));

	for (i = 1; seams && i < n; i++)
		seams[i].joined =
			page->seams[i].joined && page->seams[i].pass < pass;
	return seams;
}

enum nb_status nb_page_explain(const struct nb_page *page, size_t i,
			       struct nb_explanation *why, struct nb_error *err)
{
	struct nb_blocks blocks = {.profile = page->profile};
	struct nb_shapes shapes = {.list = NULL};
	struct nb_seam *seams;
	enum nb_status st;

	memset(why, 0, sizeof(*why));
	if (i >= nb_page_boundaries(page))
		return nb_fail(err, NB_ABSENT, "the page has no such break");
	nb_page_boundary(page, i, &why->boundary);
	why->thresholds = nb_profile_thresholds(page->profile);
	why->thresholds.join = page->threshold;
	why->pass = page->seams[i + 1].pass;
	seams = seams_before(page, why->pass);
	if (!seams)
		return nb_fail_mem(err);
	st = nb_blocks_make(page->source, &page->lines, seams, why->pass > 1,
			    &blocks, err);
	if (!st)
		st = nb_shapes_make(&blocks, &shapes, err);
	if (!st)
		st = look(&shapes, block_of(&blocks, i + 1), why, err);
	nb_shapes_free(&shapes);
	nb_blocks_free(&blocks);
	free(seams);
	return st;
}

void nb_explanation_free(struct nb_explanation *why)
{
	if (!why)
		return;
	free(why->reasons);
	memset(why, 0, sizeof(*why));
}
