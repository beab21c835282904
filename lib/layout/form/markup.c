/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and words of markup, in any form (markup.h). */
#include "base/alloc.h"
#include "base/error.h"
#include "layout/form/markup.h"
#include "layout/lines/doubts.h"

#include <stdlib.h>
#include <string.h>

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

/* The area around an element of that depth. */
static uint32_t around(const struct nb_markup *m, unsigned depth)
{
	return depth ? m->areas_at[depth - 1] : 0;
}

void nb_markup_inside(struct nb_markup *m, const struct nb_element *e)
{
	m->lines.area = m->areas_at[e->depth] = around(m, e->depth);
}

void nb_markup_outside(struct nb_markup *m, unsigned depth)
{
	m->lines.area = around(m, depth);
}

void nb_markup_place(struct nb_markup *m, unsigned depth,
		     const struct nb_box *box)
{
	struct nb_area *area = &m->lines.layout->areas[m->areas_at[depth] - 1];

	area->placed = box != NULL;
	if (!box)
		return;
	area->x0 = box->x0;
	area->y0 = box->y0;
	area->x1 = box->x1;
	area->y1 = box->y1;
}

enum nb_status nb_markup_image(struct nb_markup *m, double right, double lower,
			       struct nb_error *err)
{
	m->lines.image++;
	return right > 0 && lower > 0
		       ? nb_layout_add_image(m->lines.layout, m->lines.image,
					     right, lower, err)
		       : NB_OK;
}

enum nb_status nb_markup_page(struct nb_markup *m, const struct nb_element *e,
			      const char *width, const char *height,
			      struct nb_error *err)
{
	const char *const names[] = {width, height, width, height};
	double edges[4];

	if (!nb_element_edges(e, names, edges))
		edges[0] = edges[1] = 0;
	return nb_markup_image(m, edges[0], edges[1], err);
}

enum nb_status nb_markup_area(struct nb_markup *m, const struct nb_element *e,
			      enum nb_said said, struct nb_error *err)
{
	struct nb_layout *l = m->lines.layout;
	const char *id = nb_element_get(e, "ID");
	struct nb_area *grown = nb_grow(l->areas, &l->area_cap,
					l->area_count + 1, sizeof(*grown));
	struct nb_area area = {.parent = around(m, e->depth), .said = said};

	if (!grown)
		return nb_fail_mem(err);
	l->areas = grown;
	if (!l->ids.len && nb_buf_add(&l->ids, "", 1))
		return nb_fail_mem(err);
	if (id && *id) {
		area.id = l->ids.len;
		if (nb_buf_add(&l->ids, id, strlen(id) + 1))
			return nb_fail_mem(err);
	}
	grown[l->area_count++] = area;
	m->lines.area = m->areas_at[e->depth] = (uint32_t)l->area_count;
	return NB_OK;
}

enum nb_status nb_markup_article(struct nb_markup *m,
				 const struct nb_article_said *article,
				 struct nb_error *err)
{
	struct nb_layout *l = m->lines.layout;
	struct nb_area *area = &l->areas[l->area_count - 1];

	if (!article->stated)
		return NB_OK;
	if (article->len)
		return nb_articles_note(&m->articles, (uint32_t)l->area_count,
					m->lines.image, article, err);
	if (article->kind == NB_SAID_ARTICLE)
		return nb_layout_add_doubt(l, NB_DOUBT_WHICH, m->lines.image,
					   (const char *)l->ids.data + area->id,
					   err);
	/* No group has a number above those of the list. */
	area->item = ++m->order.groups;
	area->kind = article->kind;
	return NB_OK;
}

void nb_markup_free(struct nb_markup *m)
{
	nb_references_free(&m->order);
	nb_articles_free(&m->articles);
	nb_buf_free(&m->text);
}
