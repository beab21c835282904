/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents in files: where one ends, however the file is read, and what is
 * refused of documents that nbtei would not have written.
 */
#define _GNU_SOURCE /* SOCK_SEQPACKET keeps the pieces of a file apart */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/ingest.h>

#include "given/feed.h"

/* ---- where a document ends */

#define XML "<?xml version=\"1.0\"?>\n"

struct found {
	const char *text;
	uint64_t line, offset; /* the offset after it */
};

/* A feed of a text that is read in pieces of `piece` bytes. */
static void feed_pieces(const char *text, size_t piece,
			const struct found *expected, size_t count)
{
	struct nb_feed f = {.fd = -1};
	const uint8_t *document;
	size_t at, n, len = strlen(text), i;
	struct nb_error err;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	for (at = 0; at < len; at += n) {
		n = len - at < piece ? len - at : piece;
		assert_int_equal(send(ends[1], text + at, n, 0), n);
	}
	assert_int_equal(close(ends[1]), 0);
	f.fd = ends[0];
	f.name = "pieces";
	f.next = 1;
	for (i = 0; i < count; i++) {
		assert_int_equal(nb_feed_next(&f, &document, &n, &err), NB_OK);
		assert_non_null(document);
		assert_int_equal(n, strlen(expected[i].text));
		assert_memory_equal(document, expected[i].text, n);
		assert_int_equal(f.line, expected[i].line);
		assert_int_equal(f.offset, expected[i].offset);
	}
	assert_int_equal(nb_feed_next(&f, &document, &n, &err), NB_OK);
	assert_null(document);
	assert_int_equal(n, 0);
	assert_int_equal(f.offset, len);
	nb_feed_close(&f);
	assert_int_equal(close(ends[0]), -1);
}

static void feed(const char *text, const struct found *expected, size_t count)
{
	size_t piece;

	for (piece = 1; piece < 48; piece++)
		feed_pieces(text, piece, expected, count);
	feed_pieces(text, 4096, expected, count);
}

static void test_whole_documents(void **state)
{
	const char one[] = XML "<TEI>\na</TEI>\n", two[] = XML "<TEI></TEI>\n";
	const struct found both[] = {{one, 1, 36}, {two, 4, 70}};
	const struct found apart[] = {{one, 3, 40}, {two, 7, 79}};
	const struct found again[] = {{one, 1, 36}};

	(void)state;
	feed(XML "<TEI>\na</TEI>\n" XML "<TEI></TEI>\n", both, 2);
	feed("\n \t\n" XML "<TEI>\na</TEI>\n \r\n\t " XML "<TEI></TEI>\n",
	     apart, 2);
	feed(XML "<TEI>\na</TEI>\n", again, 1);
	feed("", NULL, 0);
	feed(" \n\t\r\n", NULL, 0);
}

/* One that is cut off does not take the next one with it. */
static void test_documents_that_are_cut_off(void **state)
{
	const char cut[] = XML "<TEI>\nab\n", whole[] = XML "<TEI></TEI>\n";
	const char last[] = XML "<TEI>\n</TEI>";
	const struct found first[] = {{cut, 1, 31}, {whole, 4, 65}};
	const struct found second[] = {{whole, 1, 34}, {last, 3, 68}};
	const char junk[] = "junk\n";
	const struct found before[] = {{junk, 1, 5}, {whole, 2, 39}};
	const char tail[] = "</TEI>x\n<T";
	const struct found after[] = {{whole, 1, 34}, {tail, 3, 44}};

	(void)state;
	feed(XML "<TEI>\nab\n" XML "<TEI></TEI>\n", first, 2);
	feed(XML "<TEI></TEI>\n" XML "<TEI>\n</TEI>", second, 2);
	feed("junk\n" XML "<TEI></TEI>\n", before, 2);
	feed(XML "<TEI></TEI>\n</TEI>x\n<T", after, 2);
}

static void test_files_that_cannot_be_opened(void **state)
{
	struct nb_feed f;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_feed_open(&f, "/nowhere/file", &err), NB_IO);
	assert_string_equal(err.file, "/nowhere/file");
	nb_feed_close(&f);
	assert_int_equal(nb_feed_open(&f, "-", &err), NB_OK);
	assert_int_equal(f.fd, STDIN_FILENO);
	assert_string_equal(f.name, "(stdin)");
	nb_feed_close(&f);
	assert_true(dup2(STDIN_FILENO, STDIN_FILENO) >= 0);
}

