/* SPDX-License-Identifier: Apache-2.0 */
/* The record: boundaries, decisions, packed journals, explanations, profiles.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include <nbarc/archive.h>
#include <nbarc/review.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "page/weigh/feature_names.h"
#include "page/weigh/odds.h"
#include "page/decide/page.h"
#include "page/place/place.h"
#include "page/weigh/decision.h"
#include "samples.h"

#define ROUNDS 400

static void random_text(struct nb_buf *b)
{
	static const char *const pieces[] = {
		"\n",	"\n\n", "\r\n", "\n\n\n\n", "　　", "农户",
		"工作", "，",	",",	"。",	    "“",    "”",
		"word", "12",	"(",	")",	    "摄",   "本报讯",
		".",	"\"",	"\t",	"、",	    "\n",   "\n",
		"工作", "汉字", ":",	"3.5",	    "\x01", "—",
	};

	random_pieces(b, pieces, 30, 2 + pick(60));
}

static struct nb_page *repair(const void *s, size_t len,
			      const struct nb_page_options *options)
{
	struct nb_page *page;
	struct nb_error err;

	assert_int_equal(nb_page_create(s, len, options, &page, &err), NB_OK);
	return page;
}

static void same_text(const struct nb_page *a, const struct nb_page *b)
{
	const char *x, *y;
	size_t m, n;

	x = nb_page_text(a, &m);
	y = nb_page_text(b, &n);
	assert_int_equal(m, n);
	assert_memory_equal(x, y, n);
}

/* A box for every line, somewhere. */
static void random_layout(const struct nb_buf *source, struct nb_layout *out)
{
	const char *text = (const char *)source->data;
	struct nb_buf table = {0};
	struct nb_lines lines;
	struct nb_error err;
	size_t i;

	assert_int_equal(
		nb_lines_split(text, source->len, NB_ENDS_ALL, &lines, &err),
		NB_OK);
	for (i = 0; i < lines.count; i++) {
		const struct nb_line *l = &lines.list[i];
		unsigned x = pick(3) * 40, y = (unsigned)i * 12;

		assert_int_equal(
			nb_buf_printf(
				&table, "%u\t%u\t%u\t%u\t%u\t", pick(20) == 0,
				x, y,
				x + 1 + 10 * (unsigned)(l->end - l->start),
				y + 10),
			NB_OK);
		assert_int_equal(
			nb_buf_add(&table, text + l->start, l->end - l->start),
			NB_OK);
		assert_int_equal(nb_buf_puts(&table, "\n"), NB_OK);
	}
	assert_int_equal(nb_layout_read_table(table.data, table.len, out, &err),
			 NB_OK);
	nb_lines_free(&lines);
	nb_buf_free(&table);
}

/* ---- journals in little space */

static void journal_of(const struct nb_page *page, struct nb_buf *out)
{
	struct nb_source source = {.charset = "UTF-8", .bytes = 1};
	struct nb_error err;

	out->len = 0;
	assert_int_equal(nb_journal_write(page, &source, out, &err), NB_OK);
}

static void check_replay(const struct nb_page *page, const char *form,
			 const struct nb_buf *source)
{
	struct nb_buf packed = {0}, a = {0}, b = {0};
	struct nb_page *again;
	struct nb_error err;
	char said[NB_FORM_NAME_MAX];
	enum nb_status st;
	uint8_t was;
	size_t i;

	assert_int_equal(nb_journal_pack(page, form, &packed, &err), NB_OK);
	assert_int_equal(nb_journal_form(packed.data, packed.len, said, &err),
			 NB_OK);
	assert_string_equal(said, form);
	assert_int_equal(nb_page_replay((char *)source->data, source->len,
					packed.data, packed.len, &again, &err),
			 NB_OK);
	same_text(page, again);
	journal_of(page, &a);
	journal_of(again, &b);
	assert_int_equal(a.len, b.len);
	assert_memory_equal(a.data, b.data, a.len);
	nb_page_free(again);
	/* Cut off it is never taken, and damaged it does no harm. */
	for (i = 0; i < packed.len; i++) {
		st = nb_page_replay((char *)source->data, source->len,
				    packed.data, i, &again, &err);
		assert_true(st == NB_INVALID);
		was = packed.data[i];
		packed.data[i] ^= (uint8_t)(1 + pick(255));
		st = nb_page_replay((char *)source->data, source->len,
				    packed.data, packed.len, &again, &err);
		assert_true(st == NB_OK || st == NB_INVALID ||
			    st == NB_UNSUPPORTED);
		nb_page_free(again);
		packed.data[i] = was;
	}
	nb_buf_free(&packed);
	nb_buf_free(&a);
	nb_buf_free(&b);
}

