/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The decision about breaks from text and setting (seam.h).
 *
 * Rules that are certain come first (shapes.c, inserted.c); the model decides
 * the other breaks in steps. weigh_text() uses the text alone. Its
 * probabilities tell which columns the page had (columns.c). settle_in_order()
 * then adds how the page is set. In ragged lines settle_ragged() weighs once
 * more, with the lengths of the lines around each break.
 *
 * Half-width and full-width marks count as one, so that the width of the marks
 * never changes a decision.
 */
#include "page/weigh/seam.h"
#include "base/alloc.h"
#include "base/error.h"
#include "page/weigh/feature_names.h"
#include "page/weigh/inserted.h"
#include "page/weigh/model.h"
#include "page/weigh/odds.h"
#include "page/weigh/decision.h"
#include "page/weigh/explanation.h"
#include "page/weigh/features.h"
#include "page/weigh/head_lines.h"
#include "page/weigh/ragged.h"
#include "page/weigh/rows.h"
#include "page/weigh/shapes.h"

#include <stdlib.h>

/*
 * What is known of the breaks of a page while they are decided. Arrays have an
 * element for each block, for the break before it, and are owned, except
 * `seams`, which is the caller's.
 */
struct decision {
	const uint8_t *model;
	const struct nb_blocks *blocks;
	struct nb_shapes shapes;
	struct nb_cells cells;
	double *odds;	/* ln, from the text alone */
	double *likely; /* probability from the text; from settle_ragged() or
			   settle_rows() on, from text and setting */
	struct nb_standing *standings;
	struct nb_seam *seams;
	uint8_t *places; /* enum nb_place */
	bool placed;	 /* as in struct nb_blocks */
};

/*
 * Like nb_seam_certain(), with three more rules: a break on either side of what
 * was set into a paragraph is true, and so is one beside a ragged line that
 * stands alone; one between two lines of a head is false. Boxes say more of
 * both than widths do.
 */
static int certainty(const struct decision *d, size_t i, const char **by)
{
	int certain;

	if (d->places[i] != NB_PLACE_USUAL) {
		*by = "inserted";
		return 0;
	}
	certain = nb_seam_certain(&d->shapes, i, by);
	if (certain >= 0 || d->placed)
		return certain;
	*by = "alone";
	if (nb_ragged_parts(&d->shapes, i))
		return 0;
	*by = "head-lines";
	if (nb_breaks_head(&d->shapes, i))
		return 1;
	*by = "model";
	return -1;
}

/*
 * Thresholds are chosen for text whose marks and line ends can be trusted. In
 * ragged lines no break is very sure, and most are false: a sixth of the odds
 * suffices, a probability of .4 instead of .8. Where paragraphs are indented, a
 * line that is not hardly begins one, which the model has not been taught: a
 * quarter suffices, .5. With boxes indents are seen, and a quarter is enough in
 * ragged lines too.
 */
#define RAGGED_EASE 6
#define INDENTS_EASE 4

static uint8_t ease(const struct decision *d, size_t i)
{
	const struct nb_shapes *s = &d->shapes;

	if (!s->lines || s->blocks[i].gap > 0)
		return 1;
	if (d->placed)
		return s->ragged ? INDENTS_EASE : 1;
	return s->ragged ? RAGGED_EASE : s->indents ? INDENTS_EASE : 1;
}

/* Blocks on either side of a break on which its features depend. */
#define SEEN_BEFORE 3u
#define SEEN_AFTER 3u

/* What the features of all breaks depend on besides the blocks around. */
static uint64_t page_facts(const struct nb_shapes *s)
{
	uint64_t flags = 1u | (unsigned)s->lines << 1 |
			 (unsigned)s->indents << 2 | (unsigned)s->ragged << 3 |
			 (unsigned)s->bare << 4 | s->open << 5 |
			 s->open_long << 8 | s->open_commas << 11;

	return flags << 32 | s->full;
}

