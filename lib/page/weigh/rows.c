/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The features of printed lines that depend on more than a break (rows.h).
 * feature_names.c has a name for each, in the same order.
 */
#include "page/weigh/rows.h"
#include "page/weigh/hashes.h"
#include "page/weigh/kinds.h"
#include "page/weigh/odds.h"

/* Per cent of the full width from which a line is about full. */
#define ABOUT 85u
/* So many lines that are about full show whether they are exact: if fewer than
 * one in INEXACT has room left. */
#define LINES_LEAST 8u
#define INEXACT 50u
/* Paragraphs that show how many have a single line. */
#define PARAGRAPHS_LEAST 5u
/* A break that is hardly false. */
#define TRUE_BREAK .1
/* Lines on either side of a break among which true breaks are counted. */
#define NEAR_LINES 4u

/* What stands beyond the ends of a page. */
static const struct nb_shape nothing;
#define NO_LINE 15u
#define NO_BREAK 6u

/* The room of the first line of a paragraph. */
static uint32_t short_room(const struct nb_shapes *s)
{
	return s->full > NB_INDENT ? s->full - NB_INDENT : 1;
}

/*
 * Lines that are about full, and how many of them have room left for the next
 * character. A line that ends in a mark may be the last of a paragraph, and one
 * that is full with an indent the first: they are left out.
 */
struct fullness {
	size_t about, off;
};

static struct fullness fullness_of(const struct nb_shapes *s,
				   const struct nb_cells *cells)
{
	struct fullness f = {0, 0};
	uint32_t width;
	size_t i;

	for (i = 0; i + 1 < s->count; i++) {
		width = s->list[i].width;
		if (nb_is_tail(s->list[i].last) || s->blocks[i + 1].gap > 0 ||
		    (size_t)width * 100 < (size_t)s->full * ABOUT ||
		    (width <= short_room(s) &&
		     nb_slack(cells, i, short_room(s), width) == 0))
			continue;
		f.about++;
		f.off += nb_slack(cells, i, s->full, width) > 0;
	}
	return f;
}

/*
 * How many lines have spaces. Where a line ended in one, it is lost, and the
 * line seems to have had room for more.
 */
static unsigned lines_with_spaces(const struct nb_shapes *s)
{
	size_t i, spaces = 0;

	for (i = 0; i < s->count; i++)
		spaces += s->list[i].spaces > 0;
	return spaces * 50 < s->count ? 0 : spaces * 8 < s->count ? 1 : 2;
}

/* How many of the paragraphs that end in a mark and not exactly full have a
 * single line. */
static unsigned single_lines(const struct nb_rows *r)
{
	const struct nb_shapes *s = r->shapes;
	size_t i, all = 0, single = 0;

	for (i = 1; i + 1 < s->count; i++) {
		uint32_t width = s->list[i].width;

		if (r->likely[i + 1] > TRUE_BREAK ||
		    !nb_is_tail(s->list[i].last) ||
		    nb_slack(r->cells, i, s->full, width) == 0)
			continue;
		all++;
		single += r->likely[i] < TRUE_BREAK && width <= short_room(s);
	}
	return all < PARAGRAPHS_LEAST ? 0
	       : single * 20 < all    ? 1
	       : single * 10 < all    ? 2
	       : single * 5 < all     ? 3
	       : single * 3 < all     ? 4
				      : 5;
}

bool nb_rows_look(struct nb_rows *r, const struct nb_shapes *s,
		  const struct nb_cells *cells, const double *likely)
{
	struct fullness f;

	if (!s->lines || s->ragged || s->bare)
		return false;
	f = fullness_of(s, cells);
	if (f.about < LINES_LEAST)
		return false;
	*r = (struct nb_rows){.shapes = s, .cells = cells, .likely = likely};
	r->exact = f.off * INEXACT < f.about;
	r->spaces = lines_with_spaces(s);
	r->singles = single_lines(r);
	r->unit.open = s->list[0].open_quotes;
	return true;
}

/* Line i begins a unit. */
static void begin_unit(const struct nb_shapes *s, struct nb_unit *u, size_t i)
{
	u->rows = u->first + 1 == i ? u->rows + 1 : 0;
	u->first = i;
	u->open = s->list[i].open_quotes;
}

void nb_rows_next(struct nb_rows *r, size_t i, bool joined)
{
	if (joined)
		r->unit.open += r->shapes->list[i].open_quotes;
	else
		begin_unit(r->shapes, &r->unit, i);
}

/* ---- what is asked of the lines around a break */

/* A probability in six steps. */
static uint32_t level(double p)
{
	static const double steps[] = {.02, .2, .5, .8, .98};
	uint32_t i;

	for (i = 0; i < 5 && p >= steps[i];)
		i++;
	return i;
}