static void test_replay(void **state)
{
	static const struct nb_buf nothing;
	struct nb_profile *half = own_profile("halfwidth");
	struct nb_buf source = {0};
	size_t round;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		struct nb_page_options options = {.profile = round % 2 ? half
								       : NULL};
		struct nb_layout layout;
		struct nb_page *page;

		random_text(&source);
		random_layout(&source, &layout);
		if (round % 3 == 0 && layout.count)
			options.layout = &layout;
		page = repair(source.data, source.len, &options);
		check_replay(page, "", &source);
		check_replay(page, "hOCR", &nothing);
		nb_page_free(page);
		nb_layout_free(&layout);
	}
	nb_buf_free(&source);
	nb_profile_free(half);
}

/* ---- journals in an archive */

static const char archive_path[] = "record_test.nbarc";
static const char one_page[] = "<?xml?>\n<body><pb/></body>\n";
static const char one_source[] = "甲,\n\n乙。";

static struct nb_archive *with_journal(const void *journal, size_t len)
{
	struct nb_new_page page = {
		.id = "jdrb-20190304-a01",
		.name = "",
		.document = one_page,
		.len = strlen(one_page),
		.head_len = 1,
		.tail_offset = 1,
		.source = one_source,
		.source_len = strlen(one_source),
		.charset = "UTF-8",
		.journal = journal,
		.journal_len = len,
	};
	struct nb_writer *w;
	struct nb_archive *a;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;

	(void)unlink(archive_path);
	assert_int_equal(nb_writer_open(archive_path, NULL, &w, &dropped, &err),
			 NB_OK);
	assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
	assert_int_equal(nb_writer_commit(w, 1, &err), NB_OK);
	nb_writer_free(w);
	assert_int_equal(nb_archive_open(archive_path, &a, &err), NB_OK);
	(void)unlink(archive_path);
	return a;
}

static void kept(const void *journal, size_t len, enum nb_status got,
		 enum nb_status verified)
{
	struct nb_archive *a = with_journal(journal, len);
	const struct nb_entry *e;
	struct nb_buf out = {0};
	struct nb_error err;

	assert_int_equal(
		nb_archive_find(a, "jdrb-20190304-a01", 17, 0, &e, &err),
		NB_OK);
	assert_int_equal(nb_archive_kept_journal(a, e, &out, &err), got);
	assert_int_equal(out.len > 0, got == NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), verified);
	nb_buf_free(&out);
	nb_archive_close(a);
}

static void test_kept_journals(void **state)
{
	struct nb_page *page = repair(one_source, strlen(one_source), NULL);
	struct nb_buf packed = {0};
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_journal_pack(page, "", &packed, &err), NB_OK);
	kept(packed.data, packed.len, NB_OK, NB_OK);
	/* An archive of before, and journals that are damaged. */
	kept(NULL, 0, NB_ABSENT, NB_OK);
	kept(packed.data, packed.len - 1, NB_INVALID, NB_INVALID);
	kept("\xff", 1, NB_INVALID, NB_INVALID);
	kept("\x02", 1, NB_INVALID, NB_INVALID);
	kept("\x03", 1, NB_INVALID, NB_INVALID);
	kept("\x04", 1, NB_INVALID, NB_INVALID);
	kept("\x05", 1, NB_UNSUPPORTED, NB_UNSUPPORTED);
	nb_buf_free(&packed);
	nb_page_free(page);
}

/* ---- decisions */

