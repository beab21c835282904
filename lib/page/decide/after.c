/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From decisions about the order of reading to the order (after.h).
 *
 * Each line has an owner: the last decision whose lines it is among, or none.
 * The lines without an owner keep their order. After each line come the blocks
 * that were decided to come after it, and after each line of these their own
 * blocks, and so on: the order is that of a walk through a tree. What is not
 * reached is in a circle.
 */
#include "page/decide/after.h"
#include "page/decide/decisions.h"
#include "page/decide/follow.h"
#include "page/decide/match.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* Comparisons of keys with places, and lines that are walked over, of a page in
 * all: a second or so. */
#define STEPS_MAX ((size_t)1 << 27)

/* A decision that was found. */
struct block {
	size_t decision;    /* its index */
	size_t first, last; /* lines */
	size_t after; /* 1 + the line that it comes after; 0: the page begins */
	size_t lines; /* the first line that it owns, or NB_NOTHING */
	size_t next;  /* the next block after the same line, or NB_NOTHING */
	bool dropped, reached;
};

/* Where the walk is in the lines of an owner. */
struct step {
	size_t next; /* line, or NB_NOTHING */
	size_t at;   /* 1 + the line that was taken last; NB_NOTHING: none */
};

/* One search. Everything is owned, except what is the caller's. */
struct search {
	const struct nb_decisions *d;
	const struct nb_after_text *text;
	struct nb_follow follow; /* made when it is needed */
	uint8_t *outcomes;
	struct block *blocks; /* in the order of the file */
	size_t count;
	size_t *owner; /* of each line: 1 + a block, or 0 */
	size_t *mine;  /* the next line of the same owner, or NB_NOTHING */
	size_t *blocks_after; /* for each line, and before all of them: the
				 first block that comes there */
	size_t *skip;	      /* to the next line that nobody owns yet */
	struct step *walk;    /* for each block around the place, the outermost
				 first */
	size_t steps;
};

bool nb_after_any(const struct nb_decisions *d)
{
	size_t i = 0;

	while (i < d->count && d->list[i].what != NB_DECIDED_AFTER)
		i++;
	return i < d->count;
}

/* ---- places */

/* Where the text of a line begins in the essence; of the line after the last,
 * where the essence ends. */
static size_t start_of(const struct nb_after_text *t, size_t line)
{
	return line < t->lines ? t->essence->starts[line]
			       : t->essence->text.len;
}

/* Do these characters begin at this place? */
static bool begins(const struct nb_after_text *t, size_t at, const char *s,
		   size_t len)
{
	return len <= t->essence->text.len - at &&
	       memcmp(t->essence->text.data + at, s, len) == 0;
}

/* Do they end there, and not begin before `least`? */
static bool ends(const struct nb_after_text *t, size_t at, size_t least,
		 const char *s, size_t len)
{
	return len <= at - least && begins(t, at - len, s, len);
}

/* The line at which the moved lines begin, or NB_NOTHING. */
static size_t find_first(struct search *s, const struct nb_decision *one)
{
	size_t i, n = 0;

	s->steps += s->text->lines;
	for (i = 0; i < s->text->lines; i++)
		if (begins(s->text, start_of(s->text, i), one->right,
			   one->right_len) &&
		    ++n == one->occurrence)
			return i;
	return NB_NOTHING;
}

/* The line with which they end. */
static size_t find_last(struct search *s, const struct nb_decision *one,
			size_t first)
{
	size_t i, least = start_of(s->text, first);

	if (!one->last_len)
		return first;
	s->steps += s->text->lines;
	for (i = first; i < s->text->lines; i++)
		if (ends(s->text, start_of(s->text, i + 1), least, one->last,
			 one->last_len))
			return i;
	return NB_NOTHING;
}

