/* SPDX-License-Identifier: Apache-2.0 */
/* Item numbers stay with their texts: a page is put into an archive, divided
 * in one way after the other, and each item's number is followed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "convert/numbering.h"
#include "convert/overlap.h"

#include <nbarc/archive.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#define ID "jdrb-20190304-a01"
#define A "今年的秧盘要比去年早播三天，水温、土温都得看。"
#define B "技术员成了常客，每周至少下田三次，一个村也不落。"
#define C "好种子送到门口，由服务站送货到村，签个字就能领走。"
#define D "柳湾镇办起春耕夜校，白天下田，晚上上课，座无虚席。"

static char path[64];

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-numbering-%ld.nbarc",
		       (long)getpid());
	(void)unlink(path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return 0;
}

/* A division whose items are those of `text`: '|' ends one, '\n' a paragraph;
 * the text without the bars is in `plain`. */
static void divide(const char *text, char *plain, struct nb_division *d)
{
	size_t at = 0, i;
	const char *p = text;
	bool fresh = true;

	memset(d, 0, sizeof(*d));
	d->units = calloc(strlen(text) + 1, sizeof(*d->units));
	d->items = calloc(strlen(text) + 1, sizeof(*d->items));
	assert_true(d->units && d->items);
	while (*p) {
		size_t len = strcspn(p, "\n|");

		memcpy(plain + at, p, len);
		if (fresh)
			d->items[d->item_count++].first = d->unit_count;
		d->items[d->item_count - 1].count++;
		d->units[d->unit_count++] = (struct nb_unit){
			.offset = at, .len = len, .role = NB_ROLE_PARAGRAPH};
		at += len;
		plain[at++] = '\n';
		fresh = p[len] == '|';
		p += len + (p[len] != '\0');
	}
	plain[at] = '\0';
	for (i = 0; i < d->item_count; i++)
		d->items[i].kind = NB_KIND_ARTICLE;
}

/* The catalogue's items: those that are there and those that are gone. */
static size_t entry_items(const struct nb_numbering *n,
			  const struct nb_tei *tei, struct nb_entry_item *out)
{
	size_t i, k, count = 0;
	unsigned number;

	for (number = 1; number <= NB_PAGE_ITEMS_MAX; number++) {
		for (i = 0; i < n->gone_count; i++)
			if (n->gone[i].number == number)
				out[count++] = n->gone[i];
		for (i = 0; i < tei->item_count; i++) {
			if (tei->items[i].number != number)
				continue;
			for (k = 0; n->items[k].number != number; k++)
				;
			out[count] = n->items[k];
			out[count].offset = (uint32_t)tei->items[i].offset;
			out[count++].len = (uint32_t)tei->items[i].len;
		}
	}
	return count;
}

/* One page, one commit; what became of it. */
static enum nb_added put(const struct nb_new_page *page)
{
	struct nb_writer_options options = {.level = 1, .threads = 1};
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	assert_int_equal(nb_writer_add(w, page, &added, &err), NB_OK);
	assert_int_equal(nb_writer_commit(w, 0, &err), NB_OK);
	nb_writer_free(w);
	return added;
}

/* What is the same for all pages here. */
static struct nb_new_page new_page(const char *source, const void *document,
				   size_t len)
{
	return (struct nb_new_page){.id = ID,
				    .name = "",
				    .document = document,
				    .len = len,
				    .tail_offset = len,
				    .source = source,
				    .source_len = strlen(source),
				    .charset = "UTF-8",
				    .text = source,
				    .text_len = strlen(source)};
}

static void add(const char *plain, const struct nb_tei *tei,
		const struct nb_entry_item *items, size_t count)
{
	struct nb_new_page page = new_page(plain, tei->xml.data, tei->xml.len);

	page.head_len = tei->head_len;
	page.tail_offset = tei->tail_offset;
	page.items = items;
	page.item_count = count;
	(void)put(&page);
}

/*
 * Put the page into the archive, divided as `text` says. `numbers` are those of
 * its items in their order, as text: "1 2 4".
 */
