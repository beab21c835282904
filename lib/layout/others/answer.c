/* SPDX-License-Identifier: Apache-2.0 */
/* Pages and lines of an answer (answer.h). */
#include "layout/others/answer.h"
#include "base/error.h"
#include "layout/lines/fragments.h"
#include "layout/lines/layout.h"
#include "layout/lines/order.h"
#include "layout/lines/pages.h"

#include <stdio.h>
#include <string.h>

void nb_answer_page(struct nb_answer *a, double width, double height)
{
	a->lines.image++;
	if (!a->status && width > 0 && height > 0 &&
	    width <= NB_COORDINATE_MAX && height <= NB_COORDINATE_MAX)
		a->status = nb_layout_add_image(a->lines.layout, a->lines.image,
						width, height, a->err);
}

size_t nb_answer_text(const struct nb_answer *a)
{
	return a->lines.layout->text.len;
}

void nb_answer_some_page(struct nb_answer *a)
{
	if (a->lines.image == 0)
		nb_answer_page(a, 0, 0);
}

void nb_answer_begin(struct nb_answer *a, const struct nb_box *box)
{
	nb_answer_some_page(a);
	nb_line_begin(&a->lines, box);
}

void nb_answer_word(struct nb_answer *a, const char *text,
		    const struct nb_box *box)
{
	if (!a->status)
		a->status = nb_line_word(&a->lines, text, strlen(text), box,
					 a->err);
}

void nb_answer_end(struct nb_answer *a)
{
	if (!a->status && a->lines.open)
		a->status = nb_line_end(&a->lines, a->err);
}

/* Add one line that is not placed. */
static void add_plain(struct nb_answer *a, const char *text, size_t len)
{
	nb_answer_begin(a, NULL);
	if (!a->status)
		a->status = nb_line_word(&a->lines, text, len, NULL, a->err);
	nb_answer_end(a);
}

void nb_answer_line(struct nb_answer *a, const char *text,
		    const struct nb_box *box)
{
	size_t n;

	if (box) {
		nb_answer_begin(a, box);
		nb_answer_word(a, text, box);
		nb_answer_end(a);
		return;
	}
	for (; !a->status; text += n + 1) {
		n = strcspn(text, "\n");
		add_plain(a, text, n);
		if (!text[n])
			return;
	}
}

enum nb_status nb_answer_finish(struct nb_answer *a, const char *form)
{
	struct nb_layout *l = a->lines.layout;
	uint32_t pages = a->lines.image;
	enum nb_status st;

	if (pages > NB_FILE_PAGES_MAX)
		return nb_fail(a->err, NB_LIMIT,
			       "the file has %u pages; %u are the most",
			       (unsigned)pages, NB_FILE_PAGES_MAX);
	st = nb_layout_assemble(l, a->err);
	if (!st)
		st = nb_layout_order(l, false, a->err);
	if (!st)
		st = nb_layout_paginate(l, pages, a->err);
	(void)snprintf(l->form, sizeof(l->form), "%s", form);
	return st;
}
