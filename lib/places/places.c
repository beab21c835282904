/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading the places of a document (places.h).
 *
 * The facsimile comes first: its blocks and lines are kept in its order. Then
 * each item takes the blocks that its facs points to, and their lines get the
 * lines of its text, one after the other.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/utf8.h"
#include "places/places.h"
#include "xml/facsimile.h"
#include "tei/text.h"
#include "xml/xml.h"

#include <nbarc/tei.h>

#include <stdlib.h>
#include <string.h>

/* A document in progress. `zones` has the blocks of the facsimile with their
 * lines, and owns nothing else; `places` gets those of the items. */
struct reader {
	const char *xml, *end;
	struct nb_places zones, *places;
	struct nb_names names; /* of the blocks in zones, by their numbers */
	struct nb_buf text;    /* of the block of text in hand */
	struct nb_buf
		breaks; /* size_t: where its lines after the first begin */
	size_t line;	/* of places: the next one that gets a text */
};

void nb_places_free(struct nb_places *p)
{
	free(p->surfaces);
	free(p->blocks);
	free(p->lines);
	free(p->items);
	nb_buf_free(&p->strings);
	memset(p, 0, sizeof(*p));
}

static enum nb_status not_ours(const struct reader *r, const char *at,
			       struct nb_error *err)
{
	return nb_fail_at(err, NB_INVALID, (uint64_t)(at - r->xml),
			  "not a facsimile that nbtei wrote");
}

/* ---- the facsimile */

/* Read a number with a decimal point, in any locale. */
static bool number_of(const struct nb_tag *tag, const char *name, double *out)
{
	size_t len, i = 0;
	const char *s = nb_tag_attribute(tag, name, &len);
	double value = 0, unit = 1;

	if (!s || len == 0 || len > 16)
		return false;
	for (; i < len && s[i] >= '0' && s[i] <= '9'; i++)
		value = value * 10 + (s[i] - '0');
	if (i < len && s[i] == '.')
		for (i++; i < len && s[i] >= '0' && s[i] <= '9'; i++)
			value += (s[i] - '0') * (unit /= 10);
	*out = value;
	return i == len;
}

static bool edges_of(const struct nb_tag *tag, struct nb_edges *e)
{
	return number_of(tag, "ulx", &e->x0) && number_of(tag, "uly", &e->y0) &&
	       number_of(tag, "lrx", &e->x1) && number_of(tag, "lry", &e->y1) &&
	       e->x0 <= e->x1 && e->y0 <= e->y1;
}

static bool has_type(const struct nb_tag *tag, const char *name)
{
	size_t len;
	const char *type = nb_tag_attribute(tag, "type", &len);

	return type && len == strlen(name) && memcmp(type, name, len) == 0;
}

/* Append an element, all zeros, to a list; NULL: no memory. */
static struct nb_place_surface *new_surface(struct nb_places *p)
{
	struct nb_place_surface *grown =
		nb_grow(p->surfaces, &p->surface_cap, p->surface_count + 1,
			sizeof(*grown));

	if (!grown)
		return NULL;
	p->surfaces = grown;
	return memset(&grown[p->surface_count++], 0, sizeof(*grown));
}

static struct nb_place_block *new_block(struct nb_places *p)
{
	struct nb_place_block *grown = nb_grow(
		p->blocks, &p->block_cap, p->block_count + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	p->blocks = grown;
	return memset(&grown[p->block_count++], 0, sizeof(*grown));
}

static struct nb_place_line *new_line(struct nb_places *p)
{
	struct nb_place_line *grown = nb_grow(
		p->lines, &p->line_cap, p->line_count + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	p->lines = grown;
	return memset(&grown[p->line_count++], 0, sizeof(*grown));
}

static struct nb_place_item *new_item(struct nb_places *p)
{
	struct nb_place_item *grown = nb_grow(
		p->items, &p->item_cap, p->item_count + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	p->items = grown;
	return memset(&grown[p->item_count++], 0, sizeof(*grown));
}

/* The offset in the document of the xml:id of a tag. */
static size_t id_of(const struct reader *r, const struct nb_tag *tag,
		    size_t *len)
{
	const char *id = nb_tag_attribute(tag, "xml:id", len);

	if (!id)
		*len = 0;
	return id ? (size_t)(id - r->xml) : 0;
}

static enum nb_status add_surface(struct reader *r, const struct nb_tag *tag)
{
	struct nb_places *p = r->places;
	struct nb_place_surface *s = new_surface(p);

