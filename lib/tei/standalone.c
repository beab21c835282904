/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The document of an item that stands alone (nb_tei_standalone()).
 *
 * An archive keeps pages. The document of an item is made of slices of the
 * page's document (format-spec/nbarc-format.md, section 7.1), so that its
 * header is that of the page. Here the header becomes the item's: its title,
 * authors, identifier and extent, with the page as what it was published in.
 * Everything else is copied. nbarc(5) says what is changed.
 *
 * Documents of pages and items may be put into one teiCorpus. So that no xml:id
 * is there twice, each one gets the root's new xml:id in front.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "tei/document.h"
#include "xml/facsimile.h"
#include "xml/tags.h"
#include "tei/words.h"
#include "xml/xml.h"

#include <nbarc/tei.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The xml:id of the root is the identifier of the item with this after it. */
#define ROOT ".tei"

/* A part of the document, which is borrowed. */
struct part {
	const char *p;
	size_t len;
};

/*
 * The work on one document. The document and the output are borrowed, and parts
 * point into the document; everything else is owned.
 */
struct alone {
	const char *xml, *end;
	/* size_t: where the tags begin that do not stay, in their order. A
	 * forged document may have one every four bytes: a whole struct nb_tag
	 * for each would take ten times its memory. */
	struct nb_buf changed;
	struct part body;    /* the item */
	unsigned number;     /* of the item in its page */
	struct part page;    /* the xml:id of the root */
	struct part title;   /* the content of the page's title */
	struct nb_names own; /* the zones of the item */
	char item[NB_ITEM_ID_MAX];
	bool photo;	  /* the item is a photograph */
	struct part *ids; /* all other xml:ids, sorted */
	size_t id_count, id_cap;
	struct nb_tei_words words; /* of the item */
	size_t han;		   /* ideographs of its text */
	/* What was written. Each is written once, however often a forged header
	 * gives cause to. */
	bool has_extent, has_idno, has_source, has_host, has_project;
	struct nb_buf *out;
};

/* ---- writing */

static enum nb_status put(struct alone *a, const char *s)
{
	return nb_buf_puts(a->out, s);
}

/* Write text that was read from the document. */
static enum nb_status put_text(struct alone *a, const char *before,
			       const void *text, size_t len, const char *after)
{
	enum nb_status st = put(a, before);

	if (!st)
		st = nb_xml_plain(a->out, text, len);
	return st ? st : put(a, after);
}

/* Write each string of a list as an element. */
static enum nb_status put_list(struct alone *a, const char *before,
			       const struct nb_buf *list, const char *after)
{
	/* An empty list may have NULL as its data, to which nothing is added.
	 */
	const char *s = (const char *)list->data;
	const char *end = list->len ? s + list->len : s;
	enum nb_status st = NB_OK;

	for (; !st && s < end; s += strlen(s) + 1)
		st = put_text(a, before, s, strlen(s), after);
	return st;
}

/*
 * Write the title of the item, the head above it and those below it as
 * subtitles, and the authors. `level` is the attribute of titles, or "".
 */
static enum nb_status put_names(struct alone *a, const char *level)
{
	const struct nb_tei_words *w = &a->words;
	char main[64], sub[64];
	enum nb_status st;

	(void)snprintf(main, sizeof(main),
		       "<title%s type=\"main\" xml:lang=\"zh\">", level);
	(void)snprintf(sub, sizeof(sub),
		       "<title%s type=\"sub\" xml:lang=\"zh\">", level);
	st = put_text(a, main, w->title.data, w->title.len, "</title>\n");
	if (!st && w->kicker.len)
		st = put_text(a, sub, w->kicker.data, w->kicker.len,
			      "</title>\n");
	if (!st)
		st = put_list(a, sub, &w->subheads, "</title>\n");
	return st ? st : put_list(a, "<author>", &w->authors, "</author>\n");
}

static enum nb_status put_extent(struct alone *a)
{
	a->has_extent = true;
	return nb_buf_printf(
		a->out,
		"<extent><measure unit=\"%s\" quantity=\"1\">1 %s</measure>, "
		"<measure unit=\"hanzi\" quantity=\"%zu\">%zu Han %s"
		"</measure></extent>",
		a->photo ? "figure" : "article",
		a->photo ? "photograph" : "article", a->han, a->han,
		a->han == 1 ? "character" : "characters");
}

/* Write that the item is in a page, with the title and the identifier of it. */
static enum nb_status put_host(struct alone *a)
{
	enum nb_status st = put(a, "<relatedItem type=\"host\"><bibl><title>");

	a->has_host = true;
	if (!st)
		st = nb_buf_add(a->out, a->title.p, a->title.len);
	if (!st)
		st = put(a, "</title> <idno type=\"nbarc\">");
	if (!st)
		st = nb_buf_add(a->out, a->page.p, a->page.len);
	return st ? st : put(a, "</idno></bibl></relatedItem>\n");
}

