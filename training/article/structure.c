/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Train nbtei.model, the structure model; recipe.md says how and on what.
 *
 * usage: structure fit OUT LIST
 *        structure judge MODEL LIST [TREES]   with the rules of adjust.c
 *        structure traits OUT LIST            for starts.py
 *
 * LIST has a line a page: TEXT TAGS. TEXT is normalised. TAGS has a letter for
 * each unit; the letters H h x p P b C c are in the order of enum nb_tag. A
 * second line may have a ? for each unit that may begin an item as well
 * (tags.py).
 */
#include "article/adjust.h"
#include "article/features.h"
#include "article/sequence.h"
#include "article/traits.h"
#include "article/trees.h"
#include "base/alloc.h"
#include "base/le.h"
#include "base/sha256.h"
#include "common.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WEIGHTS ((size_t)1 << NB_STRUCTURE_LOG)
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

static const char letters[] = "HhxpPbCc";

/* A page with its units and their right tags. */
struct page {
	struct nb_buf text;
	struct nb_unit *units;
	uint8_t *gaps;
	struct nb_views views;
	uint8_t *tags;
	bool *optional; /* it may begin an item, or not */
};

struct pages {
	struct page *list;
	size_t count, cap;
};

/* Does a tag begin an item? */
static bool first(unsigned tag)
{
	return tag == NB_TAG_HEAD_FIRST || tag == NB_TAG_PARAGRAPH_FIRST ||
	       tag == NB_TAG_CAPTION;
}

/* ---- pages */

static size_t split(const struct nb_buf *text, struct nb_unit *units,
		    uint8_t *gaps)
{
	size_t at = 0, n = 0;
	unsigned empty = 0;
	const char *s = (const char *)text->data;

	while (at < text->len) {
		const char *end = memchr(s + at, '\n', text->len - at);
		size_t to = end ? (size_t)(end - s) : text->len;

		if (to == at) {
			empty++;
		} else {
			units[n].offset = at;
			units[n].len = to - at;
			gaps[n++] = (uint8_t)(empty > 9 ? 9 : empty);
			empty = 0;
		}
		at = to + 1;
	}
	return n;
}

/* Is the tag of unit i one that the rules allow? */
static bool obeys(const struct page *p, size_t i)
{
	return nb_tag_allowed(&p->views, i, p->tags[i]) &&
	       nb_tag_follows(i ? p->tags[i - 1] : NB_TAGS, p->tags[i]);
}

/*
 * What a rule forbids is not learned. A unit gets the tag nearest to its own
 * that is allowed: one that begins an item as well, or does not as well.
 */
static void obey_rules(struct page *p, size_t i)
{
	static const uint8_t starts[] = {NB_TAG_HEAD_FIRST, NB_TAG_CAPTION,
					 NB_TAG_PARAGRAPH_FIRST};
	static const uint8_t others[] = {NB_TAG_HEAD, NB_TAG_CROSSHEAD,
					 NB_TAG_BYLINE, NB_TAG_PARAGRAPH,
					 NB_TAG_CREDIT};
	uint8_t own = p->tags[i];
	size_t k;

	if (own == NB_TAG_CREDIT && !obeys(p, i))
		p->tags[i] = NB_TAG_BYLINE;
	if (own == NB_TAG_CROSSHEAD && i && p->tags[i - 1] <= NB_TAG_HEAD)
		p->tags[i] = NB_TAG_HEAD;
	for (k = 0; first(own) && k < sizeof(starts) && !obeys(p, i); k++)
		p->tags[i] = starts[k];
	for (k = 0; k < sizeof(others) && !obeys(p, i); k++)
		p->tags[i] = others[k];
	for (k = 0; k < sizeof(starts) && !obeys(p, i); k++)
		p->tags[i] = starts[k];
}

/* Take the tags of a page from the letters of a file. */
static void take_tags(struct page *p, const struct nb_buf *letters_of)
{
	size_t n = p->views.count, i;

	p->tags = zeroed(n, 1);
	p->optional = zeroed(n, sizeof(*p->optional));
	for (i = 0; i < n; i++) {
		const char *at = strchr(letters, letters_of->data[i]);

		p->tags[i] = (uint8_t)(at ? at - letters : 3);
		obey_rules(p, i);
		p->optional[i] = letters_of->len > 2 * n &&
				 letters_of->data[n + 1 + i] == '?' &&
				 !first(p->tags[i]);
	}
}

