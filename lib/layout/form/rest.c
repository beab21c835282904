/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that a region of PAGE XML states, and its lines lack (rest.h).
 *
 * Programs state the text of a region once more for the whole of it. As a rule
 * both are the same. But lines may have been drawn without a text, or only some
 * lines of a region: then the rest of its text is nowhere else.
 */
#include "layout/form/rest.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/lines/layout.h"

#include <stdlib.h>
#include <string.h>

/* How often each byte may be looked at before a text counts as another reading.
 */
#define PATIENCE 16u

/* A text while lines are looked for in it. */
struct search {
	const char *text;
	size_t len;
	uint64_t left; /* bytes that may still be compared or passed over */
};

/* Where a line is in the text of its region, with the white space after it. */
struct place {
	size_t from, to;
};

/* Pass over white space, and what lines may leave out, from `at` on. */
static size_t skip(const char *text, size_t len, size_t at)
{
	uint32_t cp;

	while (at < len) {
		size_t n = nb_utf8_get(text + at, len - at, &cp);

		if (!nb_is_space(cp) && !nb_line_may_drop(cp))
			break;
		at += n;
	}
	return at;
}

/*
 * The end of what stands at `at` for the hyphen that ends a line: a soft one,
 * or a not sign (lines.c); 0: nothing does.
 */
static size_t hyphen(const struct search *s, size_t at)
{
	size_t end = skip(s->text, s->len, at);
	uint32_t cp;

	while (at < end) {
		at += nb_utf8_get(s->text + at, end - at, &cp);
		if (cp == NB_SOFT_HYPHEN)
			return at;
	}
	if (at < s->len) {
		at += nb_utf8_get(s->text + at, s->len - at, &cp);
		if (cp == NB_NOT_SIGN)
			return at;
	}
	return 0;
}

/* The end of a line that begins at `at`, what is idle aside; 0: it does not. */
static size_t match(struct search *s, size_t at, const char *line, size_t len)
{
	size_t i = skip(line, len, 0);

	while (i < len && s->left) {
		size_t next = skip(s->text, s->len, at);
		uint64_t cost = next - at + 1;

		s->left -= cost < s->left ? cost : s->left;
		if (next == s->len || s->text[next] != line[i])
			return line[i] == '-' && i + 1 == len ? hyphen(s, at)
							      : 0;
		at = next + 1;
		i = skip(line, len, i + 1);
	}
	return i < len ? 0 : at;
}

/* Find a line from `at` on: first where lines of the text begin. */
static bool find(struct search *s, size_t at, const char *line, size_t len,
		 struct place *place)
{
	const char *end;
	size_t from;

	for (from = at; from < s->len && s->left;
	     from = (size_t)(end - s->text) + 1) {
		*place = (struct place){from, match(s, from, line, len)};
		if (place->to)
			return true;
		end = memchr(s->text + from, '\n', s->len - from);
		if (!end)
			break;
	}
	for (from = at; from < s->len && s->left; from++) {
		*place = (struct place){from, match(s, from, line, len)};
		if (place->to)
			return true;
	}
	return false;
}

/* Find all lines from `before` on. *other: not all are there in their order.
 * True if they are, and the text has more. */
static bool find_all(struct search *s, const struct nb_layout *l, size_t before,
		     struct place *places, bool *other)
{
	size_t at = 0, i;
	bool more = false;

	*other = false;

	for (i = before; i < l->count; i++) {
		const struct nb_box *b = &l->boxes[i];
		struct place *p = &places[i - before];

		if (!find(s, at, (const char *)l->text.data + b->offset, b->len,
			  p)) {
			*other = true;
			return false;
		}
		p->to = skip(s->text, s->len, p->to);
		more |= skip(s->text, p->from, at) < p->from;
		at = p->to;
	}
	return more || at < s->len;
}

/* Make lines of a part of the text, which may be blank. */
static enum nb_status add_rest(struct nb_markup *m, const char *text,
			       size_t len, unsigned depth, uint32_t inner,
			       struct nb_error *err)
{
	size_t at = 0, n, count;
	enum nb_status st = NB_OK;

