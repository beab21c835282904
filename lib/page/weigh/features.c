/* SPDX-License-Identifier: Apache-2.0 */
/* The features of a break. Each is a hash of a number of its own and of what
 * was seen; the training program and the decision call this same code. */
#include "page/weigh/features.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "page/weigh/model.h"

/* Kinds of characters at the two sides of a break. */
enum kind {
	KIND_NONE,
	KIND_HAN,
	KIND_DIGIT,
	KIND_LATIN,
	KIND_STOP,
	KIND_ASKING,
	KIND_ELLIPSIS,
	KIND_COMMA,
	KIND_LISTING,
	KIND_COLON,
	KIND_SEMICOLON,
	KIND_OPEN,
	KIND_CLOSE,
	KIND_QUOTE_END,
	KIND_DASH,
	KIND_DOT,
	KIND_SPACE,
	KIND_NUMERAL,
	KIND_OTHER,
};

static enum kind kind_of(uint32_t c)
{
	switch (c) {
	case 0:
		return KIND_NONE;
	case NB_IDEOGRAPHIC_FULL_STOP:
		return KIND_STOP;
	case '?':
	case '!':
		return KIND_ASKING;
	case NB_ELLIPSIS:
		return KIND_ELLIPSIS;
	case ',':
		return KIND_COMMA;
	case NB_IDEOGRAPHIC_COMMA:
		return KIND_LISTING;
	case ':':
		return KIND_COLON;
	case ';':
		return KIND_SEMICOLON;
	case NB_RIGHT_DOUBLE_QUOTE:
	case NB_RIGHT_SINGLE_QUOTE:
	case NB_RIGHT_CORNER:
	case NB_RIGHT_WHITE_CORNER:
		return KIND_QUOTE_END;
	case NB_EM_DASH:
	case NB_EN_DASH:
	case '-':
		return KIND_DASH;
	/* The model was fitted without U+2027, so nb_is_middle_dot() would not
	 * do here. */
	case NB_MIDDLE_DOT:
	case NB_KATAKANA_MIDDLE_DOT:
	case NB_BULLET:
		return KIND_DOT;
	/* These open the parts of a list. */
	case U'一':
	case U'二':
	case U'三':
	case U'四':
	case U'五':
	case U'六':
	case U'七':
	case U'八':
	case U'九':
	case U'十':
	case U'第':
		return KIND_NUMERAL;
	default:
		break;
	}
	if (nb_is_open(c))
		return KIND_OPEN;
	if (nb_is_close(c))
		return KIND_CLOSE;
	if (nb_is_han(c))
		return KIND_HAN;
	if (nb_is_digit(c))
		return KIND_DIGIT;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return KIND_LATIN;
	return nb_is_space(c) ? KIND_SPACE : KIND_OTHER;
}

/* Widths of blocks, in steps that grow. */
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

/* How far a line is from full, in half em, kept between -4 and 11. */
static unsigned distance(const struct nb_shapes *s, const struct nb_shape *b)
{
	int d = (int)s->full - (int)b->width;

	if (!s->lines)
		return 0;
	return (unsigned)((d < -4 ? -4 : d > 11 ? 11 : d) + 4);
}

static unsigned few(unsigned n)
{
	return n > 2 ? 3 : n;
}

static unsigned sign(int n)
{
	return n > 0 ? 2u : n < 0 ? 1u : 0u;
}

/* Where the next hash goes, and what all of them begin with. */
struct list {
	uint32_t *hashes;
	size_t count;
	uint32_t number; /* of the feature */
	uint32_t mode;
};

/* The products do not wait for each other. */
static void add(struct list *l, uint32_t a, uint32_t b, uint32_t c)
{
	uint32_t h = ++l->number * 0x2c1b3c6du + l->mode * 0x297a2d39u;

	h ^= a * 0x85ebca6bu + b * 0xc2b2ae35u;
	h ^= (c + 1) * 0x27d4eb2fu;
	h = (h ^ h >> 15) * 0x9e3779b1u;
	l->hashes[l->count++] = h ^ h >> 13;
}