/* Are the features of a break those that it had in the last pass? Most are: a
 * join changes those near it, and of all others if the page looks different. */
static bool is_weighed(const struct nb_blocks *b, size_t i, uint64_t facts)
{
	size_t was = b->list[i].was, k;

	if (!was || b->last[was - 1].under != facts)
		return false;
	for (k = i > SEEN_BEFORE ? i - SEEN_BEFORE : 0;
	     k < b->count && k < i + SEEN_AFTER; k++)
		if (!b->list[k].was || b->list[k].was + i != was + k)
			return false;
	return true;
}

/* ln of the odds of a break by the text. */
static double weigh_break(const struct decision *d, size_t i, uint64_t facts)
{
	struct nb_block *b = &d->blocks->list[i];
	uint32_t hashes[NB_FEATURES_MAX];
	size_t n;

	if (is_weighed(d->blocks, i, facts)) {
		b->odds = d->blocks->last[b->was - 1].odds;
	} else {
		n = nb_seam_features(&d->shapes, i, d->model, hashes);
		b->odds = nb_model_seam(d->model, hashes, n);
	}
	b->under = facts;
	return d->shapes.bare ? nb_within(b->odds, NB_BARE_MOST) : b->odds;
}

/* Breaks by which the model is asked to fetch ahead. */
#define AHEAD 2u

/*
 * Weigh each break by the text. A break that a rule decides keeps its
 * probability of 0 or 1; the others get -1, which stands for "not settled".
 */
static void weigh_text(struct decision *d)
{
	uint64_t facts = page_facts(&d->shapes);
	size_t i;

	if (!d->shapes.lines)
		nb_inserted_find(&d->shapes, d->model, d->places);
	for (i = 1; i < d->shapes.count; i++) {
		int certain = certainty(d, i, &d->seams[i].by);

		if (i + AHEAD < d->shapes.count)
			nb_seam_features_soon(&d->shapes, i + AHEAD, d->model);
		d->seams[i].ease = ease(d, i);
		d->likely[i] = d->seams[i].probability = certain;
		if (certain >= 0)
			continue;
		d->odds[i] = weigh_break(d, i, facts);
		d->likely[i] = nb_chance(d->odds[i]);
	}
}

/*
 * The probability with the setting, if the break before block i - 1 is false
 * (goes_on) or true.
 */
static double with_setting(const struct decision *d, size_t i, bool goes_on)
{
	uint32_t hashes[NB_SETTING_FEATURES_MAX];
	size_t n = nb_setting_features(&d->shapes, &d->cells, &d->standings[i],
				       i, d->odds[i], goes_on, hashes);

	return nb_chance(d->odds[i] + nb_model_setting(d->model, hashes, n));
}

/*
 * The probability of the break before block i, if that of the break before it
 * is `before`. A case that hardly counts is left out to save time.
 */
static double given_before(const struct decision *d, size_t i, double before)
{
	double p = 0;

	if (before > .001)
		p += before * with_setting(d, i, true);
	if (before < .999)
		p += (1 - before) * with_setting(d, i, false);
	return p;
}

/*
 * Settle the breaks from the first to the last: each depends on the one before
 * it, since a paragraph that goes on has no indent.
 */
static void settle_in_order(struct decision *d)
{
	double before = 0;
	size_t i;

	for (i = 1; i < d->shapes.count; i++) {
		struct nb_seam *seam = &d->seams[i];

		if (seam->probability < 0)
			seam->probability = given_before(d, i, before);
		before = seam->probability;
	}
}

/* ln of the odds of a break with what the lines around it say. */
static double with_rows(const struct decision *d, const struct nb_rows *rows,
			size_t i, bool goes_on)
{
	uint32_t hashes[NB_ROW_FEATURES_MAX];
	size_t n = nb_row_features(rows, i, goes_on, hashes);

	return nb_logit(d->likely[i]) + nb_model_rows(d->model, hashes, n);
}

