/* SPDX-License-Identifier: Apache-2.0 */
/* Many queries at once: each is answered, in the order of the file, and what it
 * gives is what it gives alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/query.h>
#include <nbarc/write.h>

#include "archive/frame/frame.h"
#include "archive/read/handle.h"
#include "base/file.h"
#include "sample.h"

#define PAGES 40u
#define MAX 100u

static char path[64];
static struct nb_buf whole;

/* Frames of four or five pages, each of some 130 bytes. */
static const struct nb_writer_options options = {
	.level = 1, .frame_content = 550, .threads = 1};

static void store(const struct nb_buf *b)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(b->data, 1, b->len, f), b->len);
	assert_int_equal(fclose(f), 0);
}

static void withdraw(const char *id)
{
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	bool changed;

	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, &err), NB_OK);
	assert_int_equal(nb_writer_withdraw(w, id, "rights", &changed, &err),
			 NB_OK);
	assert_int_equal(nb_writer_commit(w, 1551657601, &err), NB_OK);
	nb_writer_free(w);
}

static int set_up(void **state)
{
	struct nb_error err;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-many-%ld",
		       (long)getpid());
	(void)unlink(path);
	assert_int_equal(append_samples(path, &options, 1, PAGES, 1, &err),
			 NB_OK);
	assert_int_equal(append_samples(path, &options, 7, 9, 2, &err), NB_OK);
	withdraw("jdrb-20190304-a05");
	withdraw("jdrb-20190304-a06-02");
	assert_int_equal(nb_file_read(path, 1 << 24, &whole, &err), NB_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	nb_buf_free(&whole);
	return 0;
}

/* Queries that are asked together, and what came of them. */
struct asked {
	struct nb_archive *archive;
	struct nb_query queries[MAX];
	size_t count;
	enum nb_format format;
	size_t calls, stop_after; /* 0: never */
	size_t order[MAX];	  /* indexes as they were answered */
	uint64_t places[MAX];	  /* of the frames, in that order; 0: none */
	enum nb_status status[MAX];
	struct nb_buf got[MAX];
};

static void ask(struct asked *k, const char *text)
{
	struct nb_query *q = &k->queries[k->count++];

	assert_int_equal(nb_query_parse(text, q, NULL), NB_OK);
	if (k->format >= NB_FORMAT_SOURCE)
		q->want = NB_WANT_SOURCES;
}

/* What the archive gives for a query that found this entry. */
static enum nb_status give(struct nb_archive *a, const struct nb_query *q,
			   const struct nb_entry *e, enum nb_format format,
			   struct nb_buf *out)
{
	const uint8_t *document;
	size_t len;
	enum nb_status st;

	if (format == NB_FORMAT_SOURCE)
		return nb_archive_source(a, e, out, NULL);
	/* The samples are not documents that nbtei wrote. */
	if (format == NB_FORMAT_TEI)
		format = NB_FORMAT_SLICES;
	if (q->number)
		return nb_archive_item(a, e, q->number, format, out, NULL);
	st = nb_archive_document(a, e, &document, &len, NULL);
	return st ? st : nb_buf_add(out, document, len);
}

static bool answer(void *context, size_t index, const struct nb_entry *e,
		   const struct nb_error *error)
{
	struct asked *k = context;

	assert_true(index < k->count);
	assert_true((e == NULL) == (error != NULL));
	assert_int_equal(k->got[index].len, 0);
	k->places[k->calls] = e ? e->directory : 0;
	k->order[k->calls++] = index;
	k->status[index] = e ? give(k->archive, &k->queries[index], e,
				    k->format, &k->got[index])
			     : error->status;
	return k->calls != k->stop_after;
}

/* Ask the queries; the number that were answered. */
static size_t ask_all(struct asked *k, size_t bytes, unsigned threads)
{
	size_t count = k->count;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &k->archive, &err), NB_OK);
	assert_int_equal(nb_query_many(k->archive, k->queries, &count, bytes,
				       threads, answer, k, &err),
			 NB_OK);
	assert_null(k->archive->ahead);
	return count;
}

/* Each of the first `count` queries gave what it gives by itself. */
static void check_answers(struct asked *k, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct nb_query q = k->queries[i];
		const struct nb_entry *e;
		struct nb_buf alone = {0};
		struct nb_archive *a;
		enum nb_status st;

		assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
		st = nb_query_find(a, &q, &e, NULL);
		assert_int_equal(q.kind, k->queries[i].kind);
		if (!st)
			st = give(a, &q, e, k->format, &alone);
		assert_int_equal(st, k->status[i]);
		assert_int_equal(alone.len, k->got[i].len);
		if (alone.len)
			assert_memory_equal(alone.data, k->got[i].data,
					    alone.len);
		nb_buf_free(&alone);
		nb_archive_close(a);
	}
}

