/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The features of a break.
 *
 * A feature is a hash of its number and of what was seen, and selects a weight
 * of the model. The number is the position in the list, so inserting a feature
 * changes all that follow and requires a new model; feature_names.c has a name
 * for each position. training/page/breaks.c calls this same code.
 */
#include "page/weigh/features.h"

#include "base/utf8.h"
#include "page/weigh/hashes.h"
#include "page/weigh/kinds.h"
#include "page/weigh/model.h"

/*
 * The step of a width, in half em. The steps grow: two em matter in a head and
 * not in a paragraph.
 */
static unsigned width_bin(unsigned half_em)
{
	static const unsigned ends[] = {6,  12, 18,  24,  30,  36,  42,	 50, 60,
					72, 90, 120, 160, 220, 300, 420, 600};
	unsigned i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (half_em <= ends[i])
			return i;
	return i;
}

/*
 * How far a printed line is from full, in half em: from 0 (4 or more beyond it)
 * to 15 (11 or more short of it). 0 if the page is not made of lines.
 */
static unsigned distance(const struct nb_shapes *s, const struct nb_shape *b)
{
	int d = (int)s->full - (int)b->width;

	if (!s->lines)
		return 0;
	return (unsigned)((d < -4 ? -4 : d > 11 ? 11 : d) + 4);
}

/* n, but 3 for more than two. */
static unsigned up_to_three(unsigned n)
{
	return n > 2 ? 3 : n;
}

static unsigned sign_bin(int n)
{
	return n > 0 ? 2u : n < 0 ? 1u : 0u;
}

/*
 * The functions that add the features of the text are compiled as one: with
 * `number` known at each place, half of the work for a hash is done by the
 * compiler, and products that several features have are computed once.
 */
#define INLINE inline __attribute__((always_inline))

/*
 * The four blocks around a break, in the order p, l, break, r, n, and what many
 * features ask of them: the kinds of their last characters (pc, lc, rc, nc), of
 * the one before the last of l (lc2) and of the first two of r (fc, fc2); and
 * the steps of their widths.
 */
struct around {
	const struct nb_shape *p, *l, *r, *n;
	uint32_t pc, lc, lc2, fc, fc2, rc, nc;
	uint32_t wp, wl, wr, wn;
};

/* What stands before the first block of a page and after the last. */
static const struct nb_shape nothing;

/* What is around the break before block i. */
static struct around around(const struct nb_shapes *s, size_t i)
{
	struct around a = {.p = i > 1 ? &s->list[i - 2] : &nothing,
			   .l = &s->list[i - 1],
			   .r = &s->list[i],
			   .n = i + 1 < s->count ? &s->list[i + 1] : &nothing};

	a.pc = kind_of(a.p->last);
	a.lc = kind_of(a.l->last);
	a.lc2 = kind_of(a.l->before_last);
	a.fc = kind_of(a.r->first);
	a.fc2 = kind_of(a.r->second);
	a.rc = kind_of(a.r->last);
	a.nc = kind_of(a.n->last);
	a.wp = width_bin(a.p->width);
	a.wl = width_bin(a.l->width);
	a.wr = width_bin(a.r->width);
	a.wn = width_bin(a.n->width);
	return a;
}

/*
 * How well the characters at the break hold together, and the pairs on either
 * side of it: a word cut in two holds together in the middle. As nb_cohesion().
 */
struct cohesion {
	uint32_t left, middle, right;
};

static struct cohesion cohesion_of(const uint8_t *model, const struct around *a)
{
	return (struct cohesion){
		(uint32_t)nb_cohesion(model, a->l->before_last, a->l->last),
		(uint32_t)nb_cohesion(model, a->l->last, a->r->first),
		(uint32_t)nb_cohesion(model, a->r->first, a->r->second),
	};
}

