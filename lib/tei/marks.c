/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing text with its marks (marks.h).
 *
 * Repairs and lines are both in the order of the text, and are merged into it.
 * A line begins with its block or with an lb. Nearly always the lb is that of a
 * joined break. Where it is not, because a line of the text stands in several
 * boxes, the lb is of type "line". A column begins with a cb before the lb.
 */
#include "tei/marks.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "tei/document.h"

#include <string.h>

/*
 * How certain the decision for a join is: that of a person and of a rule are
 * not weighed (""), and one of the model is low if it is as uncertain as the
 * breaks that are listed for review.
 */
static const char *certainty(const struct nb_repair *r, double high)
{
	if (r->probability < high)
		return " cert=\"low\"";
	return r->probability < 1 ? " cert=\"high\"" : "";
}

/* Mark a break that was joined: whether a person or the program joined it, and
 * how certain that is. */
static enum nb_status joined(struct nb_marks *m, const struct nb_repair *r)
{
	double high = nb_profile_thresholds(m->in->profile).high;
	bool person = strcmp(r->by, "person") == 0;

	return nb_buf_printf(
		m->b, "<lb%s type=\"joined\" resp=\"" NB_TEI_NAME "%s\"%s/>",
		r->after_len ? "" : " break=\"no\"",
		person ? "reviewer" : "nbnorm",
		person ? "" : certainty(r, high));
}

/* The next join that is not before `from`, or NULL. */
static const struct nb_repair *next_join(struct nb_marks *m, size_t from)
{
	for (; m->repair < m->in->repair_count; m->repair++) {
		const struct nb_repair *r = &m->in->repairs[m->repair];

		if (r->rule == NB_RULE_JOIN && r->at + r->after_len >= from)
			return r;
	}
	return NULL;
}

/* Where the next line that is not before `from` starts; SIZE_MAX: nowhere. */
static size_t next_line(struct nb_marks *m, size_t from)
{
	const struct nb_order *lines = &m->zones->order;

	while (m->line < lines->count && lines->starts[m->line] < from)
		m->line++;
	return m->line < lines->count ? lines->starts[m->line] : SIZE_MAX;
}

/* Is the place inside of a word, as far as white space tells? */
static bool inside_word(const struct nb_marks *m, size_t at)
{
	uint32_t before = '\n';

	(void)nb_utf8_prev(m->in->text, at, &before);
	return !nb_is_space(before);
}

/*
 * Mark the line that starts at `at`, where `join` is NULL or a break that was
 * joined there. A line that begins a block needs no lb.
 */
static enum nb_status line(struct nb_marks *m, size_t at,
			   const struct nb_repair *join)
{
	bool column = m->zones->columns[m->line++];
	bool begins = at == 0 || m->in->text[at - 1] == '\n';
	const char *word = !begins && inside_word(m, at) ? " break=\"no\"" : "";
	enum nb_status st = NB_OK;

	if (column)
		st = nb_buf_printf(m->b, "<cb%s/>", word);
	if (!st && !begins && !join)
		st = nb_buf_printf(m->b, "<lb%s type=\"line\"/>", word);
	return st;
}

enum nb_status nb_marks_text(struct nb_marks *m, size_t from, size_t to)
{
	enum nb_status st = NB_OK;

	while (!st) {
		const struct nb_repair *r = next_join(m, from);
		size_t join = r ? r->at + r->after_len : SIZE_MAX;
		size_t start = next_line(m, from);
		size_t at = join < start ? join : start;

		if (at > to)
			break;
		st = m->characters(m->b, m->in->text + from, at - from);
		if (!st && at == start)
			st = line(m, at, at == join ? r : NULL);
		if (!st && at == join) {
			st = joined(m, r);
			m->repair++;
		}
		from = at;
	}
	return st ? st : m->characters(m->b, m->in->text + from, to - from);
}
