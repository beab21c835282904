/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Train nbnorm.model (recipe.md beside this file says how and on what).
 *
 * usage: train pairs MODEL TEXT...        count pairs; the weights become zero
 *        train fit MODEL OUT LIST         fit the weights
 *        train join WEIGHTS PAIRS OUT    the weights of one, the pairs of
 * another train judge MODEL LIST           precision, recall, F1 of join
 *
 * TEXT has a paragraph a line. LIST has a line a page: RAW LABELS, with the
 * label of each line of RAW: J where the break behind it is false, K where it
 * stays.
 */
#include "base/alloc.h"
#include "base/file.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "page/model.h"
#include "page/seam.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TABLE ((size_t)1 << 24) /* of all pairs, while they are counted */
#define EPOCHS 4
#define RATE .1
#define DECAY 1e-4
/* Clean and wrapped pages outnumber the breaks of columns that were cut. */
#define COLUMN_WEIGHT 5

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static struct nb_buf slurp(const char *path)
{
	struct nb_buf b = {0};
	struct nb_error err;

	if (nb_file_read(path, SIZE_MAX / 2, &b, &err)) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		exit(1);
	}
	return b;
}

static void save(const char *path, uint8_t *model)
{
	FILE *out = fopen(path, "wb");

	nb_sha256(model + NB_MODEL_HEAD, NB_MODEL_SIZE - NB_MODEL_HEAD,
		  model + 32);
	if (!out || fwrite(model, 1, NB_MODEL_SIZE, out) != NB_MODEL_SIZE ||
	    fclose(out) != 0)
		die(path);
}

/* ---- pairs */

struct pair {
	uint32_t left, right, count;
};

static struct pair *find(struct pair *table, uint32_t l, uint32_t r)
{
	size_t at = nb_pair_hash(l, r) * 2654435761u & (TABLE - 1);

	while (table[at].count && (table[at].left != l || table[at].right != r))
		at = (at + 1) & (TABLE - 1);
	return &table[at];
}

static double count_text(const struct nb_buf *text, struct pair *table,
			 double *single)
{
	size_t at = 0;
	uint32_t before = 0, c;
	double n = 0;

	while (at < text->len) {
		at += nb_utf8_get((char *)text->data + at, text->len - at, &c);
		c = nb_fold(c);
		if (c < 0x30000) {
			single[c]++;
			n++;
		}
		if (before > ' ' && c > ' ') {
			struct pair *p = find(table, before, c);

			p->left = before;
			p->right = c;
			p->count++;
		}
		before = c;
	}
	return n;
}

static int by_count(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	if (x->left != y->left)
		return x->left < y->left ? -1 : 1;
	return (x->right > y->right) - (x->right < y->right);
}

/* Pointwise mutual information in steps of a bit, from -5 to 9. */
static unsigned level(const struct pair *p, const double *single, double n)
{
	double pmi = log2(p->count * n / (single[p->left] * single[p->right]));
	int q = (int)floor(pmi + .5) + 5;

	return (unsigned)(q < 1 ? 1 : q > 15 ? 15 : q);
}

static void put_pair(uint8_t *slots, const struct pair *p, unsigned q)
{
	uint32_t mask = ((uint32_t)1 << NB_MODEL_SLOTS_LOG) - 1;
	uint32_t hash = nb_pair_hash(p->left, p->right), probe;

	for (probe = 0; probe < 16; probe++) {
		uint8_t *slot = slots + 2 * (size_t)((hash + probe) & mask);

		if (nb_le16(slot) == 0) {
			nb_put16(slot, (uint16_t)((hash >> 20 | 1) << 4 | q));
			return;
		}
	}
}

