/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inferring the columns of a page (columns.h).
 *
 * Likely breaks vote for a width: each is set in every style, and a style gains
 * if the break stands at the end of a full line there. The votes multiply,
 * against a share that stands for "no width at all". With the likeliest width
 * the text is laid out in lines, and heights are scored like widths: every
 * height with every likely break as an anchor, by how many of the line numbers
 * that it predicts are likely breaks.
 *
 * A text that is longer than a page is judged in sheets of SHEET blocks, which
 * bounds the time and lets the columns differ from page to page.
 */
#include "page/weigh/columns.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "page/weigh/odds.h"

#include <stdlib.h>
#include <string.h>

/* Widths of columns that are tried, in em: from 10 to 32. */
#define WIDTH_MIN 10u
#define WIDTHS 23u
/*
 * Each width with marks that hang over the end of a line (the first WIDTHS
 * styles), and with strict lines.
 */
#define STYLES (2 * WIDTHS)
/* Heights of columns that are tried, in lines. */
#define HEIGHT_MIN 20u
#define HEIGHT_MAX 100u
/* Half em by which justified lines may be off. */
#define NEAR 3u
/* Blocks that are judged together. Newspaper pages have fewer as a rule. */
#define SHEET 512u
/*
 * Breaks that vote for a width: those with a probability from VOTE on, and no
 * more than VOTERS, since each is set in STYLES styles.
 */
#define VOTERS 64u
#define VOTE .04
/*
 * Likely breaks that are tried as ends of columns: those with a probability
 * above ANCHOR, and no more than ANCHORS.
 */
#define ANCHORS 24u
#define ANCHOR .25
/*
 * A column may be a line longer or shorter than its height says, if a likely
 * break stands there: one with a gain above LIKELY. That costs SLIP.
 */
#define LIKELY 1.f
#define SLIP 1.5
/*
 * ln of the number of heights and phases that were tried. The best of so many
 * scores that much by chance.
 */
#define CHANCES 8.4
/* The most, as ln, that heights say of a width. */
#define HEIGHT_MOST 20.

/* A break that votes for widths. */
struct voter {
	size_t seam;
	double ratio[STYLES]; /* how much likelier a false break than a true one
				 ends a block so, in each style */
	double gain[STYLES]; /* the factor of its vote for each style; near 1 if
				it is hardly likely to be false */
};

/*
 * Blocks that are judged together. Arrays are indexed by block from `first`,
 * except where they belong to the whole page.
 */
struct sheet {
	const struct nb_cells *cells;
	const double *likely; /* of the whole page, as standings */
	struct nb_standing *standings;
	size_t first, end; /* its blocks */
	bool thorough;	   /* as of nb_columns_look() */

	struct voter *voters;
	unsigned voter_count;
	double score[STYLES]; /* product of the gains; 1 for no evidence */
	unsigned style;	      /* the likeliest one */

	double *odds; /* ln, of the break before each block, with the width */
	uint32_t *lines; /* that each block fills */
	uint32_t *ends;	 /* number of the last line of each block, from 1 */
	float *gains; /* what it is worth, as ln, that a column ends after each
			 line */
	uint8_t *marks; /* 1 for each line that ends a column */
	uint32_t line_count;
	double missed; /* what all likely breaks cost that no column end
			  explains */
};

/* The style with this number. */
static struct nb_style style_of(unsigned style)
{
	return (struct nb_style){2 * (WIDTH_MIN + style % WIDTHS),
				 style >= WIDTHS};
}

/* ---- width */

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

static void add_fullness(struct fullness *f, uint8_t fit, double weight)
{
	f->full += fit == NB_FIT_FULL ? weight : 0;
	f->near += fit == NB_FIT_NEAR ? weight : 0;
}

/*
 * How the block before the break ends. The break before that block decides
 * whether it is indented; it is not decided yet, so both cases are mixed by
 * their probabilities. The rarer one is not computed if it hardly counts.
 */
static struct fullness fullness(const struct sheet *s, size_t seam,
				struct nb_style style)
{
	double goes_on = seam > 1 ? s->likely[seam - 1] : 0;
	struct fullness f = {0, 0};