/* The only line that ends with the characters on the left, plus 1. */
static size_t find_after(struct search *s, const struct nb_decision *one)
{
	size_t i, found = NB_NOTHING;

	if (!one->left_len)
		return 0;
	s->steps += s->text->lines;
	for (i = 0; i < s->text->lines; i++) {
		if (!ends(s->text, start_of(s->text, i + 1), 0, one->left,
			  one->left_len))
			continue;
		if (found != NB_NOTHING)
			return NB_NOTHING;
		found = i + 1;
	}
	return found;
}

/* The line that begins at a place of the essence; the number of lines at its
 * end; NB_NOTHING inside of a line. */
static size_t line_from(const struct nb_after_text *t, size_t at)
{
	size_t low = 0, high = t->lines;

	if (at == t->essence->text.len)
		return t->lines;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (t->essence->starts[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < t->lines && t->essence->starts[low] == at ? low
							       : NB_NOTHING;
}

/* Follow characters that stand nowhere as they are, from the offset `from` on,
 * to the line that begins there. *broken is set if they stand inside of a line.
 */
static size_t follow_to(struct search *s, const char *key, size_t len,
			bool before, size_t from, bool *broken)
{
	size_t at = nb_follow_side(&s->follow, key, len, before, from), line;

	if (at == NB_NOTHING)
		return NB_NOTHING;
	line = line_from(s->text, at);
	*broken = *broken || line == NB_NOTHING;
	return line;
}

/* Follow what was not found of a decision. */
static enum nb_outcome follow_block(struct search *s, struct block *b)
{
	const struct nb_decision *one = &s->d->list[b->decision];
	bool broken = false;
	size_t end, from;

	if (!nb_follow_can(one))
		return NB_OUTCOME_ABSENT;
	if (b->first == NB_NOTHING && one->occurrence == 1)
		b->first = follow_to(s, one->right, one->right_len, false, 0,
				     &broken);
	if (b->after == NB_NOTHING)
		b->after = follow_to(s, one->left, one->left_len, true, 0,
				     &broken);
	if (b->first < s->text->lines)
		b->last = find_last(s, one, b->first);
	if (b->first < s->text->lines && b->last == NB_NOTHING) {
		from = start_of(s->text, b->first) + 1;
		end = follow_to(s, one->last, one->last_len, true, from,
				&broken);
		if (end != NB_NOTHING && end > b->first)
			b->last = end - 1;
	}
	if (b->first < s->text->lines && b->last != NB_NOTHING &&
	    b->after != NB_NOTHING)
		return NB_OUTCOME_FOLLOWED;
	return broken ? NB_OUTCOME_NO_BREAK : NB_OUTCOME_ABSENT;
}

/* Do both sides stand next to each other already, wherever lines begin? Of
 * several places with the same characters nobody knows which stands there. */
static bool stands_so(struct search *s, const struct nb_decision *one)
{
	const struct nb_buf *text = &s->text->essence->text;
	const uint8_t *p = text->data, *end = p + text->len;
	bool found = false;

	if (one->occurrence != 1)
		return false;
	s->steps += text->len;
	if (!one->left_len)
		return begins(s->text, 0, one->right, one->right_len);
	while (!found && p < end &&
	       (p = memchr(p, one->left[0], (size_t)(end - p)))) {
		size_t at = (size_t)(p - text->data);

		found = begins(s->text, at, one->left, one->left_len) &&
			begins(s->text, at + one->left_len, one->right,
			       one->right_len);
		p++;
	}
	return found;
}

/* Find the places of decision i; false if one is missing, or if nothing is to
 * be moved. */
static bool find_block(struct search *s, size_t i, bool named, struct block *b,
		       enum nb_status *st, struct nb_error *err)
{
	const struct nb_decision *one = &s->d->list[i];
	enum nb_outcome outcome = NB_OUTCOME_APPLIED;

	*b = (struct block){.decision = i, .last = NB_NOTHING};
	b->first = find_first(s, one);
	b->after = find_after(s, one);
	if (b->first != NB_NOTHING)
		b->last = find_last(s, one, b->first);
	if (b->last == NB_NOTHING || b->after == NB_NOTHING) {
		if (stands_so(s, one)) {
			s->outcomes[i] = NB_OUTCOME_APPLIED;
			return false;
		}
		if (named && !s->follow.chars)
			*st = nb_follow_make(s->text->essence, s->text->lines,
					     &s->follow, err);
		outcome =
			named && !*st ? follow_block(s, b) : NB_OUTCOME_ABSENT;
	}
	s->outcomes[i] = (uint8_t)outcome;
	return nb_outcome_applied(outcome);
}

/* Find the blocks of all decisions for this page. */
static enum nb_status find_blocks(struct search *s, const char *page_id,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	s->blocks = nb_alloc(s->d->count, sizeof(*s->blocks));
	if (!s->blocks)
		return nb_fail_mem(err);
	for (i = 0; !st && i < s->d->count; i++) {
		const struct nb_decision *one = &s->d->list[i];
		bool named = page_id && *one->page;

		if (one->what != NB_DECIDED_AFTER)
			continue;
		s->outcomes[i] = NB_OUTCOME_OTHER_PAGE;
		if (named && strcmp(one->page, page_id) != 0)
			continue;
		s->count +=
			find_block(s, i, named, &s->blocks[s->count], &st, err);
		if (s->steps > STEPS_MAX)
			return nb_fail(err, NB_INVALID,
				       "the page has too many decisions about "
				       "the order; take some of them back");
	}
	return st;
}

/* ---- the tree */

/* The next line from `line` on that nobody owns. */
static size_t free_line(size_t *skip, size_t line)
{
	size_t end = line, next;

	while (skip[end] != end)
		end = skip[end];
	for (; line != end; line = next) {
		next = skip[line];
		skip[line] = end;
	}
	return end;
}

/* Give each line to its owner, and list the lines of each. */
static void own_lines(struct search *s)
{
	size_t i, line, n = s->text->lines;

	memset(s->owner, 0, n * sizeof(*s->owner));
	for (line = 0; line <= n; line++) {
		s->skip[line] = line;
		s->blocks_after[line] = NB_NOTHING;
	}
	for (i = s->count; i-- > 0;) {
		s->blocks[i].lines = NB_NOTHING;
		s->blocks[i].reached = false;
		if (s->blocks[i].dropped)
			continue;
		for (line = free_line(s->skip, s->blocks[i].first);
		     line <= s->blocks[i].last;
		     line = free_line(s->skip, line)) {
			s->owner[line] = i + 1;
			s->skip[line] = line + 1;
		}
	}
	for (line = n; line-- > 0;) {
		struct block *b =
			s->owner[line] ? &s->blocks[s->owner[line] - 1] : NULL;

		s->mine[line] = b ? b->lines : NB_NOTHING;
		if (b)
			b->lines = line;
	}
	/* The later one is nearer. */
	for (i = 0; i < s->count; i++) {
		struct block *b = &s->blocks[i];

		if (b->dropped || b->lines == NB_NOTHING)
			continue;
		b->next = s->blocks_after[b->after];
		s->blocks_after[b->after] = i;
	}
}

/* The first line without an owner from `line` on; the number of lines if there
 * is none. */
static size_t loose_line(const struct search *s, size_t line)
{
	while (line < s->text->lines && s->owner[line])
		line++;
	return line < s->text->lines ? line : NB_NOTHING;
}

/* The line after one, of the same owner. */
static size_t line_after(const struct search *s, size_t line)
{
	return s->owner[line] ? s->mine[line] : loose_line(s, line + 1);
}

/*
 * Walk through the tree: take the next block that comes after the last line,
 * and if none does, the next line of the same owner. Fails only with NB_NOMEM.
 */
static enum nb_status walk(struct search *s, struct nb_moved *moved,
			   size_t *walked)
{
	size_t depth = 1, b;
	enum nb_status st = NB_OK;

	*walked = 0;
	s->walk[0] = (struct step){loose_line(s, 0), 0};
	while (!st && depth) {
		struct step *top = &s->walk[depth - 1];

		b = top->at == NB_NOTHING ? NB_NOTHING
					  : s->blocks_after[top->at];
		if (b != NB_NOTHING) {
			s->blocks_after[top->at] = s->blocks[b].next;
			s->blocks[b].reached = true;
			s->walk[depth++] =
				(struct step){s->blocks[b].lines, NB_NOTHING};
		} else if (top->next == NB_NOTHING) {
			depth--;
		} else {
			st = nb_moved_add(moved, top->next, 1);
			top->at = top->next + 1;
			top->next = line_after(s, top->next);
			++*walked;
		}
	}
	return st;
}

/* The first decision in the file of a circle; there is one. */
static size_t find_circle(const struct search *s)
{
	size_t i = 0, at, first, k;

	while (s->blocks[i].reached || s->blocks[i].dropped ||
	       s->blocks[i].lines == NB_NOTHING)
		i++;
	/* After as many steps as there are blocks, the walk is in the circle.
	 */
	for (at = i, k = 0; k < s->count; k++)
		at = s->owner[s->blocks[at].after - 1] - 1;
	first = at;
	for (k = s->owner[s->blocks[at].after - 1] - 1; k != at;
	     k = s->owner[s->blocks[k].after - 1] - 1)
		if (k < first)
			first = k;
	return first;
}

/* Make the order, without what would be a circle. */
static enum nb_status make_order(struct search *s, struct nb_moved *moved,
				 struct nb_error *err)
{
	size_t walked = 0, drop;
	enum nb_status st = NB_OK;

	while (!st) {
		own_lines(s);
		moved->count = 0;
		st = walk(s, moved, &walked);
		if (st)
			return nb_fail_mem(err);
		if (walked == s->text->lines)
			break;
		drop = find_circle(s);
		s->blocks[drop].dropped = true;
		s->outcomes[s->blocks[drop].decision] = NB_OUTCOME_CIRCLE;
		s->steps += s->text->lines + s->count;
		if (s->steps > STEPS_MAX)
			st = nb_fail(err, NB_INVALID,
				     "the decisions about the order contradict "
				     "each other; take some of them back");
	}
	if (moved->count == 1)
		moved->count = 0;
	return st;
}

/* Has the essence these characters? */
static bool has(const struct nb_buf *text, const char *s, size_t len)
{
	const uint8_t *p = text->data, *end = p + text->len;

	while (len && p < end && (p = memchr(p, s[0], (size_t)(end - p)))) {
		if (len <= (size_t)(end - p) && memcmp(p, s, len) == 0)
			return true;
		p++;
	}
	return !len;
}

bool nb_after_stands(const struct nb_decision *one, const struct nb_essence *e)
{
	return has(&e->text, one->left, one->left_len) &&
	       has(&e->text, one->right, one->right_len) &&
	       has(&e->text, one->last, one->last_len);
}

enum nb_status nb_after_find(const struct nb_decisions *d, const char *page_id,
			     const struct nb_after_text *text,
			     struct nb_moved *moved, uint8_t *outcomes,
			     struct nb_error *err)
{
	struct search s = {.d = d, .text = text, .outcomes = outcomes};
	size_t n = text->lines;
	enum nb_status st = find_blocks(&s, page_id, err);

	memset(moved, 0, sizeof(*moved));
	if (!st && s.count) {
		s.owner = nb_alloc(n, sizeof(*s.owner));
		s.mine = nb_alloc(n, sizeof(*s.mine));
		s.blocks_after =
			nb_alloc((uint64_t)n + 1, sizeof(*s.blocks_after));
		s.skip = nb_alloc((uint64_t)n + 1, sizeof(*s.skip));
		s.walk = nb_alloc((uint64_t)s.count + 1, sizeof(*s.walk));
		st = s.owner && s.mine && s.blocks_after && s.skip && s.walk
			     ? make_order(&s, moved, err)
			     : nb_fail_mem(err);
	}
	nb_follow_free(&s.follow);
	free(s.blocks);
	free(s.owner);
	free(s.mine);
	free(s.blocks_after);
	free(s.skip);
	free(s.walk);
	return st;
}