static void forget(struct asked *k)
{
	size_t i;

	nb_archive_close(k->archive);
	for (i = 0; i < MAX; i++)
		nb_buf_free(&k->got[i]);
	memset(k, 0, sizeof(*k));
}

/* Pages, items, revisions, twice the same, absent ones, withdrawn ones. */
static void ask_of_all_kinds(struct asked *k)
{
	static const char *const texts[] = {
		"jdrb-20190304-a31",	"jdrb-20190304-a02-01",
		"jdrb-20190304-a08",	"jdrb-20190304-a08@1",
		"jdrb-20190304-a31",	"jdrb-20190304-a05",
		"jdrb-20190304-a06",	"jdrb-20190304-a06-02",
		"jdrb-20190304-a06-01", "jdrb-20190304-a99",
		"jdrb-20190304-a08@3",	"jdrb-20190304-a01-09",
		"jdrb-20190304",	"jdrb-20190304-a31-02",
		"jdrb-20190304-a31-01", "jdrb-20190304-a02-02",
		"jdrb-20190304-a40",	"jdrb-20190304-a01"};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ask(k, texts[i]);
}

static void test_answers_are_those_of_single_queries(void **state)
{
	static const enum nb_format formats[] = {NB_FORMAT_TEI, NB_FORMAT_TEXT,
						 NB_FORMAT_SOURCE};
	struct asked k = {0};
	unsigned threads;
	size_t i;

	(void)state;
	store(&whole);
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		for (threads = 1; threads <= 3; threads++) {
			k.format = formats[i];
			ask_of_all_kinds(&k);
			assert_int_equal(ask_all(&k, SIZE_MAX, threads),
					 k.count);
			assert_int_equal(k.calls, k.count);
			check_answers(&k, k.count);
			forget(&k);
		}
	}
}

static void test_frames_are_decoded_once(void **state)
{
	struct asked k = {0};
	uint64_t frames = 0;
	char id[32];
	size_t i;

	(void)state;
	store(&whole);
	for (i = 0; i < PAGES; i++) {
		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02zu",
			       i * 17 % PAGES + 1);
		ask(&k, id);
	}
	assert_int_equal(ask_all(&k, SIZE_MAX, 1), PAGES);
	for (i = 0; i < PAGES; i++)
		frames += i == 0 || k.places[i] != k.places[i - 1];
	for (i = 1; i < PAGES; i++)
		assert_true(k.places[i - 1] <= k.places[i]);
	assert_true(frames > 5 && frames < PAGES / 2);
	/* A page that is hidden decodes nothing. */
	assert_in_range(nb_frame_started(k.archive->frame), frames - 1, frames);
	check_answers(&k, PAGES);
	forget(&k);
}

/* Threads have every document ready, so nothing is decoded again. */
static void test_threads_read_ahead(void **state)
{
	struct asked k = {0};
	char id[32];
	size_t i;

	(void)state;
	store(&whole);
	for (i = PAGES; i > 9; i--) {
		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02zu-01", i);
		ask(&k, id);
		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02zu-02", i);
		ask(&k, id);
	}
	assert_int_equal(ask_all(&k, SIZE_MAX, 3), k.count);
	assert_int_equal(nb_frame_started(k.archive->frame), 0);
	check_answers(&k, k.count);
	forget(&k);
}

/* With room for some of the answers, only the first queries are answered. */
static void test_memory_is_bounded(void **state)
{
	struct asked k = {0};
	size_t bytes, count, sum, i;

	(void)state;
	store(&whole);
	for (bytes = 0; bytes < 2000; bytes += 150) {
		ask_of_all_kinds(&k);
		count = ask_all(&k, bytes, 1 + (unsigned)(bytes / 150) % 2);
		assert_in_range(count, 1, k.count);
		assert_int_equal(k.calls, count);
		for (sum = i = 0; i < count; i++)
			sum += k.got[i].len;
		if (count > 1)
			assert_true(sum <= bytes);
		check_answers(&k, count);
		for (i = count; i < k.count; i++)
			assert_int_equal(k.got[i].len, 0);
		forget(&k);
	}
	ask_of_all_kinds(&k);
	assert_int_equal(ask_all(&k, 300, 1), 2);
	forget(&k);
}