/* A file that turns every break around. */
static void turn_all(const struct nb_page *page, struct nb_buf *file)
{
	struct nb_keys keys;
	struct nb_error err;
	size_t i;

	file->len = 0;
	assert_int_equal(nb_page_keys(page, &keys, &err), NB_OK);
	assert_int_equal(keys.count, nb_page_boundaries(page));
	for (i = 0; i < keys.count; i++) {
		struct nb_boundary b;

		nb_page_boundary(page, i, &b);
		assert_int_equal(nb_decision_write(b.joined ? NB_DECIDED_KEEP
							    : NB_DECIDED_JOIN,
						   &keys, &keys.list[i], file),
				 NB_OK);
	}
	nb_keys_free(&keys);
}

static void check_turned(const struct nb_page *page, const struct nb_page *old)
{
	size_t i;

	for (i = 0; i < nb_page_boundaries(page); i++) {
		struct nb_boundary now, before;

		nb_page_boundary(page, i, &now);
		nb_page_boundary(old, i, &before);
		assert_true(now.joined != before.joined);
		assert_string_equal(now.by, "person");
		assert_true(now.probability == (now.joined ? 1 : 0));
		assert_int_equal(nb_page_outcomes(page)[i], NB_OUTCOME_APPLIED);
	}
}

static void test_decisions_reach_every_break(void **state)
{
	struct nb_profile *half = own_profile("halfwidth");
	struct nb_buf source = {0}, file = {0};
	size_t round, len;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		struct nb_page_options options = {.profile = round % 2 ? half
								       : NULL};
		struct nb_page *page, *turned, *again;
		struct nb_decisions *d;
		struct nb_error err;
		const char *text;

		random_text(&source);
		page = repair(source.data, source.len, &options);
		turn_all(page, &file);
		assert_int_equal(
			nb_decisions_read(file.len ? (char *)file.data : "",
					  file.len, options.profile, &d, &err),
			NB_OK);
		assert_int_equal(nb_decisions_count(d),
				 nb_page_boundaries(page));
		options.decisions = d;
		turned = repair(source.data, source.len, &options);
		check_turned(turned, page);
		check_replay(turned, "", &source);
		/* With the decisions too, a second pass changes nothing. */
		text = nb_page_text(turned, &len);
		again = repair(text, len, &options);
		same_text(turned, again);
		nb_page_free(page);
		nb_page_free(turned);
		nb_page_free(again);
		nb_decisions_free(d);
	}
	nb_buf_free(&source);
	nb_buf_free(&file);
	nb_profile_free(half);
}

static const char two_alike[] =
	"收到来信。\n\n昨日农户\n\n收到来信。\n\n昨日农户\n\n"
	"都来了。\n";

static void outcomes(const char *file, const char *page_id, size_t count,
		     const uint8_t *expected, const char *text)
{
	struct nb_decisions *d;
	struct nb_error err;
	struct nb_page *page;
	/* The model joins nothing: what is joined is a person's. */
	struct nb_page_options options = {.threshold = 1, .page_id = page_id};
	const char *got;
	size_t len, i;

	assert_int_equal(nb_decisions_read(file, strlen(file), NULL, &d, &err),
			 NB_OK);
	assert_int_equal(nb_decisions_count(d), count);
	options.decisions = d;
	page = repair(two_alike, strlen(two_alike), &options);
	for (i = 0; i < count; i++)
		assert_int_equal(nb_page_outcomes(page)[i], expected[i]);
	got = nb_page_text(page, &len);
	assert_int_equal(len, strlen(text));
	assert_memory_equal(got, text, len);
	nb_page_free(page);
	nb_decisions_free(d);
}

