/* SPDX-License-Identifier: Apache-2.0 */
/* Reading CSV (csv.h). */
#include "layout/source/csv.h"
#include "base/error.h"

#include <string.h>
#include <strings.h>

/*
 * Pass over a first line that only names the separator, "sep=;", which tells a
 * spreadsheet how to open the file; false if there is none.
 */
static bool is_named(struct nb_csv *csv)
{
	const char *p = csv->p;

	if (csv->end - p < 5 || strncasecmp(p, "sep=", 4) != 0 ||
	    !strchr(",;\t", p[4]) || !p[4] ||
	    (csv->end - p > 5 && p[5] != '\r' && p[5] != '\n'))
		return false;
	csv->separator = p[4];
	csv->p += 5;
	return true;
}

/* The separator that the first line has most of, outside of quotes. */
static char choose_separator(const char *text, const char *end)
{
	static const char candidates[] = ",;\t";
	size_t count[3] = {0}, i, best = 0;
	bool quoted = false;

	for (; text < end; text++) {
		quoted ^= *text == '"';
		if (!quoted && (*text == '\n' || *text == '\r'))
			break;
		for (i = 0; !quoted && i < 3; i++)
			count[i] += *text == candidates[i];
	}
	for (i = 1; i < 3; i++)
		if (count[i] > count[best])
			best = i;
	return candidates[best];
}

/* Move past the end of a line, if it is here. */
static bool line_end(struct nb_csv *csv)
{
	if (csv->p == csv->end || (*csv->p != '\n' && *csv->p != '\r'))
		return false;
	if (*csv->p == '\r' && csv->end - csv->p > 1 && csv->p[1] == '\n')
		csv->p++;
	csv->p++;
	csv->line++;
	return true;
}

void nb_csv_begin(struct nb_csv *csv, const char *text, size_t len)
{
	memset(csv, 0, sizeof(*csv));
	csv->p = text;
	csv->end = text + len;
	csv->line = 1;
	while (line_end(csv))
		;
	if (!is_named(csv))
		csv->separator = choose_separator(csv->p, csv->end);
}

bool nb_csv_at_end(struct nb_csv *csv)
{
	while (line_end(csv))
		;
	return csv->p == csv->end;
}

/* Read what stands between quotes; p is after the first. */
static enum nb_status quoted(struct nb_csv *csv, struct nb_error *err)
{
	unsigned opened = csv->line;

	while (csv->p < csv->end) {
		const char *from = csv->p;
		bool quote = *from == '"';

		if (quote && csv->end - from > 1 && from[1] == '"')
			csv->p += 2;
		else if (quote)
			break;
		else if (!line_end(csv))
			csv->p++;
		/* A line end stays as it is; of two quotes one stays. */
		if (nb_buf_add(&csv->field, from,
			       quote ? 1 : (size_t)(csv->p - from)))
			return nb_fail_mem(err);
	}
	if (csv->p == csv->end)
		return nb_fail(err, NB_INVALID,
			       "line %u: a field in quotes is not closed",
			       opened);
	csv->p++;
	return NB_OK;
}

/* Read up to the separator or the end of the line. */
static enum nb_status bare(struct nb_csv *csv, struct nb_error *err)
{
	const char *from = csv->p;

	while (csv->p < csv->end && *csv->p != csv->separator &&
	       *csv->p != '\n' && *csv->p != '\r')
		csv->p++;
	return nb_buf_add(&csv->field, from, (size_t)(csv->p - from))
		       ? nb_fail_mem(err)
		       : NB_OK;
}

enum nb_status nb_csv_next(struct nb_csv *csv, struct nb_error *err)
{
	unsigned line = csv->line;
	bool quotes = csv->p < csv->end && *csv->p == '"';
	enum nb_status st;

	csv->field.len = 0;
	csv->p += quotes;
	st = quotes ? quoted(csv, err) : bare(csv, err);
	if (st)
		return st;
	if (csv->field.len && memchr(csv->field.data, '\0', csv->field.len))
		return nb_fail(err, NB_INVALID, "line %u: a NUL byte", line);
	if (nb_buf_add(&csv->field, "", 1))
		return nb_fail_mem(err);
	csv->field.len--;
	csv->row_ends = true;
	if (csv->p == csv->end || line_end(csv))
		return NB_OK;
	csv->row_ends = false;
	if (*csv->p != csv->separator)
		return nb_fail(err, NB_INVALID,
			       "line %u: something follows a field in quotes",
			       csv->line);
	csv->p++;
	return NB_OK;
}
