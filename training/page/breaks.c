/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Train nbnorm.model, the model of the repair decision; recipe.md says how and
 * on what.
 *
 * usage: breaks pairs MODEL TEXT...         count pairs; no weights yet
 *        breaks fit MODEL0 MODEL1 OUT LIST  fit the weights; OUT.0 and OUT.1
 *                                           are those of the folds
 *        breaks join WEIGHTS PAIRS OUT      the weights of one model with the
 *                                           pairs of another
 *        breaks rows OUT.0 OUT.1 MODEL LIST fit the weights of the lines around
 *        breaks judge MODEL LIST            precision, recall, F1 of join
 *        breaks ragged MODEL REAL MADE      fit ragged_weights.h
 *
 * TEXT has a paragraph a line. LIST has a line a page: RAW LABELS FOLD PASSES.
 * LABELS has a letter for each line of RAW: J if the break after that line is
 * false, K if it is true. FOLD is 0 or 1; the pairs of MODEL0 are counted in
 * texts of fold 1, and those of MODEL1 in texts of fold 0. A page with 2 PASSES
 * is also learned in the form it has once its false breaks are removed.
 */
#include "base/alloc.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "page/weigh/model.h"
#include "page/weigh/odds.h"
#include "page/decide/page.h"
#include "page/weigh/features.h"
#include "page/weigh/decision.h"
#include "page/weigh/seam.h"
#include "breaks.h"
#include "common.h"
#include "page/weigh/setting.h"
#include "regression.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EPOCHS 5
#define SETTING_EPOCHS 10
#define RATE .03
#define DECAY 1e-4
#define SETTING_RATE .1
#define SETTING_DECAY 1e-5
#define THRESHOLD .8 /* of the probability, where breaks are judged */
#define DROPOUT 500u /* features left out, in 1,000 */
/* Clean and wrapped pages outnumber the breaks of columns that were cut. */
#define COLUMN_WEIGHT 1.5

void save(const char *path, uint8_t *model)
{
	nb_sha256(model + NB_MODEL_HEAD, NB_MODEL_SIZE - NB_MODEL_HEAD,
		  model + 32);
	spill(path, model, NB_MODEL_SIZE);
}

/* ---- pages */

static void add_page(struct pages *pages, const struct nb_buf *raw,
		     const struct nb_lines *lines, const struct nb_seam *seams,
		     bool normalised, const int8_t *labels, unsigned fold)
{
	struct nb_error err;
	struct page *p;
	size_t i;

	pages->list = nb_grow(pages->list, &pages->cap, pages->count + 1,
			      sizeof(*pages->list));
	if (!pages->list)
		die("memory", NULL);
	p = &pages->list[pages->count++];
	memset(p, 0, sizeof(*p));
	p->fold = fold;
	if (nb_blocks_make((char *)raw->data, lines, seams, normalised,
			   &p->blocks, &err) ||
	    nb_shapes_make(&p->blocks, &p->shapes, &err) ||
	    nb_cells_make(&p->blocks, &p->cells, &err))
		die("page", &err);
	p->labels = zeroed(p->blocks.count + 1, 1);
	for (i = 0; i < p->blocks.count; i++)
		p->labels[i] = labels[p->blocks.list[i].first];
}

/* The label of the break before each line that is not blank: 1 is a false
 * break. The caller frees it. */
static int8_t *line_labels(const struct nb_buf *raw, const struct nb_buf *lab,
			   const struct nb_lines *lines)
{
	int8_t *out = zeroed(lines->count + 1, 1);
	size_t at = 0, line = 0, k = 0;
	int8_t before = 0;

	while (at < raw->len && line < lines->count) {
		const uint8_t *end =
			memchr(raw->data + at, '\n', raw->len - at);
		size_t to = end ? (size_t)(end - raw->data) : raw->len;

		while (k < lab->len && lab->data[k] != 'J' &&
		       lab->data[k] != 'K')
			k++;
		if (lines->list[line].start >= at &&
		    lines->list[line].start < to) {
			out[line++] = before;
			before = k < lab->len && lab->data[k] == 'J';
		}
		k++;
		at = to + 1;
	}
	return out;
}

