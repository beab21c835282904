/* SPDX-License-Identifier: Apache-2.0 */
/* Identifiers: which names an archive takes, how items are called, and the
 * profile of newspapers. libxml2 is the oracle for names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

#include "archive/catalogue/lineage.h"
#include "base/utf8.h"

#include <nbarc/buf.h>
#include <nbarc/id.h>
#include <nbarc/newspaper.h>

static bool is_page(const char *id)
{
	return nb_id_is_page(id, strlen(id));
}

/* ---- names */

static bool is_scalar(uint32_t c)
{
	return c < 0xd800 || (c > 0xdfff && c < 0x110000);
}

/* The name of the character alone, or with a letter before it. */
static size_t name_of(uint32_t c, bool first, char name[8])
{
	size_t n = 0;

	if (!first)
		name[n++] = 'a';
	n += nb_utf8_put(name + n, c);
	name[n] = '\0';
	return n;
}

/* libxml2 calls nobody when a document is not well-formed. */
static void silent(void *context, xmlErrorPtr e)
{
	(void)context;
	(void)e;
}

/* Does libxml2 read the bytes as a document? Its parser takes names as the
 * fifth edition does. */
static bool is_document(const void *xml, size_t len)
{
	xmlDocPtr doc = xmlReadMemory(xml, (int)len, "test", NULL,
				      XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
					      XML_PARSE_HUGE);
	bool is = doc != NULL;

	xmlFreeDoc(doc);
	return is;
}

/* Is the name that of an element for libxml2? */
static bool is_element(const char *name, size_t len)
{
	char xml[16];
	int n = snprintf(xml, sizeof(xml), "<%.*s/>", (int)len, name);

	return is_document(xml, (size_t)n);
}

/* Names of elements that libxml2 must take all together. */
static void check_elements(struct nb_buf *all)
{
	assert_int_equal(nb_buf_puts(all, "</a>"), NB_OK);
	assert_true(is_document(all->data, all->len));
	all->len = 0;
	assert_int_equal(nb_buf_puts(all, "<a>"), NB_OK);
}

/*
 * All code points, each as the first character of a name and as a later one:
 * libxml2 reads documents of all names that are taken, and none of the others.
 * What xmlValidateNCName() takes, which knows the names of the fourth edition,
 * is taken too.
 */
static void test_every_character(void **state)
{
	struct nb_buf all = {0};
	uint32_t c;
	int first;

	(void)state;
	xmlSetStructuredErrorFunc(NULL, silent);
	assert_int_equal(nb_buf_puts(&all, "<a>"), NB_OK);
	for (first = 0; first < 2; first++)
		for (c = 1; c < 0x110000; c++) {
			char name[8];
			size_t len;
			bool is;

			if (!is_scalar(c))
				continue;
			/* Its table of names is slow if there are many. */
			if (all.len > 20000)
				check_elements(&all);
			len = name_of(c, first, name);
			is = nb_id_is_page(name, len);
			if (xmlValidateNCName((xmlChar *)name, 0) == 0)
				assert_true(is);
			if (is)
				assert_int_equal(
					nb_buf_printf(&all, "<%s/>\n", name),
					NB_OK);
			else if (c != ':' && c != ' ' && c != '\n' &&
				 c != '\t' && c != '\r' && c != '/' && c != '>')
				assert_false(is_element(name, len));
		}
	check_elements(&all);
	nb_buf_free(&all);
	xmlSetStructuredErrorFunc(NULL, NULL);
}

static void test_names(void **state)
{
	static const char *const names[] = {
		"a",	     "_",     "A.b_c-d",  "jdrb-20190304-a01",
		"a-",	     "a--1",  "人民日报", "𠮷",
		"é",	     "a.b.c", "Page-1-2", "ａ",
		"x\xcc\x81",
	};
	static const char *const others[] = {
		"",	     "1a",	     "-a",	  ".a",	       "a:b",
		":a",	     "a b",	     "a\n",	  "a/b",       "a@1",
		"a\"",	     "a<",	     "·a",	  "\xcc\x81x", "a\xff",
		"a\xc0\xad", "\xed\xa0\x80", "a\xe4\xba",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true(is_page(names[i]));
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(is_page(others[i]));
	assert_false(nb_id_is_page("a\0b", 3));
}

static void test_length(void **state)
{
	char id[NB_ID_MAX + 1];

	(void)state;
	memset(id, 'a', sizeof(id));
	assert_true(nb_id_is_page(id, 255));
	assert_false(nb_id_is_page(id, 256));
	/* 85 characters of three bytes; what is cut off is none. */
	for (size_t i = 0; i < 255; i += 3)
		memcpy(id + i, "报", 3);
	assert_true(nb_id_is_page(id, 255));
	assert_false(nb_id_is_page(id, 254));
}

/* ---- items */

static void test_items_are_called(void **state)
{
	static const struct {
		unsigned number;
		const char *id;
	} cases[] = {
		{1, "p-01"},	    {9, "p-09"},      {10, "p-10"},
		{99, "p-99"},	    {100, "p-100"},   {999, "p-999"},
		{1000, "p-1000"},   {9999, "p-9999"}, {10000, "p-10000"},
		{65535, "p-65535"},
	};
	char id[NB_ITEM_ID_MAX];
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		len = nb_item_id("p", 1, cases[i].number, id);
		assert_string_equal(id, cases[i].id);
		assert_int_equal(len, strlen(id));
		len = 0;
		assert_int_equal(nb_id_item(id, strlen(id), &len),
				 cases[i].number);
		assert_int_equal(len, 1);
	}
}

