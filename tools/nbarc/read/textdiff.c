/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing the texts of two revisions.
 *
 * Paragraphs that are the same on both sides are found with nb_diff(). In a
 * gap between them, paragraphs that are alike are paired so that the sum of
 * what they have in common is the largest; the characters of each pair are
 * then compared with nb_diff() again.
 *
 * Whether two paragraphs are alike is decided by their characters alone,
 * whatever the order: that is fast, and moving a sentence inside a paragraph
 * does not make it another one.
 */
#include "read/textdiff.h"

#include <stdlib.h>
#include <string.h>

#include <nbarc/archive.h>
#include <nbarc/tei.h>

#include "base/alloc.h"
#include "base/diff.h"
#include "base/error.h"
#include "base/utf8.h"

/* In a gap with more possible pairs of paragraphs than this, the best pairs are
 * not searched for. */
#define PAIRS_MAX 10000u

/* Characters are counted in this many buckets. */
#define BUCKETS 256u

/* ---- the text of a page */

void text_page_free(struct text_page *p)
{
	nb_buf_free(&p->text);
	free(p->list);
	p->list = NULL;
	p->count = 0;
}

/* Cut the text from `from` on, which is that of one item, into paragraphs.
 * Their .text.text is set by set_pointers() when everything has been read. */
static enum nb_status cut_paragraphs(struct text_page *p, size_t from,
				     unsigned item)
{
	size_t number = 0;

	while (from < p->text.len) {
		const uint8_t *start = p->text.data + from;
		const uint8_t *end = memchr(start, '\n', p->text.len - from);
		size_t len = end ? (size_t)(end - start) : p->text.len - from;
		struct text_paragraph *grown;

		from += len + 1;
		if (len == 0)
			continue;
		grown = nb_grow(p->list, &p->cap, p->count + 1, sizeof(*grown));
		if (!grown)
			return NB_NOMEM;
		p->list = grown;
		grown[p->count++] =
			(struct text_paragraph){{NULL, len}, item, ++number, 0};
	}
	return NB_OK;
}

/* Point the paragraphs to their texts, in the buffer that moved while it grew.
 */
static void set_pointers(struct text_page *p)
{
	const char *at = (const char *)p->text.data;
	size_t i;

	for (i = 0; i < p->count; i++) {
		while (*at == '\n')
			at++;
		p->list[i].text.text = at;
		at += p->list[i].text.len;
	}
}

/*
 * The items come in the order of the document, which is not that of their
 * numbers.
 */
enum nb_status text_page_read(struct text_page *p, struct nb_archive *archive,
			      const struct nb_entry *e, unsigned number,
			      struct nb_error *err)
{
	const struct nb_entry_item **list;
	size_t i, n;
	enum nb_status st = nb_entry_order(e, &list, &n, err);

	for (i = 0; !st && i < n; i++) {
		size_t from = p->text.len;

		if (number ? list[i]->number != number
			   : nb_entry_item_is_hidden(e, list[i]->number))
			continue;
		st = nb_archive_item(archive, e, list[i]->number,
				     NB_FORMAT_TEXT, &p->text, err);
		if (!st && cut_paragraphs(p, from, list[i]->number))
			st = nb_fail_mem(err);
	}
	free(list);
	set_pointers(p);
	return st;
}

/* ---- paragraphs */

/* Order paragraphs by length, then by bytes, for qsort(). */
static int by_text(const void *a, const void *b)
{
	const struct nb_string *x = &(*(struct text_paragraph *const *)a)->text;
	const struct nb_string *y = &(*(struct text_paragraph *const *)b)->text;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return memcmp(x->text, y->text, x->len);
}

/* Give equal paragraphs of both pages the same number. */
static enum nb_status number_texts(struct text_page *a, struct text_page *b)
{
	size_t n = a->count + b->count, i;
	struct text_paragraph **all =
		nb_alloc(n, sizeof(struct text_paragraph *));
	uint32_t number = 0;

