/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Train nbtei.model, the structure model; recipe.md says how and on what.
 *
 * usage: structure fit OUT LIST
 *        structure judge MODEL LIST [TREES]   with the rules of adjust.c
 *        structure learn MODEL TREES LIST DRAWS   what pages of LIST teach
 *        structure traits OUT LIST            for starts.py
 *
 * lettered.h says what a LIST is.
 */
#include "article/adjust.h"
#include "article/features.h"
#include "article/sequence.h"
#include "article/lettered.h"
#include "article/traits.h"
#include "article/trees.h"
#include "base/alloc.h"
#include "base/le.h"
#include "base/sha256.h"
#include "common.h"
#include "learn/fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEIGHTS NB_STRUCTURE_WEIGHTS
#define EPOCHS 12
/* The mean of the weights after each of the last epochs is kept: it moves less
 * with the order of the pages than any of them. */
#define AVERAGED 6
#define RATE .15
#define DECAY 2e-6
/* The share of features left out of a page at random, so that none becomes
 * indispensable: the next medium may lack it. */
#define DROPOUT .2
#define PAIRS (NB_TAGS * NB_TAGS)
#define NEVER (-1e30)

/* ---- a conditional random field, one page at a time */

struct unit {
	uint32_t own[NB_UNIT_FEATURES_MAX], step[NB_STEP_FEATURES_MAX];
	size_t owns, steps;
	double score[NB_TAGS], pair[PAIRS];
	double forward[NB_TAGS], backward[NB_TAGS];
};

static double *weights, *squares, *mean;
static uint32_t random_state = 1;

/* Keep the features that are set in `kept`, which is the same for all units of
 * a page. Returns how many are left. */
static size_t keep(uint32_t *hashes, size_t n, const uint8_t *kept)
{
	size_t i, left = 0;

	for (i = 0; i < n; i++)
		if (kept[i])
			hashes[left++] = hashes[i];
	return left;
}

/* The scores of all tags: after the tag `before` - 1, or by themselves if
 * `before` is 0. */
static void sum_of(const uint32_t *hashes, size_t n, unsigned before,
		   double scores[NB_TAGS])
{
	unsigned t;
	size_t i;

	for (t = 0; t < NB_TAGS; t++)
		scores[t] = 0;
	for (i = 0; i < n; i++) {
		const double *row =
			weights + nb_structure_row(hashes[i], before);

		for (t = 0; t < NB_TAGS; t++)
			scores[t] += row[t];
	}
}

static double log_add(double a, double b)
{
	double top = a > b ? a : b;

	return top <= NEVER ? NEVER : top + log(exp(a - top) + exp(b - top));
}

static void score_page(const struct page *p, struct unit *u)
{
	uint8_t kept[NB_UNIT_FEATURES_MAX];
	size_t i;
	unsigned t;

	for (i = 0; i < sizeof(kept); i++)
		kept[i] = draw(&random_state) % 1000 >=
			  (unsigned)(DROPOUT * 1000);
	for (i = 0; i < p->views.count; i++) {
		u[i].owns =
			keep(u[i].own, nb_unit_features(&p->views, i, u[i].own),
			     kept);
		u[i].steps = nb_step_features(&p->views, i, u[i].step);
		sum_of(u[i].own, u[i].owns, 0, u[i].score);
		for (t = 0; t < NB_TAGS; t++) {
			if (!nb_tag_allowed(&p->views, i, t))
				u[i].score[t] = NEVER;
			if (i)
				sum_of(u[i].step, u[i].steps, 1 + t,
				       u[i].pair + t * NB_TAGS);
		}
		for (t = 0; i && t < PAIRS; t++)
			if (!nb_tag_follows(t / NB_TAGS, t % NB_TAGS))
				u[i].pair[t] = NEVER;
	}
}

/* Forward and backward sums of a page; returns the log of the sum over all its
 * paths. */
static double pass(struct unit *u, size_t n)
{
	double z = NEVER;
	unsigned a, b;
	size_t i;

	for (b = 0; b < NB_TAGS; b++)
		u[0].forward[b] =
			nb_tag_follows(NB_TAGS, b) ? u[0].score[b] : NEVER;
	for (i = 1; i < n; i++)
		for (b = 0; b < NB_TAGS; b++) {
			double sum = NEVER;

			for (a = 0; a < NB_TAGS; a++)
				sum = log_add(
					sum,
					u[i - 1].forward[a] +
						u[i].pair[a * NB_TAGS + b]);
			u[i].forward[b] = sum + u[i].score[b];
		}
	for (b = 0; b < NB_TAGS; b++) {
		u[n - 1].backward[b] = 0;
		z = log_add(z, u[n - 1].forward[b]);
	}
	for (i = n - 1; i-- > 0;)
		for (a = 0; a < NB_TAGS; a++) {
			double sum = NEVER;

			for (b = 0; b < NB_TAGS; b++)
				sum = log_add(sum,
					      u[i + 1].pair[a * NB_TAGS + b] +
						      u[i + 1].score[b] +
						      u[i + 1].backward[b]);
			u[i].backward[a] = sum;
		}
	return z;
}

