/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing decisions, and putting those that are kept with a page together with
 * new ones (merge.h).
 */
#include "page/decide/merge.h"
#include "page/decide/decisions.h"
#include "page/decide/kept.h"
#include "page/decide/match.h"
#include "base/alloc.h"
#include "base/error.h"

#include <nbarc/review.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing */

enum nb_status nb_decision_print(const struct nb_decision *one,
				 const char *page, struct nb_buf *out)
{
	char number[24] = "";
	const char *rest[7];
	size_t i, used = sizeof(rest) / sizeof(*rest);
	bool order = one->what == NB_DECIDED_AFTER;
	int last_len = order ? (int)one->last_len : 0;
	enum nb_status st;

	rest[0] = number;
	rest[1] = page ? page : one->page;
	rest[2] = one->who;
	rest[3] = one->when;
	rest[4] = one->why;
	rest[5] = one->what == NB_DECIDED_TEXT ? one->old : one->item;
	rest[6] = one->reading;
	if (one->occurrence > 1)
		(void)snprintf(number, sizeof(number), "%zu", one->occurrence);
	/* Empty columns at the end are left out. */
	while (used && !*rest[used - 1])
		used--;
	if (last_len)
		used = 5;
	st = nb_buf_printf(out, "%s\t%.*s\t%.*s", nb_decided_name(one->what),
			   (int)one->left_len, one->left, (int)one->right_len,
			   one->right);
	for (i = 0; !st && i < used; i++)
		st = nb_buf_printf(out, "\t%s", rest[i]);
	if (!st && last_len)
		st = nb_buf_printf(out, "\t%.*s", last_len, one->last);
	return st ? st : nb_buf_puts(out, "\n");
}

enum nb_status nb_decisions_write(const struct nb_decisions *d,
				  const char *page, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < d->count; i++)
		st = nb_decision_print(&d->list[i], page, out);
	return st;
}

/* ---- putting together */

/* Of decisions about the order: do both move lines up to the same one? */
static bool same_last(const struct nb_decision *a, const struct nb_decision *b)
{
	return a->last_len == b->last_len &&
	       memcmp(a->last, b->last, a->last_len) == 0;
}

/* Do both move the same lines? They may come after different ones. */
static bool same_lines(const struct nb_decision *a, const struct nb_decision *b)
{
	return a->right_len == b->right_len && a->occurrence == b->occurrence &&
	       memcmp(a->right, b->right, a->right_len) == 0 && same_last(a, b);
}

/* Are both about the same characters and the same occurrence of them? */
static bool same_place(const struct nb_decision *a, const struct nb_decision *b)
{
	return a->left_len == b->left_len && a->right_len == b->right_len &&
	       a->occurrence == b->occurrence &&
	       memcmp(a->left, b->left, a->left_len) == 0 &&
	       memcmp(a->right, b->right, a->right_len) == 0 &&
	       strcmp(a->old, b->old) == 0 && same_last(a, b);
}

static bool is_for(const struct nb_decision *one, const char *page_id)
{
	return !*one->page || strcmp(one->page, page_id) == 0;
}

/* Does the list, which may be NULL, take this decision of the page back? Then
 * that is noted. */
static bool take_back(const struct nb_decisions *list,
		      const struct nb_decision *one, const char *page_id,
		      struct nb_merged *m)
{
	bool taken = false;
	size_t i;

	for (i = 0; list && i < list->count; i++) {
		if (list->list[i].what != one->what ||
		    !is_for(&list->list[i], page_id) ||
		    !same_place(&list->list[i], one))
			continue;
		m->taken[i] = 1;
		taken = true;
	}
	m->undone += taken;
	return taken;
}

/* Append the kept decisions that are not taken back. */
static enum nb_status add_kept(const struct nb_decisions *kept,
			       const struct nb_decisions *undo,
			       const char *page_id, struct nb_merged *m,
			       struct nb_buf *text)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < kept->count; i++) {
		if (take_back(undo, &kept->list[i], page_id, m))
			continue;
		st = nb_decision_print(&kept->list[i], page_id, text);
		m->kept += !st;
	}
	return st;
}

/* Do both say the same, in the same words? */
static bool is_equal(const struct nb_decision *a, const struct nb_decision *b)
{
	return a->what == b->what && same_place(a, b) &&
	       strcmp(a->reading, b->reading) == 0 &&
	       strcmp(a->item, b->item) == 0 && strcmp(a->who, b->who) == 0 &&
	       strcmp(a->when, b->when) == 0 && strcmp(a->why, b->why) == 0;
}

/* 1 + the index of a kept decision that says the same; 0 if none does. */
static size_t find_kept(const struct nb_decisions *kept,
			const struct nb_decision *one)
{
	size_t i = 0;

	while (i < kept->count && !is_equal(&kept->list[i], one))
		i++;
	return i < kept->count ? i + 1 : 0;
}

