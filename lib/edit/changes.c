/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing a page with its form (changes.h).
 *
 * Both are seen as the characters of the page without white space, with the
 * places where blocks begin. If blocks were moved, this comes first (moves.c),
 * and then the characters, if they differ (readings.c). If they are the same,
 * each place is compared: where both have one, what the blocks are; where only
 * one has it, whether the break before it is to be kept or joined.
 */
#include "edit/changes.h"
#include "edit/moves.h"
#include "edit/readings.h"
#include "edit/state.h"
#include "base/alloc.h"
#include "base/error.h"
#include "page/decide/page.h"
#include "page/text/essence.h"

#include <nbarc/article.h>
#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

/* A place where a block begins: of the page, or of the form. */
struct place {
	size_t start; /* in the essence of the page */
	int role, kind;
	bool begins, parted;
	unsigned line;		 /* of the form; 0 on the page */
	const char *next, *prev; /* of the item that begins; may be "" */
};

/* Places by rising start; owned. */
struct places {
	struct place *list;
	size_t count;
};

/* One comparison. */
struct comparison {
	struct nb_changes *changes;
	struct nb_essence page;	 /* its characters as received; owned */
	struct places now, then; /* of the page, and of the form */
};

static enum nb_status fail_line(unsigned line, const char *what,
				struct nb_error *err)
{
	return nb_fail(err, NB_INVALID, "line %u: %s", line, what);
}

/* ---- the two sides */

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* Make the characters of the page, and its places. */
static enum nb_status view_page(struct comparison *c,
				const struct nb_converted *page,
				struct nb_error *err)
{
	const struct nb_division *d = &page->division;
	struct nb_lines lines = {
		.list = nb_alloc(d->unit_count, sizeof(*lines.list)),
		.count = d->unit_count};
	size_t len, i, item = 0;
	const char *text = nb_page_text(page->page, &len);
	enum nb_status st;
	bool parted = false;

	c->now.list = nb_alloc(d->unit_count, sizeof(*c->now.list));
	c->now.count = d->unit_count;
	for (i = 0; lines.list && i < lines.count; i++) {
		lines.list[i].start = d->units[i].offset;
		lines.list[i].end = d->units[i].offset + d->units[i].len;
	}
	st = lines.list && c->now.list
		     ? nb_essence_make(text, len, &lines, page->page->profile,
				       &c->page, err)
		     : nb_fail_mem(err);
	for (i = 0; !st && i < d->unit_count; i++) {
		struct place *p = &c->now.list[i];
		const struct nb_unit *u = &d->units[i];

		p->start = c->page.starts[i];
		p->role = (int)u->role;
		p->begins = item < d->item_count && d->items[item].first == i;
		p->kind = NB_FORM_OPEN;
		p->next = p->prev = "";
		if (p->begins) {
			p->kind = (int)d->items[item].kind;
			p->next = or_empty(d->items[item].next);
			p->prev = or_empty(d->items[item++].prev);
		}
		p->parted = parted;
		parted = u->goes_on || (parted && !u->resumes);
	}
	nb_lines_free(&lines);
	return st;
}

/* Take over the blocks of the form, at the places of the page that they begin
 * at; *same says if its characters are those that the page is read with. */
static enum nb_status view_form(struct comparison *c,
				const struct nb_converted *page, bool *same,
				struct nb_error *err)
{
	const struct nb_form *f = c->changes->form;
	size_t *starts = nb_alloc(f->count, sizeof(*starts));
	enum nb_status st = NB_OK;
	size_t i;

	c->then.list = nb_alloc(f->count, sizeof(*c->then.list));
	c->then.count = f->count;
	if (!starts || !c->then.list)
		st = nb_fail_mem(err);
	if (!st)
		st = nb_readings_find(c->changes, page, &c->page, same, starts,
				      err);
	for (i = 0; !st && *same && i < f->count; i++) {
		const struct nb_form_block *b = &f->blocks[i];

		c->then.list[i] = (struct place){starts[i],
						 b->role,
						 b->kind,
						 b->begins,
						 b->parted,
						 b->line,
						 nb_form_id(f, b->next),
						 nb_form_id(f, b->prev)};
	}
	free(starts);
	return st;
}

/* ---- decisions */

/* Decide something about a place, which `line` of the form is about. What was
 * decided before and is to be decided again has no effect. */
static enum nb_status decide(struct comparison *c, enum nb_decided what,
			     const struct place *at, unsigned line,
			     struct nb_error *err)
{
	struct nb_stated s = {.what = what,
			      .page = &c->page.text,
			      .from = at->start,
			      .to = at->start,
			      .line = line,
			      .failed = "no line of the source begins here, or "
					"the source states otherwise: this "
					"cannot be decided"};