static void move_weights(const uint32_t *hashes, size_t n, unsigned before,
			 unsigned tag, double gradient)
{
	size_t i;

	if (gradient < 1e-6 && gradient > -1e-6)
		return;
	for (i = 0; i < n; i++) {
		uint32_t k = nb_structure_row(hashes[i], before) + tag;
		double g = gradient - DECAY * weights[k];

		squares[k] += g * g;
		weights[k] += RATE * g / sqrt(squares[k] + 1e-3);
	}
}

static double chance(double log_chance)
{
	return log_chance < -60 ? 0 : exp(log_chance);
}

static void learn(const struct page *p, struct unit *u)
{
	size_t n = p->views.count, i;
	unsigned t;
	double z;

	score_page(p, u);
	z = pass(u, n);
	for (i = 0; i < n; i++) {
		for (t = 0; t < NB_TAGS; t++)
			move_weights(u[i].own, u[i].owns, 0, t,
				     (p->tags[i] == t) -
					     chance(u[i].forward[t] +
						    u[i].backward[t] - z));
		for (t = 0; i && t < PAIRS; t++) {
			unsigned a = t / NB_TAGS, b = t % NB_TAGS;
			double got =
				chance(u[i - 1].forward[a] + u[i].pair[t] +
				       u[i].score[b] + u[i].backward[b] - z);

			move_weights(u[i].step, u[i].steps, 1 + a, b,
				     (p->tags[i - 1] == a && p->tags[i] == b) -
					     got);
		}
	}
}

static void save(const char *path)
{
	uint8_t *model = zeroed(1, NB_STRUCTURE_SIZE);
	double top = 1e-9, unit;
	size_t i;

	for (i = 0; i < WEIGHTS; i++)
		top = fabs(weights[i]) > top ? fabs(weights[i]) : top;
	unit = top / 127;
	memcpy(model, "nbtei\0\0\2", 8);
	nb_put32(model + 8, (uint32_t)(unit * (1 << 20) + .5));
	nb_put32(model + 12, NB_STRUCTURE_LOG);
	for (i = 0; i < WEIGHTS; i++)
		model[NB_STRUCTURE_HEAD + i] =
			(uint8_t)(int8_t)lrint(weights[i] / unit);
	nb_sha256(model + NB_STRUCTURE_HEAD, WEIGHTS, model + 32);
	spill(path, model, NB_STRUCTURE_SIZE);
	free(model);
	printf("largest weight %.2f\n", top);
}

/* Put the pages into another order. */
static void shuffle(struct pages *pages)
{
	size_t i, k;

	for (i = pages->count; i-- > 1;) {
		struct page swap = pages->list[i];

		k = draw(&random_state) % (i + 1);
		pages->list[i] = pages->list[k];
		pages->list[k] = swap;
	}
}

static void fit(const char *path, const char *list)
{
	struct pages pages = load(list);
	size_t longest = 0, i, k;
	struct unit *u;
	int epoch;

	weights = zeroed(WEIGHTS, sizeof(*weights));
	squares = zeroed(WEIGHTS, sizeof(*squares));
	mean = zeroed(WEIGHTS, sizeof(*mean));
	for (i = 0; i < pages.count; i++)
		if (pages.list[i].views.count > longest)
			longest = pages.list[i].views.count;
	u = zeroed(longest, sizeof(*u));
	for (epoch = 0; epoch < EPOCHS; epoch++) {
		shuffle(&pages);
		for (i = 0; i < pages.count; i++)
			learn(&pages.list[i], u);
		for (k = 0; epoch >= EPOCHS - AVERAGED && k < WEIGHTS; k++)
			mean[k] += weights[k] / AVERAGED;
		fprintf(stderr, "epoch %d of %zu pages\n", epoch + 1,
			pages.count);
	}
	memcpy(weights, mean, WEIGHTS * sizeof(*weights));
	save(path);
}

/* ---- judging */

/* The kind of a unit, wherever its item begins. */
static unsigned kind(unsigned tag)
{
	return tag == NB_TAG_HEAD_FIRST	       ? NB_TAG_HEAD
	       : tag == NB_TAG_PARAGRAPH_FIRST ? NB_TAG_PARAGRAPH
					       : tag;
}