	for (; !st && at < len; at += n + 1) {
		for (n = 0; at + n < len && !strchr("\r\n", text[at + n]);)
			n++;
		count = m->order.line_count;
		nb_line_begin(&m->lines, NULL);
		st = nb_line_word(&m->lines, text + at, n, NULL, err);
		if (!st)
			st = nb_markup_end_line(m, depth, err);
		if (!st && m->order.line_count > count)
			m->order.lines[count].inner = inner;
	}
	return st;
}

/* The lines of a region as they were; owned. */
struct lines {
	struct nb_box *boxes;
	struct nb_rank *ranks;
	char *text; /* from that of the first line on */
};

/* Add a line as it was. */
static enum nb_status add_line(struct nb_markup *m, const struct lines *old,
			       size_t i, unsigned depth, struct nb_error *err)
{
	struct nb_layout *l = m->lines.layout;
	struct nb_box box = old->boxes[i];
	size_t from = box.offset - old->boxes[0].offset;
	enum nb_status st;

	box.offset = l->text.len;
	if (nb_buf_add(&l->text, old->text + from, box.len) ||
	    nb_buf_puts(&l->text, "\n"))
		return nb_fail_mem(err);
	st = nb_layout_add(l, &box, err);
	if (!st)
		st = nb_references_line(&m->order, depth, err);
	if (!st)
		m->order.lines[m->order.line_count - 1] = old->ranks[i];
	return st;
}

/* Write the lines of the region anew, with the rest of its text between. */
static enum nb_status rewrite(struct nb_markup *m, size_t before,
			      const struct lines *old,
			      const struct place *places,
			      const struct search *s, unsigned depth,
			      struct nb_error *err)
{
	struct nb_layout *l = m->lines.layout;
	size_t count = l->count - before, at = 0, i;
	uint32_t inner = 0;
	enum nb_status st = NB_OK;

	l->text.len = old->boxes[0].offset;
	l->count = m->order.line_count = before;
	for (i = 0; !st && i < count; i++) {
		st = add_rest(m, s->text + at, places[i].from - at, depth,
			      inner, err);
		if (!st)
			st = add_line(m, old, i, depth, err);
		inner = old->ranks[i].inner;
		at = places[i].to;
	}
	return st ? st
		  : add_rest(m, s->text + at, s->len - at, depth, inner, err);
}

/* Copy the lines of the region. False: there is no memory. */
static bool copy(const struct nb_markup *m, size_t before, struct lines *old)
{
	const struct nb_layout *l = m->lines.layout;
	size_t count = l->count - before;
	size_t from = l->boxes[before].offset, len = l->text.len - from;

	old->boxes = nb_alloc(count, sizeof(*old->boxes));
	old->ranks = nb_alloc(count, sizeof(*old->ranks));
	old->text = nb_alloc(len, 1);
	if (!old->boxes || !old->ranks || !old->text)
		return false;
	memcpy(old->boxes, l->boxes + before, count * sizeof(*old->boxes));
	memcpy(old->ranks, m->order.lines + before,
	       count * sizeof(*old->ranks));
	memcpy(old->text, l->text.data + from, len);
	return true;
}

enum nb_status nb_region_rest(struct nb_markup *m, size_t before,
			      const char *text, size_t len, unsigned depth,
			      bool *other, struct nb_error *err)
{
	struct nb_layout *l = m->lines.layout;
	size_t lines_len = l->text.len - l->boxes[before].offset;
	struct search s = {text, len, PATIENCE * ((uint64_t)len + lines_len)};
	struct place *places = nb_alloc(l->count - before, sizeof(*places));
	struct lines old = {NULL, NULL, NULL};
	enum nb_status st = NB_OK;

	if (!places)
		return nb_fail_mem(err);
	*other = false;
	if (find_all(&s, l, before, places, other))
		st = copy(m, before, &old)
			     ? rewrite(m, before, &old, places, &s, depth, err)
			     : nb_fail_mem(err);
	free(old.boxes);
	free(old.ranks);
	free(old.text);
	free(places);
	return st;
}