static int pairs(const char *path, char **texts, int count)
{
	struct pair *table = calloc(TABLE, sizeof(*table));
	double *single = calloc(0x30000, sizeof(*single)), n = 0;
	uint8_t *model = calloc(1, NB_MODEL_SIZE), *slots, *counts;
	size_t i, kept = 0, room = ((size_t)1 << NB_MODEL_SLOTS_LOG) * 17 / 20;

	if (!table || !single || !model)
		die("memory");
	for (i = 0; i < (size_t)count; i++) {
		struct nb_buf text = slurp(texts[i]);

		n += count_text(&text, table, single);
		nb_buf_free(&text);
	}
	for (i = 0; i < TABLE; i++)
		if (table[i].count > 1)
			table[kept++] = table[i];
	qsort(table, kept, sizeof(*table), by_count);
	memcpy(model, "nbnorm\0\1", 8);
	nb_put32(model + 12, NB_MODEL_WEIGHTS_LOG);
	nb_put32(model + 16, NB_MODEL_SLOTS_LOG);
	slots = model + NB_MODEL_HEAD + ((size_t)1 << NB_MODEL_WEIGHTS_LOG);
	counts = slots + ((size_t)2 << NB_MODEL_SLOTS_LOG);
	for (i = 0; i < kept && i < room; i++)
		put_pair(slots, &table[i], level(&table[i], single, n));
	for (i = 0; i < NB_MODEL_HAN; i++) {
		double c = single[0x4e00 + i];
		unsigned q = c < 1 ? 0 : (unsigned)(log2(c) + .5);

		counts[i / 2] |=
			(uint8_t)((q > 15 ? 15 : q) << (i & 1 ? 4 : 0));
	}
	fprintf(stderr,
		"%.0f characters, %zu pairs, the rarest kept %u times\n", n,
		kept, kept > room ? table[room].count : 2);
	save(path, model);
	return 0;
}

/* ---- examples */

struct example {
	uint32_t hashes[NB_FEATURES_MAX];
	uint8_t count;
	int8_t label;	/* 1 join, 0 keep */
	int8_t certain; /* -1, or what the rule says */
	bool lines;	/* of a page of printed lines */
};

struct examples {
	struct example *list;
	size_t count, cap;
};

static void add_page(struct examples *x, const uint8_t *model,
		     const struct nb_blocks *blocks, const int8_t *labels)
{
	struct nb_shapes s;
	const char *by;
	size_t i;

	if (nb_shapes_make(blocks, &s, NULL))
		die("memory");
	for (i = 1; i < s.count; i++) {
		struct example *e;

		x->list = nb_grow(x->list, &x->cap, x->count + 1,
				  sizeof(*x->list));
		if (!x->list)
			die("memory");
		e = &x->list[x->count++];
		e->count = (uint8_t)nb_seam_features(&s, i, model, e->hashes);
		e->label = labels[blocks->list[i].first];
		e->lines = s.lines && blocks->list[i].gap == 0;
		e->certain = (int8_t)nb_seam_certain(&s, i, &by);
	}
	nb_shapes_free(&s);
}

