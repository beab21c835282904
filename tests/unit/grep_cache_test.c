/* SPDX-License-Identifier: Apache-2.0 */
/* Items that searches keep: what is taken is what was kept, room is made by
 * those not used for longest, and a search that finds its items there gives the
 * hits that it gave before, also when the page frame is gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/query.h>
#include <nbarc/write.h>

#include "archive/catalogue/entry.h"
#include "archive/frame/frame.h"
#include "find/search/cache.h"
#include "find/search/candidates.h"
#include "text_page.h"

static struct nb_grep_cache *make(size_t bytes)
{
	struct nb_grep_cache *cache;

	assert_int_equal(nb_grep_cache_create(bytes, &cache, NULL), NB_OK);
	return cache;
}

/* The key of item number n of `len` bytes: four items a document. */
static struct nb_cache_key key_of(unsigned n, uint32_t len, uint8_t sha256[32])
{
	memset(sha256, (int)(n / 4 % 251), 32);
	sha256[0] = (uint8_t)(n / 4 / 251);
	return (struct nb_cache_key){sha256, n % 4 * 10000, len};
}

static void keep(struct nb_grep_cache *cache, unsigned n, uint32_t len)
{
	uint8_t sha256[32];
	const struct nb_cache_key key = key_of(n, len, sha256);
	char *xml = malloc(len + 1);

	assert_non_null(xml);
	memset(xml, (int)('a' + n % 26), len);
	nb_grep_cache_keep(cache, &key, xml);
	free(xml);
}

/* Is the item there? Then it is the one that was kept. */
static bool has(struct nb_grep_cache *cache, unsigned n, uint32_t len)
{
	uint8_t sha256[32];
	const struct nb_cache_key key = key_of(n, len, sha256);
	struct nb_buf to = {0};
	bool taken;
	size_t i;

	assert_int_equal(nb_buf_puts(&to, "x"), NB_OK);
	taken = nb_grep_cache_take(cache, &key, &to);
	assert_int_equal(to.len, taken ? len + 1 : 1);
	for (i = 1; i < to.len; i++)
		assert_int_equal(to.data[i], 'a' + n % 26);
	nb_buf_free(&to);
	return taken;
}

static void test_what_is_kept_is_taken(void **state)
{
	struct nb_grep_cache *cache = make(1 << 20);
	unsigned n;

	(void)state;
	assert_false(has(cache, 5, 100));
	for (n = 0; n < 100; n++)
		keep(cache, n, n);
	keep(cache, 5, 5); /* once more */
	for (n = 0; n < 100; n++)
		assert_true(has(cache, n, n));
	/* Another length, place or document is another item. */
	assert_false(has(cache, 5, 6));
	assert_false(has(cache, 100, 100));
	nb_grep_cache_free(cache);
	nb_grep_cache_free(NULL);
}

static void test_room_is_made_by_the_oldest(void **state)
{
	struct nb_grep_cache *cache = make(64000);
	unsigned n, there = 0;

	(void)state;
	for (n = 0; n < 15; n++)
		keep(cache, n, 2000);
	assert_true(has(cache, 0, 2000)); /* is used again */
	for (; n < 40; n++)
		keep(cache, n, 2000);
	assert_true(has(cache, 0, 2000));
	assert_false(has(cache, 1, 2000));
	for (n = 0; n < 40; n++)
		there += has(cache, n, 2000);
	assert_in_range(there, 25, 32);
	assert_true(has(cache, 39, 2000));
	keep(cache, 50, 5000); /* more than its part */
	assert_false(has(cache, 50, 5000));
	assert_true(has(cache, 39, 2000));
	nb_grep_cache_free(cache);
	/* There may be no room at all. */
	cache = make(0);
	keep(cache, 1, 10);
	assert_false(has(cache, 1, 10));
	nb_grep_cache_free(cache);
}

#define THREADS 4

static void *use(void *context)
{
	struct nb_grep_cache *cache = context;
	unsigned n, i;

	for (i = 0; i < 20000; i++) {
		n = i * 7919u % 600;
		if (!has(cache, n, 300))
			keep(cache, n, 300);
	}
	return NULL;
}

static void test_threads_share_it(void **state)
{
	struct nb_grep_cache *cache = make(100000);
	pthread_t threads[THREADS];
	size_t i;

	(void)state;
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, use, cache),
				 0);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	nb_grep_cache_free(cache);
}

/* ---- searches */

#define PAGES 12u

static const struct nb_writer_options options = {
	.level = 3, .frame_content = 16384, .threads = 1};

static char path[64];

struct heard {
	struct nb_buf hits;
	unsigned problems;
};