	if (goes_on < .98)
		add_fullness(&f,
			     fit_of(nb_set_block(s->cells, seam - 1, style,
						 NB_INDENT)),
			     1 - goes_on);
	if (goes_on > .02)
		add_fullness(&f,
			     fit_of(nb_set_block(s->cells, seam - 1, style, 0)),
			     goes_on);
	return f;
}

/* Let the likely breaks of a sheet vote, and choose the likeliest style. */
static void vote(struct sheet *s)
{
	size_t i;
	unsigned w;

	s->voter_count = 0;
	for (w = 0; w < STYLES; w++)
		s->score[w] = 1;
	for (i = s->first ? s->first : 1; i < s->end; i++) {
		struct voter *v = &s->voters[s->voter_count];

		if (s->likely[i] < VOTE || s->voter_count == VOTERS)
			continue;
		s->voter_count++;
		v->seam = i;
		for (w = 0; w < STYLES; w++) {
			v->ratio[w] = width_ratio(fullness(s, i, style_of(w)));
			v->gain[w] = 1 + s->likely[i] * (v->ratio[w] - 1);
			s->score[w] *= v->gain[w];
		}
	}
	s->style = 0;
	for (w = 1; w < STYLES; w++)
		if (s->score[w] > s->score[s->style])
			s->style = w;
}

/*
 * Set shares[] to the probability of each style, by the votes of all breaks
 * except `without` (NULL: all). Returns what remains for no width at all, which
 * begins with half the weight of all styles.
 */
static double share(const struct sheet *s, const struct voter *without,
		    double *shares)
{
	double sum = STYLES / 2., none;
	unsigned w;

	for (w = 0; w < STYLES; w++) {
		shares[w] = s->score[w] / (without ? without->gain[w] : 1);
		sum += shares[w];
	}
	none = STYLES / 2. / sum;
	for (w = 0; w < STYLES; w++)
		shares[w] /= sum;
	return none;
}

/* The probability of the likeliest width, in either style. */
static double share_of_width(const struct sheet *s, const double *shares)
{
	return shares[s->style % WIDTHS] + shares[s->style % WIDTHS + WIDTHS];
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
static void note_widths(struct sheet *s)
{
	double shares[STYLES], none = share(s, NULL, shares);
	double all = share_of_width(s, shares);
	unsigned next = 0, w;
	size_t i;

	for (i = s->first ? s->first : 1; i < s->end; i++) {
		struct nb_standing *p = &s->standings[i];
		struct nb_style style = style_of(s->style);
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
			for (w = 0; w < STYLES; w++)
				odds += shares[w] * s->voters[next].ratio[w];
			odds = nb_log(odds + none);
			next++;
		} else {
			struct fullness f = {0, 0};

			add_fullness(&f, p->fit[s->likely[i - 1] > .5], 1);
			odds = nb_log(1 - all + all * width_ratio(f));
		}
		p->width_odds = in_halves(odds);
		s->odds[i - s->first] = nb_logit(s->likely[i]) + odds;
	}
}

/* ---- height */

/*
 * Lay the sheet out in lines of the likeliest style. A block after a likely
 * false break is not indented, and neither is a head.
 */
static void count_lines(struct sheet *s)
{
	uint32_t sum = 0;
	size_t i;

	for (i = s->first; i < s->end; i++) {
		bool goes_on = i > s->first && s->odds[i - s->first] > 0;
		size_t k = i - s->first;

		if (nb_cells_heading(s->cells, i))
			goes_on = true;
		s->lines[k] = nb_set_block(s->cells, i, style_of(s->style),
					   goes_on ? 0 : NB_INDENT)
				      .lines;
		sum += s->lines[k];
		s->ends[k] = sum;
	}
	s->line_count = sum;
}

/*
 * Set what it is worth that a column ends after each line: much at a likely
 * break, nothing at the end of a paragraph or inside a block of two lines,
 * which is likely a head. Inside a longer block a column hardly ever ends,
 * since the text would have a break there. Gains are relative to a break that
 * no column end explains, whose cost is summed in `missed`.
 */
