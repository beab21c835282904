/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands on a divided page, as a file of decisions (nbarc/review.h,
 * nbtei(1), --review).
 */
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <nbarc/article.h>
#include <nbarc/review.h>

/* A page whose division is being stated. */
struct statement {
	const struct nb_page *page;
	const struct nb_division *division;
	const struct nb_keys *keys; /* of all boundaries of the page */
	struct nb_buf *out;	    /* the caller's */
};

/* The item that begins with unit i, or NULL. *next is the item to look at. */
static const struct nb_item *begins(const struct nb_division *d, size_t *next,
				    size_t i)
{
	return *next < d->item_count && d->items[*next].first == i
		       ? &d->items[(*next)++]
		       : NULL;
}

/* The line about the first block of the page, which has no key. */
static enum nb_status state_first(const struct statement *s,
				  enum nb_decided what)
{
	const struct nb_unit *unit = &s->division->units[0];
	size_t len, n, at = 0, characters = 0;
	const char *text = nb_page_text(s->page, &len) + unit->offset;
	enum nb_status st =
		nb_buf_printf(s->out, "%s\t\t", nb_decided_name(what));
	uint32_t cp;

	for (; !st && at < unit->len && characters < NB_KEY_CHARACTERS;
	     at += n) {
		n = nb_utf8_get(text + at, unit->len - at, &cp);
		if (nb_is_space(cp))
			continue;
		characters++;
		st = nb_buf_add(s->out, text + at, n);
	}
	return st ? st : nb_buf_puts(s->out, "\n");
}

/* State one thing of unit i; `key` is that of the break before it. */
static enum nb_status state(const struct statement *s, size_t i,
			    const struct nb_key *key, enum nb_decided what)
{
	return i ? nb_decision_write(what, s->keys, key, s->out)
		 : state_first(s, what);
}

/* State what stands of unit i, which `item` begins with, or NULL. */
static enum nb_status state_unit(const struct statement *s, size_t i,
				 const struct nb_key *key,
				 const struct nb_item *item)
{
	enum nb_decided where = NB_DECIDED_INSIDE, what;
	enum nb_status st;

	if (item)
		where = (enum nb_decided)(NB_DECIDED_ARTICLE + item->kind);
	what = (enum nb_decided)(NB_DECIDED_COLUMN +
				 s->division->units[i].role);
	st = nb_buf_puts(s->out, item ? "\n" : "");
	if (!st)
		st = state(s, i, key, where);
	return st ? st : state(s, i, key, what);
}

/*
 * State all units. Those after the first begin after the boundaries that were
 * kept, in order.
 */
static enum nb_status state_all(const struct statement *s)
{
	const struct nb_division *d = s->division;
	enum nb_status st = NB_OK;
	bool parted = false;
	size_t i, key = 0, item = 0;

	for (i = 0; !st && i < d->unit_count; i++) {
		const struct nb_item *now = begins(d, &item, i);
		struct nb_boundary b = {.joined = i > 0};

		while (b.joined && key < s->keys->count)
			nb_page_boundary(s->page, key++, &b);
		if (b.joined)
			return NB_BUG;
		if (parted)
			st = nb_buf_printf(s->out,
					   "# %s: a paragraph is parted here\n",
					   nb_role_name(d->units[i].role));
		else
			st = state_unit(s, i,
					key ? &s->keys->list[key - 1] : NULL,
					now);
		parted =
			d->units[i].goes_on || (parted && !d->units[i].resumes);
	}
	return st;
}

enum nb_status nb_division_review(const struct nb_page *page,
				  const struct nb_division *division,
				  struct nb_buf *out, struct nb_error *err)
{
	struct nb_keys keys;
	struct statement s = {page, division, &keys, out};
	enum nb_status st = nb_page_keys(page, &keys, err);

	if (!st) {
		st = nb_buf_puts(out, "# What stands on this page. Change the "
				      "words of what is wrong, and give\n"
				      "# this file to --decisions.\n");
		if (!st)
			st = state_all(&s);
		if (st == NB_NOMEM)
			st = nb_fail_mem(err);
		else if (st)
			st = nb_fail(err, st,
				     "the division is not of the page");
	}
	nb_keys_free(&keys);
	return st;
}