/* The page around a break: P | L | break | R | N. */
struct around {
	const struct nb_shape *p, *l, *r, *n;
};

static const struct nb_shape nothing;

/* How well the characters at the break hold together, and on either side of it
 * those next to them: a word cut in two holds together in the middle. */
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
static void readiness(struct list *f, const struct around *a,
		      const struct cohesion *c, const uint8_t *model)
{
	const struct nb_shape *l = a->l, *r = a->r;
	uint32_t end = nb_readiness(model, NB_MODEL_ENDS, l->last);
	uint32_t start = nb_readiness(model, NB_MODEL_STARTS, r->first);
	uint32_t lc = kind_of(l->last), fc = kind_of(r->first);
	uint32_t inside = few(l->stops) << 2 | few(l->commas);

	/* In bits: for the two to stand together, against an end and a
	 * beginning. Where nothing is known of the pair it is by chance. */
	uint32_t score = (c->middle == NB_COHESION_UNKNOWN ? 5 : c->middle) +
			 30 - (end ? end : 8) - (start ? start : 8);

	add(f, score, lc, fc);
	add(f, score, inside, lc);
	add(f, score, width_bin(l->width), 0);
	add(f, score, c->left, c->right);
	add(f, end, lc, 0);
	add(f, start, fc, lc);
	add(f, end, start, c->middle);
	add(f, end, inside, 0);
	add(f, start, inside, lc);
	add(f, end, width_bin(l->width), 0);
}

static void words(struct list *f, const struct around *a,
		  const struct cohesion *c)
{
	const struct nb_shape *l = a->l;
	uint32_t lc = kind_of(l->last), fc = kind_of(a->r->first);

	add(f, c->middle, 0, 0);
	add(f, c->middle, lc, fc);
	add(f, c->middle, few(l->stops), few(l->commas));
	add(f, c->middle, width_bin(l->width), 0);
	add(f, c->left / 2, c->middle, c->right / 2);
	add(f, c->left, c->middle, 0);
	add(f, c->middle, c->right, 0);
	add(f, c->middle, l->stops || l->commas, l->width > 60);
}

static void characters(struct list *f, const struct around *a)
{
	const struct nb_shape *l = a->l, *r = a->r;
	uint32_t lc = kind_of(l->last), lc2 = kind_of(l->before_last);
	uint32_t fc = kind_of(r->first), fc2 = kind_of(r->second);

	add(f, 0, 0, 0);
	add(f, lc, lc2, 0);
	add(f, fc, fc2, 0);
	add(f, lc, fc, 0);
	add(f, l->last, 0, 0);
	add(f, r->first, 0, 0);
	add(f, l->last, l->before_last, 0);
	add(f, r->first, r->second, 0);
	add(f, kind_of(l->first), lc, width_bin(l->width));
	add(f, l->first, l->second, lc);
}

static void widths(struct list *f, const struct nb_shapes *s,
		   const struct around *a)
{
	const struct nb_shape *l = a->l, *r = a->r;
	uint32_t lc = kind_of(l->last), rc = kind_of(r->last);
	uint32_t pc = kind_of(a->p->last), nc = kind_of(a->n->last);
	uint32_t wl = width_bin(l->width), wr = width_bin(r->width);
	uint32_t dl = distance(s, l), dr = distance(s, r);

	add(f, wl, lc, 0);
	add(f, wr, rc, 0);
	add(f, wl, wr, lc);
	add(f, width_bin(a->p->width), pc, wl);
	add(f, width_bin(a->n->width), nc, wr);
	add(f, dl, dr, 0);
	add(f, dl, lc, 0);
	add(f, dl, dr, lc);
	add(f, dl, distance(s, a->p), pc);
	add(f, dr, distance(s, a->n), lc);
	add(f, dr, distance(s, a->n), rc);
	add(f, s->full > 128 ? 128 : s->full, lc, dr);
	add(f, dr, lc, rc);
}

