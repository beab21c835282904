/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TEI P5 of other projects as pages (nbarc-ingest(1), TEI OF OTHER PROJECTS).
 *
 * Each block is a line of the layout, so that no paragraph is taken apart, and
 * an area that no paragraph goes beyond. Text that is in no block, or in an
 * element that is not known, is text all the same: only the header, and
 * readings that an editor has put beside those of the source, are not. Names
 * that are not known are listed in the layout.
 *
 * An item is the outermost division that has text itself; one that only has
 * divisions, or is called a section or the like, groups items. What a group has
 * itself is a notice.
 *
 * Documents of nbarc have their own way into an archive and are refused.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "layout/form/form.h"
#include "layout/form/p5.h"

#include <stdio.h>
#include <string.h>

/* Names that are not known, or readings that were left out, and how often. */
#define NAMES_MAX 16u
#define NAME_SIZE 24u

struct names {
	char list[NAMES_MAX][NAME_SIZE];
	size_t counts[NAMES_MAX];
	size_t count;
};

/* An open element. */
struct level {
	enum nb_p5_sort sort;
	bool group;	 /* of a division: it has items, and is none */
	uint32_t area;	 /* of a division */
	uint32_t notice; /* of a group: the item of its own text, 0: none yet */
	enum nb_said_kind kind;
	bool printed; /* of a choice: it has a reading of the source */
	size_t aside; /* where those of editors begin in `aside` */
};

/*
 * The state of the reader. m.text is the block in hand, from which the line is
 * made when it ends; `notes` are those inside of it. Both, and `aside`, are
 * freed by release().
 */
struct tei {
	struct nb_markup m;
	struct level levels[NB_DEPTH_MAX + 1];
	uint32_t items;	  /* so far */
	unsigned item;	  /* 1 + the depth of the open item; 0: none */
	unsigned meta;	  /* 1 + the depth of what is no text; 0: none */
	unsigned figure;  /* 1 + the depth of the outermost figure */
	unsigned note;	  /* 1 + the depth of the outermost note in a block */
	unsigned reading; /* 1 + the depth of a reading that is put aside */
	bool joins;	  /* white space after a break that parts no word */
	uint32_t area;	  /* of the block in hand */
	unsigned depth;	  /* of the element that was seen last */
	struct nb_buf notes, aside;
	struct names unknown, left;
};

static void count_name(struct names *n, const char *name)
{
	size_t i;

	for (i = 0; i < n->count; i++)
		if (strncmp(n->list[i], name, NAME_SIZE - 1) == 0)
			break;
	/* Of very many the last ones have no name of their own. */
	if (i == NAMES_MAX)
		(void)snprintf(n->list[--i], NAME_SIZE, "others");
	else if (i == n->count)
		(void)snprintf(n->list[n->count++], NAME_SIZE, "%s", name);
	n->counts[i]++;
}

/* Write the names with their counts, as far as there is room. */
static void say_names(const struct names *n, char *out, size_t size)
{
	size_t i, at = 0;

	for (i = 0; i < n->count && at + NAME_SIZE + 32 < size; i++)
		at += (size_t)snprintf(out + at, size - at, "%s%s (%zu)",
				       i ? ", " : "", n->list[i], n->counts[i]);
	if (i < n->count)
		(void)snprintf(out + at, size - at, ", ...");
}

/* ---- lines */

static bool is_xml_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Is it of a script that uses spaces, or a mark of one? */
static bool uses_spaces(uint32_t c)
{
	return c < 0x2e80;
}

/*
 * Append text with each run of white space as one space. Where the file has a
 * new line between two characters of a script without spaces, it is nothing.
 */
static enum nb_status collapse(struct nb_buf *out, const char *s, size_t len)
{
	size_t at = 0, from, start = out->len;
	uint32_t before = 0, after = 0;
	enum nb_status st = NB_OK;

	while (!st && at < len) {
		bool line = false;

		for (from = at; at < len && is_xml_space(s[at]); at++)
			line |= s[at] == '\n';
		if (at == len)
			break;
		(void)nb_utf8_get(s + at, len - at, &after);
		if (at > from && out->len > start &&
		    (!line || uses_spaces(before) || uses_spaces(after)))
			st = nb_buf_puts(out, " ");
		for (from = at; at < len && !is_xml_space(s[at]);)
			at += nb_utf8_get(s + at, len - at, &before);
		if (!st)
			st = nb_buf_add(out, s + from, at - from);
	}
	return st;
}

