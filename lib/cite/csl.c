/* SPDX-License-Identifier: Apache-2.0 */
/* Citations as objects of CSL-JSON, the input of citation processors, by the
 * schema csl-data.json of CSL 1.0.2. */
#include "cite/styles.h"

#include "json/string.h"

#include <string.h>

/* Append a member that is a string, unless it is "". */
static enum nb_status put_member(struct nb_buf *out, const char *name,
				 const char *value)
{
	enum nb_status st;

	if (!*value)
		return NB_OK;
	st = nb_buf_printf(out, ",\"%s\":", name);
	return st ? st : nb_json_string(out, value, strlen(value));
}

/* Append the authors, whose names are not taken apart. */
static enum nb_status put_authors(const struct nb_cited *c, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < c->authors; i++) {
		const char *name = nb_cited_author(c, i);

		st = nb_buf_puts(out, i ? ",{\"literal\":"
					: ",\"author\":[{\"literal\":");
		if (!st)
			st = nb_json_string(out, name, strlen(name));
		if (!st)
			st = nb_buf_puts(out, "}");
	}
	return st || !c->authors ? st : nb_buf_puts(out, "]");
}

/* Append the parts of a date that are known. */
static enum nb_status put_date(struct nb_buf *out, const char *name,
			       unsigned year, unsigned month, unsigned day)
{
	enum nb_status st;

	if (!year)
		return NB_OK;
	st = nb_buf_printf(out, ",\"%s\":{\"date-parts\":[[%u", name, year);
	if (!st && month)
		st = nb_buf_printf(out, ",%u", month);
	if (!st && day)
		st = nb_buf_printf(out, ",%u", day);
	return st ? st : nb_buf_puts(out, "]]}");
}

/* The day of access, "2026-11-29". */
static enum nb_status put_accessed(const struct nb_cited *c, struct nb_buf *out)
{
	unsigned parts[3] = {0, 0, 0};
	size_t part = 0;
	const char *s;

	for (s = c->accessed; *s && part < 3; s++) {
		if (*s == '-')
			part++;
		else
			parts[part] = parts[part] * 10 + (unsigned)(*s - '0');
	}
	return put_date(out, "accessed", parts[0], parts[1], parts[2]);
}

enum nb_status nb_cite_csl(const struct nb_cited *c, struct nb_buf *out)
{
	const char *id = nb_item_record_text(c->item, NB_FIELD_ID, 0);
	enum nb_status st = nb_buf_puts(out, "{\"id\":");

	if (!st)
		st = nb_json_string(out, id, strlen(id));
	if (!st)
		st = nb_buf_puts(out, ",\"type\":\"article-newspaper\"");
	if (!st)
		st = put_authors(c, out);
	if (!st)
		st = put_member(out, "title", c->title);
	if (!st)
		st = put_member(out, "container-title", c->newspaper);
	if (!st)
		st = put_date(out, "issued", c->year, c->month, c->day);
	if (!st)
		st = put_member(out, "page", c->page);
	if (!st)
		st = put_member(out, "language", "zh");
	if (!st)
		st = put_accessed(c, out);
	if (!st)
		st = put_member(out, "URL", c->reference);
	return st ? st : nb_buf_puts(out, "}");
}
