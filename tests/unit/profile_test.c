/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles, what they add to the look of a block, and suspects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/suspects.h>

#include "page/text/profile.h"
#include "page/text/profile_look.h"
#include "samples.h"

static void test_profiles(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; nb_profile_name(i); i++) {
		struct nb_profile *p = own_profile(nb_profile_name(i));

		assert_string_equal(p->name, nb_profile_name(i));
		/* The first is what there is without a profile. */
		assert_int_equal(*nb_profile_id(p) == '\0', i == 0);
		nb_profile_free(p);
	}
	assert_true(i >= 4);
	assert_string_equal(nb_profile_id(NULL), "");
	assert_null(nb_profile_text("none", &i));
}

static void test_bad_profiles(void **state)
{
	static const struct {
		const char *file, *message;
	} bad[] = {
		{"", "line 0: the profile has no name"},
		{"name = a\nthreshold = 2\n", "line 2: threshold must"},
		{"name = a\nreview = .8 .2\n", "line 2: review needs two"},
		{"name = a\n\n# x\nreview = .1\n", "line 4: review needs two"},
		{"name = A\n", "line 1: the name may contain"},
		{"name = abcdefghijklmnopqrstuvwxyz-01234\n", "line 1: "},
		{"colour = red\n", "line 1: unknown key: colour"},
		{"name = a\nname = b\n",
		 "line 2: the key stands in an earlier line"},
		{"name\n", "line 1: the line is not 'key = value'"},
		{"name = a\nstop =\n", "line 2: the value is missing"},
		{"name = a\nstop = 。。\n", "line 2: marks must be single"},
		{"name = a\nstop = ．\nopen = ．\n",
		 "line 3: a mark cannot both"},
		{"name = a\npunctuation = ab\n",
		 "line 2: punctuation needs pairs"},
		{"name = a\npunctuation = ,字\n", "line 2: punctuation needs"},
		{"name = a\nbyline = *?\n",
		 "line 2: the pattern has no characters"},
		{"name = a\nlines = printed\n", "line 2: lines must be"},
		{"name = a\ncredit = \xff\n", "not UTF-8"},
	};
	struct nb_profile *p;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(nb_profile_read(bad[i].file,
						 strlen(bad[i].file), &p, &err),
				 NB_INVALID);
		assert_null(p);
		assert_memory_equal(err.text, bad[i].message,
				    strlen(bad[i].message));
	}
}

static void test_name_has_31_characters_at_most(void **state)
{
	static const char name[] = "name = abcdefghijklmnopqrstuvwxyz-0123\n";
	struct nb_profile *p;
	struct nb_error err;
	char file[64];

	(void)state;
	assert_int_equal(nb_profile_read(name, strlen(name), &p, &err), NB_OK);
	nb_profile_free(p);
	(void)snprintf(file, sizeof(file), "%.*s4\n", (int)strlen(name) - 1,
		       name);
	assert_int_equal(nb_profile_read(file, strlen(file), &p, &err),
			 NB_INVALID);
}

/* A line of a profile, in a file with a name. */
static enum nb_status read_with(const char *line, struct nb_profile **p)
{
	struct nb_error err;
	char file[256];

	(void)snprintf(file, sizeof(file), "name = x\n%s\n", line);
	return nb_profile_read(file, strlen(file), p, &err);
}

static bool takes(const char *line)
{
	struct nb_profile *p;
	bool taken = read_with(line, &p) == NB_OK;

	nb_profile_free(p);
	return taken;
}

