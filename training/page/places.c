/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fit place_weights.h, which weighs what a text says with where its lines
 * stand; recipe.md says on what.
 *
 * usage: places MODEL REAL MADE >place_weights.h
 *
 * A list has a line a page: RAW LABELS LAYOUT. LABELS is as in breaks.c, LAYOUT
 * is a table of line boxes. MODEL must not have seen the texts. The weight of
 * the MADE pages together is MADE_WEIGHT times that of the REAL ones. Each
 * real page is judged with weights fitted on the others, and the figures go to
 * standard error; the weights that are written are fitted on all pages.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "page/decide/page.h"
#include "page/weigh/model.h"
#include "page/place/place.h"
#include "page/weigh/seam.h"
#include "common.h"
#include "newton.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N NB_PLACE_FACTS
#define MADE_WEIGHT 1.0
#define RIDGE 1.0 /* pulls the weights towards 0 */

struct example {
	double facts[N];
	unsigned page;
	double weight;
	int label; /* 1 join, 0 keep */
};

/* The breaks of all pages, and the text model that weighs them. */
struct examples {
	const uint8_t *model;
	struct example *list;
	size_t count, cap;
	size_t real; /* the number of breaks of real pages, which come first */
	unsigned pages, real_pages;
};

/* ---- pages */

static void add(struct examples *x, const struct nb_blocks *blocks,
		const struct nb_geometry *g, const struct nb_seam *seams,
		const char *labels)
{
	struct nb_place_habits habits;
	size_t i;

	nb_place_habits(g, seams, blocks->count, &habits);
	for (i = 1; i < blocks->count; i++) {
		size_t line = blocks->list[i].first;
		struct example *e;

		x->list = nb_grow(x->list, &x->cap, x->count + 1,
				  sizeof(*x->list));
		if (!x->list)
			die("memory", NULL);
		e = &x->list[x->count++];
		nb_place_facts(&g[i], &seams[i], &habits, e->facts);
		e->page = x->pages;
		e->label = labels[line - 1] == 'J';
	}
}

/* Remove everything but the labels, a letter a line. */
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
	    nb_lines_split(text, raw.len, NB_ENDS_ALL, &lines, &err))
		die(raw_path, &err);
	seams = zeroed(lines.count + 1, sizeof(*seams));
	if (labels.len + 1 < lines.count) {
		(void)nb_fail(&err, NB_INVALID, "fewer labels than lines");
		die(label_path, &err);
	}
	if (nb_blocks_make(text, &lines, seams, false, &blocks, &err) ||
	    nb_geometry_make(&blocks, &layout, &g, &err) ||
	    nb_seams_decide(&blocks, x->model, seams, &err))
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

/* Fit on all pages except `without`. */
static void fit(const struct examples *x, unsigned without, double *w)
{
	struct newton_example *list = zeroed(x->count + 1, sizeof(*list));
	size_t i, n = 0;

	for (i = 0; i < x->count; i++)
		if (x->list[i].page != without)
			list[n++] = (struct newton_example){x->list[i].facts,
							    x->list[i].weight,
							    x->list[i].label};
	newton_fit(list, n, N, RIDGE, w);
	free(list);
}

/* Judge each real page with weights fitted on all other pages. */
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
			n < x->real ? 1 : MADE_WEIGHT * (double)x->real / made;
}

int main(int argc, char **argv)
{
	struct examples x = {0};
	struct nb_buf model;
	double w[N];

	if (argc != 4) {
		fprintf(stderr, "usage: places MODEL REAL MADE\n");
		return 1;
	}
	model = slurp_exactly(argv[1], NB_MODEL_SIZE);
	x.model = model.data;
	load(&x, argv[2]);
	x.real = x.count;
	x.real_pages = x.pages;
	load(&x, argv[3]);
	weigh(&x);
	judge(&x, .5);
	judge(&x, .8);
	fit(&x, x.pages, w);
	newton_print(w, N);
	free(x.list);
	nb_buf_free(&model);
	return 0;
}
