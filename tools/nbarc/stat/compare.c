/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing two parts of text (compare.h). The threads that decode page frames
 * count, each for itself: there are as many units as characters.
 */
#include "stat/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/number.h"
#include "base/utf8.h"

#define LN_2 0.69314718055994530942

/* A hit, and the text around it that belongs to it: offsets in the text of an
 * item. The ranges of two hits may overlap; a unit in both counts once. */
struct range {
	size_t left, from, to, right;
};

/* What one thread counts. The ranges are those of one text; `at` is the first
 * one that does not end before the unit in hand. All is owned but `compare`. */
struct counter {
	const struct nbarc_compare *compare;
	struct nbarc_units units;
	struct range *ranges;
	size_t count, cap, at;
	enum nbarc_part part; /* of all units of a text, of items */
	bool no_memory;
};

/* ---- counting, in any thread */

/* For struct nb_reader: what a thread begins with. */
static void *begin(void *context)
{
	struct counter *c = nb_alloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->compare = context;
	c->units.han = c->compare->han;
	return c;
}

/* For nbarc_units_add(): the part of a unit where items are compared. */
static bool part_of_item(void *context, size_t from, size_t to,
			 enum nbarc_part *part)
{
	const struct counter *c = context;

	(void)from;
	(void)to;
	*part = c->part;
	return true;
}

/* For nbarc_units_add(): is a unit around a hit? One that touches a hit does
 * not count at all: it would say what the word is made of. */
static bool part_of_place(void *context, size_t from, size_t to,
			  enum nbarc_part *part)
{
	struct counter *c = context;
	const struct range *before, *after;

	while (c->at < c->count && c->ranges[c->at].to <= from)
		c->at++;
	before = c->at ? &c->ranges[c->at - 1] : NULL;
	after = c->at < c->count ? &c->ranges[c->at] : NULL;
	if (after && after->from < to)
		return false;
	*part = (before && to <= before->right) ||
				(after && from >= after->left)
			? NBARC_STUDIED
			: NBARC_COMPARED;
	return true;
}

/* The offset `count` characters before `at`, in its line. */
static size_t step_left(const char *text, size_t at, unsigned count)
{
	uint32_t c;

	for (; count && at > 0 && text[at - 1] != '\n'; count--)
		at -= nb_utf8_prev(text, at, &c);
	return at;
}

/* The offset `count` characters after `at`, in its line. */
static size_t step_right(const char *text, size_t len, size_t at,
			 unsigned count)
{
	uint32_t c;

	for (; count && at < len && text[at] != '\n'; count--)
		at += nb_utf8_next(text + at, len - at, &c);
	return at;
}

/* Note what is around each hit of a text. */
static enum nb_status note_ranges(struct counter *c, const char *text,
				  size_t len, const struct nb_span *hits,
				  size_t count)
{
	unsigned window = c->compare->window;
	struct range *grown =
		nb_grow(c->ranges, &c->cap, count + 1, sizeof(*grown));
	size_t i;

	if (!grown)
		return NB_NOMEM;
	c->ranges = grown;
	for (i = 0; i < count; i++)
		grown[i] = (struct range){
			step_left(text, hits[i].from, window), hits[i].from,
			hits[i].to, step_right(text, len, hits[i].to, window)};
	c->count = count;
	c->at = 0;
	return NB_OK;
}

/* Count the units of a text. A thread that had no memory once is not asked
 * again: some of the text is missing then. */
static enum nb_status read_text(void *state, size_t mark, const char *text,
				size_t len, const struct nb_span *hits,
				size_t count)
{
	struct counter *c = state;
	enum nb_status st = c->no_memory ? NB_NOMEM : NB_OK;
	bool places = c->compare->window != 0;

	c->part = (enum nbarc_part)mark;
	if (!st && places)
		st = note_ranges(c, text, len, hits, count);
	if (!st)
		st = nbarc_units_add(&c->units, text, len,
				     places ? part_of_place : part_of_item, c);
	c->no_memory = st != NB_OK;
	return st;
}

/* Add what a thread has counted to the rest. The sums do not depend on which
 * thread has counted what, nor on the order in which they end. */
static void end(void *context, void *state)
{
	struct nbarc_compare *all = context;
	struct counter *c = state;

	if (c->no_memory || nbarc_units_merge(&all->units, &c->units))
		all->no_memory = true;
	nbarc_units_free(&c->units);
	free(c->ranges);
	free(c);
}

/* ---- choosing, in the thread of the search */

/* Does a filter choose the item? */
static enum nb_status choose(struct nb_archive *a, const struct nb_filter *f,
			     const struct nb_entry *e,
			     const struct nb_entry_item *item, bool *chosen,
			     struct nb_error *err)
{
	char next[NB_FILTER_NEXT_MAX];

	*chosen = nb_filter_judge(f, e->id.text, e->id.len, next);
	return *chosen && nb_filter_has_items(f)
		       ? nb_filter_item(f, a, e, item, chosen, err)
		       : NB_OK;
}

/* Which part an item belongs to; NB_ABSENT if to none. What both filters choose
 * is studied. */
static enum nb_status take_item(void *context, const struct nb_entry *e,
				const struct nb_entry_item *item, size_t *mark,
				struct nb_error *err)
{
	const struct nbarc_compare *c = context;
	bool chosen = true;
	enum nb_status st =
		choose(c->archive, c->studied, e, item, &chosen, err);

