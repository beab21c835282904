/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding what was set into paragraphs (inserted.h).
 *
 * Each block that looks like a caption or a crosshead is tried: without it,
 * would the model join the blocks on its two sides? The features are computed
 * on a copy of the page around the break from which the block was taken out.
 */
#include "page/weigh/inserted.h"
#include "base/unicode.h"
#include "page/weigh/features.h"
#include "page/weigh/model.h"

#include <string.h>

/*
 * ln of the odds from which two halves are one paragraph. A caption needs less
 * evidence, since it says by itself that it belongs to no paragraph.
 */
#define CROSSHEAD_ODDS 2.
#define CAPTION_ODDS 0.
/*
 * ln by which these odds must exceed those that a half belongs to what stands
 * next to it.
 */
#define SURER 2.
/* Stands for the odds of a break that a rule decides. */
#define CERTAIN 99.
/* In half em. */
#define HALF_WIDTH 40u	    /* a narrower head is no half */
#define CROSSHEAD_WIDTH 48u /* a crosshead is no wider */
#define CREDIT_WIDTH 60u    /* nor a credit */
#define CAPTION_WIDTH 300u  /* nor a caption */
/*
 * Blocks on either side of a break that are copied: the features see two, and
 * heads look at one more.
 */
#define AROUND 3

/* "Photographed by", at the end of a credit. */
#define TAKEN U'摄'

/* True for a byline or a credit, also one with commas between the names. */
static bool is_names(const struct nb_shape *s)
{
	return s->credit || s->byline ||
	       (s->last == TAKEN && !s->stops && s->width <= CREDIT_WIDTH);
}

/*
 * True if the text says by itself that it is a caption: it begins with a mark
 * or with 图为, or ends in who took the photograph.
 */
static bool says_caption(const struct nb_shape *s)
{
	return nb_is_caption_mark(s->first) ||
	       (s->first == U'图' && s->second == U'为') || s->last == TAKEN ||
	       (s->last == ')' && s->before_last == TAKEN);
}

/*
 * What block i would be if it was set into a paragraph; NB_PLACE_USUAL if it
 * does not look like anything that is.
 */
static enum nb_place place_of(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *b = &s->list[i];

	if (is_names(b) || b->width > CAPTION_WIDTH)
		return NB_PLACE_USUAL;
	if (says_caption(b) || (i + 1 < s->count && is_names(b + 1)))
		return NB_PLACE_CAPTION;
	return nb_shape_is_head(b) && b->width <= CROSSHEAD_WIDTH
		       ? NB_PLACE_CROSSHEAD
		       : NB_PLACE_USUAL;
}

/*
 * False for a block that is complete in itself, and so no half of a paragraph.
 */
static bool may_be_half(const struct nb_shape *s)
{
	return !is_names(s) && !says_caption(s) &&
	       !(nb_shape_is_head(s) && s->width < HALF_WIDTH);
}

/*
 * ln of the odds that blocks l and r are halves of a paragraph, as if nothing
 * stood between them. Gaps and indents of the copy are 0: what was set in
 * brought its own.
 */
static double odds_of(const struct nb_shapes *page, const uint8_t *model,
		      size_t l, size_t r)
{
	struct nb_shape list[2 * AROUND];
	struct nb_block blocks[2 * AROUND];
	struct nb_shapes near = *page;
	uint32_t hashes[NB_FEATURES_MAX];
	size_t before = l + 1 < AROUND ? l + 1 : AROUND;
	size_t after = page->count - r < AROUND ? page->count - r : AROUND;

	memcpy(list, page->list + l + 1 - before, before * sizeof(*list));
	memcpy(list + before, page->list + r, after * sizeof(*list));
	memset(blocks, 0, sizeof(blocks));
	near.list = list;
	near.blocks = blocks;
	near.count = before + after;
	return nb_model_seam(model, hashes,
			     nb_seam_features(&near, before, model, hashes));
}

/* ln of the odds that blocks l and l + 1 belong together as they stand. */
static double odds_beside(const struct nb_shapes *s, const uint8_t *model,
			  size_t l)
{
	const char *by;
	int certain = nb_seam_certain(s, l + 1, &by);

	return certain < 0 ? odds_of(s, model, l, l + 1)
	       : certain   ? CERTAIN
			   : -CERTAIN;
}

/*
 * True if blocks l and r are halves of a paragraph, and that is surer than that
 * either one belongs to what stands between them.
 */
static bool halves(const struct nb_shapes *s, const uint8_t *model, size_t l,
		   size_t r, bool caption)
{
	const struct nb_shape *left = &s->list[l], *right = &s->list[r];
	const char *by;
	double odds;

	if (!may_be_half(left) || !may_be_half(right) || right->opens ||
	    nb_is_stop(left->last) || nb_seam_certain(s, r, &by) >= 0)
		return false;
	/* After a comma, the rest of a sentence looks like a head. */
	if (!caption && nb_is_comma(left->last))
		return false;
	odds = odds_of(s, model, l, r);
	return odds >= (caption ? CAPTION_ODDS : CROSSHEAD_ODDS) &&
	       odds >= odds_beside(s, model, l) + SURER &&
	       odds >= odds_beside(s, model, r - 1) + SURER;
}

void nb_inserted_find(const struct nb_shapes *s, const uint8_t *model,
		      uint8_t *places)
{
	size_t i, next;

	memset(places, NB_PLACE_USUAL, s->count);
	for (i = 1; i + 1 < s->count; i = next) {
		enum nb_place place = place_of(s, i);
		bool caption = place == NB_PLACE_CAPTION;
		bool credit = caption && is_names(&s->list[i + 1]);

		next = i + 1;
		if (place == NB_PLACE_USUAL || next + credit >= s->count ||
		    !halves(s, model, i - 1, next + credit, caption))
			continue;
		places[i] = (uint8_t)place;
		if (credit)
			places[next++] = NB_PLACE_CREDIT;
		places[next++] = NB_PLACE_RESUMES;
	}
}
