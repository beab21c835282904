/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DjVu XML (djvutoxml): an OBJECT is a page; in its hidden text, LINE elements
 * have WORD elements, with coords="left,bottom,right,top", and these may have
 * CHARACTER elements. The text of a file may also end at its lines, paragraphs
 * or columns: then these have it themselves, and its lines end as in a text.
 */
#include "base/error.h"
#include "layout/form/form.h"

#include <string.h>

/* The state of the reader. m.text has the open word, or text outside of words
 * since the last tag. */
struct djvu {
	struct nb_markup m;
	struct nb_box word, line;
	bool in_word, word_placed;
	bool in_line, line_placed;
	bool in_hidden;
};

/* The box in the coords, whose edges may come in either order. */
static bool box_of(const struct nb_element *e, struct nb_box *box)
{
	const char *p = nb_element_get(e, "coords");
	double n[4];
	size_t i;

	for (i = 0; i < 4; i++) {
		size_t len = p ? strcspn(p, ",") : 0;

		if (!p || !nb_edge(p, len, &n[i]))
			return false;
		p = p[len] ? p + len + 1 : NULL;
	}
	*box = (struct nb_box){.x0 = n[0] < n[2] ? n[0] : n[2],
			       .y0 = n[1] < n[3] ? n[1] : n[3],
			       .x1 = n[0] < n[2] ? n[2] : n[0],
			       .y1 = n[1] < n[3] ? n[3] : n[1]};
	return true;
}

/* Add text of a paragraph or a column that has no lines: a line each. */
static enum nb_status add_lines(struct djvu *d, const char *p, size_t len,
				unsigned depth, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	const char *end = p + len, *stop;

	for (; !st && p < end; p = stop + 1) {
		stop = memchr(p, '\n', (size_t)(end - p));
		stop = stop ? stop : end;
		nb_line_begin(&d->m.lines, NULL);
		st = nb_markup_word(&d->m, p, (size_t)(stop - p), NULL, depth,
				    err);
		if (!st)
			st = nb_markup_end_line(&d->m, depth, err);
	}
	return st;
}

/* Add what was gathered outside of words before a tag. White space between two
 * tags is none of the text. */
static enum nb_status flush(struct djvu *d, unsigned depth,
			    struct nb_error *err)
{
	const char *p = (const char *)d->m.text.data;
	size_t len = d->m.text.len, skip = 0;
	enum nb_status st;

	while (skip < len && strchr(" \t\r\n", p[skip]))
		skip++;
	while (len > skip && strchr(" \t\r\n", p[len - 1]))
		len--;
	if (skip == len)
		st = NB_OK;
	else if (d->in_line)
		st = nb_markup_word(&d->m, p + skip, len - skip,
				    d->line_placed ? &d->line : NULL, depth,
				    err);
	else
		st = add_lines(d, p + skip, len - skip, depth, err);
	d->m.text.len = 0;
	return st;
}

static enum nb_status start(void *state, const struct nb_element *e,
			    struct nb_error *err)
{
	struct djvu *d = state;
	enum nb_status st = d->in_word ? NB_OK : flush(d, e->depth, err);

	if (strcmp(e->name, "OBJECT") == 0)
		return nb_markup_page(&d->m, e, "width", "height", err);
	if (strcmp(e->name, "HIDDENTEXT") == 0) {
		d->in_hidden = true;
	} else if (strcmp(e->name, "LINE") == 0) {
		d->in_line = true;
		d->line_placed = box_of(e, &d->line);
		nb_line_begin(&d->m.lines, d->line_placed ? &d->line : NULL);
	} else if (strcmp(e->name, "WORD") == 0) {
		d->in_word = true;
		d->word_placed = box_of(e, &d->word);
		d->m.text.len = 0;
	}
	return st;
}

static enum nb_status take_text(void *state, const char *text,
				struct nb_error *err)
{
	struct djvu *d = state;

	if (!d->in_word && !d->in_hidden)
		return NB_OK;
	if (d->in_word)
		text += strspn(text, " \t\r\n");
	return nb_buf_puts(&d->m.text, text) ? nb_fail_mem(err) : NB_OK;
}

static enum nb_status stop(void *state, const char *name, unsigned depth,
			   struct nb_error *err)
{
	struct djvu *d = state;
	enum nb_status st;

	if (strcmp(name, "WORD") == 0) {
		d->in_word = false;
		st = nb_markup_word(
			&d->m, (const char *)d->m.text.data, d->m.text.len,
			d->word_placed ? &d->word : NULL, depth, err);
		d->m.text.len = 0;
		return st;
	}
	st = d->in_word ? NB_OK : flush(d, depth, err);
	if (strcmp(name, "HIDDENTEXT") == 0)
		d->in_hidden = false;
	if (strcmp(name, "LINE") != 0 || st)
		return st;
	d->in_line = false;
	return nb_markup_end_line(&d->m, depth, err);
}

const struct nb_form nb_form_djvu = {
	.name = "DjVu",
	.size = sizeof(struct djvu),
	.start = start,
	.text = take_text,
	.stop = stop,
};