/* Every number, there and back; and no other text is that of an item. */
static void test_every_number(void **state)
{
	unsigned number, given;
	char id[NB_ITEM_ID_MAX], text[32];
	size_t len;

	(void)state;
	for (number = 1; number <= NB_PAGE_ITEMS_MAX; number++) {
		len = nb_item_id("报-x", 5, number, id);
		assert_int_equal(nb_id_item(id, len, &len), number);
		assert_int_equal(len, 5);
	}
	for (number = 0; number < 120000; number++) {
		len = (size_t)snprintf(text, sizeof(text), "p-%u", number);
		given = nb_id_item(text, len, &len);
		assert_int_equal(given,
				 number > 9 && number <= 65535 ? number : 0);
	}
}

static void test_no_items(void **state)
{
	static const char *const others[] = {
		"p",	   "p-",      "p-1",
		"p-00",	   "p-001",   "p-010",
		"p-65536", "p-99999", "p-100000",
		"p01",	   "p-1a",    "p-a1",
		"-01",	   "1-01",    "p-01-",
		"01",	   "p -01",   "",
		"p-0100",  "p:q-01",  "p-18446744073709551617",
	};
	char id[NB_ITEM_ID_MAX + 1];
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(nb_id_item(others[i], strlen(others[i]), &len),
				 0);
	/* The longest identifier of a page, and one byte more. */
	memset(id, 'a', sizeof(id));
	memcpy(id + 255, "-65535", 7);
	assert_int_equal(nb_id_item(id, 261, &len), 65535);
	assert_int_equal(len, 255);
	memset(id, 'a', sizeof(id));
	memcpy(id + 256, "-01", 3);
	assert_int_equal(nb_id_item(id, 259, &len), 0);
	/* A longer one is cut when an item is called. */
	memset(id, 'a', sizeof(id));
	assert_int_equal(nb_item_id(id, 256, 65535, id), 261);
}

/* ---- newspapers */

static void check_parts(const char *id, const char *title, const char *date,
			const char *edition, const char *page)
{
	struct nb_newspaper_id p;

	assert_true(nb_newspaper_parse(id, strlen(id), &p));
	assert_string_equal(p.title, title);
	assert_string_equal(p.date, date);
	assert_string_equal(p.edition, edition);
	assert_string_equal(p.page, page);
	assert_int_equal(nb_newspaper_is_page(id, strlen(id)), *page != '\0');
	assert_int_equal(nb_newspaper_is_issue(id, strlen(id)), *page == '\0');
	assert_true(is_page(id));
}

static void test_newspapers(void **state)
{
	static const char *const others[] = {
		"n-20200309",
		"1trb-20200309",
		"ntrb-2020039",
		"ntrb-202003090",
		"ntrb-20200309ab",
		"ntrb-20200309-3",
		"ntrb-20200309-",
		"ntrb-20200309-a",
		"ntrb-20200309-a0345",
		"ntrb-20200309-ab03",
		"ntrb-20200309-a03-",
		"ntrb-20200309-a03-05",
		"abcdefghijklm-20200309",
		"NTRB-20200309",
		"ntrb",
		"报-20200309-a03",
		"",
	};
	struct nb_newspaper_id p;
	size_t i;

	(void)state;
	check_parts("ntrb-20200309", "ntrb", "20200309", "", "");
	check_parts("ntrb-20200309b", "ntrb", "20200309", "b", "");
	check_parts("ntrb-20200309-a03", "ntrb", "20200309", "", "a03");
	check_parts("ntrb-20200309-03", "ntrb", "20200309", "", "03");
	check_parts("ntrb-20200309b-123", "ntrb", "20200309", "b", "123");
	check_parts("a1-00000000-00", "a1", "00000000", "", "00");
	check_parts("abcdefghijkl-20200309-a123", "abcdefghijkl", "20200309",
		    "", "a123");
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		memset(&p, 'x', sizeof(p));
		assert_false(
			nb_newspaper_parse(others[i], strlen(others[i]), &p));
		assert_string_equal(p.title, "");
		assert_string_equal(p.page, "");
	}
}