/* ---- what is refused */

static char archive[64], file[96];
static struct nb_buf document;
static char problem[512];

#define ID "jdrb-20190305-a02"

static int set_up(void **state)
{
	static const char text[] =
		"夜校招生\n\n　　本报讯　报名很多，村里的人都来。\n\n"
		"修桥\n\n　　桥修好了。\n";
	struct nb_converted c;
	struct nb_error err;

	(void)state;
	(void)snprintf(archive, sizeof(archive), "/tmp/nbarc-feed-%ld",
		       (long)getpid());
	(void)snprintf(file, sizeof(file), "%s.xml", archive);
	assert_int_equal(nb_convert_page(text, strlen(text), ID, NULL, NULL,
					 NULL, &c, &err),
			 NB_OK);
	assert_int_equal(nb_buf_add(&document, c.tei.xml.data, c.tei.xml.len),
			 NB_OK);
	assert_int_equal(nb_buf_add(&document, "", 1), NB_OK);
	document.len--;
	nb_converted_free(&c);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(archive);
	(void)unlink(file);
	nb_buf_free(&document);
	return 0;
}

static enum nb_status passes(struct nb_validator *validator, const void *xml,
			     size_t len, const char *name, uint64_t line,
			     struct nb_error *err)
{
	(void)validator;
	(void)err;
	assert_true(len > 0 && xml);
	assert_string_equal(name, file);
	assert_true(line > 0);
	return NB_OK;
}

static void note_problem(void *context, enum nb_trouble kind,
			 const struct nb_error *err)
{
	(void)context;
	assert_true(nb_trouble_fails(kind));
	(void)snprintf(problem, sizeof(problem), "%.*s",
		       (int)sizeof(problem) - 1, err->text);
	assert_string_equal(err->file, file);
}