/* Write what the figures of the declarations, which are copied, are about. */
static enum nb_status put_project(struct alone *a)
{
	enum nb_status st =
		put(a, "\n<projectDesc><p>This document is one item of the "
		       "page ");

	a->has_project = true;
	if (!st)
		st = nb_buf_add(a->out, a->page.p, a->page.len);
	return st ? st
		  : put(a, ". Figures in the declarations below are those of "
			   "the whole page.</p></projectDesc>");
}

/* ---- identifiers and references */

static int by_bytes(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->p, y->p, n);

	return order ? order : (x->len > y->len) - (x->len < y->len);
}

static bool is(const struct part *x, const char *text, size_t len)
{
	return x->len == len && memcmp(x->p, text, len) == 0;
}

/*
 * Write the new name of an xml:id: that of the root, and after it the old one.
 * The item is the document, so that its identifier is that of the root.
 */
static enum nb_status put_id(struct alone *a, const struct part *id)
{
	enum nb_status st = put(a, a->item);

	if (!st)
		st = put(a, ROOT);
	if (st || is(id, a->item, strlen(a->item)) || id->p == a->page.p)
		return st;
	st = put(a, ".");
	return st ? st : nb_buf_add(a->out, id->p, id->len);
}

/* Write one pointer of an attribute. One to an xml:id that is not in this
 * document becomes a name that leads out of it. */
static enum nb_status put_pointer(struct alone *a, const char *p, size_t len)
{
	struct part id = {p + 1, len - 1};
	enum nb_status st;

	if (len < 2 || *p != '#')
		return nb_buf_add(a->out, p, len);
	if (!a->id_count ||
	    !bsearch(&id, a->ids, a->id_count, sizeof(*a->ids), by_bytes)) {
		st = put(a, NB_TEI_NAME);
		return st ? st : nb_buf_add(a->out, id.p, id.len);
	}
	st = put(a, "#");
	return st ? st : put_id(a, &id);
}

/* Write the value of an attribute that points, which may have several
 * pointers with spaces between them. */
static enum nb_status put_pointers(struct alone *a, const char *p, size_t len)
{
	enum nb_status st = NB_OK;
	size_t n;

	while (!st && len) {
		for (n = 0; n < len && p[n] != ' ';)
			n++;
		st = put_pointer(a, p, n);
		if (!st && n < len)
			st = put(a, " ");
		n += n < len;
		p += n;
		len -= n;
	}
	return st;
}

/* True if the attribute points to elements: those that TEI has for this. */
static bool points(const struct part *name)
{
	static const struct part names[] = {
		{"resp", 4},	{"ref", 3},    {"who", 3},    {"target", 6},
		{"corresp", 7}, {"ana", 3},    {"facs", 4},   {"next", 4},
		{"prev", 4},	{"source", 6}, {"sameAs", 6}, {"decls", 5},
		{"change", 6},	{"start", 5}};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (is(name, names[i].p, names[i].len))
			return true;
	return false;
}

/* Write an attribute, with the space before it. The item's div has no xml:id
 * of its own. */
static enum nb_status put_attribute(struct alone *a, const struct part *name,
				    const struct part *value)
{
	enum nb_status st;

	if (is(name, "xml:id", 6) && is(value, a->item, strlen(a->item)))
		return NB_OK;
	st = put(a, " ");
	if (!st)
		st = nb_buf_add(a->out, name->p, name->len);
	if (!st)
		st = put(a, "=\"");
	if (!st && is(name, "xml:id", 6))
		st = put_id(a, value);
	else if (!st && points(name))
		st = put_pointers(a, value->p, value->len);
	else if (!st)
		st = nb_buf_add(a->out, value->p, value->len);
	return st ? st : put(a, "\"");
}

/* Copy a tag, with the new names in its attributes. */
static enum nb_status put_tag(struct alone *a, const struct nb_tag *tag)
{
	const char *p = tag->name + tag->name_len, *end = tag->end - 1, *quote;
	enum nb_status st =
		nb_buf_add(a->out, tag->start, (size_t)(p - tag->start));

	while (!st && p < end && *p == ' ') {
		struct part name = {p + 1, 0}, value;
		const char *equal = memchr(p, '=', (size_t)(end - p));

		if (!equal || end - equal < 2 || equal[1] != '"')
			break;
		quote = memchr(equal + 2, '"', (size_t)(end - equal - 2));
		if (!quote)
			break;
		name.len = (size_t)(equal - name.p);
		value.p = equal + 2;
		value.len = (size_t)(quote - value.p);
		st = put_attribute(a, &name, &value);
		p = quote + 1;
	}
	return st ? st : nb_buf_add(a->out, p, (size_t)(tag->end - p));
}

