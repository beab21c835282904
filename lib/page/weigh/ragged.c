/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Weighing ragged lines (ragged.h). Logistic regression over the facts; the
 * order of the facts is that of names and weights.
 */
#include "page/weigh/ragged.h"
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
	*f++ = i + 1 < s->count && room_in_line(s, i + 1) > SHORT;
	*f++ = stop;
	*f++ = stop && left > SHORT;
	*f++ = !nb_is_tail(l->last) && left > SHORT;
	*f++ = nb_is_tail(l->last);
	*f++ = nb_is_stop(r->last);
	*f++ = l->width < FEW;
	*f = r->width < FEW;
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