/* Append the new decisions that may be about the page. Those that say what a
 * kept one says are not needed again. */
static enum nb_status add_more(const struct nb_decisions *kept,
			       const struct nb_decisions *more,
			       const char *page_id, struct nb_merged *m,
			       struct nb_buf *text)
{
	enum nb_status st = NB_OK;
	size_t i, n = m->kept;

	m->at = nb_alloc(more->count, sizeof(*m->at));
	if (!m->at)
		return NB_NOMEM;
	for (i = 0; !st && i < more->count; i++) {
		if (!is_for(&more->list[i], page_id))
			continue;
		m->at[i] = find_kept(kept, &more->list[i]);
		if (m->at[i])
			continue;
		st = nb_decision_print(&more->list[i], NULL, text);
		m->at[i] = ++n;
	}
	return st;
}

enum nb_status nb_decisions_merge(const void *kept, size_t len,
				  const struct nb_decisions *more,
				  const char *page_id, bool undo,
				  const struct nb_profile *profile,
				  struct nb_merged *m, struct nb_error *err)
{
	struct nb_decisions *old = NULL;
	struct nb_buf text = {0};
	enum nb_status st;

	memset(m, 0, sizeof(*m));
	st = nb_decisions_read(kept, len, profile, &old, err);
	if (!st && more && undo) {
		m->taken = nb_alloc(more->count, 1);
		st = m->taken ? NB_OK : nb_fail_mem(err);
	}
	if (st) {
		nb_decisions_free(old);
		return st;
	}
	st = add_kept(old, undo ? more : NULL, page_id, m, &text);
	if (!st && more && !undo)
		st = add_more(old, more, page_id, m, &text);
	st = st ? nb_fail_mem(err)
		: nb_decisions_read(text.data, text.len, profile, &m->all, err);
	nb_decisions_free(old);
	nb_buf_free(&text);
	return st;
}

void nb_merged_free(struct nb_merged *m)
{
	nb_decisions_free(m->all);
	free(m->at);
	free(m->taken);
	memset(m, 0, sizeof(*m));
}

/* ---- what is kept */

/* Is decision i kept with the page, unless a later one is? */
static bool is_kept(const struct nb_decisions *all, size_t kept,
		    const uint8_t *outcomes, size_t i)
{
	switch ((enum nb_outcome)outcomes[i]) {
	case NB_OUTCOME_APPLIED:
	case NB_OUTCOME_FOLLOWED:
	case NB_OUTCOME_NO_BREAK:
	case NB_OUTCOME_NO_READING:
		return true;
	case NB_OUTCOME_ABSENT:
		return i < kept || *all->list[i].page;
	/* Another word of a person contradicts it. */
	case NB_OUTCOME_CIRCLE:
		return false;
	case NB_OUTCOME_OTHER_PAGE:
		break;
	}
	return i < kept;
}

/* Are both about the same aspect of the same place? */
static bool same_thing(const struct nb_decision *a, const struct nb_decision *b)
{
	if (nb_decided_aspect(a->what) != nb_decided_aspect(b->what))
		return false;
	return a->what == NB_DECIDED_AFTER ? same_lines(a, b)
					   : same_place(a, b);
}

bool nb_decision_overruled(const struct nb_decisions *all,
			   const uint8_t *outcomes, size_t i)
{
	size_t j = i + 1;

	while (j < all->count && (!nb_outcome_applied(outcomes[j]) ||
				  !same_thing(&all->list[i], &all->list[j])))
		j++;
	return j < all->count;
}

/* Is a later decision that is kept about the same thing as decision i? */
static bool is_replaced(const struct nb_decisions *all, size_t kept,
			const uint8_t *outcomes, size_t i)
{
	size_t j = i + 1;

	while (j < all->count && (!is_kept(all, kept, outcomes, j) ||
				  !same_thing(&all->list[i], &all->list[j])))
		j++;
	return j < all->count;
}

enum nb_status nb_decisions_keep(const struct nb_decisions *all, size_t kept,
				 const uint8_t *outcomes, struct nb_buf *out,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t start = out->len, i;

	for (i = 0; !st && i < all->count; i++)
		if (is_kept(all, kept, outcomes, i) &&
		    !is_replaced(all, kept, outcomes, i))
			st = nb_decision_print(&all->list[i], "", out);
	if (st)
		return nb_fail_mem(err);
	if (out->len == start)
		return NB_OK;
	/* What could not be read again must not be written. */
	st = nb_kept_check((const char *)out->data + start, out->len - start,
			   err);
	if (st)
		out->len = start;
	return st;
}
