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
	names(&none, "", NULL);
}

/* What differs from an identifier in its form alone, and what does not. */
static void test_names_that_resemble_an_identifier(void **state)
{
	const struct nb_naming none = {.date = NULL};

	(void)state;
	names(&none, "JDRB-20190304-A01.TXT", "jdrb-20190304-a01");
	names(&none, "jdrb-2019-03-04-06.txt", "jdrb-20190304-06");
	names(&none, "jdrb_2019.3.4_0006.alto.xml", "jdrb-20190304-06");
	names(&none, "jdrb-２０１９０３０４-０１.txt", "jdrb-20190304-01");
	names(&none, "jdrb-2019年3月4日-第3版.txt", "jdrb-20190304-03");
	names(&none, "jdrb20190304a01.txt", NULL);
	names(&none, "scan-1.txt", NULL);
	names(&none, "jdrb-20190304-a01 (2).txt", NULL);
}

/* Dates and pages as people write them. */
static void test_forms_of_dates_and_pages(void **state)
{
	static const char *const dates[] = {
		"20190304",	      "2019-03-04",
		"2019-3-4",	      "2019.03.04",
		"2019_03_04",	      "2019 03 04",
		"2019/03/04",	      "2019/3/4",
		"2019/0304",	      "201903/04",
		"2019年3月4日",	      "2019年03月04号",
		"2019年/3月/4日",     "２０１９年３月４日",
		"二〇一九年三月四日", "2019年三月四日",
		"民国108年3月4日",    "民國一百零八年三月四日",
	};
	static const char *const pages[][2] = {
		{"a1", "a01"},	   {"A01", "a01"},   {"0001", "01"},
		{"第3版", "03"},   {"3版", "03"},    {"A3版", "a03"},
		{"第A3版", "a03"}, {"第三版", "03"}, {"第十二版", "12"},
		{"０３", "03"},	   {"b012", "b12"},  {"第二十一版", "21"},
	};
	char path[128], id[64];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		(void)snprintf(path, sizeof(path), "x/jdrb/%s/12.txt",
			       dates[i]);
		fits("{title}/{date}/{page}.txt", path, "jdrb-20190304-12");
		(void)snprintf(path, sizeof(path), "jdrb/%s-06.txt", dates[i]);
		fits("{title}/{date}-{page}.txt", path, "jdrb-20190304-06");
	}
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		(void)snprintf(path, sizeof(path), "jdrb/20190304/%s.txt",
			       pages[i][0]);
		(void)snprintf(id, sizeof(id), "jdrb-20190304-%s", pages[i][1]);
		fits("{title}/{date}/{page}.txt", path, id);
	}
}

static void test_years_months_and_days(void **state)
{
	(void)state;
	fits("{title}/{year}/{month}/{day}/{page}.txt",
	     "a/rmrb/1946/5/15/3.txt", "rmrb-19460515-03");
	fits("{title}/{year}年{month}月/{day}日/{page}.md",
	     "rmrb/1946年05月/15日/第3版.md", "rmrb-19460515-03");
	fits("{title}/{year}{month}/{day}-{page}", "rmrb/1946年05月/15日-3",
	     "rmrb-19460515-03");
	fits("{title}-{year}-{month}-{page}", "rmrb-1946-05-1",
	     "rmrb-19460500-01");
	fits("{title}-{year}-{page}", "rmrb-1946-1", "rmrb-19460000-01");
	fits("{title}-{year}{month}{day}-{page}", "rmrb-19461204-1",
	     "rmrb-19461204-01");
	/* Two readings: neither is taken. */
	fits("{title}-{year}{month}{day}-{page}", "rmrb-1946112-1", NULL);
	fits("{title}-{date}-{page}", "rmrb-1946112-1", NULL);
	fits("{title}-{date}{any}", "rmrb-194601123", NULL);
	fits("{title}{edition}/{date}/{page}", "jdrbB/20190304/1",
	     "jdrb-20190304b-01");
	fits("{title}/{date}/{issue}/{page}", "jdrb/20190304/第12期/1",
	     "jdrb-20190304-01");
	fits("{title}/{date}-{issue}-{page}", "jdrb/20190304-总第1234期-1",
	     "jdrb-20190304-01");
	fits("{title}/{date}-{issue}-{page}", "jdrb/20190304-x-1", NULL);
	/* A Chinese numeral, whose unit is in the template */
	fits("{title}/{date}/第{page}版", "jdrb/20190304/第三版",
	     "jdrb-20190304-03");
	fits("{title}/{date}/第{page}版", "jdrb/20190304/第12版",
	     "jdrb-20190304-12");
	fits("{title}/{year}年{month}月{day}日/{page}版",
	     "jdrb/2019年十二月三十一日/A二版", "jdrb-20191231-a02");
	fits("{title}/{date}/第{page}卷", "jdrb/20190304/第三卷", NULL);
	fits("{title}/{date}/{page}", "jdrb/20190304/三", NULL);
	fits("{title}/{date}/{page}x", "jdrb/20190304/三x", NULL);
}

