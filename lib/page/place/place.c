/* SPDX-License-Identifier: Apache-2.0 */
/* Weighing breaks with the positions of lines (place.h). */
#include "page/place/place.h"
#include "base/embed.h"
#include "base/number.h"
#include "base/sha256.h"
#include "page/weigh/explanation.h"

#include <stdio.h>
#include <stdlib.h>

/* In the order of the facts. */
static const double weights[NB_PLACE_FACTS] = {
#include "page/place/place_weights.h"
};

/*
 * The same file as bytes, for its hash. Its bytes stand for the model: the
 * identity in journals changes with them.
 */
NB_EMBEDDED(uint8_t, nb_place_file);

void nb_place_id(const struct nb_layout *layout, char id[NB_LAYOUT_ID_MAX])
{
	char model[NB_SHA256_HEX], boxes[NB_SHA256_HEX];
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(nb_place_file, (size_t)(nb_place_file_end - nb_place_file),
		  digest);
	nb_sha256_hex(digest, model);
	nb_sha256_hex(layout->sha256, boxes);
	/* Sixteen digits tell models apart, and layouts. */
	(void)snprintf(id, NB_LAYOUT_ID_MAX,
		       "nbplace-1 sha256:%.16s boxes:%.16s", model, boxes);
}

/*
 * The most that the text may say, as ln of odds: OCR may have misread the marks
 * on which its certainty rests.
 */
#define TEXT_MOST 10.0

/*
 * x, mapped from low to high onto 0 to 1. Outside of them it makes no
 * difference.
 */
static double between(double x, double low, double high)
{
	return x <= low ? 0 : x >= high ? 1 : (x - low) / (high - low);
}

/*
 * ln of the odds of what the text says, within TEXT_MOST. A rule gives a
 * probability of exactly 0 or 1.
 */
static double log_odds(double p)
{
	double z;

	if (p < 1e-9 || p > 1 - 1e-9)
		return p < .5 ? -TEXT_MOST : TEXT_MOST;
	z = nb_log(p / (1 - p));
	return z < -TEXT_MOST ? -TEXT_MOST : z > TEXT_MOST ? TEXT_MOST : z;
}

/* As an indent of 2 em is measured on a poor photograph. */
static double set_in_from_before(const struct nb_geometry *g)
{
	return between(g->step, .6, 1.4);
}

static double set_in_from_next(const struct nb_geometry *g)
{
	return between(-g->next_step, .4, 1.2);
}

/* True if the left line reaches the edge of its column. */
static bool reaches_edge(const struct nb_geometry *g)
{
	return g->room < 1.5;
}

/* True if the right line begins at the edge of its column. */
static bool not_indented(const struct nb_geometry *g)
{
	return g->indent < 1;
}

/*
 * How far the line after is set in from the line before, or from the next line:
 * 0 to 1. The first line of a paragraph is, and a photograph that is askew or
 * bent does not hide it, since neighbours are compared.
 */
static double set_in(const struct nb_geometry *g)
{
	double before = set_in_from_before(g), next = set_in_from_next(g);

	return before > next ? before : next;
}

void nb_place_habits(const struct nb_geometry *g, const struct nb_seam *seams,
		     size_t count, struct nb_place_habits *habits)
{
	size_t i, agree = 0, all = 0;
	double in = 0;

	habits->ragged = 0;

	for (i = 1; i < count; i++) {
		bool join = reaches_edge(&g[i]) && not_indented(&g[i]);

		agree += join == (seams[i].probability >= .5);
		in += set_in(&g[i]);
		/* With boxes nothing else eases a threshold. */
		if (seams[i].ease > 1)
			habits->ragged = 1;
		all++;
	}
	/* With few breaks to compare, the results stay near one half and 0. */
	habits->agreement = (double)(agree + 1) / (double)(all + 2);
	habits->set_in = in / (double)(all + 1);
}

/*
 * How much the type changes: 0 to 1 as the size differs by 15 to 45 %, which
 * the boxes of a poor scan may also do. No paragraph goes on in type that is
 * half as large again: from 45 % on, the value rises to 4, which outweighs all
 * other facts.
 */
static double type_change(const struct nb_geometry *g)
{
	double ratio = g->size > 1 ? g->size : 1 / g->size;

	return between(ratio, 1.15, 1.45) + 3 * between(ratio, 1.45, 1.7);
}

