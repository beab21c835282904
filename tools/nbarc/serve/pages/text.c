/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the TEI of an item to HTML (text.h), in one pass over its tags.
 *
 * The elements of nbtei.rnc that stand for blocks have a row in a table. Those
 * inside of blocks are marks of repairs, which are shown or not, or names, of
 * which only the text is shown. Text is taken out of XML and escaped anew, so
 * that no document can bring markup of its own, whoever made it.
 */
#include "serve/pages/text.h"

#include <string.h>

#include <nbarc/buf.h>

#include "tei/text.h"
#include "xml/tags.h"

/* One run. `scratch` holds a piece of text while it is escaped. */
struct run {
	struct room_html *html;
	const struct room_text_style *style;
	const char *end;
	struct nb_buf scratch;
	bool headed;	/* a main head was shown */
	bool in_figure; /* bylines are credits, paragraphs captions */
};

/* Append character data. A reference that nbtei does not write is shown as it
 * stands. */
static void put_data(struct run *r, const char *p, const char *end)
{
	if (p == end)
		return;
	if (!memchr(p, '&', (size_t)(end - p))) {
		room_text(r->html, p, (size_t)(end - p));
		return;
	}
	r->scratch.len = 0;
	if (nb_tei_data(p, end, &r->scratch))
		room_text(r->html, p, (size_t)(end - p));
	else
		room_text(r->html, (char *)r->scratch.data, r->scratch.len);
}

/* ---- inside of blocks */

static bool has_type(const struct nb_tag *tag, const char *type)
{
	size_t len;
	const char *found = nb_tag_attribute(tag, "type", &len);

	return found && len == strlen(type) && memcmp(found, type, len) == 0;
}

/* Find the end tag of an element without children of its name. */
static bool find_end(const struct run *r, const char *p, const char *name,
		     struct nb_tag *tag)
{
	for (; nb_tag_find(p, r->end, tag); p = tag->end)
		if (tag->closes && nb_tag_is(tag, name))
			return true;
	return false;
}

/* Append the text between two places, without tags. */
static void put_inner(struct run *r, const char *p, const char *end)
{
	struct nb_tag tag;

	while (p < end && nb_tag_find(p, end, &tag)) {
		put_data(r, p, tag.start);
		p = tag.end;
	}
	put_data(r, p, end);
}

/*
 * A choice: what a person corrected, and with repairs what was received, which
 * is text of its own, for those as well who cannot see a mark. Returns its end.
 *
 * A choice of another form is entered like any other tag: then both of its
 * texts are shown, and none is lost.
 */
static const char *put_choice(struct run *r, const struct nb_tag *choice)
{
	struct nb_tag sic, sic_end, corr, corr_end, end;
	struct room_html *h = r->html;

	if (!find_end(r, choice->end, "choice", &end) ||
	    !nb_tag_find(choice->end, end.start, &sic) ||
	    !find_end(r, sic.end, "sic", &sic_end) ||
	    !nb_tag_find(sic_end.end, end.start, &corr) ||
	    !find_end(r, corr.end, "corr", &corr_end))
		return choice->end;
	if (r->style->repairs) {
		room_put(h, "<span class=\"corrected\">");
		put_inner(r, corr.end, corr_end.start);
		room_put(h, "</span><span class=\"repair\">%s",
			 room_say(h, SAY_CORRECTED));
		put_inner(r, sic.end, sic_end.start);
		room_put(h, "</span>");
	} else {
		put_inner(r, corr.end, corr_end.start);
	}
	return end.end;
}

/* Append what a tag inside of a block stands for; returns where to go on. */
static const char *put_inline(struct run *r, const struct nb_tag *tag)
{
	struct room_html *h = r->html;

	if (tag->closes)
		return tag->end;
	if (nb_tag_is(tag, "choice"))
		return put_choice(r, tag);
	if (nb_tag_is(tag, "lb") && has_type(tag, "joined")) {
		if (r->style->repairs)
			room_put(h,
				 "<span class=\"repair\" title=\"%s\">⏎</span>",
				 room_say(h, SAY_JOINED));
	} else if (nb_tag_is(tag, "g")) {
		room_put(h, "\xef\xbf\xbd");
	} else if (nb_tag_is(tag, "gap")) {
		room_put(h,
			 "<span class=\"repair\" title=\"%s\">\xef\xbf\xbd"
			 "</span>",
			 room_say(h, SAY_DAMAGED));
	}
	return tag->end;
}

/* Append what is in a block, up to its end tag; returns the end of that. */
static const char *put_phrase(struct run *r, const struct nb_tag *block)
{
	const char *p = block->end;
	struct nb_tag tag;

	while (nb_tag_find(p, r->end, &tag)) {
		put_data(r, p, tag.start);
		if (tag.closes && tag.name_len == block->name_len &&
		    memcmp(tag.name, block->name, tag.name_len) == 0)
			return tag.end;
		p = put_inline(r, &tag);
	}
	return r->end;
}

/* ---- blocks */

/* The value of `part` of a paragraph that is divided: I, M or F; or 0. */
static char part_of(const struct nb_tag *tag)
{
	size_t len;
	const char *part = nb_tag_attribute(tag, "part", &len);

	return part && len == 1 ? *part : '\0';
}