/* What any text may be takes as little as lets the rest match. */
static void test_backtracking(void **state)
{
	(void)state;
	fits("{any}-{title}-{date}-{page}.txt", "a-b-c-jdrb-20190304-1.txt",
	     "jdrb-20190304-01");
	fits("{title}{date}{page}.txt", "jdrb20190304a01.txt",
	     "jdrb-20190304-a01");
	fits("{ignore}{title}_{ignore}{date}{ignore}_{page}{ignore}.txt",
	     "jdrb_ocr 2019-03-04 v2_A01-final.txt", "jdrb-20190304-a01");
	fits("{title}/{ignore}/{date}/{page}.txt",
	     "jdrb/box 7/2019-03-04/1.txt", "jdrb-20190304-01");
	fits("{title}/{ignore}/{date}/{page}.txt", "jdrb/2019-03-04/1.txt",
	     NULL);
	fits("scan{page}_{title}_{date}", "scan12_jdrb_20190304",
	     "jdrb-20190304-12");
	/* Not the section n, page 12. */
	fits("{any}{page}_{title}_{date}", "scan12_jdrb_20190304",
	     "jdrb-20190304-12");
	fits("{title}_{date}_{page}.TXT", "jdrb_20190304_1.txt",
	     "jdrb-20190304-01");
}

/* A template that could be matched in very many ways. */
static void test_hostile_templates(void **state)
{
	char template[512] = "", path[2001], id[NB_ID_MAX];
	struct nb_naming naming = {.path_template = template};
	size_t i;

	(void)state;
	for (i = 0; i < 31; i++)
		(void)snprintf(template + strlen(template),
			       sizeof(template) - strlen(template),
			       i % 2 ? "a" : "{any}");
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(nb_name_page(&naming, path, id, NULL), NB_INVALID);
	/* What is compared begins at a component. */
	path[1000] = '/';
	assert_int_equal(nb_name_page(&naming, path, id, NULL), NB_INVALID);
}

static void checks(struct nb_naming naming, bool good)
{
	struct nb_error err = {.text = ""};
	enum nb_status st = nb_naming_check(&naming, &err);

	if ((st == NB_OK) != good || (st && st != NB_USAGE))
		fail_msg("%s: status %d, %s", naming.path_template, (int)st,
			 err.text);
}

static void test_checks_of_a_naming(void **state)
{
	char many[33 * 7 + 1] = "";
	size_t i;

	(void)state;
	checks((struct nb_naming){.path_template = "{title}{date}{page}"},
	       true);
	checks((struct nb_naming){.path_template = "{title}{date}"}, false);
	checks((struct nb_naming){.path_template = "{title}{date}",
				  .page = "1"},
	       true);
	checks((struct nb_naming){.path_template = "{title}{date}{page}",
				  .page = "1"},
	       false);
	checks((struct nb_naming){.path_template = "{x}{title}{date}{page}"},
	       false);
	checks((struct nb_naming){.path_template = "{title}{date}{page"},
	       false);
	checks((struct nb_naming){.path_template = "{date}{title}{date}{page}"},
	       false);
	checks((struct nb_naming){.path_template = "{year}{title}{date}{page}"},
	       false);
	checks((struct nb_naming){.path_template = "{month}{title}{page}",
				  .date = "2019"},
	       false);
	checks((struct nb_naming){.path_template = "{year}{day}{title}{page}"},
	       false);
	checks((struct nb_naming){.date = "2019-03"}, true);
	checks((struct nb_naming){.date = "3.4.2019"}, false);
	checks((struct nb_naming){.page = "x"}, false);
	checks((struct nb_naming){.title_code = "江东日报"}, false);
	checks((struct nb_naming){.edition = "b"}, true);
	checks((struct nb_naming){.edition = "evening"}, false);
	for (i = 0; i < 33; i++)
		memcpy(many + 7 * i, "{any}--", 8);
	checks((struct nb_naming){.path_template = many}, false);
}