static void test_decisions_are_found(void **state)
{
	static const uint8_t good[] = {NB_OUTCOME_APPLIED, NB_OUTCOME_APPLIED},
			     none[] = {NB_OUTCOME_ABSENT, NB_OUTCOME_NO_BREAK},
			     other[] = {NB_OUTCOME_OTHER_PAGE};
	static const char as_it_is[] =
		"收到来信。\n\n昨日农户\n\n收到来信。\n\n昨日农户\n\n都来了。\n";

	(void)state;
	/* The second of two places alike; marks in half width, a short key. */
	outcomes(
		"# of a person\n\nkeep\t户\t都来\njoin\t收到来信。\t昨日农户\t2\r\n",
		NULL, 2, good,
		"收到来信。\n\n昨日农户\n\n收到来信。昨日农户\n\n都来了。\n");
	outcomes("join\t没有\t这里\nkeep\t来\t信\n", NULL, 2, none, as_it_is);
	outcomes("join\t收到来信。\t昨日农户\t1\tjdrb-20190304-a01\n",
		 "jdrb-20190304-a02", 1, other, as_it_is);
	outcomes("join\t收到来信。\t昨日农户\t1\tjdrb-20190304-a01\n",
		 "jdrb-20190304-a01", 1, good,
		 "收到来信。昨日农户\n\n收到来信。\n\n昨日农户\n\n都来了。\n");
	/* The later line counts. */
	outcomes("join\t收到来信。\t昨日农户\nkeep\t收到来信。\t昨日农户\n",
		 NULL, 2, good, as_it_is);
}

static void test_bad_decisions(void **state)
{
	static const struct {
		const char *file, *message;
	} bad[] = {
		{"join\n", "line 1: a line needs decision, left"},
		{"# x\nmaybe\ta\tb\n", "line 2: the decision is neither"},
		{"join\t \tb\n", "line 1: the text on the left"},
		{"join\ta\tb\t0\n", "line 1: the occurrence is not"},
		{"join\ta\tb\t1\tp\tq\tr\n", "line 1: the day is not"},
		{"join\ta\tb\t\t\t\t2026-02-29\n", "line 1: the day is"},
		{"join\ta\tb\t\t\t\t2026-00-01\n", "line 1: the day is"},
		{"join\ta\tb\t\t\t\t20260101\n", "line 1: the day is"},
		{"item\ta\tb\t\t\tq\t2024-02-29\tx\ty\n",
		 "line 1: it has more columns"},
		{"next\ta\tb\t\t\t\t\t\tjdrb-20190305-a02-03\ty\n",
		 "line 1: it has more columns"},
		{"prev\ta\tb\t\t\t\t\t\tx y\n", "line 1: the ninth column"},
		{"text\ta\tb\t\t\t\t\t\tc\td\te\n",
		 "line 1: a line needs decision"},
		{"item\ta\t\n", "line 1: the text on the left"},
		{"join\t\tb\n", "line 1: the text on the left"},
		{"inside\t\tb\n", "line 1: the first block"},
		{"join\ta\tb\n\njoin\t\xff\tb\n", "line 3: not UTF-8"},
	};
	struct nb_decisions *d;
	struct nb_error err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(nb_decisions_read(bad[i].file,
						   strlen(bad[i].file), NULL,
						   &d, &err),
				 NB_INVALID);
		assert_null(d);
		assert_memory_equal(err.text, bad[i].message,
				    strlen(bad[i].message));
	}
}

/* ---- review and reasons */

static void test_doubts(void **state)
{
	static const char text[] =
		"在村里\n\n干农活\n\n他说：“好”\n\n干农活\n\n收\n\n成\n";
	struct nb_profile *wide;
	struct nb_error err;
	struct nb_page_options options = {.threshold = 0};
	struct nb_page *page;
	struct nb_keys keys;
	double before = 0;
	size_t i;

	(void)state;
	assert_int_equal(
		nb_profile_read("name = wide\nreview = 0 1\n", 25, &wide, &err),
		NB_OK);
	options.profile = wide;
	page = repair(text, strlen(text), &options);
	assert_int_equal(nb_page_doubts(page, &keys, &err), NB_OK);
	assert_int_equal(keys.count, nb_page_boundaries(page));
	for (i = 0; i < keys.count; i++) {
		struct nb_boundary b;
		double away;

		nb_page_boundary(page, keys.list[i].boundary, &b);
		away = b.probability < .5 ? .5 - b.probability
					  : b.probability - .5;
		assert_true(away >= before);
		before = away;
	}
	nb_keys_free(&keys);
	nb_page_free(page);
	nb_profile_free(wide);
}

static double adds(const struct nb_reason *r)
{
	return r->value * r->weight;
}

static bool near(double a, double b)
{
	return a - b < 1e-6 && b - a < 1e-6;
}

