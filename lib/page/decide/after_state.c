/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stating decisions about the order of reading (after_state.h).
 *
 * A key begins with as many characters as any key has, and gets longer until no
 * other line begins, or ends, with it.
 */
#include "page/decide/after_state.h"
#include "page/decide/decisions.h"
#include "base/error.h"
#include "base/utf8.h"

#include <string.h>

/* The most characters of a key. */
#define LONGEST 240u

/* A key in the essence, from `from` to `to`. */
struct key {
	size_t from, to;
};

/* Where a line begins in the essence, or the one after the last would. */
static size_t start_of(const struct nb_after_text *t, size_t line)
{
	return line < t->lines ? t->essence->starts[line]
			       : t->essence->text.len;
}

/* Do the same characters end at `to`, or begin at `from`? */
static bool same(const struct nb_after_text *t, const struct key *k,
		 size_t place, bool before)
{
	const uint8_t *p = t->essence->text.data;
	size_t len = k->to - k->from;

	if (before ? place < len : t->essence->text.len - place < len)
		return false;
	return memcmp(p + (before ? place - len : place), p + k->from, len) ==
	       0;
}

/* How many lines from `first` to `last` begin, or end, with the key. */
static size_t count(const struct nb_after_text *t, const struct key *k,
		    size_t first, size_t last, bool before)
{
	size_t i, n = 0;

	for (i = first; i <= last; i++)
		n += same(t, k, start_of(t, i + before), before);
	return n;
}

/* Make a key longer by a character; false if there is none. */
static bool extend(const struct nb_after_text *t, struct key *k, size_t least,
		   bool before)
{
	const char *p = (const char *)t->essence->text.data;
	uint32_t cp;

	if (before && k->from > least)
		k->from -= nb_utf8_prev(p, k->from, &cp);
	else if (!before && k->to < t->essence->text.len)
		k->to += nb_utf8_get(p + k->to, t->essence->text.len - k->to,
				     &cp);
	else
		return false;
	return true;
}

/*
 * The key of a place, with characters before it, or after it: at least as many
 * as a key has, and no fewer than tell the line from all others between `first`
 * and `last`. It does not begin before `least`. False if no key does.
 */
static bool make_key(const struct nb_after_text *t, size_t place, size_t least,
		     size_t first, size_t last, bool before, struct key *k)
{
	size_t n = 0;

	*k = (struct key){place, place};
	while (n < NB_KEY_CHARACTERS && extend(t, k, least, before))
		n++;
	while (count(t, k, first, last, before) > 1) {
		if (n++ == LONGEST || !extend(t, k, least, before))
			return false;
	}
	return true;
}

/* Which of the lines that begin with the key the line is, from 1. */
static size_t occurrence(const struct nb_after_text *t, const struct key *k,
			 size_t line)
{
	return count(t, k, 0, line, false);
}

enum nb_status nb_after_state(const struct nb_after_text *t,
			      const struct nb_after_said *said,
			      const char *page, const char *who,
			      const char *when, struct nb_buf *out,
			      struct nb_error *err)
{
	const char *p = (const char *)t->essence->text.data;
	struct nb_decision d = {.what = NB_DECIDED_AFTER,
				.page = page,
				.who = who,
				.when = when,
				.why = "",
				.old = "",
				.reading = "",
				.item = "",
				.occurrence = 1};
	size_t end = start_of(t, said->last + 1);
	struct key left = {0, 0}, right, last = {end, end};
	bool good = true;

	if (said->after != NB_NOTHING)
		good = make_key(t, start_of(t, said->after + 1), 0, 0,
				t->lines - 1, true, &left);
	if (!make_key(t, start_of(t, said->first), 0, 0, t->lines - 1, false,
		      &right))
		d.occurrence = occurrence(t, &right, said->first);
	/* The first line from there on that ends so is meant. */
	if (said->last > said->first)
		good = good && make_key(t, end, start_of(t, said->first),
					said->first, said->last, true, &last);
	if (!good)
		return nb_fail(err, NB_INVALID,
			       "too many lines end with the same characters; "
			       "the order cannot be decided here");
	d.left = p + left.from;
	d.left_len = left.to - left.from;
	d.right = p + right.from;
	d.right_len = right.to - right.from;
	d.last = p + last.from;
	d.last_len = last.to - last.from;
	return nb_decision_print(&d, page, out) ? nb_fail_mem(err) : NB_OK;
}