/* ---- clashes in the order of the catalogue */

/* True if the page clashes with one before it, whose length is as given. */
static bool next(struct nb_lineage *l, const char *id, size_t *parent)
{
	struct nb_string s = {id, strlen(id)};

	return nb_lineage_next(l, &s, parent);
}

static void test_lineage(void **state)
{
	struct nb_lineage l = {.count = 0};
	size_t parent = 0;

	(void)state;
	assert_false(next(&l, "a", &parent));
	assert_false(next(&l, "a", &parent)); /* another revision */
	assert_false(next(&l, "a-", &parent));
	assert_true(next(&l, "a--01", &parent));
	assert_int_equal(parent, 2);
	assert_false(next(&l, "a-0", &parent));
	assert_false(next(&l, "a-01-x", &parent));
	assert_true(next(&l, "a-02", &parent));
	assert_int_equal(parent, 1);
	assert_true(next(&l, "a-02-11", &parent)); /* of a-02 */
	assert_int_equal(parent, 4);
	assert_true(next(&l, "a-65535", &parent));
	assert_int_equal(parent, 1);
	assert_false(next(&l, "a-65536", &parent));
	assert_false(next(&l, "a.", &parent));
	assert_false(next(&l, "aa-01", &parent));
	assert_false(next(&l, "b-01", &parent)); /* there is no b */
	/* A new pass. */
	assert_false(next(&l, "a", &parent));
	assert_true(next(&l, "a-77", &parent));
}

/* As many pages inside each other as an identifier can have. */
static void test_deep_lineage(void **state)
{
	struct nb_lineage l = {.count = 0};
	struct nb_string s = {NULL, 0};
	char id[UINT8_MAX];
	size_t parent;

	(void)state;
	memset(id, '-', sizeof(id));
	id[0] = 'a';
	s.text = id;
	for (s.len = 1; s.len <= sizeof(id); s.len++)
		assert_false(nb_lineage_next(&l, &s, &parent));
	assert_int_equal(l.count, sizeof(id));
}

/* ---- the calendar */

/* What the calendar lacks; "" if the day may exist. */
static void test_days_of_the_calendar(void **state)
{
	static const char *const dates[][2] = {
		{"20190228", ""},
		{"20190229", "no 29 February 2019 "},
		{"20200229", ""},
		{"20200230", "no 30 February 2020 "},
		{"19000229", "no 29 February 1900 "},
		{"20000229", ""},
		{"20190431", "no 31 April 2019 "},
		{"20190930", ""},
		{"20190931", "no 31 September 2019 "},
		{"20191231", ""},
		{"20191232", "no 32 December 2019 "},
		{"20191301", "no month 13 "},
		{"20199900", "no month 99 "},
		{"20190300", ""},
		{"20190000", ""},
		{"00000000", ""},
		{"00000229", ""},
		{"00000230", "no 30 February "},
		{"20190031", ""},
		{"20190032", "no month of 32 days "},
	};
	struct nb_error err;
	char id[32];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		bool exists = !dates[i][1][0];

		(void)snprintf(id, sizeof(id), "ab-%sb-01", dates[i][0]);
		memset(&err, 0, sizeof(err));
		if ((nb_newspaper_check_date(id, strlen(id), &err) == NB_OK) !=
			    exists ||
		    !strstr(err.text, dates[i][1]))
			fail_msg("%s: '%s'", id, err.text);
		/* An issue has a date too. */
		id[12] = '\0';
		assert_int_equal(
			nb_newspaper_check_date(id, strlen(id), &err) == NB_OK,
			exists);
	}
	assert_int_equal(nb_newspaper_check_date("x-20191301", 10, NULL),
			 NB_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_character),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_items_are_called),
		cmocka_unit_test(test_every_number),
		cmocka_unit_test(test_no_items),
		cmocka_unit_test(test_newspapers),
		cmocka_unit_test(test_lineage),
		cmocka_unit_test(test_deep_lineage),
		cmocka_unit_test(test_days_of_the_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
