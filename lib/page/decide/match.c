/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the places of decisions in a page (nbnorm(1), DECISIONS).
 *
 * A decision names a break, or the block after it, by the characters on both
 * sides and by the number of their occurrence on the page. Between these a
 * reading has the characters that it replaces. Many decisions are
 * looked for at once: the essence of the page is walked through character by
 * character, and a hash table gives the decisions whose left text ends with one
 * character and whose right text begins with the other. The time is thus about
 * that of the page, not of the page times the decisions.
 */
#include "page/decide/match.h"
#include "page/decide/decisions.h"
#include "page/decide/follow.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

/*
 * Decisions whose texts begin and end alike are compared with each place of
 * such characters. Those of people need a few thousand comparisons on a page;
 * decisions that were forged to be alike could need as many as there are places
 * times decisions. 64 bytes count as one comparison.
 */
#define COMPARISONS_MAX ((size_t)1 << 26)
#define COMPARED_AT_ONCE 64u

/*
 * The search for all decisions in one page. `verdicts` and `outcomes` are the
 * caller's.
 */
struct match {
	const struct nb_decisions *d;
	const struct nb_essence *e;
	const char *page_id;
	size_t *seen; /* for each group, how many of its places were passed */
	struct nb_verdict *verdicts;  /* for each line of the page */
	unsigned (*said)[NB_ASPECTS]; /* for each line of the page, the lines
					 of the file with its verdict */
	uint8_t *outcomes;	      /* for each decision */
	size_t *places;		      /* likewise, or NULL */
	size_t comparisons;	      /* so far */
};

/* True if the decision is about this page. */
static bool for_page(const struct match *m, const struct nb_decision *one)
{
	return !one->page[0] || !m->page_id ||
	       strcmp(one->page, m->page_id) == 0;
}

/* Do these characters follow at `at`? */
static bool follows(const struct nb_buf *text, size_t at, const char *s,
		    size_t len)
{
	return !len ||
	       (len <= text->len - at && memcmp(text->data + at, s, len) == 0);
}

/*
 * True if the key of the decision is what stands on both sides of `at`. Nothing
 * is on the left at the start of the text alone, and on the right at its end.
 */
static bool stands_at(const struct nb_decision *one, const struct nb_buf *text,
		      size_t at)
{
	size_t after = at + one->old_len;

	return one->left_len <= at && (one->left_len || !at) &&
	       follows(text, at - one->left_len, one->left, one->left_len) &&
	       follows(text, at, one->old, one->old_len) &&
	       (one->right_len || after == text->len) &&
	       follows(text, after, one->right, one->right_len);
}

enum nb_aspect nb_decided_aspect(enum nb_decided what)
{
	if (nb_decided_is_break(what))
		return NB_ASPECT_BREAK;
	if (what == NB_DECIDED_NEXT)
		return NB_ASPECT_NEXT;
	if (what == NB_DECIDED_PREV)
		return NB_ASPECT_PREV;
	if (what == NB_DECIDED_TEXT)
		return NB_ASPECT_TEXT;
	if (what == NB_DECIDED_AFTER)
		return NB_ASPECT_ORDER;
	return what < NB_DECIDED_COLUMN ? NB_ASPECT_ITEM : NB_ASPECT_ROLE;
}

/* The words of a link are in the decision. */
static void note_link(struct nb_verdict *v, const struct nb_decision *one)
{
	if (one->what == NB_DECIDED_NEXT)
		v->next = one->item;
	if (one->what == NB_DECIDED_PREV)
		v->prev = one->item;
}

/*
 * Apply a decision whose place was found, at `at` of the text. `line` begins
 * there, or NB_NOTHING: then the place is inside a line, where nothing is left
 * to join or keep, and no block begins. Of two decisions about one aspect of a
 * place the later in the file counts. What becomes of a reading is up to the
 * caller.
 */
static void decide(struct match *m, const struct nb_decision *one, size_t at,
		   size_t line)
{
	uint8_t *outcome = &m->outcomes[one - m->d->list];
	enum nb_aspect aspect = nb_decided_aspect(one->what);

	*outcome = NB_OUTCOME_APPLIED;
	if (m->places)
		m->places[one - m->d->list] = at;
	if (aspect == NB_ASPECT_TEXT)
		return;
	if (line == NB_NOTHING) {
		if (one->what != NB_DECIDED_JOIN)
			*outcome = NB_OUTCOME_NO_BREAK;
	} else if (one->line > m->said[line][aspect]) {
		m->said[line][aspect] = one->line;
		m->verdicts[line].of[aspect] = (uint8_t)(1 + one->what);
		note_link(&m->verdicts[line], one);
	}
}

