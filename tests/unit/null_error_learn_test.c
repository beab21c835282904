/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Learning of a title (<nbarc/learn.h>): the lowest point of a function, what a
 * lesson changes, the form of weights in a profile, and what is refused, also
 * without an error argument.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/learn.h>

#include "base/le.h"
#include "learn/descent.h"
#include "learn/document.h"
#include "null_error.h"
#include "page/text/learned.h"
#include "page/text/profile.h"

/* A bowl whose lowest point is at 1, 2, 3 ... and that is steeper in some
 * directions than in others. */
static double bowl(void *context, const double *x, double *slope)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < 20; i++) {
		double off = x[i] - (double)(i + 1),
		       steep = (double)(1 + i * i);

		sum += steep * off * off / 2;
		slope[i] = steep * off;
	}
	*(unsigned *)context += 1;
	return sum;
}

static void test_descent(void **state)
{
	double x[20] = {0};
	unsigned calls = 0;
	size_t i;

	(void)state;
	assert_int_equal(nb_descend(bowl, &calls, 20, 100, x, NULL), NB_OK);
	for (i = 0; i < 20; i++)
		assert_true(x[i] > (double)i + .95 && x[i] < (double)i + 1.05);
	assert_in_range(calls, 5, 150);
	STARVES(nb_descend(bowl, &calls, 20, 100, x, NULL));
}

/* A page of a title that begins its items with a lozenge and has no heads. */
static const char text[] = "◇柳湾◇昨天有五户村民把新打的稻谷送到粮站。\n\n"
			   "粮站从早上六点开门，一直收到天黑。\n\n"
			   "◇石桥◇昨天有七户村民修好了桥边的水渠。\n\n"
			   "◇双渡◇渡口的新船昨天下水，能坐三十人。\n\n"
			   "船工说，过河的时间比以前少了一半。\n";

/* Its division: the blocks of `firsts` begin items. */
static void divide(const char *firsts, struct nb_division *d)
{
	struct nb_error err;
	size_t i;

	assert_int_equal(nb_divide(text, strlen(text), NULL, d, &err), NB_OK);
	assert_int_equal(d->unit_count, 5);
	free(d->items);
	d->items = calloc(5, sizeof(*d->items));
	assert_non_null(d->items);
	d->item_count = 0;
	for (i = 0; i < 5; i++) {
		d->units[i].role = NB_ROLE_PARAGRAPH;
		d->items[d->item_count].first = i;
		d->item_count += firsts[i] == 'P';
		d->items[d->item_count - 1].count++;
	}
}

/* The profile that is learned from the page, seen so many times. */
static void learn(size_t times, struct nb_buf *out)
{
	struct nb_learner *l;
	struct nb_division d;
	bool changes = false;

	divide("PpPPp", &d);
	assert_int_equal(nb_learner_create(&l, NULL), NB_OK);
	while (times--)
		assert_int_equal(
			nb_learner_add(l, text, strlen(text), NULL, &d, NULL),
			NB_OK);
	assert_int_equal(nb_learner_blocks(l), 5 * nb_learner_pages(l));
	assert_int_equal(nb_learner_write(l, "dnbx", "name = x\nstop = ¶\n",
					  strlen("name = x\nstop = ¶\n"), out,
					  &changes, NULL),
			 NB_OK);
	assert_true(changes);
	nb_division_free(&d);
	nb_learner_free(l);
}

