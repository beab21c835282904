/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages of a file that has several (nb_layout_page()), and the name of a
 * form, which says which of them a page is.
 */
#include "base/alloc.h"
#include "base/error.h"
#include "layout/lines/pages.h"
#include "layout/lines/doubts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned nb_form_number(const char *form, size_t *name_len)
{
	const char *p;
	unsigned n = 0;

	*name_len = strcspn(form, "#!");
	p = form + *name_len;
	if (*p == '\0')
		return 0;
	for (p++; *p >= '0' && *p <= '9' && n <= NB_FILE_PAGES_MAX; p++)
		n = n * 10 + (unsigned)(*p - '0');
	return *p == '\0' && n <= NB_FILE_PAGES_MAX ? n : 0;
}

bool nb_form_damaged(const char *form)
{
	return strchr(form, '!') != NULL;
}

/* Append the beginning of a page. Only NB_NOMEM can happen. */
static enum nb_status add_page(struct nb_layout *l, size_t offset,
			       struct nb_error *err)
{
	size_t *grown = nb_grow(l->pages, &l->page_cap, l->page_count + 1,
				sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	l->pages = grown;
	grown[l->page_count++] = offset;
	return NB_OK;
}

/* Note the lines without a place, boxes[from] up to `to`, of a page on which
 * others have one. */
static enum nb_status note_unplaced(struct nb_layout *l, size_t from, size_t to,
				    struct nb_error *err)
{
	enum nb_status st = NB_OK;
	char name[64];
	size_t i;

	for (i = from; !st && i < to; i++) {
		const struct nb_box *b = &l->boxes[i];
		size_t len = b->len < sizeof(name) ? b->len : sizeof(name) - 1;

		if (nb_box_placed(b))
			continue;
		memcpy(name, l->text.data + b->offset, len);
		name[len] = '\0';
		st = nb_layout_add_doubt(l, NB_DOUBT_UNPLACED, b->image, name,
					 err);
	}
	return st;
}

/* Drop the boxes of pages on which the place of some line is not known. */
static enum nb_status drop_unplaced(struct nb_layout *l, struct nb_error *err)
{
	size_t from, to, kept = 0, placed;
	enum nb_status st = NB_OK;

	for (from = 0; !st && from < l->count; from = to) {
		placed = 0;
		for (to = from; to < l->count &&
				l->boxes[to].image == l->boxes[from].image;
		     to++)
			placed += nb_box_placed(&l->boxes[to]);
		if (placed && placed < to - from)
			st = note_unplaced(l, from, to, err);
		if (placed == to - from) {
			memmove(l->boxes + kept, l->boxes + from,
				(to - from) * sizeof(*l->boxes));
			kept += to - from;
		}
	}
	if (!st)
		l->count = kept;
	return st;
}

bool nb_layout_covers(const struct nb_layout *l)
{
	size_t len = 0, i;

	/* The text of a table is the table itself. */
	if (!l->page_count)
		return l->count > 0;
	for (i = 0; i < l->count; i++)
		len += l->boxes[i].len + 1;
	return l->count && len == l->text.len;
}

/* Append a stretch. Only NB_NOMEM can happen. */
static enum nb_status add_stretch(struct nb_layout *l, size_t offset,
				  uint32_t area, struct nb_error *err)
{
	struct nb_stretch *grown =
		nb_grow(l->stretches, &l->stretch_cap, l->stretch_count + 1,
			sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	l->stretches = grown;
	grown[l->stretch_count++] = (struct nb_stretch){offset, area};
	return NB_OK;
}

/* Make the stretches out of the areas of the lines. */
static enum nb_status find_stretches(struct nb_layout *l, struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && l->area_count && i < l->count; i++)
		if (i == 0 || l->boxes[i].area != l->boxes[i - 1].area)
			st = add_stretch(l, i ? l->boxes[i].offset : 0,
					 l->boxes[i].area, err);
	return st;
}

enum nb_status nb_layout_paginate(struct nb_layout *l, uint32_t count,
				  struct nb_error *err)
{
	enum nb_status st = NB_OK;
	uint32_t image;
	size_t i = 0;