/* ---- the header */

/* Skip the content of the element that `tag` opens, up to its end tag; *content
 * is what was skipped. */
static enum nb_status skip(const struct alone *a, const struct nb_tag *tag,
			   struct part *content, const char **next)
{
	struct nb_tag inner;
	const char *p = tag->end;

	for (; nb_tag_find(p, a->body.p, &inner); p = inner.end) {
		if (!inner.closes || inner.name_len != tag->name_len ||
		    memcmp(inner.name, tag->name, tag->name_len) != 0)
			continue;
		content->p = tag->end;
		content->len = (size_t)(inner.start - tag->end);
		*next = inner.end;
		return NB_OK;
	}
	return NB_INVALID;
}

/* True for the tag of an idno of the page: its own, or one that it had. */
static bool is_idno(const struct nb_tag *tag, const char *of_type)
{
	struct part type = {NULL, 0};

	if (tag->closes || !nb_tag_is(tag, "idno"))
		return false;
	type.p = nb_tag_attribute(tag, "type", &type.len);
	return type.p && is(&type, of_type, strlen(of_type));
}

/* Write the identifier that the item had when its page was called `page`. */
static enum nb_status put_previous(struct alone *a, const struct part *page)
{
	enum nb_status st = put_text(a, "<idno type=\"" NB_TEI_PREVIOUS "\">",
				     page->p, page->len, a->item + a->page.len);

	return st ? st : put(a, "</idno>");
}

/* Write the item's own in place of the element that `tag` opens. */
static enum nb_status replace(struct alone *a, const struct nb_tag *tag,
			      const char **next)
{
	struct part old;
	enum nb_status st = skip(a, tag, &old, next);

	if (st)
		return st;
	if (nb_tag_is(tag, "extent"))
		return put_extent(a);
	if (is_idno(tag, NB_TEI_PREVIOUS))
		return put_previous(a, &old);
	if (nb_tag_is(tag, "idno")) {
		a->has_idno = true;
		return put_text(a, "<idno type=\"nbarc\">", a->item,
				strlen(a->item), "</idno>");
	}
	a->title = old;
	*next += *next < a->end && **next == '\n';
	return put_names(a, "");
}

/* Write a tag of the header, with what belongs before or after it; *next is
 * where copying goes on. */
static enum nb_status put_header_tag(struct alone *a, const struct nb_tag *tag,
				     const char **next)
{
	enum nb_status st;

	if (!tag->closes && !tag->empty &&
	    ((nb_tag_is(tag, "title") && !a->title.p) ||
	     (nb_tag_is(tag, "extent") && !a->has_extent) ||
	     (is_idno(tag, "nbarc") && !a->has_idno) ||
	     is_idno(tag, NB_TEI_PREVIOUS)))
		return replace(a, tag, next);
	if (nb_tag_is(tag, "biblStruct") && !tag->closes && !a->has_source) {
		a->has_source = true;
		st = put(a, "<biblStruct type=\"newspaperItem\">\n"
			    "<analytic>\n");
		if (!st)
			st = put_names(a, " level=\"a\"");
		return st ? st : put(a, "</analytic>");
	}
	st = nb_tag_is(tag, "biblStruct") && tag->closes && !a->has_host
		     ? put_host(a)
		     : NB_OK;
	if (!st)
		st = put_tag(a, tag);
	if (!st && nb_tag_is(tag, "encodingDesc") && !tag->closes &&
	    !a->has_project)
		st = put_project(a);
	return st;
}

/* ---- the item */

static enum nb_status not_ours(struct nb_error *err, size_t at)
{
	return nb_fail_at(err, NB_INVALID, at,
			  "not the document of an item that nbtei wrote");
}

/* Find the item. */
static enum nb_status find_item(struct alone *a, struct nb_error *err)
{
	struct nb_tei tei;
	enum nb_status st =
		nb_tei_scan(a->xml, (size_t)(a->end - a->xml), &tei, err);

	if (!st && tei.item_count != 1)
		st = not_ours(err, 0);
	if (!st) {
		a->body.p = a->xml + tei.items->offset;
		a->body.len = tei.items->len;
		a->number = tei.items->number;
		a->photo = tei.items->kind == NB_KIND_PHOTO;
	}
	nb_tei_free(&tei);
	return st;
}

/* Find the zones of the item: those that its div points to. */
static enum nb_status find_zones(struct alone *a, struct nb_error *err)
{
	struct nb_tag div;
	const char *facs = NULL;
	enum nb_status st;
	size_t len = 0;

	if (nb_tag_find(a->body.p, a->end, &div))
		facs = nb_tag_attribute(&div, "facs", &len);
	st = nb_names_pointers(&a->own, facs, len);
	nb_names_sort(&a->own);
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	return st ? not_ours(err, (size_t)(facs - a->xml)) : NB_OK;
}

