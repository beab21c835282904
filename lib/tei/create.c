/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing the document of a page (nb_tei_create()): its body, a div for each
 * item.
 *
 * Text is written in the order of the page, once (marks.c).
 * Roles that the schema does not allow at a place are written as the nearest
 * element that it does allow. The same input always gives the same bytes.
 */
#include "article/corrections.h"
#include "base/alloc.h"
#include "base/error.h"
#include "byline/marks.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "encoding/convert/escape.h"
#include "tei/create.h"
#include "tei/gap.h"
#include "tei/document.h"
#include "tei/header.h"
#include "tei/marks.h"
#include "tei/surface.h"
#include "xml/xml.h"

#include <nbarc/layout.h>
#include <nbarc/newspaper.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * A document in progress. Everything is borrowed: the input, and the buffer
 * that is written to.
 */
struct writer {
	const struct nb_tei_input *in;	       /* with the text as it is read */
	const struct nb_tei_input *normalised; /* as it was given */
	struct nb_buf *b;
	struct nb_marks marks; /* of what was written */
	const struct nb_zones *zones;
	struct nb_marks_list people; /* who made the items; owned */
	size_t person;		     /* index of the next one of them */
	size_t zone; /* index of the next one that an item points to */
	bool subsection, figure; /* elements that are open */
};

/* ---- text and bylines */

/* The elements of a mark: in a byline, where authors are docAuthor, and in any
 * other block, where the schema of TEI has no docAuthor. A dateline that is a
 * block has that of the block: NULL. */
static const char *element_of(enum nb_mark_kind kind, enum nb_role in)
{
	static const char *const names[] = {
		[NB_MARK_DATELINE] = "seg",
		[NB_MARK_PLACE] = "placeName",
		[NB_MARK_DATE] = "date",
		[NB_MARK_ROLE] = "roleName",
		[NB_MARK_AUTHOR] = "persName",
		[NB_MARK_ILLUSTRATOR] = "persName",
	};

	if (in == NB_ROLE_DATELINE && kind == NB_MARK_DATELINE)
		return NULL;
	if (in == NB_ROLE_BYLINE &&
	    (kind == NB_MARK_AUTHOR || kind == NB_MARK_ILLUSTRATOR))
		return "docAuthor";
	return names[kind];
}

/* Write the start tag of a mark. */
static enum nb_status open_mark(struct writer *w, const struct nb_mark *m,
				const char *name)
{
	static const char *const types[] = {
		[NB_MARK_DATELINE] = "dateline",
		[NB_MARK_AUTHOR] = NB_TEI_AUTHOR,
		[NB_MARK_ILLUSTRATOR] = "illustrator",
	};
	enum nb_status st = nb_buf_printf(w->b, "<%s", name);

	if (!st && types[m->kind] && strcmp(name, "docAuthor") != 0)
		st = nb_buf_printf(w->b, " type=\"%s\"", types[m->kind]);
	if (!st && m->when[0])
		st = nb_buf_printf(w->b, " when=\"%s\"", m->when);
	return st ? st : nb_buf_puts(w->b, ">");
}

/* Write the text from `from` to `to` of a block of this role with the marks
 * that begin in it. */
static enum nb_status marked(struct writer *w, size_t from, size_t to,
			     enum nb_role in)
{
	const struct nb_marks_list *all = &w->people;
	enum nb_status st = NB_OK;

	while (!st && w->person < all->count &&
	       all->list[w->person].from < to) {
		const struct nb_mark *m = &all->list[w->person++];
		const char *name = element_of(m->kind, in);

		st = nb_marks_text(&w->marks, from, m->from);
		if (!st && name)
			st = open_mark(w, m, name);
		if (!st)
			st = marked(w, m->from, m->to, in);
		if (!st && name)
			st = nb_buf_printf(w->b, "</%s>", name);
		from = m->to;
	}
	return st ? st : nb_marks_text(&w->marks, from, to);
}