	for (image = 1; !st && image <= count; image++) {
		/* Lines before the first page are of the first page. */
		while (i < l->count && l->boxes[i].image < image && image > 1)
			i++;
		st = add_page(l,
			      i < l->count ? l->boxes[i].offset : l->text.len,
			      err);
	}
	if (!st)
		st = find_stretches(l, err);
	return st ? st : drop_unplaced(l, err);
}

/* Copy the areas, and the stretches between two offsets of the text. */
static enum nb_status copy_areas(const struct nb_layout *whole, size_t from,
				 size_t to, struct nb_layout *page,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	if (whole->area_count == 0)
		return NB_OK;
	page->areas = nb_alloc(whole->area_count, sizeof(*page->areas));
	if (!page->areas ||
	    nb_buf_add(&page->ids, whole->ids.data, whole->ids.len))
		return nb_fail_mem(err);
	memcpy(page->areas, whole->areas,
	       whole->area_count * sizeof(*page->areas));
	page->area_count = page->area_cap = whole->area_count;
	for (i = 0; !st && i < whole->stretch_count; i++) {
		const struct nb_stretch *s = &whole->stretches[i];
		size_t end = i + 1 < whole->stretch_count ? s[1].offset
							  : whole->text.len;

		if (end > from && s->offset < to)
			st = add_stretch(
				page, s->offset > from ? s->offset - from : 0,
				s->area, err);
	}
	return st;
}

/* Copy what is known of the images. */
static enum nb_status copy_images(const struct nb_layout *whole,
				  struct nb_layout *page, struct nb_error *err)
{
	page->measure = whole->measure;
	if (whole->image_count == 0)
		return NB_OK;
	page->images = nb_alloc(whole->image_count, sizeof(*page->images));
	if (!page->images)
		return nb_fail_mem(err);
	memcpy(page->images, whole->images,
	       whole->image_count * sizeof(*page->images));
	page->image_count = page->image_cap = whole->image_count;
	return NB_OK;
}

/* Copy the doubts about the page with that index. Lines before the first page
 * are of the first page. */
static enum nb_status copy_doubts(const struct nb_layout *whole, size_t index,
				  struct nb_layout *page, struct nb_error *err)
{
	size_t i;

	if (whole->doubt_count == 0)
		return NB_OK;
	page->doubts = nb_alloc(whole->doubt_count, sizeof(*page->doubts));
	if (!page->doubts)
		return nb_fail_mem(err);
	page->doubt_cap = whole->doubt_count;
	for (i = 0; i < whole->doubt_count; i++) {
		uint32_t image = whole->doubts[i].image;

		if ((image ? image - 1 : 0) == index)
			page->doubts[page->doubt_count++] = whole->doubts[i];
	}
	return NB_OK;
}

/* Copy the part of `whole` between two offsets of its text. */
static enum nb_status copy_part(const struct nb_layout *whole, size_t from,
				size_t to, struct nb_layout *page,
				struct nb_error *err)
{
	enum nb_status st = add_page(page, 0, err);
	size_t i;

	if (!st && to > from &&
	    nb_buf_add(&page->text, whole->text.data + from, to - from))
		st = nb_fail_mem(err);
	for (i = 0; !st && i < whole->count; i++) {
		struct nb_box box = whole->boxes[i];

		if (box.offset < from || box.offset >= to)
			continue;
		box.offset -= from;
		st = nb_layout_add(page, &box, err);
	}
	return st;
}

enum nb_status nb_layout_page(const struct nb_layout *whole, size_t index,
			      struct nb_layout *page, struct nb_error *err)
{
	size_t from, to;
	enum nb_status st;

	memset(page, 0, sizeof(*page));
	if (index >= whole->page_count)
		return nb_fail(err, NB_ABSENT, "the file has no page %zu",
			       index + 1);
	memcpy(page->charset, whole->charset, sizeof(page->charset));
	page->charset_in_doubt = whole->charset_in_doubt;
	memcpy(page->form, whole->form, sizeof(page->form));
	memcpy(page->sha256, whole->sha256, sizeof(page->sha256));
	page->order_in_doubt = whole->order_in_doubt;
	page->damage = whole->damage;
	memcpy(page->unknown, whole->unknown, sizeof(page->unknown));
	memcpy(page->left, whole->left, sizeof(page->left));
	if (whole->page_count > 1)
		(void)snprintf(page->form, sizeof(page->form), "%.*s%c%u",
			       (int)strcspn(whole->form, "!"), whole->form,
			       nb_form_damaged(whole->form) ? '!' : '#',
			       (unsigned)(index % NB_FILE_PAGES_MAX) + 1);
	from = whole->pages[index];
	to = index + 1 < whole->page_count ? whole->pages[index + 1]
					   : whole->text.len;
	st = copy_part(whole, from, to, page, err);
	if (!st)
		st = copy_areas(whole, from, to, page, err);
	if (!st)
		st = copy_doubts(whole, index, page, err);
	return st ? st : copy_images(whole, page, err);
}
