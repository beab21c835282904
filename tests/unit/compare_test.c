/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What verify --deep adds: a document whose text was altered, with all hashes
 * right, is not that of its source. Of texts, ALTO and hOCR.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/ingest.h>
#include <nbarc/markup.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#define ID "hyrb-20230512-a02"
#define LINE_1 "春耕开始，农户在田边"
#define LINE_2 "摆放秧盘。“还要种。”"

static const char text[] = LINE_1 "\n" LINE_2 "\n";

static const char alto[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\"><Layout>"
	"<Page><PrintSpace><TextBlock>"
	"<TextLine HPOS=\"10\" VPOS=\"20\" WIDTH=\"300\" HEIGHT=\"30\">"
	"<String CONTENT=\"" LINE_1 "\"/></TextLine>"
	"<TextLine HPOS=\"10\" VPOS=\"60\" WIDTH=\"300\" HEIGHT=\"30\">"
	"<String CONTENT=\"" LINE_2 "\"/></TextLine>"
	"</TextBlock></PrintSpace></Page></Layout></alto>";

static const char hocr[] =
	"<html><head><title>-</title></head><body><div class='ocr_page'>"
	"<span class='ocr_line' title='bbox 10 20 310 50'>" LINE_1 "</span>"
	"<span class='ocr_line' title='bbox 10 60 310 90'>" LINE_2 "</span>"
	"</div></body></html>";

static const struct nb_reading reading = {.markup = nb_layout_read_markup};

static void convert(const char *source, struct nb_converted *c)
{
	struct nb_error err;

	assert_int_equal(nb_convert_page(source, strlen(source), ID, NULL,
					 &reading, NULL, c, &err),
			 NB_OK);
	/* A NUL after it, for strstr(). */
	assert_int_equal(nb_buf_add(&c->tei.xml, "", 1), NB_OK);
	c->tei.xml.len--;
}

static enum nb_status compare(const struct nb_buf *document, const char *source)
{
	struct nb_error err;

	return nb_compare_source(document->data, document->len, source,
				 strlen(source), nb_layout_read_markup, &err);
}

/* The document with `with` in the place of the n bytes at `at`. */
static void alter(const struct nb_buf *from, size_t at, size_t n,
		  const char *with, struct nb_buf *to)
{
	to->len = 0;
	assert_int_equal(nb_buf_add(to, from->data, at), NB_OK);
	assert_int_equal(nb_buf_puts(to, with), NB_OK);
	assert_int_equal(
		nb_buf_add(to, from->data + at + n, from->len - at - n), NB_OK);
}

/* Where a string stands in the body of a document. */
static size_t place_of(const struct nb_buf *document, const char *what)
{
	const char *body = strstr((char *)document->data, "<body");
	const char *at = body ? strstr(body, what) : NULL;

	assert_non_null(at);
	return (size_t)(at - (char *)document->data);
}

/* Each character of the page changed, left out, and doubled. */
static void check_alterations(const char *source)
{
	struct nb_converted c;
	struct nb_buf other = {0};
	const char *p;

	convert(source, &c);
	assert_int_equal(compare(&c.tei.xml, source), NB_OK);
	for (p = text; *p; p += *p == '\n' ? 1 : 3) {
		char character[4], twice[7];
		size_t at;

		if (*p == '\n')
			continue;
		(void)snprintf(character, sizeof(character), "%.3s", p);
		(void)snprintf(twice, sizeof(twice), "%s%s", character,
			       character);
		at = place_of(&c.tei.xml, character);
		alter(&c.tei.xml, at, 3, "龘", &other);
		assert_int_equal(compare(&other, source), NB_INVALID);
		alter(&c.tei.xml, at, 3, "", &other);
		assert_int_equal(compare(&other, source), NB_INVALID);
		alter(&c.tei.xml, at, 3, twice, &other);
		assert_int_equal(compare(&other, source), NB_INVALID);
	}
	/* White space is not text. */
	alter(&c.tei.xml, place_of(&c.tei.xml, "秧盘"), 0, "\n ", &other);
	assert_int_equal(compare(&other, source), NB_OK);
	nb_buf_free(&other);
	nb_converted_free(&c);
}

static void test_text(void **state)
{
	(void)state;
	check_alterations(text);
}

static void test_alto(void **state)
{
	(void)state;
	check_alterations(alto);
}

static void test_hocr(void **state)
{
	(void)state;
	check_alterations(hocr);
}

/* A source of another form than the document says, with the same text. */
static void test_form(void **state)
{
	struct nb_converted c;

	(void)state;
	convert(alto, &c);
	assert_int_equal(compare(&c.tei.xml, text), NB_INVALID);
	assert_int_equal(compare(&c.tei.xml, hocr), NB_INVALID);
	nb_converted_free(&c);
}

/* ---- in an archive */

static unsigned hurt;

static void report(void *context, const struct nb_problem *p)
{
	(void)context;
	assert_int_equal(p->hurt, NB_HURT_TEXT);
	assert_int_equal(p->id.len, strlen(ID));
	hurt++;
}

static enum nb_status deep(void *context, const struct nb_entry *e,
			   const uint8_t *document, const struct nb_buf *source,
			   struct nb_error *err)
{
	(void)context;
	assert_non_null(source);
	return nb_compare_source(document, e->len, source->data, source->len,
				 nb_layout_read_markup, err);
}

static void test_archive(void **state)
{
	struct nb_verify_callbacks callbacks = {.report = report, .page = deep};
	char path[64];
	struct nb_new_page page = {.id = ID,
				   .name = "a.xml",
				   .source = alto,
				   .source_len = sizeof(alto) - 1,
				   .charset = "UTF-8",
				   .text = alto,
				   .text_len = sizeof(alto) - 1};
	struct nb_writer *w;
	struct nb_archive *a;
	struct nb_converted c;
	struct nb_buf other = {0};
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-compare-%ld",
		       (long)getpid());
	convert(alto, &c);
	alter(&c.tei.xml, place_of(&c.tei.xml, "秧盘"), 6, "秧苗", &other);
	page.document = other.data;
	page.len = page.tail_offset = other.len;
	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, &err), NB_OK);
	assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, &callbacks, &err), NB_INVALID);
	assert_int_equal(hurt, 1);
	nb_archive_close(a);
	assert_int_equal(unlink(path), 0);
	nb_buf_free(&other);
	nb_converted_free(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),	cmocka_unit_test(test_alto),
		cmocka_unit_test(test_hocr),	cmocka_unit_test(test_form),
		cmocka_unit_test(test_archive),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL) != 0;
}
