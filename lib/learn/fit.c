/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fitting weights of a title (fit.h).
 *
 * The weights are those of a conditional random field, like the shipped ones,
 * and are added to these. They are chosen so that the right tags of all lessons
 * become as likely as possible, less a cost for each weight, which grows with
 * its square: without lessons all weights are zero, and a few lessons move them
 * little. The sum has one lowest point, to which the method of Broyden,
 * Fletcher, Goldfarb and Shanno with limited memory goes (J. Nocedal and S. J.
 * Wright, Numerical Optimization, 2nd edition, algorithm 7.5).
 *
 * Sums over all paths are taken forward and backward over probabilities, which
 * are scaled for each unit. Sums of doubles are in a fixed order, and exp() and
 * log() are our own, so that every machine finds the same weights.
 */
#include "learn/fit.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/le.h"
#include "base/number.h"
#include "learn/descent.h"
#include "page/text/learned.h"

#include <stdlib.h>
#include <string.h>

/*
 * What a weight costs: half its square times this, and times the square of the
 * trust in the model, so that the better it knows the medium, the less is
 * changed.
 */
#define COST 40.0
/* More steps change no decision. */
#define STEPS 30
#define TRIAL_STEPS 12
/*
 * What is left of the model's log-odds on a medium that it does not know. With
 * this trust, and without more caution, every medium that was tried learns more
 * than with numbers that are chosen by its lessons, and from the first page on
 * (training/article/recipe.md).
 */
#define UNKNOWN_TRUST .15
/* The caution with a page or two, which may be unlike the others. */
#define FEW_CAUTION 30
/* Parts of the lessons that are left out in turn. */
#define PARTS 3
/* The model knows a medium on which at most this part of the items begins
 * elsewhere, and this part of the units has another tag; it does not know one
 * on which errors in where items begin are as many as this part of the items.
 */
#define KNOWN_STARTS 8
#define KNOWN_TAGS 20
#define UNKNOWN_STARTS 3
/* At least this part of the lessons gains by what is learned of the others, if
 * the model does not know the medium. */
#define GAINING 3
/* Errors that learning must avoid at the least, on a medium that it knows. */
#define GAIN_LEAST 3
/* Weights are rounded to 127 steps up to the largest one, or up to this. */
#define LEAST_TOP .01

_Static_assert(NB_STRUCTURE_WEIGHTS == NB_LEARNED_WEIGHTS &&
		       NB_STRUCTURE_HEAD == NB_LEARNED_HEAD,
	       "what was learned has the form of a field");

/* ---- probabilities of the tags of a page */

/* Of one unit: how likely each tag and step is, up to a factor that is the same
 * for all, and the sums over the paths before and after it. */
struct cell {
	double own[NB_TAGS], pairs[NB_TAG_PAIRS];
	double forward[NB_TAGS], backward[NB_TAGS];
	uint8_t from[NB_TAGS]; /* the tag before, on the likeliest path */
};

/* What nb_descend() is given. */
struct fitting {
	const struct nb_fit *fit;
	double trust;	    /* what of the model's log-odds counts */
	double caution;	    /* what weights cost is multiplied by this */
	size_t left_out;    /* the part of the lessons that is not used, or
			     * PARTS: none */
	struct cell *cells; /* room for the longest page */
	size_t *before;	    /* of each lesson, the errors in starts without what
			     * is learned */
};

/* Exponentials of n scores, where the greatest becomes 1; scores of `barred`
 * become 0. Returns the greatest. */
static double exponentials(const double *scores, const bool *barred, unsigned n,
			   double *out)
{
	double top = -1e30;
	unsigned t;

	for (t = 0; t < n; t++)
		if (!barred[t] && scores[t] > top)
			top = scores[t];
	for (t = 0; t < n; t++)
		out[t] = barred[t]		  ? 0
			 : scores[t] - top < -600 ? 0
						  : nb_exp(scores[t] - top);
	return top;
}

/* Add the weights of features to the scores of all tags. */
static void add_rows(const double *weights, const uint32_t *rows, size_t n,
		     double scores[NB_TAGS])
{
	unsigned t;
	size_t k;

	for (k = 0; k < n; k++)
		for (t = 0; t < NB_TAGS; t++)
			scores[t] += weights[rows[k] + t];
}