/* How many starts of items were found, and are there. */
struct starts {
	size_t hit, got, want;
};

static void count_start(struct starts *s, bool got, bool want)
{
	s->hit += got && want;
	s->got += got;
	s->want += want;
}

static void print_starts(const char *name, const struct starts *s)
{
	double p = (double)s->hit / (double)s->got;
	double r = (double)s->hit / (double)s->want;

	printf("%s_p=%.4f %s_r=%.4f %s_f=%.4f ", name, p, name, r, name,
	       2 * (double)s->hit / (double)(s->got + s->want));
}

/* A page as the library has it. */
static struct nb_units as_units(const struct page *p, uint8_t *tags)
{
	return (struct nb_units){.text = (const char *)p->text.data,
				 .units = p->units,
				 .gaps = p->gaps,
				 .views = p->views,
				 .tags = tags,
				 .count = p->views.count};
}

/* The tags of a page by a model; with trees unless these are NULL. */
static void decide(const struct page *p, const struct nb_structure *model,
		   uint8_t *tags)
{
	struct nb_starts starts = {.scores = NULL};
	const char *text = (const char *)p->text.data;
	struct nb_error err;

	if (model->trees &&
	    nb_starts_find(text, p->units, p->gaps, &p->views, model->trees,
			   model->learned != NULL, &starts, &err))
		die("trees", &err);
	if (nb_sequence_decode(&p->views, model, model->trees ? &starts : NULL,
			       NULL, tags, &err))
		die("sequence", &err);
	if (nb_tags_adjust(text, p->units, &p->views, NULL, tags, &err))
		die("rules", &err);
	nb_starts_free(&starts);
}

/* What was found on some pages. */
struct judged {
	struct starts item, inner;
	size_t right, all, table[NB_TAGS][NB_TAGS];
};

static void judge_page(const struct page *p, const struct nb_structure *model,
		       struct judged *j)
{
	uint8_t *tags = zeroed(p->views.count, 1);
	size_t k;

	decide(p, model, tags);
	for (k = 0; k < p->views.count; k++) {
		bool got = nb_tag_begins(tags[k]) && !p->optional[k];

		count_start(&j->item, got, nb_tag_begins(p->tags[k]));
		if (k)
			count_start(&j->inner, got, nb_tag_begins(p->tags[k]));
		j->right += kind(tags[k]) == kind(p->tags[k]);
		j->table[p->tags[k]][tags[k]]++;
		j->all++;
	}
	free(tags);
}

static void print_judged(size_t pages, const struct judged *j)
{
	printf("pages=%zu units=%zu ", pages, j->all);
	print_starts("item", &j->item);
	print_starts("inner", &j->inner);
	printf("kind=%.4f\n", (double)j->right / (double)j->all);
}

static void judge(const char *path, const char *list, const char *trees_path)
{
	struct nb_buf model = slurp_exactly(path, NB_STRUCTURE_SIZE);
	struct nb_buf trees = {0};
	struct pages pages = load(list);
	struct judged j = {.all = 0};
	struct nb_structure parts = {.field = model.data};
	size_t i, k;

	if (trees_path)
		trees = slurp(trees_path);
	parts.trees = trees.data;
	for (i = 0; i < pages.count; i++)
		judge_page(&pages.list[i], &parts, &j);
	print_judged(pages.count, &j);
	for (i = 0; i < NB_TAGS; i++) {
		printf("%c", letters[i]);
		for (k = 0; k < NB_TAGS; k++)
			printf(" %7zu", j.table[i][k]);
		printf("\n");
	}
}

/* ---- learning of a title */

/* Learn from the first pages. The caller frees the weights. */
static uint8_t *learn_from(const struct pages *pages, size_t count,
			   const struct nb_structure *model)
{
	uint8_t *learned = zeroed(1, NB_STRUCTURE_SIZE);
	double *fitted = zeroed(WEIGHTS, sizeof(*fitted));
	struct nb_fit fit = {.model = *model};
	struct nb_error err;
	size_t i;

	for (i = 0; i < count; i++) {
		struct nb_units units =
			as_units(&pages->list[i], pages->list[i].tags);

		if (nb_fit_add(&fit, &units, &err))
			die("lesson", &err);
	}
	if (nb_fit_run(&fit, fitted, &err))
		die("fit", &err);
	nb_fit_round(&fit, fitted, learned);
	nb_fit_free(&fit);
	free(fitted);
	return learned;
}

/* A medium that is learned, and the parts of the model, which have not seen it.
 */