	if (!s)
		return NB_NOMEM;
	s->id = id_of(r, tag, &s->id_len);
	s->sized = edges_of(tag, &s->edges);
	if (has_type(tag, "mm10"))
		s->measure = NB_MEASURE_MM10;
	if (has_type(tag, "inch1200"))
		s->measure = NB_MEASURE_INCH1200;
	return NB_OK;
}

/* Keep the URL of a graphic, as the attribute has it without its escapes. */
static enum nb_status add_graphic(struct reader *r, const struct nb_tag *tag)
{
	struct nb_places *p = r->places;
	size_t len;
	const char *url = nb_tag_attribute(tag, "url", &len);
	enum nb_status st;

	if (!url || p->surface_count == 0)
		return NB_INVALID;
	p->surfaces[p->surface_count - 1].url = p->strings.len;
	st = nb_tei_data(url, url + len, &p->strings);
	return st ? st : nb_buf_add(&p->strings, "", 1);
}

/* Keep a zone. A line belongs to the block that was kept last. */
static enum nb_status add_zone(struct reader *r, const struct nb_tag *tag)
{
	struct nb_places *z = &r->zones;
	struct nb_place_block *b =
		z->block_count ? &z->blocks[z->block_count - 1] : NULL;
	struct nb_place_line *line;
	struct nb_edges edges;

	if (!edges_of(tag, &edges) || r->places->surface_count == 0)
		return NB_INVALID;
	if (has_type(tag, "line")) {
		line = b ? new_line(z) : NULL;
		if (!line)
			return b ? NB_NOMEM : NB_INVALID;
		line->edges = edges;
		b->count++;
		return NB_OK;
	}
	b = new_block(z);
	if (!b)
		return NB_NOMEM;
	b->id = id_of(r, tag, &b->id_len);
	b->edges = edges;
	b->surface = r->places->surface_count - 1;
	b->first = z->line_count;
	return nb_names_add(&r->names, r->xml + b->id, b->id_len);
}

/* Read up to the text; *next is where that begins. */
static enum nb_status read_facsimile(struct reader *r, const char **next,
				     struct nb_error *err)
{
	const char *p = r->xml;
	struct nb_tag tag;
	enum nb_status st = NB_OK;

	for (; !st && nb_tag_find(p, r->end, &tag); p = tag.end) {
		if (nb_tag_is(&tag, "text"))
			break;
		if (tag.closes)
			continue;
		if (nb_tag_is(&tag, "surface"))
			st = add_surface(r, &tag);
		else if (nb_tag_is(&tag, "graphic"))
			st = add_graphic(r, &tag);
		else if (nb_tag_is(&tag, "zone"))
			st = add_zone(r, &tag);
		if (st == NB_INVALID)
			return not_ours(r, tag.start, err);
	}
	*next = p;
	nb_names_sort(&r->names);
	if (st)
		return nb_fail_mem(err);
	if (r->zones.block_count == 0)
		return nb_fail(err, NB_ABSENT,
			       "the document does not say where its lines "
			       "stand: it has no zones");
	return NB_OK;
}

/* ---- items */

/* Append a block with its lines to those of the items. */
static enum nb_status take_block(struct reader *r,
				 const struct nb_place_block *from)
{
	struct nb_places *p = r->places;
	struct nb_place_block *b = new_block(p);
	size_t i;

	if (!b)
		return NB_NOMEM;
	*b = *from;
	b->first = p->line_count;
	for (i = 0; i < from->count; i++) {
		struct nb_place_line *line = new_line(p);

		if (!line)
			return NB_NOMEM;
		*line = r->zones.lines[from->first + i];
	}
	return NB_OK;
}

/* Take the block that a pointer names. No other item may have taken it: a
 * hostile document would have its lines thousands of times. */
static enum nb_status take_named(struct reader *r,
				 const struct nb_name *pointer)
{
	const struct nb_name *name =
		nb_names_find(&r->names, pointer->p, pointer->len);
	struct nb_place_block *block =
		name ? &r->zones.blocks[name->index] : NULL;
	enum nb_status st;

	if (!block || block->id_len == 0)
		return NB_INVALID;
	st = take_block(r, block);
	block->id_len = 0;
	return st;
}

/* An item begins: take the blocks that it points to. */
static enum nb_status begin_item(struct reader *r, const struct nb_tag *tag)
{
	struct nb_places *p = r->places;
	struct nb_place_item *item = new_item(p);
	struct nb_names facs = {NULL, 0, 0};
	const char *list;
	double number = 0;
	enum nb_status st;
	size_t len, i;

