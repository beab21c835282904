/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The shapes of all blocks of a page, and the rules that are certain
 * (shapes.h).
 *
 * The width of a full line is found by trying widths: with the right one, most
 * lines end where the next character would not have fitted. If no width passes
 * that test the lines are ragged, and only a rough width is known.
 */
#include "base/alloc.h"
#include "base/unicode.h"
#include "base/error.h"
#include "page/text/profile_look.h"
#include "page/weigh/setting.h"
#include "page/weigh/shapes.h"

#include <stdlib.h>
#include <string.h>

/*
 * Per cent. With the right width, at least this share of the lines of running
 * text that are about full end where the next character did not fit. An OCR
 * engine loses and adds characters, and stays below.
 */
#define EXACT 75u
/* Lines that are about full in a text of which it can be told that it is
 * ragged.
 */
#define RAGGED_LEAST 12u
/* Running text has a stop in so many em: it has one in 28 to 48 as a rule. */
#define STOP_EM 100u
/* Without marks, running text has one line in so many that is about full. */
#define BARE_PART 3u
/* Per cent of the full width from which a line is about full. */
#define ABOUT 85u
/* How many lines that fit a width one outweighs that does not. */
#define MISFIT 3
/* Widths that are tried, of those that most lines have. */
#define WIDTHS_TRIED 10u
/* Lines on either side of one that show how wide its column is. */
#define NEAR_LINES 6u
/* Half em by which full lines of one column differ as an engine reads them. */
#define RAG 2u
/* Half em. Few heads are wider. */
#define HEAD_WIDTH 40u
/*
 * If each line is a paragraph: at least so many lines are wider than a head,
 * and this share of them (per cent) ends as a paragraph does.
 */
#define PARAGRAPHS_LEAST 3u
#define PARAGRAPHS_END 70u
/* Half em by which two marks hang over the end of a line. */
#define HANGING 4u
/*
 * A page is bare if it has less than one mark in so many em. Text with marks
 * has one in ten. A page must have that many half em to show it.
 */
#define BARE_EM 100u
#define BARE_LEAST 400u

