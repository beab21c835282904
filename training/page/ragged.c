/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `breaks ragged`: fit ragged_weights.h on pages that an OCR engine read. The
 * model must not have seen them. They are few, so each one is judged with
 * weights fitted on the others. The weights go to standard output, the figures
 * to standard error.
 */
#include "page/weigh/features.h"
#include "page/weigh/model.h"
#include "page/weigh/odds.h"
#include "page/decide/page.h"
#include "page/weigh/ragged.h"
#include "page/weigh/seam.h"
#include "newton.h"
#include "breaks.h"
#include "common.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N NB_RAGGED_FACTS
#define RIDGE 1.0 /* pulls the weights towards 0 */
/* Weight of all made pages to that of all real ones. */
#define MADE .15
#define THRESHOLDS 3

/* A break. */
struct line {
	double facts[N]; /* with the break before as it truly is */
	size_t page;
	int certain, label;
	double text, setting; /* ln of the odds */
	double weight;
};

/* Append the breaks of a page, all of which are between ragged lines. */
static struct line *add_page(struct page *p, size_t page, const uint8_t *model,
			     struct line *to)
{
	struct nb_seam *seams = zeroed(p->shapes.count + 1, sizeof(*seams));
	uint32_t hashes[NB_FEATURES_MAX];
	struct nb_error err;
	const char *by;
	size_t i, n;

	p->blocks.placed = true; /* without the weights that are to be made */
	if (nb_seams_decide(&p->blocks, model, seams, &err))
		die("decide", &err);
	for (i = 1; i < p->shapes.count; i++, to++) {
		n = nb_seam_features(&p->shapes, i, model, hashes);
		to->page = page;
		to->certain = nb_seam_certain(&p->shapes, i, &by);
		if (to->certain < 0 && nb_ragged_parts(&p->shapes, i))
			to->certain = 0;
		to->label = p->labels[i];
		to->text = nb_model_seam(model, hashes, n);
		if (p->shapes.bare)
			to->text = nb_within(to->text, NB_BARE_MOST);
		to->setting = nb_logit(seams[i].probability);
		nb_ragged_facts(&p->shapes, i, to->text, to->setting,
				p->labels[i - 1], to->facts);
	}
	free(seams);
	return to;
}

static size_t list_lines(struct pages *pages, const uint8_t *model,
			 struct line **list)
{
	size_t n = 0, p;
	struct line *to;

	for (p = 0; p < pages->count; p++)
		n += pages->list[p].shapes.count;
	to = *list = zeroed(n + 1, sizeof(**list));
	for (p = 0; p < pages->count; p++) {
		/* Of made pages only some are. */
		if (pages->list[p].shapes.lines && pages->list[p].shapes.ragged)
			to = add_page(&pages->list[p], p, model, to);
	}
	return (size_t)(to - *list);
}

static void fit_without(const struct line *lines, size_t count, size_t without,
			double *w)
{
	struct newton_example *list = zeroed(count + 1, sizeof(*list));
	size_t i, n = 0;

	for (i = 0; i < count; i++)
		if (lines[i].page != without && lines[i].certain < 0)
			list[n++] = (struct newton_example){lines[i].facts,
							    lines[i].weight,
							    lines[i].label};
	newton_fit(list, n, N, RIDGE, w);
	free(list);
}

/* The probability of a break, as settle_ragged() of lib/page computes it, but
 * with the weights given. `before` is that of the break before it. */
static double decide(const struct page *p, const struct line *line, size_t i,
		     double before, const double *w)
{
	double facts[N], q = 0;
	int k;

	if (line->certain >= 0)
		return line->certain;
	for (k = 0; k < 2; k++) {
		nb_ragged_facts(&p->shapes, i, line->text, line->setting, k,
				facts);
		q += (k ? before : 1 - before) * newton_predict(w, facts, N);
	}
	return q;
}

/* Judge the first `real` lines, which are of real pages. The others are of made
 * pages and only fitted on. */
static void judge(const struct pages *pages, const struct line *lines,
		  size_t real, size_t count)
{
	static const double thresholds[THRESHOLDS] = {.4, .5, .8};
	double hit[THRESHOLDS] = {0}, got[THRESHOLDS] = {0};
	double want = 0, q = 0, w[N];
	size_t n, i = 1, k;

	for (n = 0; n < real; n++, i++) {
		const struct line *line = &lines[n];

		if (n == 0 || line->page != lines[n - 1].page) {
			fit_without(lines, count, line->page, w);
			q = 0;
			i = 1;
		}
		q = decide(&pages->list[line->page], line, i, q, w);
		want += line->label;
		for (k = 0; k < THRESHOLDS; k++) {
			got[k] += q >= thresholds[k];
			hit[k] += q >= thresholds[k] && line->label;
		}
	}
	for (k = 0; k < THRESHOLDS; k++)
		fprintf(stderr,
			"threshold=%.1f join_p=%.4f join_r=%.4f join_f=%.4f\n",
			thresholds[k], hit[k] / got[k], hit[k] / want,
			2 * hit[k] / (got[k] + want));
}

/* Breaks of real pages come first in `lines`, those of made pages follow. */
int fit_ragged(const char *path, const char *real, const char *made)
{
	struct nb_buf model = slurp_exactly(path, NB_MODEL_SIZE);
	struct pages pages = {0};
	struct line *lines;
	size_t count, first = 0, i;
	double w[N];

	load(real, false, &pages);
	i = pages.count;
	load(made, false, &pages);
	count = list_lines(&pages, model.data, &lines);
	while (first < count && lines[first].page < i)
		first++;
	for (i = 0; i < count; i++)
		lines[i].weight = i < first ? 1
					    : MADE * (double)first /
						      (double)(count - first);
	judge(&pages, lines, first, count);
	fit_without(lines, count, SIZE_MAX, w);
	newton_print(w, N);
	free(lines);
	return 0;
}