/* Score unit i. Returns the log of what its cell is divided by. */
static double score_unit(const struct nb_lesson *l, size_t i,
			 const struct fitting *f, const double *weights,
			 struct cell *c)
{
	double own[NB_TAGS], pairs[NB_TAG_PAIRS], log = 0;
	bool barred[NB_TAG_PAIRS];
	size_t from = i ? l->ends[i - 1] : 0, k;
	unsigned t, a;

	for (t = 0; t < NB_TAGS; t++) {
		own[t] = f->trust * l->own[i * NB_TAGS + t];
		barred[t] = !(l->allowed[i] & 1u << t) ||
			    (!i && !nb_tag_follows(NB_TAGS, t));
	}
	add_rows(weights, l->rows + from, l->ends[i] - from, own);
	log = exponentials(own, barred, NB_TAGS, c->own);
	if (!i)
		return log;
	for (t = 0; t < NB_TAG_PAIRS; t++) {
		pairs[t] = f->trust * l->pairs[i * NB_TAG_PAIRS + t];
		barred[t] = !nb_tag_follows(t / NB_TAGS, t % NB_TAGS);
	}
	for (k = 0; k < l->step_counts[i]; k++)
		for (a = 0; a < NB_TAGS; a++) {
			uint32_t row = nb_structure_row(
				l->steps[i * NB_STEP_FEATURES_MAX + k], 1 + a);

			add_rows(weights, &row, 1, pairs + a * NB_TAGS);
		}
	return log + exponentials(pairs, barred, NB_TAG_PAIRS, c->pairs);
}

/* Divide by the sum, and return its log. */
static double scale(double p[NB_TAGS])
{
	double sum = 0;
	unsigned t;

	for (t = 0; t < NB_TAGS; t++)
		sum += p[t];
	for (t = 0; t < NB_TAGS; t++)
		p[t] /= sum;
	return nb_log(sum);
}

/* Score all units, and sum over all paths. Returns the log of the sum. */
static double pass(const struct nb_lesson *l, const struct fitting *f,
		   const double *weights)
{
	struct cell *c = f->cells;
	size_t n = l->count, i;
	double log = 0;
	unsigned a, b;

	for (i = 0; i < n; i++) {
		log += score_unit(l, i, f, weights, &c[i]);
		for (b = 0; b < NB_TAGS; b++) {
			double sum = i ? 0 : 1;

			for (a = 0; i && a < NB_TAGS; a++)
				sum += c[i - 1].forward[a] *
				       c[i].pairs[a * NB_TAGS + b];
			c[i].forward[b] = sum * c[i].own[b];
		}
		log += scale(c[i].forward);
	}
	for (b = 0; b < NB_TAGS; b++)
		c[n - 1].backward[b] = 1;
	for (i = n - 1; i-- > 0;) {
		for (a = 0; a < NB_TAGS; a++) {
			double sum = 0;

			for (b = 0; b < NB_TAGS; b++)
				sum += c[i + 1].pairs[a * NB_TAGS + b] *
				       c[i + 1].own[b] * c[i + 1].backward[b];
			c[i].backward[a] = sum;
		}
		(void)scale(c[i].backward);
	}
	return log;
}

/* ---- the sum that is minimised, and its slope */

static void add_slope(double *slope, const uint32_t *rows, size_t n,
		      const double by[NB_TAGS])
{
	unsigned t;
	size_t k;

	for (k = 0; k < n; k++)
		for (t = 0; t < NB_TAGS; t++)
			slope[rows[k] + t] += by[t];
}

/* The score of the right tags of a page. */
static double right_score(const struct nb_lesson *l, const struct fitting *f,
			  const double *weights)
{
	double score = 0;
	size_t i, k, from = 0;

	for (i = 0; i < l->count; i++) {
		unsigned b = l->tags[i], a = i ? l->tags[i - 1] : 0;

		score += f->trust * l->own[i * NB_TAGS + b];
		for (k = from; k < l->ends[i]; k++)
			score += weights[l->rows[k] + b];
		from = l->ends[i];
		if (i)
			score += f->trust *
				 l->pairs[i * NB_TAG_PAIRS + a * NB_TAGS + b];
		for (k = 0; i && k < l->step_counts[i]; k++)
			score += weights
				[nb_structure_row(
					 l->steps[i * NB_STEP_FEATURES_MAX + k],
					 1 + a) +
				 b];
	}
	return score;
}