	if (!all)
		return NB_NOMEM;
	for (i = 0; i < n; i++)
		all[i] = i < a->count ? &a->list[i] : &b->list[i - a->count];
	qsort(all, n, sizeof(struct text_paragraph *), by_text);
	for (i = 0; i < n; i++) {
		if (i && by_text(&all[i - 1], &all[i]) != 0)
			number++;
		all[i]->same_text = number;
	}
	free(all);
	return NB_OK;
}

/* Add an edit; SIZE_MAX is the side that has no paragraph. */
static enum nb_status add_edit(struct text_edits *e, size_t before,
			       size_t after)
{
	struct text_edit *grown =
		nb_grow(e->list, &e->cap, e->count + 1, sizeof(*grown));

	if (!grown)
		return NB_NOMEM;
	e->list = grown;
	grown[e->count++] = (struct text_edit){before, after};
	return NB_OK;
}

/* How often the characters of each bucket occur in a paragraph: enough to tell
 * whether two are alike, without comparing them. */
struct bag {
	uint32_t n[BUCKETS];
	uint32_t total;
};

/*
 * Count the characters of a paragraph. A byte that is not UTF-8 counts as one.
 */
static void fill_bag(const struct nb_string *s, struct bag *bag)
{
	size_t at = 0;

	memset(bag, 0, sizeof(*bag));
	while (at < s->len) {
		uint32_t c = 0;
		size_t n = nb_utf8_get(s->text + at, s->len - at, &c);

		at += n ? n : 1;
		bag->n[c % BUCKETS]++;
		bag->total++;
	}
}

/* The number of characters in common if it is at least half of the longer one;
 * otherwise 0, and the two are not paired. */
static uint32_t likeness(const struct bag *x, const struct bag *y)
{
	uint32_t common = 0;
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		common += x->n[i] < y->n[i] ? x->n[i] : y->n[i];
	return 2 * common >= (x->total > y->total ? x->total : y->total)
		       ? common
		       : 0;
}

/* A gap between paragraphs that are the same in both pages. The two tables are
 * owned by edit_gap(). */
struct gap {
	const struct text_page *a, *b;
	size_t a_at, a_count, b_at, b_count;
	uint32_t *like;	 /* likeness of each pair; a_count by b_count */
	uint32_t *table; /* best sum of the pairs from here on; one more each */
};

/* Fill in the likeness of all pairs. */
static enum nb_status measure(struct gap *g)
{
	struct bag *bags = nb_alloc(g->b_count, sizeof(*bags));
	struct bag one;
	size_t i, k;

	if (!bags)
		return NB_NOMEM;
	for (k = 0; k < g->b_count; k++)
		fill_bag(&g->b->list[g->b_at + k].text, &bags[k]);
	for (i = 0; i < g->a_count; i++) {
		fill_bag(&g->a->list[g->a_at + i].text, &one);
		for (k = 0; k < g->b_count; k++)
			g->like[i * g->b_count + k] = likeness(&one, &bags[k]);
	}
	free(bags);
	return NB_OK;
}

/* The best sum from the i-th and k-th paragraph of the gap on. */
static uint32_t *cell(const struct gap *g, size_t i, size_t k)
{
	return &g->table[i * (g->b_count + 1) + k];
}

/* Fill in the sums from the end. The last row and column are zeros. */
static void fill_table(const struct gap *g)
{
	size_t i, k;

	for (i = g->a_count; i-- > 0;)
		for (k = g->b_count; k-- > 0;) {
			uint32_t best = *cell(g, i + 1, k);
			uint32_t like = g->like[i * g->b_count + k];

			if (*cell(g, i, k + 1) > best)
				best = *cell(g, i, k + 1);
			if (like && *cell(g, i + 1, k + 1) + like > best)
				best = *cell(g, i + 1, k + 1) + like;
			*cell(g, i, k) = best;
		}
}

/* Follow the table to the best sum: pairs that are alike, and between them what
 * was deleted or inserted. */
static enum nb_status follow(const struct gap *g, struct text_edits *edits)
{
	enum nb_status st = NB_OK;
	size_t i = 0, k = 0;

