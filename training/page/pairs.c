/* SPDX-License-Identifier: Apache-2.0 */
/* `breaks pairs`: the tables of nbnorm.model that are counted, not fitted:
 * which characters stand together, and which begin and end a paragraph. */
#include "base/le.h"
#include "base/utf8.h"
#include "page/weigh/model.h"
#include "page/text/shape.h"
#include "breaks.h"
#include "common.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TABLE ((size_t)1 << 24) /* of all pairs, while they are counted */

struct pair {
	uint32_t left, right, count;
	float worth; /* of a place in the table */
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

/* Count the characters that begin and end a line; returns the lines. */
static double count_edges(const struct nb_buf *text, double *starts,
			  double *ends)
{
	size_t at = 0;
	uint32_t before = '\n', c;
	double n = 0;

	while (at < text->len) {
		at += nb_utf8_get((char *)text->data + at, text->len - at, &c);
		c = nb_fold(c);
		if (before == '\n' && c != '\n' && c < 0x30000) {
			starts[c]++;
			n++;
		}
		if (c == '\n' && before != '\n' && before < 0x30000)
			ends[before]++;
		before = c;
	}
	return n;
}

/* Pointwise mutual information, bits. */
static double information(const struct pair *p, const double *single, double n)
{
	return log2(p->count * n / (single[p->left] * single[p->right]));
}

static int by_worth(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->worth < y->worth || x->worth > y->worth)
		return x->worth < y->worth ? 1 : -1;
	if (x->left != y->left)
		return x->left < y->left ? -1 : 1;
	return (x->right > y->right) - (x->right < y->right);
}

/* information() in steps of a bit, -4 to 10, as a level of 1 to 15. */
static unsigned level(const struct pair *p, const double *single, double n)
{
	int q = (int)floor(information(p, single, n) + .5) + 5;

	return (unsigned)(q < 1 ? 1 : q > 15 ? 15 : q);
}

static void put_pair(uint8_t *slots, const struct pair *p, unsigned q)
{
	uint32_t hash = nb_pair_hash(p->left, p->right);
	uint32_t at = nb_pair_slot(hash), probe;

	for (probe = 0; probe < NB_MODEL_PROBES; probe++) {
		uint8_t *slot = slots + 2 * (size_t)at;

		if (nb_le16(slot) == 0) {
			nb_put16(slot,
				 (uint16_t)(((hash & 0xfff) | 1) << 4 | q));
			return;
		}
		at = at + 1 < NB_MODEL_SLOT_COUNT ? at + 1 : 0;
	}
}

static void put_nibble(uint8_t *table, size_t i, double level)
{
	int q = (int)floor(level + .5);

	q = q < 0 ? 0 : q > 15 ? 15 : q;
	table[i / 2] |= (uint8_t)(q << (i & 1 ? 4 : 0));
}

/* How often a character ends or begins a paragraph, compared with chance, as a
 * level of 1 to 15; 8 is chance. 0 is a character too rare to tell. `share` is
 * the number of paragraphs for each character of text. */
static double readiness(double seen, double count, double share)
{
	if (count * share < .5 && seen < 1)
		return 0;
	return fmin(15, fmax(1, 8 + log2((seen + .5) / (count * share + .5))));
}

int count_pairs(const char *path, char **texts, int count)
{
	struct pair *table = zeroed(TABLE, sizeof(*table));
	double *single = zeroed(3 * 0x30000, sizeof(*single)), n = 0;
	double *starts = single + 0x30000, *ends = starts + 0x30000;
	uint8_t *model = zeroed(1, NB_MODEL_SIZE);
	size_t i, kept = 0, room = NB_MODEL_SLOT_COUNT * (size_t)17 / 20;
	double lines = 0;

	for (i = 0; i < (size_t)count; i++) {
		struct nb_buf text = slurp(texts[i]);

		n += count_text(&text, table, single);
		lines += count_edges(&text, starts, ends);
		nb_buf_free(&text);
	}
	/* Pairs that occur about as often as chance has it are left out. */
	for (i = 0; i < TABLE; i++) {
		struct pair p = table[i];
		double bits;

		if (p.count < 2)
			continue;
		bits = fabs(information(&p, single, n));
		p.worth = (float)(p.count * bits);
		if (bits >= 1)
			table[kept++] = p;
	}
	qsort(table, kept, sizeof(*table), by_worth);
	memcpy(model, "nbnorm\0\3", 8);
	nb_put32(model + 12, NB_MODEL_WEIGHTS_LOG);
	nb_put32(model + 16, NB_MODEL_SLOT_COUNT);
	nb_put32(model + 20, NB_MODEL_SETTING_LOG);
	nb_put32(model + 24, NB_MODEL_ROWS_LOG);
	for (i = 0; i < kept && i < room; i++)
		put_pair(model + NB_MODEL_SLOTS, &table[i],
			 level(&table[i], single, n));
	for (i = 0; i < NB_MODEL_HAN; i++) {
		double c = single[0x4e00 + i];

		put_nibble(model + NB_MODEL_COUNTS, i, c < 1 ? 0 : log2(c));
		put_nibble(model + NB_MODEL_ENDS, i,
			   readiness(ends[0x4e00 + i], c, lines / n));
		put_nibble(model + NB_MODEL_STARTS, i,
			   readiness(starts[0x4e00 + i], c, lines / n));
	}
	fprintf(stderr, "%.0f characters, %zu pairs, room for %zu\n", n, kept,
		room);
	save(path, model);
	return 0;
}
