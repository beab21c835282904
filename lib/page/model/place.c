/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fit place_weights.h (recipe.md beside this file says on what).
 *
 * usage: place REAL MADE >lib/page/place_weights.h
 *
 * A list has a line a page: RAW LABELS LAYOUT, as train.c has it, and a table
 * of line boxes. The MADE pages together weigh a tenth of the REAL ones, enough
 * to show what a head is; their text is too clean to learn more from.
 * Every real page is judged with weights that were fitted on the others, and
 * the figures are printed on standard error; the weights that are written are
 * fitted on all.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "page/decide/page.h"
#include "page/weigh/model.h"
#include "page/place/place.h"
#include "newton.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N NB_PLACE_FACTS
#define MADE 0.5  /* weight of all made pages to that of all real ones */
#define RIDGE 1.0 /* pulls the weights towards 0 */

struct example {
	double facts[N];
	unsigned page;
	double weight;
	int label; /* 1 join, 0 keep */
};

struct examples {
	struct example *list;
	size_t count, cap;
	size_t real; /* so many first ones are of real pages */
	unsigned pages, real_pages;
};

static void die(const char *what, const struct nb_error *err)
{
	fprintf(stderr, "place: %s: %s\n", what, err ? err->text : "failed");
	exit(1);
}

static struct nb_buf slurp(const char *path)
{
	struct nb_buf b = {0};
	struct nb_error err;

	if (nb_file_read(path, NB_PAGE_MAX, &b, &err))
		die(path, &err);
	return b;
}

/* ---- pages */

static void add(struct examples *x, const struct nb_blocks *blocks,
		const struct nb_geometry *g, const struct nb_seam *seams,
		const char *labels)
{
	double agreement = nb_place_agreement(g, seams, blocks->count);
	size_t i;

	for (i = 1; i < blocks->count; i++) {
		size_t line = blocks->list[i].first;
		struct example *e;

		x->list = nb_grow(x->list, &x->cap, x->count + 1,
				  sizeof(*x->list));
		if (!x->list)
			die("memory", NULL);
		e = &x->list[x->count++];
		nb_place_facts(&g[i], &seams[i], agreement, e->facts);
		e->page = x->pages;
		e->label = labels[line - 1] == 'J';
	}
}

/* The labels alone, a character a line. */
static void squeeze(struct nb_buf *labels)
{
	size_t i, n = 0;

	for (i = 0; i < labels->len; i++)
		if (labels->data[i] == 'J' || labels->data[i] == 'K')
			labels->data[n++] = labels->data[i];
	labels->len = n;
}

static void load_page(struct examples *x, const char *raw_path,
		      const char *label_path, const char *layout_path)
{
	struct nb_buf raw = slurp(raw_path), labels = slurp(label_path);
	struct nb_buf table = slurp(layout_path);
	const char *text = (const char *)raw.data;
	struct nb_layout layout;
	struct nb_lines lines;
	struct nb_blocks blocks = {.placed = true};
	struct nb_geometry *g = NULL;
	struct nb_seam *seams;
	struct nb_error err;

	squeeze(&labels);
	if (nb_layout_read_table(table.data, table.len, &layout, &err) ||
	    nb_lines_split(text, raw.len, &lines, &err))
		die(raw_path, &err);
	seams = calloc(lines.count + 1, sizeof(*seams));
	if (!seams || labels.len + 1 < lines.count)
		die(label_path, NULL);
	if (nb_blocks_make(text, &lines, seams, false, &blocks, &err) ||
	    nb_geometry_make(&blocks, &layout, &g, &err) ||
	    nb_seams_decide(&blocks, nb_model_data, seams, &err))
		die(raw_path, &err);
	add(x, &blocks, g, seams, (const char *)labels.data);
	x->pages++;
	free(seams);
	free(g);
	nb_blocks_free(&blocks);
	nb_lines_free(&lines);
	nb_layout_free(&layout);
	nb_buf_free(&raw);
	nb_buf_free(&labels);
	nb_buf_free(&table);
}

/* ---- fitting */

/* Fit on all pages but one. */
static void fit(const struct examples *x, unsigned without, double *w)
{
	struct newton_example *list = calloc(x->count + 1, sizeof(*list));
	size_t i, n = 0;

	if (!list)
		die("memory", NULL);
	for (i = 0; i < x->count; i++)
		if (x->list[i].page != without)
			list[n++] = (struct newton_example){x->list[i].facts,
							    x->list[i].weight,
							    x->list[i].label};
	newton_fit(list, n, N, RIDGE, w);
	free(list);
}

/* Each page by the weights of the others. */
static void judge(const struct examples *x, double threshold)
{
	double hit = 0, got = 0, want = 0, w[N], p, r;
	unsigned page;
	size_t n;

	for (page = 0; page < x->real_pages; page++) {
		fit(x, page, w);
		for (n = 0; n < x->count; n++) {
			const struct example *e = &x->list[n];
			bool joined =
				newton_predict(w, e->facts, N) >= threshold;

			if (e->page != page)
				continue;
			want += e->label;
			got += joined;
			hit += joined && e->label;
		}
	}
	p = got > 0 ? hit / got : 1;
	r = want > 0 ? hit / want : 1;
	fprintf(stderr,
		"pages=%u breaks=%zu threshold=%.1f join_p=%.4f join_r=%.4f "
		"join_f=%.4f\n",
		x->real_pages, x->real, threshold, p, r,
		p + r > 0 ? 2 * p * r / (p + r) : 0);
}

static void load(struct examples *x, const char *path)
{
	char raw[512], labels[512], layout[512];
	FILE *in = fopen(path, "r");

	if (!in)
		die(path, NULL);
	while (fscanf(in, "%511s %511s %511s", raw, labels, layout) == 3)
		load_page(x, raw, labels, layout);
	(void)fclose(in);
}

static void weigh(struct examples *x)
{
	double made = (double)(x->count - x->real);
	size_t n;

	for (n = 0; n < x->count; n++)
		x->list[n].weight =
			n < x->real ? 1 : MADE * (double)x->real / made;
}

int main(int argc, char **argv)
{
	struct examples x = {0};
	double w[N];

	if (argc != 3) {
		fprintf(stderr, "usage: place REAL MADE\n");
		return 1;
	}
	load(&x, argv[1]);
	x.real = x.count;
	x.real_pages = x.pages;
	load(&x, argv[2]);
	weigh(&x);
	judge(&x, .5);
	judge(&x, .8);
	fit(&x, x.pages, w);
	newton_print(w, N);
	free(x.list);
	return 0;
}
