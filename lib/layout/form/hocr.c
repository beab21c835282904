/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hOCR: the class of an element says what it is, and its title where it is, as
 * in title="bbox 10 20 300 60; x_wconf 93". pdftotext -bbox-layout writes the
 * text of PDF files in elements of its own inside of HTML: page, block, line
 * and word, with attributes such as xMin. They are read likewise.
 *
 * Lines and their words count. Areas have a place and say nothing: they and
 * paragraphs are what the engine takes for such, and the repair of breaks
 * decides on them anew. But text of theirs that is in no line is not lost: up
 * to the next element that is no part of a sentence, it is a line.
 */
#include "base/error.h"
#include "layout/form/form.h"

#include <string.h>
#include <strings.h>

#define SPACES " \t\n\r\f"

/* What an element is to the lines. */
enum line_kind {
	LINE_NONE,
	LINE_PRINTED, /* a line */
	LINE_PART,    /* one, or an area with lines, or words of one */
};

/* An open element: what it is to the lines, or to text in no line. */
struct open_element {
	enum line_kind kind;
	bool holds;    /* text in it is text of the page */
	bool phrase;   /* a sentence may go on over its tags */
	bool loose;    /* a line of the layout is its text in no line */
	bool placed;   /* `box` is known */
	size_t before; /* lines of the layout when it began */
	struct nb_box box;
};

/* The state of the reader; m.text is that of the open word or between words. */
struct hocr {
	struct nb_markup m;
	unsigned line_depth; /* of the element that is the open line */
	unsigned word_depth; /* likewise, if in_word */
	bool in_word;
	bool word_placed;   /* `word` is known */
	struct nb_box word; /* box of the open word */
	unsigned depth;	    /* of the innermost open element */
	struct open_element at[NB_DEPTH_MAX + 1]; /* by depth */
};

/* Is `name` one of the names that the class attribute lists? */
static bool has_class(const struct nb_element *e, const char *name)
{
	const char *list = nb_element_get(e, "class");

	while (list && *list) {
		size_t len;

		list += strspn(list, SPACES);
		len = strcspn(list, SPACES);
		if (len == strlen(name) && strncasecmp(list, name, len) == 0)
			return true;
		list += len;
	}
	return false;
}

/* Does the element have one of these classes, whose list ends with NULL? */
static bool has_any(const struct nb_element *e, const char *const *classes)
{
	for (; *classes; classes++)
		if (has_class(e, *classes))
			return true;
	return false;
}

static const char *const line_classes[] = {"ocr_line", "ocrx_line", "ocr_xline",
					   NULL};

/*
 * Elements of these classes are a line, or an area with lines in it: engines
 * disagree. In a line, they are words of it.
 */
static const char *const part_classes[] = {
	"ocr_header",	 "ocr_footer",	 "ocr_caption",
	"ocr_textfloat", "ocr_pageno",	 "ocr_title",
	"ocr_author",	 "ocr_abstract", NULL};

/* Areas with lines in them, which pages are laid out in. */
static const char *const area_classes[] = {"ocr_carea", "ocrx_block", NULL};

/* Elements that are a word or, outside of words, the characters of one. */
static const char *const word_classes[] = {"ocrx_word", "ocr_word", NULL};
static const char *const character_classes[] = {"ocr_cinfo", "ocrx_cinfo",
						NULL};

/*
 * The place of a property in the title, after its name; NULL if it is not
 * there.
 */
static const char *property(const struct nb_element *e, const char *name)
{
	const char *p = nb_element_get(e, "title");
	size_t len = strlen(name);

	while (p) {
		p += strspn(p, SPACES);
		if (strncmp(p, name, len) == 0 && strchr(SPACES, p[len]))
			return p + len;
		p = strchr(p, ';');
		p = p ? p + 1 : NULL;
	}
	return NULL;
}

/* The box in the attributes of pdftotext; false if there is none. */
static bool box_of_pdf(const struct nb_element *e, struct nb_box *box)
{
	static const char *const names[] = {"xMin", "yMin", "xMax", "yMax"};
	double n[4];

	if (!nb_element_edges(e, names, n))
		return false;
	*box = (struct nb_box){.x0 = n[0], .y0 = n[1], .x1 = n[2], .y1 = n[3]};
	return box->x0 <= box->x1 && box->y0 <= box->y1;
}

/* Is it an element of pdftotext with this name? */
static bool is_pdf(const struct nb_element *e, const char *name)
{
	return strcmp(e->name, name) == 0 &&
	       nb_element_get(e, strcmp(name, "page") ? "xMin" : "width");
}

/*
 * The bbox of the title, or else the box around those of its characters
 * (x_bboxes); false if there is none.
 */
static bool box_of(const struct nb_element *e, struct nb_box *box)
{
	const char *p = property(e, "bbox");
	struct nb_box more;

	if (box_of_pdf(e, box))
		return true;
	if (p)
		return nb_edges(&p, box);
	p = property(e, "x_bboxes");
	if (!p || !nb_edges(&p, box))
		return false;
	while (nb_edges(&p, &more))
		nb_box_extend(box, &more);
	return true;
}

