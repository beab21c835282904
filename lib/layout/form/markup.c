/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and words of markup, in any form (markup.h). */
#include "layout/form/markup.h"

enum nb_status nb_markup_end_line(struct nb_markup *m, unsigned depth,
				  struct nb_error *err)
{
	const size_t *count = &m->lines.layout->count, before = *count;
	enum nb_status st = NB_OK;

	if (m->lines.open)
		st = nb_line_end(&m->lines, err);
	if (st || *count == before)
		return st;
	/* The line was kept, so that it needs a rank. */
	return nb_references_line(&m->order, depth, err);
}

enum nb_status nb_markup_word(struct nb_markup *m, const char *word, size_t len,
			      const struct nb_box *box, unsigned depth,
			      struct nb_error *err)
{
	enum nb_status st;

	if (m->lines.open)
		return nb_line_word(&m->lines, word, len, box, err);
	nb_line_begin(&m->lines, box);
	st = nb_line_word(&m->lines, word, len, box, err);
	return st ? st : nb_markup_end_line(m, depth, err);
}

void nb_markup_free(struct nb_markup *m)
{
	nb_references_free(&m->order);
	nb_buf_free(&m->text);
}