static uint32_t sign_of(int n)
{
	return n > 0 ? 2u : n < 0 ? 1u : 0u;
}

static uint32_t at_most(size_t n, uint32_t most)
{
	return n < most ? (uint32_t)n : most;
}

/* The place of a digit or a numeral in its row, from 1; 0 for all others. */
static uint32_t count_of(uint32_t c)
{
	static const uint32_t numerals[] = U"一二三四五六七八九十";
	uint32_t k;

	if (nb_is_digit(c))
		return c - '0' + 20;
	for (k = 0; numerals[k]; k++)
		if (numerals[k] == c)
			return k + 1;
	return 0;
}

/*
 * Does b count on from a? 1 if its first character does, 2 if the ones after
 * that are alike, too, and 3 if its second one does, as in "（二）".
 */
static uint32_t counts_on(const struct nb_shape *a, const struct nb_shape *b)
{
	uint32_t n = count_of(a->first), second = count_of(a->second);

	if (n && count_of(b->first) == n + 1)
		return 1 + (kind_of(a->second) == kind_of(b->second));
	if (a->first == b->first && second && count_of(b->second) == second + 1)
		return 3;
	return 0;
}

/* How alike two lines begin: as features.c has it, and with labels of the same
 * length. */
static uint32_t begin_alike(const struct nb_shape *a, const struct nb_shape *b)
{
	uint32_t n = 0;

	if (a->first && a->first == b->first)
		n = a->second && a->second == b->second ? 2 : 1;
	return n | (uint32_t)(a->label && a->label == b->label) << 2;
}

/* The room left in a line in seven steps: 0 if the next character does not fit,
 * 6 if the line is too wide. */
static uint32_t room_left(const struct nb_rows *r, size_t i, uint32_t room)
{
	uint32_t width = r->shapes->list[i].width;
	uint32_t slack = nb_slack(r->cells, i, room, width);

	if (width > room)
		return 6;
	return slack < 3 ? slack : slack < 5 ? 3 : slack < 9 ? 4 : 5;
}

/* How line i fills the room of a first line, and that of the others. */
static uint32_t fills(const struct nb_rows *r, size_t i)
{
	const struct nb_shapes *s = r->shapes;

	if (i >= s->count)
		return NO_LINE;
	return nb_fill(r->cells, i, short_room(s)) |
	       (uint32_t)nb_fill(r->cells, i, s->full) << 2;
}

static uint32_t level_at(const struct nb_rows *r, size_t i)
{
	return i < r->shapes->count ? level(r->likely[i]) : NO_BREAK;
}

/* How many of the breaks near break i are rather true. */
static uint32_t breaks_near(const struct nb_rows *r, size_t i)
{
	size_t k = i > NEAR_LINES ? i - NEAR_LINES : 1;
	uint32_t n = 0;

	for (; k < r->shapes->count && k <= i + NEAR_LINES; k++)
		n += k != i && r->likely[k] < .5;
	return n;
}

/*
 * A break and what features ask of the lines around it: the lines in the order
 * p, l, break, r, n, and the first one of the unit that l ends (b); kinds of
 * their first and last characters; how full they are.
 */
struct around {
	const struct nb_shape *p, *l, *r, *n, *b;
	uint32_t lc, fc, begin, rc, bc;
	uint32_t odds;	/* by text and setting */
	uint32_t left;	/* how l fills its line */
	uint32_t after; /* how r fills its line, and whether it goes on */
	uint32_t next;	/* the same of n */
	uint32_t head;	/* how b fills the first line of a paragraph: one that
			   is too wide is no paragraph */
	uint32_t lines; /* of the unit, up to 4 */
	uint32_t room;	/* left in l */
	uint32_t page;	/* how far room can be trusted on the page */
	struct nb_unit unit;
};

static struct around around(const struct nb_rows *r, size_t i, bool goes_on)
{
	const struct nb_shapes *s = r->shapes;
	uint32_t room = goes_on ? s->full : short_room(s);
	struct around a = {
		.l = &s->list[i - 1], .r = &s->list[i], .unit = r->unit};

	if (!goes_on && a.unit.first != i - 1)
		begin_unit(s, &a.unit, i - 1);
	a.p = i > 1 ? a.l - 1 : &nothing;
	a.n = i + 1 < s->count ? a.r + 1 : &nothing;
	a.b = &s->list[a.unit.first];
	a.lc = kind_of(a.l->last);
	a.fc = kind_of(a.r->first);
	a.begin = a.fc | (uint32_t)kind_of(a.r->second) << 5;
	a.rc = kind_of(a.r->last);
	a.bc = kind_of(a.b->first);
	a.odds = odds_bin(nb_logit(r->likely[i]));
	a.left = nb_fill(r->cells, i - 1, room);
	a.after = fills(r, i) | level_at(r, i + 1) << 4;
	a.next = fills(r, i + 1) | level_at(r, i + 2) << 4;
	a.head = nb_fill(r->cells, a.unit.first, short_room(s));
	a.lines = at_most(i - a.unit.first, 4);
	a.room = room_left(r, i - 1, room);
	a.page = r->spaces | (uint32_t)r->exact << 2;
	return a;
}