/* Read what the header says of the item, whose page is known by now. */
static enum nb_status read_item(struct alone *a, struct nb_error *err)
{
	if (!a->page.p || !nb_id_is_page(a->page.p, a->page.len))
		return not_ours(err, 0);
	(void)nb_item_id(a->page.p, a->page.len, a->number, a->item);
	return nb_tei_words_han(a->body.p, a->body.len, &a->words, &a->han,
				err);
}

/* ---- the document */

/* True if the tag stays as it is: it has no attributes, and in the header it is
 * none that put_header_tag() knows. */
static bool stays(const struct alone *a, const struct nb_tag *tag)
{
	static const char *const known[] = {"title", "extent", "biblStruct",
					    "encodingDesc"};
	size_t i;

	if (!tag->closes && !tag->empty &&
	    tag->name + tag->name_len + 1 != tag->end)
		return false;
	if (tag->empty && tag->name + tag->name_len + 2 != tag->end)
		return false;
	for (i = 0;
	     tag->start < a->body.p && i < sizeof(known) / sizeof(*known); i++)
		if (nb_tag_is(tag, known[i]))
			return false;
	return true;
}

/* Note an xml:id. The first one is that of the root, and is kept apart. */
static enum nb_status note_id(struct alone *a, const struct nb_tag *tag)
{
	struct part id, *grown;

	id.p = tag->closes ? NULL : nb_tag_attribute(tag, "xml:id", &id.len);
	if (!id.p)
		return NB_OK;
	if (!a->page.p) {
		a->page = id;
		return NB_OK;
	}
	grown = nb_grow(a->ids, &a->id_cap, a->id_count + 1, sizeof(*grown));
	if (!grown)
		return NB_NOMEM;
	a->ids = grown;
	grown[a->id_count++] = id;
	return NB_OK;
}

/*
 * Note the tags that do not stay, and their xml:ids. Zones of other items are
 * left out with all that is in them. One that does not end is refused: with
 * many of them, each search for an end would go through the whole document.
 */
static enum nb_status note_tags(struct alone *a, struct nb_error *err)
{
	const char *p = a->xml;
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	for (; !st && nb_tag_find(p, a->end, &tag); p = tag.end) {
		size_t at = (size_t)(tag.start - a->xml);

		if (stays(a, &tag))
			continue;
		st = nb_buf_add(&a->changed, &at, sizeof(at));
		if (nb_zone_is_foreign(&tag, &a->own)) {
			tag.end = nb_zone_end(&tag, a->end);
			if (!tag.end)
				return not_ours(err, at);
		} else if (!st) {
			st = note_id(a, &tag);
		}
	}
	if (a->id_count)
		qsort(a->ids, a->id_count, sizeof(*a->ids), by_bytes);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Copy the document, with a header of the item's own. What stays as it is, most
 * of it, is copied together: from `from` on. */
static enum nb_status write_all(struct alone *a, struct nb_error *err)
{
	const char *from = a->xml;
	struct nb_tag tag;
	enum nb_status st = NB_OK;
	size_t i, at;

	for (i = 0; !st && i < a->changed.len; i += sizeof(at)) {
		memcpy(&at, a->changed.data + i, sizeof(at));
		/* Tags of what was replaced went with it. */
		if (a->xml + at < from ||
		    !nb_tag_find(a->xml + at, a->end, &tag))
			continue;
		st = nb_buf_add(a->out, from, (size_t)(tag.start - from));
		from = tag.end;
		if (nb_zone_is_foreign(&tag, &a->own))
			from = nb_zone_end(&tag, a->end);
		else if (!st)
			st = tag.start < a->body.p
				     ? put_header_tag(a, &tag, &from)
				     : put_tag(a, &tag);
	}
	if (!st)
		st = nb_buf_add(a->out, from, (size_t)(a->end - from));
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	if (st || !a->title.p || !a->has_extent || !a->has_idno ||
	    !a->has_source)
		return not_ours(err, 0);
	return NB_OK;
}

enum nb_status nb_tei_standalone(const void *xml, size_t len,
				 struct nb_buf *out, struct nb_error *err)
{
	struct alone a = {
		.xml = xml, .end = (const char *)xml + len, .out = out};
	size_t start = out->len;
	enum nb_status st = find_item(&a, err);

	if (!st)
		st = find_zones(&a, err);
	if (!st)
		st = note_tags(&a, err);
	if (!st)
		st = read_item(&a, err);
	if (!st)
		st = write_all(&a, err);
	if (st)
		out->len = start;
	nb_tei_words_free(&a.words);
	free(a.ids);
	nb_buf_free(&a.changed);
	nb_names_free(&a.own);
	return st;
}