void nb_place_facts(const struct nb_geometry *g, const struct nb_seam *seam,
		    const struct nb_place_habits *habits,
		    double facts[NB_PLACE_FACTS])
{
	double *f = facts, z = log_odds(seam->probability) / 5;

	*f++ = 1;
	*f++ = z;
	*f++ = z * between(habits->agreement, .5, 1);
	/* How far is the left line from the edge: up to 1.5 em, and beyond? */
	*f++ = between(g->room, 0, 1.5);
	*f++ = between(g->room, 1.5, 6);
	/*
	 * How far is the right line indented: hardly, as a paragraph is (2 em),
	 * or more?
	 */
	*f++ = between(g->indent, -1, .8);
	*f++ = between(g->indent, .8, 2.2);
	*f++ = between(g->indent, 2.2, 6);
	*f++ = reaches_edge(g) && not_indented(g) && g->same_column;
	*f++ = !reaches_edge(g) && !not_indented(g);
	/*
	 * The indent against the left line, and that of the next line against
	 * the right one.
	 */
	*f++ = 2 * between(g->step, -3, 3) - 1;
	*f++ = 2 * between(g->next_step, -3, 3) - 1;
	/*
	 * Is the right line set in, as a first line is? If lines of the page
	 * are, one that is not goes on.
	 */
	*f++ = set_in_from_before(g);
	*f++ = set_in_from_next(g);
	*f++ = set_in(g);
	*f++ = between(habits->set_in, .02, .15) * (1 - set_in(g));
	/* An engine lost characters of ragged lines: the text says less, and
	 * where a line begins says more. */
	*f++ = habits->ragged;
	*f++ = habits->ragged * (1 - set_in(g));
	*f++ = habits->ragged * z;
	*f++ = between(g->left_indent, 0, 3);
	*f++ = between(g->right_room, 0, 4);
	*f++ = g->centred;
	*f++ = g->same_column;
	*f++ = g->same_image;
	/* Space between the lines, a change of type, a new column. */
	*f++ = 2 * between(g->drop, 1, 3);
	*f++ = type_change(g);
	*f = g->drop < 0;
}

const char *const nb_place_names[NB_PLACE_FACTS] = {
	"that it is a break",
	"what the text says",
	"what the text says, as far as it agrees with the boxes",
	"how far the line before is from full, up to 1.5 em",
	"how far it is from full, beyond",
	"indent of the line after, up to .8 em",
	"its indent, .8 to 2.2 em",
	"its indent, beyond",
	"a full line, one without indent under it",
	"a line that is not full, one with an indent",
	"indent of the line after against the line before",
	"indent of the next line against the line after",
	"the line after is set in from the line before",
	"it is set in from the next line",
	"it is set in from either",
	"it is set in from neither, as others of the page are",
	"it is between ragged lines",
	"it is set in from neither, in ragged lines",
	"what the text says, in ragged lines",
	"indent of the line before",
	"how far the line after is from full",
	"the line after is centred",
	"both are in one column",
	"both are on one image",
	"space between them",
	"another size of type",
	"the line after stands higher: a new column",
};

static double weigh_facts(const double facts[NB_PLACE_FACTS])
{
	double z = 0;
	size_t i;

	for (i = 0; i < NB_PLACE_FACTS; i++)
		z += weights[i] * facts[i];
	return z;
}

static double probability(double z)
{
	return 1 / (1 + nb_exp(-z));
}

enum nb_status nb_seams_place(const struct nb_blocks *blocks,
			      const struct nb_layout *layout,
			      struct nb_seam *seam, struct nb_error *err)
{
	struct nb_geometry *g;
	enum nb_status st = nb_geometry_make(blocks, layout, &g, err);
	struct nb_place_habits habits;
	double facts[NB_PLACE_FACTS];
	size_t i;

	if (st)
		return st;
	nb_place_habits(g, seam, blocks->count, &habits);
	for (i = 1; i < blocks->count; i++) {
		struct nb_seam *s = &seam[i];

		nb_place_facts(&g[i], s, &habits, facts);
		s->probability = probability(weigh_facts(facts));
		s->by = "layout";
	}
	free(g);
	return NB_OK;
}

enum nb_status nb_seams_place_explain(const struct nb_blocks *blocks,
				      const struct nb_layout *layout, size_t i,
				      const struct nb_seam *seam,
				      struct nb_explanation *why,
				      struct nb_error *err)
{
	struct nb_geometry *g;
	enum nb_status st = nb_geometry_make(blocks, layout, &g, err);
	struct nb_place_habits habits;
	double facts[NB_PLACE_FACTS];
	size_t k;

	if (st)
		return st;
	nb_place_habits(g, seam, blocks->count, &habits);
	nb_place_facts(&g[i], &seam[i], &habits, facts);
	why->placed = true;
	why->layout_logit = weigh_facts(facts);
	why->layout_probability = probability(why->layout_logit);
	for (k = 0; !st && k < NB_PLACE_FACTS; k++)
		st = nb_explanation_add(why, NB_WITNESS_LAYOUT,
					nb_place_names[k], facts[k], weights[k],
					err);
	free(g);
	return st;
}
