/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding corrections in a text, and making the text that is read
 * (corrections.h).
 *
 * The normalised text keeps the old readings: the journal can be undone, lines
 * find their boxes, and keys of decisions find their places, as if nothing had
 * been corrected. The new readings come in when the document is written.
 */
#include "article/corrections.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "encoding/convert/escape.h"
#include "page/text/profile_look.h"

#include <stdlib.h>
#include <string.h>

/* A correction on its way, and the index of its decision; of two the later line
 * of the file counts. */
struct found {
	struct nb_correction at;
	unsigned line;
	size_t decision;
};

/* The unit in which a place of the essence is, if it is not after all. */
static size_t unit_at(const struct nb_corrections_search *s, size_t place)
{
	size_t low = 0, high = s->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (s->essence->starts[middle] <= place)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The byte of the text after `count` bytes of the essence of a unit: before the
 * character that follows, or after the one that came before. */
static size_t go_along(const struct nb_corrections_search *s,
		       const struct nb_profile *profile,
		       const struct nb_unit *u, size_t count, bool before)
{
	size_t at = u->offset, end = u->offset + u->len, n, passed = 0;
	size_t after = at;
	uint32_t cp = 0;
	char utf8[4];

	for (; at < end; at += n) {
		n = nb_utf8_get(s->text + at, end - at, &cp);
		if (nb_is_space(cp))
			continue;
		if (passed == count)
			return before ? at : after;
		passed += nb_utf8_put(utf8, nb_profile_fold(profile, cp));
		after = at + n;
	}
	return after;
}

/* Is the place inside of what stands for a byte that is no character? */
static bool inside_escape(const char *text, const struct nb_unit *u, size_t at)
{
	size_t from = u->offset + NB_ESCAPE_LONGEST < at
			      ? at - NB_ESCAPE_LONGEST
			      : u->offset;
	size_t before, size;
	int byte;

	for (; from < at; from++)
		if (nb_escape_next((const uint8_t *)text + from,
				   u->offset + u->len - from, &before, &size,
				   &byte) &&
		    before == 0 && size && from + size > at)
			return true;
	return false;
}

/* Is there anything to be seen in a text? */
static bool has_text(const char *text, size_t len)
{
	uint32_t cp = 0;
	size_t at = 0;

	while (at < len) {
		at += nb_utf8_get(text + at, len - at, &cp);
		if (!nb_is_space(cp))
			return true;
	}
	return false;
}

/* Find where one belongs; false if it is not within one unit, or would leave
 * nothing of it. */
static bool find_place(const struct nb_corrections_search *s,
		       const struct nb_profile *profile, size_t place,
		       const struct nb_decision *d, struct nb_correction *out)
{
	size_t i = unit_at(s, place), start, end, to;
	const struct nb_unit *u = &s->units[i];

	if (!s->count)
		return false;
	start = s->essence->starts[i];
	end = i + 1 < s->count ? s->essence->starts[i + 1]
			       : s->essence->text.len;
	if (place + d->old_len > end ||
	    (d->old_len && d->old_len == end - start &&
	     !has_text(d->reading, strlen(d->reading))))
		return false;
	out->reading = d->reading;
	out->offset = go_along(s, profile, u, place - start, true);
	to = d->old_len ? go_along(s, profile, u, place - start + d->old_len,
				   false)
			: out->offset;
	out->len = to - out->offset;
	return !inside_escape(s->text, u, out->offset) &&
	       !inside_escape(s->text, u, to);
}

/* For qsort(): in the order of the text, what is lacking before what stands
 * there; then by line. */
static int in_order(const void *x, const void *y)
{
	const struct found *a = x, *b = y;

	if (a->at.offset != b->at.offset)
		return a->at.offset < b->at.offset ? -1 : 1;
	if ((a->at.len == 0) != (b->at.len == 0))
		return a->at.len ? 1 : -1;
	return (a->line > b->line) - (a->line < b->line);
}

/* Are both about the same characters, or some of them? `a` is not after b. */
static bool overlaps(const struct nb_correction *a,
		     const struct nb_correction *b)
{
	return a->offset + a->len > b->offset ||
	       (a->offset == b->offset && (a->len == 0) == (b->len == 0));
}

/* Does it say that what stands there is right? */
static bool is_right(const char *text, const struct nb_correction *c)
{
	return strlen(c->reading) == c->len &&
	       memcmp(c->reading, text + c->offset, c->len) == 0;
}

/* Put those that hold at the beginning of the list; returns their number. */
static size_t choose(const char *text, struct found *list, size_t count)
{
	size_t i, n = 0;

	if (count)
		qsort(list, count, sizeof(*list), in_order);
	for (i = 0; i < count; i++) {
		if (n && overlaps(&list[n - 1].at, &list[i].at)) {
			if (list[i].line < list[n - 1].line)
				continue;
			n--;
		}
		list[n++] = list[i];
	}
	for (i = 0, count = n, n = 0; i < count; i++)
		if (!is_right(text, &list[i].at))
			list[n++] = list[i];
	return n;
}

/* Would the unit have a text with these corrections, which are all of it? */
static bool leaves_text(const char *text, const struct nb_unit *u,
			const struct found *list, size_t count)
{
	size_t at = u->offset, i;

	for (i = 0; i < count; i++) {
		const struct nb_correction *c = &list[i].at;

		if (has_text(text + at, c->offset - at) ||
		    has_text(c->reading, strlen(c->reading)))
			return true;
		at = c->offset + c->len;
	}
	return has_text(text + at, u->offset + u->len - at);
}

/* Take out the last correction of each unit of which all of them together would
 * leave nothing; returns how many are left. */
static size_t spare_units(const struct nb_corrections_search *s,
			  struct found *list, size_t count, uint8_t *outcomes)
{
	const struct nb_unit *u = s->units;
	size_t i, k, n = 0;

	for (i = 0; i < count; i = k) {
		while (u->offset + u->len < list[i].at.offset)
			u++;
		for (k = i;
		     k < count && list[k].at.offset <= u->offset + u->len; k++)
			;
		if (!leaves_text(s->text, u, list + i, k - i))
			outcomes[list[k - 1].decision] = NB_OUTCOME_NO_READING;
		for (; i < k; i++)
			if (nb_outcome_applied(outcomes[list[i].decision]))
				list[n++] = list[i];
	}
	return n;
}

/* Put them into the division. */
static void take(const struct found *list, size_t count,
		 struct nb_division *division)
{
	struct nb_correction *out = division->corrections;
	size_t i, moved = 0; /* how far places move, modulo 2^n */

	division->correction_count = count;
	for (i = 0; i < count; i++) {
		out[i] = list[i].at;
		out[i].at = out[i].offset + moved;
		moved += strlen(out[i].reading) - out[i].len;
	}
}

enum nb_status nb_corrections_find(const struct nb_corrections_search *s,
				   const struct nb_decisions *decisions,
				   const struct nb_profile *profile,
				   struct nb_division *division,
				   struct nb_error *err)
{
	size_t i, n = 0, count = nb_decisions_count(decisions);
	struct found *list = nb_alloc(count, sizeof(*list));

	division->corrections = nb_alloc(count, sizeof(*division->corrections));
	if (!list || !division->corrections) {
		free(list);
		return nb_fail_mem(err);
	}
	for (i = 0; i < count; i++) {
		const struct nb_decision *d = nb_decisions_get(decisions, i);

		if (d->what != NB_DECIDED_TEXT ||
		    !nb_outcome_applied(division->outcomes[i]))
			continue;
		list[n].line = d->line;
		list[n].decision = i;
		if (find_place(s, profile, s->places[i], d, &list[n].at))
			n++;
		else
			division->outcomes[i] = NB_OUTCOME_NO_READING;
	}
	n = choose(s->text, list, n);
	n = spare_units(s, list, n, division->outcomes);
	take(list, n, division);
	free(list);
	return NB_OK;
}

/* ---- the text that is read */

/* How many corrections begin before `limit`: of the normalised text, or of the
 * text as it is read. */
static size_t count_before(const struct nb_division *d, size_t limit, bool read)
{
	size_t low = 0, high = d->correction_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct nb_correction *c = &d->corrections[middle];

		if ((read ? c->at : c->offset) < limit)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t nb_read_place(const struct nb_division *d, size_t offset)
{
	size_t n = count_before(d, offset, false);
	const struct nb_correction *c = n ? &d->corrections[n - 1] : NULL;

	if (!c)
		return offset;
	if (c->offset + c->len > offset)
		return c->at;
	return c->at + strlen(c->reading) + (offset - c->offset - c->len);
}

/* Where the end of a unit is in it, with what is lacking there. */
static size_t read_end(const struct nb_division *d, size_t offset)
{
	size_t n = count_before(d, offset, false);
	size_t place = nb_read_place(d, offset);

	if (n < d->correction_count && d->corrections[n].offset == offset &&
	    !d->corrections[n].len)
		place += strlen(d->corrections[n].reading);
	return place;
}

bool nb_read_inside(const struct nb_division *d, size_t place)
{
	size_t n = count_before(d, place, true);

	return n && place < d->corrections[n - 1].at +
				    strlen(d->corrections[n - 1].reading);
}

enum nb_status nb_read_make(const char *text, size_t len,
			    const struct nb_division *d, struct nb_read *read,
			    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i, at = 0;

	memset(read, 0, sizeof(*read));
	if (!d->correction_count)
		return NB_OK;
	read->units = nb_alloc(d->unit_count, sizeof(*read->units));
	if (!read->units)
		return nb_fail_mem(err);
	for (i = 0; !st && i < d->correction_count; i++) {
		const struct nb_correction *c = &d->corrections[i];

		st = nb_buf_add(&read->text, text + at, c->offset - at);
		if (!st)
			st = nb_buf_puts(&read->text, c->reading);
		at = c->offset + c->len;
	}
	if (st || nb_buf_add(&read->text, text + at, len - at))
		return nb_fail_mem(err);
	for (i = 0; i < d->unit_count; i++) {
		const struct nb_unit *u = &d->units[i];

		read->units[i] = *u;
		read->units[i].offset = nb_read_place(d, u->offset);
		read->units[i].len =
			read_end(d, u->offset + u->len) - read->units[i].offset;
	}
	return NB_OK;
}

void nb_read_free(struct nb_read *read)
{
	nb_buf_free(&read->text);
	free(read->units);
	memset(read, 0, sizeof(*read));
}
