/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing the characters of a page with those of its form (readings.h).
 *
 * The page is seen as it is read. Each of its characters stands for a part of
 * the page as received: for itself, or for the old characters of a correction.
 * A change of characters that were corrected before is decided anew for all of
 * the correction, so that decisions are always about what was received.
 */
#include "edit/readings.h"
#include "edit/state.h"
#include "base/alloc.h"
#include "base/diff.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/page.h"
#include "page/text/profile_look.h"

#include <stdlib.h>
#include <string.h>

/* Characters without white space, with marks folded. */
struct chars {
	uint32_t *list;
	size_t count;
};

/* What a character of the page stands for. */
struct part {
	size_t from, to;   /* in the essence */
	size_t correction; /* 1 + its index, or 0 */
};

/* One comparison; all but the first three is owned. */
struct readings {
	struct nb_changes *changes;
	const struct nb_converted *page;
	const struct nb_essence *essence;
	struct chars now, then; /* of the page, and of the form */
	size_t *begins, *ends;	/* of those of the form, in its text */
	struct part *parts;	/* of each character of the page */
	size_t *units;	       /* for each unit, its first character of these */
	struct nb_buf reading; /* in hand */
};

/* A change: characters of the page that became others of the form. */
struct change {
	size_t from, to;   /* in `now` */
	size_t begin, end; /* in `then` */
};

/* ---- the two sides */

/* Append the visible characters of a text to `now`, which has room. With
 * *place, each of them stands for itself, and *place moves on; otherwise for
 * `part`. */
static void add_chars(struct readings *r, const char *s, size_t len,
		      size_t *place, const struct part *part)
{
	const struct nb_profile *profile = r->page->page->profile;
	uint32_t cp = 0;
	size_t at = 0;
	char utf8[4];

	while (at < len) {
		struct part *to = &r->parts[r->now.count];

		at += nb_utf8_get(s + at, len - at, &cp);
		if (nb_is_space(cp))
			continue;
		cp = nb_profile_fold(profile, cp);
		if (part) {
			*to = *part;
		} else {
			to->from = *place;
			*place += nb_utf8_put(utf8, cp);
			to->to = *place;
			to->correction = 0;
		}
		r->now.list[r->now.count++] = cp;
	}
}

/* The bytes of the essence that a text has. */
static size_t essence_of(const struct readings *r, const char *s, size_t len)
{
	size_t at = 0, n = 0;
	uint32_t cp = 0;
	char utf8[4];

	while (at < len) {
		at += nb_utf8_get(s + at, len - at, &cp);
		if (!nb_is_space(cp))
			n += nb_utf8_put(
				utf8,
				nb_profile_fold(r->page->page->profile, cp));
	}
	return n;
}

/* Append one correction, at *place of the essence, which moves on. */
static void add_correction(struct readings *r, const char *text, size_t index,
			   size_t *place)
{
	const struct nb_correction *c = &r->page->division.corrections[index];
	struct part part = {*place, *place, index + 1};

	*place += essence_of(r, text + c->offset, c->len);
	part.to = *place;
	add_chars(r, c->reading, strlen(c->reading), NULL, &part);
}

/* Make the characters of the page as they are read. */
static enum nb_status view_page(struct readings *r, struct nb_error *err)
{
	const struct nb_division *d = &r->page->division;
	size_t len, i, k = 0, place = 0, room;
	const char *text = nb_page_text(r->page->page, &len);

	room = len;
	for (i = 0; i < d->correction_count; i++)
		room += strlen(d->corrections[i].reading);
	r->now.list = nb_alloc(room, sizeof(*r->now.list));
	r->parts = nb_alloc(room, sizeof(*r->parts));
	r->units = nb_alloc(d->unit_count, sizeof(*r->units));
	if (!r->now.list || !r->parts || !r->units)
		return nb_fail_mem(err);
	for (i = 0; i < d->unit_count; i++) {
		size_t at = d->units[i].offset, end = at + d->units[i].len;

		r->units[i] = r->now.count;
		for (;
		     k < d->correction_count && d->corrections[k].offset <= end;
		     k++) {
			add_chars(r, text + at, d->corrections[k].offset - at,
				  &place, NULL);
			add_correction(r, text, k, &place);
			at = d->corrections[k].offset + d->corrections[k].len;
		}
		add_chars(r, text + at, end - at, &place, NULL);
	}
	return NB_OK;
}

