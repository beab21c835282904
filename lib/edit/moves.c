/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparing the order of a page with that of its form (moves.h).
 *
 * A block of the page consists of lines, as they were received, and those of
 * the form are taken apart into the same lines, so that a block may also be
 * parted or joined by whoever moves it. A line that both have, but in another
 * place, was moved: the fewest are, so that the others are in the same order on
 * both sides. A line that was also changed is no longer the same; its text is
 * compared later (readings.c).
 */
#include "edit/moves.h"
#include "edit/state.h"
#include "article/corrections.h"
#include "base/alloc.h"
#include "base/diff.h"
#include "base/error.h"
#include "base/utf8.h"
#include "page/decide/after_state.h"
#include "page/decide/decisions.h"
#include "page/decide/page.h"
#include "page/text/profile_look.h"

#include <stdlib.h>
#include <string.h>

/* Comparisons of a line with a place of the form. A page that would need more,
 * of ten thousand lines and blocks, is not compared. */
#define STEPS_MAX ((size_t)1 << 27)

/* A line that a form was taken apart into. */
struct token {
	uint32_t name;
	unsigned line; /* of the form */
	size_t at;     /* the line of the page that it is, or NB_NOTHING */
	bool moved;
};

/* One comparison. Everything is owned, except the first two. */
struct moves {
	struct nb_changes *changes;
	const struct nb_converted *page;
	struct nb_essence now;	/* the lines of the page, as they are read */
	size_t count;		/* of these */
	struct nb_essence then; /* the blocks of the form */
	uint32_t *names;	/* for each line; equal ones have the same */
	struct token *tokens;
	size_t token_count;
	size_t *numbers; /* for each line, that as received */
	struct nb_lines received;
	struct nb_essence essence; /* of these */
	size_t steps;
};

/* ---- the two sides */

/* Where the lines of the page are in its normalised text, whose characters are
 * theirs. `starts` are their places in the essence. */
static void find_lines(const struct moves *m, const size_t *starts,
		       struct nb_line *lines)
{
	const struct nb_profile *profile = m->page->page->profile;
	size_t len, at = 0, n, place = 0, k = 0;
	const char *text = nb_page_text(m->page->page, &len);
	uint32_t cp = 0;
	char utf8[4];

	for (; at < len; at += n) {
		n = nb_utf8_get(text + at, len - at, &cp);
		if (nb_is_space(cp))
			continue;
		while (k < m->count && starts[k] <= place)
			lines[k++].start = at;
		place += nb_utf8_put(utf8, nb_profile_fold(profile, cp));
	}
}

/* Make the lines of the page as they are read. */
static enum nb_status view_page(struct moves *m, struct nb_error *err)
{
	const struct nb_page *p = m->page->page;
	const struct nb_division *d = &m->page->division;
	struct nb_lines lines = {.count = p->lines.count};
	struct nb_essence as_received;
	struct nb_read read;
	size_t len, i;
	const char *text = nb_page_text(p, &len);
	enum nb_status st = nb_read_make(text, len, d, &read, err);

	m->count = lines.count;
	lines.list = nb_alloc(lines.count, sizeof(*lines.list));
	if (!st && !lines.list)
		st = nb_fail_mem(err);
	memset(&as_received, 0, sizeof(as_received));
	if (!st)
		st = nb_essence_make(p->source, p->source_len, &p->lines,
				     p->profile, &as_received, err);
	if (!st)
		find_lines(m, as_received.starts, lines.list);
	if (read.units) {
		text = (const char *)read.text.data;
		len = read.text.len;
	}
	for (i = 0; !st && i < lines.count; i++)
		lines.list[i].start = nb_read_place(d, lines.list[i].start);
	for (i = 0; !st && i < lines.count; i++)
		lines.list[i].end =
			i + 1 < lines.count ? lines.list[i + 1].start : len;
	if (!st)
		st = nb_essence_make(text, len, &lines, p->profile, &m->now,
				     err);
	nb_essence_free(&as_received);
	nb_read_free(&read);
	nb_lines_free(&lines);
	return st;
}

/* Make the blocks of the form. */
static enum nb_status view_form(struct moves *m, struct nb_error *err)
{
	const struct nb_form *f = m->changes->form;
	const char *text = f->text.len ? (const char *)f->text.data : "";
	struct nb_lines blocks = {.count = f->count};
	enum nb_status st = NB_OK;
	size_t i;