/* Append a page as the first pass sees it and, for both passes, as a later one
 * does, with its false breaks removed. */
static void load_page(struct pages *pages, const char *raw_path,
		      const char *lab_path, bool both_passes, unsigned fold)
{
	struct nb_buf raw = slurp(raw_path), lab = slurp(lab_path);
	struct nb_lines lines;
	struct nb_seam *seams;
	struct nb_error err;
	int8_t *labels;
	size_t i;

	if (nb_lines_split((char *)raw.data, raw.len, NB_ENDS_ALL, &lines,
			   &err))
		die(raw_path, &err);
	labels = line_labels(&raw, &lab, &lines);
	seams = zeroed(lines.count + 1, sizeof(*seams));
	add_page(pages, &raw, &lines, seams, false, labels, fold);
	for (i = 0; i < lines.count; i++)
		seams[i].joined = labels[i];
	if (both_passes)
		add_page(pages, &raw, &lines, seams, true, labels, fold);
	free(seams);
	free(labels);
	nb_lines_free(&lines);
	nb_buf_free(&raw);
	nb_buf_free(&lab);
}

void load(const char *path, bool both_passes, struct pages *pages)
{
	char raw[512], lab[512];
	FILE *in = fopen(path, "r");
	unsigned fold, passes;

	if (!in)
		die(path, NULL);
	while (fscanf(in, "%511s %511s %u %u", raw, lab, &fold, &passes) == 4)
		load_page(pages, raw, lab, both_passes && passes > 1,
			  fold % FOLDS);
	(void)fclose(in);
}

/* ---- fitting */

static size_t list_examples(const struct pages *pages, int skip,
			    struct example **list)
{
	size_t n = 0, p, i;
	const char *by;

	*list = NULL;
	for (p = 0; p < pages->count; p++)
		n += pages->list[p].shapes.count;
	*list = zeroed(n + 1, sizeof(**list));
	for (n = 0, p = 0; p < pages->count; p++)
		for (i = 1; i < pages->list[p].shapes.count; i++)
			if ((int)pages->list[p].fold != skip &&
			    nb_seam_certain(&pages->list[p].shapes, i, &by) < 0)
				(*list)[n++] = (struct example){(uint32_t)p,
								(uint32_t)i};
	return n;
}

/* Leave features out of an example at random, so that none becomes
 * indispensable: the next medium may lack it. Returns how many are left. */
static size_t drop(uint32_t *hashes, size_t n, uint32_t *state)
{
	size_t k, left = 0;

	for (k = 0; k < n; k++)
		if (draw(state) % 1000 >= DROPOUT)
			hashes[left++] = hashes[k];
	return left;
}

/* Fit the weights of nb_seam_features() on the pages of all folds but one. */
static struct regression fit_seams(const struct pages *pages,
				   const struct nb_buf *tables, int skip)
{
	struct regression r = regression(NB_MODEL_WEIGHTS_LOG, RATE, DECAY);
	struct example *list;
	size_t n = list_examples(pages, skip, &list), i;
	uint32_t state = 1, hashes[NB_FEATURES_MAX];
	int epoch;

	for (epoch = 0; epoch < EPOCHS; epoch++) {
		double loss = 0;

		shuffle(list, n, &state);
		for (i = 0; i < n; i++) {
			const struct page *p = &pages->list[list[i].page];
			size_t k = list[i].block;
			size_t count = drop(
				hashes,
				nb_seam_features(&p->shapes, k,
						 tables[p->fold].data, hashes),
				&state);
			double q = 1 / (1 + exp(-odds_of(&r, hashes, count)));
			double grad = q - p->labels[k];

			if (p->labels[k] &&
			    !(p->shapes.lines && p->blocks.list[k].gap == 0))
				grad *= COLUMN_WEIGHT;
			loss -= log(fmax(1e-12, p->labels[k] ? q : 1 - q));
			move(&r, hashes, count, grad);
		}
		if (epoch >= EPOCHS - AVERAGED)
			add_to_mean(&r);
		fprintf(stderr, "epoch %d of %zu breaks: loss %.4f\n",
			epoch + 1, n, loss / (double)n);
	}
	free(list);
	keep_mean(&r);
	return r;
}

