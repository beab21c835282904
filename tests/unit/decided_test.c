/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A person's decisions about items, blocks and readings hold, whatever the
 * model and the source say; what nothing was decided about is still divided.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nbarc/article.h>
#include <nbarc/buf.h>
#include <nbarc/review.h>
#include <nbarc/tei.h>
#include <nbarc/validate.h>

#define ROUNDS 400

static const char *const blocks[] = {
	"本县春播进展顺利",
	"八成秧田已经落谷",
	"本报讯　入春以来，各乡抓住晴好天气，秧田已经翻了两遍。",
	"农技员下到田头，一户一户地教。",
	"种子送到门口",
	"供销社的船队沿河送种，三天走了二十六个村。",
	"（记者　林舟）",
	"▲三月三日，社员在秧田里劳动。",
	"沈一帆　摄",
	"水利工地上的夜校",
	"白天挑土，晚上识字",
	"每天晚上七点，工棚里亮起灯来，民工们坐在扁担上听课。",
	"夜校的教员是镇小学的三位老师。",
	"启事",
	"本社迁往北街十二号办公。",
};
#define BLOCKS (sizeof(blocks) / sizeof(blocks[0]))

/* What is decided about a block; 0: nothing. */
struct wish {
	unsigned item, role; /* enum nb_decided */
	/* Characters of the block from `from` to `to` are to be read as the
	 * reading, which is NULL if they are right. */
	unsigned from, to;
	const char *reading;
	const char *next; /* how its item goes on; NULL: nothing is said */
};

static unsigned pick(unsigned n)
{
	static uint32_t state = 12345;

	state = state * 1664525u + 1013904223u;
	return (state >> 16) % n;
}

static void make_page(struct nb_buf *text)
{
	size_t i;

	for (i = 0; i < BLOCKS; i++)
		assert_int_equal(
			nb_buf_printf(text, "%s%s\n", i ? "\n" : "", blocks[i]),
			NB_OK);
}

static void add_line(struct nb_buf *file, unsigned what, size_t block)
{
	assert_int_equal(nb_buf_printf(file, "%s\t%s\t%s\n",
				       nb_decided_name((enum nb_decided)what),
				       block ? blocks[block - 1] : "",
				       blocks[block]),
			 NB_OK);
}

/* The bytes of the first characters of a block, or of all. */
static size_t bytes_of(size_t block, unsigned characters)
{
	const char *p = blocks[block];

	while (characters && *p) {
		for (p++; (*p & 0xc0) == 0x80;)
			p++;
		characters--;
	}
	return (size_t)(p - blocks[block]);
}

/* Wish that other characters are read: some, none or more; but not nothing in
 * place of the whole block. */
static void wish_reading(struct wish *w, size_t block, struct nb_buf *file)
{
	static const char *const readings[] = {
		"", "甲", "<乙>", "a b", "（记者　丙）", "、", "&"};
	size_t from, to;

	w->from = pick(5);
	w->to = w->from + pick(4);
	w->reading = readings[pick(sizeof(readings) / sizeof(*readings))];
	from = bytes_of(block, w->from);
	to = bytes_of(block, w->to);
	/* What is lacking between two blocks belongs to the second. */
	if (from == to && !blocks[block][to])
		w->from = 0;
	from = bytes_of(block, w->from);
	if (!from && !blocks[block][to] && !*w->reading)
		w->reading = "丁";
	assert_int_equal(
		nb_buf_printf(file, "text\t%s%.*s\t%s%s\t\t\t\t\t\t%.*s\t%s\n",
			      block ? blocks[block - 1] : "", (int)from,
			      blocks[block], blocks[block] + to,
			      block + 1 < BLOCKS ? blocks[block + 1] : "",
			      (int)(to - from), blocks[block] + from,
			      w->reading),
		NB_OK);
}

/* Decide at random, about `most` of ten blocks. */
static void make_wishes(struct wish wishes[BLOCKS], unsigned most,
			struct nb_buf *file)
{
	size_t i;

	for (i = 0; i < BLOCKS; i++) {
		struct wish *w = &wishes[i];

		*w = (struct wish){.reading = NULL};
		if (pick(10) < most)
			w->item = NB_DECIDED_INSIDE + (i ? 0u : 1u) +
				  pick(NB_DECIDED_FURNITURE -
				       NB_DECIDED_INSIDE + (i ? 1u : 0u));
		if (pick(10) < most)
			w->role =
				NB_DECIDED_COLUMN + pick(NB_DECIDED_DATELINE -
							 NB_DECIDED_COLUMN + 1);
		if (w->item)
			add_line(file, w->item, i);
		if (w->role)
			add_line(file, w->role, i);
		if (pick(10) < most)
			wish_reading(w, i, file);
		if (w->item > NB_DECIDED_INSIDE && pick(2)) {
			w->next = "jdrb-20190305-a02-03";
			assert_int_equal(
				nb_buf_printf(file,
					      "next\t%s\t%s\t\t\t\t\t\t%s\n",
					      i ? blocks[i - 1] : "", blocks[i],
					      w->next),
				NB_OK);
		}
	}
}