static void marks(struct list *f, const struct nb_shapes *s, size_t i,
		  const struct around *a)
{
	const struct nb_shape *l = a->l, *r = a->r;
	uint32_t lc = kind_of(l->last), fc = kind_of(r->first);
	uint32_t inside_l = few(l->stops) << 2 | few(l->commas);
	uint32_t inside_r = few(r->stops) << 2 | few(r->commas);

	add(f, sign(l->open_quotes), lc, 0);
	add(f, sign(l->open_quotes), sign(r->open_quotes), lc);
	add(f, inside_l, lc, 0);
	add(f, inside_l, lc, width_bin(l->width));
	add(f, inside_r, kind_of(r->last), fc);
	add(f, inside_l, inside_r, lc);
	add(f, inside_l, kind_of(a->p->last), few(a->p->stops));
	add(f, inside_r, width_bin(r->width), lc);
	add(f, r->opens, r->credit, l->credit);
	add(f, s->blocks[i].indented, s->indents, lc);
	add(f, s->blocks[i].gap > 0, lc, 0);
	add(f, few(a->p->stops) << 2 | few(a->p->commas), kind_of(a->p->last),
	    inside_l << 5 | lc);
	add(f, few(a->n->stops) << 2 | few(a->n->commas), inside_r, lc);
}

/* A block that ends in no mark is a head where the page has many like it. */
static void habits(struct list *f, const struct nb_shapes *s,
		   const struct around *a, const struct cohesion *c)
{
	const struct nb_shape *l = a->l;
	uint32_t look = (uint32_t)(l->commas > 0) |
			(uint32_t)(l->stops > 0) << 1 |
			(uint32_t)(l->width > 40) << 2 |
			(uint32_t)nb_is_tail(l->last) << 3 |
			(uint32_t)nb_is_stop(l->last) << 4;
	uint32_t page = l->commas ? s->open_commas : 8 + s->open_long;

	add(f, look, page, 0);
	add(f, look, page, c->middle);
	add(f, look, s->open, 0);
	add(f, look, page, width_bin(l->width));
	add(f, look, page, kind_of(a->p->last));
}

/* True where block i begins an item, as far as a rule can tell. */
static bool begins_item(const struct nb_shapes *s, size_t i)
{
	return i == 0 || s->blocks[i].gap >= NB_WIDE_GAP ||
	       s->list[i - 1].byline || s->list[i - 1].credit;
}

/* Heads come one after the other where an item begins. */
static void heads(struct list *f, const struct nb_shapes *s, size_t i,
		  const struct around *a)
{
	const struct nb_shape *l = a->l;
	uint32_t second =
		i > 1 && begins_item(s, i - 2) && !nb_is_tail(a->p->last);
	uint32_t first = begins_item(s, i - 1);
	uint32_t open = !nb_is_tail(l->last);

	add(f, first, open, width_bin(l->width));
	add(f, second, open, width_bin(l->width));
	add(f, second | first << 1, open,
	    (uint32_t)(l->commas > 0) | (uint32_t)(l->stops > 0) << 1);
}

size_t nb_seam_features(const struct nb_shapes *s, size_t i,
			const uint8_t *model, uint32_t hashes[NB_FEATURES_MAX])
{
	struct list f = {hashes, 0, 0, s->lines && s->blocks[i].gap == 0};
	struct around a = {.p = i > 1 ? &s->list[i - 2] : &nothing,
			   .l = &s->list[i - 1],
			   .r = &s->list[i],
			   .n = i + 1 < s->count ? &s->list[i + 1] : &nothing};

	struct cohesion c = cohesion_of(model, &a);

	characters(&f, &a);
	words(&f, &a, &c);
	readiness(&f, &a, &c, model);
	widths(&f, s, &a);
	marks(&f, s, i, &a);
	habits(&f, s, &a, &c);
	heads(&f, s, i, &a);
	return f.count;
}

/* ---- setting */