static void weigh_lines(struct sheet *s)
{
	size_t i;
	uint32_t k, line = 1;

	s->missed = 0;
	for (i = s->first; i < s->end; i++) {
		size_t at = i - s->first;

		for (k = 1; k < s->lines[at]; k++)
			s->gains[line++] = s->lines[at] < 3 ? 0.f : -3.f;
		s->gains[line] = 0.f;
		if (i + 1 < s->end) {
			double q = nb_chance(s->odds[at + 1]);
			double miss = nb_log(1 - .93 * q);

			s->gains[line] = (float)(nb_log(.9 + 47 * q) - miss);
			s->missed += miss;
		}
		line++;
	}
}

/* Columns of one height. The score is ln, against none at all. */
struct columns {
	/* In lines; a line after which a column ends. */
	uint32_t height, anchor;
	double score;
};

/*
 * The line that ends a column which should end at `line`: this one, or the one
 * before or after it if a likely break stands there. Adds its worth to *sum.
 */
static uint32_t column_end(const struct sheet *s, uint32_t line, double *sum)
{
	const float *g = s->gains + line;

	if (g[0] < LIKELY) {
		if (g[-1] > LIKELY && g[-1] >= g[1]) {
			*sum += (double)g[-1] - SLIP;
			return line - 1;
		}
		if (g[1] > LIKELY) {
			*sum += (double)g[1] - SLIP;
			return line + 1;
		}
	}
	*sum += (double)g[0];
	return line;
}

/*
 * The score of columns of this height, one of which ends after line `anchor`:
 * counted downwards and upwards from there.
 */
static double score_columns(const struct sheet *s, uint32_t height,
			    uint32_t anchor)
{
	double sum = s->missed + (double)s->gains[anchor];
	uint32_t line = anchor;

	while (line + height <= s->line_count)
		line = column_end(s, line + height, &sum);
	for (line = anchor; line > height;)
		line = column_end(s, line - height, &sum);
	return sum;
}

/*
 * The best height, over all heights and all likely breaks as anchors; a height
 * of 0 if there is no anchor.
 */
static struct columns find_columns(const struct sheet *s)
{
	struct columns best = {0, 0, -1e9};
	size_t anchors[ANCHORS], n = 0, i;
	uint32_t height;

	for (i = 1; i < s->end - s->first && n < ANCHORS; i++)
		if (nb_chance(s->odds[i]) > ANCHOR)
			anchors[n++] = i - 1;
	for (height = HEIGHT_MIN; height <= HEIGHT_MAX; height++)
		for (i = 0; i < n; i++) {
			uint32_t anchor = s->ends[anchors[i]];
			double score = score_columns(s, height, anchor);

			if (score > best.score)
				best = (struct columns){height, anchor, score};
		}
	return best;
}

/* Mark the lines that end a column. */
static void mark_columns(struct sheet *s, const struct columns *c)
{
	uint32_t line = c->anchor;
	double sum = 0;

	s->marks[line] = 1;
	while (line + c->height <= s->line_count) {
		line = column_end(s, line + c->height, &sum);
		s->marks[line] = 1;
	}
	for (line = c->anchor; line > c->height;) {
		line = column_end(s, line - c->height, &sum);
		s->marks[line] = 1;
	}
}

/*
 * Set what the height says of each break. Its own worth is taken out of the
 * score, as for widths.
 */
static void note_heights(struct sheet *s, const struct columns *c)
{
	size_t i;

	for (i = s->first ? s->first : 1; i < s->end; i++) {
		struct nb_standing *p = &s->standings[i];
		double sure = c->score - CHANCES;
		uint32_t end;

		p->rhythm = NB_FIT_NONE;
		if (c->height == 0 || i == s->first)
			continue;
		end = s->ends[i - 1 - s->first];
		p->rhythm = s->marks[end] ? NB_FIT_FULL
			    : s->marks[end - 1] || s->marks[end + 1]
				    ? NB_FIT_NEAR
				    : NB_FIT_OFF;
		if (s->marks[end])
			sure -= (double)s->gains[end];
		else
			sure -= nb_log(1 -
				       .93 * nb_chance(s->odds[i - s->first]));
		sure = sure / 3 + 3;
		p->height_sure = (uint8_t)(sure < 0 ? 0 : sure > 7 ? 7 : sure);
	}
}