	while (!st && (i < g->a_count || k < g->b_count)) {
		bool both = i < g->a_count && k < g->b_count;
		uint32_t like = both ? g->like[i * g->b_count + k] : 0;

		if (like && *cell(g, i, k) == *cell(g, i + 1, k + 1) + like)
			st = add_edit(edits, g->a_at + i++, g->b_at + k++);
		else if (i < g->a_count &&
			 (!both || *cell(g, i, k) == *cell(g, i + 1, k)))
			st = add_edit(edits, g->a_at + i++, SIZE_MAX);
		else
			st = add_edit(edits, SIZE_MAX, g->b_at + k++);
	}
	return st;
}

/* Where the table would be too large, the n-th paragraph is compared with the
 * n-th. */
static enum nb_status in_order(const struct gap *g, struct text_edits *edits)
{
	size_t n = g->a_count > g->b_count ? g->a_count : g->b_count, i;
	enum nb_status st = NB_OK;
	struct bag x, y;

	for (i = 0; !st && i < n; i++) {
		bool a = i < g->a_count, b = i < g->b_count;

		if (a && b) {
			fill_bag(&g->a->list[g->a_at + i].text, &x);
			fill_bag(&g->b->list[g->b_at + i].text, &y);
		}
		if (a && b && likeness(&x, &y)) {
			st = add_edit(edits, g->a_at + i, g->b_at + i);
			continue;
		}
		if (a)
			st = add_edit(edits, g->a_at + i, SIZE_MAX);
		if (!st && b)
			st = add_edit(edits, SIZE_MAX, g->b_at + i);
	}
	return st;
}

/* Add the edits of one gap. */
static enum nb_status edit_gap(struct gap *g, struct text_edits *edits)
{
	enum nb_status st = NB_NOMEM;

	if (g->b_count && g->a_count > PAIRS_MAX / g->b_count)
		return in_order(g, edits);
	g->like = nb_alloc(g->a_count * g->b_count, sizeof(*g->like));
	g->table = nb_alloc((g->a_count + 1) * (g->b_count + 1),
			    sizeof(*g->table));
	if (g->like && g->table)
		st = measure(g);
	if (!st) {
		fill_table(g);
		st = follow(g, edits);
	}
	free(g->like);
	free(g->table);
	return st;
}

/* The numbers of the paragraphs, as nb_diff() takes them; the caller frees
 * them. */
static uint32_t *numbers_of(const struct text_page *p)
{
	uint32_t *list = nb_alloc(p->count, sizeof(*list));
	size_t i;

	for (i = 0; list && i < p->count; i++)
		list[i] = p->list[i].same_text;
	return list;
}

/*
 * Go through the gaps: before the first match, between two, and after the
 * last.
 */
enum nb_status text_align(struct text_page *a, struct text_page *b,
			  struct text_edits *edits)
{
	enum nb_status st = number_texts(a, b);
	uint32_t *x = numbers_of(a), *y = numbers_of(b);
	struct nb_matches m = {NULL, 0, 0};
	struct gap g = {.a = a, .b = b};
	size_t i;

	memset(edits, 0, sizeof(*edits));
	if (!x || !y)
		st = NB_NOMEM;
	if (!st)
		st = nb_diff(x, a->count, y, b->count, &m);
	for (i = 0; !st && i <= m.count; i++) {
		bool end = i == m.count;

		g.a_count = (end ? a->count : m.list[i].a) - g.a_at;
		g.b_count = (end ? b->count : m.list[i].b) - g.b_at;
		st = edit_gap(&g, edits);
		if (!end) {
			g.a_at = m.list[i].a + m.list[i].len;
			g.b_at = m.list[i].b + m.list[i].len;
		}
	}
	nb_matches_free(&m);
	free(x);
	free(y);
	return st;
}

/* Leaves an empty list, so that it can be called twice. */
void text_edits_free(struct text_edits *e)
{
	free(e->list);
	memset(e, 0, sizeof(*e));
}

/* ---- characters */

/* A paragraph as characters, and the offset where each begins; at[count] is its
 * end. Both arrays are owned. */
struct letters {
	uint32_t *chars;
	size_t *at;
	size_t count;
};

/* Take a paragraph apart; false if memory runs out. A byte that is not UTF-8
 * counts as a character. */