/* Add to the slope how the likelihood of a page depends on the weights of the
 * features of unit i. */
static void slope_of_unit(const struct nb_lesson *l, size_t i,
			  const struct cell *c, double *slope)
{
	size_t from = i ? l->ends[i - 1] : 0, k;
	double by[NB_TAGS], all = 0;
	unsigned a, b;

	for (b = 0; b < NB_TAGS; b++) {
		by[b] = c[i].forward[b] * c[i].backward[b];
		all += by[b];
	}
	for (b = 0; b < NB_TAGS; b++)
		by[b] = by[b] / all - (l->tags[i] == b);
	add_slope(slope, l->rows + from, l->ends[i] - from, by);
	if (!i)
		return;
	all = 0;
	for (a = 0; a < NB_TAGS; a++)
		for (b = 0; b < NB_TAGS; b++)
			all += c[i - 1].forward[a] *
			       c[i].pairs[a * NB_TAGS + b] * c[i].own[b] *
			       c[i].backward[b];
	for (a = 0; a < NB_TAGS; a++) {
		for (b = 0; b < NB_TAGS; b++)
			by[b] = c[i - 1].forward[a] *
					c[i].pairs[a * NB_TAGS + b] *
					c[i].own[b] * c[i].backward[b] / all -
				(l->tags[i - 1] == a && l->tags[i] == b);
		for (k = 0; k < l->step_counts[i]; k++) {
			uint32_t row = nb_structure_row(
				l->steps[i * NB_STEP_FEATURES_MAX + k], 1 + a);

			add_slope(slope, &row, 1, by);
		}
	}
}

/* The sum of all costs; its slope is written to `slope`. */
static double cost(void *context, const double *weights, double *slope)
{
	const struct fitting *f = context;
	double each = COST * f->caution * f->trust * f->trust, sum = 0;
	size_t i, k;

	for (k = 0; k < NB_STRUCTURE_WEIGHTS; k++) {
		sum += weights[k] * weights[k] * each / 2;
		slope[k] = weights[k] * each;
	}
	for (i = 0; i < f->fit->count; i++) {
		const struct nb_lesson *l = &f->fit->lessons[i];

		if (i % PARTS == f->left_out)
			continue;
		sum += pass(l, f, weights) - right_score(l, f, weights);
		for (k = 0; k < l->count; k++)
			slope_of_unit(l, k, f->cells, slope);
	}
	return sum;
}

/*
 * Choose how far the model is trusted on a medium that it knows: as makes the
 * lessons likeliest before anything is learned. What is fitted is divided by
 * the trust in the end, so that without lessons nothing changes.
 */
static void choose_trust(struct fitting *f, const double *none, double *slope)
{
	static const double trusts[] = {.1, .15, .22, .33, .5, .7, 1};
	double least = 0, best = 1, sum;
	size_t i;

	for (i = 0; i < sizeof(trusts) / sizeof(trusts[0]); i++) {
		f->trust = trusts[i];
		sum = cost(f, none, slope);
		if (!i || sum < least) {
			least = sum;
			best = trusts[i];
		}
	}
	f->trust = best;
}

/* ---- how cautious to be */

/* What was found on lessons by the likeliest paths. */
struct errors {
	size_t starts; /* items begin there and should not, or should and do not
			*/
	size_t tags;   /* units with another tag than the right one */
	size_t better; /* lessons with fewer errors in starts than without what
			* was learned */
};

