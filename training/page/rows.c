/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `breaks rows`: fit the weights of what the lines around a break say (rows.h
 * of the library). They add to what text and setting say of pages that the
 * weights of these have not seen, so the models of the folds are asked for it.
 */
#include "page/weigh/rows.h"
#include "page/weigh/model.h"
#include "page/weigh/odds.h"
#include "page/weigh/seam.h"
#include "base/le.h"
#include "breaks.h"
#include "common.h"
#include "regression.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define EPOCHS 6
#define RATE .05
#define DECAY 1e-5

/* The breaks of a page with exact lines. NULL: the page has none. */
struct breaks {
	uint32_t (*hashes)[NB_ROW_FEATURES_MAX];
	uint8_t *counts;
	double *odds; /* ln, by text and setting */
};

static struct breaks look_at(struct page *p, const uint8_t *model)
{
	size_t n = p->shapes.count, i;
	struct breaks b = {NULL, NULL, NULL};
	struct nb_seam *seams = zeroed(n + 1, sizeof(*seams));
	double *likely = zeroed(n + 1, sizeof(*likely));
	struct nb_rows rows;
	struct nb_error err;

	p->blocks.placed = true; /* without the weights that are to be made */
	if (nb_seams_decide(&p->blocks, model, seams, &err))
		die("decide", &err);
	for (i = 1; i < n; i++)
		likely[i] = seams[i].probability;
	if (nb_rows_look(&rows, &p->shapes, &p->cells, likely)) {
		b.hashes = zeroed(n, sizeof(*b.hashes));
		b.counts = zeroed(n, 1);
		b.odds = zeroed(n, sizeof(*b.odds));
		for (i = 1; i < n; i++) {
			b.odds[i] = nb_logit(likely[i]);
			b.counts[i] = (uint8_t)nb_row_features(
				&rows, i, p->labels[i - 1], b.hashes[i]);
			nb_rows_next(&rows, i, p->labels[i]);
		}
	}
	free(seams);
	free(likely);
	return b;
}

static size_t list_examples(const struct pages *pages, const struct breaks *all,
			    struct example **list)
{
	size_t n = 0, p, i;
	const char *by;

	for (p = 0; p < pages->count; p++)
		n += pages->list[p].shapes.count;
	*list = zeroed(n + 1, sizeof(**list));
	for (n = 0, p = 0; p < pages->count; p++) {
		const struct nb_shapes *s = &pages->list[p].shapes;

		for (i = 1; all[p].hashes && i < s->count; i++)
			if (s->blocks[i].gap == 0 &&
			    nb_seam_certain(s, i, &by) < 0)
				(*list)[n++] = (struct example){(uint32_t)p,
								(uint32_t)i};
	}
	return n;
}

/* Go through all examples once. Returns the loss of a break. */
static double learn(struct regression *r, const struct pages *pages,
		    const struct breaks *all, const struct example *list,
		    size_t n)
{
	double loss = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		const struct breaks *b = &all[list[i].page];
		size_t k = list[i].block;
		int8_t label = pages->list[list[i].page].labels[k];
		double z = b->odds[k] + odds_of(r, b->hashes[k], b->counts[k]);
		double q = 1 / (1 + exp(-z));

		loss -= log(fmax(1e-12, label ? q : 1 - q));
		move(r, b->hashes[k], b->counts[k], q - label);
	}
	return loss / (double)n;
}

int fit_rows(char **folds, const char *path, const char *list)
{
	struct regression r = regression(NB_MODEL_ROWS_LOG, RATE, DECAY);
	struct nb_buf models[FOLDS], model = slurp_exactly(path, NB_MODEL_SIZE);
	struct pages pages = {0};
	struct breaks *all;
	struct example *examples;
	uint32_t state = 1;
	size_t n, i;
	int epoch;

	load(list, false, &pages);
	all = zeroed(pages.count + 1, sizeof(*all));
	for (i = 0; i < FOLDS; i++)
		models[i] = slurp_exactly(folds[i], NB_MODEL_SIZE);
	for (i = 0; i < pages.count; i++)
		all[i] = look_at(&pages.list[i],
				 models[pages.list[i].fold].data);
	n = list_examples(&pages, all, &examples);
	for (epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(examples, n, &state);
		fprintf(stderr, "rows %d of %zu breaks: loss %.5f\n", epoch + 1,
			n, learn(&r, &pages, all, examples, n));
		if (epoch >= EPOCHS - AVERAGED)
			add_to_mean(&r);
	}
	keep_mean(&r);
	for (i = 0; i < r.size; i++)
		r.w[i] /= NB_MODEL_ROWS_UNIT;
	nb_put32(model.data + 24, NB_MODEL_ROWS_LOG);
	quantise(model.data + NB_MODEL_ROWS, &r);
	save(path, model.data);
	free(examples);
	return 0;
}