/* Ingest a file of documents into a new archive. */
static enum nb_status ingest(const void *data, size_t len,
			     struct nb_ingest_counts *counts)
{
	struct nb_ingest_options o = {
		.check = passes,
		.writer = {.level = 1, .threads = 1},
		.has_time = true,
		.time = 1583712000,
	};
	const struct nb_ingest_callbacks callbacks = {.problem = note_problem};
	struct nb_error err;
	char *paths[] = {file};
	FILE *f = fopen(file, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	(void)unlink(archive);
	problem[0] = '\0';
	return nb_ingest(archive, paths, 1, &o, &callbacks, counts, &err);
}

/* The document with the first `what` replaced. */
static void edit(const char *what, const char *with, struct nb_buf *out)
{
	const char *xml = (char *)document.data, *at = strstr(xml, what);

	if (!at)
		fail_msg("not in the document: %s", what);
	out->len = 0;
	assert_int_equal(nb_buf_add(out, xml, (size_t)(at - xml)), NB_OK);
	assert_int_equal(nb_buf_puts(out, with), NB_OK);
	assert_int_equal(nb_buf_puts(out, at + strlen(what)), NB_OK);
}

static void test_documents_of_others_are_refused(void **state)
{
	static const struct {
		const char *what, *with, *message;
	} edits[] = {
		{"<TEI ", "<!DOCTYPE TEI><TEI ",
		 "line 1: a document type declaration"},
		{"<TEI ", "<TEJ ", "does not begin as those of nbtei do"},
		{"UTF-8\"?>\n", "UTF-8\"?>", "does not begin as those"},
		{"version=\"1.0\"", "version='1.0'", "does not begin as"},
		{"<fileDesc>\n", "<fileDesc>\r\n", "line 4: a carriage return"},
		{"<fileDesc>", "<!-- x --><fileDesc>",
		 "line 4: a comment, CDATA section or DOCTYPE"},
		{"<fileDesc>", "<?x y?><fileDesc>",
		 "line 4: a processing instruction"},
		{"type=\"main\"", "type='main'",
		 "line 6: an attribute in single quotes"},
		{"type=\"main\"", "type=\"ma>in\"", "a > in an attribute"},
		{"<fileDesc>", "<x:fileDesc>", "a prefix, a reference or odd"},
		{"type=\"main\"", "type=\"&#65;\"", "a prefix, a reference"},
		{"</TEI>\n", "</TEI>", "its last newline, is cut off"},
		{"<idno type=\"nbarc\">" ID, "<idno type=\"nbarc\">" ID "0",
		 "the xml:id is " ID ", but the idno is not"},
		{"<idno type=\"nbarc\">" ID, "<idno type=\"nbarc\">jdrb",
		 "but the idno is not"},
		{"<idno type=\"nbarc\">", "<idno type=\"nbarcc\">",
		 "an idno of type nbarc is missing"},
		{"<idno type=\"nbarc\">", "<idno type=\"nbar\">",
		 "an idno of type nbarc is missing"},
		{"xml:id=\"" ID "-01\"", "xml:id=\"" ID "-03\"",
		 "must have the xml:id"},
		{"xml:id=\"" ID "-02\"", "xml:id=\"" ID "-002\"",
		 "item 2 of this page must have the xml:id " ID "-02"},
	};
	struct nb_ingest_counts counts;
	struct nb_buf b = {0};
	size_t i;

	(void)state;
	assert_int_equal(ingest(document.data, document.len, &counts), NB_OK);
	assert_int_equal(counts.added, 1);
	assert_int_equal(counts.items, 2);
	for (i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		edit(edits[i].what, edits[i].with, &b);
		if (ingest(b.data, b.len, &counts) != NB_INVALID ||
		    counts.failed != 1 || counts.added)
			fail_msg("edit %zu was taken", i);
		if (!strstr(problem, edits[i].message))
			fail_msg("edit %zu: %s", i, problem);
	}
	nb_buf_free(&b);
}

/* Cut off anywhere, it is refused, and so is nothing but its beginning. */
static void test_documents_that_end_early_are_refused(void **state)
{
	struct nb_ingest_counts counts;
	size_t len;

	(void)state;
	for (len = 1; len < document.len; len += len < 90 ? 1 : 97) {
		assert_int_equal(ingest(document.data, len, &counts),
				 NB_INVALID);
		assert_int_equal(counts.added, 0);
		assert_string_not_equal(problem, "");
	}
}

/* The lines of a second document count on from the first. */
static void test_lines_of_a_file(void **state)
{
	struct nb_ingest_counts counts;
	struct nb_buf b = {0}, bad = {0};
	char expected[64];
	size_t i, lines = 1;

	(void)state;
	for (i = 0; i < document.len; i++)
		lines += document.data[i] == '\n';
	edit("<fileDesc>", "<?x y?><fileDesc>", &bad);
	assert_int_equal(nb_buf_add(&b, document.data, document.len), NB_OK);
	assert_int_equal(nb_buf_puts(&b, "\n\n"), NB_OK);
	assert_int_equal(nb_buf_add(&b, bad.data, bad.len), NB_OK);
	assert_int_equal(ingest(b.data, b.len, &counts), NB_INVALID);
	assert_int_equal(counts.added, 1);
	assert_int_equal(counts.failed, 1);
	(void)snprintf(expected, sizeof(expected),
		       "line %zu: a processing instruction", lines + 2 + 3);
	if (strncmp(problem, expected, strlen(expected)) != 0)
		fail_msg("%s, not %s", problem, expected);
	nb_buf_free(&b);
	nb_buf_free(&bad);
}

/* The name of a file may say which page it has. */
static void test_name_must_be_that_of_the_document(void **state)
{
	struct nb_ingest_counts counts;
	char plain[sizeof(file)];

	(void)state;
	memcpy(plain, file, sizeof(file));
	(void)snprintf(file, sizeof(file), "/tmp/%s.xml", ID);
	assert_int_equal(ingest(document.data, document.len, &counts), NB_OK);
	assert_int_equal(unlink(file), 0);
	(void)snprintf(file, sizeof(file), "/tmp/jdrb-20190305-a03.xml");
	assert_int_equal(ingest(document.data, document.len, &counts),
			 NB_INVALID);
	assert_non_null(strstr(problem, "the document is of page " ID
					", but the file name says "
					"jdrb-20190305-a03"));
	assert_int_equal(unlink(file), 0);
	memcpy(file, plain, sizeof(file));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_documents),
		cmocka_unit_test(test_documents_that_are_cut_off),
		cmocka_unit_test(test_files_that_cannot_be_opened),
		cmocka_unit_test(test_documents_of_others_are_refused),
		cmocka_unit_test(test_documents_that_end_early_are_refused),
		cmocka_unit_test(test_lines_of_a_file),
		cmocka_unit_test(test_name_must_be_that_of_the_document),
	};

	return cmocka_run_group_tests_name("feed", tests, set_up, tear_down) !=
	       0;
}
