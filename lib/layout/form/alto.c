/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ALTO, versions 1 to 4: pages, text lines, and the strings of a line.
 *
 * A word that was divided at the end of a line (SUBS_TYPE) is written whole
 * where it begins, from SUBS_CONTENT, and its second part is left out, as far
 * as the whole has the characters of the parts. SP
 * elements are ignored: some engines treat each character as a word, so that
 * the gap between the boxes decides about spaces (lines.c).
 */
#include "base/error.h"
#include "layout/form/form.h"
#include "layout/stated/tags.h"

#include <string.h>

/* The state of the reader; a `struct nb_markup` comes first. */
struct alto {
	struct nb_markup m;
	bool divided; /* a divided word was written whole, which is m.text; its
		       * rest follows */
	size_t first; /* the bytes of m.text that its first part has */
	bool in_unit; /* in MeasurementUnit */
	struct nb_tags tags;
	/* The area of the line before the open one, in the same block, if tags
	 * say what that line is; 0: they do not. */
	uint32_t line_area;
};

/*
 * The box in HPOS, VPOS, WIDTH and HEIGHT; false if one of them is missing or
 * out of range.
 */
static bool box_of(const struct nb_element *e, struct nb_box *box)
{
	static const char *const names[] = {"HPOS", "VPOS", "WIDTH", "HEIGHT"};
	double n[4];

	if (!nb_element_edges(e, names, n))
		return false;
	*box = (struct nb_box){
		.x0 = n[0], .y0 = n[1], .x1 = n[0] + n[2], .y1 = n[1] + n[3]};
	return box->x1 <= NB_COORDINATE_MAX && box->y1 <= NB_COORDINATE_MAX;
}

/* Does the whole word begin with its first part, the hyphen of that aside?
 * *first is the length of that part then. */
static bool begins_whole(const char *whole, const char *part, size_t *first)
{
	static const char *const hyphens[] = {"-", "\xc2\xad", "\xc2\xac",
					      "\xe2\x80\x90"};
	size_t len = part ? strlen(part) : 0, i;

	for (i = 0; i < sizeof(hyphens) / sizeof(hyphens[0]); i++) {
		size_t n = strlen(hyphens[i]);

		if (len > n && memcmp(part + len - n, hyphens[i], n) == 0) {
			len -= n;
			break;
		}
	}
	*first = len;
	return len == 0 || strncmp(whole, part, len) == 0;
}

/*
 * What the second part of a word has that its whole lacks after the first one,
 * which may be a mark at its end, or all of it.
 */
static const char *lacking(const struct alto *a, const char *part)
{
	const struct nb_buf *whole = &a->m.text;
	size_t n = strlen(part);

	if (n > whole->len - a->first)
		n = whole->len - a->first;
	/* Both are UTF-8: a part of a character ends no word. */
	while (n && memcmp(whole->data + whole->len - n, part, n) != 0)
		n--;
	return part + n;
}

/* Add a String element to the line. */
static enum nb_status add_string(struct alto *a, const struct nb_element *e,
				 struct nb_error *err)
{
	const char *content = nb_element_get(e, "CONTENT");
	const char *part = nb_element_get(e, "SUBS_TYPE");
	const char *whole = nb_element_get(e, "SUBS_CONTENT");
	struct nb_box box;
	bool placed = box_of(e, &box);

	if (part && strcmp(part, "HypPart2") == 0 && a->divided && content)
		content = lacking(a, content);
	a->divided = part && strcmp(part, "HypPart1") == 0 && whole && *whole &&
		     begins_whole(whole, content, &a->first);
	if (a->divided) {
		content = whole;
		a->m.text.len = 0;
		if (nb_buf_puts(&a->m.text, whole))
			return nb_fail_mem(err);
	}
	if (!content || !*content)
		return NB_OK;
	return nb_markup_word(&a->m, content, strlen(content),
			      placed ? &box : NULL, e->depth, err);
}

/* Add the hyphen of a divided word (HYP), unless the word was written whole. */
static enum nb_status add_hyphen(struct alto *a, const struct nb_element *e,
				 struct nb_error *err)
{
	const char *content = nb_element_get(e, "CONTENT");

	if (a->divided || !content)
		return NB_OK;
	/* In the box of the word before it, so that there is no gap. */
	return nb_line_word(&a->m.lines, content, strlen(content),
			    a->m.lines.last_placed ? &a->m.lines.last : NULL,
			    err);
}

static bool is_block(const struct nb_element *e)
{
	return strcmp(e->name, "TextBlock") == 0 ||
	       strcmp(e->name, "ComposedBlock") == 0;
}

/* Is the element a block of lines, or a line that a METS file may name, or that
 * has tags? */
static bool is_area(const struct nb_element *e)
{
	return is_block(e) ||
	       (strcmp(e->name, "TextLine") == 0 &&
		(nb_element_get(e, "ID") || nb_element_get(e, "TAGREFS")));
}

/*
 * A line begins that tags say something of: the area around it has what they
 * say, and that is one for all such lines that follow each other in a block.
 */