static int by_width(const void *a, const void *b)
{
	const unsigned *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Widths that are counted instead of sorted, in half em: those of lines. */
#define COUNTED 256u

/* Sort the widths of lines. Only in a text of paragraphs are some wider. */
static void sort_widths(unsigned *widths, size_t count)
{
	size_t counts[COUNTED] = {0}, i, k = 0;
	unsigned w;

	for (i = 0; i < count && widths[i] < COUNTED; i++)
		counts[widths[i]]++;
	if (i < count) {
		qsort(widths, count, sizeof(*widths), by_width);
		return;
	}
	for (w = 0; w < COUNTED; w++)
		for (; counts[w]; counts[w]--)
			widths[k++] = w;
}

static unsigned room_for(uint32_t c)
{
	return c == 0 ? 0 : nb_half_wide(c) ? 1 : 2;
}

/*
 * A line while widths are tried. It ends where it is full if a full line is at
 * least `least` wide and less than `most`: down to `least`, what exceeds the
 * width are marks that hang over the end; below `most`, the first character of
 * the next line does not fit. An opening mark is never the last of a line, so
 * it needs room for its next character too.
 */
struct ending {
	unsigned width, least, most;
};

/* Find how the lines end, all but the last one. */
static void find_endings(const struct nb_shapes *s, struct ending *endings)
{
	size_t i;

	for (i = 0; i + 1 < s->count; i++) {
		const struct nb_shape *line = &s->list[i], *next = line + 1;
		unsigned hang = 0, need = room_for(next->first);

		if (nb_is_open(next->first))
			need += room_for(next->second);
		if (nb_is_tail(line->last))
			hang = nb_is_tail(line->before_last) ? 4 : 2;
		endings[i] = (struct ending){line->width, line->width - hang,
					     line->width + need};
	}
}

/* Does the block end as a paragraph does, or as a point of a list? */
static bool ends_paragraph(const struct nb_shape *b)
{
	return nb_is_stop(b->last) || nb_is_close(b->last) || b->last == ';' ||
	       b->last == ':';
}

/*
 * How lines fit a width: how many are about full, and how many of these end
 * exactly full, whether they are indented or not.
 */
struct fitting {
	size_t about, exact;
};

static bool is_about(const struct ending *line, unsigned full)
{
	return (size_t)line->width * 100 >= (size_t)full * ABOUT;
}

/* Is the line full, whether it is indented or not? */
static bool is_exact(const struct ending *line, unsigned full)
{
	/* What did not fit needs no more room than an indent. */
	if (full > NB_INDENT && line->width <= full - NB_INDENT)
		full -= NB_INDENT;
	return line->least <= full && full < line->most;
}

static struct fitting fit_lines(const struct ending *lines, size_t count,
				unsigned full)
{
	struct fitting f = {0, 0};
	size_t i;

	for (i = 0; i < count; i++) {
		if (!is_about(&lines[i], full))
			continue;
		f.about++;
		f.exact += is_exact(&lines[i], full);
	}
	return f;
}

/*
 * The same of the lines that are of running text: they have marks, and do not
 * end early as a paragraph may.
 */
static struct fitting fit_running(const struct nb_shapes *s,
				  const struct ending *endings, unsigned full)
{
	struct fitting f = {0, 0};
	size_t i;

	for (i = 0; i + 1 < s->count; i++) {
		const struct nb_shape *line = &s->list[i];
		bool exact;

		if (!is_about(&endings[i], full) ||
		    !(line->commas || line->stops))
			continue;
		exact = is_exact(&endings[i], full);
		f.about += exact || !ends_paragraph(line);
		f.exact += exact;
	}
	return f;
}

/* Are most of the lines not full, of so many that it can be told? */
static bool fits_badly(struct fitting f)
{
	return f.about >= RAGGED_LEAST && f.exact * 100 < f.about * EXACT;
}

/* What speaks for a width: a line that does not fit outweighs a few that do. */
static long worth(struct fitting f)
{
	return (long)f.exact - MISFIT * (long)(f.about - f.exact);
}

/*
 * Are the lines of running text, and few of them exactly full? The rows of a
 * list are of all lengths, too, but have next to no stops, or no full width
 * that most of them come near to.
 */
static bool is_ragged(const struct nb_shapes *s, const struct ending *endings,
		      unsigned full, struct fitting all)
{
	uint64_t stops = 0, width = 0;
	size_t i;

	if (s->bare)
		return fits_badly(all) && all.about * BARE_PART >= s->count;
	for (i = 0; i < s->count; i++) {
		stops += s->list[i].stops;
		width += s->list[i].width;
	}
	return stops * STOP_EM * 2 >= width &&
	       fits_badly(fit_running(s, endings, full));
}

/* The widths that are tried. */
struct widths {
	unsigned list[WIDTHS_TRIED];
	unsigned runs[WIDTHS_TRIED]; /* how many lines have each of them */
};

/* Take a width that `run` lines have, if few of the others have as many. */
static void propose(struct widths *w, unsigned width, unsigned run)
{
	unsigned least = 0, k;

	for (k = 1; k < WIDTHS_TRIED; k++)
		if (w->runs[k] < w->runs[least])
			least = k;
	if (run >= w->runs[least]) {
		w->list[least] = width;
		w->runs[least] = run;
	}
}

/*
 * Find the width of a full line, and whether the lines are ragged. `sorted` and
 * `endings` are room for those of each line; `sorted` has the widths then.
 *
 * The widths that most lines have are tried, and of each how well the lines fit
 * it. In running text the most frequent one is right; where paragraphs are
 * short it may be that of indented lines, and in lists that of the rows. For
 * ragged lines the result is the width that four fifths do not exceed.
 */
static unsigned full_width(struct nb_shapes *s, unsigned *sorted,
			   struct ending *endings)
{
	struct widths tried = {{0}, {0}};
	struct fitting best = {0, 0}, f;
	unsigned full = 0, run = 0, k;
	size_t i;

	for (i = 0; i < s->count; i++)
		sorted[i] = s->list[i].width;
	sort_widths(sorted, s->count);
	for (i = 0; i < s->count; i++) {
		run++;
		if (i + 1 == s->count || sorted[i + 1] != sorted[i]) {
			propose(&tried, sorted[i], run);
			run = 0;
		}
	}
	find_endings(s, endings);
	for (k = 0; k < WIDTHS_TRIED; k++) {
		if (!tried.runs[k])
			continue;
		f = fit_lines(endings, s->count - 1, tried.list[k]);
		if (!full || worth(f) > worth(best) ||
		    (worth(f) == worth(best) && tried.list[k] > full)) {
			best = f;
			full = tried.list[k];
		}
	}
	s->ragged = is_ragged(s, endings, full, best);
	return s->ragged ? sorted[s->count * 4 / 5] : full;
}

unsigned nb_full_near(const struct nb_shapes *s, size_t i)
{
	size_t from = i > NEAR_LINES ? i - NEAR_LINES : 0;
	size_t to = i + NEAR_LINES < s->count ? i + NEAR_LINES + 1 : s->count;
	unsigned best = 0, w;
	size_t k, other;

	for (k = from; k < to; k++) {
		w = s->list[k].width;
		for (other = from; w > best && other < to; other++)
			if (other != k && s->list[other].width <= w &&
			    s->list[other].width + RAG >= w)
				best = w;
	}
	return best ? best : s->full;
}

/*
 * Put a count into one of six steps, relative to the number of all blocks. One
 * or two are no habit of the page.
 */
static unsigned share(size_t n, size_t of)
{
	return n < 3	     ? 0
	       : n * 40 < of ? 1
	       : n * 20 < of ? 2
	       : n * 10 < of ? 3
	       : n * 3 < of  ? 4
			     : 5;
}

void nb_shapes_habits(struct nb_shapes *s)
{
	size_t all = 0, wide = 0, commas = 0, i;

	for (i = 0; i < s->count; i++) {
		const struct nb_shape *b = &s->list[i];

		/* Bylines end in no mark on every page. */
		if (nb_is_tail(b->last) || b->byline)
			continue;
		all++;
		wide += b->width > HEAD_WIDTH;
		commas += b->commas > 0;
	}
	s->open = share(all, s->count);
	s->open_long = share(wide, s->count);
	s->open_commas = share(commas, s->count);
}

/*
 * True if the page has next to no marks, as most had before the 1920s. A join
 * changes neither sum, so all passes say the same of a page.
 */
static bool is_bare(const struct nb_shapes *s)
{
	uint64_t marks = 0, width = 0;
	size_t i;

	for (i = 0; i < s->count; i++) {
		marks += s->list[i].commas + s->list[i].stops;
		width += s->list[i].width;
	}
	return width >= BARE_LEAST && marks * BARE_EM * 2 < width;
}

/*
 * True if each line is a paragraph, as in many collections of texts. Of such
 * lines the long ones end with a stop. Of printed lines hardly one in ten does,
 * and of those that are about full no more. `sorted` has the widths.
 */
static bool lines_are_paragraphs(const struct nb_shapes *s,
				 const unsigned *sorted)
{
	unsigned most = sorted[s->count * 9 / 10];
	unsigned about = most * ABOUT / 100, wider = HEAD_WIDTH;
	size_t i, wide = 0, wide_ends = 0, full = 0, full_ends = 0;

	/* Lines as wide as a head, over which marks hang, are no paragraphs. */
	if (most <= HEAD_WIDTH && most + HANGING > HEAD_WIDTH)
		wider = most + HANGING;
	for (i = 0; i < s->count; i++) {
		const struct nb_shape *b = &s->list[i];
		bool ends = ends_paragraph(b);

		if (b->width <= wider)
			continue;
		wide++;
		wide_ends += ends;
		full += b->width >= about;
		full_ends += b->width >= about && ends;
	}
	return wide >= PARAGRAPHS_LEAST &&
	       wide_ends * 100 >= wide * PARAGRAPHS_END &&
	       full_ends * 100 >= full * PARAGRAPHS_END;
}

/* Find how wide the lines are, and whether they are paragraphs after all. */
static enum nb_status look_at_lines(struct nb_shapes *s, struct nb_error *err)
{
	unsigned *sorted = nb_alloc(s->count, sizeof(*sorted));
	struct ending *endings = nb_alloc(s->count, sizeof(*endings));
	enum nb_status st = sorted && endings ? NB_OK : nb_fail_mem(err);

	if (!st) {
		s->full = full_width(s, sorted, endings);
		s->lines = !lines_are_paragraphs(s, sorted);
	}
	free(sorted);
	free(endings);
	return st;
}

/* Look at a block; fails only with NB_NOMEM. */
static enum nb_status look(const struct nb_blocks *blocks, struct nb_block *b,
			   struct nb_buf *scratch)
{
	const struct nb_profile *p = nb_profile_or_default(blocks->profile);
	const char *text = (const char *)blocks->text.data + b->text;

	if (!b->summed || p->rewrites)
		return nb_profile_look(p, text, b->len, scratch, &b->look);
	nb_profile_look_summed(p, text, b->len, &b->look);
	return NB_OK;
}

enum nb_status nb_shapes_make(const struct nb_blocks *blocks,
			      struct nb_shapes *s, struct nb_error *err)
{
	size_t i, close = 0, indented = 0;
	enum nb_status st = NB_OK;
	struct nb_buf scratch = {0};

	memset(s, 0, sizeof(*s));
	s->blocks = blocks->list;
	s->count = blocks->count;
	s->stated = nb_profile_or_default(blocks->profile)->paragraphs;
	s->list = nb_alloc(s->count, sizeof(*s->list));
	if (!s->list)
		return nb_fail_mem(err);
	for (i = 0; !st && i < s->count; i++) {
		struct nb_block *b = &blocks->list[i];

		if (!b->looked)
			st = look(blocks, b, &scratch);
		b->looked = !st;
		s->list[i] = b->look;
		close += i > 0 && b->gap == 0;
		indented += b->indented;
	}
	nb_buf_free(&scratch);
	if (st)
		return nb_fail_mem(err);
	/*
	 * Paragraphs have an empty line between them. If most blocks have none,
	 * they are lines, or each line is a paragraph.
	 */
	s->lines = s->count > 1 && close * 2 > s->count - 1;
	s->indents = indented > 0 && indented < s->count;
	s->bare = is_bare(s);
	if (s->lines)
		st = look_at_lines(s, err);
	if (!s->lines)
		nb_shapes_habits(s);
	return st;
}

void nb_shapes_free(struct nb_shapes *s)
{
	free(s->list);
	s->list = NULL;
}

/* Are blocks l and r entries of a list, with labels of the same length? */
static bool are_entries(const struct nb_shape *l, const struct nb_shape *r)
{
	return nb_shape_has_label(l) && l->label == r->label &&
	       nb_shape_is_head(l) && nb_shape_is_head(r);
}

/* Does the list end before block i: is it the text after two entries? */
static bool ends_list(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *r = &s->list[i];

	return i > 1 && are_entries(r - 2, r - 1) && nb_is_stop(r->last) &&
	       r->width > r[-1].width;
}

int nb_seam_certain(const struct nb_shapes *s, size_t i, const char **by)
{
	const struct nb_shape *l = &s->list[i - 1], *r = &s->list[i];

	*by = "paragraph-lines";
	if (s->stated)
		return 0;
	*by = "wide-gap";
	if (s->blocks[i].gap >= NB_WIDE_GAP)
		return 0;
	/* In one line, U+0000 on either side of the break could be padding. */
	*by = "padding";
	if (!l->last && !r->first)
		return 0;
	*by = "byline";
	if (l->byline || r->byline)
		return 0;
	*by = "caption";
	if (r->first == NB_BLACK_UP_TRIANGLE ||
	    r->first == NB_WHITE_UP_TRIANGLE)
		return 0;
	*by = "profile";
	if (l->ends || r->begins)
		return 0;
	/*
	 * A line never begins with such a mark in print. An ellipsis does: it
	 * may begin a sentence.
	 */
	*by = "closing-mark";
	if (nb_is_tail(r->first) && r->first != NB_ELLIPSIS)
		return 1;
	/* A report has both in one paragraph. */
	*by = "dateline";
	if (l->dateline && r->reporter)
		return 1;
	*by = "list";
	if (are_entries(l, r) || ends_list(s, i))
		return 0;
	*by = "indent";
	if (s->indents && s->blocks[i].indented)
		return 0;
	*by = "model";
	return -1;
}