static bool spell(const struct nb_string *s, struct letters *l)
{
	size_t at = 0;

	l->count = 0;
	l->chars = nb_alloc(s->len, sizeof(*l->chars));
	l->at = nb_alloc(s->len + 1, sizeof(*l->at));
	if (!l->chars || !l->at)
		return false;
	while (at < s->len) {
		uint32_t c = 0xfffd;
		size_t n = nb_utf8_get(s->text + at, s->len - at, &c);

		l->at[l->count] = at;
		l->chars[l->count++] = c;
		at += n ? n : 1;
	}
	l->at[l->count] = at;
	return true;
}

/* Both arrays; either may be NULL. */
static void free_letters(struct letters *l)
{
	free(l->chars);
	free(l->at);
}

/*
 * Drop runs of equal characters that are shorter than the changes on both of
 * their sides. Different passages have them in common by chance, and they make
 * a difference hard to read.
 */
static void drop_chance(struct nb_matches *m, size_t a_len, size_t b_len)
{
	size_t i, kept = 0;

	for (i = 0; i < m->count; i++) {
		struct nb_match *x = &m->list[i];
		size_t a0 =
			kept ? m->list[kept - 1].a + m->list[kept - 1].len : 0;
		size_t b0 =
			kept ? m->list[kept - 1].b + m->list[kept - 1].len : 0;
		size_t a1 = i + 1 < m->count ? x[1].a : a_len;
		size_t b1 = i + 1 < m->count ? x[1].b : b_len;
		size_t left = x->a - a0 > x->b - b0 ? x->a - a0 : x->b - b0;
		size_t a_gap = a1 - x->a - x->len, b_gap = b1 - x->b - x->len;
		size_t right = a_gap > b_gap ? a_gap : b_gap;

		if (x->len < left && x->len < right)
			continue;
		m->list[kept++] = *x;
	}
	m->count = kept;
}

/* Add the characters from `from` to `to` as a piece, if there are any. */
static enum nb_status add_piece(struct text_pieces *p, enum text_op op,
				const struct nb_string *s,
				const struct letters *l, size_t from, size_t to)
{
	struct text_piece *grown;

	if (from == to)
		return NB_OK;
	grown = nb_grow(p->list, &p->cap, p->count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	p->list = grown;
	grown[p->count++] = (struct text_piece){
		op, {s->text + l->at[from], l->at[to] - l->at[from]}};
	return NB_OK;
}

/* Turn matches into pieces: before each, what was deleted and inserted. */
static enum nb_status pieces_of(const struct nb_string *before,
				const struct nb_string *after,
				const struct letters *x,
				const struct letters *y,
				const struct nb_matches *m,
				struct text_pieces *pieces)
{
	enum nb_status st = NB_OK;
	size_t i, a = 0, b = 0;

	for (i = 0; !st && i <= m->count; i++) {
		bool end = i == m->count;
		struct nb_match run = {x->count, y->count, 0};

		if (!end)
			run = m->list[i];
		st = add_piece(pieces, TEXT_DELETED, before, x, a, run.a);
		if (!st)
			st = add_piece(pieces, TEXT_INSERTED, after, y, b,
				       run.b);
		a = run.a + run.len;
		b = run.b + run.len;
		if (!st)
			st = add_piece(pieces, TEXT_SAME, before, x, run.a, a);
	}
	return st;
}

/*
 * Paragraphs are compared as arrays of code points, and the matches are then
 * turned back into bytes.
 */
enum nb_status text_compare(const struct nb_string *before,
			    const struct nb_string *after,
			    struct text_pieces *pieces)
{
	struct letters x = {NULL, NULL, 0}, y = {NULL, NULL, 0};
	struct nb_matches m = {NULL, 0, 0};
	enum nb_status st = NB_NOMEM;

	memset(pieces, 0, sizeof(*pieces));
	if (spell(before, &x) && spell(after, &y))
		st = nb_diff(x.chars, x.count, y.chars, y.count, &m);
	if (!st) {
		drop_chance(&m, x.count, y.count);
		st = pieces_of(before, after, &x, &y, &m, pieces);
	}
	nb_matches_free(&m);
	free_letters(&x);
	free_letters(&y);
	return st;
}

void text_pieces_free(struct text_pieces *p)
{
	free(p->list);
	memset(p, 0, sizeof(*p));
}