static void test_lessons(void **state)
{
	struct nb_page_options how = {.threshold = 0};
	struct nb_buf out = {0}, again = {0};
	struct nb_profile *p;
	struct nb_division d;

	(void)state;
	learn(3, &out);
	learn(3, &again);
	assert_int_equal(out.len, again.len);
	assert_memory_equal(out.data, again.data, out.len);
	assert_int_equal(nb_buf_add(&again, "", 1), NB_OK);
	assert_non_null(strstr((char *)again.data, "name = dnbx\nstop = ¶\n"));
	assert_int_equal(nb_profile_read(out.data, out.len, &p, NULL), NB_OK);
	assert_int_equal(strncmp(nb_profile_id(p), "dnbx sha256:", 12), 0);
	assert_int_equal(nb_profile_check(p, NULL), NB_OK);
	how.profile = p;
	assert_int_equal(nb_divide(text, strlen(text), &how, &d, NULL), NB_OK);
	assert_int_equal(d.item_count, 3);
	assert_int_equal(d.items[1].first, 2);
	assert_int_equal(d.items[2].first, 3);
	nb_division_free(&d);
	/* What was learned for another model. */
	p->learned[NB_LEARNED_MODEL]++;
	FAILS(NB_INVALID, nb_profile_check(p, NULL));
	FAILS(NB_INVALID, nb_divide(text, strlen(text), &how, &d, NULL));
	nb_division_free(&d);
	nb_profile_free(p);
	nb_buf_free(&out);
	nb_buf_free(&again);
	assert_int_equal(nb_profile_check(NULL, NULL), NB_OK);
}

/* Of pages that the model divides right already nothing is learned, be it one
 * or three, and the profile says so. */
static void test_known(void **state)
{
	struct nb_page_options how = {.threshold = 0};
	struct nb_division d, with;
	struct nb_buf out = {0};
	struct nb_learner *l;
	struct nb_profile *p;
	size_t times, i;
	bool changes;

	(void)state;
	assert_int_equal(nb_divide(text, strlen(text), NULL, &d, NULL), NB_OK);
	for (times = 1; times <= 3; times += 2) {
		assert_int_equal(nb_learner_create(&l, NULL), NB_OK);
		for (i = 0; i < times; i++)
			assert_int_equal(nb_learner_add(l, text, strlen(text),
							NULL, &d, NULL),
					 NB_OK);
		out.len = 0;
		changes = true;
		assert_int_equal(nb_learner_write(l, "dnbx", "", 0, &out,
						  &changes, NULL),
				 NB_OK);
		assert_false(changes);
		assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
		assert_non_null(strstr((char *)out.data, "change nothing"));
		assert_non_null(strstr((char *)out.data,
				       times == 1 ? "# Learned from 1 page with"
						  : "from 3 pages with"));
		assert_int_equal(
			nb_profile_read(out.data, out.len - 1, &p, NULL),
			NB_OK);
		how.profile = p;
		assert_int_equal(
			nb_divide(text, strlen(text), &how, &with, NULL),
			NB_OK);
		assert_int_equal(with.item_count, d.item_count);
		for (i = 0; i < d.item_count; i++)
			assert_int_equal(with.items[i].first, d.items[i].first);
		for (i = 0; i < d.unit_count; i++)
			assert_int_equal(with.units[i].role, d.units[i].role);
		nb_division_free(&with);
		nb_profile_free(p);
		nb_learner_free(l);
	}
	nb_division_free(&d);
	/* What must be learned is another matter. */
	out.len = 0;
	learn(3, &out);
	assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
	assert_null(strstr((char *)out.data, "change nothing"));
	nb_buf_free(&out);
}

/* Weights so large that sums of them would overflow are refused. */
static void test_scale(void **state)
{
	static uint8_t learned[NB_LEARNED_SIZE];
	struct nb_buf out = {0};
	struct nb_profile *p;

	(void)state;
	nb_learned_begin(learned);
	nb_put32(learned + NB_LEARNED_SCALE, NB_LEARNED_SCALE_MAX);
	assert_int_equal(nb_buf_puts(&out, "name = a\n"), NB_OK);
	assert_int_equal(nb_learned_write(learned, &out, NULL), NB_OK);
	assert_int_equal(nb_profile_read(out.data, out.len, &p, NULL), NB_OK);
	nb_profile_free(p);
	nb_put32(learned + NB_LEARNED_SCALE, NB_LEARNED_SCALE_MAX + 1);
	out.len = strlen("name = a\n");
	assert_int_equal(nb_learned_write(learned, &out, NULL), NB_OK);
	FAILS(NB_INVALID, nb_profile_read(out.data, out.len, &p, NULL));
	nb_buf_free(&out);
}