/* Some characters hardly ever end a block, and some hardly ever begin one. */
static INLINE void readiness(struct list *f, const struct around *a,
			     const struct cohesion *c, const uint8_t *model)
{
	const struct nb_shape *l = a->l, *r = a->r;
	uint32_t end = nb_readiness(model, NB_MODEL_ENDS, l->last);
	uint32_t start = nb_readiness(model, NB_MODEL_STARTS, r->first);
	uint32_t inside = up_to_three(l->stops) << 2 | up_to_three(l->commas);

	/*
	 * In bits: how readily the two characters stand together, against an
	 * end and a beginning. An unknown pair counts as one that meets by
	 * chance, and a character that is too rare to tell as average. 30 keeps
	 * the sum positive.
	 */
	uint32_t score = (c->middle == NB_COHESION_UNKNOWN ? 5 : c->middle) +
			 30 - (end ? end : 8) - (start ? start : 8);

	add_feature(f, score, a->lc, a->fc);
	add_feature(f, score, inside, a->lc);
	add_feature(f, score, a->wl, 0);
	add_feature(f, score, c->left, c->right);
	add_feature(f, end, a->lc, 0);
	add_feature(f, start, a->fc, a->lc);
	add_feature(f, end, start, c->middle);
	add_feature(f, end, inside, 0);
	add_feature(f, start, inside, a->lc);
	add_feature(f, end, a->wl, 0);
}

/* Does the break part a word? */
static INLINE void words(struct list *f, const struct around *a,
			 const struct cohesion *c)
{
	const struct nb_shape *l = a->l;

	add_feature(f, c->middle, 0, 0);
	add_feature(f, c->middle, a->lc, a->fc);
	add_feature(f, c->middle, up_to_three(l->stops),
		    up_to_three(l->commas));
	add_feature(f, c->middle, a->wl, 0);
	add_feature(f, c->left / 2, c->middle, c->right / 2);
	add_feature(f, c->left, c->middle, 0);
	add_feature(f, c->middle, c->right, 0);
	add_feature(f, c->middle, l->stops || l->commas, l->width > 60);
}

/* Which characters, and which kinds, meet at the break? */
static INLINE void characters(struct list *f, const struct around *a)
{
	const struct nb_shape *l = a->l, *r = a->r;

	add_feature(f, 0, 0, 0);
	add_feature(f, a->lc, a->lc2, 0);
	add_feature(f, a->fc, a->fc2, 0);
	add_feature(f, a->lc, a->fc, 0);
	add_feature(f, l->last, 0, 0);
	add_feature(f, r->first, 0, 0);
	add_feature(f, l->last, l->before_last, 0);
	add_feature(f, r->first, r->second, 0);
	add_feature(f, kind_of(l->first), a->lc, a->wl);
	add_feature(f, l->first, l->second, a->lc);
}

/* How wide are the blocks, and how far from full, if they are lines? */
static INLINE void widths(struct list *f, const struct nb_shapes *s,
			  const struct around *a)
{
	const struct nb_shape *l = a->l, *r = a->r;
	uint32_t dl = distance(s, l), dr = distance(s, r);

	add_feature(f, a->wl, a->lc, 0);
	add_feature(f, a->wr, a->rc, 0);
	add_feature(f, a->wl, a->wr, a->lc);
	add_feature(f, a->wp, a->pc, a->wl);
	add_feature(f, a->wn, a->nc, a->wr);
	add_feature(f, dl, dr, 0);
	add_feature(f, dl, a->lc, 0);
	add_feature(f, dl, dr, a->lc);
	add_feature(f, dl, distance(s, a->p), a->pc);
	add_feature(f, dr, distance(s, a->n), a->lc);
	add_feature(f, dr, distance(s, a->n), a->rc);
	add_feature(f, s->full > 128 ? 128 : s->full, a->lc, dr);
	add_feature(f, dr, a->lc, a->rc);
}