/* The features of the setting of one page and the odds of its text, for each
 * break. */
struct setting {
	uint32_t (*hashes)[NB_SETTING_FEATURES_MAX];
	uint8_t *counts;
	double *odds;
};

static struct setting look_at_setting(const struct page *p,
				      const struct regression *r,
				      const uint8_t *model)
{
	size_t n = p->shapes.count, i;
	struct setting s = {zeroed(n + 1, sizeof(*s.hashes)), zeroed(n + 1, 1),
			    zeroed(n + 1, sizeof(double))};
	double *likely = zeroed(n + 1, sizeof(*likely));
	struct nb_standing *standings = zeroed(n + 1, sizeof(*standings));
	uint32_t hashes[NB_FEATURES_MAX];
	struct nb_error err;
	const char *by;

	for (i = 1; i < n; i++) {
		int certain = nb_seam_certain(&p->shapes, i, &by);

		s.odds[i] =
			odds_of(r, hashes,
				nb_seam_features(&p->shapes, i, model, hashes));
		if (p->shapes.bare)
			s.odds[i] = nb_within(s.odds[i], NB_BARE_MOST);
		likely[i] = certain < 0 ? nb_chance(s.odds[i]) : certain;
	}
	if (!p->shapes.lines &&
	    nb_columns_look(&p->cells, likely, p->shapes.bare, standings, &err))
		die("page", &err);
	for (i = 1; i < n; i++)
		s.counts[i] = (uint8_t)nb_setting_features(
			&p->shapes, &p->cells, &standings[i], i, s.odds[i],
			p->labels[i - 1], s.hashes[i]);
	free(likely);
	free(standings);
	return s;
}

/* Fit the weights of nb_setting_features(), with odds from weights that have
 * not seen the page. */
static struct regression fit_setting(const struct pages *pages,
				     const struct regression *folds,
				     const struct nb_buf *tables)
{
	struct regression r =
		regression(NB_MODEL_SETTING_LOG, SETTING_RATE, SETTING_DECAY);
	struct setting *all = zeroed(pages->count + 1, sizeof(*all));
	struct example *list;
	size_t n = list_examples(pages, -1, &list), i;
	uint32_t state = 1;
	int epoch;

	for (i = 0; i < pages->count; i++)
		all[i] = look_at_setting(&pages->list[i],
					 &folds[pages->list[i].fold],
					 tables[pages->list[i].fold].data);
	for (epoch = 0; epoch < SETTING_EPOCHS; epoch++) {
		double loss = 0;

		shuffle(list, n, &state);
		for (i = 0; i < n; i++) {
			const struct setting *s = &all[list[i].page];
			size_t k = list[i].block;
			int8_t label = pages->list[list[i].page].labels[k];
			double z = s->odds[k] +
				   odds_of(&r, s->hashes[k], s->counts[k]);
			double q = 1 / (1 + exp(-z));

			loss -= log(fmax(1e-12, label ? q : 1 - q));
			move(&r, s->hashes[k], s->counts[k], q - label);
		}
		if (epoch >= SETTING_EPOCHS - AVERAGED)
			add_to_mean(&r);
		fprintf(stderr, "setting %d: loss %.4f\n", epoch + 1,
			loss / (double)n);
	}
	free(list);
	keep_mean(&r);
	return r;
}

/* A fit of its own thread. Only `fitted` is written, and only by that. */
struct job {
	pthread_t thread;
	const struct pages *pages;
	const struct nb_buf *tables;
	int skip;
	struct regression fitted;
};

static void *run_job(void *argument)
{
	struct job *j = argument;

	j->fitted = fit_seams(j->pages, j->tables, j->skip);
	return NULL;
}

/* Put weights into a model that has the tables of pairs. */
static void fill(uint8_t *model, const struct regression *seams,
		 const struct regression *setting)
{
	nb_put32(model + 8, (uint32_t)(LARGEST / 127 * (1 << 20) + .5));
	quantise(model + NB_MODEL_HEAD, seams);
	quantise(model + NB_MODEL_SETTING, setting);
}

