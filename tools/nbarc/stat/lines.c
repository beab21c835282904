/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines over time (lines.h). Each word has a colour, dashes and a mark of its
 * own, so that it is told from the others by whoever sees no colours, and on a
 * black and white print. A year or month of which the archive has nothing
 * interrupts a line: zero is something else. The same sheet makes the same
 * bytes.
 */
#include "stat/lines.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "stat/svg.h"

/* Lengths are in units of the drawing. What has a fixed width is made for the
 * size of its text, and 12 units are the height of a letter. */
#define WIDTH 720u
#define HEIGHT 300u /* of the plane in which the lines are */
#define LEFT 64u    /* the place of numbers */
#define RIGHT 24u   /* free, for the last label */
#define TOP 48u	    /* above the plane, without the names of words */
#define LEGEND 20u  /* the height of a line of names */
#define BOTTOM 36u  /* the place of dates */
#define LABEL 52u   /* the width of a date */
#define NAME 170u   /* the width of the name of a word */
#define NAMES 4u    /* of them in a line */

/* How each word is drawn; a ninth is drawn as the first. The colours are those
 * that Okabe and Ito propose for all eyes. */
static const struct {
	const char *colour, *dashes;
} looks[] = {
	{"#0072b2", ""},	{"#d55e00", "6 3"},	{"#009e73", "2 2"},
	{"#cc79a7", "8 2 2 2"}, {"#000000", "1 3"},	{"#e69f00", "10 4"},
	{"#56b4e9", "4 1"},	{"#7f7f7f", "3 3 1 3"},
};

#define LOOKS (sizeof(looks) / sizeof(looks[0]))

/*
 * A drawing. The points are owned, and sorted by word and time, so that those
 * of a line follow each other. Times are years, or months since the year 0:
 * both grow by one from one row of text to the next, and both are evenly far
 * from each other.
 */
struct plane {
	const struct nbarc_chart *chart;
	struct point {
		const struct nbarc_sheet_row *row;
		size_t word;
		long time;
	} * points;
	size_t count, words;
	long first, last; /* times */
	bool months;
	int64_t top; /* the number at the upper border */
	unsigned y;  /* of the upper border */
};

/* ---- the points */

/* The time of "2019" or "2019-03"; negative if it is none. */
static long time_of(const char *text, bool *month)
{
	char *end;
	long year = strtol(text, &end, 10), rest;

	*month = *end == '-';
	if (end == text || year < 0 || year > 9999)
		return -1;
	if (!*month)
		return *end ? -1 : year;
	rest = strtol(end + 1, &end, 10);
	return *end || rest < 1 || rest > 12 ? -1 : year * 12 + rest - 1;
}

/* The index of the word of a row, by the order of the rows. The words of the
 * first date are all there is to look through. */
static size_t word_of(struct plane *p, const char *word)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		if (strcmp(p->points[i].row->texts[1], word) == 0)
			return p->points[i].word;
	return p->words++;
}

static int compare(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	if (x->word != y->word)
		return x->word < y->word ? -1 : 1;
	return (x->time > y->time) - (x->time < y->time);
}

/* Four times a round number, which is not below `most`: the numbers beside the
 * plane are its quarters, and the lines do not stay at the bottom. */
static int64_t round_up(int64_t most)
{
	static const int steps[] = {10, 15, 20, 25, 30, 40, 50, 60, 80};
	int64_t power = 1;
	size_t i;

	for (;; power *= 10)
		for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
			/* Only whole numbers can be printed. */
			if (steps[i] * power % 10)
				continue;
			if (4 * (steps[i] * power / 10) >= most ||
			    power > INT64_MAX / 10000)
				return 4 * (steps[i] * power / 10);
		}
}

/* Make a point of each row that has a date. */
static enum nb_status place(struct plane *p)
{
	const struct nbarc_sheet *s = p->chart->sheet;
	size_t i;

	p->points = nb_alloc(s->count + 1, sizeof(*p->points));
	if (!p->points)
		return NB_NOMEM;
	for (i = 0; i < s->count; i++) {
		const struct nbarc_sheet_row *row = &s->rows[i];
		bool month;
		long time = time_of(row->texts[0], &month);

		if (time < 0)
			continue;
		p->months = month;
		p->first = p->count == 0 || time < p->first ? time : p->first;
		p->last = p->count == 0 || time > p->last ? time : p->last;
		p->points[p->count] =
			(struct point){row, word_of(p, row->texts[1]), time};
		p->count++;
	}
	if (p->count)
		qsort(p->points, p->count, sizeof(*p->points), compare);
	p->top = round_up(nbarc_chart_most(p->chart));
	return NB_OK;
}