/* Each byte of what was learned counts: a change of any is noticed. */
static void test_damage(void **state)
{
	struct nb_profile *p;
	struct nb_error err;
	struct nb_buf out = {0};
	char *from, *line;
	size_t i, n = 0;

	(void)state;
	learn(2, &out);
	assert_int_equal(nb_buf_add(&out, "", 1), NB_OK);
	from = strstr((char *)out.data, "learned = ");
	assert_non_null(from);
	for (i = (size_t)(from - (char *)out.data); i < out.len - 1; i += 97) {
		char old = (char)out.data[i];

		if (strchr("\n= ", old))
			continue;
		out.data[i] = old == 'A' ? 'B' : 'A';
		FAILS(NB_INVALID,
		      nb_profile_read(out.data, out.len - 1, &p, NULL));
		out.data[i] = (uint8_t)old;
		n++;
	}
	assert_true(n > 10);
	line = strrchr((char *)out.data, 'l');
	assert_non_null(line);
	FAILS(NB_INVALID,
	      nb_profile_read(out.data, (size_t)(line - (char *)out.data), &p,
			      &err));
	assert_non_null(strstr(err.text, "damaged or cut off"));
	FAILS(NB_INVALID,
	      nb_profile_read("name = a\nlearned = AAA=\n", 24, &p, &err));
	assert_int_equal(nb_profile_read(out.data, out.len - 1, &p, NULL),
			 NB_OK);
	nb_profile_free(p);
	nb_buf_free(&out);
}

/* A later version is named as such. */
static void test_versions(void **state)
{
	uint8_t *learned = calloc(1, NB_LEARNED_SIZE);
	struct nb_profile *p;
	struct nb_error err;
	struct nb_buf out = {0};

	(void)state;
	assert_non_null(learned);
	nb_learned_begin(learned);
	learned[7]++;
	assert_int_equal(nb_buf_puts(&out, "name = a\n"), NB_OK);
	assert_int_equal(nb_learned_write(learned, &out, NULL), NB_OK);
	FAILS(NB_UNSUPPORTED, nb_profile_read(out.data, out.len, &p, &err));
	assert_non_null(strstr(err.text, "another version"));
	nb_buf_free(&out);
	free(learned);
}

static void test_refused(void **state)
{
	struct nb_learner *l;
	struct nb_division d;
	struct nb_archive *a;
	struct nb_buf out = {0};

	(void)state;
	STARVES(nb_learner_create(&l, NULL));
	assert_int_equal(nb_learner_create(&l, NULL), NB_OK);
	FAILS(NB_USAGE, nb_learner_write(l, "dnbx", "", 0, &out, NULL, NULL));
	divide("PpPPp", &d);
	FAILS(NB_INVALID, nb_learner_add(l, "\xff", 1, NULL, &d, NULL));
	FAILS(NB_INVALID, nb_learner_add(l, text, 9, NULL, &d, NULL));
	d.items[0].count++;
	FAILS(NB_INVALID,
	      nb_learner_add(l, text, strlen(text), NULL, &d, NULL));
	d.items[0].count--;
	STARVES(nb_learner_add(l, text, strlen(text), NULL, &d, NULL));
	assert_int_equal(nb_learner_pages(l), 0);
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(
		nb_learner_add_archive(l, a, "jdrb", NULL, NULL, NULL, NULL),
		NB_OK);
	assert_int_equal(nb_learner_pages(l), 0);
	STARVES(nb_learner_add_archive(l, a, "jdrb", NULL, NULL, NULL, NULL));
	nb_archive_close(a);
	STARVES(nb_profile_strip("stop = ¶\n", 9, &out, NULL));
	nb_division_free(&d);
	nb_learner_free(l);
	nb_learner_free(NULL);
	nb_buf_free(&out);
}