static void revise(const char *text, const char *numbers)
{
	static const struct nb_source source = {.charset = "UTF-8"};
	char plain[4096], got[256] = "";
	struct nb_entry_item items[64];
	struct nb_tei_input in = {.page_id = ID, .source = &source};
	struct nb_archive *archive = NULL;
	struct nb_former *former;
	struct nb_numbering n;
	struct nb_division d;
	struct nb_tei tei;
	struct nb_error err;
	unsigned list[64];
	size_t i;

	divide(text, plain, &d);
	if (access(path, F_OK) == 0)
		assert_int_equal(nb_archive_open(path, &archive, &err), NB_OK);
	assert_int_equal(nb_former_read(archive, ID, &former, &err), NB_OK);
	assert_int_equal(former != NULL, archive != NULL);
	assert_int_equal(nb_number_items(former, ID, plain, &d, &n, &err),
			 NB_OK);
	for (i = 0; i < n.item_count; i++) {
		list[i] = n.items[i].number;
		(void)snprintf(got + strlen(got), sizeof(got) - strlen(got),
			       "%s%u", i ? " " : "", list[i]);
	}
	assert_string_equal(got, numbers);
	in.text = plain;
	in.text_len = strlen(plain);
	in.division = &d;
	in.numbers = list;
	assert_int_equal(nb_tei_create(&in, &tei, &err), NB_OK);
	add(plain, &tei, items, entry_items(&n, &tei, items));
	nb_tei_free(&tei);
	nb_numbering_free(&n);
	nb_former_free(former);
	nb_archive_close(archive);
	free(d.units);
	free(d.items);
}

/* The newest revision says that item `number` is gone, and where to. */
static void check_gone(unsigned number, const char *where)
{
	struct nb_archive *a;
	const struct nb_entry *e;
	struct nb_error err;
	size_t i = 0;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_find(a, ID, strlen(ID), 0, &e, &err),
			 NB_OK);
	while (i < e->item_count && e->items[i].number != number)
		i++;
	assert_true(i < e->item_count);
	assert_int_equal(e->items[i].state, NB_STATE_MOVED);
	assert_int_equal(e->items[i].len, 0);
	assert_int_equal(e->items[i].reason.len, strlen(where));
	assert_memory_equal(e->items[i].reason.text, where, strlen(where));
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

static void test_order(void **state)
{
	(void)state;
	revise(A "|" B "|" C, "1 2 3");
	revise(A "|" B "|" C, "1 2 3");
	revise(C "|" A "|" B, "3 1 2");
	revise(D "|" C "|" A "|" B, "4 3 1 2");
	revise(B "|" A, "2 1");
	check_gone(3, "");
	check_gone(4, "");
	/* What comes back is new: its number was another text's once. */
	revise(B "|" A "|" C, "2 1 5");
}

static void test_corrections(void **state)
{
	(void)state;
	revise(A "|" B, "1 2");
	/* A few characters, white space, a paragraph more. */
	revise("今年的秧苗要比去年早种三天，水温和土温都得看。|  " B "\n" C,
	       "1 2");
	/* Another text altogether. */
	revise(D "|" B "\n" C, "3 2");
	check_gone(1, "");
}

static void test_merged_and_split(void **state)
{
	(void)state;
	revise(A "\n" B "|" C "|" D, "1 2 3");
	/* The larger part goes on; the other says where it went. */
	revise(A "\n" B "\n" C "|" D, "1 3");
	check_gone(2, ID "-01");
	/* Divided into parts of which none has more than half. */
	revise(A "|" B "|" C "|" D, "4 5 6 3");
	check_gone(1, ID "-04 " ID "-05 " ID "-06");
	check_gone(2, ID "-01");
	/* Most of it in one: that goes on. */
	revise(A "|" B "|" C "|" D "\n" D "\n" D, "4 5 6 3");
	revise(A "|" B "|" C "|" D "\n" D "|" D, "4 5 6 3 7");
}

static void withdraw(const char *id)
{
	struct nb_writer_options options = {.level = 1, .threads = 1};
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	bool changed;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	assert_int_equal(nb_writer_withdraw(w, id, "rights", &changed, &err),
			 NB_OK);
	assert_true(changed);
	assert_int_equal(nb_writer_commit(w, 0, &err), NB_OK);
	nb_writer_free(w);
}

