/* SPDX-License-Identifier: Apache-2.0 */
/* A page of one item with one paragraph, for tests of searches. */
#ifndef NB_TESTS_TEXT_PAGE_H
#define NB_TESTS_TEXT_PAGE_H

#include <nbarc/buf.h>
#include <nbarc/write.h>

static inline void add_text_page(struct nb_writer *w, const char *id,
				 const char *text)
{
	struct nb_entry_item item = {.number = 1};
	struct nb_new_page page = {
		.id = id, .name = "", .charset = "UTF-8", .item_count = 1};
	struct nb_buf xml = {0};
	enum nb_added added;

	assert_int_equal(nb_buf_printf(&xml, "<TEI n=\"%s\">\n", id), NB_OK);
	page.head_len = xml.len;
	item.offset = (uint32_t)xml.len;
	assert_int_equal(nb_buf_printf(&xml, "<div><p>%s</p></div>\n", text),
			 NB_OK);
	item.len = (uint32_t)xml.len - item.offset;
	page.tail_offset = xml.len;
	assert_int_equal(nb_buf_puts(&xml, "</TEI>\n"), NB_OK);
	page.items = &item;
	page.document = page.source = xml.data;
	page.len = page.source_len = xml.len;
	assert_int_equal(nb_writer_add(w, &page, &added, NULL), NB_OK);
	nb_buf_free(&xml);
}

#endif