/*
 * Append the other parts of a paragraph, wherever they stand. A figure can
 * divide a paragraph, whose parts are then I, M and F (TEI, att.fragmentable);
 * a new I ends one whose F is missing.
 */
static void put_rest(struct run *r, const char *p)
{
	struct nb_tag tag;
	char part;

	while (nb_tag_find(p, r->end, &tag)) {
		p = tag.end;
		if (tag.closes || !nb_tag_is(&tag, "p"))
			continue;
		part = part_of(&tag);
		if (part == 'I')
			return;
		if (part == 'M' || part == 'F')
			(void)put_phrase(r, &tag);
		if (part == 'F')
			return;
	}
}

/* A paragraph; parts that belong to an earlier one are shown there. */
static const char *put_paragraph(struct run *r, const struct nb_tag *tag)
{
	char part = part_of(tag);
	struct nb_tag end;
	const char *next;

	if (part == 'M' || part == 'F')
		return find_end(r, tag->end, "p", &end) ? end.end : r->end;
	room_put(r->html, r->in_figure ? "<p class=\"caption\">" : "<p>");
	next = put_phrase(r, tag);
	if (part == 'I')
		put_rest(r, next);
	room_put(r->html, "</p>\n");
	return next;
}

/* How each kind of head is shown. The first main head is the heading of the
 * page, and any other one only looks like it. */
static const struct {
	const char *type, *open, *close;
} heads[] = {
	{"main", "<h1 class=\"main\">", "</h1>\n"},
	{"main", "<p class=\"main\">", "</p>\n"},
	{"kicker", "<p class=\"kicker\">", "</p>\n"},
	{"column", "<p class=\"kicker column\">", "</p>\n"},
	{"sub", "<p class=\"subhead\">", "</p>\n"},
	{"crosshead", "<h2 class=\"crosshead\">", "</h2>\n"},
};

static const char *put_heading(struct run *r, const struct nb_tag *tag)
{
	size_t i = 0, last = sizeof(heads) / sizeof(heads[0]) - 1;
	const char *next;

	while (i < last &&
	       (!has_type(tag, heads[i].type) || (i == 0 && r->headed)))
		i++;
	r->headed = r->headed || i == 0;
	room_raw(r->html, heads[i].open, strlen(heads[i].open));
	next = put_phrase(r, tag);
	room_raw(r->html, heads[i].close, strlen(heads[i].close));
	return next;
}

/* Put a byline, a credit or a dateline. */
static const char *put_byline(struct run *r, const struct nb_tag *tag)
{
	const char *next;

	room_put(r->html, "<p class=\"%s\">",
		 r->in_figure		      ? "credit"
		 : nb_tag_is(tag, "dateline") ? "dateline"
					      : "byline");
	next = put_phrase(r, tag);
	room_put(r->html, "</p>\n");
	return next;
}

/* What is not a block: a figure, a subsection, or the item itself. */
static const char *put_other(struct run *r, const struct nb_tag *tag)
{
	if (nb_tag_is(tag, "figure")) {
		r->in_figure = !tag->closes;
		room_put(r->html, tag->closes ? "</figure>\n" : "<figure>\n");
	}
	return tag->end;
}

/* True if the item has a main head. */
static bool has_head(const char *p, const char *end)
{
	struct nb_tag tag;

	for (; nb_tag_find(p, end, &tag); p = tag.end)
		if (!tag.closes && nb_tag_is(&tag, "head") &&
		    has_type(&tag, "main"))
			return true;
	return false;
}

void room_item_text(struct room_html *h, const char *xml, size_t len,
		    const struct room_text_style *style)
{
	struct run r = {.html = h, .style = style, .end = xml + len};
	const char *p = xml;
	struct nb_tag tag;

	if (!has_head(xml, r.end)) {
		room_put(h, "<h1 class=\"main\">%.*s</h1>\n",
			 (int)style->title_len, style->title);
		r.headed = true;
	}
	while (nb_tag_find(p, r.end, &tag)) {
		if (tag.closes || tag.empty)
			p = put_other(&r, &tag);
		else if (nb_tag_is(&tag, "p"))
			p = put_paragraph(&r, &tag);
		else if (nb_tag_is(&tag, "head"))
			p = put_heading(&r, &tag);
		else if (nb_tag_is(&tag, "byline") ||
			 nb_tag_is(&tag, "dateline"))
			p = put_byline(&r, &tag);
		else
			p = put_other(&r, &tag);
	}
	nb_buf_free(&r.scratch);
}

/*
 * The value is an address, nbarc:ID or #ID. Only the identifier is wanted,
 * since the link of a page is made of it.
 */
void room_item_link(const char *xml, size_t len, const char *name, char *id,
		    size_t size)
{
	struct nb_tag tag;
	size_t n = 0;
	const char *value = nb_tag_find(xml, xml + len, &tag)
				    ? nb_tag_attribute(&tag, name, &n)
				    : NULL;
	const char *mark;

	id[0] = '\0';
	if (!value)
		return;
	mark = memchr(value, ':', n);
	if (!mark)
		mark = memchr(value, '#', n);
	if (mark) {
		n -= (size_t)(mark + 1 - value);
		value = mark + 1;
	}
	if (n < size) {
		memcpy(id, value, n);
		id[n] = '\0';
	}
}
