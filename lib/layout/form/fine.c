/* SPDX-License-Identifier: Apache-2.0 */
/*
 * FineReader XML (ABBYY, schemas of FineReader 6 to 10): pages, blocks, and
 * lines with their edges. The text of a line is in charParams elements, a
 * character each, or directly in its formatting elements.
 *
 * Characters up to a space are a word. The variants of a character that the
 * engine weighed (charRecVariants) and those of a word (wordRecVariants) are
 * not text.
 */
#include "base/error.h"
#include "layout/form/form.h"

#include <string.h>

/*
 * The state of the reader. m.text has the open word, `word` its box if
 * `word_placed`.
 */
struct fine {
	struct nb_markup m;
	struct nb_box word, character;
	bool word_placed, character_placed;
	unsigned variants; /* elements with variants that are open */
	bool in_text;	   /* in formatting, or in one of its characters */
	bool in_character; /* in charParams */
};

/* The box in the attributes l, t, r and b; false if one is missing. */
static bool box_of(const struct nb_element *e, struct nb_box *box)
{
	static const char *const names[] = {"l", "t", "r", "b"};
	double n[4];

	if (!nb_element_edges(e, names, n))
		return false;
	*box = (struct nb_box){.x0 = n[0], .y0 = n[1], .x1 = n[2], .y1 = n[3]};
	return box->x0 <= box->x1 && box->y0 <= box->y1;
}

/* The open word ends, if there is one. */
static enum nb_status end_word(struct fine *f, struct nb_error *err)
{
	struct nb_buf *text = &f->m.text;
	enum nb_status st = NB_OK;

	if (f->m.lines.open)
		st = nb_line_word(&f->m.lines, (const char *)text->data,
				  text->len, f->word_placed ? &f->word : NULL,
				  err);
	text->len = 0;
	f->word_placed = false;
	return st;
}

static enum nb_status start(void *state, const struct nb_element *e,
			    struct nb_error *err)
{
	struct fine *f = state;
	struct nb_box box;
	enum nb_status st;

	if (strcmp(e->name, "block") == 0) {
		st = nb_markup_area(&f->m, e, NB_SAID_NOTHING, err);
		if (!st)
			nb_markup_place(&f->m, e->depth,
					box_of(e, &box) ? &box : NULL);
		return st;
	}
	nb_markup_inside(&f->m, e);
	if (strcmp(e->name, "page") == 0)
		return nb_markup_page(&f->m, e, "width", "height", err);
	if (strcmp(e->name, "line") == 0)
		nb_line_begin(&f->m.lines, box_of(e, &box) ? &box : NULL);
	else if (strcmp(e->name, "charParams") == 0)
		f->in_character = true;
	if (strcmp(e->name, "charParams") == 0)
		f->character_placed = box_of(e, &f->character);
	f->variants += strstr(e->name, "RecVariants") != NULL;
	if (strcmp(e->name, "formatting") == 0) {
		f->in_text = true;
		f->character_placed = false;
	}
	return NB_OK;
}

static enum nb_status take_text(void *state, const char *text,
				struct nb_error *err)
{
	static const char space[] = " \t\r\n";
	struct fine *f = state;
	enum nb_status st = NB_OK;
	size_t len;

	if (!f->in_text || f->variants)
		return NB_OK;
	/* White space between characters is the indentation of the file. */
	if (!f->in_character && text[strspn(text, space)] == '\0')
		return NB_OK;
	for (; !st && *text; text += len) {
		len = strspn(text, space);
		if (len) {
			st = end_word(f, err);
			continue;
		}
		len = strcspn(text, space);
		if (nb_buf_add(&f->m.text, text, len))
			return nb_fail_mem(err);
		if (!f->character_placed)
			continue;
		if (f->word_placed)
			nb_box_extend(&f->word, &f->character);
		else
			f->word = f->character;
		f->word_placed = true;
	}
	return st;
}

static enum nb_status stop(void *state, const char *name, unsigned depth,
			   struct nb_error *err)
{
	struct fine *f = state;
	enum nb_status st = NB_OK;

	f->variants -= f->variants && strstr(name, "RecVariants");
	if (strcmp(name, "charParams") == 0)
		f->in_character = false;
	if (strcmp(name, "formatting") == 0)
		f->in_text = false;
	if (strcmp(name, "line") == 0) {
		st = end_word(f, err);
		if (!st)
			st = nb_markup_end_line(&f->m, depth, err);
	}
	nb_markup_outside(&f->m, depth);
	return st;
}

const struct nb_form nb_form_fine = {
	.name = "FRX",
	.size = sizeof(struct fine),
	.start = start,
	.text = take_text,
	.stop = stop,
};
