/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decisions as an archive keeps them (kept.h).
 *
 * nb_decisions_read() takes what people write into files: comments, empty
 * lines, white space in a text. An archive has none of that, so that all
 * readers of it hand out the same lines. They are not folded either, since only
 * whoever applies them knows the profile.
 */
#include "page/decide/kept.h"
#include "base/error.h"
#include "base/utf8.h"

#include <nbarc/review.h>

#include <stdbool.h>
#include <string.h>

/* The columns of a line that matter here, from 0, and how many these are. */
enum { LEFT = 1, RIGHT, OCCURRENCE, PAGE, COLUMNS };

/* A part of a line. */
struct column {
	const char *text;
	size_t len;
};

/* Split off the first columns of the line from p to `end`; those that it lacks
 * are empty. Returns where the others begin, with their tab. */
static const char *split(const char *p, const char *end,
			 struct column c[COLUMNS])
{
	size_t i;

	for (i = 0; i < COLUMNS; i++) {
		size_t left = (size_t)(end - p);
		const char *tab = left ? memchr(p, '\t', left) : NULL;

		c[i] = (struct column){p, tab ? (size_t)(tab - p) : left};
		p = tab && i + 1 < COLUMNS ? tab + 1 : p + c[i].len;
	}
	return p;
}

static bool has_space(const struct column *c)
{
	uint32_t cp = 0;
	size_t at = 0;

	while (at < c->len) {
		at += nb_utf8_get(c->text + at, c->len - at, &cp);
		if (nb_is_space(cp))
			return true;
	}
	return false;
}

/* The ninth column, from where the sixth begins, with its tab. */
static struct column subject_of(const char *p, const char *end)
{
	struct column c = {end, 0};
	const char *tab = p;
	unsigned i;

	for (i = 5; tab && i < 9; i++) {
		p = tab < end ? memchr(tab, '\t', (size_t)(end - tab)) : NULL;
		tab = p ? p + 1 : NULL;
	}
	if (!tab)
		return c;
	p = tab < end ? memchr(tab, '\t', (size_t)(end - tab)) : NULL;
	c.text = tab;
	c.len = (size_t)((p ? p : end) - tab);
	return c;
}

/* What is wrong with a line, for people; NULL if nothing is. */
static const char *what_is_wrong(const char *p, const char *end)
{
	struct column c[COLUMNS], subject;

	if (p == end || *p == '#')
		return "it has no decision";
	if (end[-1] == '\r')
		return "it ends in a carriage return";
	subject = subject_of(split(p, end, c), end);
	if (has_space(&c[LEFT]) || has_space(&c[RIGHT]) || has_space(&subject))
		return "its texts have white space";
	if (c[OCCURRENCE].len && *c[OCCURRENCE].text == '0')
		return "its occurrence begins with a zero";
	return c[PAGE].len ? "it names a page" : NULL;
}

enum nb_status nb_kept_check(const char *text, size_t len, struct nb_error *err)
{
	const char *p = text, *end, *stop, *what;
	struct nb_decisions *read = NULL;
	enum nb_status st;
	unsigned line;

	if (!len)
		return NB_OK;
	end = text + len;
	if (len > NB_KEPT_BYTES_MAX)
		return nb_fail(err, NB_INVALID,
			       "decisions: they have more than %zu bytes",
			       NB_KEPT_BYTES_MAX);
	if (memchr(text, 0, len) || end[-1] != '\n')
		return nb_fail(err, NB_INVALID,
			       "decisions: they have a NUL, or no end of line");
	/* Words, numbers and days, and that it is UTF-8. */
	st = nb_decisions_read(text, len, NULL, &read, err);
	if (!st && nb_decisions_count(read) > NB_KEPT_MAX)
		st = nb_fail(err, NB_INVALID,
			     "decisions: they are more than %u", NB_KEPT_MAX);
	nb_decisions_free(read);
	for (line = 1; !st && p < end; line++, p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		what = what_is_wrong(p, stop);
		if (what)
			st = nb_fail(err, NB_INVALID, "decisions: line %u: %s",
				     line, what);
	}
	return st;
}

/* Append a line, whose empty columns at the end are left out. */
static enum nb_status name_line(const char *p, const char *end,
				const char *page, struct nb_buf *out)
{
	struct column c[COLUMNS];
	const char *others = split(p, end, c);
	size_t i;
	enum nb_status st = NB_OK;

	while (end > others && end[-1] == '\t')
		end--;
	for (i = 0; !st && i < PAGE; i++) {
		st = nb_buf_add(out, c[i].text, c[i].len);
		if (!st)
			st = nb_buf_add(out, "\t", 1);
	}
	if (!st)
		st = nb_buf_puts(out, page);
	if (!st)
		st = nb_buf_add(out, others, (size_t)(end - others));
	return st ? st : nb_buf_add(out, "\n", 1);
}

enum nb_status nb_kept_name(const char *text, size_t len, const char *page,
			    struct nb_buf *out)
{
	const char *p = text, *end = len ? text + len : text, *stop;
	enum nb_status st = NB_OK;

	for (; !st && p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		st = name_line(p, stop, page, out);
	}
	return st;
}