/* Apply the decisions of a group that are about this occurrence. */
static void decide_group(struct match *m, const struct nb_group *g,
			 size_t occurrence, size_t at, size_t line)
{
	const struct nb_decision **list = m->d->order + g->first;
	size_t low = 0, high = g->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list[middle]->occurrence < occurrence)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < g->count && list[low]->occurrence == occurrence; low++)
		decide(m, list[low], at, line);
}

/*
 * Look for decisions about the place `at`, between the characters left and
 * right. `line` begins there, or NB_NOTHING.
 */
static void match_at(struct match *m, size_t at, uint32_t left, uint32_t right,
		     size_t line)
{
	size_t i = m->d->heads[nb_decisions_bucket(m->d, left, right)];

	for (; i != NB_NOTHING; i = m->d->groups[i].next) {
		const struct nb_group *g = &m->d->groups[i];
		const struct nb_decision *one = m->d->order[g->first];

		m->comparisons +=
			1 + (one->left_len + one->old_len + one->right_len) /
				    COMPARED_AT_ONCE;
		if (m->comparisons > COMPARISONS_MAX)
			return;
		if (stands_at(one, &m->e->text, at) && for_page(m, one))
			decide_group(m, g, ++m->seen[i], at, line);
	}
}

/* Walk through the essence, from place to place between two characters. False
 * if there is too much to compare. */
static bool match_all(struct match *m, size_t lines)
{
	const char *text = (const char *)m->e->text.data;
	size_t len = m->e->text.len, at = 0, line = 0;
	uint32_t left = 0, right = 0;

	while (at < len) {
		size_t n = nb_utf8_get(text + at, len - at, &right);
		bool begins;

		/* A line without a character to be seen begins where the next
		 * one does. */
		while (line + 1 < lines && m->e->starts[line + 1] <= at)
			line++;
		begins = line < lines && m->e->starts[line] == at;
		match_at(m, at, left, right, begins ? line : NB_NOTHING);
		if (m->comparisons > COMPARISONS_MAX)
			return false;
		left = right;
		at += n;
	}
	/* A reading may be missing at the end. */
	match_at(m, len, left, 0, NB_NOTHING);
	return m->comparisons <= COMPARISONS_MAX;
}

/* The line that begins at a place of the essence, or NB_NOTHING. Lines without
 * a character to be seen begin where the next one does, which is meant. */
static size_t line_at(const struct nb_essence *e, size_t lines, size_t at)
{
	size_t low = 0, high = lines;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (e->starts[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low && e->starts[low - 1] == at ? low - 1 : NB_NOTHING;
}

/* Follow the decisions for this page alone whose places were not found. */
static enum nb_status follow_all(struct match *m, size_t lines,
				 struct nb_error *err)
{
	struct nb_follow f = {.chars = NULL};
	enum nb_status st = NB_OK;
	size_t i, at;

	for (i = 0; !st && i < m->d->count; i++) {
		const struct nb_decision *one = &m->d->list[i];

		if (m->outcomes[i] != NB_OUTCOME_ABSENT || !one->page[0] ||
		    !m->page_id || one->what == NB_DECIDED_AFTER)
			continue;
		if (!f.chars)
			st = nb_follow_make(m->e, lines, &f, err);
		at = st ? NB_NOTHING : nb_follow_find(&f, one);
		if (at == NB_NOTHING)
			continue;
		decide(m, one, at, line_at(m->e, lines, at));
		if (m->outcomes[i] == NB_OUTCOME_APPLIED)
			m->outcomes[i] = NB_OUTCOME_FOLLOWED;
	}
	nb_follow_free(&f);
	return st;
}

enum nb_status nb_decisions_match(const struct nb_decisions *d,
				  const char *page_id,
				  const struct nb_essence *essence,
				  size_t lines, struct nb_verdict *verdicts,
				  uint8_t *outcomes, size_t *places,
				  struct nb_error *err)
{
	struct match m = {.d = d,
			  .e = essence,
			  .page_id = page_id,
			  .verdicts = verdicts,
			  .outcomes = outcomes,
			  .places = places};
	enum nb_status st = NB_OK;
	size_t i;

	m.seen = nb_alloc(d->group_count, sizeof(*m.seen));
	m.said = nb_alloc(lines, sizeof(*m.said));
	for (i = 0; i < d->count; i++)
		if (d->list[i].what != NB_DECIDED_AFTER)
			outcomes[i] = for_page(&m, &d->list[i])
					      ? NB_OUTCOME_ABSENT
					      : NB_OUTCOME_OTHER_PAGE;
	if (!m.seen || !m.said)
		st = nb_fail_mem(err);
	else if (!match_all(&m, lines))
		st = nb_fail(err, NB_INVALID,
			     "too many decisions are about texts that begin "
			     "and end alike; take some of them back");
	if (!st)
		st = follow_all(&m, lines, err);
	free(m.seen);
	free(m.said);
	return st;
}
