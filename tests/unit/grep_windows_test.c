/* SPDX-License-Identifier: Apache-2.0 */
/* Searches of more pages than a window takes: however many threads there are,
 * the caller is given the same hits in the same order, also if the search ends
 * early or fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/grep.h>
#include <nbarc/query.h>
#include <nbarc/write.h>

#include "base/error.h"
#include "text_page.h"

/* More than the first two windows. */
#define PAGES 5000u
#define EVERY 5u /* so many pages have a hit */
/* Pages of the first window, and of the first two. */
#define ONE_WINDOW 256u
#define TWO_WINDOWS (ONE_WINDOW + 4096u)

/* Frames of a few pages, so that there are more of them than jobs wait. */
static const struct nb_writer_options options = {
	.level = 1, .frame_content = 1024, .threads = 1};

static char path[64];

/* What is done, and what was heard. */
struct heard {
	unsigned stop;	 /* at this hit; 0: never */
	unsigned refuse; /* this item; 0: none */
	unsigned items, hits, last;
	unsigned before; /* items that were chosen before the first hit */
};

static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct heard *h = context;
	unsigned n;
	char id[32];

	(void)snprintf(id, sizeof(id), "%.*s", (int)hit->page.len,
		       hit->page.text);
	n = (unsigned)strtoul(id + 1, NULL, 10);
	assert_true(n > h->last);
	assert_int_equal(n % EVERY, 0);
	h->last = n;
	if (h->hits == 0)
		h->before = h->items;
	return ++h->hits != h->stop;
}

static enum nb_status take_item(void *context, const struct nb_entry *entry,
				const struct nb_entry_item *item, size_t *mark,
				struct nb_error *err)
{
	struct heard *h = context;

	(void)entry;
	(void)item;
	*mark = 0;
	return ++h->items == h->refuse ? nb_fail(err, NB_BUSY, "refused")
				       : NB_OK;
}

static enum nb_status search(unsigned threads, struct heard *h)
{
	const char *patterns[] = {"版"};
	const struct nb_grep_options o = {.patterns = patterns,
					  .pattern_count = 1};
	struct nb_query query;
	const struct nb_search s = {.queries = &query,
				    .query_count = 1,
				    .threads = threads,
				    .item = take_item,
				    .hit = take_hit,
				    .context = h};
	struct nb_archive *a;
	struct nb_grep *grep;
	enum nb_status st;

	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_grep_create(&o, &grep, NULL), NB_OK);
	assert_int_equal(nb_query_parse("", &query, NULL), NB_OK);
	st = nb_grep_archive(grep, a, &s, NULL);
	nb_grep_free(grep);
	nb_archive_close(a);
	return st;
}

/* More threads are asked for than there ever are. */
static const unsigned threads[] = {1, 2, 3, 1000};
#define THREADS (sizeof(threads) / sizeof(threads[0]))

static void test_all_hits(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < THREADS; i++) {
		struct heard h = {.stop = 0};

		assert_int_equal(search(threads[i], &h), NB_OK);
		assert_int_equal(h.hits, PAGES / EVERY);
		assert_int_equal(h.items, PAGES);
		/* The first hit waits for no other window. */
		assert_int_equal(h.before, ONE_WINDOW);
	}
}

static void test_the_caller_stops(void **state)
{
	static const unsigned stops[] = {1, 60, 300, 999};
	size_t i, k;

	(void)state;
	for (i = 0; i < THREADS; i++)
		for (k = 0; k < sizeof(stops) / sizeof(stops[0]); k++) {
			struct heard h = {.stop = stops[k]};

			assert_int_equal(search(threads[i], &h), NB_OK);
			assert_int_equal(h.hits, stops[k]);
		}
}

static void test_a_failure_comes_after_hits(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < THREADS; i++) {
		struct heard h = {.refuse = ONE_WINDOW + 100};
		struct heard late = {.refuse = PAGES};

		assert_int_equal(search(threads[i], &h), NB_BUSY);
		assert_int_equal(h.hits, ONE_WINDOW / EVERY);
		assert_int_equal(search(threads[i], &late), NB_BUSY);
		assert_int_equal(late.hits, TWO_WINDOWS / EVERY);
	}
}

/* Add a page of one item. */
static void add_page(struct nb_writer *w, unsigned n)
{
	char id[32], text[64];

	(void)snprintf(id, sizeof(id), "p%05u", n);
	(void)snprintf(text, sizeof(text), "第%u%s。", n,
		       n % EVERY ? "页" : "版");
	add_text_page(w, id, text);
}

static int set_up(void **state)
{
	struct nb_writer *w;
	uint64_t dropped;
	unsigned n;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-grep-windows-%ld.nbarc",
		       (long)getpid());
	(void)unlink(path);
	if (nb_writer_open(path, &options, &w, &dropped, NULL))
		return 1;
	for (n = 1; n <= PAGES; n++)
		add_page(w, n);
	assert_int_equal(nb_writer_commit(w, 1583712000, NULL), NB_OK);
	nb_writer_free(w);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_hits),
		cmocka_unit_test(test_the_caller_stops),
		cmocka_unit_test(test_a_failure_comes_after_hits),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
