/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inferring the columns of a page (columns.h).
 *
 * Likely breaks vote for a width: each is set in every style, and a style gains
 * if the break stands at the end of a full line there. The votes multiply,
 * against a share that stands for "no width at all". With the likeliest width
 * the text is laid out in lines, and heights are scored like widths
 * (heights.c).
 *
 * A text that is longer than a page is judged in sheets of SHEET blocks, which
 * bounds the time and lets the columns differ from page to page.
 */
#include "page/weigh/columns.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "page/weigh/heights.h"
#include "page/weigh/odds.h"
#include "page/weigh/sheet.h"

#include <stdlib.h>
#include <string.h>

/* Half em by which justified lines may be off. */
#define NEAR 3u
/* Blocks that are judged together. Newspaper pages have fewer as a rule. */
#define SHEET 512u
/*
 * Breaks that vote for a width: those with a probability from VOTE on, and no
 * more than VOTERS, since each is set in NB_STYLES styles.
 */
#define VOTERS 64u
#define VOTE .04

/*
 * How a block ends, as probabilities: its last line is full, or it is a
 * character off as justified lines may be. The rest to 1 is neither.
 */
struct fullness {
	double full, near;
};

/*
 * How much likelier a false break than a true one stands after such an end. A
 * false break stands at the end of a full line, apart from slips; a true one is
 * there by chance. A line that is a character off says little. Of false breaks,
 * 72 in 100 are taken to stand after a full line, and 4 in 100 elsewhere; of
 * true ones 8 and 78.
 */
static double width_ratio(struct fullness f)
{
	double off = 1 - f.full - f.near;

	return (.72 * f.full + .24 * f.near + .04 * off) /
	       (.08 * f.full + .14 * f.near + .78 * off);
}

/*
 * The fit of the end of a set block. A last line that is nearly empty counts as
 * near: the block may have filled the line before.
 */
static uint8_t fit_of(struct nb_set set)
{
	if (set.slack == 0)
		return NB_FIT_FULL;
	return set.slack <= NEAR || (set.lines > 1 && set.used <= NEAR)
		       ? NB_FIT_NEAR
		       : NB_FIT_OFF;
}

static void add_fullness(struct fullness *f, unsigned fit, double weight)
{
	f->full += fit == NB_FIT_FULL ? weight : 0;
	f->near += fit == NB_FIT_NEAR ? weight : 0;
}

/*
 * How the block before the break ends in a style: its fit with the indent, and
 * NB_FITS times its fit without. The break before that block decides whether it
 * is indented; it is not decided yet, so both are found. The rarer one is not
 * (0) if it hardly counts. The lines that the block fills are put into lines[].
 */
static unsigned fits_of(const struct nb_sheet *s, size_t seam,
			struct nb_style style, uint32_t lines[2])
{
	double goes_on = seam > 1 ? s->likely[seam - 1] : 0;
	unsigned fits = NB_FIT_NONE;
	struct nb_set set;

	lines[0] = lines[1] = 0;
	if (goes_on < .98) {
		set = nb_set_block(s->cells, seam - 1, style, NB_INDENT);
		lines[0] = set.lines;
		fits = fit_of(set);
	}
	if (goes_on > .02) {
		set = nb_set_block(s->cells, seam - 1, style, 0);
		lines[1] = set.lines;
		fits |= NB_FITS * fit_of(set);
	}
	return fits;
}

/* Mix two fits by the probabilities of both cases. */
static struct fullness fullness_of(const struct nb_sheet *s, size_t seam,
				   unsigned fits)
{
	double goes_on = seam > 1 ? s->likely[seam - 1] : 0;
	struct fullness f = {0, 0};

	if (fits % NB_FITS)
		add_fullness(&f, fits % NB_FITS, 1 - goes_on);
	if (fits / NB_FITS)
		add_fullness(&f, fits / NB_FITS, goes_on);
	return f;
}