static uint32_t whole(double odds)
{
	return (uint32_t)((int)(odds < -9 ? -9. : odds > 9 ? 9. : odds) + 10);
}

static unsigned at_most(unsigned n, unsigned most)
{
	return n > most ? most : n;
}

/* Exact close to a full line. */
static uint32_t slack_bin(uint32_t half_em)
{
	return half_em < 9 ? half_em : 9 + width_bin(half_em - 8);
}

/* How far a line of an engine is from full, in steps that grow. */
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

/* Lines of unequal length: full is what the lines near it are. */
static void in_ragged_lines(struct list *f, const struct nb_shapes *s, size_t i,
			    uint32_t odds, bool goes_on)
{
	const struct nb_shape *l = &s->list[i - 1], *r = &s->list[i];
	uint32_t left = short_by(nb_full_near(s, i - 1), l->width);
	uint32_t right = short_by(nb_full_near(s, i), r->width);
	uint32_t lc = kind_of(l->last);

	add(f, left, right, goes_on);
	add(f, left, odds, goes_on);
	add(f, left, lc, goes_on);
	add(f, right, odds, goes_on);
	add(f, left, right, lc);
	add(f, odds, goes_on, 0);
}

static void in_lines(struct list *f, const struct nb_shapes *s,
		     const struct nb_cells *cells, size_t i, uint32_t odds,
		     bool goes_on)
{
	const struct nb_shape *l = &s->list[i - 1];
	uint32_t short_room = s->full > NB_INDENT ? s->full - NB_INDENT : 1;
	uint32_t room = goes_on ? s->full : short_room;
	uint32_t slack = slack_bin(nb_slack(cells, i - 1, room, l->width));
	uint32_t over = l->width > room ? at_most(l->width - room, 7) : 0;
	uint32_t left = nb_fill(cells, i - 1, room);
	uint32_t right = nb_fill(cells, i, short_room) |
			 (uint32_t)nb_fill(cells, i, s->full) << 2;
	uint32_t lc = kind_of(l->last);

	add(f, slack, over, 0);
	add(f, slack, over, odds);
	add(f, slack, over, lc);
	add(f, left, right, lc);
	add(f, left, right, odds);
	add(f, left, odds, goes_on);
	add(f, left, right, goes_on);
	add(f, right, slack, over);
}

static void in_columns(struct list *f, const struct nb_shapes *s,
		       const struct nb_standing *p, size_t i, uint32_t odds,
		       bool goes_on)
{
	uint32_t fit = p->fit[goes_on] | (uint32_t)p->width_sure << 2;
	uint32_t rhythm = p->rhythm | (uint32_t)p->height_sure << 2;
	uint32_t lc = kind_of(s->list[i - 1].last);
	uint32_t width = (uint32_t)(p->width_odds + 6);

	add(f, odds, 0, 0);
	add(f, width, 0, 0);
	add(f, width, odds, 0);
	add(f, fit, 0, 0);
	add(f, fit, odds, 0);
	add(f, rhythm, 0, 0);
	add(f, rhythm, odds, 0);
	add(f, rhythm, fit, 0);
	add(f, rhythm, p->fit[goes_on], odds);
	add(f, rhythm, lc, p->fit[goes_on]);
	add(f, p->density, odds, 0);
	add(f, p->density, p->fit[goes_on], lc);
}

size_t nb_setting_features(const struct nb_shapes *s,
			   const struct nb_cells *cells,
			   const struct nb_standing *standing, size_t i,
			   double odds, bool goes_on,
			   uint32_t hashes[NB_SETTING_FEATURES_MAX])
{
	bool lines = s->lines && s->blocks[i].gap == 0;
	struct list f = {hashes, 0, 0, 2u + lines + (lines && s->ragged)};

	if (lines)
		in_lines(&f, s, cells, i, whole(odds), goes_on);
	if (lines && s->ragged)
		in_ragged_lines(&f, s, i, whole(odds), goes_on);
	if (!lines)
		in_columns(&f, s, standing, i, whole(odds), goes_on);
	return f.count;
}