static void test_titles(void **state)
{
	struct nb_profiles *all;

	(void)state;
	STARVES(nb_profiles_create(&all, NULL));
	assert_int_equal(nb_profiles_create(&all, NULL), NB_OK);
	assert_null(nb_profiles_find(all, "jdrb-20190304-a01"));
	FAILS(NB_USAGE, nb_profiles_add(all, "Jdrb", "name = a\n", 9, NULL));
	FAILS(NB_USAGE, nb_profiles_add(all, "j", "name = a\n", 9, NULL));
	FAILS(NB_USAGE,
	      nb_profiles_add(all, "abcdefghijklmnopq", "name = a\n", 9, NULL));
	FAILS(NB_INVALID, nb_profiles_add(all, "jdrb", "name\n", 5, NULL));
	assert_int_equal(nb_profiles_add(all, "jdrb", "name = a\n", 9, NULL),
			 NB_OK);
	FAILS(NB_USAGE, nb_profiles_add(all, "jdrb", "name = a\n", 9, NULL));
	assert_non_null(nb_profiles_find(all, "jdrb-20190304-a01"));
	assert_null(nb_profiles_find(all, "jdr-20190304-a01"));
	assert_null(nb_profiles_find(all, "jdrbx-20190304-a01"));
	assert_null(nb_profiles_find(NULL, "jdrb-20190304-a01"));
	nb_profiles_free(all);
	nb_profiles_free(NULL);
}

/* What stands in a document, with and without the text it was made from. */
static void test_documents(void **state)
{
	static const char xml[] =
		"<TEI><text><body>\n<pb n=\"a01\"/>\n"
		"<div type=\"article\" n=\"1\">\n"
		"<head type=\"kicker\">甲</head>\n"
		"<head type=\"main\">乙</head>\n<p part=\"I\">丙</p>\n"
		"<div type=\"subsection\">\n<head type=\"crosshead\">丁</head>\n"
		"<p part=\"F\">戊</p>\n</div>\n<byline>己</byline>\n</div>\n"
		"<div type=\"photo\" n=\"2\">\n<figure>\n<p>庚</p>\n"
		"<byline>辛</byline>\n</figure>\n</div>\n</body></text></TEI>";
	static const enum nb_role roles[] = {
		NB_ROLE_KICKER,	   NB_ROLE_MAIN,      NB_ROLE_PARAGRAPH,
		NB_ROLE_CROSSHEAD, NB_ROLE_PARAGRAPH, NB_ROLE_BYLINE,
		NB_ROLE_CAPTION,   NB_ROLE_CREDIT};
	struct nb_buf spaced = {0}, none = {0};
	struct nb_division d;
	size_t i;

	(void)state;
	assert_int_equal(nb_buf_puts(&spaced, "甲\n\n乙\n\n丙\n\n丁\n\n戊\n\n己"
					      "\n\n\n\n庚\n\n辛\n"),
			 NB_OK);
	assert_int_equal(
		nb_document_divide(xml, strlen(xml), &spaced, &d, NULL), NB_OK);
	assert_int_equal(d.unit_count, 8);
	for (i = 0; i < 8; i++)
		assert_int_equal(d.units[i].role, roles[i]);
	assert_true(d.units[2].goes_on && d.units[4].resumes);
	assert_int_equal(d.item_count, 2);
	assert_int_equal(d.items[1].first, 6);
	assert_int_equal(d.items[1].kind, NB_KIND_PHOTO);
	assert_int_equal(d.units[6].offset, 3 * 6 + 2 * 5 + 4);
	nb_division_free(&d);
	assert_int_equal(nb_document_divide(xml, strlen(xml), &none, &d, NULL),
			 NB_OK);
	assert_int_equal(d.unit_count, 8);
	assert_int_equal(none.len, 3 * 8 + 2 * 7);
	nb_division_free(&d);
	spaced.data[0]++;
	FAILS(NB_INVALID,
	      nb_document_divide(xml, strlen(xml), &spaced, &d, NULL));
	nb_division_free(&d);
	FAILS(NB_INVALID, nb_document_divide("<a>", 3, &spaced, &d, NULL));
	nb_division_free(&d);
	nb_buf_free(&spaced);
	nb_buf_free(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_descent),
		cmocka_unit_test(test_lessons),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_documents),
	};

	return cmocka_run_group_tests_name("learning of a title", tests,
					   make_archive, remove_archive) != 0;
}
