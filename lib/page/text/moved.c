/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a page in another order (moved.h). */
#include "page/text/moved.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

void nb_moved_free(struct nb_moved *m)
{
	free(m->runs);
	memset(m, 0, sizeof(*m));
}

enum nb_status nb_moved_add(struct nb_moved *m, size_t first, size_t count)
{
	struct nb_run *last = m->count ? &m->runs[m->count - 1] : NULL;

	if (last && last->first + last->count == first) {
		last->count += count;
		return NB_OK;
	}
	last = nb_grow(m->runs, &m->cap, m->count + 1, sizeof(*last));
	if (!last)
		return NB_NOMEM;
	m->runs = last;
	m->runs[m->count++] = (struct nb_run){first, count};
	return NB_OK;
}

/* For qsort(). */
static int by_first(const void *a, const void *b)
{
	const struct nb_run *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* The runs in the order of the source, to be freed; NULL: no memory. */
static struct nb_run *sorted(const struct nb_moved *m)
{
	struct nb_run *list = nb_alloc(m->count, sizeof(*list));

	if (list && m->count) {
		memcpy(list, m->runs, m->count * sizeof(*list));
		qsort(list, m->count, sizeof(*list), by_first);
	}
	return list;
}

bool nb_moved_is_valid(const struct nb_moved *m, size_t lines)
{
	struct nb_run *list = sorted(m);
	size_t i, at = 0;
	bool valid = list && m->count > 1;

	for (i = 0; valid && i < m->count; i++) {
		valid = list[i].first == at && list[i].count &&
			list[i].count <= lines - at;
		at += list[i].count;
	}
	for (i = 1; valid && i < m->count; i++)
		valid = m->runs[i - 1].first + m->runs[i - 1].count !=
			m->runs[i].first;
	free(list);
	return valid && at == lines;
}

/* ---- as numbers */

enum nb_status nb_moved_print(const struct nb_moved *m, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < m->count; i++) {
		const struct nb_run *r = &m->runs[i];
		const char *space = i ? " " : "";

		st = r->count == 1
			     ? nb_buf_printf(out, "%s%zu", space, r->first + 1)
			     : nb_buf_printf(out, "%s%zu-%zu", space,
					     r->first + 1, r->first + r->count);
	}
	return st;
}

/* Read a number of 1 or more that begins with no zero; 0 if there is none, or
 * if no page has so many lines. */
static size_t get_number(const char **p, const char *end)
{
	size_t n = 0;

	if (*p < end && **p == '0')
		return 0;
	for (; *p < end && **p >= '0' && **p <= '9'; (*p)++) {
		n = n * 10 + (size_t)(**p - '0');
		if (n > NB_PAGE_LINES_MAX)
			return 0;
	}
	return n;
}

enum nb_status nb_moved_parse(const char *text, size_t len, struct nb_moved *m,
			      struct nb_error *err)
{
	const char *p = text, *end = text + len;
	bool good = len > 0;

	memset(m, 0, sizeof(*m));
	while (good && p < end) {
		size_t first = get_number(&p, end), last = first;

		if (p < end && *p == '-') {
			p++;
			last = get_number(&p, end);
			good = last > first;
		}
		good = good && first;
		if (good && nb_moved_add(m, first - 1, last - first + 1))
			return nb_fail_mem(err);
		if (good && p < end)
			good = *p++ == ' ' && p < end;
	}
	return good ? NB_OK
		    : nb_fail(err, NB_INVALID, "it is no order of lines");
}

/* ---- the text in the order */

/* Does a line end at this character, wherever it stands? */
static bool is_line_end(uint32_t cp)
{
	return (cp >= '\n' && cp <= '\r') || cp == 0x85 || cp == 0x2028 ||
	       cp == 0x2029;
}

/* Where the white space begins that stands before a line, and on it. */
static size_t indent_of(const char *text, const struct nb_line *line)
{
	size_t at = line->start, n;
	uint32_t cp = 0;

	while (at) {
		n = nb_utf8_prev(text, at, &cp);
		if (!nb_is_space(cp) || is_line_end(cp))
			break;
		at -= n;
	}
	return at;
}

/* True if the source has no empty line before this line, which follows another
 * one there. */
static bool is_tight(const struct nb_lines *lines, size_t line)
{
	return line && line < lines->count && !lines->list[line].gap;
}

/* Append what comes before run `i`. */
static enum nb_status add_before(const char *text, const struct nb_lines *lines,
				 const struct nb_moved *m, size_t i,
				 struct nb_buf *out)
{
	size_t first = m->runs[i].first, last, from;
	enum nb_status st = NB_OK;

	from = indent_of(text, &lines->list[first]);
	if (!i && !first)
		from = 0;
	if (i) {
		last = m->runs[i - 1].first + m->runs[i - 1].count;
		st = nb_buf_puts(out,
				 is_tight(lines, first) || is_tight(lines, last)
					 ? "\n"
					 : "\n\n");
	}
	return st ? st
		  : nb_buf_add(out, text + from,
			       lines->list[first].start - from);
}

/* The bytes of a run. */
static struct nb_gap bytes_of(const char *text, const struct nb_lines *lines,
			      const struct nb_run *run)
{
	size_t from = lines->list[run->first].start;
	size_t to = lines->list[run->first + run->count - 1].end;

	return (struct nb_gap){text + from, to - from};
}