/* ---- features */

/* How do the lines after the break fill their lines, and do they go on? */
static void following(struct list *f, const struct around *a, bool goes_on)
{
	uint32_t opens = (uint32_t)(a->n->opens || a->n->dateline) |
			 (uint32_t)a->r->opens << 1 |
			 (uint32_t)(a->n->byline || a->n->credit) << 2;

	add_feature(f, a->odds, goes_on, a->page);
	add_feature(f, a->after, a->odds, 0);
	add_feature(f, a->after, a->rc, a->lc);
	add_feature(f, a->after | a->left << 8, goes_on, a->next & 15);
	add_feature(f, a->next, a->after, a->left);
	add_feature(f, opens, a->after, a->left | a->head << 2);
	add_feature(f, opens, a->lc, a->rc);
}

/* What is the unit that ends at the break, if it does? */
static void unit(struct list *f, const struct around *a, bool goes_on)
{
	uint32_t open = sign_of(a->unit.open);
	uint32_t size = a->head | a->lines << 2;

	add_feature(f, a->head | a->left << 2 | a->lines << 4, goes_on, a->lc);
	add_feature(f, size, a->after, a->lc);
	add_feature(f, a->bc, open, a->lc | a->left << 5);
	add_feature(f, a->bc | a->head << 5, a->fc, a->lc);
	add_feature(f, a->begin, a->lc, a->after >> 4);
	add_feature(f, a->begin, size, a->after & 15);
	add_feature(f, open, sign_of(a->r->open_quotes), a->lc);
}

/* Is there room left in the lines before and after? */
static void room(struct list *f, const struct nb_rows *r, size_t i,
		 const struct around *a, bool goes_on)
{
	uint32_t right = room_left(r, i, r->shapes->full) |
			 room_left(r, i, short_room(r->shapes)) << 3;
	uint32_t spaces = (uint32_t)(a->l->spaces > 0) |
			  (uint32_t)(a->r->spaces > 0) << 1 | a->page << 2;
	uint32_t on = a->after >> 4;

	add_feature(f, a->room, spaces, goes_on);
	add_feature(f, a->room | spaces << 4, a->odds, 0);
	add_feature(f, a->room | spaces << 4, on, a->after & 15);
	add_feature(f, a->room, a->odds, a->page);
	add_feature(f, a->room, a->lc, goes_on | a->page << 1);
	add_feature(f, right, on, a->odds);
	add_feature(f, right | on << 8, a->room, goes_on);
}

/* Are these rows of a list, or a page of short paragraphs? */
static void rows(struct list *f, const struct nb_rows *r, size_t i,
		 const struct around *a)
{
	uint32_t near = breaks_near(r, i), run = at_most(a->unit.rows, 4);
	uint32_t count = counts_on(a->b, a->r);
	uint32_t same = (uint32_t)(a->l->width == a->p->width) |
			(uint32_t)(a->l->width == a->r->width) << 1 |
			(uint32_t)(a->r->width == a->n->width) << 2;

	add_feature(f, near, a->odds, a->left);
	add_feature(f, near, a->lc, a->after);
	add_feature(f, near, a->odds, a->page);
	add_feature(f, count, a->lc, a->left);
	add_feature(f, count, a->odds, 0);
	add_feature(f, begin_alike(a->b, a->r), a->lc, a->after);
	add_feature(f, same, a->left, a->after & 15);
	add_feature(f, run, a->lines, a->lc | a->left << 5);
	add_feature(f, run, a->odds, a->lines);
	add_feature(f, run, near, a->after);
	add_feature(f, r->singles, a->odds, a->after);
	add_feature(f, r->singles | a->left << 3, a->lc | a->rc << 5, a->after);
	add_feature(f, r->singles, a->lc, a->after);
	add_feature(f, r->singles, a->lines,
		    a->lc | a->left << 5 | a->head << 7);
}

size_t nb_row_features(const struct nb_rows *r, size_t i, bool goes_on,
		       uint32_t hashes[NB_ROW_FEATURES_MAX])
{
	struct list f = {.hashes = hashes, .mode = ROWS};
	struct around a = around(r, i, goes_on);

	following(&f, &a, goes_on);
	unit(&f, &a, goes_on);
	room(&f, r, i, &a, goes_on);
	rows(&f, r, i, &a);
	return f.count;
}
