/* SPDX-License-Identifier: Apache-2.0 */
/* The catalogue gives every entry as it was added, in whatever order and detail
 * it is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "archive/catalogue/entry.h"
#include "archive/catalogue/leaf_writer.h"
#include "archive/catalogue/roots.h"
#include "archive/catalogue/tree.h"
#include "archive/catalogue/tree_writer.h"
#include "archive/catalogue/trees.h"
#include "archive/frame/zframe.h"
#include "archive/record/commit.h"
#include "archive/record/sink.h"
#include "base/varint.h"

#include <nbarc/archive.h>

#define PAGES 3000u
#define ITEMS_MAX 40u
#define STRING_MAX 40

static char path[] = "/tmp/nbarc-leaf-XXXXXX";

/* ---- entries, made from their number */

struct made {
	struct nb_entry entry;
	struct nb_entry_item items[ITEMS_MAX];
	char id[32];
	/* four for each item, two for the name, one for the reason */
	char strings[4 * ITEMS_MAX + 3][STRING_MAX];
	unsigned used;
};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

/* Mostly empty, mostly short. */
static struct nb_string some_string(struct made *m, uint32_t *seed)
{
	char *s = m->strings[m->used++];

	if (draw(seed, 3) == 0)
		return (struct nb_string){"", 0};
	(void)snprintf(s, STRING_MAX, "%s%u", draw(seed, 2) ? "第" : "",
		       draw(seed, 100));
	return (struct nb_string){s, strlen(s)};
}

static void make_items(struct made *m, uint32_t *seed)
{
	struct nb_entry *e = &m->entry;
	uint32_t at = e->head_len;
	unsigned number = 0, i;

	e->items = m->items;
	e->item_count = draw(seed, ITEMS_MAX + 1);
	for (i = 0; i < e->item_count; i++) {
		struct nb_entry_item *item = &m->items[i];

		number += 1 + (draw(seed, 9) ? 0 : draw(seed, 20));
		item->number = (uint16_t)number;
		item->kind = (uint8_t)draw(seed, 3);
		item->state = draw(seed, 5) ? 0 : (uint8_t)draw(seed, 3);
		item->characters = draw(seed, 2000);
		item->title = some_string(m, seed);
		item->kicker = some_string(m, seed);
		item->byline = some_string(m, seed);
		item->reason = some_string(m, seed);
		if (e->state == NB_STATE_PURGED ||
		    item->state == NB_STATE_MOVED)
			continue;
		item->offset = at + (draw(seed, 9) ? 0 : draw(seed, 300));
		item->len = item->state ? 0 : draw(seed, 9000);
		at = item->offset + item->len;
	}
	e->tail_offset = at + (draw(seed, 9) ? 0 : draw(seed, 70));
	/* Two items change places. */
	if (e->item_count > 1 && m->items[0].len && m->items[1].len &&
	    draw(seed, 2)) {
		struct nb_entry_item *a = &m->items[0], *b = &m->items[1];
		uint32_t first = a->offset;

		a->offset = b->offset + b->len - a->len;
		b->offset = first;
	}
}

static void make_place(struct nb_entry *e, unsigned n, uint32_t *seed)
{
	unsigned frame = n / 7 + (draw(seed, 9) ? 0 : draw(seed, 5));

	e->directory = 64 + (uint64_t)frame * 4000000000u;
	e->directory_size = 100 + frame;
	e->frame_size = 1000 + frame;
	e->content_size = 60000000;
	e->sources_size = frame % 3 * 77;
	e->page_index = draw(seed, 9) ? n % 7 : draw(seed, 65535);
	e->offset = draw(seed, 2) ? n % 7 * 50000 : draw(seed, 50000000);
	e->head_len = draw(seed, 9) ? 2200 : draw(seed, 5000);
	e->has_source = draw(seed, 2) != 0;
}