/* Like given_before(), with the lines around. */
static double rows_given_before(const struct decision *d,
				const struct nb_rows *rows, size_t i,
				double before)
{
	double p = 0;

	if (before > .001)
		p += before * nb_chance(with_rows(d, rows, i, true));
	if (before < .999)
		p += (1 - before) * nb_chance(with_rows(d, rows, i, false));
	return p;
}

/*
 * Is the break before line i for rows.h to weigh? Nine in ten are so sure that
 * this would only take time.
 */
#define SURE .002

static bool is_among_rows(const struct decision *d, size_t i)
{
	const char *by;

	return d->likely[i] > SURE && d->likely[i] < 1 - SURE &&
	       d->shapes.blocks[i].gap == 0 && certainty(d, i, &by) < 0;
}

/*
 * Weigh the breaks of printed lines once more, with the lines around them. What
 * text and setting said of all breaks is in d->likely from here on.
 */
static void settle_rows(struct decision *d)
{
	struct nb_rows rows;
	size_t i;

	for (i = 1; i < d->shapes.count; i++)
		d->likely[i] = d->seams[i].probability;
	if (!nb_rows_look(&rows, &d->shapes, &d->cells, d->likely))
		return;
	for (i = 1; i < d->shapes.count; i++) {
		double *p = &d->seams[i].probability;

		if (is_among_rows(d, i))
			*p = rows_given_before(
				d, &rows, i,
				i > 1 ? d->seams[i - 1].probability : 0);
		nb_rows_next(&rows, i, *p >= .5);
	}
}

/* ln of the odds in ragged lines. */
static double with_ragged(const struct decision *d, size_t i, bool goes_on)
{
	double facts[NB_RAGGED_FACTS];

	nb_ragged_facts(&d->shapes, i, d->odds[i], nb_logit(d->likely[i]),
			goes_on, facts);
	return nb_ragged_odds(facts);
}

/* Like given_before(), in ragged lines. */
static double ragged_given_before(const struct decision *d, size_t i,
				  double before)
{
	return before * nb_chance(with_ragged(d, i, true)) +
	       (1 - before) * nb_chance(with_ragged(d, i, false));
}

/*
 * Weigh the breaks of ragged lines once more, with the lengths of the lines
 * around them.
 */
static void settle_ragged(struct decision *d)
{
	const char *by;
	size_t i;

	for (i = 1; i < d->shapes.count; i++)
		d->likely[i] = d->seams[i].probability;
	for (i = 1; i < d->shapes.count; i++)
		if (nb_is_ragged(&d->shapes, i) && certainty(d, i, &by) < 0)
			d->seams[i].probability = ragged_given_before(
				d, i, i > 1 ? d->seams[i - 1].probability : 0);
}

/* Decide all breaks. The arrays of *d are there also after a failure. */
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
	d->places = nb_alloc(blocks->count, 1);
	if (!d->odds || !d->likely || !d->standings || !d->places)
		return nb_fail_mem(err);
	weigh_text(d);
	if (!d->shapes.lines)
		st = nb_columns_look(&d->cells, d->likely, d->shapes.bare,
				     d->standings, err);
	if (!st)
		settle_in_order(d);
	if (!st && d->shapes.ragged && !d->placed)
		settle_ragged(d);
	else if (!st && d->shapes.lines && !d->placed)
		settle_rows(d);
	return st;
}

static void release(struct decision *d)
{
	nb_shapes_free(&d->shapes);
	nb_cells_free(&d->cells);
	free(d->odds);
	free(d->likely);
	free(d->standings);
	free(d->places);
}

enum nb_status nb_seams_decide(const struct nb_blocks *blocks,
			       const uint8_t *model, struct nb_seam *seam,
			       struct nb_error *err)
{
	struct decision d = {.model = model,
			     .blocks = blocks,
			     .seams = seam,
			     .placed = blocks->placed};
	enum nb_status st = decide(&d, blocks, err);

