/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a break was joined or kept (nb_page_explain(), nbnorm --explain).
 *
 * A page does not keep what its passes saw. It keeps the pass that decided each
 * break and the pass after which it was joined, so the page as that pass saw it
 * is made again here, and its breaks are weighed again with the reasons
 * collected. Only the reasons for one break are wanted, but its probability
 * depends on the whole page.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "page/decide/page.h"
#include "page/place/place.h"
#include "page/text/profile.h"
#include "page/weigh/decision.h"
#include "page/weigh/model.h"
#include "page/weigh/seam.h"

#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

/* How much a reason moves the logit, in either direction. */
static double contribution(const struct nb_reason *r)
{
	double n = r->value * r->weight;

	return n < 0 ? -n : n;
}

/*
 * For qsort(): by witness, then the strongest reason first; ties by name, so
 * that the order is always the same.
 */
static int strongest(const void *a, const void *b)
{
	const struct nb_reason *x = a, *y = b;

	if (x->witness != y->witness)
		return x->witness < y->witness ? -1 : 1;
	if (contribution(x) < contribution(y) ||
	    contribution(x) > contribution(y))
		return contribution(x) > contribution(y) ? -1 : 1;
	return strcmp(x->feature, y->feature);
}

/* The block that holds a line. */
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

/* Collect the reasons for the break before a block, and sort them. */
static enum nb_status explain_block(const struct nb_blocks *blocks,
				    const struct nb_layout *layout,
				    size_t block, struct nb_explanation *why,
				    struct nb_error *err)
{
	struct nb_seam *seams = nb_alloc(blocks->count, sizeof(*seams));
	enum nb_status st;

	if (!seams)
		return nb_fail_mem(err);
	st = nb_seams_explain(blocks, nb_model_data, block, seams, why, err);
	if (!st && layout && !blocks->profile->paragraphs)
		st = nb_seams_place_explain(blocks, layout, block, seams, why,
					    err);
	if (!st)
		qsort(why->reasons, why->count, sizeof(*why->reasons),
		      strongest);
	free(seams);
	return st;
}

/* The seams of the page as they were before a pass; NULL: no memory. */
static struct nb_seam *seams_before(const struct nb_page *page, unsigned pass)
{
	size_t i, n = page->lines.count;
	struct nb_seam *seams = nb_alloc(n, sizeof(*seams));

	for (i = 1; seams && i < n; i++)
		seams[i].joined =
			page->seams[i].joined && page->seams[i].since < pass;
	return seams;
}

enum nb_status nb_page_explain(const struct nb_page *page, size_t i,
			       struct nb_explanation *why, struct nb_error *err)
{
	struct nb_blocks blocks = {.profile = page->profile,
				   .placed = page->layout};
	struct nb_seam *seams;
	enum nb_status st;

	memset(why, 0, sizeof(*why));
	if (i >= nb_page_boundaries(page))
		return nb_fail(err, NB_ABSENT, "the page has no such break");
	nb_page_boundary(page, i, &why->boundary);
	why->thresholds = nb_profile_thresholds(page->profile);
	why->thresholds.join =
		nb_seam_threshold(&page->seams[i + 1], page->threshold);
	why->pass = page->seams[i + 1].pass;
	seams = seams_before(page, why->pass);
	if (!seams)
		return nb_fail_mem(err);
	st = nb_blocks_make(page->source, &page->lines, seams, why->pass > 1,
			    &blocks, err);
	if (!st)
		st = explain_block(&blocks, page->layout,
				   block_of(&blocks, i + 1), why, err);
	nb_blocks_free(&blocks);
	free(seams);
	return st;
}