static void test_values_at_their_borders(void **state)
{
	static const char *const good[] = {
		"threshold = 1",
		"threshold = 1.",
		"threshold = .5",
		"threshold = 0.09",
		"threshold = .001",
		"review = 0 1",
		"review = .5 .5",
		"review = .5  .9 ",
		"punctuation =",
		"punctuation = !！ ~～ :： @＠ [［ `｀ {｛ /／",
		"stop = ~ 。",
		"stop = ！\nstop = ！",
		"open = ″\nclose = ″",
		"punctuation = ,¢",
		"\t# a comment",
		"\tstop = 。\t\r",
		"byline = 甲*",
		"credit = ?摄"};
	static const char *const bad[] = {"threshold = 0",
					  "threshold = 1.01",
					  "threshold = .",
					  "threshold = 1.0a",
					  "threshold = a",
					  "threshold = /",
					  "threshold = :",
					  "threshold = 0.:",
					  "threshold = 0./",
					  "threshold = -1",
					  "review = .5",
					  "review = .5 .4",
					  "review = .5 .6 .7",
					  "review = a .5",
					  "review = .5 a",
					  "review = .5 1.1",
					  "punctuation = 0０",
					  "punctuation = 9９",
					  "punctuation = aａ",
					  "punctuation = zｚ",
					  "punctuation = AＡ",
					  "punctuation = ZＺ",
					  "punctuation = \x7f。",
					  "punctuation = ，，",
					  "punctuation = ,",
					  "punctuation = ,a",
					  "punctuation = ,\x7f",
					  "punctuation = ,，，",
					  "punctuation = ,　",
					  "punctuation = ,\xc2\xa0",
					  "stop = 字",
					  "stop = 。。",
					  "open = ab",
					  "stop = \x01",
					  "stop = 。\nclose = 。",
					  "close = 。\nstop = 。",
					  "byline =",
					  "byline = *",
					  "byline = ?　*",
					  "threshold",
					  "threshold = .5\nthreshold = .5",
					  "nam = y",
					  "namee = y"};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!takes(good[i]))
			fail_msg("refused: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (takes(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

static void test_probabilities_are_read_exactly(void **state)
{
	static const struct {
		const char *line;
		double value;
	} lines[] = {{"threshold = .19", .19},
		     {"threshold = 0.90", .9},
		     {"threshold = 1.000", 1},
		     {"threshold = 000.5", .5},
		     {"threshold = .0625", .0625}};
	struct nb_profile *p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(read_with(lines[i].line, &p), NB_OK);
		assert_true(p->thresholds.join > lines[i].value - 1e-9 &&
			    p->thresholds.join < lines[i].value + 1e-9);
		nb_profile_free(p);
	}
	assert_int_equal(read_with("review = .29 .91", &p), NB_OK);
	assert_true(p->thresholds.low > .28999 && p->thresholds.low < .29001);
	assert_true(p->thresholds.high > .90999 && p->thresholds.high < .91001);
	nb_profile_free(p);
}

/* A pattern has 40 characters at most. */
static void test_length_of_patterns(void **state)
{
	char line[160] = "byline = ";
	unsigned i;

	(void)state;
	for (i = 1; i <= 41; i++) {
		memcpy(line + strlen(line), "甲", sizeof("甲"));
		assert_int_equal(takes(line), i <= 40);
	}
}

/* What has the effect of the default has no identity of its own. */
static void test_identity_is_of_what_differs(void **state)
{
	static const struct {
		const char *line;
		bool differs, rewrites;
	} lines[] = {{"", false, false},
		     {"# a comment", false, false},
		     {"threshold = .123", true, false},
		     {"review = .111 .999", true, false},
		     {"byline = 甲*", true, false},
		     {"stop = ¶", true, true},
		     {"punctuation =", true, true}};
	struct nb_profile *p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(read_with(lines[i].line, &p), NB_OK);
		assert_int_equal(*nb_profile_id(p) != '\0', lines[i].differs);
		assert_int_equal(p->rewrites, lines[i].rewrites);
		if (lines[i].differs)
			assert_memory_equal(nb_profile_id(p), "x sha256:", 9);
		nb_profile_free(p);
	}
}

static const char *id_of(enum nb_status (*read)(const void *, size_t,
						struct nb_profile **,
						struct nb_error *),
			 const char *file, char id[64])
{
	struct nb_profile *p;
	struct nb_error err;

	assert_int_equal(read(file, strlen(file), &p, &err), NB_OK);
	(void)snprintf(id, 64, "%s", nb_profile_id(p));
	nb_profile_free(p);
	return id;
}

/* Asking for paragraphs is the same as a file that says so in its last line. */
static void test_paragraphs_by_request(void **state)
{
	static const char plain[] = "name = x\n";
	static const char line[] = "name = x\nlines = paragraphs\n";
	static const char lines[] = "name = x\nlines = auto\n";
	char a[64], b[64];

	(void)state;
	assert_string_equal(id_of(nb_profile_read, plain, a), "");
	assert_string_equal(id_of(nb_profile_read, lines, a), "");
	id_of(nb_profile_read, line, a);
	assert_memory_equal(a, "x sha256:", 9);
	assert_string_equal(id_of(nb_profile_read_paragraphs, plain, b), a);
	assert_string_equal(id_of(nb_profile_read_paragraphs, line, b), a);
	id_of(nb_profile_read_paragraphs, lines, b);
	assert_memory_equal(b, "x sha256:", 9);
	assert_string_not_equal(a, b);
}