	blocks.list = nb_alloc(f->count, sizeof(*blocks.list));
	if (!blocks.list)
		return nb_fail_mem(err);
	for (i = 0; i < f->count; i++) {
		blocks.list[i].start = f->blocks[i].start;
		blocks.list[i].end =
			i + 1 < f->count ? f->blocks[i + 1].start : f->text.len;
	}
	st = nb_essence_make(text, f->text.len, &blocks, m->page->page->profile,
			     &m->then, err);
	nb_lines_free(&blocks);
	return st;
}

/* The bytes of a line of the page. */
static const uint8_t *line_text(const struct moves *m, size_t line, size_t *len)
{
	size_t end =
		line + 1 < m->count ? m->now.starts[line + 1] : m->now.text.len;

	*len = end - m->now.starts[line];
	return m->now.text.data + m->now.starts[line];
}

/* A line to be sorted. */
struct named {
	const uint8_t *text;
	size_t len, line;
};

/* For qsort(): by length and bytes. */
static int by_text(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x->len ? memcmp(x->text, y->text, x->len) : 0;
}

/* Number the lines of the page, equal ones alike; returns the next number, or
 * 0 without memory. */
static uint32_t name_lines(struct moves *m)
{
	struct named *list = nb_alloc(m->count, sizeof(*list));
	uint32_t name = 1;
	size_t i;

	m->names = nb_alloc(m->count, sizeof(*m->names));
	if (!list || !m->names) {
		free(list);
		return 0;
	}
	for (i = 0; i < m->count; i++) {
		list[i].text = line_text(m, i, &list[i].len);
		list[i].line = i;
	}
	if (m->count)
		qsort(list, m->count, sizeof(*list), by_text);
	for (i = 0; i < m->count; i++) {
		name += i && by_text(&list[i - 1], &list[i]) != 0;
		m->names[list[i].line] = name;
	}
	free(list);
	return name + 1;
}

/* Does a line of the page stand at a place of the form, before `end`? Returns
 * its length, or 0. */
static size_t line_at(struct moves *m, size_t line, size_t at, size_t end)
{
	size_t len;
	const uint8_t *text = line_text(m, line, &len);

	m->steps++;
	return len <= end - at && memcmp(text, m->then.text.data + at, len) == 0
		       ? len
		       : 0;
}

/* The line of the page that stands there: the one after `before`, or else the
 * longest; NB_NOTHING if there is none. */
static size_t find_line(struct moves *m, size_t before, size_t at, size_t end,
			size_t *len)
{
	size_t i, n, found = NB_NOTHING;

	*len = 0;
	if (before != NB_NOTHING && before + 1 < m->count)
		*len = line_at(m, before + 1, at, end);
	if (*len)
		return before + 1;
	for (i = 0; i < m->count; i++) {
		n = line_at(m, i, at, end);
		if (n > *len) {
			*len = n;
			found = i;
		}
	}
	return found;
}

/*
 * Take the blocks of the form apart. From where a block has other characters,
 * it is one token that no line equals.
 */
static enum nb_status take_apart(struct moves *m, struct nb_error *err)
{
	const struct nb_form *f = m->changes->form;
	uint32_t name = name_lines(m);
	size_t i, at, len, cap = 0, line = NB_NOTHING;

	if (!name)
		return nb_fail_mem(err);
	for (i = 0; i < f->count; i++) {
		size_t end = i + 1 < f->count ? m->then.starts[i + 1]
					      : m->then.text.len;

		for (at = m->then.starts[i]; at < end; at += len) {
			struct token *t =
				nb_grow(m->tokens, &cap, m->token_count + 1,
					sizeof(*t));

			if (!t)
				return nb_fail_mem(err);
			m->tokens = t;
			t += m->token_count++;
			line = find_line(m, line, at, end, &len);
			*t = (struct token){
				line == NB_NOTHING ? name++ : m->names[line],
				f->blocks[i].line, NB_NOTHING, false};
			if (line == NB_NOTHING)
				len = end - at;
			if (m->steps > STEPS_MAX) {
				m->token_count = 0;
				return NB_OK;
			}
		}
	}
	return NB_OK;
}

/* ---- which were moved */

/* Find the lines of those tokens that are in no equal run; returns how many
 * there are. */
static size_t pair_others(struct moves *m, bool *kept)
{
	size_t i, k, n = 0;

	for (i = 0; i < m->token_count; i++) {
		struct token *t = &m->tokens[i];

		for (k = 0; t->at == NB_NOTHING && k < m->count; k++) {
			if (kept[k] || m->names[k] != t->name)
				continue;
			kept[k] = t->moved = true;
			t->at = k;
			n++;
		}
	}
	return n;
}