/* Write a line of the area, unless it is blank. */
static enum nb_status write_line(struct tei *t, const char *s, size_t len,
				 uint32_t area, struct nb_error *err)
{
	struct nb_line_maker *lines = &t->m.lines;
	uint32_t around = lines->area;
	enum nb_status st = NB_OK;

	while (len && is_xml_space(s[0])) {
		s++;
		len--;
	}
	if (len == 0)
		return NB_OK;
	lines->area = area;
	nb_line_begin(lines, NULL);
	if (collapse(&lines->layout->text, s, len))
		st = nb_fail_mem(err);
	if (!st)
		st = nb_markup_end_line(&t->m, t->depth, err);
	lines->area = around;
	return st;
}

/* A new area for text that is in no block, or for a note, in the area around
 * it. Only NB_NOMEM can happen. */
static enum nb_status loose_area(struct tei *t, uint32_t parent, uint32_t *area,
				 struct nb_error *err)
{
	struct nb_layout *l = t->m.lines.layout;
	struct nb_area *grown = nb_grow(l->areas, &l->area_cap,
					l->area_count + 1, sizeof(*grown));

	*area = 0;
	if (!grown)
		return nb_fail_mem(err);
	l->areas = grown;
	grown[l->area_count] = (struct nb_area){
		.parent = parent, .said = NB_SAID_PARAGRAPH, .whole = true};
	*area = (uint32_t)++l->area_count;
	return NB_OK;
}

/* The block in hand ends: write its line, and the notes in it. */
static enum nb_status flush(struct tei *t, struct nb_error *err)
{
	const char *p = (const char *)t->notes.data;
	size_t at = 0, n;
	uint32_t area;
	enum nb_status st = write_line(t, (const char *)t->m.text.data,
				       t->m.text.len, t->area, err);

	t->m.text.len = 0;
	t->joins = false;
	if (t->note)
		return st;
	for (; !st && at < t->notes.len; at += n + 1) {
		n = strcspn(p + at, "\001");
		st = loose_area(t, t->area, &area, err);
		if (!st)
			st = write_line(t, p + at, n, area, err);
	}
	t->notes.len = 0;
	return st;
}

/* ---- items */

/* The level of the innermost open division; NULL: none. */
static struct level *division(struct tei *t, unsigned depth)
{
	while (depth-- > 0)
		if (t->levels[depth].sort == NB_P5_DIVISION)
			return &t->levels[depth];
	return NULL;
}

static struct nb_area *area_of(struct tei *t, uint32_t area)
{
	return &t->m.lines.layout->areas[area - 1];
}

/*
 * Text is about to begin in an element of that depth, whose area is `area` (0:
 * none of its own): find the item that it belongs to.
 */
static void claim(struct tei *t, unsigned depth, uint32_t area)
{
	struct level *d = t->item ? NULL : division(t, depth);

	if (!d)
		return;
	if (!d->group) {
		t->item = (unsigned)(d - t->levels) + 1;
		area_of(t, d->area)->item = ++t->items;
		area_of(t, d->area)->kind = d->kind;
		return;
	}
	if (!d->notice)
		d->notice = ++t->items;
	if (area) {
		area_of(t, area)->item = d->notice;
		area_of(t, area)->kind = NB_SAID_NOTICE;
	}
}

/* A division begins: the one around it is not an item yet, or has it as a part.
 */
static enum nb_status open_division(struct tei *t, const struct nb_element *e,
				    struct nb_error *err)
{
	struct level *around = division(t, e->depth);
	struct level *own = &t->levels[e->depth];
	enum nb_status st = flush(t, err);

	if (around) {
		around->notice = 0;
		around->group |= !t->item;
	}
	own->kind = nb_p5_kind(nb_element_get(e, "type"), &own->group);
	if (!st)
		st = nb_markup_area(&t->m, e, NB_SAID_NOTHING, err);
	own->area = t->m.lines.area;
	return st;
}

/* What a head is in its place. */
static enum nb_said head_in(struct tei *t, const struct nb_element *e)
{
	struct level *d = division(t, e->depth);
	bool direct = e->depth && d == &t->levels[e->depth - 1];

	if (t->figure)
		return NB_SAID_CAPTION;
	if (!direct || (d->group && !t->item))
		return d ? NB_SAID_PARAGRAPH : NB_SAID_HEAD;
	return !t->item || t->item == e->depth
		       ? nb_p5_head(nb_element_get(e, "type"))
		       : NB_SAID_CROSSHEAD;
}

/* A block begins. */
static enum nb_status open_block(struct tei *t, const struct nb_element *e,
				 enum nb_p5_sort sort, enum nb_said said,
				 struct nb_error *err)
{
	enum nb_status st = flush(t, err);