/* Let the likely breaks of a sheet vote, and choose the likeliest style. */
static void vote(struct nb_sheet *s)
{
	uint32_t lines[2];
	size_t i;
	unsigned w;

	s->voter_count = 0;
	for (w = 0; w < NB_STYLES; w++)
		s->score[w] = 1;
	for (i = s->first ? s->first : 1; i < s->end; i++) {
		struct nb_voter *v = &s->voters[s->voter_count];

		if (s->likely[i] < VOTE || s->voter_count == VOTERS)
			continue;
		s->voter_count++;
		v->seam = i;
		for (w = 0; w < NB_STYLES; w++) {
			v->ratio[w] = width_ratio(fullness_of(
				s, i, fits_of(s, i, nb_style_of(w), lines)));
			v->gain[w] = 1 + s->likely[i] * (v->ratio[w] - 1);
			s->score[w] *= v->gain[w];
		}
	}
	s->style = 0;
	for (w = 1; w < NB_STYLES; w++)
		if (s->score[w] > s->score[s->style])
			s->style = w;
}

/*
 * Set shares[] to the probability of each style, by the votes of all breaks
 * except `without` (NULL: all). Returns what remains for no width at all, which
 * begins with half the weight of all styles.
 */
static double share(const struct nb_sheet *s, const struct nb_voter *without,
		    double *shares)
{
	double sum = NB_STYLES / 2., none;
	unsigned w;

	for (w = 0; w < NB_STYLES; w++) {
		shares[w] = s->score[w] / (without ? without->gain[w] : 1);
		sum += shares[w];
	}
	none = NB_STYLES / 2. / sum;
	for (w = 0; w < NB_STYLES; w++)
		shares[w] /= sum;
	return none;
}

/* The probability of the likeliest width, in either style. */
static double share_of_width(const struct nb_sheet *s, const double *shares)
{
	return shares[s->style % NB_WIDTHS] +
	       shares[s->style % NB_WIDTHS + NB_WIDTHS];
}

/* The probability of a width in six steps. */
static uint8_t sureness(double share)
{
	static const double steps[] = {.2, .5, .8, .95, .99};
	unsigned i;

	for (i = 0; i < 5 && share >= steps[i];)
		i++;
	return (uint8_t)i;
}

/* ln of odds as nb_standing.width_odds. */
static int8_t in_halves(double ln)
{
	double h = 2 * ln;

	return (int8_t)(h < -6 ? -6 : h > 6 ? 6 : h < 0 ? h - .5 : h + .5);
}

/* Set what the width says of each break of the sheet, and the odds with it. */
static void note_widths(struct nb_sheet *s)
{
	double shares[NB_STYLES], none, all;
	unsigned next = 0, w;
	size_t i;

	(void)share(s, NULL, shares);
	all = share_of_width(s, shares);
	for (i = s->first ? s->first : 1; i < s->end; i++) {
		struct nb_standing *p = &s->standings[i];
		struct nb_style style = nb_style_of(s->style);
		double odds = 0;

		p->fit[0] =
			fit_of(nb_set_block(s->cells, i - 1, style, NB_INDENT));
		p->fit[1] = fit_of(nb_set_block(s->cells, i - 1, style, 0));
		p->width_sure = sureness(all);
		if (next < s->voter_count && s->voters[next].seam == i) {
			/*
			 * A voter must not confirm itself: its own vote is
			 * taken out.
			 */
			none = share(s, &s->voters[next], shares);
			p->width_sure = sureness(share_of_width(s, shares));
			for (w = 0; w < NB_STYLES; w++)
				odds += shares[w] * s->voters[next].ratio[w];
			odds = nb_log(odds + none);
			next++;
		} else {
			struct fullness f = {0, 0};

			add_fullness(&f, p->fit[s->likely[i - 1] > .5], 1);
			odds = nb_log(1 - all + all * width_ratio(f));
		}
		p->width_odds = in_halves(odds);
		s->breaks[i - s->first] =
			nb_weigh_break(nb_logit(s->likely[i]) + odds);
	}
}