static int fit(char **in, const char *out, const char *list)
{
	struct nb_buf tables[FOLDS];
	struct pages pages = {0};
	struct regression folds[FOLDS], setting;
	struct job jobs[FOLDS + 1];
	char path[512];
	int i;

	load(list, true, &pages);
	for (i = 0; i < FOLDS; i++)
		tables[i] = slurp_exactly(in[i], NB_MODEL_SIZE);
	/* Without each of the folds, and the last one with all pages. */
	for (i = 0; i <= FOLDS; i++) {
		jobs[i] = (struct job){.pages = &pages,
				       .tables = tables,
				       .skip = i < FOLDS ? i : -1};
		if (pthread_create(&jobs[i].thread, NULL, run_job, &jobs[i]))
			die("threads", NULL);
	}
	for (i = 0; i <= FOLDS; i++)
		(void)pthread_join(jobs[i].thread, NULL);
	for (i = 0; i < FOLDS; i++)
		folds[i] = jobs[i].fitted;
	setting = fit_setting(&pages, folds, tables);
	/* With these, pages are weighed by weights that have not seen them. */
	for (i = 0; i < FOLDS; i++) {
		fill(tables[i].data, &folds[i], &setting);
		(void)snprintf(path, sizeof(path), "%s.%d", out, i);
		save(path, tables[i].data);
	}
	fill(tables[0].data, &jobs[FOLDS].fitted, &setting);
	save(out, tables[0].data);
	return 0;
}

static int join(const char *weights, const char *pairs_from, const char *out)
{
	struct nb_buf w = slurp_exactly(weights, NB_MODEL_SIZE),
		      p = slurp_exactly(pairs_from, NB_MODEL_SIZE);

	memcpy(p.data, w.data, NB_MODEL_SLOTS);
	memcpy(p.data + NB_MODEL_SETTING, w.data + NB_MODEL_SETTING,
	       NB_MODEL_SIZE - NB_MODEL_SETTING);
	save(out, p.data);
	return 0;
}

static int judge(const char *path, const char *list)
{
	struct nb_buf model = slurp_exactly(path, NB_MODEL_SIZE);
	struct pages pages = {0};
	double hit = 0, got = 0, want = 0, all = 0, loss = 0, p, r;
	size_t i, k;
	struct nb_error err;

	load(list, false, &pages);
	for (i = 0; i < pages.count; i++) {
		const struct page *page = &pages.list[i];
		struct nb_seam *seams =
			zeroed(page->shapes.count + 1, sizeof(*seams));

		if (nb_seams_decide(&page->blocks, model.data, seams, &err))
			die(path, &err);
		for (k = 1; k < page->shapes.count; k++) {
			int label = page->labels[k];
			bool joined = seams[k].probability >=
				      nb_seam_threshold(&seams[k], THRESHOLD);

			all++;
			want += label;
			got += joined;
			hit += joined && label;
			loss -= log(
				fmax(1e-4, label ? seams[k].probability
						 : 1 - seams[k].probability));
		}
		free(seams);
	}
	p = got > 0 ? hit / got : 1;
	r = want > 0 ? hit / want : 1;
	printf("want=%.0f breaks=%.0f false_1000=%.2f join_p=%.4f join_r=%.4f "
	       "join_f=%.4f loss=%.4f\n",
	       want, all, 1000 * (got - hit) / all, p, r,
	       p + r > 0 ? 2 * p * r / (p + r) : 0, loss / all);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "pairs") == 0)
		return count_pairs(argv[2], argv + 3, argc - 3);
	if (argc == 6 && strcmp(argv[1], "fit") == 0)
		return fit(argv + 2, argv[4], argv[5]);
	if (argc == 5 && strcmp(argv[1], "join") == 0)
		return join(argv[2], argv[3], argv[4]);
	if (argc == 6 && strcmp(argv[1], "rows") == 0)
		return fit_rows(argv + 2, argv[4], argv[5]);
	if (argc == 4 && strcmp(argv[1], "judge") == 0)
		return judge(argv[2], argv[3]);
	if (argc == 5 && strcmp(argv[1], "ragged") == 0)
		return fit_ragged(argv[2], argv[3], argv[4]);
	fprintf(stderr,
		"usage: breaks pairs|fit|join|rows|judge|ragged ...; see breaks.c\n");
	return 1;
}