	release(&d);
	return st;
}

/* ---- why */

/*
 * Add the features of the text. Each one is asked for alone: its weight is what
 * it adds to the logit. d->odds[i] is set also for a break that a rule decided.
 */
static enum nb_status explain_text(struct decision *d, size_t i,
				   struct nb_explanation *why,
				   struct nb_error *err)
{
	uint32_t hashes[NB_FEATURES_MAX];
	size_t k, n = nb_seam_features(&d->shapes, i, d->model, hashes);
	double all = nb_model_seam(d->model, hashes, n);
	enum nb_status st = NB_OK;

	d->odds[i] = d->shapes.bare ? nb_within(all, NB_BARE_MOST) : all;
	for (k = 0; !st && k < n; k++)
		st = nb_explanation_add(
			why, NB_WITNESS_TEXT, nb_feature_name(k), 1,
			nb_model_seam(d->model, &hashes[k], 1), err);
	if (!st && d->shapes.bare)
		st = nb_explanation_add(why, NB_WITNESS_TEXT,
					"text without marks says little", 1,
					d->odds[i] - all, err);
	return st;
}

/*
 * Where a logit lies between those of the two cases: 0 at the first, 1 at the
 * second. If both agree, `any` does.
 */
static double share_of(double logit, const double of[2], double any)
{
	double share = any;

	if (of[1] - of[0] > 1e-9 || of[0] - of[1] > 1e-9)
		share = (logit - of[0]) / (of[1] - of[0]);
	return share < 0 ? 0 : share > 1 ? 1 : share;
}

/*
 * Add the features of the setting.
 *
 * Such a feature has one weight if the break before is false and another if it
 * is true. The probability is a mixture of both cases, so its logit lies
 * between theirs. `share` says where; the weights shown are mixed with it, and
 * so add up to the logit.
 */
static enum nb_status explain_setting(struct decision *d, size_t i,
				      double before, struct nb_explanation *why,
				      struct nb_error *err)
{
	uint32_t hashes[2][NB_SETTING_FEATURES_MAX];
	bool lines = d->shapes.lines && d->shapes.blocks[i].gap == 0;
	double said[2], share, rest;
	size_t k, n = 0;
	enum nb_status st = NB_OK;

	for (k = 0; k < 2; k++) {
		n = nb_setting_features(&d->shapes, &d->cells, &d->standings[i],
					i, d->odds[i], k == 1, hashes[k]);
		said[k] = d->odds[i] + nb_model_setting(d->model, hashes[k], n);
	}
	why->model_probability = given_before(d, i, before);
	why->model_logit = nb_logit(why->model_probability);
	share = share_of(why->model_logit, said, before);
	for (k = 0; !st && k < n; k++)
		st = nb_explanation_add(
			why, NB_WITNESS_SETTING,
			nb_setting_name(lines, d->shapes.ragged, k), 1,
			share * nb_model_setting(d->model, &hashes[1][k], 1) +
				(1 - share) * nb_model_setting(d->model,
							       &hashes[0][k],
							       1),
			err);
	/*
	 * nb_chance() keeps a probability away from 0 and 1 (odds.h). What that
	 * cuts off gets a reason of its own, so that the sum stays right.
	 */
	rest = why->model_logit - share * said[1] - (1 - share) * said[0];
	if (!st && (rest > 1e-6 || rest < -1e-6))
		st = nb_explanation_add(why, NB_WITNESS_SETTING,
					"the limit of the odds", 1, rest, err);
	return st;
}

/*
 * Add the facts of ragged lines, with weights mixed as in explain_setting().
 * The odds so far count less there; the last reason says by how much.
 */
static enum nb_status explain_ragged(const struct decision *d, size_t i,
				     double before, struct nb_explanation *why,
				     struct nb_error *err)
{
	double odds[2], facts[NB_RAGGED_FACTS], share, left;
	enum nb_status st = NB_OK;
	size_t k;

