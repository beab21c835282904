/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm --dry-run: a unified diff of the page's text and the normalised one,
 * which patch(1) takes. What belongs together is known from the repairs, so
 * nothing is searched for.
 */
#include "nbnorm.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

/* A stretch of lines: the same on both sides, or changed. */
struct stretch {
	bool same;
	size_t from, to;       /* in the source */
	size_t text, text_end; /* in the normalised text */
};

struct diff {
	const struct norm_view *view;
	const char *source, *text;
	size_t source_len, text_len;
	struct nb_repair *repairs; /* that change something */
	size_t repair_count;
	struct stretch *list;
	size_t count, cap;
	struct nb_buf *out;
};

static size_t line_end(const char *s, size_t at, size_t len)
{
	const char *end = memchr(s + at, '\n', len - at);

	return end ? (size_t)(end - s) + 1 : len;
}

static size_t count_lines(const char *s, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; n++)
		from = line_end(s, from, to);
	return n;
}

/* ---- finding the stretches */

static enum nb_status add(struct diff *d, const struct stretch *s)
{
	struct stretch *last = d->count ? &d->list[d->count - 1] : NULL;
	struct stretch *grown;

	if (s->from == s->to && s->text == s->text_end)
		return NB_OK;
	if (last && last->same == s->same) {
		last->to = s->to;
		last->text_end = s->text_end;
		return NB_OK;
	}
	grown = nb_grow(d->list, &d->cap, d->count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	d->list = grown;
	grown[d->count++] = *s;
	return NB_OK;
}

/* What a person kept may be as it was. */
static enum nb_status changes(struct diff *d)
{
	size_t count, i;
	const struct nb_repair *list = nb_page_repairs(d->view->page, &count);

	d->repairs = nb_alloc(count, sizeof(*d->repairs));
	for (i = 0; d->repairs && i < count; i++)
		if (list[i].before_len != list[i].after_len ||
		    memcmp(list[i].before, list[i].after, list[i].after_len) !=
			    0)
			d->repairs[d->repair_count++] = list[i];
	return d->repairs ? NB_OK : NB_NOMEM;
}

/* Nothing of the source's line from `at` to `end` was repaired, and it is at
 * `place`, the start of a line, in the text. */
static bool same_line(const struct diff *d, size_t repair, size_t end,
		      size_t place)
{
	if (repair < d->repair_count && d->repairs[repair].offset < end)
		return false;
	return d->source[end - 1] == '\n' &&
	       (place == 0 || d->text[place - 1] == '\n');
}

/* Go over the source's lines; `repair` is the first that does not end before
 * the line. */
static enum nb_status find_stretches(struct diff *d)
{
	size_t at, end, place, repair = 0, from = 0, to = 0;
	struct stretch open = {.same = false};
	enum nb_status st = NB_OK;