	*mark = NBARC_STUDIED;
	if (st || chosen)
		return st;
	*mark = NBARC_COMPARED;
	chosen = true;
	if (c->compared)
		st = choose(c->archive, c->compared, e, item, &chosen, err);
	return st || chosen ? st : NB_ABSENT;
}

/* For struct nb_search, which never calls it: the reader gets all hits. */
static bool take_hit(void *context, const struct nb_hit *hit)
{
	(void)context;
	(void)hit;
	return true;
}

/* Called for what could not be read: the count ends. */
static void take_problem(void *context, const struct nb_error *err)
{
	struct nbarc_compare *c = context;

	if (!c->err.status && err->status != NB_ABSENT)
		c->err = *err;
}

/* Called between page frames. */
static bool go_on(void *context)
{
	const struct nbarc_compare *c = context;

	return !c->err.status;
}

/* The fields by which items are chosen. */
static uint64_t fields_of(const struct nbarc_compare *c)
{
	uint64_t fields = c->studied ? nb_filter_fields(c->studied) : 0;

	return fields | (c->compared ? nb_filter_fields(c->compared) : 0);
}

enum nb_status nbarc_compare_all(struct nbarc_compare *c,
				 struct nb_query *query, struct nb_error *err)
{
	const struct nb_reader reader = {
		.begin = begin, .read = read_text, .end = end, .context = c};
	const struct nb_search search = {
		.queries = query,
		.query_count = 1,
		.bare = true,
		.threads = c->threads,
		.item = c->window ? NULL : take_item,
		.fields = fields_of(c),
		.hit = take_hit,
		.problem = take_problem,
		.pause = go_on,
		.context = c,
	};
	struct nb_grep *grep = NULL;
	enum nb_status st =
		nb_grep_create_reading(c->options, &reader, &grep, err);

	if (!st)
		st = nb_grep_archive(grep, c->archive, &search, err);
	nb_grep_free(grep);
	if (!st && c->err.status) {
		*err = c->err;
		st = c->err.status;
	}
	return !st && c->no_memory ? nb_fail_mem(err) : st;
}

/* ---- what is unusual */

/*
 * ln(1 + x) for x > -1. The logarithm of a number next to 1 would lose its
 * digits, and is multiplied by millions.
 */
static double log_of(double x)
{
	if (x > -1e-3 && x < 1e-3)
		return x *
		       (1 - x * (1. / 2 - x * (1. / 3 - x * (1. / 4 - x / 5))));
	return nb_log(1 + x);
}

/* O ln(O / E) of one cell, given by O and O - E. */
static double cell(double observed, double more)
{
	return observed > 0 ? observed * log_of(more / (observed - more)) : 0;
}

/* The log-likelihood of a unit: a of c, and b of d. */
static double likelihood(double a, double b, double c, double d)
{
	/* What is observed differs from what is expected by the same number in
	 * all four cells. */
	double more = a - (a + b) * (c / (c + d));

	return 2 * (cell(a, more) + cell(b, -more) + cell(c - a, -more) +
		    cell(d - b, more));
}

/* Add the row of a unit, whose text begins at `text` of c->texts. */
static enum nb_status add_row(const struct nbarc_compare *c,
			      const struct nbarc_unit *u,
			      struct nbarc_sheet *sheet)
{
	const uint64_t *totals = c->units.totals;
	double a = (double)u->counts[0], b = (double)u->counts[1];
	double n = (double)totals[0], m = (double)totals[1];
	struct nbarc_sheet_row *row = nbarc_sheet_add(sheet);

	if (!row)
		return NB_NOMEM;
	row->numbers[0] = (int64_t)u->counts[0];
	row->numbers[1] = (int64_t)totals[0];
	row->numbers[2] = (int64_t)u->counts[1];
	row->numbers[3] = (int64_t)totals[1];
	row->numbers[4] = nbarc_to_hundredths(likelihood(a, b, n, m));
	row->numbers[5] = nbarc_to_hundredths(
		nb_log(a / n / ((b > 0 ? b : .5) / m)) / LN_2);
	return NB_OK;
}

/* Is the unit to be shown? One that is less frequent in what is studied is as
 * unusual, but whoever asks what is typical of something does not mean it;
 * turned round, the comparison has it. */
static bool is_shown(const struct nbarc_compare *c, const struct nbarc_unit *u)
{
	const uint64_t *totals = c->units.totals;

	return u->key && u->counts[0] >= c->least && u->counts[0] &&
	       totals[1] &&
	       (double)u->counts[0] / (double)totals[0] >
		       (double)u->counts[1] / (double)totals[1];
}

enum nb_status nbarc_compare_sheet(struct nbarc_compare *c,
				   struct nbarc_sheet *sheet)
{
	enum nb_status st = NB_OK;
	const char *text;
	size_t i;

	for (i = 0; !st && i < c->units.size; i++) {
		const struct nbarc_unit *u = &c->units.places[i];

		if (!is_shown(c, u))
			continue;
		st = add_row(c, u, sheet);
		if (!st)
			st = nbarc_unit_text(&c->units, u->key, &c->texts);
		if (!st)
			st = nb_buf_add(&c->texts, "", 1);
	}
	/* The texts do not move any more. */
	text = (const char *)c->texts.data;
	for (i = 0; !st && i < sheet->count; i++) {
		sheet->rows[i].texts[0] = text;
		text += strlen(text) + 1;
	}
	return st;
}

void nbarc_compare_free(struct nbarc_compare *c)
{
	nbarc_units_free(&c->units);
	nb_buf_free(&c->texts);
}
