/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hOCR: the class of an element says what it is, and its title where it is, as
 * in title="bbox 10 20 300 60; x_wconf 93".
 *
 * Only lines and their words count. Areas and paragraphs are what the engine
 * takes for such, and the repair of breaks decides on them anew.
 */
#include "base/error.h"
#include "layout/hocr.h"

#include <string.h>

#define SPACES " \t\n\r\f"

/* Is `name` one of the names that the class attribute lists? */
static bool has_class(const struct nb_element *e, const char *name)
{
	const char *list = nb_element_get(e, "class");

	while (list && *list) {
		size_t len;

		list += strspn(list, SPACES);
		len = strcspn(list, SPACES);
		if (len == strlen(name) && strncmp(list, name, len) == 0)
			return true;
		list += len;
	}
	return false;
}

/*
 * Elements of these classes are a line, or an area with lines in it: engines
 * disagree.
 */
static bool is_line(const struct nb_element *e)
{
	static const char *const classes[] = {"ocr_line",    "ocrx_line",
					      "ocr_header",  "ocr_footer",
					      "ocr_caption", "ocr_textfloat"};
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		if (has_class(e, classes[i]))
			return true;
	return false;
}

/* The bbox of the title; false if there is none. */
static bool box_of(const struct nb_element *e, struct nb_box *box)
{
	const char *p = nb_element_get(e, "title");
	double n[4];
	size_t i;

	while (p && strncmp(p += strspn(p, SPACES), "bbox", 4) != 0) {
		p = strchr(p, ';');
		p = p ? p + 1 : NULL;
	}
	if (!p)
		return false;
	p += 4;
	for (i = 0; i < 4; i++) {
		size_t len;

		p += strspn(p, SPACES);
		len = strcspn(p, SPACES ";");
		if (!nb_coordinate(p, len, &n[i]))
			return false;
		p += len;
	}
	*box = (struct nb_box){.x0 = n[0], .y0 = n[1], .x1 = n[2], .y1 = n[3]};
	return box->x0 <= box->x1 && box->y0 <= box->y1;
}

/*
 * Add the gathered text to the line: that of a word, or text outside of words.
 */
static enum nb_status add_gathered(struct nb_hocr *h, struct nb_error *err)
{
	enum nb_status st =
		nb_line_word(&h->lines, (const char *)h->text.data, h->text.len,
			     h->word_placed ? &h->word : NULL, err);

	h->text.len = 0;
	return st;
}

/*
 * A line begins with this element. A line that was open is abandoned: it has no
 * text.
 */
static void begin_line(struct nb_hocr *h, const struct nb_element *e)
{
	struct nb_box box;

	h->line_depth = e->depth;
	nb_line_begin(&h->lines, box_of(e, &box) ? &box : NULL);
}

/* A word begins: what was gathered before it was outside of words. */
static enum nb_status begin_word(struct nb_hocr *h, const struct nb_element *e,
				 struct nb_error *err)
{
	enum nb_status st = add_gathered(h, err);

	h->in_word = true;
	h->word_depth = e->depth;
	h->word_placed = box_of(e, &h->word);
	return st;
}

enum nb_status nb_hocr_start(struct nb_hocr *h, const struct nb_element *e,
			     struct nb_error *err)
{
	if (has_class(e, "ocr_page"))
		h->lines.image++;
	/* A line inside of a line without text: the outer one was an area. */
	if (is_line(e) && !h->in_word && h->text.len == 0 &&
	    (!h->lines.open || nb_line_empty(&h->lines)))
		begin_line(h, e);
	else if (h->lines.open && !h->in_word && has_class(e, "ocrx_word"))
		return begin_word(h, e, err);
	return NB_OK;
}

enum nb_status nb_hocr_text(struct nb_hocr *h, const char *text,
			    struct nb_error *err)
{
	if (!h->lines.open)
		return NB_OK;
	/* White space between words is the indentation of the file. */
	if (h->text.len == 0 || h->in_word)
		text += strspn(text, SPACES);
	return nb_buf_puts(&h->text, text) ? nb_fail_mem(err) : NB_OK;
}

enum nb_status nb_hocr_stop(struct nb_hocr *h, unsigned depth,
			    struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (h->in_word && depth == h->word_depth) {
		st = add_gathered(h, err);
		h->in_word = h->word_placed = false;
	} else if (h->lines.open && depth == h->line_depth) {
		st = add_gathered(h, err);
		if (!st)
			st = nb_line_end(&h->lines, err);
	}
	return st;
}
