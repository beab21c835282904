/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in a document (document.h). Each head, paragraph and byline is a
 * line of the text, in the same order; what it is, its element says, and
 * whether it stands in a figure. The normalised text has the readings of the
 * source, and escapes for damaged bytes, so that blocks are compared as
 * received; without that text, the corrected readings are as good.
 */
#include "learn/document.h"
#include "base/alloc.h"
#include "base/error.h"
#include "tei/text.h"

#include <string.h>

/* A document that is read. */
struct reading {
	struct nb_buf *text; /* the caller's */
	bool given;	     /* the text was there before */
	size_t at;	     /* where its next line is looked for */
	struct nb_division *out;
	size_t unit_cap, item_cap;
	bool figure;	   /* the reader is in one */
	struct nb_buf one; /* the text of a block */
};

static bool has_value(const struct nb_tag *tag, const char *attribute,
		      const char *value)
{
	size_t len;
	const char *found = nb_tag_attribute(tag, attribute, &len);

	return found && len == strlen(value) && memcmp(found, value, len) == 0;
}

/* Begin an item, if the tag is that of one. */
static enum nb_status begin_item(struct reading *r, const struct nb_tag *tag)
{
	struct nb_division *d = r->out;
	struct nb_item *grown;
	enum nb_kind kind = NB_KIND_ARTICLE;

	while (!has_value(tag, "type", nb_kind_name(kind)))
		if (++kind == NB_KINDS)
			return NB_OK;
	grown = nb_grow(d->items, &r->item_cap, d->item_count + 1,
			sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	d->items = grown;
	grown[d->item_count++] =
		(struct nb_item){.kind = kind, .first = d->unit_count};
	return NB_OK;
}

/* What a block is. */
static enum nb_role role_of(const struct reading *r, const struct nb_tag *tag)
{
	enum nb_role role = NB_ROLE_COLUMN;

	if (nb_tag_is(tag, "dateline"))
		return NB_ROLE_DATELINE;
	if (nb_tag_is(tag, "p"))
		return r->figure ? NB_ROLE_CAPTION : NB_ROLE_PARAGRAPH;
	if (nb_tag_is(tag, "byline"))
		return r->figure ? NB_ROLE_CREDIT : NB_ROLE_BYLINE;
	while (role < NB_ROLE_CROSSHEAD &&
	       !has_value(tag, "type", nb_role_name(role)))
		role++;
	return role;
}

/* Find the line of the text that r->one is, or append it. */
static enum nb_status find_line(struct reading *r, struct nb_unit *unit)
{
	const char *s = (const char *)r->text->data;

	if (!r->given) {
		if (r->text->len && nb_buf_puts(r->text, "\n\n"))
			return NB_NOMEM;
		unit->offset = r->text->len;
		unit->len = r->one.len;
		return nb_buf_add(r->text, r->one.data, r->one.len);
	}
	while (r->at < r->text->len && s[r->at] == '\n')
		r->at++;
	unit->offset = r->at;
	unit->len = r->one.len;
	if (r->one.len > r->text->len - r->at ||
	    memcmp(s + r->at, r->one.data, r->one.len) != 0)
		return NB_INVALID;
	r->at += r->one.len;
	return r->at == r->text->len || s[r->at] == '\n' ? NB_OK : NB_INVALID;
}

/* Read the block of a tag; *next is where it ends. */
static enum nb_status read_block(struct reading *r, const struct nb_tag *tag,
				 const char *end, const char **next)
{
	struct nb_division *d = r->out;
	struct nb_unit *grown = nb_grow(d->units, &r->unit_cap,
					d->unit_count + 1, sizeof(*grown));
	enum nb_status st;

	if (!grown)
		return NB_NOMEM;
	d->units = grown;
	grown += d->unit_count;
	memset(grown, 0, sizeof(*grown));
	r->one.len = 0;
	st = r->given ? nb_tei_received_block(tag, end, &r->one, next)
		      : nb_tei_block(tag, end, &r->one, next);
	if (st || !r->one.len)
		return st;
	if (!d->item_count)
		return NB_INVALID;
	grown->role = role_of(r, tag);
	grown->goes_on =
		has_value(tag, "part", "I") || has_value(tag, "part", "M");
	grown->resumes =
		has_value(tag, "part", "F") || has_value(tag, "part", "M");
	st = find_line(r, grown);
	d->unit_count += !st;
	d->items[d->item_count - 1].count += !st;
	return st;
}

/* Read all tags from p on. */
static enum nb_status read_tags(struct reading *r, const char *p,
				const char *end)
{
	enum nb_status st = NB_OK;
	struct nb_tag tag;

	while (!st && nb_tag_find(p, end, &tag)) {
		p = tag.end;
		if (nb_tag_is(&tag, "figure"))
			r->figure = !tag.closes;
		else if (nb_tag_is(&tag, "div") && !tag.closes)
			st = begin_item(r, &tag);
		else if (nb_tei_is_block(&tag) && !tag.closes && !tag.empty)
			st = read_block(r, &tag, end, &p);
	}
	return st;
}

/* Where the body of a document begins, or NULL. */
static const char *find_body(const char *p, const char *end)
{
	struct nb_tag tag;

	for (; nb_tag_find(p, end, &tag); p = tag.end)
		if (nb_tag_is(&tag, "body") && !tag.closes)
			return tag.end;
	return NULL;
}

enum nb_status nb_document_divide(const void *xml, size_t xml_len,
				  struct nb_buf *text,
				  struct nb_division *division,
				  struct nb_error *err)
{
	struct reading r = {
		.text = text, .given = text->len > 0, .out = division};
	const char *end = (const char *)xml + xml_len;
	const char *body = find_body(xml, end);
	enum nb_status st;

	memset(division, 0, sizeof(*division));
	st = body ? read_tags(&r, body, end) : NB_INVALID;
	nb_buf_free(&r.one);
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	return st ? nb_fail(err, NB_INVALID,
			    "its document does not match the text that its source gives")
		  : NB_OK;
}