static struct nb_decisions *read_file(const struct nb_buf *file)
{
	struct nb_decisions *d;
	struct nb_error err;

	assert_int_equal(nb_decisions_read(file->len ? (char *)file->data : "",
					   file->len, NULL, &d, &err),
			 NB_OK);
	return d;
}

/* The item that begins with the block, or NULL. */
static const struct nb_item *item_at(const struct nb_division *d, size_t block)
{
	size_t i;

	for (i = 0; i < d->item_count; i++)
		if (d->items[i].first == block)
			return &d->items[i];
	return NULL;
}

static void check_wishes(const struct nb_division *d,
			 const struct wish wishes[BLOCKS])
{
	size_t i, units = 0;

	assert_int_equal(d->unit_count, BLOCKS);
	for (i = 0; i < BLOCKS; i++) {
		const struct nb_item *item = item_at(d, i);
		const struct wish *w = &wishes[i];

		if (w->role)
			assert_int_equal(d->units[i].role,
					 w->role - NB_DECIDED_COLUMN);
		if (w->item)
			assert_int_equal(item != NULL,
					 w->item != NB_DECIDED_INSIDE);
		if (w->item >= NB_DECIDED_ARTICLE)
			assert_int_equal(item->kind,
					 w->item - NB_DECIDED_ARTICLE);
		if (w->next)
			assert_string_equal(item->next, w->next);
	}
	for (i = 0; i < d->item_count; i++) {
		assert_int_equal(d->items[i].first, units);
		units += d->items[i].count;
	}
	assert_int_equal(units, BLOCKS);
}

/* Append the text of the page as it is wished to be read. */
static void wished_text(const struct wish wishes[BLOCKS], struct nb_buf *out)
{
	size_t i;

	for (i = 0; i < BLOCKS; i++) {
		const struct wish *w = &wishes[i];
		size_t from = w->reading ? bytes_of(i, w->from) : 0;

		assert_int_equal(
			nb_buf_printf(
				out, "%s%.*s%s%s\n", i ? "\n" : "", (int)from,
				blocks[i], w->reading ? w->reading : "",
				blocks[i] +
					(w->reading ? bytes_of(i, w->to) : 0)),
			NB_OK);
	}
}

/* Remove the spaces, which no reading takes away at its ends. */
static void squeeze(struct nb_buf *text)
{
	size_t at = 0, to = 0;

	while (at < text->len) {
		if (text->len - at >= 3 &&
		    memcmp(text->data + at, "　", 3) == 0)
			at += 3;
		else
			text->data[to++] = text->data[at++];
	}
	text->len = to;
}

/* The document of the page is valid, has all of its text as it was received,
 * and is read as was wished. */
static void check_document(const struct nb_buf *text,
			   const struct nb_page *page,
			   const struct nb_division *d,
			   const struct wish wishes[BLOCKS])
{
	struct nb_source source = {.charset = "UTF-8"};
	struct nb_tei_input in = {.page_id = "jdrb-20190304-a01",
				  .source = &source,
				  .text = (const char *)text->data,
				  .text_len = text->len,
				  .division = d};
	struct nb_buf back = {0}, read = {0}, wished = {0};
	struct nb_validator *v;
	struct nb_tei tei;
	struct nb_error err;
	size_t i;
	char *at;

	in.repairs = nb_page_repairs(page, &in.repair_count);
	assert_int_equal(nb_tei_create(&in, &tei, &err), NB_OK);
	assert_int_equal(nb_validator_create(&v, &err), NB_OK);
	assert_int_equal(
		nb_validate(v, tei.xml.data, tei.xml.len, "page", &err), NB_OK);
	nb_validator_free(v);
	assert_int_equal(nb_tei_text(tei.xml.data, tei.xml.len, &read, &err),
			 NB_OK);
	wished_text(wishes, &wished);
	squeeze(&read);
	squeeze(&wished);
	assert_int_equal(read.len, wished.len);
	assert_memory_equal(read.data, wished.data, read.len);
	nb_buf_free(&read);
	nb_buf_free(&wished);
	assert_int_equal(
		nb_tei_received(tei.xml.data, tei.xml.len, &back, &err), NB_OK);
	assert_int_equal(nb_buf_add(&back, "", 1), NB_OK);
	at = (char *)back.data;
	for (i = 0; i < BLOCKS; i++) {
		at = strstr(at, blocks[i]);
		assert_non_null(at);
		at += strlen(blocks[i]);
	}
	nb_buf_free(&back);
	nb_tei_free(&tei);
}

/* What is stated of a page says it all: decided, it gives the same division. */
static void check_statement(const struct nb_page *page,
			    const struct nb_division *d)
{
	struct nb_page_options how = {.threshold = 0};
	struct nb_buf stated = {0};
	struct nb_decisions *decisions;
	struct nb_division again;
	struct nb_error err;
	size_t len, i;
	const char *text = nb_page_text(page, &len);

	assert_int_equal(nb_division_review(page, d, &stated, &err), NB_OK);
	decisions = read_file(&stated);
	assert_int_equal(nb_decisions_count(decisions), 2 * BLOCKS);
	how.decisions = decisions;
	assert_int_equal(nb_divide(text, len, &how, &again, &err), NB_OK);
	assert_int_equal(again.item_count, d->item_count);
	for (i = 0; i < d->item_count; i++) {
		assert_int_equal(again.items[i].first, d->items[i].first);
		assert_int_equal(again.items[i].kind, d->items[i].kind);
	}
	for (i = 0; i < d->unit_count; i++)
		assert_int_equal(again.units[i].role, d->units[i].role);
	nb_division_free(&again);
	nb_decisions_free(decisions);
	nb_buf_free(&stated);
}