/* Stops and commas inside and at the ends, quotations, indents, gaps. */
static INLINE void marks(struct list *f, const struct nb_shapes *s, size_t i,
			 const struct around *a)
{
	const struct nb_shape *l = a->l, *r = a->r;
	uint32_t inside_l = up_to_three(l->stops) << 2 | up_to_three(l->commas);
	uint32_t inside_r = up_to_three(r->stops) << 2 | up_to_three(r->commas);

	add_feature(f, sign_bin(l->open_quotes), a->lc, 0);
	add_feature(f, sign_bin(l->open_quotes), sign_bin(r->open_quotes),
		    a->lc);
	add_feature(f, inside_l, a->lc, 0);
	add_feature(f, inside_l, a->lc, a->wl);
	add_feature(f, inside_r, a->rc, a->fc);
	add_feature(f, inside_l, inside_r, a->lc);
	add_feature(f, inside_l, a->pc, up_to_three(a->p->stops));
	add_feature(f, inside_r, a->wr, a->lc);
	add_feature(f, r->opens, r->credit, l->credit);
	add_feature(f, s->blocks[i].indented, s->indents, a->lc);
	add_feature(f, s->blocks[i].gap > 0, a->lc, 0);
	add_feature(f,
		    up_to_three(a->p->stops) << 2 | up_to_three(a->p->commas),
		    a->pc, inside_l << 5 | a->lc);
	add_feature(f,
		    up_to_three(a->n->stops) << 2 | up_to_three(a->n->commas),
		    inside_r, a->lc);
}

/*
 * A block that ends in no mark is likely a head if the page has many like it.
 */
static INLINE void habits(struct list *f, const struct nb_shapes *s,
			  const struct around *a, const struct cohesion *c)
{
	const struct nb_shape *l = a->l;
	uint32_t look = (uint32_t)(l->commas > 0) |
			(uint32_t)(l->stops > 0) << 1 |
			(uint32_t)(l->width > 40) << 2 |
			(uint32_t)nb_is_tail(l->last) << 3 |
			(uint32_t)nb_is_stop(l->last) << 4;
	uint32_t page = l->commas ? s->open_commas : 8 + s->open_long;

	add_feature(f, look, page, 0);
	add_feature(f, look, page, c->middle);
	add_feature(f, look, s->open, 0);
	add_feature(f, look, page, a->wl);
	add_feature(f, look, page, a->pc);
}

/* True if a rule can tell that block i begins an item. */
static bool begins_item(const struct nb_shapes *s, size_t i)
{
	return i == 0 || s->blocks[i].gap >= NB_WIDE_GAP ||
	       s->list[i - 1].byline || s->list[i - 1].credit;
}

/* Heads stand one after the other where an item begins. */
static INLINE void heads(struct list *f, const struct nb_shapes *s, size_t i,
			 const struct around *a)
{
	const struct nb_shape *l = a->l;
	uint32_t second =
		i > 1 && begins_item(s, i - 2) && !nb_is_tail(a->p->last);
	uint32_t first = begins_item(s, i - 1);
	uint32_t open = !nb_is_tail(l->last);

	add_feature(f, first, open, a->wl);
	add_feature(f, second, open, a->wl);
	add_feature(f, second | first << 1, open,
		    (uint32_t)(l->commas > 0) | (uint32_t)(l->stops > 0) << 1);
}

/*
 * How alike two blocks begin: 2 with the same two characters, 1 with the same
 * one. The rows of a list do.
 */
static uint32_t alike(const struct nb_shape *a, const struct nb_shape *b)
{
	return a->first && a->first == b->first
		       ? 1u + (a->second && a->second == b->second)
		       : 0;
}

/* Blocks on either side of a break among which open ends are counted. */
#define NEAR_BLOCKS 3

/*
 * How many of the blocks near the break are wider than a head and end in no
 * mark. Where most do, their paragraphs have no stops.
 */
static uint32_t open_near(const struct nb_shapes *s, size_t i)
{
	size_t k = i > NEAR_BLOCKS ? i - NEAR_BLOCKS : 0;
	uint32_t n = 0;

	for (; k < s->count && k < i + NEAR_BLOCKS; k++)
		n += s->list[k].width > 40 && !nb_is_tail(s->list[k].last);
	return n;
}

/*
 * Rows of lists, preambles and verse: blocks in a row that begin or end in the
 * same way are each complete, also those that end with a comma or with no mark.
 */