/* Find the likeliest path over a lesson, and count its errors. */
static void count_errors(const struct fitting *f, const struct nb_lesson *l,
			 const double *weights, struct errors *e)
{
	struct cell *c = f->cells;
	unsigned a, b, tag = 0;
	size_t i;

	for (i = 0; i < l->count; i++) {
		(void)score_unit(l, i, f, weights, &c[i]);
		for (b = 0; b < NB_TAGS; b++) {
			double best = i ? 0 : 1, path;

			c[i].from[b] = 0;
			for (a = 0; i && a < NB_TAGS; a++) {
				path = c[i - 1].forward[a] *
				       c[i].pairs[a * NB_TAGS + b];
				if (path > best) {
					best = path;
					c[i].from[b] = (uint8_t)a;
				}
			}
			c[i].forward[b] = best * c[i].own[b];
		}
		(void)scale(c[i].forward);
	}
	for (b = 1; b < NB_TAGS; b++)
		if (c[i - 1].forward[b] > c[i - 1].forward[tag])
			tag = b;
	while (i-- > 0) {
		e->starts += nb_tag_begins(tag) != nb_tag_begins(l->tags[i]);
		e->tags += tag != l->tags[i];
		tag = c[i].from[tag];
	}
}

/* Count the errors of the model alone. `none` is zeros. */
static void count_before(const struct fitting *f, const double *none,
			 struct errors *e)
{
	size_t i, starts;

	*e = (struct errors){.starts = 0};
	for (i = 0; i < f->fit->count; i++) {
		starts = e->starts;
		count_errors(f, &f->fit->lessons[i], none, e);
		f->before[i] = e->starts - starts;
	}
}

/* How many items the lessons have. */
static size_t count_items(const struct nb_fit *fit)
{
	size_t items = 0, i, k;

	for (i = 0; i < fit->count; i++)
		for (k = 0; k < fit->lessons[i].count; k++)
			items += nb_tag_begins(fit->lessons[i].tags[k]);
	return items;
}

/* Fit to all parts but one, for each of them, and count the errors on the part
 * that was left out. */
static enum nb_status try_caution(struct fitting *f, double caution,
				  double *weights, struct errors *found,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, starts;

	*found = (struct errors){.starts = 0};
	f->caution = caution;
	for (f->left_out = 0; !st && f->left_out < PARTS; f->left_out++) {
		memset(weights, 0, NB_STRUCTURE_WEIGHTS * sizeof(*weights));
		st = nb_descend(cost, f, NB_STRUCTURE_WEIGHTS, TRIAL_STEPS,
				weights, err);
		for (i = f->left_out; !st && i < f->fit->count; i += PARTS) {
			starts = found->starts;
			count_errors(f, &f->fit->lessons[i], weights, found);
			found->better += found->starts - starts < f->before[i];
		}
	}
	f->left_out = PARTS;
	memset(weights, 0, NB_STRUCTURE_WEIGHTS * sizeof(*weights));
	return st;
}

/* Are errors fewer, and not just by chance? */
static bool are_fewer(size_t with, size_t without)
{
	return with + GAIN_LEAST <= without && with * 4 < without * 3;
}

/*
 * Is it worth it to learn of a medium that the model knows? What is learned
 * must show clearly: in where items begin, or in the other tags if no start of
 * an item is lost for them. A wrong role of one kind can be all that is wrong
 * with a title.
 */
static bool is_gain(const struct errors *with, const struct errors *without)
{
	return are_fewer(with->starts, without->starts) ||
	       (with->starts <= without->starts &&
		are_fewer(with->tags, without->tags));
}

/*
 * Choose how much weights cost on a medium that the model knows: as is best for
 * lessons that they were not fitted to, and rather more than less. `without`
 * has the errors of the model. *worth becomes true if something that is learned
 * would be a gain; a page or two are too few to tell.
 */
static enum nb_status choose_caution(struct fitting *f,
				     const struct errors *without,
				     double *weights, bool *worth,
				     struct nb_error *err)
{
	static const double cautions[] = {64, 8, 1};
	struct errors found, least = {.starts = SIZE_MAX, .tags = SIZE_MAX};
	enum nb_status st = NB_OK;
	double best = 1;
	size_t i;

	*worth = false;
	for (i = 0; !st && f->fit->count >= PARTS && i < 3; i++) {
		st = try_caution(f, cautions[i], weights, &found, err);
		if (st || !is_gain(&found, without))
			continue;
		*worth = true;
		if (found.starts < least.starts ||
		    (found.starts == least.starts &&
		     are_fewer(found.tags, least.tags))) {
			least = found;
			best = cautions[i];
		}
	}
	f->caution = best;
	return st;
}

