/* SPDX-License-Identifier: Apache-2.0 */
/* Stating decisions (state.h). */
#include "edit/state.h"
#include "base/error.h"
#include "base/utf8.h"

#include <string.h>

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

bool nb_stated_before(const struct nb_buf *lines, const struct nb_buf *line)
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

/* Print the decision, whose old characters have their NUL in `old`. */
static enum nb_status print(const struct nb_changes *c,
			    const struct nb_stated *s, const char *old,
			    struct nb_buf *out)
{
	const char *p = s->page->data ? (const char *)s->page->data : "";
	struct nb_decision d = {.what = s->what,
				.page = "",
				.who = c->who,
				.when = c->when,
				.why = "",
				.old = old,
				.old_len = s->to - s->from,
				.reading = s->reading ? s->reading : "",
				.item = s->item ? s->item : "",
				.occurrence = 1};

	d.left_len = key_length(s->page, s->from, true);
	d.left = p + s->from - d.left_len;
	d.right_len = key_length(s->page, s->to, false);
	d.right = p + s->to;
	/* Without characters on one side, only an end of the page is meant. */
	if (d.left_len && d.right_len)
		d.occurrence =
			count_before(s->page, s->from - d.left_len,
				     d.left_len + d.old_len + d.right_len);
	return nb_decision_print(&d, c->form->id, out);
}

enum nb_status nb_state(struct nb_changes *c, const struct nb_stated *s,
			struct nb_error *err)
{
	struct nb_buf out = {0}, old = {0};
	enum nb_status st = NB_OK;

	if (nb_buf_add(&old, s->page->data + s->from, s->to - s->from) ||
	    nb_buf_add(&old, "", 1) ||
	    print(c, s, (const char *)old.data, &out))
		st = nb_fail_mem(err);
	else if (nb_stated_before(c->lines, &out))
		st = nb_fail(err, NB_INVALID, "line %u: %s", s->line,
			     s->failed);
	else if (nb_buf_add(c->lines, out.data, out.len))
		st = nb_fail_mem(err);
	nb_buf_free(&old);
	nb_buf_free(&out);
	return st;
}