static INLINE void lists(struct list *f, const struct nb_shapes *s, size_t i,
			 const struct around *a, const struct cohesion *c)
{
	const struct nb_shape *l = a->l, *r = a->r;
	uint32_t begin =
		alike(a->p, l) | alike(l, r) << 2 | alike(r, a->n) << 4;
	uint32_t spaces = (uint32_t)(a->p->spaces > 0) |
			  (uint32_t)(l->spaces > 0) << 1 |
			  (uint32_t)(r->spaces > 0) << 2 |
			  (uint32_t)(a->n->spaces > 0) << 3;
	uint32_t open = open_near(s, i);

	add_feature(f, begin, a->lc, a->wl);
	add_feature(f, spaces, a->lc, a->wl);
	add_feature(f, a->pc << 5 | a->lc, a->rc << 5 | a->nc, 0);
	add_feature(f, a->pc << 5 | a->lc, a->rc, a->wl);
	add_feature(f, a->lc << 5 | a->rc, a->wl << 5 | a->wr, a->pc);
	add_feature(f, open, a->lc, a->wl);
	add_feature(f, open, a->lc, c->middle);
	add_feature(f, open, (uint32_t)(l->stops > 0), a->wl);
}

size_t nb_seam_features(const struct nb_shapes *s, size_t i,
			const uint8_t *model, uint32_t hashes[NB_FEATURES_MAX])
{
	bool lines = s->lines && s->blocks[i].gap == 0;
	struct list f = {.hashes = hashes,
			 .mode = lines ? TEXT_LINES : TEXT_BLOCKS,
			 .model = model};
	struct around a = around(s, i);
	struct cohesion c = cohesion_of(model, &a);

	f.mode += s->bare ? BARE : 0;
	characters(&f, &a);
	words(&f, &a, &c);
	readiness(&f, &a, &c, model);
	widths(&f, s, &a);
	marks(&f, s, i, &a);
	habits(&f, s, &a, &c);
	heads(&f, s, i, &a);
	lists(&f, s, i, &a, &c);
	return f.count;
}

void nb_seam_features_soon(const struct nb_shapes *s, size_t i,
			   const uint8_t *model)
{
	const struct nb_shape *l = &s->list[i - 1], *r = &s->list[i];

	nb_cohesion_soon(model, l->before_last, l->last);
	nb_cohesion_soon(model, l->last, r->first);
	nb_cohesion_soon(model, r->first, r->second);
	nb_readiness_soon(model, NB_MODEL_ENDS, l->last);
	nb_readiness_soon(model, NB_MODEL_STARTS, r->first);
}

/* ---- setting */

static unsigned capped(unsigned n, unsigned most)
{
	return n > most ? most : n;
}

/*
 * The room that is left in a line, in half em: exact up to 8, since the next
 * character needs one to four, and in steps beyond.
 */
static uint32_t slack_bin(uint32_t half_em)
{
	return half_em < 9 ? half_em : 9 + width_bin(half_em - 8);
}

/* How far a line is from full, in steps that grow. */
static uint32_t short_by(unsigned full, unsigned width)
{
	static const unsigned ends[] = {1, 3, 5, 8, 12, 20, 40};
	unsigned d = full > width ? full - width : 0;
	uint32_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (d <= ends[i])
			return i;
	return i;
}

/* Lines of unequal length: a full line is what the lines near it show. */
static void in_ragged_lines(struct list *f, const struct nb_shapes *s, size_t i,
			    uint32_t odds, bool goes_on)
{
	const struct nb_shape *l = &s->list[i - 1], *r = &s->list[i];
	uint32_t left = short_by(nb_full_near(s, i - 1), l->width);
	uint32_t right = short_by(nb_full_near(s, i), r->width);
	uint32_t lc = kind_of(l->last);

	add_feature(f, left, right, goes_on);
	add_feature(f, left, odds, goes_on);
	add_feature(f, left, lc, goes_on);
	add_feature(f, right, odds, goes_on);
	add_feature(f, left, right, lc);
	add_feature(f, odds, goes_on, 0);
}

