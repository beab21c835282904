/* SPDX-License-Identifier: Apache-2.0 */
/* Reading documents as forms (document.h). */
#include "edit/document.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "tei/document.h"
#include "tei/text.h"
#include "xml/tags.h"

#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* A document while it is read, tag by tag. */
struct reader {
	struct nb_form *form;
	const char *end;
	unsigned depth;	   /* div elements that are open */
	bool figure;	   /* in one */
	bool begins;	   /* the next block begins an item */
	int kind;	   /* of that */
	size_t next, prev; /* likewise */
	bool parted; /* between the first part of a paragraph and the last */
	unsigned line;
};

/* Does the tag have that attribute with that value? */
static bool has_value(const struct nb_tag *tag, const char *name,
		      const char *value)
{
	size_t len;
	const char *found = nb_tag_attribute(tag, name, &len);

	return found && len == strlen(value) && memcmp(found, value, len) == 0;
}

/* The identifier of an item that an attribute names, as in struct
 * nb_form_block. */
static enum nb_status read_link(struct nb_form *f, const struct nb_tag *tag,
				const char *name, size_t *out)
{
	size_t len, scheme = strlen(NB_TEI_NAME);
	const char *value = nb_tag_attribute(tag, name, &len);

	*out = 0;
	if (!value || len <= scheme || memcmp(value, NB_TEI_NAME, scheme) != 0)
		return NB_OK;
	*out = f->ids.len + 1;
	return nb_buf_add(&f->ids, value + scheme, len - scheme) ||
			       nb_buf_add(&f->ids, "", 1)
		       ? NB_NOMEM
		       : NB_OK;
}

/* A div begins: an item, or a part of one. */
static enum nb_status open_div(struct reader *r, const struct nb_tag *tag)
{
	enum nb_status st;
	int i;

	if (r->depth++)
		return NB_OK;
	r->begins = true;
	for (i = 0; i < (int)NB_KINDS; i++)
		if (has_value(tag, "type", nb_kind_name((enum nb_kind)i)))
			r->kind = i;
	st = read_link(r->form, tag, "next", &r->next);
	return st ? st : read_link(r->form, tag, "prev", &r->prev);
}

/* What a block is, by its element. */
static int role_of(const struct reader *r, const struct nb_tag *tag)
{
	int i;

	if (nb_tag_is(tag, "byline"))
		return r->figure ? NB_ROLE_CREDIT : NB_ROLE_BYLINE;
	if (nb_tag_is(tag, "dateline"))
		return NB_ROLE_DATELINE;
	if (nb_tag_is(tag, "p"))
		return r->figure ? NB_ROLE_CAPTION : NB_ROLE_PARAGRAPH;
	for (i = NB_ROLE_COLUMN; i <= NB_ROLE_CROSSHEAD; i++)
		if (has_value(tag, "type", nb_role_name((enum nb_role)i)))
			return i;
	return NB_ROLE_MAIN;
}

/* Append the text without the white space before it. */
static enum nb_status add_text(struct nb_form *f, const struct nb_buf *text)
{
	const char *s = (const char *)text->data;
	size_t at = 0, n;
	uint32_t cp = 0;

	for (; at < text->len; at += n) {
		n = nb_utf8_get(s + at, text->len - at, &cp);
		if (!nb_is_space(cp))
			break;
	}
	return nb_buf_add(&f->text, text->data + at, text->len - at);
}

/* Read a block; one without text is none. *p, after its tag, moves to its end.
 */
