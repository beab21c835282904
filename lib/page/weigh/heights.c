/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The heights of columns (heights.h). The text is laid out in lines of the
 * likeliest width; every height is tried with every likely break as an anchor,
 * and scored by how many of the lines that it predicts are likely breaks.
 */
#include "page/weigh/heights.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "page/weigh/odds.h"

#include <stdlib.h>

/* Heights of columns that are tried, in lines. */
#define HEIGHT_MIN 20u
#define HEIGHT_MAX 100u
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

struct nb_weighed nb_weigh_break(double odds)
{
	struct nb_weighed b = {.odds = odds, .chance = nb_chance(odds)};

	b.missed = nb_log(1 - .93 * b.chance);
	b.gain = (float)(nb_log(.9 + 47 * b.chance) - b.missed);
	return b;
}

/*
 * Lay the sheet out in lines of the likeliest style. A block after a likely
 * false break is not indented, and neither is a head. `tried` has the lines
 * that are known already, for the block before each break; NULL: none are.
 */
static void count_lines(struct nb_sheet *s, const struct nb_tried *tried)
{
	uint32_t sum = 0, lines;
	size_t i;

	for (i = s->first; i < s->end; i++) {
		size_t k = i - s->first;
		bool goes_on = i > s->first && s->breaks[k].odds > 0;

		if (nb_cells_heading(s->cells, i))
			goes_on = true;
		lines = tried && i + 1 < s->end ? tried[k + 1].lines[goes_on]
						: 0;
		if (!lines)
			lines = nb_set_block(s->cells, i, nb_style_of(s->style),
					     goes_on ? 0 : NB_INDENT)
					.lines;
		s->lines[k] = lines;
		sum += lines;
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
static void weigh_lines(struct nb_sheet *s)
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
			s->gains[line] = s->breaks[at + 1].gain;
			s->missed += s->breaks[at + 1].missed;
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
static uint32_t column_end(const struct nb_sheet *s, uint32_t line, double *sum)
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
static double score_columns(const struct nb_sheet *s, uint32_t height,
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
static struct columns find_columns(const struct nb_sheet *s)
{
	struct columns best = {0, 0, -1e9};
	size_t anchors[ANCHORS], n = 0, i;
	uint32_t height;

	for (i = 1; i < s->end - s->first && n < ANCHORS; i++)
		if (s->breaks[i].chance > ANCHOR)
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
static void mark_columns(struct nb_sheet *s, const struct columns *c)
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
static void note_heights(struct nb_sheet *s, const struct columns *c)
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
			sure -= s->breaks[i - s->first].missed;
		sure = sure / 3 + 3;
		p->height_sure = (uint8_t)(sure < 0 ? 0 : sure > 7 ? 7 : sure);
	}
}

/* Set how many of the other breaks are likely false, for each break. */
static void note_density(struct nb_sheet *s)
{
	double sum = 0;
	size_t i;

	for (i = s->first ? s->first : 1; i < s->end; i++)
		sum += s->breaks[i - s->first].chance;
	for (i = s->first ? s->first : 1; i < s->end; i++) {
		double other = sum - s->breaks[i - s->first].chance;
		double d = 200 * other / (s->line_count + 1.);

		s->standings[i].density = (uint8_t)(other < .3 ? 0
						    : d >= 4   ? 5
							       : 1 + (int)d);
	}
}

/* Lay the sheet out in lines. Those that are known already are in `tried`. */
static enum nb_status lay_out(struct nb_sheet *s, const struct nb_tried *tried,
			      struct nb_error *err)
{
	count_lines(s, tried);
	s->gains = nb_alloc((uint64_t)s->line_count + 2, sizeof(*s->gains));
	if (!s->gains)
		return nb_fail_mem(err);
	weigh_lines(s);
	return NB_OK;
}

/* Forget the lines. */
static void release(struct nb_sheet *s)
{
	free(s->gains);
	free(s->marks);
	s->gains = NULL;
	s->marks = NULL;
}

enum nb_status nb_heights_worth(struct nb_sheet *s, double *worth,
				struct nb_error *err)
{
	enum nb_status st = lay_out(s, s->tried, err);

	*worth = 0;
	if (!st)
		*worth =
			nb_within(find_columns(s).score - CHANCES, HEIGHT_MOST);
	*worth = *worth > 0 ? *worth : 0;
	release(s);
	return st;
}

enum nb_status nb_heights_note(struct nb_sheet *s, struct nb_error *err)
{
	enum nb_status st = lay_out(s, NULL, err);
	struct columns c;

	s->marks = nb_alloc((uint64_t)s->line_count + 2, 1);
	if (!st && !s->marks)
		st = nb_fail_mem(err);
	if (!st) {
		c = find_columns(s);
		if (c.height)
			mark_columns(s, &c);
		note_heights(s, &c);
		note_density(s);
	}
	release(s);
	return st;
}
