/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nbnorm --dry-run: a unified diff from the page's text to the normalised one,
 * which patch(1) takes.
 *
 * The repairs tell which lines of the two texts belong together, so that
 * nothing needs to be searched for: a line of the source that no repair
 * touches, and that begins a line of the normalised text, is the same line.
 * Everything between two such lines is one hunk.
 */
#include "diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/message.h"
#include "view.h"

/* A stretch of whole lines: the same on both sides, or changed. */
struct stretch {
	bool same;
	size_t from, to;       /* in the source */
	size_t text, text_end; /* in the normalised text */
};

/* The texts are the page's; repairs and stretches are owned. The stretches
 * cover both texts from the first byte to the last, in turn the same and
 * changed. */
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

/* Where the line at `at` ends, with its newline. */
static size_t line_end(const char *s, size_t at, size_t len)
{
	const char *end = memchr(s + at, '\n', len - at);

	return end ? (size_t)(end - s) + 1 : len;
}

/*
 * The number of lines from `from` to `to`, both at the start of a line or at
 * the end of the text.
 */
static size_t count_lines(const char *s, size_t from, size_t to)
{
	size_t n = 0;

	for (; from < to; n++)
		from = line_end(s, from, to);
	return n;
}

/* ---- finding the stretches */

/* Add a stretch, or make the last one longer if it is of the same kind. */
static enum nb_status add_stretch(struct diff *d, const struct stretch *s)
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

/* Take the repairs that change something: a break that a person kept is
 * recorded, too, and may be as it was. */
static enum nb_status take_changes(struct diff *d)
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

/* True if the source's line that ends at `end` is unchanged: no repair touches
 * it, and its place in the text is the start of a line. */
static bool same_line(const struct diff *d, size_t repair, size_t end,
		      size_t place)
{
	if (repair < d->repair_count && d->repairs[repair].offset < end)
		return false;
	return d->source[end - 1] == '\n' &&
	       (place == 0 || d->text[place - 1] == '\n');
}

/* Go over the source's lines. `repair` is the first repair that does not end
 * before the line; `from` and `to` are where the one before it ends. */
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
		st = add_stretch(d, &open);
		same.to = end;
		same.text = place;
		same.text_end = place + end - at;
		if (!st)
			st = add_stretch(d, &same);
		open.from = end;
		open.text = same.text_end;
	}
	open.to = d->source_len;
	open.text_end = d->text_len;
	return st ? st : add_stretch(d, &open);
}

/* ---- printing */

/* Append part of a changed line. It is masked on a terminal only: patch(1)
 * needs the bytes. */
static enum nb_status put_part(struct diff *d, const char *s, size_t from,
			       size_t to, enum norm_colour colour)
{
	enum nb_status st = norm_colour(d->view, colour, d->out);

	if (!st)
		st = d->view->terminal
			     ? cli_mask_add(d->out, s + from, to - from)
			     : nb_buf_add(d->out, s + from, to - from);
	return st ? st : norm_colour(d->view, NORM_PLAIN, d->out);
}

/* True if the repair removes the line end at `at`, which people are shown. */
static bool joined_at(const struct diff *d, size_t repair, size_t at)
{
	const struct nb_repair *r = d->repairs + repair;

	return d->view->terminal && repair < d->repair_count &&
	       r->rule == NB_RULE_JOIN && r->offset <= at &&
	       r->offset + r->before_len > at;
}

/*
 * Append a changed line of one side, the source's if `old`. On a terminal, what
 * a repair touches is bold. *repair is the first repair that may be in the
 * line, and then the first that may be in the next one. The line end is not
 * masked.
 */
static enum nb_status put_line(struct diff *d, bool old, size_t from, size_t to,
			       size_t *repair)
{
	const char *s = old ? d->source : d->text;
	enum norm_colour colour = old ? NORM_RED : NORM_GREEN;
	size_t end = s[to - 1] == '\n' ? to - 1 : to;
	enum nb_status st = put_part(d, old ? "-" : "+", 0, 1, colour);

	while (!st && d->view->terminal && *repair < d->repair_count) {
		const struct nb_repair *r = &d->repairs[*repair];
		size_t at = old ? r->offset : r->at;
		size_t stop = at + (old ? r->before_len : r->after_len);

		if (at >= end)
			break;
		if (at > from)
			st = put_part(d, s, from, at, colour);
		from = at > from ? at : from;
		if (!st && stop > from)
			st = norm_colour(d->view, NORM_BOLD, d->out);
		if (!st && stop > from)
			st = put_part(d, s, from, stop < end ? stop : end,
				      colour);
		from = stop > from ? stop : from;
		if (stop > end)
			break;
		(*repair)++;
	}
	if (!st && from < end)
		st = put_part(d, s, from, end, colour);
	if (!st && old && joined_at(d, *repair, end))
		st = put_part(d, "⏎", 0, strlen("⏎"), NORM_BOLD);
	if (!st)
		st = nb_buf_puts(d->out, "\n");
	return st || end < to
		       ? st
		       : nb_buf_puts(d->out, "\\ No newline at end of file\n");
}

/* Append the lines of a changed stretch: those of the source, then the others.
 */
static enum nb_status put_changed(struct diff *d, const struct stretch *s)
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
		st = put_line(d, true, at, end, &repair);
	}
	for (at = s->text; !st && at < s->text_end; at = end) {
		end = line_end(d->text, at, s->text_end);
		st = put_line(d, false, at, end, &again);
	}
	return st;
}

/* The line number in a hunk's head: an empty side names the line before it. */
static size_t first_line(size_t before, size_t lines)
{
	return before + (lines > 0);
}

/* Append a changed stretch as a hunk; `before` and `text_before` are the
 * numbers of lines before it. Hunks have no context: their lines are whole
 * paragraphs. */
static enum nb_status put_hunk(struct diff *d, const struct stretch *s,
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
	return st ? st : put_changed(d, s);
}

/* Append the whole diff. */
static enum nb_status put_diff(struct diff *d)
{
	size_t i, before = 0, text_before = 0;
	enum nb_status st = nb_buf_puts(d->out, "--- ");

	if (!st)
		st = cli_mask_add(d->out, d->view->name, strlen(d->view->name));
	if (!st)
		st = nb_buf_puts(d->out, "\n+++ normalised\n");
	for (i = 0; !st && i < d->count; i++) {
		const struct stretch *s = &d->list[i];

		if (!s->same)
			st = put_hunk(d, s, before, text_before);
		before += count_lines(d->source, s->from, s->to);
		text_before += count_lines(d->text, s->text, s->text_end);
	}
	return st;
}

/*
 * Every step can only run out of memory, so that this is the one place where
 * err is filled.
 */
enum nb_status norm_diff(const struct norm_view *v, struct nb_buf *out,
			 struct nb_error *err)
{
	struct diff d = {.view = v, .out = out};
	enum nb_status st;

	d.source = nb_page_source(v->page, &d.source_len);
	d.text = nb_page_text(v->page, &d.text_len);
	st = take_changes(&d);
	if (!st && d.repair_count)
		st = find_stretches(&d);
	if (!st && d.repair_count)
		st = put_diff(&d);
	free(d.list);
	free(d.repairs);
	return st ? nb_fail_mem(err) : NB_OK;
}