	return nb_state(c->changes, &s, err);
}

/* Decide how the item goes on that begins with a block, if the form says
 * something else of it than the page. */
static enum nb_status compare_links(struct comparison *c,
				    const struct place *now,
				    const struct place *then,
				    struct nb_error *err)
{
	struct nb_stated s = {.page = &c->page.text,
			      .from = then->start,
			      .to = then->start,
			      .line = then->line,
			      .failed = "how the item goes on cannot be "
					"decided here"};
	enum nb_status st = NB_OK;

	if (strcmp(now && now->begins ? now->next : "", then->next) != 0) {
		s.what = NB_DECIDED_NEXT;
		s.item = then->next;
		st = nb_state(c->changes, &s, err);
	}
	if (!st && strcmp(now && now->begins ? now->prev : "", then->prev)) {
		s.what = NB_DECIDED_PREV;
		s.item = then->prev;
		st = nb_state(c->changes, &s, err);
	}
	return st;
}

/* Decide what differs between a block of the page and that of the form in the
 * same place; `now` is NULL if no block of the page begins there. */
static enum nb_status compare_block(struct comparison *c,
				    const struct place *now,
				    const struct place *then,
				    struct nb_error *err)
{
	bool role =
		then->role != NB_FORM_OPEN && (!now || then->role != now->role);
	bool begins = now && now->begins;
	int item = -1;
	enum nb_status st = NB_OK;

	/* The rest of a paragraph from which was moved what had been set in. */
	if (!now && then->parted && !then->begins)
		return NB_OK;
	if (then->begins && then->kind != NB_FORM_OPEN &&
	    (!begins || now->kind != then->kind))
		item = NB_DECIDED_ARTICLE + then->kind;
	else if (then->begins && !begins)
		item = NB_DECIDED_ITEM;
	else if (!then->begins && begins)
		item = NB_DECIDED_INSIDE;
	if (now && now->parted && (role || item >= 0))
		return fail_line(then->line,
				 "the block was set into a paragraph, or goes "
				 "on after that; it cannot be changed here",
				 err);
	if (item >= 0)
		st = decide(c, (enum nb_decided)item, then, then->line, err);
	if (!st && role)
		st = decide(c,
			    (enum nb_decided)(NB_DECIDED_COLUMN + then->role),
			    then, then->line, err);
	if (!st && then->begins)
		st = compare_links(c, now, then, err);
	/* Each of the others keeps the break as well. */
	if (!st && !now && !role && item < 0)
		st = decide(c, NB_DECIDED_KEEP, then, then->line, err);
	return st;
}

/* Join a block of the page to the one before it, in which the form has it. */
static enum nb_status join_block(struct comparison *c, const struct place *now,
				 const struct place *in, struct nb_error *err)
{
	if (now->parted)
		return fail_line(in->line,
				 "a paragraph into which something was set "
				 "cannot be joined here",
				 err);
	return decide(c, NB_DECIDED_JOIN, now, in->line, err);
}

/* Compare all places. Both sides have one at the start of the text. */
static enum nb_status compare_places(struct comparison *c, struct nb_error *err)
{
	const struct places *now = &c->now, *then = &c->then;
	enum nb_status st = NB_OK;
	size_t i = 0, j = 0;

	while (!st && (i < now->count || j < then->count)) {
		const struct place *a = i < now->count ? &now->list[i] : NULL;
		const struct place *b = j < then->count ? &then->list[j] : NULL;

		if (a && b && a->start == b->start) {
			st = compare_block(c, a, b, err);
			i++;
			j++;
		} else if (a && (!b || a->start < b->start)) {
			st = join_block(c, a, &then->list[j - 1], err);
			i++;
		} else {
			st = compare_block(c, NULL, b, err);
			j++;
		}
	}
	return st;
}

enum nb_status nb_changes_find(struct nb_changes *changes,
			       const struct nb_converted *page,
			       struct nb_error *err)
{
	struct comparison c = {.changes = changes};
	bool same = false, moved = false;
	enum nb_status st = nb_moves_find(changes, page, &moved, err);

	if (st || moved)
		return st;
	st = view_page(&c, page, err);
	if (!st)
		st = view_form(&c, page, &same, err);
	if (!st && same)
		st = compare_places(&c, err);
	nb_essence_free(&c.page);
	free(c.now.list);
	free(c.then.list);
	return st;
}