/* Make the characters of the form. */
static enum nb_status view_form(struct readings *r, struct nb_error *err)
{
	const struct nb_buf *text = &r->changes->form->text;
	const char *s = text->data ? (const char *)text->data : "";
	size_t at = 0;
	uint32_t cp = 0;

	r->then.list = nb_alloc(text->len, sizeof(*r->then.list));
	r->begins = nb_alloc(text->len, sizeof(*r->begins));
	r->ends = nb_alloc(text->len, sizeof(*r->ends));
	if (!r->then.list || !r->begins || !r->ends)
		return nb_fail_mem(err);
	while (at < text->len) {
		size_t n = nb_utf8_get(s + at, text->len - at, &cp);

		if (!nb_is_space(cp)) {
			r->begins[r->then.count] = at;
			r->ends[r->then.count] = at + n;
			r->then.list[r->then.count++] =
				nb_profile_fold(r->page->page->profile, cp);
		}
		at += n;
	}
	return NB_OK;
}

/* ---- changes */

/* Where a character of the form begins in its text, which has white space; and
 * where the one before it ends. */
static size_t begin_of(const struct readings *r, size_t index)
{
	return index < r->then.count ? r->begins[index]
				     : r->changes->form->text.len;
}

static size_t end_before(const struct readings *r, size_t index)
{
	return index ? r->ends[index - 1] : 0;
}

/* The block of the form that a place of its text is in. */
static const struct nb_form_block *block_at(const struct readings *r,
					    size_t place)
{
	const struct nb_form *f = r->changes->form;
	size_t i = 0;

	while (i + 1 < f->count && f->blocks[i + 1].start <= place)
		i++;
	return &f->blocks[i];
}

/* Does a block of the form begin at this place of its text? */
static bool begins_block(const struct readings *r, size_t place)
{
	return block_at(r, place)->start == place;
}

/* Does a block of the page begin after `from` and before `to` of the essence,
 * or are these all of one? */
static bool parts_units(const struct readings *r, size_t from, size_t to)
{
	size_t i, n = r->page->division.unit_count, edges = 0;

	edges += to == r->essence->text.len;
	for (i = 0; i < n; i++) {
		size_t start = r->essence->starts[i];

		if (start > from && start < to)
			return true;
		edges += start == from;
		edges += start == to;
	}
	return to > from && edges > 1 && !r->reading.data[0];
}

/* Is the place between two characters of one correction? */
static bool inside_correction(const struct readings *r, size_t index)
{
	return index && index < r->now.count && r->parts[index].correction &&
	       r->parts[index].correction == r->parts[index - 1].correction;
}

/*
 * Make a change one that can be said: about whole corrections, with white space
 * that was typed on one side of it inside of it, and at the end of a block
 * about its last character, since what is lacking between two blocks would
 * belong to the second. `before` and `after` are the equal characters around
 * the change, of which it takes some.
 */
static void widen(const struct readings *r, struct change *c, size_t before,
		  size_t after)
{
	bool add = c->end > c->begin;

	for (; before && inside_correction(r, c->from); before--) {
		c->from--;
		c->begin--;
	}
	for (; after && inside_correction(r, c->to); after--) {
		c->to++;
		c->end++;
	}
	if (add && before && !begins_block(r, begin_of(r, c->begin)) &&
	    (end_before(r, c->begin) < begin_of(r, c->begin) ||
	     (c->from == c->to && begins_block(r, begin_of(r, c->end))))) {
		c->from--;
		c->begin--;
	}
	if (add && after && !begins_block(r, begin_of(r, c->end)) &&
	    end_before(r, c->end) < begin_of(r, c->end)) {
		c->to++;
		c->end++;
	}
}

/* State one change. */
static enum nb_status state(struct readings *r, const struct change *c,
			    struct nb_error *err)
{
	const struct nb_form *f = r->changes->form;
	size_t begin = begin_of(r, c->begin);
	size_t end = c->end > c->begin ? end_before(r, c->end) : begin;
	struct nb_stated s = {.what = NB_DECIDED_TEXT,
			      .page = &r->essence->text,
			      .line = f->count ? block_at(r, begin)->line : 1,
			      .failed = "other characters cannot be read here"};