/* Constants beside a name, and beside a template. */
static void test_constants(void **state)
{
	struct nb_naming title = {.title_code = "jdrb"};
	struct nb_naming day = {.title_code = "jdrb", .date = "2019-03-04"};
	struct nb_naming template = {.title_code = "jdrb",
				     .path_template = "{date}/{page}.txt"};

	(void)state;
	names(&title, "x/20190304-a01.txt", "jdrb-20190304-a01");
	names(&title, "2019-03-04-06.alto.xml", "jdrb-20190304-06");
	names(&title, "2019.03.04_A1.txt", "jdrb-20190304-a01");
	names(&title, "jdrb-20190304-a01.txt", "jdrb-20190304-a01");
	names(&title, "xxrb-20190304-a01.txt", NULL);
	title.overrule = true;
	names(&title, "xxrb-20190304-a01.txt", "jdrb-20190304-a01");
	names(&title, "a01.txt", NULL);
	names(&day, "A1.txt", "jdrb-20190304-a01");
	names(&day, "第3版.txt", "jdrb-20190304-03");
	names(&day, "20190305-a01.txt", NULL);
	day.edition = "B";
	names(&day, "A1.txt", "jdrb-20190304b-a01");
	names(&template, "a/2019/03/04/1.txt", "jdrb-20190304-01");
	names(&template, "a/1.txt", NULL);
}

/* The identifier is known, and only its day is wrong. */
static void test_days_that_do_not_exist(void **state)
{
	static const struct nb_naming none = {.date = NULL};
	struct nb_error err;
	char id[NB_ID_MAX];

	(void)state;
	assert_int_equal(nb_name_page(&none, "x/ab-20190230-01", id, &err),
			 NB_INVALID);
	assert_string_equal(id, "ab-20190230-01");
	assert_string_equal(err.file, "x/ab-20190230-01");
	assert_non_null(strstr(err.text, "30 February 2019"));
	assert_int_equal(nb_name_page(&none, "x", id, &err), NB_INVALID);
	assert_string_equal(id, "");
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

/* A field does not cross a slash; any text may have any length. */
static void test_length_of_a_field(void **state)
{
	char path[512];
	size_t len;

	(void)state;
	fits("{title}x{date}-{page}", "a/bx20190304-01", NULL);
	for (len = 1; len < 300; len++) {
		memset(path, 'z', len);
		(void)snprintf(path + len, sizeof(path) - len,
			       "-jd-20190304-01");
		fits("{any}-{title}-{date}-{page}", path, "jd-20190304-01");
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
		cmocka_unit_test(test_names_that_resemble_an_identifier),
		cmocka_unit_test(test_forms_of_dates_and_pages),
		cmocka_unit_test(test_years_months_and_days),
		cmocka_unit_test(test_backtracking),
		cmocka_unit_test(test_hostile_templates),
		cmocka_unit_test(test_checks_of_a_naming),
		cmocka_unit_test(test_constants),
		cmocka_unit_test(test_days_that_do_not_exist),
		cmocka_unit_test(test_fields_of_a_template),
		cmocka_unit_test(test_length_of_a_field),
		cmocka_unit_test(test_numbers_of_pages),
		cmocka_unit_test(test_parts_given_singly),
	};

	return cmocka_run_group_tests_name("naming", tests, NULL, NULL) != 0;
}
