/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing a page with its form (changes.h).
 *
 * Both are seen as the characters of the page without white space, with the
 * places where blocks begin. If the characters are the same, each place is
 * compared: where both have one, what the blocks are; where only one has it,
 * whether the break before it is to be kept or joined.
 */
#include "edit/changes.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/page.h"
#include "page/text/essence.h"
#include "page/text/profile_look.h"

#include <nbarc/article.h>
#include <nbarc/review.h>

#include <stdlib.h>
#include <string.h>

/* A place where a block begins: of the page, or of the form. */
struct place {
	size_t start; /* in the characters, in bytes */
	int role, kind;
	bool begins, parted;
	unsigned line; /* of the form; 0 on the page */
};

/* Places by rising start; owned. */
struct places {
	struct place *list;
	size_t count;
};

/* One comparison. */
struct comparison {
	struct nb_changes *changes;
	struct nb_essence page;	 /* its characters; owned */
	struct nb_buf form;	 /* those of the form; owned */
	struct places now, then; /* of the page, and of the form */
};

static enum nb_status fail_line(unsigned line, const char *what,
				struct nb_error *err)
{
	return nb_fail(err, NB_INVALID, "line %u: %s", line, what);
}

/* ---- the two sides */

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
		p->kind = p->begins ? (int)d->items[item++].kind : NB_FORM_OPEN;
		p->parted = parted;
		parted = u->goes_on || (parted && !u->resumes);
	}
	nb_lines_free(&lines);
	return st;
}

/* Make the characters of the form, in which marks are as the profile of the
 * page has them, and its places. */
static enum nb_status view_form(struct comparison *c,
				const struct nb_profile *profile,
				struct nb_error *err)
{
	const struct nb_form *f = c->changes->form;
	const char *text = (const char *)f->text.data;
	size_t at = 0, block = 0;
	uint32_t cp = 0;
	char utf8[4];

	c->then.list = nb_alloc(f->count, sizeof(*c->then.list));
	c->then.count = f->count;
	if (!c->then.list)
		return nb_fail_mem(err);
	while (at < f->text.len) {
		if (block < f->count && f->blocks[block].start == at) {
			const struct nb_form_block *b = &f->blocks[block];

			c->then.list[block++] =
				(struct place){c->form.len, b->role,   b->kind,
					       b->begins,   b->parted, b->line};
		}
		at += nb_utf8_get(text + at, f->text.len - at, &cp);
		cp = nb_profile_fold(profile, cp);
		if (nb_buf_add(&c->form, utf8, nb_utf8_put(utf8, cp)))
			return nb_fail_mem(err);
	}
	return NB_OK;
}

/* NB_INVALID, with the line of the form, if its text is not that of the page.
 */
static enum nb_status compare_texts(const struct comparison *c,
				    struct nb_error *err)
{
	size_t a = c->page.text.len, b = c->form.len, at = 0, i = 0;

	while (at < a && at < b && c->page.text.data[at] == c->form.data[at])
		at++;
	if (at == a && at == b)
		return NB_OK;
	while (i + 1 < c->then.count && c->then.list[i + 1].start <= at)
		i++;
	return fail_line(c->then.count ? c->then.list[i].line : 1,
			 "the text is not that of the page; only what blocks "
			 "are, and where they and items begin, can be changed",
			 err);
}

/* ---- decisions */

/* The length of up to NB_KEY_CHARACTERS characters before `at`, or after it. */
static size_t key_length(const struct nb_buf *text, size_t at, bool before)
{
	const char *p = (const char *)text->data;
	size_t i, to = at;
	uint32_t cp;

	for (i = 0; i < NB_KEY_CHARACTERS; i++) {
		if (before && to)
			to -= nb_utf8_prev(p, to, &cp);
		else if (!before && to < text->len)
			to += nb_utf8_get(p + to, text->len - to, &cp);
	}
	return before ? at - to : to - at;
}

/* Which occurrence of `len` bytes the one at `at` is, from 1. */
static size_t count_before(const struct nb_buf *text, size_t at, size_t len)
{
	const uint8_t *p = text->data;
	size_t i, n = 1;

	for (i = 0; i < at; i++)
		if (p[i] == p[at] && memcmp(p + i, p + at, len) == 0)
			n++;
	return n;
}

/* Do the lines have this one already? */
static bool has_line(const struct nb_buf *lines, const struct nb_buf *line)
{
	size_t at = 0;

	while (at < lines->len) {
		const uint8_t *p = lines->data + at;
		const uint8_t *end = memchr(p, '\n', lines->len - at);
		size_t n = end ? (size_t)(end - p) + 1 : lines->len - at;

		if (n == line->len && memcmp(p, line->data, n) == 0)
			return true;
		at += n;
	}
	return false;
}

/* Decide something about the place at `at`, which `line` of the form is about.
 * What was decided before and is to be decided again has no effect. */
static enum nb_status decide(struct comparison *c, enum nb_decided what,
			     size_t at, unsigned line, struct nb_error *err)
{
	const struct nb_buf *text = &c->page.text;
	const char *p = (const char *)text->data;
	struct nb_decision d = {.what = what,
				.page = "",
				.who = c->changes->who,
				.when = c->changes->when,
				.why = ""};
	struct nb_buf out = {0};
	enum nb_status st;

	d.left_len = key_length(text, at, true);
	d.left = p + at - d.left_len;
	d.right_len = key_length(text, at, false);
	d.right = p + at;
	/* Without characters before it, only the start of the page is meant. */
	d.occurrence = at ? count_before(text, at - d.left_len,
					 d.left_len + d.right_len)
			  : 1;
	st = nb_decision_print(&d, c->changes->form->id, &out);
	if (!st && has_line(c->changes->lines, &out))
		st = fail_line(line,
			       "no line of the source begins here, or the "
			       "source states otherwise: this cannot be "
			       "decided",
			       err);
	else
		st = st || nb_buf_add(c->changes->lines, out.data, out.len)
			     ? nb_fail_mem(err)
			     : NB_OK;
	nb_buf_free(&out);
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
		st = decide(c, (enum nb_decided)item, then->start, then->line,
			    err);
	if (!st && role)
		st = decide(c,
			    (enum nb_decided)(NB_DECIDED_COLUMN + then->role),
			    then->start, then->line, err);
	/* Each of the others keeps the break as well. */
	if (!st && !now && !role && item < 0)
		st = decide(c, NB_DECIDED_KEEP, then->start, then->line, err);
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
	return decide(c, NB_DECIDED_JOIN, now->start, in->line, err);
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
	enum nb_status st = view_page(&c, page, err);

	if (!st)
		st = view_form(&c, page->page->profile, err);
	if (!st)
		st = compare_texts(&c, err);
	if (!st)
		st = compare_places(&c, err);
	nb_essence_free(&c.page);
	nb_buf_free(&c.form);
	free(c.now.list);
	free(c.then.list);
	return st;
}
