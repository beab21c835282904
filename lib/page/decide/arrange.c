/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order of reading of a page and of its layout (arrange.h).
 *
 * The order comes before the repair: what follows another line only now is
 * joined to it by the same model as any other, and what is decided afterwards
 * is decided about the page as it is read.
 */
#include "page/decide/arrange.h"
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/arrange.h"
#include "page/decide/after.h"
#include "page/decide/start.h"
#include "page/text/profile.h"

#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

const char *nb_page_order(const struct nb_page *page)
{
	return page->order.len ? (const char *)page->order.data : "";
}

/* ---- of the text */

/* Find the order of a text. */
static enum nb_status find_order(const char *text, size_t len,
				 const struct nb_lines *lines,
				 const struct nb_page_options *options,
				 struct nb_moved *moved, uint8_t *outcomes,
				 struct nb_error *err)
{
	struct nb_essence essence;
	struct nb_after_text after = {&essence, lines->count};
	enum nb_status st = nb_essence_make(
		text, len, lines, nb_profile_or_default(options->profile),
		&essence, err);

	memset(moved, 0, sizeof(*moved));
	if (!st)
		st = nb_after_find(options->decisions, options->page_id, &after,
				   moved, outcomes, err);
	nb_essence_free(&essence);
	return st;
}

/* Nothing was moved after all: the lines cannot stand so. */
static void refuse_all(const struct nb_decisions *d, uint8_t *outcomes)
{
	size_t i;

	for (i = 0; i < nb_decisions_count(d); i++)
		if (nb_decisions_get(d, i)->what == NB_DECIDED_AFTER &&
		    nb_outcome_applied((enum nb_outcome)outcomes[i]))
			outcomes[i] = NB_OUTCOME_NO_BREAK;
}

enum nb_status nb_page_arrange(struct nb_page *p,
			       const struct nb_page_options *options,
			       struct nb_error *err)
{
	struct nb_moved moved;
	enum nb_status st;

	if (!nb_after_any(options->decisions))
		return NB_OK;
	st = find_order(p->source, p->source_len, &p->lines, options, &moved,
			p->outcomes, err);
	if (!st && moved.count) {
		st = nb_page_move(p, &moved, err);
		if (st == NB_INVALID || st == NB_LIMIT) {
			refuse_all(options->decisions, p->outcomes);
			st = NB_OK;
		}
	}
	nb_moved_free(&moved);
	return st;
}

/* ---- of a layout */

/* The lines of a layout: for each the stretch it is in, or none. */
struct cuts {
	struct nb_stretch *list; /* owned */
	size_t count, cap;
};

/* Cut the text of a layout where the lines of a page begin, so that each is a
 * stretch. False if a line begins inside of one of the layout, which cannot be
 * parted. */
static bool cut(const struct nb_layout *l, const struct nb_lines *lines,
		struct cuts *c)
{
	const char *text = (const char *)l->text.data;
	size_t i, k = 0;

	for (i = 0; i < lines->count; i++) {
		size_t at = lines->list[i].start;
		size_t before = i ? lines->list[i - 1].end : 0;

		while (at > before && text[at - 1] != '\n')
			at--;
		if (i && text[at - 1] != '\n')
			return false;
		while (k + 1 < l->stretch_count &&
		       l->stretches[k + 1].offset <= at)
			k++;
		c->list[c->count++] = (struct nb_stretch){
			i ? at : 0,
			l->stretch_count ? l->stretches[k].area : 0};
	}
	return true;
}

/* Move the lines, each of which is a stretch now. What was recorded of an
 * earlier order stays. */
static enum nb_status move_lines(struct nb_layout *l, struct cuts *c,
				 const struct nb_moved *moved,
				 struct nb_error *err)
{
	size_t *order = nb_alloc(c->count, sizeof(*order));
	struct nb_buf before = l->moved;
	size_t i, k, n = 0;
	enum nb_status st;

	if (!order)
		return nb_fail_mem(err);
	for (i = 0; i < moved->count; i++)
		for (k = 0; k < moved->runs[i].count; k++)
			order[n++] = moved->runs[i].first + k;
	free(l->stretches);
	l->stretches = c->list;
	l->stretch_count = l->stretch_cap = c->count;
	c->list = NULL;
	memset(&l->moved, 0, sizeof(l->moved));
	st = nb_layout_move(l, order, err);
	nb_buf_free(&l->moved);
	l->moved = before;
	free(order);
	return st;
}

enum nb_status nb_layout_reorder(struct nb_layout *l,
				 const struct nb_page_options *options,
				 struct nb_error *err)
{
	const char *text = l->text.len ? (const char *)l->text.data : "";
	size_t n =
		options->decisions ? nb_decisions_count(options->decisions) : 0;
	struct nb_lines lines = {.list = NULL};
	struct nb_moved moved = {.runs = NULL};
	struct cuts c = {.list = NULL};
	uint8_t *outcomes;
	enum nb_status st;

	if (!n || !nb_after_any(options->decisions))
		return NB_OK;
	outcomes = nb_alloc(n, 1);
	st = outcomes ? nb_lines_split(text, l->text.len, NB_ENDS_ALL, &lines,
				       err)
		      : nb_fail_mem(err);
	if (!st)
		st = find_order(text, l->text.len, &lines, options, &moved,
				outcomes, err);
	if (!st && moved.count) {
		c.list = nb_alloc(lines.count, sizeof(*c.list));
		if (!c.list)
			st = nb_fail_mem(err);
		else if (cut(l, &lines, &c))
			st = move_lines(l, &c, &moved, err);
	}
	free(outcomes);
	free(c.list);
	nb_moved_free(&moved);
	nb_lines_free(&lines);
	return st;
}
