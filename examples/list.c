/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Print every item of an archive as a line of tab-separated fields, after a
 * line with the fields' names. Values of a list are separated by semicolons.
 *
 * usage: list ARCHIVE [PREFIX]
 *
 *	cc -o list list.c $(pkg-config --cflags --libs nbarc)
 */
#include <stdio.h>
#include <string.h>

#include <nbarc/archive.h>
#include <nbarc/item.h>
#include <nbarc/status.h>

/* All fields but the text, which has more than one line. */
#define FIELDS (NB_FIELDS_ALL & ~NB_FIELD_BIT(NB_FIELD_TEXT))

static void print_names(void)
{
	int i;

	for (i = 0; nb_field_name((enum nb_field)i); i++)
		printf("%s%s", i ? "\t" : "", nb_field_name((enum nb_field)i));
	printf("\n");
}

static void print_record(const struct nb_item_record *record)
{
	const char *text;
	size_t n;
	int i;

	for (i = 0; nb_field_name((enum nb_field)i); i++) {
		if (i)
			printf("\t");
		for (n = 0;; n++) {
			text = nb_item_record_text(record, (enum nb_field)i, n);
			if (!text)
				break;
			printf("%s%s", n ? ";" : "", text);
		}
	}
	printf("\n");
}

/* The items of one page. */
static enum nb_status print_page(struct nb_archive *archive,
				 const struct nb_entry *page,
				 struct nb_error *err)
{
	struct nb_item_record *record;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < page->item_count; i++) {
		st = nb_item_record_of(archive, page, page->items[i].number,
				       FIELDS, &record, err);
		if (!st)
			print_record(record);
		nb_item_record_free(record);
	}
	return st;
}

static enum nb_status print_pages(struct nb_archive *archive,
				  const char *prefix, struct nb_error *err)
{
	const struct nb_entry *page;
	struct nb_cursor *cursor;
	enum nb_status st = nb_cursor_create(archive, prefix, strlen(prefix),
					     false, &cursor, err);

	while (!st) {
		st = nb_cursor_next(cursor, &page, err);
		if (st || !page)
			break;
		st = print_page(archive, page, err);
	}
	nb_cursor_free(cursor);
	return st;
}

int main(int argc, char **argv)
{
	struct nb_archive *archive;
	struct nb_error err;
	enum nb_status st;

	if (argc < 2) {
		fprintf(stderr, "usage: list ARCHIVE [PREFIX]\n");
		return 1;
	}
	st = nb_archive_open(argv[1], &archive, &err);
	if (!st) {
		print_names();
		st = print_pages(archive, argc > 2 ? argv[2] : "", &err);
	}
	if (st)
		fprintf(stderr, "list: %s: %s\n", argv[1], err.text);
	nb_archive_close(archive);
	return nb_exit_code(st);
}