static void test_a_persons_word_holds(void **state)
{
	struct nb_buf text = {0}, file = {0};
	struct wish wishes[BLOCKS];
	unsigned round;

	(void)state;
	make_page(&text);
	for (round = 0; round < ROUNDS; round++) {
		struct nb_page_options how = {.threshold = 0};
		struct nb_decisions *d;
		struct nb_division division;
		struct nb_page *page;
		struct nb_error err;
		const char *normalised;
		size_t len, i;

		file.len = 0;
		make_wishes(wishes, round % 11, &file);
		d = read_file(&file);
		how.decisions = d;
		assert_int_equal(nb_page_create((char *)text.data, text.len,
						&how, &page, &err),
				 NB_OK);
		normalised = nb_page_text(page, &len);
		assert_int_equal(len, text.len);
		assert_memory_equal(normalised, text.data, len);
		assert_int_equal(
			nb_divide(normalised, len, &how, &division, &err),
			NB_OK);
		for (i = 0; i < nb_decisions_count(d); i++)
			assert_int_equal(
				nb_decision_outcome(d, i, page, &division),
				NB_OUTCOME_APPLIED);
		check_wishes(&division, wishes);
		check_document(&text, page, &division, wishes);
		check_statement(page, &division);
		nb_division_free(&division);
		nb_page_free(page);
		nb_decisions_free(d);
	}
	nb_buf_free(&text);
	nb_buf_free(&file);
}

static void test_what_cannot_be_applied_is_known(void **state)
{
	static const char file[] = "main\t\t本县春播\n"
				   "item\t没有\t这里\n"
				   "sub\t本县\t春播\n"
				   "keep\t本县\t春播\n"
				   "notice\t\t启事\t\tjdrb-20190304-a02\n";
	static const uint8_t expected[] = {
		NB_OUTCOME_APPLIED, NB_OUTCOME_ABSENT, NB_OUTCOME_NO_BREAK,
		NB_OUTCOME_OTHER_PAGE, /* the division does not ask for breaks
					*/
		NB_OUTCOME_OTHER_PAGE};
	struct nb_page_options how = {.page_id = "jdrb-20190304-a01"};
	struct nb_division division;
	struct nb_decisions *d;
	struct nb_buf text = {0};
	struct nb_error err;
	size_t i;

	(void)state;
	make_page(&text);
	assert_int_equal(
		nb_decisions_read(file, sizeof(file) - 1, NULL, &d, &err),
		NB_OK);
	how.decisions = d;
	assert_int_equal(
		nb_divide((char *)text.data, text.len, &how, &division, &err),
		NB_OK);
	for (i = 0; i < nb_decisions_count(d); i++)
		assert_int_equal(nb_decision_outcome(d, i, NULL, &division),
				 expected[i]);
	nb_division_free(&division);
	nb_decisions_free(d);
	nb_buf_free(&text);
}

/* Two lines that the model joins stay apart where a person saw a block. */
static void test_a_block_keeps_its_break(void **state)
{
	static const char text[] =
		"往年一到春耕，双渡村的农户最愁的是选种。去年秋天，江东县把全县"
		"农技员编成十二个小组，每组包干五到六个村，从选种到插秧全程跟到"
		"田头。陆小禾所在的小组负责沿江\n\n"
		"的六个村，每周至少下田三次。\n\n"
		"夜校每周两堂，讲什么由农户自己点。\n",
			  file[] = "paragraph\t沿江\t的六个村\n";
	struct nb_page_options how = {.threshold = .01};
	struct nb_page *joined, *kept;
	struct nb_decisions *d;
	struct nb_error err;
	size_t len;

	(void)state;
	assert_int_equal(
		nb_page_create(text, sizeof(text) - 1, &how, &joined, &err),
		NB_OK);
	(void)nb_page_text(joined, &len);
	assert_true(len < sizeof(text) - 1);
	assert_int_equal(
		nb_decisions_read(file, sizeof(file) - 1, NULL, &d, &err),
		NB_OK);
	how.decisions = d;
	assert_int_equal(
		nb_page_create(text, sizeof(text) - 1, &how, &kept, &err),
		NB_OK);
	(void)nb_page_text(kept, &len);
	assert_int_equal(len, sizeof(text) - 1);
	nb_page_free(joined);
	nb_page_free(kept);
	nb_decisions_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_persons_word_holds),
		cmocka_unit_test(test_what_cannot_be_applied_is_known),
		cmocka_unit_test(test_a_block_keeps_its_break),
	};

	return cmocka_run_group_tests_name("decided", tests, NULL, NULL) != 0;
}