	if (!item)
		return NB_NOMEM;
	if (!number_of(tag, "n", &number) || number > NB_PAGE_ITEMS_MAX)
		return NB_INVALID;
	item->number = (unsigned)number;
	item->first = p->block_count;
	r->line = p->line_count;
	list = nb_tag_attribute(tag, "facs", &len);
	st = nb_names_pointers(&facs, list, len);
	for (i = 0; !st && i < facs.count; i++)
		st = take_named(r, &facs.list[i]);
	nb_names_free(&facs);
	item->count = p->block_count - item->first;
	return st;
}

/* ---- the text of lines */

/* Give a text to the next line of the item; line ends in it become spaces. */
static enum nb_status give_line(struct reader *r, size_t from, size_t to,
				enum nb_sort sort)
{
	struct nb_places *p = r->places;
	char *s = (char *)r->text.data;
	enum nb_status st;
	size_t i;

	while (to > from && (s[to - 1] == ' ' || s[to - 1] == '\n'))
		to--;
	while (from < to && (s[from] == ' ' || s[from] == '\n'))
		from++;
	for (i = from; i < to; i++)
		if (s[i] == '\n' || s[i] == '\r' || s[i] == '\0')
			s[i] = ' ';
	if (r->line < p->line_count) {
		p->lines[r->line].text = p->strings.len;
		p->lines[r->line].sort = sort;
	}
	r->line++;
	st = nb_buf_add(&p->strings, s ? s + from : "", to - from);
	return st ? st : nb_buf_add(&p->strings, "", 1);
}

/* Read a block of text, whose start tag is given, line by line. */
static enum nb_status read_block(struct reader *r, const struct nb_tag *tag,
				 enum nb_sort sort, const char **next)
{
	size_t from = 0, i, at, n;
	enum nb_status st;

	r->text.len = r->breaks.len = 0;
	st = nb_tei_lines(tag, r->end, &r->text, &r->breaks, next);
	n = r->breaks.len / sizeof(at);
	for (i = 0; !st && i < n; i++) {
		memcpy(&at, r->breaks.data + i * sizeof(at), sizeof(at));
		/* One before any text is that of a part of a paragraph. */
		if (at == 0)
			continue;
		st = give_line(r, from, at, sort);
		from = at;
	}
	return st ? st : give_line(r, from, r->text.len, sort);
}

/* Say of what sort each block of an item is, by its lines. */
static void sort_blocks(struct nb_places *p, const struct nb_place_item *item)
{
	size_t i, k;

	for (i = item->first; i < item->first + item->count; i++) {
		struct nb_place_block *b = &p->blocks[i];

		if (b->count)
			b->sort = p->lines[b->first].sort;
		for (k = 1; k < b->count; k++)
			if (p->lines[b->first + k].sort != b->sort)
				b->sort = NB_SORT_MIXED;
	}
}

/* An item ends: it must have as many lines of text as of zones. */
static enum nb_status end_item(struct reader *r, const char *at,
			       struct nb_error *err)
{
	struct nb_places *p = r->places;
	const struct nb_place_item *item = &p->items[p->item_count - 1];
	size_t first =
		item->count ? p->blocks[item->first].first : p->line_count;
	size_t lines = r->line - first, zones = p->line_count - first;