/* Are these, and no other items, withdrawn? "2 5" */
static void check_withdrawn(const char *numbers)
{
	const struct nb_entry *e;
	struct nb_archive *a;
	struct nb_error err;
	char got[256] = "";
	unsigned n;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_find(a, ID, strlen(ID), 0, &e, &err),
			 NB_OK);
	for (n = 1; n <= NB_PAGE_ITEMS_MAX; n++)
		if (nb_entry_item_is_hidden(e, n))
			(void)snprintf(got + strlen(got),
				       sizeof(got) - strlen(got), "%s%u",
				       *got ? " " : "", n);
	assert_string_equal(got, numbers);
	nb_archive_close(a);
}

/* Put the page into a new archive, with items that have these numbers. */
static void begin(const char *text, const unsigned *numbers)
{
	static const struct nb_source source = {.charset = "UTF-8"};
	struct nb_tei_input in = {
		.page_id = ID, .source = &source, .numbers = numbers};
	struct nb_numbering n = {NULL, 0, NULL, 0};
	struct nb_entry_item items[64], of[64];
	char plain[4096];
	struct nb_division d;
	struct nb_tei tei;
	struct nb_error err;
	size_t i;

	divide(text, plain, &d);
	in.text = plain;
	in.text_len = strlen(plain);
	in.division = &d;
	memset(of, 0, sizeof(of));
	for (i = 0; i < d.item_count; i++)
		of[i].number = (uint16_t)numbers[i];
	n.items = of;
	n.item_count = d.item_count;
	assert_int_equal(nb_tei_create(&in, &tei, &err), NB_OK);
	add(plain, &tei, items, entry_items(&n, &tei, items));
	nb_tei_free(&tei);
	free(d.units);
	free(d.items);
}

/* No number is left for another text, not even that of one that is gone. */
static void test_last_number(void **state)
{
	static const unsigned numbers[] = {NB_PAGE_ITEMS_MAX - 1, 7};
	struct nb_archive *archive;
	struct nb_former *former;
	struct nb_numbering n;
	struct nb_division d;
	struct nb_error err;
	char plain[4096];

	(void)state;
	begin(A "|" B, numbers);
	revise(A "|" B "|" C, "65534 7 65535");
	revise(A "|" B, "65534 7");
	check_gone(NB_PAGE_ITEMS_MAX, "");
	assert_int_equal(nb_archive_open(path, &archive, &err), NB_OK);
	assert_int_equal(nb_former_read(archive, ID, &former, &err), NB_OK);
	divide(A "|" B "|" D, plain, &d);
	assert_int_equal(nb_number_items(former, ID, plain, &d, &n, &err),
			 NB_LIMIT);
	assert_string_equal(err.text, ID ": all 65535 numbers of items are "
					 "used up");
	nb_numbering_free(&n);
	nb_former_free(former);
	nb_archive_close(archive);
	free(d.units);
	free(d.items);
	revise(B, "7");
	check_gone(NB_PAGE_ITEMS_MAX - 1, "");
}

/* As many items as a page can have, each with its text at another place: what
 * they have in common takes no more memory than their texts. */
static void test_most_items(void **state)
{
	struct nb_paras before = {0}, after = {0};
	struct nb_overlap o;
	char text[64];
	unsigned i;

	(void)state;
	for (i = 0; i < NB_PAGE_ITEMS_MAX; i++) {
		int len = snprintf(text, sizeof(text), "第%u篇的正文", i);

		assert_int_equal(nb_paras_add(&before, i, text, (size_t)len),
				 NB_OK);
		len = snprintf(text, sizeof(text), "第%u篇的正文",
			       NB_PAGE_ITEMS_MAX - 1 - i);
		assert_int_equal(nb_paras_add(&after, i, text, (size_t)len),
				 NB_OK);
	}
	assert_int_equal(nb_overlap_find(&before, &after, &o), NB_OK);
	assert_int_equal(o.count, NB_PAGE_ITEMS_MAX);
	for (i = 0; i < NB_PAGE_ITEMS_MAX; i++) {
		assert_int_equal(o.list[i].old, i);
		assert_int_equal(o.list[i].new, NB_PAGE_ITEMS_MAX - 1 - i);
	}
	assert_int_equal(o.list[0].chars, 6);
	nb_overlap_free(&o);
	nb_paras_free(&before);
	nb_paras_free(&after);
}

