/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing text with its marks (marks.h).
 *
 * Repairs and lines are both in the order of the text, and are merged into it.
 * A line begins with its block or with an lb. Nearly always the lb is that of a
 * joined break. Where it is not, because a line of the text stands in several
 * boxes, the lb is of type "line". A column begins with a cb before the lb.
 *
 * A correction is a choice of both readings. Marks within the old one come
 * before it.
 *
 * nb_tei_plain() takes the marks of breaks away again, for stylesheets that
 * take each lb for the end of a line.
 */
#include "tei/marks.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "tei/document.h"
#include "xml/tags.h"
#include "xml/xml.h"

#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* Who joined a break, and how certain that is: a person's decision and a rule's
 * are not weighed, and one of the model is low if it is as uncertain as the
 * breaks that are listed for review. */
enum joiner { PERSON, RULE, MODEL_HIGH, MODEL_LOW };

static enum joiner joiner_of(const struct nb_repair *r, double high)
{
	if (strcmp(r->by, "person") == 0)
		return PERSON;
	if (r->probability < high)
		return MODEL_LOW;
	return r->probability < 1 ? MODEL_HIGH : RULE;
}

/* Mark a break that was joined. Hard-wrapped pages have one a line, so the
 * whole tag is put at once. */
static enum nb_status joined(struct nb_marks *m, const struct nb_repair *r)
{
#define TAG(word, by) "<lb" word " type=\"joined\" resp=\"" NB_TEI_NAME by "/>"
#define TAGS(word)                                                  \
	{                                                           \
		[PERSON] = TAG(word, "reviewer\""),                 \
		[RULE] = TAG(word, "nbnorm\""),                     \
		[MODEL_HIGH] = TAG(word, "nbnorm\" cert=\"high\""), \
		[MODEL_LOW] = TAG(word, "nbnorm\" cert=\"low\""),   \
	}
	static const char *const tags[][4] = {TAGS(""), TAGS(" break=\"no\"")};
#undef TAGS
#undef TAG
	double high = nb_profile_thresholds(m->in->profile).high;

	return nb_buf_puts(m->b, tags[!r->after_len][joiner_of(r, high)]);
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

/*
 * Where the next correction is, if it belongs to the text up to `to`: at the
 * end of that only if nothing is read there. Otherwise SIZE_MAX.
 */
static size_t next_correction(const struct nb_marks *m, size_t to)
{
	const struct nb_division *d = m->in->division;
	const struct nb_correction *c;
	size_t at;

	if (m->correction == d->correction_count)
		return SIZE_MAX;
	c = &d->corrections[m->correction];
	at = c->offset + m->moved;
	return at < to || (at == to && !*c->reading) ? at : SIZE_MAX;
}

/* Write the next correction; returns in *from where its reading ends. */
static enum nb_status correct(struct nb_marks *m, size_t *from)
{
	const struct nb_correction *c =
		&m->in->division->corrections[m->correction++];
	size_t len = strlen(c->reading);
	enum nb_status st = nb_buf_puts(m->b, "<choice><sic>");

	*from = c->offset + m->moved + len;
	m->moved += len - c->len;
	if (!st)
		st = m->characters(m->b, m->normalised + c->offset, c->len);
	if (!st)
		st = nb_buf_puts(m->b, "</sic><corr resp=\"" NB_TEI_NAME
				       "reviewer\">");
	if (!st)
		st = nb_xml_text(m->b, c->reading, len);
	return st ? st : nb_buf_puts(m->b, "</corr></choice>");
}

enum nb_status nb_marks_text(struct nb_marks *m, size_t from, size_t to)
{
	enum nb_status st = NB_OK;

	while (!st) {
		const struct nb_repair *r = next_join(m, from);
		size_t join = r ? r->at + r->after_len : SIZE_MAX;
		size_t start = next_line(m, from);
		size_t at = join < start ? join : start;
		size_t corrected = next_correction(m, to);

		if (corrected < at) {
			st = m->characters(m->b, m->in->text + from,
					   corrected - from);
			if (!st)
				st = correct(m, &from);
			continue;
		}
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

/* ---- the text that is written */

void nb_reading_free(struct nb_reading_of *r)
{
	nb_read_free(&r->read);
	free(r->repairs);
}

enum nb_status nb_reading_make(const struct nb_tei_input *in,
			       struct nb_zones *zones, struct nb_reading_of *r,
			       struct nb_error *err)
{
	const struct nb_division *d = in->division;
	enum nb_status st =
		nb_read_make(in->text, in->text_len, d, &r->read, err);
	size_t i;

	r->in = *in;
	if (st || !d->correction_count)
		return st;
	r->repairs = nb_alloc(in->repair_count, sizeof(*r->repairs));
	if (!r->repairs)
		return nb_fail_mem(err);
	for (i = 0; i < in->repair_count; i++) {
		const struct nb_repair *from = &in->repairs[i];

		r->repairs[i] = *from;
		/* Marks stand where a repair ends. */
		r->repairs[i].at =
			nb_read_place(d, from->at + from->after_len) -
			from->after_len;
	}
	for (i = 0; i < zones->order.count; i++)
		zones->order.starts[i] =
			nb_read_place(d, zones->order.starts[i]);
	r->division = *d;
	r->division.units = r->read.units;
	r->in.division = &r->division;
	r->in.repairs = r->repairs;
	r->in.text = (const char *)r->read.text.data;
	r->in.text_len = r->read.text.len;
	return NB_OK;
}

/* ---- without the marks */

/* Append text between tags, without what the header says about the marks. */
static enum nb_status add_text(const char *p, const char *end,
			       struct nb_buf *out)
{
	static const char marks[] = NB_TEI_MARKS;
	size_t n = sizeof(marks) - 1;
	const char *at = p;
	enum nb_status st;

	while (at && (size_t)(end - at) >= n && memcmp(at, marks, n) != 0)
		at = memchr(at + 1, marks[0], (size_t)(end - at - 1));
	if (!at || (size_t)(end - at) < n)
		return nb_buf_add(out, p, (size_t)(end - p));
	st = nb_buf_add(out, p, (size_t)(at - p));
	return st ? st : nb_buf_add(out, at + n, (size_t)(end - at) - n);
}

enum nb_status nb_tei_plain(const void *xml, size_t len, struct nb_buf *out,
			    struct nb_error *err)
{
	const char *p = xml, *end = p + len;
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	for (; !st && nb_tag_find(p, end, &tag); p = tag.end) {
		st = add_text(p, tag.start, out);
		if (!st && !nb_tag_is(&tag, "lb") && !nb_tag_is(&tag, "cb"))
			st = nb_buf_add(out, tag.start,
					(size_t)(tag.end - tag.start));
	}
	if (!st)
		st = add_text(p, end, out);
	return st ? nb_fail_mem(err) : NB_OK;
}