/* The reasons are in order, have names, and add up to what decided. */
static void check_reasons(const struct nb_explanation *why)
{
	const struct nb_boundary *b = &why->boundary;
	double sums[] = {0, 0, 0};
	size_t k;

	for (k = 0; k < why->count; k++) {
		const struct nb_reason *r = &why->reasons[k];

		sums[r->witness] += adds(r);
		assert_null(strstr(r->feature, "no name"));
		if (k == 0 || r[-1].witness != r->witness)
			continue;
		assert_true(adds(r) * adds(r) <= adds(r - 1) * adds(r - 1));
	}
	assert_true(near(sums[0] + sums[1], why->model_logit));
	assert_true(near(nb_chance(why->model_logit), why->model_probability));
	if (why->placed)
		assert_true(near(sums[2], why->layout_logit));
	if (strcmp(b->by, "layout") == 0)
		assert_int_equal(nb_probability_units(why->layout_probability),
				 nb_probability_units(b->probability));
	else if (strcmp(b->by, "model") == 0)
		assert_int_equal(nb_probability_units(why->model_probability),
				 nb_probability_units(b->probability));
	else
		assert_string_equal(b->by, why->rule);
}

static void explain_all(const struct nb_buf *source,
			const struct nb_page_options *options)
{
	struct nb_page *page = repair(source->data, source->len, options);
	struct nb_explanation why;
	struct nb_error err;
	size_t i;

	for (i = 0; i < nb_page_boundaries(page); i++) {
		assert_int_equal(nb_page_explain(page, i, &why, &err), NB_OK);
		assert_int_equal(why.placed, options->layout != NULL);
		check_reasons(&why);
		nb_explanation_free(&why);
	}
	assert_int_equal(nb_page_explain(page, i, &why, &err), NB_ABSENT);
	nb_explanation_free(&why);
	nb_page_free(page);
}

static void test_reasons(void **state)
{
	static const double thresholds[] = {0, .02, .3, .5, .9, 1};
	struct nb_buf source = {0};
	size_t round;

	(void)state;
	for (round = 0; round < 120; round++) {
		struct nb_page_options options = {
			.threshold = thresholds[round % 6]};
		struct nb_layout layout;

		random_text(&source);
		explain_all(&source, &options);
		random_layout(&source, &layout);
		if (layout.count)
			options.layout = &layout;
		explain_all(&source, &options);
		nb_layout_free(&layout);
	}
	nb_buf_free(&source);
}

/* Every feature of a break has a name, and no name is left. */
static void test_names(void **state)
{
#define LINES "农户工作，汉字\n农户工作汉字汉\n农户工作，汉字\n农户汉字工作\n"
	static const char *const texts[] = {
		"农户工作，\n\n汉字工作。\n\n农户汉字", /* columns */
		LINES LINES LINES,
	};
	size_t which, k, names;

	(void)state;
	for (which = 0; which < 2; which++) {
		struct nb_page *page =
			repair(texts[which], strlen(texts[which]), NULL);
		struct nb_explanation why;
		struct nb_error err;
		size_t counts[3] = {0, 0, 0};

		assert_int_equal(nb_page_explain(page, 0, &why, &err), NB_OK);
		for (k = 0; k < why.count; k++)
			counts[why.reasons[k].witness] +=
				!strstr(why.reasons[k].feature, "limit");
		assert_null(nb_feature_name(counts[NB_WITNESS_TEXT]));
		for (names = 0; nb_setting_name(which == 1, false, names);)
			names++;
		for (k = 0; which == 1 && nb_row_name(k); k++)
			names++;
		assert_int_equal(counts[NB_WITNESS_SETTING], names);
		nb_explanation_free(&why);
		nb_page_free(page);
	}
	for (k = 0; k < NB_PLACE_FACTS; k++)
		assert_non_null(nb_place_names[k]);
}
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replay),
		cmocka_unit_test(test_kept_journals),
		cmocka_unit_test(test_decisions_reach_every_break),
		cmocka_unit_test(test_decisions_are_found),
		cmocka_unit_test(test_bad_decisions),
		cmocka_unit_test(test_doubts),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL) != 0;
}
