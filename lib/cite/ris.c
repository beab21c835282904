/* SPDX-License-Identifier: Apache-2.0 */
/* Citations as records of RIS: a tag of two characters, two spaces, a hyphen, a
 * space and the value, on lines that end in CR LF. */
#include "cite/styles.h"

/* Append a line, unless its value is "". */
static enum nb_status put(struct nb_buf *out, const char *tag,
			  const char *value)
{
	return *value ? nb_buf_printf(out, "%s  - %s\r\n", tag, value) : NB_OK;
}

/* Append the date: the year, and "year/month/day/" with what is known. */
static enum nb_status put_date(const struct nb_cited *c, struct nb_buf *out)
{
	enum nb_status st;

	if (!c->year)
		return NB_OK;
	st = nb_buf_printf(out, "PY  - %04u\r\nDA  - %04u/", c->year, c->year);
	if (!st)
		st = c->month ? nb_buf_printf(out, "%02u/", c->month)
			      : nb_buf_puts(out, "/");
	if (!st)
		st = c->day ? nb_buf_printf(out, "%02u/", c->day)
			    : nb_buf_puts(out, "/");
	return st ? st : nb_buf_puts(out, "\r\n");
}

enum nb_status nb_cite_ris(const struct nb_cited *c, struct nb_buf *out)
{
	enum nb_status st = put(out, "TY", "NEWS");
	size_t i;

	for (i = 0; !st && i < c->authors; i++)
		st = put(out, "AU", nb_cited_author(c, i));
	if (!st)
		st = put(out, "TI", c->title);
	if (!st)
		st = put(out, "T2", c->newspaper);
	if (!st)
		st = put_date(c, out);
	if (!st)
		st = put(out, "SP", c->page);
	if (!st)
		st = put(out, "LA", "zh");
	if (!st)
		st = put(out, "Y2", c->accessed);
	if (!st)
		st = put(out, "UR", c->reference);
	if (!st)
		st = put(out, "ID",
			 nb_item_record_text(c->item, NB_FIELD_ID, 0));
	return st ? st : nb_buf_puts(out, "ER  - \r\n");
}
