/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Citations as entries of BibTeX. BibLaTeX reads the same entry as an article
 * of a newspaper. The reference is in the field `note`, which the styles of
 * both print.
 */
#include "cite/styles.h"

#include <string.h>

/* What stands for a character that means something to TeX, or NULL. */
static const char *escaped(char c)
{
	switch (c) {
	case '\\':
		return "\\textbackslash{}";
	case '~':
		return "\\textasciitilde{}";
	case '^':
		return "\\textasciicircum{}";
	case '{':
		return "\\{";
	case '}':
		return "\\}";
	case '$':
		return "\\$";
	case '&':
		return "\\&";
	case '#':
		return "\\#";
	case '_':
		return "\\_";
	case '%':
		return "\\%";
	default:
		return NULL;
	}
}

/* Append text so that TeX prints it as it is. */
static enum nb_status put_text(struct nb_buf *out, const char *s)
{
	enum nb_status st = NB_OK;

	for (; !st && *s; s++)
		st = escaped(*s) ? nb_buf_puts(out, escaped(*s))
				 : nb_buf_add(out, s, 1);
	return st;
}

/* Append a field, unless its value is "". The second pair of braces keeps the
 * capitals of a title. */
static enum nb_status put_field(struct nb_buf *out, const char *name,
				const char *value, bool twice)
{
	enum nb_status st;

	if (!*value)
		return NB_OK;
	st = nb_buf_printf(out, ",\n  %s = {%s", name, twice ? "{" : "");
	if (!st)
		st = put_text(out, value);
	return st ? st : nb_buf_puts(out, twice ? "}}" : "}");
}

/* Append the authors, each in braces: a Chinese name is one word to BibTeX. */
static enum nb_status put_authors(const struct nb_cited *c, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < c->authors; i++) {
		st = nb_buf_puts(out, i ? " and {" : ",\n  author = {{");
		if (!st)
			st = put_text(out, nb_cited_author(c, i));
		if (!st)
			st = nb_buf_puts(out, "}");
	}
	return st || !c->authors ? st : nb_buf_puts(out, "}");
}

/* Append the parts of the date that are known. */
static enum nb_status put_date(const struct nb_cited *c, struct nb_buf *out)
{
	static const char months[][4] = {"jan", "feb", "mar", "apr",
					 "may", "jun", "jul", "aug",
					 "sep", "oct", "nov", "dec"};
	enum nb_status st = put_field(out, "date", c->date, false);

	if (!st && c->year)
		st = nb_buf_printf(out, ",\n  year = {%04u}", c->year);
	if (!st && c->month >= 1 && c->month <= 12)
		st = nb_buf_printf(out, ",\n  month = %s",
				   months[c->month - 1]);
	return st;
}

enum nb_status nb_cite_bibtex(const struct nb_cited *c, struct nb_buf *out)
{
	enum nb_status st =
		nb_buf_printf(out, "@article{%s",
			      nb_item_record_text(c->item, NB_FIELD_ID, 0));

	if (!st)
		st = put_authors(c, out);
	if (!st)
		st = put_field(out, "title", c->title, true);
	if (!st)
		st = put_field(out, "journal", c->newspaper, false);
	if (!st)
		st = put_date(c, out);
	if (!st)
		st = put_field(out, "pages", c->page, false);
	if (!st)
		st = put_field(out, "entrysubtype", "newspaper", false);
	if (!st)
		st = put_field(out, "langid", "chinese", false);
	if (!st)
		st = put_field(out, "urldate", c->accessed, false);
	if (!st)
		st = put_field(out, "note", c->reference, false);
	return st ? st : nb_buf_puts(out, "\n}\n");
}