	if (sort == NB_P5_HEAD)
		said = head_in(t, e);
	else if (t->figure)
		said = said == NB_SAID_BYLINE ? NB_SAID_CREDIT
					      : NB_SAID_CAPTION;
	if (!st)
		st = nb_markup_area(&t->m, e, said, err);
	if (st)
		return st;
	area_of(t, t->m.lines.area)->whole = true;
	if (sort == NB_P5_FURNITURE)
		area_of(t, t->m.lines.area)->parent = 0;
	else
		claim(t, e->depth, t->m.lines.area);
	return NB_OK;
}

/* A figure begins. Outside of items it is one. */
static enum nb_status open_figure(struct tei *t, const struct nb_element *e,
				  struct nb_error *err)
{
	struct level *d = division(t, e->depth);
	enum nb_status st = flush(t, err);

	if (!st)
		st = nb_markup_area(&t->m, e, NB_SAID_NOTHING, err);
	if (st)
		return st;
	if (!t->figure)
		t->figure = e->depth + 1;
	if (!t->item && d && !d->group && d->kind == NB_SAID_PHOTO)
		claim(t, e->depth, 0);
	if (!t->item) {
		area_of(t, t->m.lines.area)->item = ++t->items;
		area_of(t, t->m.lines.area)->kind = NB_SAID_PHOTO;
	}
	return NB_OK;
}

/* ---- elements */

/* The header of a document of nbarc names the page. */
static bool is_ours(const struct nb_element *e)
{
	const char *type = nb_element_get(e, "type");

	return strcmp(e->name, "idno") == 0 && type &&
	       strcmp(type, "nbarc") == 0;
}

/* A line begins: white space, or nothing if it parts no word. */
static enum nb_status break_line(struct tei *t, const struct nb_element *e)
{
	const char *value = nb_element_get(e, "break");
	struct nb_buf *to = t->reading ? &t->aside
			    : t->note  ? &t->notes
				       : &t->m.text;

	if (!value || strcmp(value, "no") != 0)
		return nb_buf_puts(to, "\n");
	while (to->len && is_xml_space((char)to->data[to->len - 1]))
		to->len--;
	t->joins = true;
	return NB_OK;
}

/* Is it a page after the first by its number, as in n="2" or n="A03"? */
static bool is_later_page(const struct nb_element *e)
{
	const char *n = nb_element_get(e, "n");
	size_t digits;

	if (!n)
		return false;
	n += strcspn(n, "0123456789");
	n += strspn(n, "0");
	digits = strspn(n, "0123456789");
	return digits && n[digits] == '\0' && strcmp(n, "1") != 0;
}

/*
 * A page begins, perhaps within a block, which goes on there. What stands
 * before the first one is of that page, unless it is the second one of the
 * issue: then the first page has no element.
 */
static enum nb_status begin_page(struct tei *t, const struct nb_element *e,
				 struct nb_error *err)
{
	enum nb_status st = flush(t, err);
	bool before = !st && t->m.lines.image == 0 &&
		      t->m.lines.layout->count && is_later_page(e);

	t->m.lines.image += before ? 2 : 1;
	return st;
}

/* A reading in a choice: one of an editor is put aside. */
static void open_reading(struct tei *t, const struct nb_element *e,
			 enum nb_p5_sort sort)
{
	struct level *around = e->depth ? &t->levels[e->depth - 1] : NULL;

	if (t->reading || !around || around->sort != NB_P5_CHOICE)
		return;
	if (sort != NB_P5_READING) {
		around->printed = true;
		return;
	}
	t->reading = e->depth + 1;
	count_name(&t->left, e->name);
}

static enum nb_status start(void *state, const struct nb_element *e,
			    struct nb_error *err)
{
	struct tei *t = state;
	struct level *own = &t->levels[e->depth];
	enum nb_said said;
	enum nb_p5_sort sort = nb_p5_sort(e->name, &said);