	for (at = 0; !st && at < d->source_len; at = end) {
		struct stretch same = {.same = true, .from = at};
		const struct nb_repair *r = d->repairs + repair;

		end = line_end(d->source, at, d->source_len);
		for (; repair < d->repair_count &&
		       r->offset + r->before_len <= at;
		     r++, repair++) {
			from = r->offset + r->before_len;
			to = r->at + r->after_len;
		}
		place = at - from + to;
		if (!same_line(d, repair, end, place))
			continue;
		open.to = at;
		open.text_end = place;
		st = add(d, &open);
		same.to = end;
		same.text = place;
		same.text_end = place + end - at;
		if (!st)
			st = add(d, &same);
		open.from = end;
		open.text = same.text_end;
	}
	open.to = d->source_len;
	open.text_end = d->text_len;
	return st ? st : add(d, &open);
}

/* ---- printing */

/* Part of a changed line; what a repair touches is bold. */
static enum nb_status part(struct diff *d, const char *s, size_t from,
			   size_t to, enum norm_colour colour)
{
	enum nb_status st = norm_colour(d->view, colour, d->out);

	if (!st)
		st = d->view->terminal
			     ? norm_masked(d->out, s + from, to - from)
			     : nb_buf_add(d->out, s + from, to - from);
	return st ? st : norm_colour(d->view, NORM_PLAIN, d->out);
}

/* A person is shown that a line end goes. */
static bool joined_at(const struct diff *d, size_t repair, size_t at)
{
	const struct nb_repair *r = d->repairs + repair;

	return d->view->terminal && repair < d->repair_count &&
	       r->rule == NB_RULE_JOIN && r->offset <= at &&
	       r->offset + r->before_len > at;
}

/* A line of one side: `old` the source's. The line end is not masked. */
static enum nb_status changed_line(struct diff *d, bool old, size_t from,
				   size_t to, size_t *repair)
{
	const char *s = old ? d->source : d->text;
	enum norm_colour colour = old ? NORM_RED : NORM_GREEN;
	size_t end = s[to - 1] == '\n' ? to - 1 : to;
	enum nb_status st = part(d, old ? "-" : "+", 0, 1, colour);

	while (!st && d->view->terminal && *repair < d->repair_count) {
		const struct nb_repair *r = &d->repairs[*repair];
		size_t at = old ? r->offset : r->at;
		size_t stop = at + (old ? r->before_len : r->after_len);

		if (at >= end)
			break;
		if (at > from)
			st = part(d, s, from, at, colour);
		from = at > from ? at : from;
		if (!st && stop > from)
			st = norm_colour(d->view, NORM_BOLD, d->out);
		if (!st && stop > from)
			st = part(d, s, from, stop < end ? stop : end, colour);
		from = stop > from ? stop : from;
		if (stop > end)
			break;
		(*repair)++;
	}
	if (!st && from < end)
		st = part(d, s, from, end, colour);
	if (!st && old && joined_at(d, *repair, end))
		st = part(d, "⏎", 0, strlen("⏎"), NORM_BOLD);
	if (!st)
		st = nb_buf_puts(d->out, "\n");
	return st || end < to
		       ? st
		       : nb_buf_puts(d->out, "\\ No newline at end of file\n");
}

static enum nb_status changed(struct diff *d, const struct stretch *s)
{
	size_t at, end, repair = 0, again;
	enum nb_status st = NB_OK;

	while (repair < d->repair_count &&
	       d->repairs[repair].offset + d->repairs[repair].before_len <
		       s->from)
		repair++;
	again = repair;
	for (at = s->from; !st && at < s->to; at = end) {
		end = line_end(d->source, at, s->to);
		st = changed_line(d, true, at, end, &repair);
	}
	for (at = s->text; !st && at < s->text_end; at = end) {
		end = line_end(d->text, at, s->text_end);
		st = changed_line(d, false, at, end, &again);
	}
	return st;
}

/* Where a hunk's side begins: an empty side names the line before it. */
static size_t first_line(size_t before, size_t lines)
{
	return before + (lines > 0);
}

/* A changed stretch, with so many lines before it on the two sides. Without
 * context, of which the lines have enough. */
static enum nb_status hunk(struct diff *d, const struct stretch *s,
			   size_t before, size_t text_before)
{
	size_t lines = count_lines(d->source, s->from, s->to);
	size_t text_lines = count_lines(d->text, s->text, s->text_end);
	enum nb_status st = norm_colour(d->view, NORM_BOLD, d->out);

	if (!st)
		st = nb_buf_printf(d->out, "@@ -%zu,%zu +%zu,%zu @@",
				   first_line(before, lines), lines,
				   first_line(text_before, text_lines),
				   text_lines);
	if (!st)
		st = norm_colour(d->view, NORM_PLAIN, d->out);
	if (!st)
		st = nb_buf_puts(d->out, "\n");
	return st ? st : changed(d, s);
}

static enum nb_status print(struct diff *d)
{
	size_t i, before = 0, text_before = 0;
	enum nb_status st = nb_buf_puts(d->out, "--- ");

	if (!st)
		st = norm_masked(d->out, d->view->name, strlen(d->view->name));
	if (!st)
		st = nb_buf_puts(d->out, "\n+++ normalised\n");
	for (i = 0; !st && i < d->count; i++) {
		const struct stretch *s = &d->list[i];

		if (!s->same)
			st = hunk(d, s, before, text_before);
		before += count_lines(d->source, s->from, s->to);
		text_before += count_lines(d->text, s->text, s->text_end);
	}
	return st;
}

enum nb_status norm_diff(const struct norm_view *v, struct nb_buf *out,
			 struct nb_error *err)
{
	struct diff d = {.view = v, .out = out};
	enum nb_status st;

	d.source = nb_page_source(v->page, &d.source_len);
	d.text = nb_page_text(v->page, &d.text_len);
	st = changes(&d);
	if (!st && d.repair_count)
		st = find_stretches(&d);
	if (!st && d.repair_count)
		st = print(&d);
	free(d.list);
	free(d.repairs);
	return st ? nb_fail_mem(err) : NB_OK;
}