static void test_a_visit_can_be_stopped(void **state)
{
	struct asked k = {0};

	(void)state;
	store(&whole);
	ask_of_all_kinds(&k);
	k.stop_after = 5;
	assert_int_equal(ask_all(&k, SIZE_MAX, 2), k.count);
	assert_int_equal(k.calls, 5);
	forget(&k);
	assert_int_equal(ask_all(&k, 0, 2), 0);
	assert_int_equal(k.calls, 0);
	forget(&k);
}

/* A damaged frame costs the pages in it, and no other answer. */
static void test_damage_affects_one_frame(void **state)
{
	struct asked k = {0};
	struct nb_archive *a;
	const struct nb_entry *e;
	struct nb_buf bad = {0};
	uint64_t directory;
	unsigned threads;
	size_t i;

	(void)state;
	store(&whole);
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	assert_int_equal(
		nb_archive_find(a, "jdrb-20190304-a31", 17, 0, &e, NULL),
		NB_OK);
	directory = e->directory;
	assert_int_equal(nb_buf_add(&bad, whole.data, whole.len), NB_OK);
	memset(bad.data + nb_entry_frame(e) + 9, 0xaa,
	       (size_t)e->frame_size - 9);
	nb_archive_close(a);
	store(&bad);
	for (threads = 1; threads <= 2; threads++) {
		size_t lost = 0;

		ask_of_all_kinds(&k);
		assert_int_equal(ask_all(&k, SIZE_MAX, threads), k.count);
		for (i = 0; i < k.count; i++) {
			size_t q = k.order[i];

			if (k.places[i] == directory)
				assert_int_equal(k.status[q], NB_INVALID);
			else
				assert_int_not_equal(k.status[q], NB_INVALID);
			lost += k.places[i] == directory;
		}
		assert_int_equal(lost, 4);
		check_answers(&k, k.count);
		forget(&k);
	}
	nb_buf_free(&bad);
}

/* Assert that a handle which found other pages before finds what a new one
 * does. */
static void compare_lookups(struct nb_archive *used, const char *id,
			    uint32_t revision)
{
	const struct nb_entry *e, *expected;
	struct nb_archive *fresh;
	size_t i;

	assert_int_equal(nb_archive_open(path, &fresh, NULL), NB_OK);
	assert_int_equal(
		nb_archive_find(used, id, strlen(id), revision, &e, NULL),
		nb_archive_find(fresh, id, strlen(id), revision, &expected,
				NULL));
	assert_int_equal(!e, !expected);
	if (e) {
		assert_int_equal(e->id.len, expected->id.len);
		assert_memory_equal(e->id.text, expected->id.text, e->id.len);
		assert_int_equal(e->revision, expected->revision);
		assert_int_equal(e->directory, expected->directory);
		assert_int_equal(e->offset, expected->offset);
		assert_memory_equal(e->sha256, expected->sha256, 32);
		assert_int_equal(e->item_count, expected->item_count);
		for (i = 0; i < e->item_count; i++)
			assert_int_equal(e->items[i].title.len,
					 expected->items[i].title.len);
	}
	nb_archive_close(fresh);
}

/* Lookups go on from where those before them stood in a leaf, forwards and two
 * entries back: pages, what would be their items, and gaps, in any order. */
static void test_lookups_in_any_order(void **state)
{
	uint32_t seed = 1;
	struct nb_archive *a;
	char id[32];
	unsigned i, page = 1;

	(void)state;
	assert_int_equal(nb_archive_open(path, &a, NULL), NB_OK);
	for (i = 0; i < 1000; i++) {
		seed = seed * 1103515245 + 12345;
		/* A step forwards or backwards, at times a leap. */
		page = seed >> 30 ? page + (seed >> 16 & 3) : seed >> 16;
		page = (page + PAGES + 3 - 1) % (PAGES + 3);
		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u%s", page,
			       seed >> 20 & 1 ? "-01" : "");
		compare_lookups(a, id, seed >> 24 & 3);
		if (seed >> 21 & 1)
			id[strlen("jdrb-20190304-a00")] = '\0';
		compare_lookups(a, id, 0);
	}
	nb_archive_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_are_those_of_single_queries),
		cmocka_unit_test(test_frames_are_decoded_once),
		cmocka_unit_test(test_threads_read_ahead),
		cmocka_unit_test(test_memory_is_bounded),
		cmocka_unit_test(test_a_visit_can_be_stopped),
		cmocka_unit_test(test_damage_affects_one_frame),
		cmocka_unit_test(test_lookups_in_any_order),
	};

	return cmocka_run_group_tests_name("many", tests, set_up, tear_down) !=
	       0;
}