static enum nb_status begin_tagged(struct alto *a, const struct nb_element *e,
				   enum nb_said said,
				   const struct nb_article_said *article,
				   struct nb_error *err)
{
	struct nb_layout *l = a->m.lines.layout;
	const struct nb_element bare = {.name = e->name, .depth = e->depth};
	const struct nb_area *last =
		a->line_area ? &l->areas[a->line_area - 1] : NULL;
	bool item = article->stated && !article->len;
	enum nb_status st;

	if (last && last->said == said && (last->item != 0) == item &&
	    nb_articles_same(&a->m.articles, a->line_area, article))
		return NB_OK;
	st = nb_markup_area(&a->m, &bare, said, err);
	if (st)
		return st;
	a->line_area = (uint32_t)l->area_count;
	l->areas[a->line_area - 1].line = true;
	return nb_markup_article(&a->m, article, err);
}

/* Take the start of an area, with its place. */
static enum nb_status begin_area(struct alto *a, const struct nb_element *e,
				 struct nb_error *err)
{
	struct nb_layout *l = a->m.lines.layout;
	const char *next = nb_element_get(e, "IDNEXT");
	bool line = !is_block(e), tagged;
	struct nb_article_said article;
	enum nb_said said;
	struct nb_box box;
	enum nb_status st = nb_tags_said(&a->tags, e, l, a->m.lines.image,
					 &said, &article, err);

	tagged = line && (said || article.stated);
	if (!tagged)
		a->line_area = 0;
	if (!st && tagged)
		st = begin_tagged(a, e, said, &article, err);
	if (!st)
		st = nb_markup_area(&a->m, e, line ? NB_SAID_NOTHING : said,
				    err);
	if (st)
		return st;
	if (tagged)
		l->areas[l->area_count - 1].parent = a->line_area;
	else
		st = nb_markup_article(&a->m, &article, err);
	l->areas[l->area_count - 1].line = line;
	nb_markup_place(&a->m, e->depth, box_of(e, &box) ? &box : NULL);
	return !st && next && *next
		       ? nb_references_next(&a->m.order,
					    (uint32_t)l->area_count, next, err)
		       : st;
}

/* The margins come before the print space in the file. Page numbers and the
 * names of editors in the lower one do not begin a page. */
static uint32_t margin_of(const struct nb_element *e)
{
	if (strcmp(e->name, "RightMargin") == 0)
		return 1;
	return strcmp(e->name, "BottomMargin") == 0 ? 2 : 0;
}

/* What the coordinates of the file count: the content of MeasurementUnit. */
static enum nb_status take_text(void *state, const char *text,
				struct nb_error *err)
{
	struct alto *a = state;
	struct nb_layout *l = a->m.lines.layout;

	(void)err;
	if (!a->in_unit)
		return NB_OK;
	text += strspn(text, " \t\r\n");
	if (strncmp(text, "mm10", 4) == 0)
		l->measure = NB_MEASURE_MM10;
	else if (strncmp(text, "inch1200", 8) == 0)
		l->measure = NB_MEASURE_INCH1200;
	return NB_OK;
}

static enum nb_status start(void *state, const struct nb_element *e,
			    struct nb_error *err)
{
	struct alto *a = state;
	struct nb_box box;
	enum nb_status st = nb_references_start(&a->m.order, e, err);

	if (!st)
		st = nb_tags_start(&a->tags, e, err);
	if (!st && is_area(e))
		st = begin_area(a, e, err);
	else if (!st)
		nb_markup_inside(&a->m, e);
	if (st)
		return st;
	if (strcmp(e->name, "TextLine") == 0 && !is_area(e))
		a->line_area = 0;
	a->in_unit = strcmp(e->name, "MeasurementUnit") == 0;
	if (strcmp(e->name, "Page") == 0)
		return nb_markup_page(&a->m, e, "WIDTH", "HEIGHT", err);
	if (margin_of(e))
		nb_references_margin(&a->m.order, e->depth, margin_of(e));
	if (strcmp(e->name, "TextLine") == 0)
		nb_line_begin(&a->m.lines, box_of(e, &box) ? &box : NULL);
	else if (strcmp(e->name, "String") == 0)
		return add_string(a, e, err);
	else if (strcmp(e->name, "HYP") == 0)
		return add_hyphen(a, e, err);
	return NB_OK;
}

static enum nb_status stop(void *state, const char *name, unsigned depth,
			   struct nb_error *err)
{
	struct alto *a = state;
	enum nb_status st = nb_references_stop(&a->m.order, name, depth, err);

	a->in_unit = false;
	nb_tags_stop(&a->tags, name);
	if (!st && strcmp(name, "TextLine") == 0)
		st = nb_markup_end_line(&a->m, depth, err);
	nb_markup_outside(&a->m, depth);
	return st;
}

static void release(void *state)
{
	struct alto *a = state;

	nb_tags_free(&a->tags);
}

const struct nb_form nb_form_alto = {
	.name = "ALTO",
	.size = sizeof(struct alto),
	.start = start,
	.text = take_text,
	.stop = stop,
	.release = release,
};