/* Text that was withdrawn does not come back under another number. */
static void test_withdrawn(void **state)
{
	(void)state;
	revise(A "|" B "|" C, "1 2 3");
	withdraw(ID "-02");
	check_withdrawn("2");
	revise(B "|" A "|" C, "2 1 3");
	check_withdrawn("2");
	/* It is part of another item now. */
	revise(A "\n" B "\n" C "|" D, "3 4");
	check_gone(2, ID "-03");
	check_withdrawn("3");
	/* Divided again, that one has its text in three. */
	revise(A "|" B "|" C "|" D, "5 6 7 4");
	check_withdrawn("5 6 7");
}

/* What a withdrawn item leaves to others stays withdrawn, though the item goes
 * on with most of its text. */
static void test_withdrawn_part(void **state)
{
	(void)state;
	revise(A "\n" B "\n" C "|" D, "1 2");
	withdraw(ID "-01");
	revise(A "\n" B "|" C "|" D, "1 3 2");
	check_withdrawn("1 3");
	revise(A "\n" B "|" D "\n" C, "1 2");
	check_withdrawn("1 2");
}

#define X "·何苗·"

/* A byline that is an item stays that item, though another item has the same
 * line and the two change places; so does its withdrawal. */
static void test_repeated(void **state)
{
	(void)state;
	revise(X "|" A "\n" X "|" B, "1 2 3");
	revise(A "\n" X "|" X "|" B, "2 1 3");
	revise(A "\n" X "|" X "|" B, "2 1 3");
	withdraw(ID "-01");
	revise(A "\n" X "|" X "|" B, "2 1 3");
	revise(B "|" X "|" A "\n" X, "3 1 2");
	/* The lines of the other one are one now. */
	revise(A X "|" B "|" X, "2 3 1");
	check_withdrawn("1");
	/* The item with the same line is not where the text went. */
	revise(A X "|" B "\n" X, "2 3");
	check_gone(1, ID "-03");
	check_withdrawn("3");
}

/* The same lines in items that are all changed: they are told by their order on
 * the page, not by the numbers of their items. */
static void test_repeated_in_order(void **state)
{
	(void)state;
	revise(X "\n" C "|" A "\n" X "|" B, "1 2 3");
	revise(A "\n" X "|" X "\n" C "|" B, "2 1 3");
	withdraw(ID "-01");
	/* Its texts are in two items now, and the other has a line more. */
	revise(A "\n" X "\n" D "|" X "|" C "|" B, "2 4 1 3");
	check_withdrawn("1 4");
}

/* Put a document of no items into the archive; what became of it. */
static enum nb_added put_document(const char *document, const char *source)
{
	struct nb_new_page page = new_page(source, document, strlen(document));

	return put(&page);
}

#define APP(version) "<appInfo><application version=\"" version "\"/></appInfo>"

/* Another version of the program is no reason for a revision. */
static void test_versions(void **state)
{
	(void)state;
	assert_int_equal(put_document("<?xml?><a/>" APP("1") "<body>x\n", "x"),
			 NB_ADDED_NEW);
	assert_int_equal(
		put_document("<?xml?><a/>" APP("2.10") "<body>x\n", "x"),
		NB_ADDED_UNCHANGED);
	assert_int_equal(put_document("<?xml?><a/>" APP("1") "<body>x\n", "X"),
			 NB_ADDED_REVISION);
	assert_int_equal(put_document("<?xml?><a/>" APP("1") "<body>y\n", "X"),
			 NB_ADDED_REVISION);
	assert_int_equal(put_document("<?xml?><b/>" APP("1") "<body>y\n", "X"),
			 NB_ADDED_REVISION);
	assert_int_equal(put_document("<?xml?><b/><body>y\n", "X"),
			 NB_ADDED_REVISION);
	assert_int_equal(put_document("<?xml?><b/><body>" APP("3") "y\n", "X"),
			 NB_ADDED_REVISION);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_order),
		TEST(test_corrections),
		TEST(test_merged_and_split),
		TEST(test_last_number),
		TEST(test_most_items),
		TEST(test_withdrawn),
		TEST(test_withdrawn_part),
		TEST(test_repeated),
		TEST(test_repeated_in_order),
		TEST(test_versions),
	};

	return cmocka_run_group_tests_name("numbering", tests, NULL, NULL) != 0;
}
