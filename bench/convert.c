/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convert pages from their bytes to TEI, one after the other in one thread, and
 * do nothing else: decoding, repair, structure and TEI, without an archive.
 *
 * usage: bench-convert [-p] PAGE...
 *
 * Prints the bytes that were read. With -p it prints the documents and the
 * journals instead, to compare those of two builds.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"

#include <nbarc/ingest.h>

/* Every page has this identifier: names of files say nothing here. */
#define PAGE_ID "page-20200101-a01"

static enum nb_status convert(const struct nb_buf *bytes, bool print,
			      struct nb_error *err)
{
	struct nb_converted c;
	struct nb_buf journal = {NULL, 0, 0};
	enum nb_status st = nb_convert_page(bytes->data, bytes->len, PAGE_ID,
					    NULL, NULL, NULL, &c, err);

	if (!st && print) {
		st = nb_journal_write(c.page, &c.source, &journal, err);
		(void)fwrite(c.tei.xml.data, 1, c.tei.xml.len, stdout);
		if (!st)
			(void)fwrite(journal.data, 1, journal.len, stdout);
	}
	nb_converted_free(&c);
	nb_buf_free(&journal);
	return st;
}

int main(int argc, char **argv)
{
	bool print = argc > 1 && strcmp(argv[1], "-p") == 0;
	struct nb_buf bytes = {NULL, 0, 0};
	struct nb_error err;
	uint64_t sum = 0;
	int i = print ? 2 : 1, failed = i >= argc;

	if (failed)
		(void)fprintf(stderr, "usage: bench-convert [-p] PAGE...\n");
	for (; i < argc; i++) {
		bytes.len = 0;
		if (nb_file_read(argv[i], NB_PAGE_MAX, &bytes, &err) ||
		    convert(&bytes, print, &err)) {
			(void)fprintf(stderr, "bench-convert: %s: %s\n",
				      argv[i], err.text);
			failed = 1;
			continue;
		}
		sum += bytes.len;
	}
	nb_buf_free(&bytes);
	if (!print)
		(void)printf("%" PRIu64 "\n", sum);
	return failed;
}