/* The look of a block under a profile of one line. */
static struct nb_shape look(const char *line, const char *block)
{
	char file[256];
	struct nb_profile *p;
	struct nb_error err;
	struct nb_shape shape;
	struct nb_buf scratch = {0};

	(void)snprintf(file, sizeof(file), "name = x\n%s\n", line);
	assert_int_equal(nb_profile_read(file, strlen(file), &p, &err), NB_OK);
	assert_int_equal(
		nb_profile_look(p, block, strlen(block), &scratch, &shape),
		NB_OK);
	nb_buf_free(&scratch);
	nb_profile_free(p);
	return shape;
}

static void test_looks(void **state)
{
	(void)state;
	assert_int_equal(look("stop = ｡", "走了｡").stops, 1);
	assert_int_equal(look("stop = ¶", "走了¶").last, 0x3002);
	assert_int_equal(look("stop = .", "走了.").last, 0x3002);
	assert_int_equal(look("stop = .", "共3.5亿").stops, 0);
	assert_int_equal(look("open = 〝", "〝走").open_quotes, 1);
	assert_int_equal(look("close = 〞", "走〞").open_quotes, -1);
	assert_int_equal(look("open = \"\nclose = \"", "\"走\"\"").open_quotes,
			 1);
	assert_true(look("byline = 本报记者??", "本报记者 顾 青").byline);
	assert_false(look("byline = 本报记者??", "本报记者顾小青").byline);
	assert_false(look("byline = 本报记者??", "本报记者").byline);
	assert_true(look("credit = （*图）", "(资料图)").credit);
	assert_true(look("credit = *图", "资料图").ends);
	assert_true(look("opening = 据*报道", "据新华社报道，昨日").begins);
	assert_false(look("opening = 据*报道", "根据报道").begins);
	assert_false(look("opening = 据*报道", "据说").begins);
}

/* ---- suspects */

static void suspect(const char *text, const char *expected)
{
	struct nb_suspect *list;
	struct nb_error err;
	char got[256] = "";
	size_t count, i;

	assert_int_equal(
		nb_suspects_find(text, strlen(text), &list, &count, &err),
		NB_OK);
	for (i = 0; i < count; i++)
		(void)snprintf(got + strlen(got), sizeof(got) - strlen(got),
			       "%s%zu+%zu %s", i ? ", " : "", list[i].offset,
			       list[i].len, nb_suspicion_name(list[i].why));
	assert_string_equal(got, expected);
	free(list);
}

static void test_suspects(void **state)
{
	(void)state;
	suspect("全县共有农技员86名，2019年3月", "");
	suspect("沪深A股，卡拉OK，PM2.5，CO2，T恤，第3.5节\r\n\tx", "");
	suspect("工\xef\xbf\xbd作", "3+3 replacement");
	suspect("工\x01作", "3+1 control");
	suspect("工\xee\x80\x80作", "3+3 private");
	suspect("前锟斤拷后", "3+9 mojibake");
	suspect("2O19年", "1+1 digit");
	suspect("于l949年", "3+1 digit");
	suspect("全体工l作人员", "9+1 intruder");
}

static void test_suspects_of_text_not_utf8_are_invalid(void **state)
{
	static const char text[] = "\xe6\x9f\xb3\xe6\xb9";
	struct nb_suspect *list;
	struct nb_error err;
	size_t count;

	(void)state;
	assert_int_equal(
		nb_suspects_find(text, sizeof(text) - 1, &list, &count, &err),
		NB_INVALID);
	assert_int_equal(err.offset, 3);
	assert_null(list);
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_bad_profiles),
		cmocka_unit_test(test_name_has_31_characters_at_most),
		cmocka_unit_test(test_values_at_their_borders),
		cmocka_unit_test(test_probabilities_are_read_exactly),
		cmocka_unit_test(test_length_of_patterns),
		cmocka_unit_test(test_identity_is_of_what_differs),
		cmocka_unit_test(test_paragraphs_by_request),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_suspects),
		cmocka_unit_test(test_suspects_of_text_not_utf8_are_invalid),
	};

	return cmocka_run_group_tests_name("profile", tests, NULL, NULL) != 0;
}