	odds[0] = with_ragged(d, i, false);
	odds[1] = with_ragged(d, i, true);
	left = -why->model_logit;
	why->model_probability = ragged_given_before(d, i, before);
	why->model_logit = nb_logit(why->model_probability);
	share = share_of(why->model_logit, odds, before);
	left += why->model_logit;
	nb_ragged_facts(&d->shapes, i, d->odds[i], nb_logit(d->likely[i]), true,
			facts);
	for (k = 0; !st && k < NB_RAGGED_KINDS; k++) {
		double weight = nb_ragged_weights[k] +
				share * nb_ragged_weights[NB_RAGGED_KINDS + k];

		if (k == NB_RAGGED_TEXT || k == NB_RAGGED_SETTING)
			continue;
		st = nb_explanation_add(why, NB_WITNESS_SETTING,
					nb_ragged_names[k], facts[k], weight,
					err);
		left -= facts[k] * weight;
	}
	return st ? st
		  : nb_explanation_add(why, NB_WITNESS_SETTING,
				       "what an engine has read is less sure",
				       1, left, err);
}

/*
 * Add the features of the lines around, with weights mixed as in
 * explain_setting(). Nothing is added where they do not count.
 */
static enum nb_status explain_rows(const struct decision *d, size_t i,
				   struct nb_explanation *why,
				   struct nb_error *err)
{
	uint32_t hashes[2][NB_ROW_FEATURES_MAX];
	double odds[2], share, rest, before = 0;
	struct nb_rows rows;
	enum nb_status st = NB_OK;
	size_t k, n = 0;

	if (!nb_rows_look(&rows, &d->shapes, &d->cells, d->likely) ||
	    !is_among_rows(d, i))
		return NB_OK;
	for (k = 1; k < i; k++) {
		before = d->seams[k].probability;
		nb_rows_next(&rows, k, before >= .5);
	}
	rest = -why->model_logit;
	for (k = 0; k < 2; k++) {
		n = nb_row_features(&rows, i, k == 1, hashes[k]);
		odds[k] = with_rows(d, &rows, i, k == 1);
	}
	why->model_probability = rows_given_before(d, &rows, i, before);
	why->model_logit = nb_logit(why->model_probability);
	share = share_of(why->model_logit, odds, before);
	rest += why->model_logit;
	for (k = 0; !st && k < n; k++) {
		double weight =
			share * nb_model_rows(d->model, &hashes[1][k], 1) +
			(1 - share) * nb_model_rows(d->model, &hashes[0][k], 1);

		st = nb_explanation_add(why, NB_WITNESS_SETTING, nb_row_name(k),
					1, weight, err);
		rest -= weight;
	}
	if (!st && (rest > 1e-6 || rest < -1e-6))
		st = nb_explanation_add(why, NB_WITNESS_SETTING,
					"the limit of the odds", 1, rest, err);
	return st;
}

enum nb_status nb_seams_explain(const struct nb_blocks *blocks,
				const uint8_t *model, size_t i,
				struct nb_seam *seam,
				struct nb_explanation *why,
				struct nb_error *err)
{
	struct decision d = {.model = model,
			     .blocks = blocks,
			     .seams = seam,
			     .placed = blocks->placed};
	enum nb_status st = decide(&d, blocks, err);
	double before;
	bool weigh, again;

	if (!st) {
		(void)certainty(&d, i, &why->rule);
		st = explain_text(&d, i, why, err);
	}
	before = !st && i > 1 ? seam[i - 1].probability : 0;
	again = !st && !d.placed && d.shapes.lines;
	weigh = again && nb_is_ragged(&d.shapes, i);
	if (!st)
		st = explain_setting(&d, i,
				     again && i > 1 ? d.likely[i - 1] : before,
				     why, err);
	if (!st && weigh)
		st = explain_ragged(&d, i, before, why, err);
	else if (!st && again)
		st = explain_rows(&d, i, why, err);
	release(&d);
	return st;
}
