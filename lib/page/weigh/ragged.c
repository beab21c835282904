/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Weighing ragged lines (ragged.h). Logistic regression over the facts; the
 * order of the facts is that of names and weights.
 */
#include "page/weigh/ragged.h"
#include "page/weigh/kinds.h"
#include "page/weigh/odds.h"

/* Written by training/page/ragged.c. */
const double nb_ragged_weights[NB_RAGGED_FACTS] = {
#include "page/weigh/ragged_weights.h"
};

const char *const nb_ragged_names[NB_RAGGED_KINDS] = {
	"that it is a break",
	"what the text says",
	"what text and setting say",
	"how far the line before is from full near it, up to 2 em",
	"how far it is from full, 2 to 8 em",
	"how far it is from full, beyond",
	"how far the line after is from full near it, up to 2 em",
	"how far the line after is from full, 2 to 8 em",
	"how far the line after is from full, beyond",
	"both lines are short",
	"a full line, a short one under it",
	"a short line, a full one under it",
	"the line above them is short",
	"the line below them is short",
	"a stop at the end",
	"a stop at the end of a short line",
	"no mark at the end of a short line",
	"a mark at the end",
	"a stop at the end of the line after",
	"a few characters before",
	"a few characters after",
	"how far the line below them is from full, up to 2 em",
	"how far the line below them is from full, 2 to 8 em",
	"how far the line below them is from full, beyond",
};

/*
 * The most that the text may say, as ln of odds: an engine may have misread the
 * characters on which its certainty rests.
 */
#define TEXT_MOST 10.0
/* Half em short of full from which a line counts as short. */
#define SHORT 8u
/* A narrower line, in half em, has only a few characters. */
#define FEW 10u

bool nb_is_ragged(const struct nb_shapes *s, size_t i)
{
	return s->lines && s->ragged && s->blocks[i].gap == 0;
}

/* Half em by which line i is short of a full line near it. */
static unsigned room_in_line(const struct nb_shapes *s, size_t i)
{
	unsigned full = nb_full_near(s, i);

	return full > s->list[i].width ? full - s->list[i].width : 0;
}

/*
 * n, mapped from low to high onto 0 to 1. Outside of them it makes no
 * difference.
 */
static double between(unsigned n, unsigned low, unsigned high)
{
	return n <= low	   ? 0
	       : n >= high ? 1
			   : (double)(n - low) / (double)(high - low);
}

static bool is_numeral(uint32_t c)
{
	return nb_is_digit(c) || c == U'〇' || (opens_part(c) && c != U'第');
}

/* The widest date, in half em: "（一九六七年十二月二十三日）". */
#define DATE_MOST 32u

/* Does a line look like a date and nothing else, in brackets or not? */
static bool is_date(const struct nb_shape *l)
{
	bool in = l->first == '(' && l->last == ')';
	uint32_t first = in ? l->second : l->first;
	uint32_t last = in ? l->before_last : l->last;

	return l->width <= DATE_MOST && !l->commas && !l->stops &&
	       is_numeral(first) && (in || is_numeral(l->before_last)) &&
	       (last == U'日' || last == U'号' || last == U'月');
}

/* What stood alone over quotations at the time. */
static bool is_quotation_title(const struct nb_shape *l)
{
	static const struct {
		uint32_t first, second, before_last, last;
		unsigned width;
	} titles[] = {{U'最', U'高', U'指', U'示', 8},
		      {U'毛', U'主', U'语', U'录', 10}};
	size_t k;

	for (k = 0; k < sizeof(titles) / sizeof(titles[0]); k++)
		if (l->width == titles[k].width &&
		    l->first == titles[k].first &&
		    l->second == titles[k].second &&
		    l->before_last == titles[k].before_last &&
		    l->last == titles[k].last)
			return true;
	return false;
}

static bool is_alone(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *l = &s->list[i];

	return room_in_line(s, i) > SHORT &&
	       (is_date(l) || is_quotation_title(l));
}

bool nb_ragged_parts(const struct nb_shapes *s, size_t i)
{
	uint32_t last = s->list[i - 1].last;
	bool ended = nb_is_stop(last) || nb_is_close(last);

	if (!nb_is_ragged(s, i))
		return false;
	return is_alone(s, i - 1) ||
	       (is_alone(s, i) && (ended || room_in_line(s, i - 1) > SHORT));
}

/* Three facts of one length, so that each part of it has its own weight. */
static double *add_room(double *f, unsigned half_em)
{
	*f++ = between(half_em, 0, 4);
	*f++ = between(half_em, 4, 16);
	*f++ = between(half_em, 16, 40);
	return f;
}

void nb_ragged_facts(const struct nb_shapes *s, size_t i, double text,
		     double setting, bool goes_on,
		     double facts[NB_RAGGED_FACTS])
{
	unsigned left = room_in_line(s, i - 1), right = room_in_line(s, i);
	unsigned below = i + 1 < s->count ? room_in_line(s, i + 1) : 0;
	const struct nb_shape *l = &s->list[i - 1], *r = &s->list[i];
	bool stop = nb_is_stop(l->last);
	double *f = facts;
	size_t k;

	*f++ = 1;
	*f++ = nb_within(text, TEXT_MOST) / 5;
	*f++ = nb_within(setting, TEXT_MOST) / 5;
	f = add_room(f, left);
	f = add_room(f, right);
	*f++ = left > SHORT && right > SHORT;
	*f++ = left <= SHORT && right > SHORT;
	*f++ = left > SHORT && right <= SHORT;
	*f++ = i > 1 && room_in_line(s, i - 2) > SHORT;
	*f++ = below > SHORT;
	*f++ = stop;
	*f++ = stop && left > SHORT;
	*f++ = !nb_is_tail(l->last) && left > SHORT;
	*f++ = nb_is_tail(l->last);
	*f++ = nb_is_stop(r->last);
	*f++ = l->width < FEW;
	*f++ = r->width < FEW;
	(void)add_room(f, below);
	for (k = 0; k < NB_RAGGED_KINDS; k++)
		facts[NB_RAGGED_KINDS + k] = goes_on ? facts[k] : 0;
}

double nb_ragged_odds(const double facts[NB_RAGGED_FACTS])
{
	double z = 0;
	size_t k;

	for (k = 0; k < NB_RAGGED_FACTS; k++)
		z += nb_ragged_weights[k] * facts[k];
	return z;
}