/* Write a unit between a start tag and an end tag. */
static enum nb_status element(struct writer *w, const struct nb_unit *u,
			      const char *start, const char *end)
{
	enum nb_status st = nb_buf_puts(w->b, start);

	if (!st)
		st = marked(w, u->offset, u->offset + u->len,
			    NB_ROLE_PARAGRAPH);
	return st ? st : nb_buf_puts(w->b, end);
}

/* Write a block as a byline or a dateline, whichever `as` is. */
static enum nb_status signature(struct writer *w, const struct nb_unit *u,
				enum nb_role as)
{
	enum nb_status st = nb_buf_printf(w->b, "<%s>", nb_role_name(as));

	if (!st)
		st = marked(w, u->offset, u->offset + u->len, as);
	return st ? st : nb_buf_printf(w->b, "</%s>\n", nb_role_name(as));
}

/* Is it a byline or a dateline? These stand around the text of an item. */
static bool is_signature(const struct nb_unit *u)
{
	return u->role == NB_ROLE_BYLINE || u->role == NB_ROLE_DATELINE;
}

/* ---- structure */

static enum nb_status close_figure(struct writer *w)
{
	if (!w->figure)
		return NB_OK;
	w->figure = false;
	return nb_buf_puts(w->b, "</figure>\n");
}

/* Open a figure unless one is open. Its picture is not in the archive: a gap
 * stands for it. */
static enum nb_status open_figure(struct writer *w)
{
	if (w->figure)
		return NB_OK;
	w->figure = true;
	return nb_buf_puts(w->b, "<figure>\n<gap reason=\"image\" "
				 "unit=\"graphic\" quantity=\"1\"/>\n");
}

/* A figure is inside its subsection and closed before it. */
static enum nb_status close_subsection(struct writer *w)
{
	enum nb_status st = close_figure(w);

	if (st || !w->subsection)
		return st;
	w->subsection = false;
	return nb_buf_puts(w->b, "</div>\n");
}

/* A crosshead begins a subsection, which the next one ends. */
static enum nb_status crosshead(struct writer *w, const struct nb_unit *u)
{
	enum nb_status st = close_subsection(w);

	w->subsection = true;
	return st ? st
		  : element(w, u,
			    "<div type=\"subsection\">\n"
			    "<head type=\"crosshead\">",
			    "</head>\n");
}

/* Write a head whose type is the unit's role. */
static enum nb_status head(struct writer *w, const struct nb_unit *u)
{
	enum nb_status st = nb_buf_printf(w->b, "<head type=\"%s\">",
					  nb_role_name(u->role));

	if (!st)
		st = marked(w, u->offset, u->offset + u->len, u->role);
	return st ? st : nb_buf_puts(w->b, "</head>\n");
}

/*
 * Write a paragraph, or one of the parts of a paragraph that something was set
 * into: initial, middle or final.
 */
static enum nb_status paragraph(struct writer *w, const struct nb_unit *u)
{
	static const char *const starts[2][2] = {
		{"<p>", "<p part=\"I\">"},
		{"<p part=\"F\">" NB_TEI_RESUMED,
		 "<p part=\"M\">" NB_TEI_RESUMED}};

	return element(w, u, starts[u->resumes][u->goes_on], "</p>\n");
}

/* Where in its item a unit is. */
struct place {
	bool photo; /* the item is a photograph */
	bool top;   /* only heads came before */
	bool start; /* only heads and signatures came before */
	bool under; /* only signatures came after a crosshead */
	bool last;  /* only signatures follow */
};

/*
 * Write a unit as the element for its role, or as the nearest one that the
 * schema has at this place.
 */
static enum nb_status unit(struct writer *w, const struct nb_unit *u,
			   const struct place *at)
{
	bool credit = u->role == NB_ROLE_CREDIT || u->role == NB_ROLE_BYLINE;
	bool caption = u->role == NB_ROLE_CAPTION || u->role == NB_ROLE_CREDIT;
	enum nb_status st = NB_OK;

	if (u->role <= NB_ROLE_SUB && at->top)
		return head(w, u);
	if (u->role <= NB_ROLE_CROSSHEAD && !at->photo)
		return crosshead(w, u);
	if (at->photo || caption) {
		st = open_figure(w);
		if (st)
			return st;
		return credit ? signature(w, u, NB_ROLE_BYLINE)
			      : paragraph(w, u);
	}
	if (is_signature(u) && at->under && !at->last)
		return signature(w, u, u->role);
	if (is_signature(u) && (at->last || at->start)) {
		st = close_subsection(w);
		return st ? st : signature(w, u, u->role);
	}
	st = close_figure(w);
	return st ? st : paragraph(w, u);
}

