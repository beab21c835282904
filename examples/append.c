/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Append a page of text, in any charset that nbarc knows, to an archive. The
 * archive is created if it is not there.
 *
 * usage: append ARCHIVE PAGE-ID FILE
 *
 *	cc -o append append.c $(pkg-config --cflags --libs nbarc)
 *
 * nb_ingest() does the same for many files, with their names as identifiers;
 *this program shows the steps in between.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <nbarc/buf.h>
#include <nbarc/ingest.h>
#include <nbarc/status.h>
#include <nbarc/write.h>

static int read_file(const char *path, struct nb_buf *bytes)
{
	FILE *f = fopen(path, "rb");
	char part[4096];
	size_t n;
	int bad;

	if (!f)
		return -1;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		if (nb_buf_add(bytes, part, n))
			break;
	bad = !feof(f);
	fclose(f);
	return bad ? -1 : 0;
}

/* The page as the writer takes it: document, items, source. */
static void fill_page(struct nb_new_page *page, const char *id,
		      const struct nb_buf *bytes,
		      const struct nb_converted *converted)
{
	memset(page, 0, sizeof(*page));
	page->id = id;
	page->name = "";
	page->document = converted->tei.xml.data;
	page->len = converted->tei.xml.len;
	page->head_len = converted->tei.head_len;
	page->tail_offset = converted->tei.tail_offset;
	page->source = bytes->data;
	page->source_len = bytes->len;
	page->charset = converted->source.charset;
	page->bom = converted->source.bom;
	page->text = (const char *)converted->text.utf8.data;
	page->text_len = converted->text.utf8.len;
}

static struct nb_string string_of(const char *text,
				  const struct nb_slice *slice)
{
	struct nb_string string;

	string.text = text + slice->offset;
	string.len = slice->len;
	return string;
}

/* What the catalogue says of each item; the strings are parts of the page. */
static struct nb_entry_item *make_items(const struct nb_converted *converted)
{
	const struct nb_tei *tei = &converted->tei;
	size_t i, len;
	const char *text = nb_page_text(converted->page, &len);
	struct nb_entry_item *items = (struct nb_entry_item *)calloc(
		tei->item_count + 1, sizeof(*items));

	for (i = 0; items && i < tei->item_count; i++) {
		const struct nb_tei_item *from = &tei->items[i];

		items[i].number = (uint16_t)from->number;
		items[i].kind = (uint8_t)from->kind;
		items[i].offset = (uint32_t)from->offset;
		items[i].len = (uint32_t)from->len;
		items[i].characters = (uint32_t)from->characters;
		items[i].title = string_of(text, &from->title);
		items[i].kicker = string_of(text, &from->kicker);
		items[i].byline = string_of(text, &from->byline);
	}
	return items;
}

static enum nb_status append(const char *path, const struct nb_new_page *page,
			     struct nb_error *err)
{
	struct nb_writer *writer;
	enum nb_added added;
	uint64_t dropped;
	enum nb_status st = nb_writer_open(path, NULL, &writer, &dropped, err);

	if (!st)
		st = nb_writer_add(writer, page, &added, err);
	if (!st)
		st = nb_writer_commit(writer, (uint64_t)time(NULL), err);
	nb_writer_free(writer);
	return st;
}

int main(int argc, char **argv)
{
	struct nb_buf bytes = {NULL, 0, 0};
	struct nb_converted converted;
	struct nb_new_page page;
	struct nb_entry_item *items = NULL;
	struct nb_error err;
	enum nb_status st;

	if (argc != 4) {
		fprintf(stderr, "usage: append ARCHIVE PAGE-ID FILE\n");
		return 1;
	}
	if (read_file(argv[3], &bytes)) {
		perror(argv[3]);
		return 1;
	}
	st = nb_convert_page(bytes.data, bytes.len, argv[2], NULL, NULL, NULL,
			     &converted, &err);
	if (!st) {
		fill_page(&page, argv[2], &bytes, &converted);
		items = make_items(&converted);
		page.items = items;
		page.item_count = converted.tei.item_count;
		st = append(argv[1], &page, &err);
	}
	if (st)
		fprintf(stderr, "append: %s: %s\n", argv[3], err.text);
	free(items);
	nb_converted_free(&converted);
	nb_buf_free(&bytes);
	return nb_exit_code(st);
}