static void make(struct made *m, unsigned n)
{
	struct nb_entry *e = &m->entry;
	uint32_t seed = n * 2654435761u + 1;

	memset(m, 0, sizeof(*m));
	/* Three revisions of each page, the newest first. */
	(void)snprintf(m->id, sizeof(m->id), "jdrb-%08u-a%02u", n / 3 / 90,
		       n / 3 % 90);
	e->id = (struct nb_string){m->id, strlen(m->id)};
	e->revision = 3 - n % 3;
	e->commit = draw(&seed, 4);
	e->state = draw(&seed, 4) ? 0 : (uint8_t)draw(&seed, 3);
	if (e->state == NB_STATE_PURGED) {
		e->purged = 1 + draw(&seed, 1000);
		e->formerly = (uint8_t)draw(&seed, 2);
	} else {
		make_place(e, n, &seed);
	}
	e->name = some_string(m, &seed);
	if (draw(&seed, 2)) {
		char *name = m->strings[m->used];

		(void)snprintf(name, STRING_MAX, "%s%.4s", m->id, ".txt");
		e->name = (struct nb_string){name, strlen(name)};
	}
	m->used++;
	e->reason = some_string(m, &seed);
	make_items(m, &seed);
	if (e->state == NB_STATE_PURGED)
		e->tail_offset = 0;
	e->len = e->tail_offset + draw(&seed, 60);
	e->source_len = draw(&seed, 9) ? e->len : UINT64_MAX - n;
	memset(e->sha256, (int)(n & 0xff), 32);
	memset(e->source_sha256, (int)(n >> 8), 32);
}

/* ---- comparing */

static void same_string(const struct nb_string *a, const struct nb_string *b)
{
	assert_int_equal(a->len, b->len);
	assert_memory_equal(a->text, b->text, a->len);
}

static void same_key(const struct nb_entry *a, const struct nb_entry *b)
{
	same_string(&a->id, &b->id);
	assert_int_equal(a->revision, b->revision);
	assert_int_equal(a->commit, b->commit);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->purged, b->purged);
	if (a->state == NB_STATE_PURGED)
		assert_int_equal(a->formerly, b->formerly);
}

static void same_item(const struct nb_entry_item *a,
		      const struct nb_entry_item *b, bool texts)
{
	const struct nb_string none = {"", 0};

	assert_int_equal(a->number, b->number);
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->offset, b->offset);
	assert_int_equal(a->len, b->len);
	assert_int_equal(a->characters, b->characters);
	same_string(&a->reason, &b->reason);
	same_string(&a->title, texts ? &b->title : &none);
	same_string(&a->kicker, texts ? &b->kicker : &none);
	same_string(&a->byline, texts ? &b->byline : &none);
}

static void same_entry(const struct nb_entry *a, const struct nb_entry *b,
		       enum nb_detail detail)
{
	static const uint8_t zeros[32];
	bool all = detail == NB_DETAIL_ALL;
	bool titles = all || detail == NB_DETAIL_TITLES;
	bool hashes = all || detail == NB_DETAIL_HASHES;
	size_t i;

	same_key(a, b);
	if (detail == NB_DETAIL_KEYS)
		return;
	same_string(&a->name, &b->name);
	same_string(&a->reason, &b->reason);
	assert_int_equal(a->has_source, b->has_source);
	assert_int_equal(a->directory, b->directory);
	assert_int_equal(a->directory_size, b->directory_size);
	assert_int_equal(a->page_index, b->page_index);
	assert_int_equal(a->frame_size, b->frame_size);
	assert_int_equal(a->content_size, b->content_size);
	assert_int_equal(a->offset, b->offset);
	assert_int_equal(a->len, b->len);
	assert_int_equal(a->head_len, b->head_len);
	assert_int_equal(a->tail_offset, b->tail_offset);
	assert_int_equal(a->sources_size, b->sources_size);
	assert_int_equal(a->source_len, b->source_len);
	assert_memory_equal(a->sha256, hashes ? b->sha256 : zeros, 32);
	assert_memory_equal(a->source_sha256, hashes ? b->source_sha256 : zeros,
			    32);
	assert_int_equal(a->item_count, b->item_count);
	for (i = 0; i < a->item_count; i++)
		same_item(&a->items[i], &b->items[i], titles);
}

