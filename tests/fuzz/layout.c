/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a table of boxes, and as markup or JSON: no crash, and what
 * is read is in order. The pages of a layout are parts of its text, one after
 * the other. The lines of a layout are a page: repairing it with that layout
 * loses nothing, and again changes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include <nbarc/markup.h>
#include <nbarc/page.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool right)
{
	if (!right)
		abort();
}

static void in_order(const struct nb_layout *layout)
{
	size_t i, at = 0;

	for (i = 0; i < layout->count; i++) {
		const struct nb_box *b = &layout->boxes[i];

		must(b->offset >= at && b->len <= layout->text.len &&
		     b->offset <= layout->text.len - b->len);
		must(b->x0 <= b->x1 && b->y0 <= b->y1);
		at = b->offset + b->len;
	}
}

/* The pages together have the text and the boxes of the whole. */
static void in_pages(const struct nb_layout *whole)
{
	struct nb_layout page;
	struct nb_error err;
	size_t i, len = 0, boxes = 0;

	for (i = 0; i < whole->page_count; i++) {
		must(nb_layout_page(whole, i, &page, &err) == NB_OK);
		in_order(&page);
		len += page.text.len;
		boxes += page.count;
		nb_layout_free(&page);
	}
	must(len == whole->text.len && boxes == whole->count);
}

/* The texts of the boxes, a line each. */
static void page_of(const struct nb_layout *layout, struct nb_buf *text)
{
	size_t i;

	must(nb_buf_reserve(text, 1) == NB_OK);
	for (i = 0; i < layout->count; i++) {
		must(nb_buf_add(text,
				layout->text.data + layout->boxes[i].offset,
				layout->boxes[i].len) == NB_OK);
		must(nb_buf_puts(text, "\n") == NB_OK);
	}
}

static void repair(const struct nb_layout *layout)
{
	struct nb_page_options options = {.layout = layout, .said = layout};
	struct nb_page *page, *again;
	struct nb_buf text = {0};
	struct nb_error err;
	const char *once, *twice;
	size_t len, again_len;

	page_of(layout, &text);
	if (nb_page_create((char *)text.data, text.len, &options, &page,
			   &err) == NB_OK) {
		once = nb_page_text(page, &len);
		must(nb_page_create(once, len, &options, &again, &err) ==
		     NB_OK);
		twice = nb_page_text(again, &again_len);
		must(len == again_len && !memcmp(once, twice, len));
		nb_page_free(again);
		nb_page_free(page);
	} else {
		/* Lines that fit many boxes may take too long to tell apart. */
		must(err.status == NB_INVALID);
	}
	nb_buf_free(&text);
}

/* A page in any form, with its damaged bytes kept: a bundle of files, too. */
static void as_page(const uint8_t *data, size_t size)
{
	struct nb_layout layout;
	struct nb_text text;
	struct nb_error err;
	size_t i, at = 0;

	if (nb_layout_read_page(data, size, NULL, nb_layout_read_markup,
				NB_DAMAGED_KEEP, &text, &layout, &err) == NB_OK)
		for (i = 0; i < layout.stretch_count; i++) {
			must(layout.stretches[i].offset >= at &&
			     layout.stretches[i].offset <= layout.text.len &&
			     layout.stretches[i].area <= layout.area_count);
			at = layout.stretches[i].offset;
		}
	nb_text_free(&text);
	nb_layout_free(&layout);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nb_layout layout;
	struct nb_error err;

	as_page(data, size);
	if (nb_layout_read_table(data, size, &layout, &err) == NB_OK) {
		in_order(&layout);
		repair(&layout);
	}
	nb_layout_free(&layout);
	if (nb_layout_read_file(data, size, nb_layout_read_markup,
				NB_DAMAGED_REFUSE, &layout, &err) == NB_OK) {
		in_order(&layout);
		in_pages(&layout);
		repair(&layout);
	}
	nb_layout_free(&layout);
	return 0;
}