/* Printed lines of equal length: would the next character have fitted? */
static void in_lines(struct list *f, const struct nb_shapes *s,
		     const struct nb_cells *cells, size_t i, uint32_t odds,
		     bool goes_on)
{
	const struct nb_shape *l = &s->list[i - 1];
	uint32_t short_room = s->full > NB_INDENT ? s->full - NB_INDENT : 1;
	uint32_t room = goes_on ? s->full : short_room;
	uint32_t slack = slack_bin(nb_slack(cells, i - 1, room, l->width));
	uint32_t over = l->width > room ? capped(l->width - room, 7) : 0;
	uint32_t left = nb_fill(cells, i - 1, room);
	uint32_t right = nb_fill(cells, i, short_room) |
			 (uint32_t)nb_fill(cells, i, s->full) << 2;
	uint32_t lc = kind_of(l->last), rc = kind_of(s->list[i].last);
	uint32_t next = 15;

	if (i + 1 < s->count)
		next = nb_fill(cells, i + 1, short_room) |
		       (uint32_t)nb_fill(cells, i + 1, s->full) << 2;
	add_feature(f, slack, over, 0);
	add_feature(f, slack, over, odds);
	add_feature(f, slack, over, lc);
	add_feature(f, left, right, lc);
	add_feature(f, left, right, odds);
	add_feature(f, left, odds, goes_on);
	add_feature(f, left, right, goes_on);
	add_feature(f, right, slack, over);
	/*
	 * Is the line after a head? It is not full, ends in no mark, and the
	 * one after it is full with the indent of a paragraph.
	 */
	add_feature(f, right, next, rc);
	add_feature(f, left | right << 4, next, rc);
	add_feature(f, left | right << 4 | next << 8, lc, goes_on);
	add_feature(f, right << 4 | next, odds, rc);
}

/* Blocks: where would the break stand in the columns that the page had? */
static void in_columns(struct list *f, const struct nb_shapes *s,
		       const struct nb_standing *p, size_t i, uint32_t odds,
		       bool goes_on)
{
	uint32_t fit = p->fit[goes_on] | (uint32_t)p->width_sure << 2;
	uint32_t rhythm = p->rhythm | (uint32_t)p->height_sure << 2;
	uint32_t lc = kind_of(s->list[i - 1].last);
	uint32_t width = (uint32_t)(p->width_odds + 6);

	add_feature(f, odds, 0, 0);
	add_feature(f, width, 0, 0);
	add_feature(f, width, odds, 0);
	add_feature(f, fit, 0, 0);
	add_feature(f, fit, odds, 0);
	add_feature(f, rhythm, 0, 0);
	add_feature(f, rhythm, odds, 0);
	add_feature(f, rhythm, fit, 0);
	add_feature(f, rhythm, p->fit[goes_on], odds);
	add_feature(f, rhythm, lc, p->fit[goes_on]);
	add_feature(f, p->density, odds, 0);
	add_feature(f, p->density, p->fit[goes_on], lc);
}

size_t nb_setting_features(const struct nb_shapes *s,
			   const struct nb_cells *cells,
			   const struct nb_standing *standing, size_t i,
			   double odds, bool goes_on,
			   uint32_t hashes[NB_SETTING_FEATURES_MAX])
{
	bool lines = s->lines && s->blocks[i].gap == 0;
	struct list f = {.hashes = hashes,
			 .mode = !lines	     ? SETTING_COLUMNS
				 : s->ragged ? SETTING_RAGGED
					     : SETTING_LINES};

	f.mode += s->bare ? BARE : 0;
	if (lines)
		in_lines(&f, s, cells, i, odds_bin(odds), goes_on);
	if (lines && s->ragged)
		in_ragged_lines(&f, s, i, odds_bin(odds), goes_on);
	if (!lines)
		in_columns(&f, s, standing, i, odds_bin(odds), goes_on);
	return f.count;
}
