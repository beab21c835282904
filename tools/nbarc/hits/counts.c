/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counting hits, by what nbarc stat counts by: the line of an item is found
 * when the item is chosen, and comes back with each hit. Nothing else of a hit
 * is kept, whatever their number. Items without a hit have lines, too, which
 * are not printed.
 */
#include "hits/counts.h"

#include "stat/chart.h"

/* The numbers of a line. */
enum { HITS, ITEMS, NUMBERS };

enum nb_status nbarc_counts_item(struct nbarc_counts *c,
				 const struct nb_entry *entry,
				 const struct nb_entry_item *item, size_t *mark,
				 struct nb_error *err)
{
	c->tally.keys = c->by.count;
	c->tally.numbers = NUMBERS;
	return nbarc_bys_item(&c->by, c->archive, entry, item->number,
			      &c->record, &c->tally, mark, err);
}

void nbarc_counts_add(struct nbarc_counts *c, const struct nb_hit *hit,
		      bool new_item)
{
	uint64_t *numbers = nbarc_tally_numbers(&c->tally, hit->mark);

	numbers[HITS] += hit->times;
	numbers[ITEMS] += new_item;
}

enum nb_status nbarc_counts_join(struct nbarc_counts *c,
				 const struct nbarc_counts *from)
{
	const char *keys[NBARC_KEYS_MOST];
	size_t line, to;
	unsigned k;

	c->tally.keys = c->by.count;
	c->tally.numbers = NUMBERS;
	for (line = 0; line < from->tally.count; line++) {
		const uint64_t *numbers =
			nbarc_tally_numbers(&from->tally, line);
		uint64_t *sum;

		for (k = 0; k < from->tally.keys; k++)
			keys[k] = nbarc_tally_key(&from->tally, line, k);
		if (nbarc_tally_line(&c->tally, keys, &to))
			return NB_NOMEM;
		sum = nbarc_tally_numbers(&c->tally, to);
		sum[HITS] += numbers[HITS];
		sum[ITEMS] += numbers[ITEMS];
	}
	return NB_OK;
}

/* Add a row for each line that has hits. */
static enum nb_status fill(const struct nbarc_counts *c,
			   struct nbarc_sheet *sheet)
{
	size_t line;
	unsigned k;

	for (line = 0; line < c->tally.count; line++) {
		const uint64_t *numbers = nbarc_tally_numbers(&c->tally, line);
		struct nbarc_sheet_row *row;

		if (!numbers[HITS])
			continue;
		row = nbarc_sheet_add(sheet);
		if (!row)
			return NB_NOMEM;
		for (k = 0; k < c->tally.keys; k++)
			row->texts[k] = nbarc_tally_key(&c->tally, line, k);
		row->numbers[HITS] = (int64_t)numbers[HITS];
		row->numbers[ITEMS] = (int64_t)numbers[ITEMS];
	}
	return NB_OK;
}

enum nb_status nbarc_counts_put(struct nbarc_counts *c,
				enum nbarc_hit_form form, struct nb_buf *out)
{
	static const enum nbarc_form forms[] = {
		[NBARC_HIT_KWIC] = NBARC_TABLE,
		[NBARC_HIT_TSV] = NBARC_TSV,
		[NBARC_HIT_JSONL] = NBARC_JSONL,
	};
	struct nbarc_sheet sheet = {
		.texts = c->by.count,
		.numbers = NUMBERS,
		.columns = {[HITS] = {.name = "hits"},
			    [ITEMS] = {.name = "items"}},
	};
	const struct nbarc_chart chart = {.sheet = &sheet};
	enum nbarc_by last = c->by.list[c->by.count - 1];
	bool many = last == NBARC_BY_AUTHORS || last == NBARC_BY_PLACES;
	enum nb_status st = nbarc_bys_split(&c->by, &c->tally);
	unsigned k;

	for (k = 0; k < c->by.count; k++)
		sheet.names[k] = nbarc_by_name(c->by.list[k]);
	if (!st)
		st = fill(c, &sheet);
	nbarc_sheet_sort(&sheet, many ? HITS : -1, sheet.texts);
	if (!st)
		st = nbarc_chart_put(&chart, forms[form], out);
	nbarc_sheet_free(&sheet);
	return st;
}

void nbarc_counts_free(struct nbarc_counts *c)
{
	nbarc_tally_free(&c->tally);
	nb_item_record_free(c->record);
}