/*
 * Does the model know the medium? Then there is little to learn and much to
 * spoil: learned without caution, 25 pages of a month of a daily that it knew
 * cost .01 of item F. It knows the medium if it makes few errors on the
 * lessons. If it makes more, these may all stand on a few pages that are unlike
 * the rest. So it does not know the medium if it errs nearly everywhere, or if
 * what is learned of some lessons helps on many of the others. A page or two
 * are too few for that. `before` has the errors without lessons.
 */
static enum nb_status find_known(struct fitting *f, const struct errors *before,
				 double *weights, bool *known,
				 struct nb_error *err)
{
	size_t items = count_items(f->fit);
	struct errors found;
	enum nb_status st;

	*known = before->starts * KNOWN_STARTS <= items &&
		 before->tags * KNOWN_TAGS <= f->fit->units;
	if (*known || f->fit->count < PARTS ||
	    before->starts * UNKNOWN_STARTS >= items)
		return NB_OK;
	st = try_caution(f, 1, weights, &found, err);
	*known = found.better * GAINING < f->fit->count ||
		 found.starts >= before->starts;
	return st;
}

/* Fit the weights, which are zeros; `slope` has room for as many. */
static enum nb_status run(struct fitting *f, double *weights, double *slope,
			  struct nb_error *err)
{
	bool known, worth = true;
	struct errors before;
	enum nb_status st;
	size_t i;

	count_before(f, weights, &before);
	st = find_known(f, &before, weights, &known, err);
	if (!st && known) {
		choose_trust(f, weights, slope);
		st = choose_caution(f, &before, weights, &worth, err);
	}
	if (f->fit->count < PARTS)
		f->caution = FEW_CAUTION;
	if (!st && worth)
		st = nb_descend(cost, f, NB_STRUCTURE_WEIGHTS, STEPS, weights,
				err);
	for (i = 0; !st && i < NB_STRUCTURE_WEIGHTS; i++)
		weights[i] /= f->trust;
	return st;
}

enum nb_status nb_fit_run(const struct nb_fit *fit, double *weights,
			  struct nb_error *err)
{
	struct fitting f = {.fit = fit,
			    .trust = UNKNOWN_TRUST,
			    .caution = 1,
			    .left_out = PARTS};
	size_t longest = 0, i;
	enum nb_status st;
	double *slope;

	for (i = 0; i < fit->count; i++)
		if (fit->lessons[i].count > longest)
			longest = fit->lessons[i].count;
	memset(weights, 0, NB_STRUCTURE_WEIGHTS * sizeof(*weights));
	f.cells = nb_alloc(longest, sizeof(*f.cells));
	f.before = nb_alloc(fit->count, sizeof(*f.before));
	slope = nb_alloc(NB_STRUCTURE_WEIGHTS, sizeof(*slope));
	st = f.cells && f.before && slope ? run(&f, weights, slope, err)
					  : nb_fail_mem(err);
	free(f.cells);
	free(f.before);
	free(slope);
	return st;
}

void nb_fit_round(const struct nb_fit *fit, const double *weights,
		  uint8_t *learned)
{
	double top = LEAST_TOP, w;
	size_t i;

	for (i = 0; i < NB_STRUCTURE_WEIGHTS; i++) {
		w = weights[i] < 0 ? -weights[i] : weights[i];
		top = w > top ? w : top;
	}
	memset(learned, 0, NB_LEARNED_HEAD);
	nb_learned_begin(learned);
	nb_put32(learned + NB_LEARNED_SCALE,
		 (uint32_t)(top / 127 * (1 << 20) + .5));
	nb_structure_identify(&fit->model, learned + NB_LEARNED_MODEL);
	nb_put32(learned + NB_LEARNED_PAGES, (uint32_t)fit->count);
	nb_put32(learned + NB_LEARNED_UNITS, (uint32_t)fit->units);
	for (i = 0; i < NB_STRUCTURE_WEIGHTS; i++) {
		w = weights[i] / top * 127;
		learned[NB_LEARNED_HEAD + i] =
			(uint8_t)(int8_t)(w < 0 ? w - .5 : w + .5);
	}
}