static enum nb_status read_block(struct reader *r, const struct nb_tag *tag,
				 const char **p)
{
	struct nb_form *f = r->form;
	struct nb_form_block *b;
	struct nb_buf text = {0};
	size_t start = f->text.len;
	enum nb_status st = nb_tei_block(tag, r->end, &text, p);
	bool last = has_value(tag, "part", "F");

	if (!st)
		st = add_text(f, &text);
	nb_buf_free(&text);
	if (st || f->text.len == start)
		return st;
	b = nb_grow(f->blocks, &f->cap, f->count + 1, sizeof(*b));
	if (!b)
		return NB_NOMEM;
	f->blocks = b;
	b += f->count++;
	*b = (struct nb_form_block){.start = start,
				    .line = r->line,
				    .role = role_of(r, tag),
				    .begins = r->begins,
				    .kind = r->begins ? r->kind : NB_FORM_OPEN,
				    .parted = r->parted,
				    .next = r->begins ? r->next : 0,
				    .prev = r->begins ? r->prev : 0};
	r->begins = false;
	r->parted = !last && (r->parted || has_value(tag, "part", "I"));
	return NB_OK;
}

/* Read a tag of the body; *p, after it, may move on. */
static enum nb_status read_tag(struct reader *r, const struct nb_tag *tag,
			       const char **p)
{
	if (nb_tag_is(tag, "figure"))
		r->figure = !tag->closes && !tag->empty;
	if (nb_tag_is(tag, "div")) {
		if (!tag->closes)
			return open_div(r, tag);
		r->depth -= r->depth > 0;
	}
	return !tag->closes && !tag->empty && nb_tei_is_block(tag)
		       ? read_block(r, tag, p)
		       : NB_OK;
}

/* Count the lines up to p. */
static unsigned lines_before(const char *from, const char *p)
{
	unsigned n = 0;

	for (; from < p; from++)
		n += *from == '\n';
	return n;
}

enum nb_status nb_form_of_document(const void *xml, size_t len,
				   struct nb_form *form, struct nb_error *err)
{
	const char *p = xml, *counted = xml;
	struct reader r = {.form = form, .end = p + len, .line = 1};
	struct nb_source source;
	struct nb_tag tag;
	bool body = false;
	enum nb_status st;

	memset(form, 0, sizeof(*form));
	st = nb_tei_origin(xml, len, form->id, &source, err);
	while (!st && nb_tag_find(p, r.end, &tag)) {
		p = tag.end;
		body = body || nb_tag_is(&tag, "body");
		if (!body)
			continue;
		r.line += lines_before(counted, tag.start);
		counted = tag.start;
		st = read_tag(&r, &tag, &p);
		if (st == NB_NOMEM)
			st = nb_fail_mem(err);
		else if (st)
			st = nb_fail(err, st,
				     "line %u: not a document that nbtei wrote",
				     r.line);
	}
	return st;
}

/* ---- what was not changed */

/* The number of characters to be seen before each block. */
static enum nb_status count_before(const struct nb_form *f, size_t **out)
{
	const char *s = (const char *)f->text.data;
	size_t *list = nb_alloc(f->count, sizeof(*list));
	size_t i = 0, at = 0, n = 0;
	uint32_t cp = 0;

	*out = list;
	if (!list)
		return NB_NOMEM;
	while (at < f->text.len && i < f->count) {
		if (f->blocks[i].start == at)
			list[i++] = n;
		at += nb_utf8_get(s + at, f->text.len - at, &cp);
		n += !nb_is_space(cp);
	}
	return NB_OK;
}

enum nb_status nb_form_mask(struct nb_form *form, const struct nb_form *made,
			    struct nb_error *err)
{
	size_t *ours = NULL, *theirs = NULL, i, j = 0;
	enum nb_status st = count_before(form, &ours);

	if (!st)
		st = count_before(made, &theirs);
	for (i = 0; !st && i < form->count; i++) {
		while (j < made->count && theirs[j] < ours[i])
			j++;
		if (j < made->count && theirs[j] == ours[i] &&
		    form->blocks[i].role == made->blocks[j].role)
			form->blocks[i].role = NB_FORM_OPEN;
	}
	free(ours);
	free(theirs);
	return st ? nb_fail_mem(err) : NB_OK;
}