	if (r->line != p->line_count)
		return nb_fail_at(err, NB_INVALID, (uint64_t)(at - r->xml),
				  "item %u has %zu line%s of text and %zu "
				  "zone%s of lines: its lines were changed, so "
				  "that their places are not known",
				  item->number, lines, lines == 1 ? "" : "s",
				  zones, zones == 1 ? "" : "s");
	sort_blocks(p, item);
	return NB_OK;
}

/* What a block of text is by its tag; false: it is none. */
static bool sort_of(const struct nb_tag *tag, bool figure, enum nb_sort *sort)
{
	if (nb_tag_is(tag, "head"))
		*sort = NB_SORT_HEAD;
	else if (nb_tag_is(tag, "p"))
		*sort = figure ? NB_SORT_CAPTION : NB_SORT_PARAGRAPH;
	else if (nb_tag_is(tag, "byline"))
		*sort = NB_SORT_BYLINE;
	else if (nb_tag_is(tag, "dateline"))
		*sort = NB_SORT_PARAGRAPH;
	else
		return false;
	return true;
}

/* Read all items, from p on. One that was withdrawn has no lines. */
static enum nb_status read_items(struct reader *r, const char *p,
				 struct nb_error *err)
{
	unsigned depth = 0;
	bool figure = false, withdrawn = false;
	size_t len;
	struct nb_tag tag;
	enum nb_sort sort;
	enum nb_status st = NB_OK;

	while (!st && nb_tag_find(p, r->end, &tag)) {
		p = tag.end;
		if (nb_tag_is(&tag, "figure"))
			figure = !tag.closes;
		if (nb_tag_is(&tag, "div") && !tag.closes && depth++ == 0) {
			withdrawn = nb_tag_attribute(&tag, "subtype", &len);
			st = begin_item(r, &tag);
		} else if (nb_tag_is(&tag, "div") && tag.closes &&
			   (depth == 0 || --depth == 0)) {
			if (!withdrawn && r->places->item_count)
				st = end_item(r, tag.start, err);
			if (st)
				return st;
		} else if (depth && !withdrawn && !tag.closes && !tag.empty &&
			   sort_of(&tag, figure, &sort)) {
			st = read_block(r, &tag, sort, &p);
		}
	}
	if (st == NB_NOMEM)
		return nb_fail_mem(err);
	return st ? not_ours(r, tag.start, err) : NB_OK;
}

/* Drop the blocks of items that were withdrawn: they have no text. */
static void drop_withdrawn(struct nb_places *p)
{
	size_t i, n = 0;

	for (i = 0; i < p->item_count; i++)
		if (p->items[i].count)
			p->items[n++] = p->items[i];
	p->item_count = n;
}

enum nb_status nb_places_read(const void *xml, size_t len,
			      struct nb_places *places, struct nb_error *err)
{
	struct reader r = {
		.xml = xml, .end = (const char *)xml + len, .places = places};
	struct nb_source source;
	const char *text = NULL;
	enum nb_status st;

	size_t bad = nb_utf8_invalid(xml, len);

	memset(places, 0, sizeof(*places));
	if (bad < len)
		return nb_fail_at(err, NB_INVALID, bad,
				  "the document is not UTF-8");
	st = nb_tei_origin(xml, len, places->page, &source, err);
	/* The empty string, for what has none */
	if (!st && nb_buf_add(&places->strings, "", 1))
		st = nb_fail_mem(err);
	if (!st)
		st = read_facsimile(&r, &text, err);
	if (!st)
		st = read_items(&r, text, err);
	if (!st)
		drop_withdrawn(places);
	nb_places_free(&r.zones);
	nb_names_free(&r.names);
	nb_buf_free(&r.text);
	nb_buf_free(&r.breaks);
	return st;
}

/* ---- writing */

enum nb_status nb_places_text(const struct nb_places *p, size_t text,
			      struct nb_buf *out)
{
	const char *s = (const char *)p->strings.data + text;

	return nb_xml_plain(out, s, strlen(s));
}

enum nb_status nb_places_number(struct nb_buf *out, const char *before,
				double value, const char *after)
{
	enum nb_status st = nb_buf_puts(out, before);

	if (!st)
		st = nb_xml_number(out, value);
	return st ? st : nb_buf_puts(out, after);
}