/* Set how likely each break is to be false if the width is that of a style. */
static void weigh_breaks(struct nb_sheet *s, struct nb_style style)
{
	size_t i;

	for (i = s->first ? s->first : 1; i < s->end; i++) {
		struct nb_tried *t = &s->tried[i - s->first];
		unsigned fits = fits_of(s, i, style, t->lines);

		if (!(t->made >> fits & 1)) {
			t->by_fits[fits] = nb_weigh_break(
				nb_logit(s->likely[i]) +
				nb_log(width_ratio(fullness_of(s, i, fits))));
			t->made |= (uint16_t)(1u << fits);
		}
		s->breaks[i - s->first] = t->by_fits[fits];
	}
}

/*
 * Let heights vote for the widths, too: what the best height of each style is
 * worth more than chance. On a page whose text says little, a width shows in
 * columns that are equally high. This takes as long as all the rest.
 */
static enum nb_status vote_by_heights(struct nb_sheet *s, struct nb_error *err)
{
	enum nb_status st;
	unsigned w, best = 0;
	double worth;
	size_t i;

	for (i = 0; i < s->end - s->first; i++)
		s->tried[i].made = 0;
	/* Without marks, both styles of a width set a text in the same way. */
	for (w = 0; w < NB_WIDTHS; w++) {
		s->style = w;
		weigh_breaks(s, nb_style_of(w));
		st = nb_heights_worth(s, &worth, err);
		if (st)
			return st;
		s->score[w] *= worth > 0 ? nb_exp(worth) : 1;
		s->score[w + NB_WIDTHS] = s->score[w];
		if (s->score[w] > s->score[best])
			best = w;
	}
	s->style = best;
	return NB_OK;
}

/* Judge the blocks from s->first to s->end. */
static enum nb_status judge_sheet(struct nb_sheet *s, struct nb_error *err)
{
	enum nb_status st = NB_OK;

	vote(s);
	if (s->thorough)
		st = vote_by_heights(s, err);
	if (st)
		return st;
	note_widths(s);
	return nb_heights_note(s, err);
}

/* Room for the largest sheet. */
static bool make_room(struct nb_sheet *s)
{
	size_t n = s->cells->count < SHEET ? s->cells->count : SHEET, i;
	size_t voters = 0;

	for (i = 1; i < s->cells->count && voters < VOTERS; i++)
		voters += s->likely[i] >= VOTE;
	/* One more is looked at than votes. */
	s->voters = nb_alloc(voters + 1, sizeof(*s->voters));
	s->breaks = nb_alloc(n, sizeof(*s->breaks));
	s->lines = nb_alloc(n, sizeof(*s->lines));
	s->ends = nb_alloc(n, sizeof(*s->ends));
	if (s->thorough)
		s->tried = nb_alloc(n, sizeof(*s->tried));
	return s->voters && s->breaks && s->lines && s->ends &&
	       (s->tried || !s->thorough);
}

enum nb_status nb_columns_look(const struct nb_cells *cells,
			       const double *likely, bool thorough,
			       struct nb_standing *standings,
			       struct nb_error *err)
{
	struct nb_sheet s = {.cells = cells,
			     .likely = likely,
			     .thorough = thorough,
			     .standings = standings};
	enum nb_status st = NB_OK;

	if (!make_room(&s))
		st = nb_fail_mem(err);
	for (s.first = 0; !st && s.first < cells->count; s.first = s.end) {
		s.end = cells->count - s.first < SHEET ? cells->count
						       : s.first + SHEET;
		st = judge_sheet(&s, err);
	}
	free(s.voters);
	free(s.breaks);
	free(s.tried);
	free(s.lines);
	free(s.ends);
	return st;
}
