/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DjVu XML (djvutoxml): an OBJECT is a page; in its hidden text, LINE elements
 * have WORD elements, with coords="left,bottom,right,top", and these may have
 * CHARACTER elements.
 */
#include "base/error.h"
#include "layout/form/form.h"

#include <string.h>

/* The state of the reader. m.text has the open word. */
struct djvu {
	struct nb_markup m;
	struct nb_box word;
	bool in_word, word_placed;
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

static enum nb_status start(void *state, const struct nb_element *e,
			    struct nb_error *err)
{
	struct djvu *d = state;
	struct nb_box box;

	(void)err;
	if (strcmp(e->name, "OBJECT") == 0) {
		d->m.lines.image++;
	} else if (strcmp(e->name, "LINE") == 0) {
		nb_line_begin(&d->m.lines, box_of(e, &box) ? &box : NULL);
	} else if (strcmp(e->name, "WORD") == 0) {
		d->in_word = true;
		d->word_placed = box_of(e, &d->word);
		d->m.text.len = 0;
	}
	return NB_OK;
}

static enum nb_status take_text(void *state, const char *text,
				struct nb_error *err)
{
	struct djvu *d = state;

	if (!d->in_word)
		return NB_OK;
	text += strspn(text, " \t\r\n");
	return nb_buf_puts(&d->m.text, text) ? nb_fail_mem(err) : NB_OK;
}

static enum nb_status stop(void *state, const char *name, unsigned depth,
			   struct nb_error *err)
{
	struct djvu *d = state;

	if (strcmp(name, "WORD") == 0) {
		d->in_word = false;
		return nb_markup_word(
			&d->m, (const char *)d->m.text.data, d->m.text.len,
			d->word_placed ? &d->word : NULL, depth, err);
	}
	if (strcmp(name, "LINE") == 0)
		return nb_markup_end_line(&d->m, depth, err);
	return NB_OK;
}

const struct nb_form nb_form_djvu = {
	.name = "DjVu",
	.size = sizeof(struct djvu),
	.start = start,
	.text = take_text,
	.stop = stop,
};