/* The index after the last unit of an item that is no signature. */
static size_t body_end(const struct nb_division *d, const struct nb_item *item)
{
	size_t end = item->first + item->count;

	while (end > item->first && is_signature(&d->units[end - 1]))
		end--;
	return end;
}

/* Write all units of an item. */
static enum nb_status units(struct writer *w, const struct nb_item *item)
{
	const struct nb_division *d = w->in->division;
	struct place at = {.photo = item->kind == NB_KIND_PHOTO,
			   .top = true,
			   .start = true};
	size_t i, end = body_end(d, item);
	enum nb_status st = NB_OK;

	for (i = item->first; !st && i < item->first + item->count; i++) {
		at.last = i >= end;
		at.top = at.top && d->units[i].role <= NB_ROLE_SUB;
		at.start = at.start && (at.top || is_signature(&d->units[i]));
		st = unit(w, &d->units[i], &at);
		at.under = w->subsection &&
			   (d->units[i].role == NB_ROLE_CROSSHEAD ||
			    (at.under && is_signature(&d->units[i])));
	}
	return st ? st : close_subsection(w);
}

/* ---- what a catalogue says of an item */

static struct nb_slice slice_of(const struct nb_unit *u)
{
	return (struct nb_slice){u->offset, u->len};
}

/* The beginning of an item that has no main head, as its title. */
static struct nb_slice first_words(const struct nb_tei_input *in,
				   const struct nb_unit *u)
{
	struct nb_slice s = {u->offset, 0};
	size_t n = 0;
	uint32_t c;

	while (s.len < u->len && n++ < NB_TITLE_CHARACTERS)
		s.len += nb_utf8_get(in->text + u->offset + s.len,
				     u->len - s.len, &c);
	return s;
}

/* The characters of a unit that are not white space. */
static size_t characters(const struct nb_tei_input *in, const struct nb_unit *u)
{
	size_t at = 0, n = 0;
	uint32_t c;

	while (at < u->len) {
		const char *p = in->text + u->offset + at;

		if (nb_begins_han(p, u->len - at)) {
			at += 3;
			n++;
			continue;
		}
		at += nb_utf8_get(p, u->len - at, &c);
		n += !nb_is_space(c);
	}
	return n;
}

/* Fill what the catalogue has about an item: the first of each kind. Its
 * characters are those that are read, and the slices of the normalised text. */
static void describe(const struct writer *w, const struct nb_item *item,
		     struct nb_tei_item *out)
{
	const struct nb_tei_input *in = w->normalised;
	const struct nb_unit *u = in->division->units + item->first;
	size_t i;

	out->kind = item->kind;
	for (i = 0; i < item->count; i++) {
		out->characters += characters(
			w->in, &w->in->division->units[item->first + i]);
		if (u[i].role == NB_ROLE_MAIN && !out->title.len)
			out->title = slice_of(&u[i]);
		if (u[i].role == NB_ROLE_KICKER && !out->kicker.len)
			out->kicker = slice_of(&u[i]);
		if ((u[i].role == NB_ROLE_BYLINE ||
		     u[i].role == NB_ROLE_CREDIT) &&
		    !out->byline.len)
			out->byline = slice_of(&u[i]);
	}
	if (!out->title.len)
		out->title = first_words(in, &u[0]);
}

/* Write a reference to another part of the item, if there is one: what a person
 * said, or else what the input has. A METS file states none of photographs. */
static enum nb_status link_to(struct writer *w, const char *name,
			      const char *said, const char *const *list,
			      const struct nb_item *item)
{
	size_t index = (size_t)(item - w->in->division->items);

	if (!said && list && item->kind != NB_KIND_PHOTO)
		said = list[index];
	if (!said || !*said)
		return NB_OK;
	return nb_buf_printf(w->b, " %s=\"nbarc:%s\"", name, said);
}