	s.from = c->from < r->now.count ? r->parts[c->from].from
					: r->essence->text.len;
	s.to = c->to > c->from ? r->parts[c->to - 1].to : s.from;
	r->reading.len = 0;
	if (nb_buf_add(&r->reading, f->text.data + begin, end - begin) ||
	    nb_buf_add(&r->reading, "", 1))
		return nb_fail_mem(err);
	if (parts_units(r, s.from, s.to))
		return nb_fail(
			err, NB_INVALID,
			"line %u: the change of the text goes over the "
			"end of a block, or takes all of it away; change "
			"each block by itself",
			s.line);
	s.reading = (const char *)r->reading.data;
	/* Tabs part the columns of a decision. */
	if (strchr(s.reading, '\t'))
		return nb_fail(err, NB_INVALID,
			       "line %u: what is to be read has a tab, which "
			       "comes after the word for a block alone",
			       s.line);
	return nb_state(r->changes, &s, err);
}

/* Is the equal run a part of a correction that was changed on both sides of it?
 */
static bool bridges(const struct readings *r, const struct nb_match *m)
{
	return inside_correction(r, m->a) &&
	       inside_correction(r, m->a + m->len) &&
	       r->parts[m->a].correction == r->parts[m->a + m->len].correction;
}

/* State what is between the equal runs. */
static enum nb_status state_all(struct readings *r,
				const struct nb_matches *equal,
				struct nb_error *err)
{
	struct change c = {0, 0, 0, 0}, whole;
	enum nb_status st = NB_OK;
	size_t i, before = 0, after = 0;

	for (i = 0; !st && i <= equal->count; i++) {
		const struct nb_match *m =
			i < equal->count ? &equal->list[i] : NULL;

		if (m && bridges(r, m))
			continue;
		after = m ? m->len : 0;
		c.to = m ? m->a : r->now.count;
		c.end = m ? m->b : r->then.count;
		if (c.to > c.from || c.end > c.begin) {
			whole = c;
			widen(r, &whole, before, after);
			st = state(r, &whole, err);
		}
		before = after;
		c.from = c.to + after;
		c.begin = c.end + after;
	}
	return st;
}

/* Find where the blocks of the form begin. Where one of the page does, that is
 * the place, although what was received there may not be read. */
static void find_starts(const struct readings *r, size_t *starts)
{
	const struct nb_form *f = r->changes->form;
	size_t i, at = 0, unit = 0, units = r->page->division.unit_count;

	for (i = 0; i < f->count; i++) {
		while (at < r->then.count && r->begins[at] < f->blocks[i].start)
			at++;
		while (unit < units && r->units[unit] < at)
			unit++;
		starts[i] = unit < units && r->units[unit] == at
				    ? r->essence->starts[unit]
			    : at < r->now.count ? r->parts[at].from
						: r->essence->text.len;
	}
}

enum nb_status nb_readings_find(struct nb_changes *changes,
				const struct nb_converted *page,
				const struct nb_essence *essence, bool *same,
				size_t *starts, struct nb_error *err)
{
	struct readings r = {
		.changes = changes, .page = page, .essence = essence};
	struct nb_matches equal = {.list = NULL};
	enum nb_status st = view_page(&r, err);

	if (!st)
		st = view_form(&r, err);
	*same = !st && r.now.count == r.then.count &&
		(!r.now.count ||
		 memcmp(r.now.list, r.then.list,
			r.now.count * sizeof(*r.now.list)) == 0);
	if (!st && *same)
		find_starts(&r, starts);
	if (!st && !*same) {
		st = nb_diff(r.now.list, r.now.count, r.then.list, r.then.count,
			     &equal)
			     ? nb_fail_mem(err)
			     : state_all(&r, &equal, err);
		nb_matches_free(&equal);
	}
	free(r.now.list);
	free(r.then.list);
	free(r.begins);
	free(r.ends);
	free(r.parts);
	free(r.units);
	nb_buf_free(&r.reading);
	return st;
}