/* ---- a tree in a file */

static int set_up(void **state)
{
	(void)state;
	return close(mkstemp(path));
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

/* Write the entries 0 to pages - 1; *commit names the tree. */
static int write_tree(unsigned pages, struct nb_commit *commit)
{
	FILE *file = fopen(path, "w+b");
	struct nb_sink sink = {.at = 64};
	struct nb_roots_writer roots = {.count = 0};
	struct nb_tree_writer w;
	struct nb_error err;
	struct made m;
	unsigned n;

	assert_non_null(file);
	sink.fd = dup(fileno(file));
	assert_int_equal(fclose(file), 0);
	assert_int_equal(lseek(sink.fd, 64, SEEK_SET), 64);
	nb_tree_writer_init(&w, &sink, 1, NULL);
	for (n = 0; n < pages; n++) {
		make(&m, n);
		assert_int_equal(nb_tree_writer_add(&w, &m.entry, &err), NB_OK);
	}
	memset(commit, 0, sizeof(*commit));
	commit->tree_count = 1;
	assert_int_equal(
		nb_tree_writer_end(&w, &commit->trees[0], &roots, &err), NB_OK);
	nb_tree_writer_free(&w);
	assert_int_equal(nb_roots_write(&roots, &sink, 1, commit, &err), NB_OK);
	nb_roots_writer_free(&roots);
	assert_int_equal(commit->trees[0].entries, pages);
	/* No page lies outside the file. */
	commit->offset = UINT64_MAX;
	return sink.fd;
}

/* Leaves do not wait for texts without end where there are none. */
static void test_no_titles(void **state)
{
	FILE *file = tmpfile();
	struct nb_sink sink = {0};
	struct nb_roots_writer roots = {.count = 0};
	struct nb_tree_writer w;
	struct nb_tree tree;
	struct nb_error err;
	char id[32];
	unsigned n, pages = 120000;

	(void)state;
	assert_non_null(file);
	sink.fd = fileno(file);
	nb_tree_writer_init(&w, &sink, 1, NULL);
	for (n = 0; n < pages; n++) {
		struct nb_entry e = {.revision = 1, .content_size = 1};

		(void)snprintf(id, sizeof(id), "jdrb-%08u-a01", n);
		e.id = (struct nb_string){id, strlen(id)};
		e.name = (struct nb_string){"", 0};
		e.reason = (struct nb_string){"", 0};
		assert_int_equal(nb_tree_writer_add(&w, &e, &err), NB_OK);
		assert_true(w.waiting_count <= 256);
	}
	assert_int_equal(nb_tree_writer_end(&w, &tree, &roots, &err), NB_OK);
	assert_int_equal(tree.entries, pages);
	assert_true(w.leaves > 2 * 256);
	nb_tree_writer_free(&w);
	nb_roots_writer_free(&roots);
	assert_int_equal(fclose(file), 0);
}

/* The strings of an entry may take half a node, and not a byte more. */
static void test_strings_of_an_entry(void **state)
{
	static char text[UINT16_MAX + 1];
	static struct nb_entry_item items[129];
	struct nb_entry e = {.item_count = 129, .items = items};
	/* Each string counts a byte more: name, reason, and five an item. */
	const size_t most = NB_NODE_MAX / 2 - 2 - 5 * 129;
	size_t i, sum = 0;

	(void)state;
	memset(text, 'x', UINT16_MAX);
	e.id = (struct nb_string){text, 20};
	e.name = e.reason = (struct nb_string){"", 0};
	for (i = 0; i < 129; i++) {
		size_t n = most - sum < UINT16_MAX ? most - sum : UINT16_MAX;

		items[i].number = (uint16_t)(i + 1);
		items[i].title = (struct nb_string){text, n};
		items[i].kicker = items[i].byline = items[i].reason = e.name;
		sum += n;
	}
	assert_int_equal(sum, most);
	assert_int_equal(nb_leaf_fits(&e, NULL), NB_OK);
	items[128].title.len++;
	assert_int_equal(nb_leaf_fits(&e, NULL), NB_LIMIT);
}

static void check_all(unsigned pages, enum nb_detail detail)
{
	struct nb_entry_key first = {{"", 0}, UINT32_MAX};
	struct nb_commit commit;
	const struct nb_entry *e;
	struct nb_trees merge;
	struct nb_error err;
	struct made m;
	unsigned n;
	int fd = write_tree(pages, &commit);

	nb_trees_init(&merge, nb_local(fd), &commit, 0, detail);
	assert_int_equal(nb_trees_seek(&merge, &first, &err), NB_OK);
	for (n = 0; n < pages; n++) {
		assert_int_equal(nb_trees_next(&merge, &e, &err), NB_OK);
		assert_non_null(e);
		make(&m, n);
		same_entry(e, &m.entry, detail);
	}
	assert_int_equal(nb_trees_next(&merge, &e, &err), NB_OK);
	assert_null(e);
	nb_trees_free(&merge);
	(void)close(fd);
}

static void test_in_order(void **state)
{
	(void)state;
	check_all(1, NB_DETAIL_ALL);
	check_all(PAGES, NB_DETAIL_ALL);
	check_all(PAGES, NB_DETAIL_TITLES);
	check_all(PAGES, NB_DETAIL_HASHES);
	check_all(PAGES, NB_DETAIL_PLACES);
	check_all(PAGES, NB_DETAIL_KEYS);
}

/* Seek forwards, backwards and in place, in any detail. */
static void test_seek(void **state)
{
	struct nb_zdecoder decoder = {0};
	struct nb_roots roots = {.count = 0};
	struct nb_tree_iter it;
	struct nb_commit commit;
	struct nb_error err;
	uint32_t seed = 1;
	struct made m;
	unsigned i, n = 0;
	int fd = write_tree(PAGES, &commit);

	(void)state;
	nb_tree_iter_init(&it, nb_local(fd), &commit.trees[0], commit.offset,
			  &decoder);
	assert_int_equal(
		nb_roots_read(&roots, nb_local(fd), &commit, &decoder, &err),
		NB_OK);
	for (i = 0; i < 4000; i++) {
		struct nb_entry_key key;
		enum nb_detail detail = draw(&seed, NB_DETAIL_KEYS);

		if (draw(&seed, 3))
			n = (n + draw(&seed, 4)) % PAGES;
		else
			n = draw(&seed, PAGES);
		it.root = draw(&seed, 2) ? &roots.trees[0] : NULL;
		it.hashes = draw(&seed, 2);
		make(&m, n);
		key = (struct nb_entry_key){m.entry.id, m.entry.revision};
		assert_int_equal(nb_tree_find(&it, &key, &err), NB_OK);
		assert_true(it.valid);
		assert_int_equal(nb_tree_complete(&it, detail, &err), NB_OK);
		same_entry(&it.slot.entry, &m.entry, detail);
	}
	nb_tree_iter_free(&it);
	nb_roots_free(&roots);
	nb_zdecoder_free(&decoder);
	(void)close(fd);
}

static void same_full_key(const struct nb_entry_key *a,
			  const struct nb_entry_key *b)
{
	same_string(&a->id, &b->id);
	assert_int_equal(a->revision, b->revision);
}

/* What the roots record says of a tree is what the tree shows; nothing is read
 * to learn that a page is below or above all pages of the tree. */
static void check_roots(unsigned pages)
{
	static const struct nb_entry_key none[] = {{{"a", 1}, UINT32_MAX},
						   {{"zzzz", 4}, UINT32_MAX}};
	struct nb_zdecoder decoder = {0};
	struct nb_roots roots = {.count = 0};
	struct nb_root is;
	struct nb_tree_iter it;
	struct nb_commit commit;
	struct nb_error err;
	struct made m;
	size_t i;
	int fd = write_tree(pages, &commit);

	assert_int_equal(
		nb_roots_read(&roots, nb_local(fd), &commit, &decoder, &err),
		NB_OK);
	assert_int_equal(roots.count, 1);
	nb_tree_iter_init(&it, nb_local(fd), &commit.trees[0], commit.offset,
			  &decoder);
	assert_int_equal(nb_tree_describe(&it, &is, &err), NB_OK);
	same_full_key(&roots.trees[0].last, &is.last);
	make(&m, pages - 1);
	same_string(&is.last.id, &m.entry.id);
	assert_int_equal(roots.trees[0].count, is.count);
	assert_int_equal(roots.trees[0].pointers_len, is.pointers_len);
	assert_memory_equal(roots.trees[0].pointers, is.pointers,
			    is.pointers_len);
	nb_tree_iter_free(&it);
	nb_tree_iter_init(&it, nb_local(-1), &commit.trees[0], commit.offset,
			  &decoder);
	it.root = &roots.trees[0];
	for (i = 0; i < 2; i++) {
		assert_int_equal(nb_tree_find(&it, &none[i], &err), NB_OK);
		assert_false(it.valid);
		assert_int_equal(nb_tree_next(&it, &err), NB_OK);
		assert_false(it.valid);
	}
	assert_int_equal(nb_tree_seek(&it, &none[1], &err), NB_OK);
	assert_false(it.valid);
	/* There is no file to read the first leaf from. */
	assert_int_equal(nb_tree_seek(&it, &none[0], &err), NB_IO);
	nb_tree_iter_free(&it);
	nb_roots_free(&roots);
	nb_zdecoder_free(&decoder);
	(void)close(fd);
}

static void test_roots(void **state)
{
	(void)state;
	check_roots(1);
	check_roots(PAGES);
}

/* What a reader would reject is not written. */
static void test_refused(void **state)
{
	static char big[70000];
	struct nb_leaf_writer w = {.count = 0};
	struct nb_buf texts = {0};
	struct nb_error err;
	struct made m;

	(void)state;
	memset(big, 'x', sizeof(big));
	make(&m, 0);
	m.entry.name = (struct nb_string){big, 65536};
	assert_int_equal(nb_leaf_add(&w, &m.entry, &texts, &err), NB_LIMIT);
	make(&m, 0);
	m.entry.revision = 0;
	assert_int_equal(nb_leaf_add(&w, &m.entry, &texts, &err), NB_INVALID);
	make(&m, 0);
	m.entry.len = m.entry.content_size + 1;
	assert_int_equal(nb_leaf_add(&w, &m.entry, &texts, &err), NB_INVALID);
	assert_int_equal(w.count, 0);
	make(&m, 0);
	m.entry.name = (struct nb_string){big, 65535};
	assert_int_equal(nb_leaf_add(&w, &m.entry, &texts, &err), NB_OK);
	nb_leaf_writer_free(&w);
	nb_buf_free(&texts);
}

static void test_numbers(void **state)
{
	static const uint64_t values[] = {0,	 127,	     128,
					  16383, UINT32_MAX, UINT64_MAX};
	uint8_t p[NB_VARINT_MAX];
	const uint8_t *at;
	uint64_t v;
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		n = nb_varint_put(p, values[i]);
		at = p;
		assert_true(nb_varint_get(&at, p + n, &v) && v == values[i]);
		assert_ptr_equal(at, p + n);
		at = p;
		assert_false(nb_varint_get(&at, p + n - 1, &v));
		assert_true(nb_unzigzag(nb_zigzag(values[i])) == values[i]);
	}
	assert_int_equal(nb_zigzag((uint64_t)-1), 1);
	assert_int_equal(nb_zigzag(1), 2);
	memset(p, 0xff, 9);
	p[9] = 2; /* a bit more than 64 */
	at = p;
	assert_false(nb_varint_get(&at, p + 10, &v));
	p[9] = 0x81;
	at = p;
	assert_false(nb_varint_get(&at, p + 10, &v));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_order),
		cmocka_unit_test(test_seek),
		cmocka_unit_test(test_roots),
		cmocka_unit_test(test_no_titles),
		cmocka_unit_test(test_strings_of_an_entry),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