/* Write the start of the div of an item. */
static enum nb_status open_item(struct writer *w, const struct nb_item *item,
				unsigned number)
{
	size_t index = (size_t)(item - w->in->division->items);
	enum nb_status st = nb_buf_printf(
		w->b, "<div type=\"%s\" xml:id=\"%s-%02u\" n=\"%u\"",
		nb_kind_name(item->kind), w->in->page_id, number, number);

	if (!st)
		st = link_to(w, "next", item->next, w->in->next, item);
	if (!st)
		st = link_to(w, "prev", item->prev, w->in->prev, item);
	if (!st)
		st = nb_surface_of_item(w->in, w->zones, index, &w->zone, w->b);
	return st ? st : nb_buf_puts(w->b, ">\n");
}

/* Write the div of an item, and note where it is. */
static enum nb_status write_item(struct writer *w, const struct nb_item *item,
				 struct nb_tei_item *out)
{
	enum nb_status st;

	describe(w, item, out);
	out->offset = w->b->len;
	st = open_item(w, item, out->number);
	if (!st)
		st = units(w, item);
	if (!st)
		st = nb_buf_puts(w->b, "</div>\n");
	out->len = w->b->len - out->offset;
	return st;
}

/* ---- the page */

/* The bytes of the source that are escapes in the text. */
static size_t count_damaged(const struct nb_tei_input *in)
{
	const uint8_t *p = (const uint8_t *)in->text;
	size_t at = 0, text, size = 1, n = 0;
	int byte;

	while (size && at < in->text_len &&
	       nb_escape_next(p + at, in->text_len - at, &text, &size, &byte)) {
		at += text + size;
		n += size && byte >= 0;
	}
	return n;
}

/* The figures of the header, for the text as it was given and as it is read. */
static void count(const struct nb_tei_input *in,
		  const struct nb_tei_input *read, struct nb_tei_counts *c)
{
	double high = nb_profile_thresholds(in->profile).high;
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < in->division->item_count; i++) {
		bool photo = in->division->items[i].kind == NB_KIND_PHOTO;

		c->photos += photo;
		c->articles += !photo;
		c->links += in->division->items[i].next ||
			    in->division->items[i].prev;
	}
	for (i = 0; i < in->repair_count; i++) {
		const struct nb_repair *r = &in->repairs[i];

		c->kept += r->rule == NB_RULE_KEEP;
		if (r->rule != NB_RULE_JOIN)
			continue;
		c->joins++;
		c->by_person += strcmp(r->by, "person") == 0;
		c->low += r->probability < high;
	}
	for (i = 0; i < in->division->unit_count; i++)
		c->resumed += in->division->units[i].resumes;
	if (nb_form_damaged(in->source->form))
		c->damaged = count_damaged(in);
	c->han = nb_utf8_count_han(read->text, read->text_len);
}

/* Refuse input from which no valid document could be made. */
static enum nb_status check(const struct nb_tei_input *in, struct nb_error *err)
{
	size_t bad = nb_utf8_invalid(in->text, in->text_len), i;
	enum nb_status st;

	if (!nb_newspaper_is_page(in->page_id, strlen(in->page_id)))
		return nb_fail(err, NB_USAGE, "'%.80s' is not the id of a page",
			       in->page_id);
	st = nb_newspaper_check_date(in->page_id, strlen(in->page_id), err);
	if (st)
		return st;
	if (bad < in->text_len)
		return nb_fail_at(err, NB_INVALID, bad, "not UTF-8: %s",
				  nb_utf8_reason(in->text + bad,
						 in->text_len - bad, NULL));
	if (in->division->item_count > NB_PAGE_ITEMS_MAX)
		return nb_fail(err, NB_LIMIT, "more than %u items on a page",
			       NB_PAGE_ITEMS_MAX);
	for (i = 0; in->numbers && i < in->division->item_count; i++)
		if (in->numbers[i] == 0 || in->numbers[i] > NB_PAGE_ITEMS_MAX)
			return nb_fail(err, NB_LIMIT,
				       "an item's number is not 1 to %u",
				       NB_PAGE_ITEMS_MAX);
	return NB_OK;
}