static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct heard *h = context;

	assert_int_equal(nb_buf_printf(&h->hits, "%.*s-%u %d %.*s\n",
				       (int)hit->page.len, hit->page.text,
				       hit->number, (int)hit->position,
				       (int)hit->line_len, hit->line),
			 NB_OK);
	return true;
}

static void take_problem(void *context, const struct nb_error *err)
{
	struct heard *h = context;

	(void)err;
	h->problems++;
}

/* All pages but every third one. */
static struct nb_candidates *candidates(void)
{
	struct nb_candidates *c = calloc(1, sizeof(*c));
	char id[32];
	unsigned n;

	assert_non_null(c);
	for (n = 1; n <= PAGES; n++) {
		if (n % 3 == 0)
			continue;
		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", n);
		assert_int_equal(
			nb_candidates_page(c, id, strlen(id), 1, true, false),
			NB_OK);
	}
	assert_int_equal(nb_candidates_end(c), NB_OK);
	return c;
}

static void search(struct nb_grep_cache *cache, unsigned threads,
		   struct heard *h)
{
	const char *patterns[] = {"版"};
	const struct nb_grep_options o = {.patterns = patterns,
					  .pattern_count = 1};
	struct nb_candidates *among = candidates();
	struct nb_query query;
	const struct nb_search s = {.queries = &query,
				    .query_count = 1,
				    .among = among,
				    .cache = cache,
				    .threads = threads,
				    .hit = take_hit,
				    .problem = take_problem,
				    .context = h};
	struct nb_archive *a;
	struct nb_grep *grep;

	h->hits.len = 0;
	h->problems = 0;
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(nb_grep_create(&o, &grep, NULL), NB_OK);
	assert_int_equal(nb_query_parse("", &query, NULL), NB_OK);
	assert_int_equal(nb_grep_archive(grep, a, &s, NULL), NB_OK);
	nb_grep_free(grep);
	nb_archive_close(a);
	nb_candidates_free(among);
}

/* Change a byte in the page frame of every page. */
static void damage(void)
{
	struct nb_archive *a;
	const struct nb_entry *e;
	FILE *file = fopen(path, "r+b");
	char id[32];
	unsigned n;

	assert_non_null(file);
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	for (n = 1; n <= PAGES; n++) {
		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", n);
		assert_int_equal(
			nb_archive_find(a, id, strlen(id), 0, &e, NULL), NB_OK);
		assert_int_equal(
			fseek(file,
			      (long)(nb_entry_frame(e) + e->frame_size / 2),
			      SEEK_SET),
			0);
		assert_true(fputs("damage", file) >= 0);
	}
	nb_archive_close(a);
	assert_int_equal(fclose(file), 0);
}

static void same(const struct heard *a, const struct heard *b)
{
	assert_int_equal(a->hits.len, b->hits.len);
	assert_memory_equal(a->hits.data, b->hits.data, a->hits.len);
	assert_int_equal(a->problems, b->problems);
}

static void test_hits_are_the_same(void **state)
{
	struct nb_grep_cache *cache = make(1 << 20);
	struct nb_grep_cache *small = make(20000);
	struct heard plain = {.problems = 0}, h = {.problems = 0};
	unsigned threads;

	(void)state;
	search(NULL, 1, &plain);
	assert_true(plain.hits.len > 0);
	assert_int_equal(plain.problems, 0);
	for (threads = 1; threads <= 3; threads++) {
		search(cache, threads, &h);
		same(&h, &plain);
		/* One that holds some of them. */
		search(small, threads, &h);
		same(&h, &plain);
	}
	damage();
	search(NULL, 1, &h);
	assert_int_not_equal(h.problems, 0);
	search(cache, 2, &h);
	same(&h, &plain);
	nb_grep_cache_free(cache);
	nb_grep_cache_free(small);
	nb_buf_free(&plain.hits);
	nb_buf_free(&h.hits);
}

/* Add a page of one item. */
static void add_page(struct nb_writer *w, unsigned n)
{
	char id[32], text[64];

	(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", n);
	(void)snprintf(text, sizeof(text), "第%u版，%u号版。", n, n * 7919);
	add_text_page(w, id, text);
}

static int set_up(void **state)
{
	struct nb_writer *w;
	uint64_t dropped;
	unsigned n;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-grep-cache-%ld.nbarc",
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
		cmocka_unit_test(test_what_is_kept_is_taken),
		cmocka_unit_test(test_room_is_made_by_the_oldest),
		cmocka_unit_test(test_threads_share_it),
		cmocka_unit_test(test_hits_are_the_same),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
