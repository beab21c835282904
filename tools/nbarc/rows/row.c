/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines of a list for programs (row.h). Every value of a record is text that a
 * person wrote: it may hold anything but a NUL, so that each form has its way
 * of escaping what would end a value.
 */
#include "rows/row.h"

#include <string.h>

#include "json/string.h"

bool nbarc_form_find(const char *name, enum nbarc_form *form)
{
	static const char *const names[] = {
		[NBARC_TABLE] = "table",
		[NBARC_TSV] = "tsv",
		[NBARC_CSV] = "csv",
		[NBARC_JSONL] = "jsonl",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(name, names[i]) == 0) {
			*form = (enum nbarc_form)i;
			return true;
		}
	}
	return false;
}

/* ---- JSON */

/* Append the values of a list as an array, which may be empty. */
static enum nb_status json_list(const struct nb_item_record *r,
				enum nb_field field, struct nb_buf *out)
{
	enum nb_status st = nb_buf_add(out, "[", 1);
	const char *text;
	size_t i;

	for (i = 0; !st && (text = nb_item_record_text(r, field, i)); i++) {
		if (i)
			st = nb_buf_add(out, ",", 1);
		if (!st)
			st = nb_json_string(out, text, strlen(text));
	}
	return st ? st : nb_buf_add(out, "]", 1);
}

/* Append a value: a number, an array or a string. A field that the item does
 * not have has the same type, so that programs need not ask. */
static enum nb_status json_value(const struct nb_item_record *r,
				 enum nb_field field, struct nb_buf *out)
{
	const char *text;

	if (nb_field_is_list(field))
		return json_list(r, field, out);
	text = nb_item_record_text(r, field, 0);
	if (nb_field_is_number(field))
		return nb_buf_puts(out, text ? text : "0");
	return nb_json_string(out, text ? text : "", text ? strlen(text) : 0);
}

/* Append the name of a member, after what stands before it. Names of fields
 * need no escapes. */
static enum nb_status json_name(char before, const char *name,
				struct nb_buf *out)
{
	size_t len = strlen(name);
	enum nb_status st = nb_buf_reserve(out, len + 4);
	char *p;

	if (st)
		return st;
	p = (char *)out->data + out->len;
	*p++ = before;
	*p++ = '"';
	memcpy(p, name, len);
	p[len] = '"';
	p[len + 1] = ':';
	out->len += len + 4;
	return NB_OK;
}

/* Append the object of a record. */
static enum nb_status put_json(const struct nbarc_columns *c,
			       const struct nb_item_record *r,
			       struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < c->count; i++) {
		st = json_name(i ? ',' : '{', nb_field_name(c->list[i]), out);
		if (!st)
			st = json_value(r, c->list[i], out);
	}
	return st ? st : nb_buf_puts(out, "}\n");
}

/* ---- TSV and CSV */

/* Append a value of TSV, in which four characters are escaped. */
static enum nb_status tsv_text(const char *text, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t n;

	for (; !st && *text; text += n) {
		n = strcspn(text, "\t\n\r\\");
		st = nb_buf_add(out, text, n);
		if (st || !text[n])
			continue;
		st = nb_buf_puts(out, text[n] == '\t'	? "\\t"
				      : text[n] == '\n' ? "\\n"
				      : text[n] == '\r' ? "\\r"
							: "\\\\");
		n++;
	}
	return st;
}

/* Append a value of CSV, in quotes if it has to be. */
static enum nb_status csv_text(const char *text, struct nb_buf *out)
{
	enum nb_status st;
	size_t n;

	if (!text[strcspn(text, ",\"\r\n")])
		return nb_buf_puts(out, text);
	st = nb_buf_add(out, "\"", 1);
	for (; !st && *text; text += n) {
		n = strcspn(text, "\"");
		st = nb_buf_add(out, text, n);
		if (st || !text[n])
			continue;
		st = nb_buf_add(out, "\"\"", 2);
		n++;
	}
	return st ? st : nb_buf_add(out, "\"", 1);
}

/* Append the values of a field with semicolons between them. */
static enum nb_status join(const struct nb_item_record *r, enum nb_field field,
			   struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	const char *text;
	size_t i;

	for (i = 0; !st && (text = nb_item_record_text(r, field, i)); i++) {
		if (i)
			st = nb_buf_add(out, ";", 1);
		if (!st)
			st = nb_buf_puts(out, text);
	}
	return st;
}

enum nb_status nbarc_row_value(enum nbarc_form form, const char *text,
			       struct nb_buf *out)
{
	return form == NBARC_CSV ? csv_text(text, out) : tsv_text(text, out);
}

/* Append several values as one: they are joined before they are escaped, since
 * the quotes of CSV stand around all of them. */
static enum nb_status put_list(enum nbarc_form form,
			       const struct nb_item_record *r,
			       enum nb_field field, struct nb_buf *out)
{
	struct nb_buf joined = {0};
	enum nb_status st = join(r, field, &joined);

	if (!st)
		st = nb_buf_add(&joined, "", 1);
	if (!st)
		st = nbarc_row_value(form, (const char *)joined.data, out);
	nb_buf_free(&joined);
	return st;
}

/* The lines of CSV end as RFC 4180 has it. */
static enum nb_status end_line(enum nbarc_form form, struct nb_buf *out)
{
	return nb_buf_puts(out, form == NBARC_CSV ? "\r\n" : "\n");
}

enum nb_status nbarc_row_names(enum nbarc_form form,
			       const struct nbarc_columns *c,
			       struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < c->count; i++) {
		if (i)
			st = nb_buf_puts(out, form == NBARC_CSV ? "," : "\t");
		if (!st)
			st = nb_buf_puts(out, nb_field_name(c->list[i]));
	}
	return st ? st : end_line(form, out);
}

enum nb_status nbarc_row_put(enum nbarc_form form,
			     const struct nbarc_columns *c,
			     const struct nb_item_record *r, struct nb_buf *out)
{
	enum nb_status st = NB_OK;
	const char *text;
	size_t i;

	if (form == NBARC_JSONL)
		return put_json(c, r, out);
	for (i = 0; !st && i < c->count; i++) {
		if (i)
			st = nb_buf_puts(out, form == NBARC_CSV ? "," : "\t");
		text = nb_item_record_text(r, c->list[i], 0);
		if (!st && nb_item_record_count(r, c->list[i]) > 1)
			st = put_list(form, r, c->list[i], out);
		else if (!st && text)
			st = nbarc_row_value(form, text, out);
	}
	return st ? st : end_line(form, out);
}
