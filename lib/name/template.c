/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Templates of paths (template.h).
 *
 * A template is a list of elements, which are literal texts and fields. For
 * each element and each place in the path, one table says whether the rest of
 * the template matches the rest of the path from there. It is filled from the
 * end, so that no pair is looked at twice, and nothing is recursive: a hostile
 * template costs no more than the size of the table. Then one walk from the
 * beginning takes for each field as little as the table allows.
 */
#include "name/template.h"
#include "base/error.h"

#include <stdint.h>
#include <string.h>

/* The most elements of a template, and the most bytes of a path that are
 * compared; of a longer one it is the end. */
#define ELEMENTS_MAX 32u
#define TAIL_MAX 1023u

/* ---- elements */

enum kind { LITERAL, ANY, IGNORE, FIELD };

/* A field of parts: its name, where its text goes, and what it accepts. */
struct field {
	const char *name;
	size_t offset; /* in struct nb_name_parts */
	unsigned gives;
	bool (*accepts)(const char *s, size_t len, char out[NB_NAME_PART]);
};

static const struct field fields[] = {
	{"{title}", offsetof(struct nb_name_parts, title), NB_NAME_TITLE,
	 nb_name_title},
	{"{date}", offsetof(struct nb_name_parts, date), NB_NAME_DATE,
	 nb_name_date},
	{"{page}", offsetof(struct nb_name_parts, page), NB_NAME_PAGE,
	 nb_name_page_number},
	{"{edition}", offsetof(struct nb_name_parts, edition), NB_NAME_EDITION,
	 nb_name_edition},
	{"{article}", offsetof(struct nb_name_parts, article), 0,
	 nb_name_article_number},
	{"{issue}", offsetof(struct nb_name_parts, issue), 0, nb_name_issue},
	{"{year}", offsetof(struct nb_name_parts, year), NB_NAME_DATE,
	 nb_name_year},
	{"{month}", offsetof(struct nb_name_parts, month), 0, nb_name_month},
	{"{day}", offsetof(struct nb_name_parts, day), 0, nb_name_day},
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* An element. `text` points into the pattern. */
struct element {
	enum kind kind;
	const char *text; /* of a literal */
	size_t len;
	const struct field *field; /* of a field of parts; else NULL */
};

/* A template taken apart, and the table of one path. */
struct matcher {
	struct element list[ELEMENTS_MAX];
	size_t count;
	char pattern[TAIL_MAX + 1]; /* what the literals point into */
	char path[TAIL_MAX + 1];
	size_t len; /* of the path */
	/* can[e][p]: elements from e on match the path from p to its end. */
	bool can[ELEMENTS_MAX + 1][TAIL_MAX + 1];
};

static bool begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Read the field at `p`. False if there is no such field. */
static bool read_field(const char *p, struct element *e)
{
	size_t i;

	memset(e, 0, sizeof(*e));
	e->kind = ANY;
	e->len = strlen("{any}");
	if (begins(p, "{any}"))
		return true;
	e->kind = IGNORE;
	e->len = strlen("{ignore}");
	if (begins(p, "{ignore}"))
		return true;
	e->kind = FIELD;
	for (i = 0; i < FIELDS; i++) {
		e->field = &fields[i];
		e->len = strlen(fields[i].name);
		if (begins(p, fields[i].name))
			return true;
	}
	return false;
}

/* Take a pattern apart, which stays in use. */
static enum nb_status take_apart(const char *p, struct matcher *m,
				 struct nb_error *err)
{
	m->count = 0;
	while (*p) {
		struct element *e = &m->list[m->count];

		if (m->count == ELEMENTS_MAX)
			return nb_fail(err, NB_USAGE,
				       "a template has at most %u fields and "
				       "texts between them",
				       ELEMENTS_MAX);
		if (*p != '{') {
			*e = (struct element){LITERAL, p, strcspn(p, "{"),
					      NULL};
		} else if (!read_field(p, e)) {
			return nb_fail(err, NB_USAGE,
				       "'%.*s' is not a field of a template; "
				       "there are {title}, {date}, {page}, "
				       "{edition}, {article}, {issue}, "
				       "{year}, {month}, {day}, {any} and "
				       "{ignore}",
				       (int)strcspn(p, "}") +
					       (strchr(p, '}') != NULL),
				       p);
		}
		p += e->len;
		m->count++;
	}
	return NB_OK;
}

/* A field of parts may stand in a template once. */
static enum nb_status check_fields(const struct matcher *m, unsigned *gives,
				   struct nb_error *err)
{
	bool has[FIELDS] = {false};
	size_t i;

	for (i = 0; i < m->count; i++) {
		const struct field *f = m->list[i].field;

		if (!f)
			continue;
		if (has[f - fields])
			return nb_fail(err, NB_USAGE,
				       "the template has %s twice", f->name);
		has[f - fields] = true;
		if ((*gives & f->gives) != 0)
			return nb_fail(err, NB_USAGE,
				       "the template has both {date} and "
				       "{year}");
		*gives |= f->gives;
	}
	/* The last three fields are year, month and day. */
	if ((has[FIELDS - 2] && !has[FIELDS - 3]) ||
	    (has[FIELDS - 1] && !has[FIELDS - 2]))
		return nb_fail(err, NB_USAGE,
			       "{month} needs {year}, and {day} needs {month}");
	return NB_OK;
}

enum nb_status nb_template_check(const char *pattern, unsigned *gives,
				 struct nb_error *err)
{
	struct matcher m;
	enum nb_status st = NB_OK;

	*gives = 0;
	if (strlen(pattern) > TAIL_MAX)
		st = nb_fail(err, NB_USAGE, "a template has at most %u bytes",
			     TAIL_MAX);
	if (!st)
		st = take_apart(pattern, &m, err);
	return st ? st : check_fields(&m, gives, err);
}

/* ---- matching */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Is the element {any} or {ignore}, which any text may be? */
static bool is_free(const struct matcher *m, size_t e)
{
	return e < m->count &&
	       (m->list[e].kind == ANY || m->list[e].kind == IGNORE);
}

/*
 * Whether a number or letter is cut out of a longer one: a page from 123, a day
 * of one digit from 12, a number from a longer one beside any text, a section
 * letter out of a word.
 */
static bool is_cut_out(const struct matcher *m, size_t e, size_t p, size_t n)
{
	const struct field *f = m->list[e].field;
	const char *s = m->path + p;
	char before = p ? s[-1] : '\0', after = s[n];
	bool narrow = f->accepts == nb_name_month || f->accepts == nb_name_day;

	if (is_digit(after) && is_digit(s[n - 1]) &&
	    (f->accepts == nb_name_page_number || f->accepts == nb_name_issue ||
	     f->accepts == nb_name_article_number))
		return true;
	if (narrow && n == 1 && (is_digit(before) || is_digit(after)))
		return true;
	if (f->accepts == nb_name_date && is_digit(after) &&
	    is_digit(s[n - 1]) && n > 1 && !is_digit(s[n - 2]))
		return true;
	if (e && is_free(m, e - 1) && is_digit(before) && is_digit(s[0]))
		return true;
	if (is_free(m, e + 1) && is_digit(after) && is_digit(s[n - 1]))
		return true;
	return f->accepts == nb_name_page_number && is_letter(s[0]) &&
	       is_letter(before);
}

/* The bytes of the ideograph that a literal after the field e begins with: "版"
 * in 第{page}版. 0: there is none. */
static size_t unit_after(const struct matcher *m, size_t e)
{
	const struct element *next = &m->list[e + 1];

	return e + 1 < m->count && next->kind == LITERAL && next->len >= 3 &&
			       ((uint8_t)next->text[0] & 0xf0) == 0xe0
		       ? 3
		       : 0;
}

/*
 * True if the field e can be the n bytes at p; they are then in `out`. The rest
 * matches, so that what follows is the next literal: a Chinese numeral counts
 * if its unit is there, in the field or after it.
 */
static bool field_is(const struct matcher *m, size_t e, size_t p, size_t n,
		     char out[NB_NAME_PART])
{
	const struct field *f = m->list[e].field;
	size_t unit = unit_after(m, e);
	bool accepted = f->accepts(m->path + p, n, out);

	if (!accepted && unit)
		accepted = f->accepts(m->path + p, n + unit, out);
	return accepted && !is_cut_out(m, e, p, n);
}

/*
 * The least number of bytes from p on that the field e can take so that the
 * rest matches; 0: none.
 */
static size_t least_of_field(const struct matcher *m, size_t e, size_t p,
			     char out[NB_NAME_PART])
{
	size_t n;

	for (n = 1; n < NB_NAME_PART && p + n <= m->len; n++)
		if (m->can[e + 1][p + n] && field_is(m, e, p, n, out))
			return n;
	return 0;
}

/* A literal matches in upper and lower case. */
static bool literal_is(const struct matcher *m, size_t e, size_t p)
{
	const struct element *l = &m->list[e];
	size_t i;

	if (m->len - p < l->len)
		return false;
	for (i = 0; i < l->len; i++)
		if (to_lower(l->text[i]) != to_lower(m->path[p + i]))
			return false;
	return true;
}

/* One field of the table; those after it are filled. */
static bool matches_from(const struct matcher *m, size_t e, size_t p)
{
	char out[NB_NAME_PART];
	bool more = p < m->len && m->path[p] != '/';

	switch (m->list[e].kind) {
	case LITERAL:
		return literal_is(m, e, p) && m->can[e + 1][p + m->list[e].len];
	case ANY:
		return more && (m->can[e + 1][p + 1] || m->can[e][p + 1]);
	case IGNORE:
		return m->can[e + 1][p] || (more && m->can[e][p + 1]);
	case FIELD:
		return least_of_field(m, e, p, out) != 0;
	}
	return false;
}

static void fill_table(struct matcher *m)
{
	size_t e, p;

	for (p = 0; p <= m->len; p++)
		m->can[m->count][p] = p == m->len;
	for (e = m->count; e-- > 0;)
		for (p = m->len + 1; p-- > 0;)
			m->can[e][p] = matches_from(m, e, p);
}

/* Walk along the table from p, and take the parts. */
static void take_parts(const struct matcher *m, size_t p,
		       struct nb_name_parts *parts)
{
	size_t e, n;

	for (e = 0; e < m->count; e++) {
		const struct element *l = &m->list[e];

		if (l->kind == LITERAL) {
			p += l->len;
		} else if (l->kind == FIELD) {
			n = least_of_field(m, e, p,
					   (char *)parts + l->field->offset);
			p += n;
		} else {
			p += l->kind == ANY;
			while (!m->can[e + 1][p])
				p++;
		}
	}
}

/* Put a date together from its year, month and day. */
static void join_date(struct nb_name_parts *parts)
{
	size_t at = 0;
	const char *from[] = {parts->year, parts->month, parts->day};
	size_t i, n;

	if (!parts->year[0])
		return;
	for (i = 0; i < 3; i++) {
		const char *s = from[i][0] ? from[i] : "00";

		n = strlen(s);
		memcpy(parts->date + at, s, n);
		at += n;
	}
	parts->date[at] = '\0';
}

/* Copy the end of a path, from the beginning of a component. */
static bool take_tail(const char *path, struct matcher *m)
{
	size_t len = strlen(path);

	if (len > TAIL_MAX) {
		path = strchr(path + (len - TAIL_MAX), '/');
		if (!path)
			return false;
		path++;
	}
	if (!nb_name_narrow(path, m->path, sizeof(m->path)))
		return false;
	m->len = strlen(m->path);
	return true;
}

bool nb_template_match(const char *pattern, const char *path,
		       struct nb_name_parts *parts)
{
	struct matcher m;
	size_t p;

	memset(parts, 0, sizeof(*parts));
	if (!nb_name_narrow(pattern, m.pattern, sizeof(m.pattern)) ||
	    take_apart(m.pattern, &m, NULL) || !take_tail(path, &m))
		return false;
	fill_table(&m);
	for (p = m.len + 1; p-- > 0;) {
		if ((p && m.path[p - 1] != '/') || !m.can[0][p])
			continue;
		take_parts(&m, p, parts);
		join_date(parts);
		return true;
	}
	return false;
}