/* Has the text the lines of the source, in the order? */
static bool has_lines(const char *text, const struct nb_lines *lines,
		      const struct nb_moved *m, const struct nb_buf *out,
		      size_t start, enum nb_status *st, struct nb_error *err)
{
	const char *now = (const char *)out->data + start;
	struct nb_lines split;
	size_t i, k, at = 0;
	bool same;

	*st = nb_lines_split(now, out->len - start, NB_ENDS_ALL, &split, err);
	same = !*st && split.count == lines->count;
	for (i = 0; same && i < m->count; i++)
		for (k = 0; same && k < m->runs[i].count; k++, at++) {
			const struct nb_line *a =
				&lines->list[m->runs[i].first + k];
			const struct nb_line *b = &split.list[at];

			same = a->end - a->start == b->end - b->start &&
			       memcmp(text + a->start, now + b->start,
				      a->end - a->start) == 0;
		}
	nb_lines_free(&split);
	return same;
}

enum nb_status nb_moved_text(const char *text, const struct nb_lines *lines,
			     size_t len, const struct nb_moved *m,
			     struct nb_buf *out, struct nb_error *err)
{
	const struct nb_run *last = &m->runs[m->count - 1];
	size_t i, start = out->len;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < m->count; i++) {
		struct nb_gap run = bytes_of(text, lines, &m->runs[i]);

		st = add_before(text, lines, m, i, out);
		if (!st)
			st = nb_buf_add(out, run.text, run.len);
	}
	if (!st && last->first + last->count == lines->count)
		st = nb_buf_add(out, text + lines->list[lines->count - 1].end,
				len - lines->list[lines->count - 1].end);
	else if (!st)
		st = nb_buf_puts(out, "\n");
	if (st)
		return nb_fail_mem(err);
	if (!has_lines(text, lines, m, out, start, &st, err) && !st)
		st = nb_fail(err, NB_INVALID,
			     "the lines cannot stand in this order");
	return st;
}

/* ---- and back */

/* Is what stood before this run still there? */
static bool has_gap(const struct nb_moved *m, const struct nb_run *run)
{
	return !run->first && !m->runs[0].first;
}

/* Is what stood after the last line still there? */
static bool has_tail(const struct nb_moved *m, size_t lines)
{
	const struct nb_run *last = &m->runs[m->count - 1];

	return last->first + last->count == lines;
}

enum nb_status nb_moved_gaps(const char *text, const struct nb_lines *lines,
			     size_t len, const struct nb_moved *m,
			     struct nb_gap **gaps, size_t *count,
			     struct nb_error *err)
{
	struct nb_run *list = sorted(m);
	size_t i, at = 0;

	*count = 0;
	*gaps = nb_alloc((uint64_t)m->count + 1, sizeof(**gaps));
	if (!list || !*gaps) {
		free(list);
		return nb_fail_mem(err);
	}
	for (i = 0; i < m->count; i++) {
		struct nb_gap run = bytes_of(text, lines, &list[i]);
		size_t start = (size_t)(run.text - text);

		if (!has_gap(m, &list[i]))
			(*gaps)[(*count)++] =
				(struct nb_gap){text + at, start - at};
		at = start + run.len;
	}
	if (!has_tail(m, lines->count))
		(*gaps)[(*count)++] = (struct nb_gap){text + at, len - at};
	free(list);
	return NB_OK;
}

/* A run, and the first of its lines in the text that is in the order. */
struct placed {
	struct nb_run run;
	size_t at;
};

/* Where the runs are, in the order of the source; to be freed. */
static struct placed *place_runs(const struct nb_moved *m)
{
	struct placed *list = nb_alloc(m->count, sizeof(*list));
	size_t i, at = 0;

	for (i = 0; list && i < m->count; i++) {
		list[i] = (struct placed){m->runs[i], at};
		at += m->runs[i].count;
	}
	if (list)
		qsort(list, m->count, sizeof(*list), by_first);
	return list;
}

/* Append the runs in the order of the source, with the gaps. */
static enum nb_status put_back(const char *text, const struct nb_lines *lines,
			       size_t len, const struct nb_moved *m,
			       const struct nb_gap *gaps, struct nb_buf *out)
{
	struct placed *list = place_runs(m);
	enum nb_status st = list ? NB_OK : NB_NOMEM;
	struct nb_gap gap;
	size_t i, end;

	for (i = 0; !st && i < m->count; i++) {
		struct nb_run at = {list[i].at, list[i].run.count};
		struct nb_gap run = bytes_of(text, lines, &at);

		gap = (struct nb_gap){text, lines->list[0].start};
		if (!has_gap(m, &list[i].run))
			gap = *gaps++;
		st = nb_buf_add(out, gap.text, gap.len);
		if (!st)
			st = nb_buf_add(out, run.text, run.len);
	}
	free(list);
	end = lines->list[lines->count - 1].end;
	gap = (struct nb_gap){text + end, len - end};
	if (!has_tail(m, lines->count))
		gap = *gaps;
	return st ? st : nb_buf_add(out, gap.text, gap.len);
}

enum nb_status nb_moved_undo(const char *text, size_t len,
			     const struct nb_moved *m,
			     const struct nb_gap *gaps, size_t count,
			     struct nb_buf *out, struct nb_error *err)
{
	struct nb_lines lines;
	size_t wanted;
	enum nb_status st = nb_lines_split(text, len, NB_ENDS_ALL, &lines, err);

	if (!st && !nb_moved_is_valid(m, lines.count))
		st = nb_fail(err, NB_INVALID,
			     "the order of lines belongs to another text");
	if (!st) {
		wanted = m->count - !m->runs[0].first +
			 !has_tail(m, lines.count);
		if (count != wanted)
			st = nb_fail(err, NB_INVALID,
				     "the order of lines lacks what stood "
				     "between them");
	}
	if (!st && put_back(text, &lines, len, m, gaps, out))
		st = nb_fail_mem(err);
	nb_lines_free(&lines);
	return st;
}
