/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting (count.h). Each item has a line of the tally, which is found when
 * the item is chosen; the search gives its number back with every hit, so that
 * one pass over the archive counts everything.
 */
#include "stat/count.h"

#include <string.h>

#include "base/error.h"

/* The numbers of a line; two more for each word follow. */
enum { ITEMS, CHARACTERS, WORDS };

/* Every rate is one of so many characters. */
#define RATE 10000u

/* ---- items */

/* Count an item of a page entry; *line is its line. For nb_search_item. */
static enum nb_status count_item(void *context, const struct nb_entry *e,
				 const struct nb_entry_item *item, size_t *line,
				 struct nb_error *err)
{
	struct nbarc_count *c = context;
	enum nb_status st = nbarc_bys_item(&c->by, c->archive, e, item->number,
					   &c->record, &c->tally, line, err);

	if (st)
		return st;
	nbarc_tally_numbers(&c->tally, *line)[ITEMS]++;
	nbarc_tally_numbers(&c->tally, *line)[CHARACTERS] += item->characters;
	return NB_OK;
}

/* Called for each page of the query. */
static bool visit(void *context, const struct nb_entry *e)
{
	struct nbarc_count *c = context;
	const struct nb_filter *filter = c->query->filter;
	enum nb_status st = NB_OK;
	size_t i, line;

	for (i = 0; !st && i < e->item_count; i++) {
		const struct nb_entry_item *item = &e->items[i];
		bool chosen = nb_entry_item_is_present(e, item) &&
			      nb_query_item(c->query, &e->id, item->number);

		if (chosen && filter && nb_filter_has_items(filter))
			st = nb_filter_item(filter, c->archive, e, item,
					    &chosen, &c->err);
		if (!st && chosen)
			st = count_item(c, e, item, &line, &c->err);
	}
	return !st;
}

/* Count what the catalogue says. Documents are read ahead by threads where they
 * have to be read: for places, and for authors that the catalogue of an older
 * archive does not have. */
static enum nb_status count_items(struct nbarc_count *c, struct nb_error *err)
{
	uint64_t fields =
		nbarc_bys_fields(&c->by) | NB_FIELD_BIT(NB_FIELD_CHARACTERS);
	bool documents = (fields & NB_FIELDS_DOCUMENT) != 0;

	if (c->query->filter)
		fields |= nb_filter_fields(c->query->filter);
	c->query->detail = nb_fields_detail(fields);
	c->query->want = NB_WANT_DOCUMENTS;
	return nb_query_pages(c->archive, c->query, documents ? c->threads : 1,
			      visit, c, err);
}

/* ---- words */

/* Count hits. With one word, all hits have the pattern 0. */
static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct nbarc_count *c = context;
	uint64_t *numbers = nbarc_tally_numbers(&c->tally, hit->mark) + WORDS +
			    2 * hit->pattern;

	numbers[0] += hit->times;
	/* Hits of an item follow each other, pattern by pattern. */
	if (hit->pattern == c->last_pattern && hit->number == c->last_number &&
	    hit->page.len == c->last_page.len &&
	    memcmp(hit->page.text, c->last_page.data, hit->page.len) == 0)
		return true;
	numbers[1]++;
	c->last_pattern = hit->pattern;
	c->last_number = hit->number;
	c->last_page.len = 0;
	if (nb_buf_add(&c->last_page, hit->page.text, hit->page.len))
		(void)nb_fail_mem(&c->err);
	return !c->err.status;
}

/* Called for what could not be searched: the count ends. */
static void take_problem(void *context, const struct nb_error *err)
{
	struct nbarc_count *c = context;

	if (!c->err.status && err->status != NB_ABSENT)
		c->err = *err;
}

/* Called between page frames. */
static bool go_on(void *context)
{
	const struct nbarc_count *c = context;

	return !c->err.status;
}

/* Count items, and hits in them. */
static enum nb_status count_words(struct nbarc_count *c,
				  const struct nb_grep *grep,
				  struct nb_error *err)
{
	const struct nb_search search = {
		.queries = c->query,
		.query_count = 1,
		.bare = true,
		.threads = c->threads,
		.item = count_item,
		.fields = nbarc_bys_fields(&c->by) |
			  NB_FIELD_BIT(NB_FIELD_CHARACTERS),
		.hit = take_hit,
		.problem = take_problem,
		.pause = go_on,
		.context = c,
	};

	return nb_grep_archive(grep, c->archive, &search, err);
}

/* ---- both */

enum nb_status nbarc_count_all(struct nbarc_count *c, struct nb_query *query,
			       const struct nb_grep *grep, struct nb_error *err)
{
	enum nb_status st;

	c->query = query;
	c->tally.keys = c->by.count;
	c->tally.numbers = WORDS + 2 * c->word_count;
	st = grep ? count_words(c, grep, err) : count_items(c, err);
	if (c->err.status) {
		*err = c->err;
		return c->err.status;
	}
	return st == NB_ABSENT ? NB_OK : st;
}

/* Add the row of a line: of one word, if there are words. The columns are those
 * that nbarc_stat() sets, in this order. */
static enum nb_status add_row(const struct nbarc_count *c, size_t line,
			      size_t word, struct nbarc_sheet *sheet)
{
	const uint64_t *n = nbarc_tally_numbers(&c->tally, line);
	struct nbarc_sheet_row *row = nbarc_sheet_add(sheet);
	int64_t *to;
	unsigned k;

	if (!row)
		return NB_NOMEM;
	to = row->numbers;
	for (k = 0; k < c->tally.keys; k++)
		row->texts[k] = nbarc_tally_key(&c->tally, line, k);
	if (c->word_count) {
		const uint64_t *hits = n + WORDS + 2 * word;

		row->texts[k] = c->words[word];
		to[4] = nbarc_hundredths(hits[0] * RATE, n[CHARACTERS]);
		*to++ = (int64_t)hits[0];
		*to++ = (int64_t)hits[1];
	}
	*to++ = (int64_t)n[ITEMS];
	*to = (int64_t)n[CHARACTERS];
	return NB_OK;
}

enum nb_status nbarc_count_sheet(struct nbarc_count *c,
				 struct nbarc_sheet *sheet)
{
	size_t words = c->word_count ? c->word_count : 1, line, word;
	enum nb_status st = nbarc_bys_split(&c->by, &c->tally);

	for (line = 0; line < c->tally.count; line++)
		for (word = 0; !st && word < words; word++)
			st = add_row(c, line, word, sheet);
	return st;
}

void nbarc_count_free(struct nbarc_count *c)
{
	nbarc_tally_free(&c->tally);
	nb_item_record_free(c->record);
	nb_buf_free(&c->last_page);
}