struct medium {
	struct pages pages;
	struct nb_structure model;
	size_t held; /* pages that are only judged on begin here */
};

/* Learn from `count` pages at random, and judge on those that are held out. */
static void learn_once(struct medium *m, size_t count, struct judged *all,
		       double *least)
{
	struct nb_structure with = m->model;
	struct judged j = {.all = 0};
	uint8_t *learned = NULL;
	size_t i;
	double f;

	shuffle(&m->pages);
	if (count)
		learned = learn_from(&m->pages, count, &m->model);
	with.learned = learned;
	for (i = m->held; i < m->pages.count; i++) {
		judge_page(&m->pages.list[i], &with, &j);
		judge_page(&m->pages.list[i], &with, all);
	}
	f = 2 * (double)j.item.hit / (double)(j.item.got + j.item.want);
	*least = f < *least ? f : *least;
	free(learned);
}

/* Print how good the model is after learning from so many pages of a medium:
 * the mean of several draws, and item F of the worst. */
static void learning_curve(const char *field_path, const char *trees_path,
			   const char *list, unsigned draws)
{
	static const size_t counts[] = {0, 1, 3, 10, 25, 50};
	struct nb_buf field = slurp_exactly(field_path, NB_STRUCTURE_SIZE);
	struct nb_buf trees = slurp(trees_path);
	struct medium m = {.pages = load(list),
			   .model = {field.data, trees.data, NULL}};
	struct page *order;
	size_t c;
	unsigned k;

	m.held = m.pages.count / 2 < 50 ? m.pages.count / 2 : 50;
	order = zeroed(m.pages.count, sizeof(*order));
	memcpy(order, m.pages.list, m.pages.count * sizeof(*order));
	for (c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
		struct judged all = {.all = 0};
		double least = 1;

		if (counts[c] > m.held)
			break;
		/* Each number of pages has the same draws, from the same order,
		 * and so the same pages to be judged. */
		random_state = 1;
		memcpy(m.pages.list, order, m.pages.count * sizeof(*order));
		for (k = 0; k < draws; k++)
			learn_once(&m, counts[c], &all, &least);
		printf("learned=%zu least=%.4f ", counts[c], least);
		print_judged((m.pages.count - m.held) * draws, &all);
		fflush(stdout);
	}
}

/* ---- for starts.py */

/*
 * Write the units of all pages, an array after the other: for each page u32 the
 * number of its units, then a byte for each: 1 it begins an item, 2 it may, 4
 * the trees are asked about it; then their traits.
 */
static void write_traits(const char *path, const char *list)
{
	/* Trees that are not there say of whom they are asked. */
	static const uint8_t no_trees[NB_TREES_HEAD];
	struct pages pages = load(list);
	struct nb_buf out = {0};
	struct nb_error err;
	size_t i, k;

	for (i = 0; i < pages.count; i++) {
		struct page *p = &pages.list[i];
		size_t n = p->views.count;
		const char *text = (const char *)p->text.data;
		uint8_t *traits = zeroed(n, NB_TRAITS), count[4];
		struct nb_starts starts;

		if (nb_traits_find(text, p->units, p->gaps, &p->views, traits,
				   &err) ||
		    nb_starts_find(text, p->units, p->gaps, &p->views, no_trees,
				   false, &starts, &err))
			die("traits", &err);
		nb_put32(count, (uint32_t)n);
		if (nb_buf_add(&out, count, 4))
			die("memory", NULL);
		for (k = 0; k < n; k++) {
			bool asked = starts.scores[k] != NB_NO_START;
			char flags = (char)(nb_tag_begins(p->tags[k]) |
					    p->optional[k] << 1 | asked << 2);

			if (nb_buf_add(&out, &flags, 1))
				die("memory", NULL);
		}
		if (nb_buf_add(&out, traits, n * NB_TRAITS))
			die("memory", NULL);
		nb_starts_free(&starts);
		free(traits);
	}
	spill(path, out.data, out.len);
	nb_buf_free(&out);
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "fit") == 0)
		fit(argv[2], argv[3]);
	else if ((argc == 4 || argc == 5) && strcmp(argv[1], "judge") == 0)
		judge(argv[2], argv[3], argv[4]);
	else if (argc == 6 && strcmp(argv[1], "learn") == 0)
		learning_curve(argv[2], argv[3], argv[4],
			       (unsigned)strtoul(argv[5], NULL, 10));
	else if (argc == 4 && strcmp(argv[1], "traits") == 0)
		write_traits(argv[2], argv[3]);
	else
		return fputs("usage: structure fit|judge|learn|traits FILE ...\n",
			     stderr),
		       1;
	return 0;
}