/*
 * Add text to the open line. Where the file has a new line, characters of
 * scripts without spaces are not parted.
 */
static enum nb_status add_text(struct hocr *h, const char *text, size_t len,
			       struct nb_error *err)
{
	size_t at = 0, n;
	enum nb_status st = NB_OK;

	for (; !st && at < len; at += n + 1) {
		for (n = 0; at + n < len && !strchr("\r\n", text[at + n]);)
			n++;
		st = nb_line_word(&h->m.lines, text + at, n, NULL, err);
	}
	return st;
}

/*
 * Make a line of the gathered text that is in no line, if there is any. It
 * stands where the element around it does, if nothing else stands there.
 */
static enum nb_status end_loose(struct hocr *h, struct nb_error *err)
{
	struct nb_markup *m = &h->m;
	size_t count = m->lines.layout->count;
	unsigned depth = h->depth;
	enum nb_status st;

	if (m->lines.open || h->in_word || !m->text.len)
		return NB_OK;
	while (depth && !h->at[depth].placed)
		depth--;
	nb_line_begin(&m->lines, NULL);
	st = add_text(h, (const char *)m->text.data, m->text.len, err);
	m->text.len = 0;
	if (!st)
		st = nb_markup_end_line(m, h->depth, err);
	/* Text that is blank makes no line. */
	h->at[depth].loose |= m->lines.layout->count > count;
	return st;
}

/* An element ends: if text in no line is all that it has, that has its place.
 */
static void place_loose(struct hocr *h, const struct open_element *at)
{
	const struct nb_layout *l = h->m.lines.layout;
	struct nb_box *box;

	if (!at->loose || !at->placed || l->count != at->before + 1)
		return;
	box = &l->boxes[at->before];
	box->x0 = at->box.x0;
	box->y0 = at->box.y0;
	box->x1 = at->box.x1;
	box->y1 = at->box.y1;
}

/*
 * Add the gathered text to the line: that of a word, or text outside of words.
 */
static enum nb_status add_gathered(struct hocr *h, struct nb_error *err)
{
	struct nb_markup *m = &h->m;
	enum nb_status st = NB_OK;

	if (m->lines.open && !h->in_word)
		st = add_text(h, (const char *)m->text.data, m->text.len, err);
	else if (h->in_word)
		st = nb_markup_word(m, (const char *)m->text.data, m->text.len,
				    h->word_placed ? &h->word : NULL,
				    h->word_depth, err);
	m->text.len = 0;
	return st;
}

/* The open word ends. */
static enum nb_status end_word(struct hocr *h, struct nb_error *err)
{
	enum nb_status st = add_gathered(h, err);

	h->in_word = h->word_placed = false;
	return st;
}

/* What an element is to the lines, beside the line that is open. */
static enum line_kind line_kind(const struct hocr *h,
				const struct nb_element *e)
{
	if (has_any(e, line_classes) || is_pdf(e, "line"))
		return LINE_PRINTED;
	if (!has_any(e, part_classes) ||
	    (h->m.lines.open && h->at[h->line_depth].kind == LINE_PRINTED))
		return LINE_NONE;
	return LINE_PART;
}

/* The element of that depth, which is open, is the line from here on. */
static void open_line(struct hocr *h, unsigned depth)
{
	const struct open_element *at = &h->at[depth];

	h->line_depth = depth;
	nb_line_begin(&h->m.lines, at->placed ? &at->box : NULL);
}

/*
 * A line begins with this element. A line that is open and has text was not
 * closed, or it continues after the one inside of it; one without text was an
 * area, and is abandoned.
 */
static enum nb_status begin_line(struct hocr *h, const struct nb_element *e,
				 enum line_kind kind, struct nb_error *err)
{
	struct open_element *at = &h->at[e->depth];
	enum nb_status st = NB_OK;

	if (h->m.lines.open) {
		st = end_word(h, err);
		if (!st)
			st = nb_markup_end_line(&h->m, h->line_depth, err);
	}
	at->kind = kind;
	open_line(h, e->depth);
	return st;
}

/* After a line, the one around the element of that depth goes on, if there is
 * one. */
static void resume_line(struct hocr *h, unsigned depth)
{
	while (depth-- > 0)
		if (h->at[depth].kind != LINE_NONE) {
			open_line(h, depth);
			return;
		}
}

/* A word begins: what was gathered before it was outside of words. */
static enum nb_status begin_word(struct hocr *h, const struct nb_element *e,
				 struct nb_error *err)
{
	enum nb_status st = add_gathered(h, err);

	h->in_word = true;
	h->word_depth = e->depth;
	h->word_placed = box_of(e, &h->word);
	return st;
}

/* Is it one of these elements of HTML, whose list ends with NULL? */
static bool is_any(const struct nb_element *e, const char *const *names)
{
	for (; *names; names++)
		if (strcasecmp(e->name, *names) == 0)
			return true;
	return false;
}