/* Find the line of each token; *count becomes how many were moved. */
static enum nb_status pair_lines(struct moves *m, size_t *count,
				 struct nb_error *err)
{
	struct nb_matches equal = {.list = NULL};
	uint32_t *names = nb_alloc(m->token_count, sizeof(*names));
	bool *kept = nb_alloc(m->count, sizeof(*kept));
	enum nb_status st = names && kept ? NB_OK : nb_fail_mem(err);
	size_t i, k;

	for (i = 0; !st && i < m->token_count; i++)
		names[i] = m->tokens[i].name;
	if (!st && nb_diff(m->names, m->count, names, m->token_count, &equal))
		st = nb_fail_mem(err);
	for (i = 0; !st && i < equal.count; i++)
		for (k = 0; k < equal.list[i].len; k++) {
			kept[equal.list[i].a + k] = true;
			m->tokens[equal.list[i].b + k].at = equal.list[i].a + k;
		}
	if (!st)
		*count = pair_others(m, kept);
	nb_matches_free(&equal);
	free(names);
	free(kept);
	return st;
}

/* ---- decisions */

/* Find the lines as they were received. */
static enum nb_status view_received(struct moves *m, struct nb_error *err)
{
	const struct nb_page *p = m->page->page;
	const char *text = p->received ? p->received : p->source;
	size_t len = p->received ? p->received_len : p->source_len;
	size_t i, k, n = 0;
	enum nb_status st =
		nb_lines_split(text, len, p->ends, &m->received, err);

	if (!st)
		st = nb_essence_make(text, len, &m->received, p->profile,
				     &m->essence, err);
	m->numbers = nb_alloc(m->count, sizeof(*m->numbers));
	if (!st && !m->numbers)
		st = nb_fail_mem(err);
	for (i = 0; !st && i < p->moved.count; i++)
		for (k = 0; k < p->moved.runs[i].count; k++)
			m->numbers[n++] = p->moved.runs[i].first + k;
	for (i = n; !st && i < m->count; i++)
		m->numbers[i] = i;
	return st;
}

/* State that lines come after another one. */
static enum nb_status state(struct moves *m, const struct nb_after_said *said,
			    unsigned line, struct nb_error *err)
{
	const struct nb_after_text text = {&m->essence, m->received.count};
	struct nb_changes *c = m->changes;
	struct nb_error own;
	struct nb_buf out = {0};
	enum nb_status st = nb_after_state(&text, said, c->form->id, c->who,
					   c->when, &out, &own);

	if (st == NB_INVALID)
		st = nb_fail(err, NB_INVALID, "line %u: %s", line, own.text);
	else if (st)
		st = nb_fail_mem(err);
	else if (nb_stated_before(c->lines, &out))
		st = nb_fail(err, NB_INVALID,
			     "line %u: the order cannot be decided here", line);
	else if (nb_buf_add(c->lines, out.data, out.len))
		st = nb_fail_mem(err);
	nb_buf_free(&out);
	return st;
}

/* State all moves, in the order of the form: each run of lines that were
 * neighbours as received by itself. */
static enum nb_status state_all(struct moves *m, struct nb_error *err)
{
	const struct token *t = m->tokens;
	enum nb_status st = NB_OK;
	size_t i = 0;

	while (!st && i < m->token_count) {
		struct nb_after_said said = {.after = NB_NOTHING};
		unsigned line = t[i].line;

		if (!t[i].moved) {
			i++;
			continue;
		}
		if (i && t[i - 1].at == NB_NOTHING)
			return nb_fail(err, NB_INVALID,
				       "line %u: the block was moved to after "
				       "one that was changed; move it first, "
				       "and then change the other",
				       line);
		if (i)
			said.after = m->numbers[t[i - 1].at];
		said.first = said.last = m->numbers[t[i].at];
		while (++i < m->token_count && t[i].moved &&
		       m->numbers[t[i].at] == said.last + 1)
			said.last++;
		st = state(m, &said, line, err);
	}
	return st;
}

enum nb_status nb_moves_find(struct nb_changes *changes,
			     const struct nb_converted *page, bool *found,
			     struct nb_error *err)
{
	struct moves m = {.changes = changes, .page = page};
	size_t count = 0;
	enum nb_status st = view_page(&m, err);

	if (!st)
		st = view_form(&m, err);
	if (!st)
		st = take_apart(&m, err);
	if (!st)
		st = pair_lines(&m, &count, err);
	*found = !st && count;
	if (*found)
		st = view_received(&m, err);
	if (*found && !st)
		st = state_all(&m, err);
	nb_essence_free(&m.now);
	nb_essence_free(&m.then);
	nb_essence_free(&m.essence);
	nb_lines_free(&m.received);
	free(m.names);
	free(m.tokens);
	free(m.numbers);
	return st;
}