static void add_page(struct pages *pages, const char *text_path,
		     const char *tags_path)
{
	struct nb_buf tags = slurp(tags_path);
	struct nb_error err;
	struct page *p;
	size_t n;

	pages->list = nb_grow(pages->list, &pages->cap, pages->count + 1,
			      sizeof(*pages->list));
	if (!pages->list)
		die("memory", NULL);
	p = &pages->list[pages->count++];
	memset(p, 0, sizeof(*p));
	p->text = slurp(text_path);
	p->units = zeroed(p->text.len + 1, sizeof(*p->units));
	p->gaps = zeroed(p->text.len + 1, 1);
	n = split(&p->text, p->units, p->gaps);
	if (n == 0 || tags.len < n) {
		fprintf(stderr, "%s: %zu units, %zu tags\n", text_path, n,
			tags.len);
		exit(1);
	}
	if (nb_views_make((char *)p->text.data, p->units, p->gaps, n, NULL,
			  &p->views, &err))
		die(text_path, &err);
	take_tags(p, &tags);
	nb_buf_free(&tags);
}

static struct pages load(const char *list)
{
	struct pages pages = {0};
	char text[4096], tags[4096];
	FILE *in = fopen(list, "r");

	if (!in)
		die(list, NULL);
	while (fscanf(in, "%4095s %4095s", text, tags) == 2)
		add_page(&pages, text, tags);
	fclose(in);
	return pages;
}

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
		for (i = pages.count; i-- > 1;) {
			struct page swap = pages.list[i];

			k = draw(&random_state) % (i + 1);
			pages.list[i] = pages.list[k];
			pages.list[k] = swap;
		}
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

/* The tags of a page by a model; with trees unless these are NULL. */
static void decide(const struct page *p, const uint8_t *model,
		   const uint8_t *trees, uint8_t *tags)
{
	int32_t *starts = zeroed(p->views.count, sizeof(*starts));
	const char *text = (const char *)p->text.data;
	struct nb_error err;

	if (trees && nb_starts_find(text, p->units, p->gaps, &p->views, trees,
				    starts, &err))
		die("trees", &err);
	if (nb_sequence_decode(&p->views, model, trees ? starts : NULL, NULL,
			       tags, &err))
		die("sequence", &err);
	nb_tags_adjust(text, p->units, &p->views, NULL, tags);
	free(starts);
}

static void judge(const char *path, const char *list, const char *trees_path)
{
	struct nb_buf model = slurp_exactly(path, NB_STRUCTURE_SIZE);
	struct nb_buf trees = {0};
	struct pages pages = load(list);
	struct starts item = {0}, inner = {0};
	size_t right = 0, all = 0, table[NB_TAGS][NB_TAGS] = {{0}}, i, k;

	if (trees_path)
		trees = slurp(trees_path);
	for (i = 0; i < pages.count; i++) {
		struct page *p = &pages.list[i];
		uint8_t *tags = zeroed(p->views.count, 1);

		decide(p, model.data, trees.data, tags);
		for (k = 0; k < p->views.count; k++) {
			bool got = first(tags[k]) && !p->optional[k];

			count_start(&item, got, first(p->tags[k]));
			if (k)
				count_start(&inner, got, first(p->tags[k]));
			right += kind(tags[k]) == kind(p->tags[k]);
			table[p->tags[k]][tags[k]]++;
			all++;
		}
		free(tags);
	}
	printf("pages=%zu units=%zu ", pages.count, all);
	print_starts("item", &item);
	print_starts("inner", &inner);
	printf("kind=%.4f\n", (double)right / (double)all);
	for (i = 0; i < NB_TAGS; i++) {
		printf("%c", letters[i]);
		for (k = 0; k < NB_TAGS; k++)
			printf(" %7zu", table[i][k]);
		printf("\n");
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
		int32_t *starts = zeroed(n, sizeof(*starts));

		if (nb_traits_find(text, p->units, p->gaps, &p->views, traits,
				   &err) ||
		    nb_starts_find(text, p->units, p->gaps, &p->views, no_trees,
				   starts, &err))
			die("traits", &err);
		nb_put32(count, (uint32_t)n);
		if (nb_buf_add(&out, count, 4))
			die("memory", NULL);
		for (k = 0; k < n; k++) {
			bool asked = starts[k] != NB_NO_START;
			char flags = (char)(first(p->tags[k]) |
					    p->optional[k] << 1 | asked << 2);

			if (nb_buf_add(&out, &flags, 1))
				die("memory", NULL);
		}
		if (nb_buf_add(&out, traits, n * NB_TRAITS))
			die("memory", NULL);
		free(starts);
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
	else if (argc == 4 && strcmp(argv[1], "traits") == 0)
		write_traits(argv[2], argv[3]);
	else
		return fputs("usage: structure fit|judge|traits FILE LIST\n",
			     stderr),
		       1;
	return 0;
}