/* Set how many of the other breaks are likely false, for each break. */
static void note_density(struct sheet *s)
{
	double sum = 0;
	size_t i;

	for (i = s->first ? s->first : 1; i < s->end; i++)
		sum += nb_chance(s->odds[i - s->first]);
	for (i = s->first ? s->first : 1; i < s->end; i++) {
		double other = sum - nb_chance(s->odds[i - s->first]);
		double d = 200 * other / (s->line_count + 1.);

		s->standings[i].density = (uint8_t)(other < .3 ? 0
						    : d >= 4   ? 5
							       : 1 + (int)d);
	}
}

/*
 * Let heights vote for the widths, too: what the best height of each style is
 * worth more than chance. On a page whose text says little, a width shows in
 * columns that are equally high. This takes twice as long as all the rest.
 */
static enum nb_status vote_by_heights(struct sheet *s, struct nb_error *err)
{
	unsigned w, best = 0;
	size_t i;

	/* Without marks, both styles of a width set a text in the same way. */
	for (w = 0; w < WIDTHS; w++) {
		double sure;

		s->style = w;
		for (i = s->first ? s->first : 1; i < s->end; i++)
			s->odds[i - s->first] = nb_logit(s->likely[i]) +
						nb_log(width_ratio(fullness(
							s, i, style_of(w))));
		count_lines(s);
		s->gains = nb_alloc(s->line_count + 2, sizeof(*s->gains));
		if (!s->gains)
			return nb_fail_mem(err);
		weigh_lines(s);
		sure = nb_within(find_columns(s).score - CHANCES, HEIGHT_MOST);
		free(s->gains);
		s->gains = NULL;
		s->score[w] *= sure > 0 ? nb_exp(sure) : 1;
		s->score[w + WIDTHS] = s->score[w];
		if (s->score[w] > s->score[best])
			best = w;
	}
	s->style = best;
	return NB_OK;
}

/* Judge the blocks from s->first to s->end. */
static enum nb_status judge_sheet(struct sheet *s, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	struct columns c;

	vote(s);
	if (s->thorough)
		st = vote_by_heights(s, err);
	if (st)
		return st;
	note_widths(s);
	count_lines(s);
	s->gains = nb_alloc(s->line_count + 2, sizeof(*s->gains));
	s->marks = nb_alloc(s->line_count + 2, 1);
	if (!s->gains || !s->marks) {
		st = nb_fail_mem(err);
	} else {
		weigh_lines(s);
		c = find_columns(s);
		if (c.height)
			mark_columns(s, &c);
		note_heights(s, &c);
		note_density(s);
	}
	free(s->gains);
	free(s->marks);
	return st;
}

enum nb_status nb_columns_look(const struct nb_cells *cells,
			       const double *likely, bool thorough,
			       struct nb_standing *standings,
			       struct nb_error *err)
{
	struct sheet s = {.cells = cells,
			  .likely = likely,
			  .thorough = thorough,
			  .standings = standings};
	enum nb_status st = NB_OK;

	s.voters = nb_alloc(VOTERS, sizeof(*s.voters));
	s.odds = nb_alloc(SHEET, sizeof(*s.odds));
	s.lines = nb_alloc(SHEET, sizeof(*s.lines));
	s.ends = nb_alloc(SHEET, sizeof(*s.ends));
	if (!s.voters || !s.odds || !s.lines || !s.ends)
		st = nb_fail_mem(err);
	for (s.first = 0; !st && s.first < cells->count; s.first = s.end) {
		s.end = cells->count - s.first < SHEET ? cells->count
						       : s.first + SHEET;
		st = judge_sheet(&s, err);
	}
	free(s.voters);
	free(s.odds);
	free(s.lines);
	free(s.ends);
	return st;
}
