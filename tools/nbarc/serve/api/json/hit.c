/* SPDX-License-Identifier: Apache-2.0 */
/* Hits as lines. CSV has the columns of the TSV that nbarc grep prints, for
 * spreadsheets. */
#include "serve/api/json/hit.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum nb_status api_hit_names(enum nbarc_form form,
			     const struct nbarc_hit_style *style,
			     struct nb_buf *out)
{
	if (form == NBARC_CSV)
		return nb_buf_puts(out, "id,date,title,part,position,left,hit,"
					"right\r\n");
	return nbarc_hit_names(style, out);
}

/* Append a value that is not NUL-terminated. */
static enum nb_status put_value(const char *text, size_t len, char after,
				struct nb_buf *out)
{
	char *value = nb_strndup(text, len);
	enum nb_status st =
		value ? nbarc_row_value(NBARC_CSV, value, out) : NB_NOMEM;

	free(value);
	return st ? st : nb_buf_add(out, &after, 1);
}

/*
 * Append the line of a hit as CSV, which ends with CR LF (RFC 4180, section 2).
 * Identifiers, dates and names of parts are never quoted, because they have
 * neither commas nor quotes.
 */
static enum nb_status put_csv(const struct nbarc_hit_style *style,
			      const struct nb_hit *hit, struct nb_buf *out)
{
	size_t left = nbarc_hit_left(style, hit);
	size_t right = nbarc_hit_right(style, hit);
	size_t end = hit->start + hit->len;
	char id[NBARC_HIT_ID_MAX], date[11];
	enum nb_status st;

	nbarc_hit_id(style, hit, id);
	nbarc_hit_date(hit, date);
	st = nb_buf_printf(out, "%s,%s,", id, date);
	if (!st)
		st = put_value(hit->title.text, hit->title.len, ',', out);
	if (!st)
		st = nb_buf_printf(out, "%s,%zu,", nb_part_name(hit->part),
				   hit->position);
	if (!st)
		st = put_value(hit->line + left, hit->start - left, ',', out);
	if (!st)
		st = put_value(hit->line + hit->start, hit->len, ',', out);
	if (!st)
		st = put_value(hit->line + end, right - end, '\r', out);
	return st ? st : nb_buf_puts(out, "\n");
}

enum nb_status api_hit_put(enum nbarc_form form,
			   const struct nbarc_hit_style *style,
			   const struct nb_hit *hit, struct nb_buf *out)
{
	return form == NBARC_CSV ? put_csv(style, hit, out)
				 : nbarc_hit_put(style, hit, out);
}
