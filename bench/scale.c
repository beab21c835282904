/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An archive of many articles in little time: pages of eight items, each a line
 * drawn from a file, straight through the library. The catalogue is that of a
 * real archive; the documents are short, unless each item also gets paragraphs
 * drawn from another file.
 *
 * usage: scale ARCHIVE ARTICLES LINES.txt [TEXT.txt PARAGRAPHS]
 */
#include <nbarc/buf.h>
#include <nbarc/write.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS 8
#define COMMIT_PAGES 32768u /* as nbarc ingest */

struct line {
	const char *text;
	size_t len;
};

/* The lines of a file. */
struct lines {
	struct line *list;
	size_t count;
};

static struct lines titles, texts;
static unsigned paragraphs; /* of each item */

static void die(const char *what, const struct nb_error *err)
{
	fprintf(stderr, "scale: %s: %s\n", what, err ? err->text : "");
	exit(1);
}

/* Read the lines of a file that have less than `most` bytes. */
static void read_lines(const char *path, struct lines *lines, long most)
{
	FILE *f = fopen(path, "rb");
	char *text, *at, *end;
	long n;

	if (!f || fseek(f, 0, SEEK_END) || (n = ftell(f)) <= 0)
		die(path, NULL);
	rewind(f);
	text = malloc((size_t)n + 1);
	lines->list = malloc((size_t)n * sizeof(*lines->list));
	if (!text || !lines->list || fread(text, 1, (size_t)n, f) != (size_t)n)
		die(path, NULL);
	text[n] = '\0';
	for (at = text; (end = strchr(at, '\n')) != NULL; at = end + 1)
		if (end > at && end - at < most)
			lines->list[lines->count++] =
				(struct line){at, (size_t)(end - at)};
	fclose(f);
	if (lines->count == 0)
		die(path, NULL);
}

static const struct line *draw(const struct lines *lines)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005u + 1442695040888963407u;
	return &lines->list[(state >> 33) % lines->count];
}

/* "aa-18500101-a01": 32 pages a day of 28 days, 200 years a title. */
static void name(unsigned number, char id[32])
{
	unsigned page = number % 32, day = number / 32 % 28,
		 month = number / 32 / 28 % 12,
		 year = number / 32 / 28 / 12 % 200,
		 title = number / 32 / 28 / 12 / 200;

	(void)snprintf(id, 32, "s%c%c-%04u%02u%02u-a%02u",
		       'a' + title / 26 % 26, 'a' + title % 26, 1850 + year,
		       month + 1, day + 1, page + 1);
}

static void add(struct nb_writer *w, unsigned number, struct nb_buf *doc)
{
	struct nb_entry_item items[ITEMS];
	struct nb_new_page page;
	struct nb_error err;
	enum nb_added added;
	enum nb_status st;
	char id[32];
	size_t i, k;

	memset(&page, 0, sizeof(page));
	memset(items, 0, sizeof(items));
	name(number, id);
	doc->len = 0;
	st = nb_buf_printf(doc, "<?xml version=\"1.0\"?>\n<TEI n=\"%s\">\n",
			   id);
	page.head_len = doc->len;
	for (i = 0; !st && i < ITEMS; i++) {
		const struct line *l = draw(&titles);

		items[i].number = (uint16_t)(i + 1);
		items[i].offset = (uint32_t)doc->len;
		st = nb_buf_printf(doc, "<div><p>%.*s</p>", (int)l->len,
				   l->text);
		for (k = 0; !st && k < paragraphs; k++) {
			const struct line *p = draw(&texts);

			st = nb_buf_printf(doc, "\n<p>%.*s</p>", (int)p->len,
					   p->text);
		}
		if (!st)
			st = nb_buf_puts(doc, "</div>\n");
		items[i].len = (uint32_t)doc->len - items[i].offset;
		items[i].characters = (uint32_t)l->len / 3;
		items[i].title = (struct nb_string){l->text, l->len};
	}
	page.tail_offset = doc->len;
	if (!st)
		st = nb_buf_puts(doc, "</TEI>\n");
	if (st)
		die("memory", NULL);
	page.id = id;
	page.name = "";
	page.document = page.source = doc->data;
	page.len = page.source_len = doc->len;
	page.items = items;
	page.item_count = ITEMS;
	page.has_authors = true; /* nobody wrote them */
	page.charset = "UTF-8";
	if (nb_writer_add(w, &page, &added, &err))
		die("add", &err);
}

int main(int argc, char **argv)
{
	struct nb_writer_options options = {.level = 3, .no_sources = true};
	struct nb_writer *w;
	struct nb_buf doc = {0};
	struct nb_error err;
	uint64_t dropped;
	unsigned i, pages;

	if (argc != 4 && argc != 6)
		die("usage: scale ARCHIVE ARTICLES LINES.txt "
		    "[TEXT.txt PARAGRAPHS]",
		    NULL);
	pages = (unsigned)((strtoul(argv[2], NULL, 10) + ITEMS - 1) / ITEMS);
	read_lines(argv[3], &titles, 400);
	if (argc == 6) {
		read_lines(argv[4], &texts, 4000);
		paragraphs = (unsigned)strtoul(argv[5], NULL, 10);
	}
	if (nb_writer_open(argv[1], &options, &w, &dropped, &err))
		die(argv[1], &err);
	for (i = 0; i < pages; i++) {
		add(w, i, &doc);
		if (((i + 1) % COMMIT_PAGES == 0 || i + 1 == pages) &&
		    nb_writer_commit(w, 1583712000, &err))
			die("commit", &err);
	}
	nb_writer_free(w);
	nb_buf_free(&doc);
	return 0;
}