/* ---- places
 *
 * In tenths of a unit, since printing fractions depends on the locale; a tenth
 * is less than a printer shows. */

/* Where a time is, from left to right. */
static unsigned x_of(const struct plane *p, long time)
{
	unsigned room = 10 * (WIDTH - LEFT - RIGHT);

	/* One year alone stands in the middle. */
	if (p->first == p->last)
		return 10 * LEFT + room / 2;
	return 10 * LEFT +
	       (unsigned)((double)(time - p->first) /
				  (double)(p->last - p->first) * room +
			  .5);
}

/* Where a number is, from top to bottom. */
static unsigned y_of(const struct plane *p, int64_t n)
{
	double share = n > 0 ? (double)n / (double)p->top : 0;

	return 10 * p->y + (unsigned)((1 - share) * 10 * HEIGHT + .5);
}

/* Append an attribute with a place. */
static enum nb_status put_place(struct nb_buf *out, const char *name,
				unsigned tenths)
{
	return nb_buf_printf(out, " %s=\"%u.%u\"", name, tenths / 10,
			     tenths % 10);
}

/* ---- what stands around the lines */

/* Append the size, the caption and how text is set. */
static enum nb_status put_head(const struct plane *p, const char *caption,
			       struct nb_buf *out)
{
	enum nb_status st = nb_buf_printf(
		out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u "
		"%u\" role=\"img\" aria-labelledby=\"caption\" "
		"font-family=\"sans-serif\" font-size=\"12\">\n"
		"<title id=\"caption\">",
		WIDTH, p->y + HEIGHT + BOTTOM);

	if (!st)
		st = nbarc_svg_text(out, caption);
	if (!st)
		st = nb_buf_puts(out, "</title>\n<text x=\"8\" y=\"24\" "
				      "font-size=\"16\" "
				      "fill=\"currentColor\">");
	if (!st)
		st = nbarc_svg_text(out, caption);
	return st ? st : nb_buf_puts(out, "</text>\n");
}

/* Append five lines across the plane with the numbers that they stand for. */
static enum nb_status put_numbers(const struct plane *p, struct nb_buf *out)
{
	const struct nbarc_chart *c = p->chart;
	enum nb_status st = NB_OK;
	unsigned i;

	for (i = 0; !st && i <= 4; i++) {
		int64_t n = p->top / 4 * i;

		st = nb_buf_printf(out,
				   "<path d=\"M%u %u.%uH%u\" "
				   "stroke=\"#d0d0d0\"/><text x=\"%u\" "
				   "text-anchor=\"end\"",
				   LEFT, y_of(p, n) / 10, y_of(p, n) % 10,
				   WIDTH - RIGHT, LEFT - 8);
		if (!st)
			st = put_place(out, "y", y_of(p, n) + 40);
		if (!st)
			st = nb_buf_puts(out, ">");
		if (!st)
			st = nbarc_chart_number(&c->sheet->columns[c->bars], n,
						out);
		if (!st)
			st = nb_buf_puts(out, "</text>\n");
	}
	return st;
}

/* How many years or months lie between two dates below the plane, so that they
 * do not touch each other. Of months, every date is a January where years are
 * apart. */