/* Does it have a class of hOCR? */
static bool has_engine_class(const struct nb_element *e)
{
	const char *list = nb_element_get(e, "class");

	while (list && *list) {
		list += strspn(list, SPACES);
		if (strncasecmp(list, "ocr_", 4) == 0 ||
		    strncasecmp(list, "ocrx_", 5) == 0)
			return true;
		list += strcspn(list, SPACES);
	}
	return false;
}

/* What is within a sentence. */
static const char *const phrase_classes[] = {
	"ocr_dropcap", "ocr_glyph", "ocr_glyphs", "ocr_math", "ocr_chem", NULL};

/* May a sentence go on over the tags of the element? */
static bool is_phrase(const struct nb_element *e)
{
	static const char *const names[] = {
		"span", "a",   "b",    "i",    "em",  "strong", "u",
		"s",	"del", "ins",  "font", "big", "small",	"sub",
		"sup",	"tt",  "code", "ruby", "rb",  "rt",	"rp",
		"bdo",	"q",   "abbr", "cite", "img", "wbr",	NULL};

	return is_any(e, names) &&
	       (!has_engine_class(e) || has_any(e, phrase_classes));
}

/* Note what an element is to text in no line. */
static void open_element(struct hocr *h, const struct nb_element *e,
			 bool phrase)
{
	static const char *const hidden[] = {"head",   "title", "style",
					     "script", "meta",	NULL};
	struct open_element *at = &h->at[e->depth];
	bool page = has_class(e, "ocr_page") || is_pdf(e, "page");

	h->depth = e->depth;
	at->kind = LINE_NONE;
	at->loose = false;
	at->phrase = phrase;
	at->holds =
		page || has_engine_class(e) ||
		(e->depth && h->at[e->depth - 1].holds && !is_any(e, hidden));
	at->before = h->m.lines.layout->count;
	at->placed = !page && !phrase && box_of(e, &at->box);
}

/* A page or an area of it begins, or another element. */
static enum nb_status begin_area(struct hocr *h, const struct nb_element *e,
				 struct nb_error *err)
{
	const struct open_element *at = &h->at[e->depth];
	struct nb_box box;
	enum nb_status st = NB_OK;

	if (has_any(e, area_classes) || is_pdf(e, "block")) {
		st = nb_markup_area(&h->m, e, NB_SAID_NOTHING, err);
		if (!st)
			nb_markup_place(&h->m, e->depth,
					at->placed ? &at->box : NULL);
	} else {
		nb_markup_inside(&h->m, e);
	}
	if (!st && has_class(e, "ocr_page"))
		return box_of(e, &box)
			       ? nb_markup_image(&h->m, box.x1, box.y1, err)
			       : nb_markup_image(&h->m, 0, 0, err);
	if (!st && is_pdf(e, "page"))
		return nb_markup_page(&h->m, e, "width", "height", err);
	return st;
}

static enum nb_status start(void *state, const struct nb_element *e,
			    struct nb_error *err)
{
	struct hocr *h = state;
	enum line_kind kind = line_kind(h, e);
	bool phrase = is_phrase(e);
	enum nb_status st = phrase ? NB_OK : end_loose(h, err);

	open_element(h, e, phrase);
	if (!st)
		st = begin_area(h, e, err);
	if (st)
		return st;
	if (kind != LINE_NONE)
		return begin_line(h, e, kind, err);
	if (has_any(e, word_classes) || is_pdf(e, "word") ||
	    (!h->in_word && has_any(e, character_classes)))
		return begin_word(h, e, err);
	return NB_OK;
}

static enum nb_status take_text(void *state, const char *text,
				struct nb_error *err)
{
	struct hocr *h = state;

	/* White space between words is the indentation of the file. */
	if (h->m.text.len == 0 || h->in_word)
		text += strspn(text, SPACES);
	if (!h->m.lines.open && !h->in_word && !h->at[h->depth].holds) {
		h->m.loose |= h->m.lines.image > 0 && *text;
		return NB_OK;
	}
	return nb_buf_puts(&h->m.text, text) ? nb_fail_mem(err) : NB_OK;
}

static enum nb_status stop(void *state, const char *name, unsigned depth,
			   struct nb_error *err)
{
	struct hocr *h = state;
	bool line = h->m.lines.open && depth <= h->line_depth;
	enum nb_status st = NB_OK;

	(void)name;
	if (h->in_word && depth <= h->word_depth)
		st = end_word(h, err);
	if (!st && !h->at[depth].phrase)
		st = end_loose(h, err);
	if (!st)
		place_loose(h, &h->at[depth]);
	h->depth = depth ? depth - 1 : 0;
	if (!st && line) {
		st = add_gathered(h, err);
		if (!st)
			st = nb_markup_end_line(&h->m, depth, err);
	}
	nb_markup_outside(&h->m, depth);
	if (!st && line)
		resume_line(h, depth);
	return st;
}

const struct nb_form nb_form_hocr = {
	.name = "hOCR",
	.size = sizeof(struct hocr),
	.start = start,
	.text = take_text,
	.stop = stop,
	.html = true,
};