/* The label of the break before each line that is not blank. */
static int8_t *line_labels(const struct nb_buf *raw, const struct nb_buf *lab,
			   const struct nb_lines *lines)
{
	int8_t *out = calloc(lines->count + 1, 1);
	size_t at = 0, line = 0, k = 0;
	int8_t before = 0;

	if (!out)
		die("memory");
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

/* Raw, and, as a later pass sees it, with the true joins made. */
static void load_page(struct examples *x, const uint8_t *model,
		      const char *raw_path, const char *lab_path,
		      int both_passes)
{
	struct nb_buf raw = slurp(raw_path), lab = slurp(lab_path);
	struct nb_lines lines;
	struct nb_blocks blocks = {0};
	struct nb_seam *seams;
	int8_t *labels;
	size_t i;

	if (nb_lines_split((char *)raw.data, raw.len, &lines, NULL))
		die("memory");
	labels = line_labels(&raw, &lab, &lines);
	seams = calloc(lines.count + 1, sizeof(*seams));
	if (!seams || nb_blocks_make((char *)raw.data, &lines, seams, false,
				     &blocks, NULL))
		die("memory");
	add_page(x, model, &blocks, labels);
	for (i = 0; i < lines.count; i++)
		seams[i].joined = labels[i];
	if (both_passes) {
		if (nb_blocks_make((char *)raw.data, &lines, seams, true,
				   &blocks, NULL))
			die("memory");
		add_page(x, model, &blocks, labels);
	}
	free(seams);
	free(labels);
	nb_blocks_free(&blocks);
	nb_lines_free(&lines);
	nb_buf_free(&raw);
	nb_buf_free(&lab);
}

static struct examples load(const char *path, const uint8_t *model,
			    int both_passes)
{
	struct examples x = {0};
	char raw[512], lab[512];
	FILE *in = fopen(path, "r");

	if (!in)
		die(path);
	while (fscanf(in, "%511s %511s", raw, lab) == 2)
		load_page(&x, model, raw, lab, both_passes);
	(void)fclose(in);
	return x;
}

/* ---- fitting */

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

/* Logistic regression: Adagrad, with weights that shrink a little. */
static float *fit_weights(const struct examples *x)
{
	size_t size = (size_t)1 << NB_MODEL_WEIGHTS_LOG, i, k;
	float *w = calloc(size, sizeof(*w)), *g2 = calloc(size, sizeof(*g2));
	uint32_t *order = calloc(x->count, sizeof(*order)), state = 1;
	int epoch;

	if (!w || !g2 || !order)
		die("memory");
	for (i = 0; i < x->count; i++)
		order[i] = (uint32_t)i;
	for (epoch = 0; epoch < EPOCHS; epoch++) {
		double loss = 0;

		for (i = x->count; i > 1; i--) {
			size_t j = next_random(&state) % i;
			uint32_t t = order[i - 1];

			order[i - 1] = order[j];
			order[j] = t;
		}
		for (i = 0; i < x->count; i++) {
			const struct example *e = &x->list[order[i]];
			double z = 0, p, grad;

			if (e->certain >= 0)
				continue;
			for (k = 0; k < e->count; k++)
				z += (double)w[e->hashes[k] & (size - 1)];
			p = 1 / (1 + exp(-z));
			grad = p - e->label;
			if (e->label && !e->lines)
				grad *= COLUMN_WEIGHT;
			loss -= log(fmax(1e-12, e->label ? p : 1 - p));
			for (k = 0; k < e->count; k++) {
				size_t at = e->hashes[k] & (size - 1);
				double g = grad + DECAY * (double)w[at];

				g2[at] += (float)(g * g);
				w[at] -= (float)(RATE * g /
						 sqrt((double)g2[at] + 1e-6));
			}
		}
		fprintf(stderr, "epoch %d: loss %.4f\n", epoch + 1,
			loss / (double)x->count);
	}
	free(g2);
	free(order);
	return w;
}

static int fit(const char *in, const char *out, const char *list)
{
	struct nb_buf model = slurp(in);
	struct examples x = load(list, model.data, 1);
	float *w = fit_weights(&x), most = 0;
	size_t size = (size_t)1 << NB_MODEL_WEIGHTS_LOG, i;
	double unit;

	for (i = 0; i < size; i++)
		most = fmaxf(most, fabsf(w[i]));
	/* A few weights at the ends are cut, so that the others are exact. */
	unit = fmin((double)most, 2.54) / 127;
	nb_put32(model.data + 8, (uint32_t)(unit * (1 << 20) + .5));
	for (i = 0; i < size; i++) {
		double q = floor((double)w[i] / unit + .5);

		model.data[NB_MODEL_HEAD + i] =
			(uint8_t)(int8_t)fmax(-127, fmin(127, q));
	}
	fprintf(stderr, "%zu breaks, largest weight %.2f\n", x.count,
		(double)most);
	save(out, model.data);
	return 0;
}

static int join(const char *weights, const char *pairs_from, const char *out)
{
	struct nb_buf w = slurp(weights), p = slurp(pairs_from);

	if (w.len != NB_MODEL_SIZE || p.len != NB_MODEL_SIZE)
		die("size of a model");
	memcpy(p.data, w.data,
	       NB_MODEL_HEAD + ((size_t)1 << NB_MODEL_WEIGHTS_LOG));
	save(out, p.data);
	return 0;
}

static int judge(const char *path, const char *list)
{
	struct nb_buf model = slurp(path);
	struct examples x = load(list, model.data, 0);
	double hit = 0, got = 0, want = 0, p, r;
	size_t i;

	for (i = 0; i < x.count; i++) {
		const struct example *e = &x.list[i];
		double q = e->certain >= 0
				   ? e->certain
				   : nb_model_probability(model.data, e->hashes,
							  e->count);

		want += e->label;
		got += q >= .8;
		hit += q >= .8 && e->label;
	}
	p = got > 0 ? hit / got : 1;
	r = want > 0 ? hit / want : 1;
	printf("breaks=%zu false_1000=%.2f join_p=%.4f join_r=%.4f "
	       "join_f=%.4f\n",
	       x.count, 1000 * (got - hit) / (double)x.count, p, r,
	       p + r > 0 ? 2 * p * r / (p + r) : 0);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "pairs") == 0)
		return pairs(argv[2], argv + 3, argc - 3);
	if (argc == 5 && strcmp(argv[1], "fit") == 0)
		return fit(argv[2], argv[3], argv[4]);
	if (argc == 5 && strcmp(argv[1], "join") == 0)
		return join(argv[2], argv[3], argv[4]);
	if (argc == 4 && strcmp(argv[1], "judge") == 0)
		return judge(argv[2], argv[3]);
	fprintf(stderr, "usage: train pairs|fit|join|judge ...; see train.c\n");
	return 1;
}