static long step_of(const struct plane *p)
{
	static const long years[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
	static const long months[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600};
	long room = (long)((WIDTH - LEFT - RIGHT) / LABEL);
	size_t i;

	for (i = 0; i < 9; i++) {
		long step = p->months ? months[i] : years[i];

		if ((p->last - p->first) / step <= room)
			return step;
	}
	return p->last - p->first;
}

/* Append the dates below the plane, at multiples of the step: years that end in
 * 0 or 5, or the first months of years. */
static enum nb_status put_dates(const struct plane *p, struct nb_buf *out)
{
	long step = step_of(p), t = (p->first + step - 1) / step * step;
	enum nb_status st = NB_OK;

	for (; !st && p->count && t <= p->last; t += step) {
		st = nb_buf_puts(out, "<text text-anchor=\"middle\"");
		if (!st)
			st = put_place(out, "x", x_of(p, t));
		if (!st)
			st = nb_buf_printf(out, " y=\"%u\">",
					   p->y + HEIGHT + 18);
		if (!st && p->months)
			st = nb_buf_printf(out, "%04ld-%02ld</text>\n", t / 12,
					   t % 12 + 1);
		else if (!st)
			st = nb_buf_printf(out, "%04ld</text>\n", t);
	}
	return st;
}

/* ---- the lines */

/* Append how a word is drawn. The first one has no dashes: it is most often the
 * one that the drawing is about. */
static enum nb_status put_look(struct nb_buf *out, size_t word)
{
	size_t i = word % LOOKS;

	return nb_buf_printf(out,
			     " stroke=\"%s\" stroke-width=\"2\" "
			     "stroke-dasharray=\"%s\"",
			     looks[i].colour,
			     *looks[i].dashes ? looks[i].dashes : "none");
}

/* Append the name of a word above the plane, with a piece of its line. */
static enum nb_status put_name(size_t word, const char *name,
			       struct nb_buf *out)
{
	unsigned x = LEFT + (unsigned)(word % NAMES) * NAME;
	unsigned y = TOP + (unsigned)(word / NAMES) * LEGEND;
	enum nb_status st =
		nb_buf_printf(out, "<path d=\"M%u %uh28\"", x, y - 4);

	if (!st)
		st = put_look(out, word);
	if (!st)
		st = nb_buf_printf(out, "/><text x=\"%u\" y=\"%u\">", x + 34,
				   y);
	if (!st)
		st = nbarc_svg_text(out, name);
	return st ? st : nb_buf_puts(out, "</text>\n");
}

/*
 * Append the line of a word, which has the `count` points at `points`, and a
 * dot for each of them: so a number stays visible between two gaps. A browser
 * shows the title of a dot, the number, when it is pointed at.
 */
static enum nb_status put_line(const struct plane *p,
			       const struct point *points, size_t count,
			       struct nb_buf *out)
{
	const struct nbarc_chart *c = p->chart;
	enum nb_status st = nb_buf_puts(out, "<path fill=\"none\"");
	size_t i;

	if (!st)
		st = put_look(out, points->word);
	if (!st)
		st = nb_buf_puts(out, " d=\"");
	for (i = 0; !st && i < count; i++) {
		unsigned x = x_of(p, points[i].time);
		unsigned y = y_of(p, points[i].row->numbers[c->bars]);

		st = nb_buf_printf(out, "%c%u.%u %u.%u",
				   i && points[i].time == points[i - 1].time + 1
					   ? 'L'
					   : 'M',
				   x / 10, x % 10, y / 10, y % 10);
	}
	if (!st)
		st = nb_buf_printf(out, "\"/>\n<g fill=\"%s\">\n",
				   looks[points->word % LOOKS].colour);
	for (i = 0; !st && i < count; i++) {
		int64_t n = points[i].row->numbers[c->bars];

		st = nb_buf_puts(out, "<circle r=\"3\"");
		if (!st)
			st = put_place(out, "cx", x_of(p, points[i].time));
		if (!st)
			st = put_place(out, "cy", y_of(p, n));
		if (!st)
			st = nb_buf_printf(out, "><title>%s ",
					   points[i].row->texts[0]);
		if (!st)
			st = nbarc_svg_text(out, points[i].row->texts[1]);
		if (!st)
			st = nb_buf_puts(out, " ");
		if (!st)
			st = nbarc_chart_number(&c->sheet->columns[c->bars], n,
						out);
		if (!st)
			st = nb_buf_puts(out, "</title></circle>\n");
	}
	return st ? st : nb_buf_puts(out, "</g>\n");
}

/* Append all lines and their names. */
static enum nb_status put_lines(const struct plane *p, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i, n;

	for (i = 0; !st && i < p->count; i += n) {
		const struct point *first = &p->points[i];

		for (n = 1; i + n < p->count && first[n].word == first->word;
		     n++)
			;
		st = put_line(p, first, n, out);
		if (!st)
			st = put_name(first->word, first->row->texts[1], out);
	}
	return st;
}

enum nb_status nbarc_svg_lines(const struct nbarc_chart *chart,
			       const char *caption, struct nb_buf *out)
{
	struct plane p = {.chart = chart};
	enum nb_status st = place(&p);

	p.y = TOP + (unsigned)((p.words + NAMES - 1) / NAMES) * LEGEND;
	if (!st)
		st = put_head(&p, caption, out);
	if (!st)
		st = nb_buf_puts(out, "<g fill=\"currentColor\">\n");
	if (!st)
		st = put_numbers(&p, out);
	if (!st)
		st = put_dates(&p, out);
	if (!st)
		st = put_lines(&p, out);
	free(p.points);
	return st ? st : nb_buf_puts(out, "</g>\n</svg>\n");
}
