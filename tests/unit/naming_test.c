/* SPDX-License-Identifier: Apache-2.0 */
/* How files get the identifiers of their pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/ingest.h>
#include <nbarc/tei.h>

/* `id` NULL: the path gives none. */
static void names(const struct nb_naming *naming, const char *path,
		  const char *id)
{
	char got[NB_ID_MAX] = "";
	struct nb_error err;
	enum nb_status st = nb_name_page(naming, path, got, &err);

	if ((st == NB_OK) != (id != NULL) || (id && strcmp(got, id) != 0))
		fail_msg("%s with %s: status %d, '%s'", path,
			 naming->path_template ? naming->path_template : "-",
			 (int)st, got);
	if (st) {
		assert_int_equal(st, NB_INVALID);
		assert_string_equal(err.file, path);
	}
}

static void fits(const char *template, const char *path, const char *id)
{
	struct nb_naming naming = {.path_template = template};

	names(&naming, path, id);
}

static void test_name_of_a_file(void **state)
{
	const struct nb_naming none = {.date = NULL};

	(void)state;
	names(&none, "jdrb-20190304-a01.txt", "jdrb-20190304-a01");
	names(&none, "jdrb-20190304-a01", "jdrb-20190304-a01");
	names(&none, "x/y.z/jdrb-20190304-a01.alto.xml", "jdrb-20190304-a01");
	names(&none, "/jdrb-20190304-a01", "jdrb-20190304-a01");
	names(&none, "jdrb-20190304-a01/", NULL);
	names(&none, "jdrb-20190304.txt", NULL);
	names(&none, "jdrb-20190304-a01-01.txt", NULL);
	names(&none, "JDRB-20190304-a01.txt", NULL);
	names(&none, "", NULL);
}

static void test_fields_of_a_template(void **state)
{
	(void)state;
	fits("{title}/{date}/{page}.txt", "jdrb/2019-03-04/A1.txt",
	     "jdrb-20190304-a01");
	fits("{title}/{date}/{page}.txt", "x/y/jdrb/2019.03.04/1.txt",
	     "jdrb-20190304-01");
	fits("{title}/{date}/{page}.txt", "/jdrb/2019_03_04/12.txt",
	     "jdrb-20190304-12");
	fits("{title}/{date}/{page}.txt", "2019-03-04/A1.txt", NULL);
	fits("{title}-{date}-{page}.{any}", "a/JdRb-20190304B-a123.xml",
	     "jdrb-20190304b-a123");
	fits("{title}{date}", "jdrb20190304", NULL);
	fits("{page}_{any}_{date}_{title}", "a1_x_20190304_zz",
	     "zz-20190304-a01");
	fits("{page}_{any}_{date}_{title}", "a1__20190304_zz", NULL);
	fits("{any}{title}/{date}/{page}", "xyzz/20190304/01",
	     "yzz-20190304-01");
	fits("{title}-{date}-{page}", "jdrb-20190304-a01.txt", NULL);
	fits("{title}-{date}-{page}.", "jdrb-20190304-a01", NULL);
	fits("{nothing}", "jdrb-20190304-a01", NULL);
	fits("{title}-{date}-{page", "jdrb-20190304-a01", NULL);
	fits("", "jdrb", NULL);
	fits("jdrb-{date}-{page}", "jdrb-20190304-a01", NULL);
}

/* A field does not cross a slash and has 31 bytes at most. */
static void test_length_of_a_field(void **state)
{
	char path[128];
	size_t len;

	(void)state;
	fits("{title}x{date}-{page}", "a/bx20190304-01", NULL);
	for (len = 1; len < 80; len++) {
		memset(path, 'z', len);
		(void)snprintf(path + len, sizeof(path) - len,
			       "-jd-20190304-01");
		fits("{any}-{title}-{date}-{page}", path,
		     len < 32 ? "jd-20190304-01" : NULL);
	}
}

static void test_numbers_of_pages(void **state)
{
	static const char *const pages[][2] = {
		{"1", "01"},	 {"9", "09"},	   {"12", "12"},
		{"123", "123"},	 {"a1", "a01"},	   {"A1", "a01"},
		{"Z09", "z09"},	 {"z123", "z123"}, {"0", "00"},
		{"a1234", NULL}, {"1234", NULL},   {"a", NULL},
		{"aa1", NULL},	 {"1a", NULL},	   {"-1", NULL},
		{"/", NULL},	 {":", NULL},	   {"@1", NULL},
		{"[1", NULL},
	};
	struct nb_naming naming = {.title_code = "jdrb", .date = "20190304"};
	char id[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		naming.page = pages[i][0];
		(void)snprintf(id, sizeof(id), "jdrb-20190304-%s",
			       pages[i][1] ? pages[i][1] : "");
		names(&naming, "file", pages[i][1] ? id : NULL);
	}
}

static void test_parts_given_singly(void **state)
{
	struct nb_naming naming = {.title_code = "JDRB"};

	(void)state;
	names(&naming, "-", "jdrb-00000000-00");
	naming.date = "2019-03-04B";
	names(&naming, "-", "jdrb-20190304b-00");
	naming.page = "A7";
	names(&naming, "-", "jdrb-20190304b-a07");
	naming.title_code = "AZ";
	names(&naming, "-", "az-20190304b-a07");
	naming.title_code = "a";
	names(&naming, "-", NULL);
	naming.title_code = "a@";
	names(&naming, "-", NULL);
	naming.title_code = "a[";
	names(&naming, "-", NULL);
	naming.title_code = "";
	names(&naming, "-", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_name_of_a_file),
		cmocka_unit_test(test_fields_of_a_template),
		cmocka_unit_test(test_length_of_a_field),
		cmocka_unit_test(test_numbers_of_pages),
		cmocka_unit_test(test_parts_given_singly),
	};

	return cmocka_run_group_tests_name("naming", tests, NULL, NULL) != 0;
}