static int by_number(const void *a, const void *b)
{
	const struct nb_tei_item *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

void nb_tei_sort(struct nb_tei *tei)
{
	if (tei->item_count)
		qsort(tei->items, tei->item_count, sizeof(*tei->items),
		      by_number);
}

/* The number of an item: given, stated by the source, or its place. */
static unsigned number_of(const struct nb_tei_input *in, size_t i)
{
	if (in->numbers)
		return in->numbers[i];
	return in->division->numbered ? in->division->items[i].said
				      : (unsigned)i + 1;
}

/* Forget marks that begin or end inside of a new reading, which is one piece of
 * the document. */
static void spare_readings(const struct nb_division *d,
			   struct nb_marks_list *people)
{
	size_t i, n = 0;

	for (i = 0; d->correction_count && i < people->count; i++) {
		const struct nb_mark *m = &people->list[i];

		if (!nb_read_inside(d, m->from) && !nb_read_inside(d, m->to))
			people->list[n++] = *m;
	}
	if (d->correction_count)
		people->count = n;
}

/* Write the items in the order of the page, and list them by number. */
static enum nb_status write_body(const struct nb_tei_input *normalised,
				 const struct nb_tei_input *in,
				 const struct nb_zones *zones,
				 struct nb_tei *tei, struct nb_error *err)
{
	bool damaged = nb_form_damaged(in->source->form);
	struct writer w = {
		.in = in,
		.normalised = normalised,
		.b = &tei->xml,
		.marks = {.in = in,
			  .normalised = normalised->text,
			  .zones = zones,
			  .b = &tei->xml,
			  .characters = damaged ? nb_gap_write : nb_xml_text},
		.zones = zones};
	struct nb_newspaper_id page;
	enum nb_status st;
	size_t i;

	(void)nb_newspaper_parse(in->page_id, strlen(in->page_id), &page);
	st = nb_marks_find(in->text, in->division, page.date, &w.people, err);
	spare_readings(in->division, &w.people);
	tei->head_len = tei->xml.len;
	for (i = 0; !st && i < in->division->item_count; i++) {
		tei->items[i].number = number_of(in, i);
		st = write_item(&w, &in->division->items[i], &tei->items[i]);
	}
	tei->tail_offset = tei->xml.len;
	nb_tei_sort(tei);
	nb_marks_free(&w.people);
	/* TEI wants something in a body beside the pb. */
	if (!st && in->division->item_count == 0)
		st = nb_buf_puts(&tei->xml, "<ab type=\"blank\"/>\n");
	return st ? st : nb_buf_puts(&tei->xml, "</body>\n</text>\n</TEI>\n");
}

enum nb_status nb_tei_create(const struct nb_tei_input *in, struct nb_tei *tei,
			     struct nb_error *err)
{
	struct nb_reading_of r = {.repairs = NULL};
	struct nb_tei_counts counts;
	struct nb_zones zones;
	enum nb_status st;

	memset(tei, 0, sizeof(*tei));
	st = check(in, err);
	if (st)
		return st;
	tei->items = nb_alloc(in->division->item_count, sizeof(*tei->items));
	if (!tei->items)
		return nb_fail_mem(err);
	tei->item_count = in->division->item_count;
	st = nb_zones_make(in->text, in->text_len, in->profile, in->division,
			   in->places, &zones, err);
	if (!st)
		st = nb_reading_make(in, &zones, &r, err);
	if (!st) {
		count(in, &r.in, &counts);
		if (nb_tei_header(in, &counts, &zones, &tei->xml) ||
		    write_body(in, &r.in, &zones, tei, err))
			st = nb_fail_mem(err);
	}
	nb_zones_free(&zones);
	nb_reading_free(&r);
	return st;
}

void nb_tei_free(struct nb_tei *tei)
{
	if (!tei)
		return;
	nb_buf_free(&tei->xml);
	free(tei->items);
	tei->items = NULL;
	tei->item_count = 0;
}