	memset(own, 0, sizeof(*own));
	own->sort = sort;
	t->depth = e->depth;
	if (t->meta)
		return is_ours(e) ? nb_fail(err, NB_UNSUPPORTED,
					    "it is a document of nbarc; see "
					    "nbarc ingest --tei")
				  : NB_OK;
	nb_markup_inside(&t->m, e);
	open_reading(t, e, sort);
	if (t->note && sort == NB_P5_BLOCK)
		return nb_buf_puts(&t->notes, "\001") ? nb_fail_mem(err)
						      : NB_OK;
	switch (sort) {
	case NB_P5_UNKNOWN:
		count_name(&t->unknown, e->name);
		return NB_OK;
	case NB_P5_INLINE:
	case NB_P5_READING:
		return NB_OK;
	case NB_P5_HEAD:
	case NB_P5_BLOCK:
	case NB_P5_FURNITURE:
		return open_block(t, e, sort, said, err);
	case NB_P5_GROUP:
		return flush(t, err);
	case NB_P5_DIVISION:
		return open_division(t, e, err);
	case NB_P5_FIGURE:
		return open_figure(t, e, err);
	case NB_P5_NOTE:
		if (t->m.text.len && !t->note) {
			t->note = e->depth + 1;
			return NB_OK;
		}
		return t->note ? NB_OK
			       : open_block(t, e, NB_P5_BLOCK,
					    NB_SAID_PARAGRAPH, err);
	case NB_P5_CELL:
		return t->m.text.len && nb_buf_puts(&t->m.text, "\xe3\x80\x80")
			       ? nb_fail_mem(err)
			       : NB_OK;
	case NB_P5_PAGE:
		return begin_page(t, e, err);
	case NB_P5_LINE:
		return break_line(t, e) ? nb_fail_mem(err) : NB_OK;
	case NB_P5_CHOICE:
		own->aside = t->aside.len;
		return NB_OK;
	case NB_P5_META:
		t->meta = e->depth + 1;
		return NB_OK;
	}
	return NB_OK;
}

static enum nb_status take_text(void *state, const char *text,
				struct nb_error *err)
{
	struct tei *t = state;
	struct nb_buf *to = t->reading ? &t->aside
			    : t->note  ? &t->notes
				       : &t->m.text;
	bool blank = text[strspn(text, " \t\r\n")] == '\0';
	enum nb_status st = NB_OK;

	if (t->meta)
		return NB_OK;
	if (t->joins)
		text += strspn(text, " \t\r\n");
	t->joins = t->joins && blank;
	if (!blank && to == &t->m.text && !t->m.text.len) {
		t->area = t->m.lines.area;
		/* Text that is in no block is one of its own. */
		if (!t->area || !area_of(t, t->area)->whole)
			st = loose_area(t, t->area, &t->area, err);
		if (!st)
			claim(t, t->depth + 1, t->area);
	}
	/* Indentation before a block is not the beginning of one. */
	if (blank && to->len == 0)
		return NB_OK;
	if (!st && nb_buf_puts(to, text))
		st = nb_fail_mem(err);
	return st;
}

/* A choice ends. If it has no reading of the source, the editor's is it. */
static enum nb_status close_choice(struct tei *t, const struct level *own,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (t->reading)
		return NB_OK;
	if (!own->printed && t->aside.len > own->aside) {
		if (nb_buf_add(&t->aside, "", 1))
			return nb_fail_mem(err);
		st = take_text(t, (const char *)t->aside.data + own->aside,
			       err);
	}
	t->aside.len = own->aside;
	return st;
}

/* Does an element of this sort end the line? */
static bool ends_line(enum nb_p5_sort sort)
{
	return sort == NB_P5_HEAD || sort == NB_P5_BLOCK ||
	       sort == NB_P5_GROUP || sort == NB_P5_DIVISION ||
	       sort == NB_P5_FIGURE || sort == NB_P5_FURNITURE ||
	       sort == NB_P5_NOTE;
}

static enum nb_status stop(void *state, const char *name, unsigned depth,
			   struct nb_error *err)
{
	struct tei *t = state;
	enum nb_status st = NB_OK;

	(void)name;
	t->depth = depth ? depth - 1 : 0;
	if (t->meta) {
		t->meta = t->meta == depth + 1 ? 0 : t->meta;
		return NB_OK;
	}
	if (t->reading == depth + 1)
		t->reading = 0;
	if (t->levels[depth].sort == NB_P5_CHOICE)
		st = close_choice(t, &t->levels[depth], err);
	if (t->note == depth + 1) {
		t->note = 0;
		if (nb_buf_puts(&t->notes, "\001"))
			st = nb_fail_mem(err);
	} else if (!st && !t->note && ends_line(t->levels[depth].sort)) {
		st = flush(t, err);
	}
	if (t->item == depth + 1)
		t->item = 0;
	if (t->figure == depth + 1)
		t->figure = 0;
	t->levels[depth].sort = NB_P5_UNKNOWN;
	nb_markup_outside(&t->m, depth);
	if (depth == 0) {
		struct nb_layout *l = t->m.lines.layout;

		say_names(&t->unknown, l->unknown, sizeof(l->unknown));
		say_names(&t->left, l->left, sizeof(l->left));
	}
	return st;
}

static void release(void *state)
{
	struct tei *t = state;

	nb_buf_free(&t->notes);
	nb_buf_free(&t->aside);
}

const struct nb_form nb_form_tei = {
	.name = "TEI",
	.size = sizeof(struct tei),
	.start = start,
	.text = take_text,
	.stop = stop,
	.release = release,
};
