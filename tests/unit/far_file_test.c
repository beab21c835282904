/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives and indexes that are read through functions of the program
 * (<nbarc/ranges.h>): they answer as files do, a failure of the functions is
 * never taken for damage, and close() is called once whatever happens.
 */
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
#include <nbarc/grep.h>
#include <nbarc/index.h>
#include <nbarc/query.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "base/error.h"
#include "base/file.h"
#include "find/search/candidates.h"
#include "sample.h"

#define PAGES 40u

static const struct nb_writer_options options = {
	.level = 3, .frame_content = 16384, .threads = 1};

static char path[64], index_path[80];

/* A file in memory. Reads are counted; that of number `fail` is refused. */
struct memory {
	struct nb_buf bytes;
	unsigned reads, fail, closed;
	size_t told; /* ranges that were expected first */
};

static enum nb_status read_memory(void *context, uint64_t offset, void *data,
				  size_t len, struct nb_error *err)
{
	struct memory *m = context;

	assert_true(len > 0 && offset <= m->bytes.len &&
		    len <= m->bytes.len - offset);
	if (++m->reads == m->fail)
		return nb_fail(err, NB_IO, "the line is dead");
	memcpy(data, m->bytes.data + offset, len);
	return NB_OK;
}

static void hear_expected(void *context, const struct nb_range *ranges,
			  size_t count)
{
	struct memory *m = context;

	(void)ranges;
	if (!m->told)
		m->told = count;
}

static void close_memory(void *context)
{
	((struct memory *)context)->closed++;
}

static struct nb_far_file far_of(struct memory *m)
{
	return (struct nb_far_file){.context = m,
				    .size = m->bytes.len,
				    .read_at = read_memory,
				    .expect = hear_expected,
				    .close = close_memory};
}

static void load(const char *name, struct memory *m)
{
	memset(m, 0, sizeof(*m));
	assert_int_equal(nb_file_read(name, 1 << 24, &m->bytes, NULL), NB_OK);
}

static void no_report(void *context, const struct nb_error *err)
{
	(void)context;
	(void)err;
}

static const struct nb_damage around = {NULL, no_report};

static enum nb_status open_memory(struct memory *m,
				  const struct nb_damage *damage,
				  struct nb_archive **a, struct nb_error *err)
{
	const struct nb_far_file far = far_of(m);

	return nb_archive_open_far(&far, "memory", damage, a, err);
}

static void test_all_pages(void **state)
{
	struct nb_archive_info here, there;
	struct nb_archive *a, *local;
	struct nb_error err;
	struct memory m;
	unsigned n;

	(void)state;
	load(path, &m);
	assert_int_equal(open_memory(&m, NULL, &a, &err), NB_OK);
	assert_int_equal(nb_archive_open(path, &local, &err), NB_OK);
	nb_archive_info(a, &there);
	nb_archive_info(local, &here);
	assert_memory_equal(there.root, here.root, sizeof(here.root));
	assert_int_equal(there.file_size, here.file_size);
	for (n = 1; n <= PAGES; n++)
		assert_int_equal(find_sample(a, n, n % 3, 0), NB_OK);
	assert_int_equal(find_sample(a, PAGES + 1, 0, 0), NB_ABSENT);
	assert_int_equal(nb_archive_check_end(a, &err), NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	assert_int_equal(m.closed, 0);
	nb_archive_close(a);
	nb_archive_close(local);
	assert_int_equal(m.closed, 1);
	nb_buf_free(&m.bytes);
}

static enum nb_status get_one(struct memory *m, struct nb_error *err)
{
	struct nb_archive *a;
	struct nb_buf out = {0};
	enum nb_status st = open_memory(m, &around, &a, err);

	if (!st)
		st = nb_archive_get(a, "jdrb-20190304-a07", NB_FORMAT_TEI, &out,
				    err);
	nb_buf_free(&out);
	nb_archive_close(a);
	return st;
}

/* The n-th read fails. Though damage is tolerated, nothing is walked over. */
static void test_failing_reads(void **state)
{
	struct nb_error err;
	struct memory m;
	unsigned n, reads;

	(void)state;
	load(path, &m);
	assert_int_equal(get_one(&m, &err), NB_OK);
	reads = m.reads;
	assert_in_range(reads, 3, 60);
	for (n = 1; n <= reads; n++) {
		m.reads = m.closed = 0;
		m.fail = n;
		assert_int_equal(get_one(&m, &err), NB_IO);
		assert_non_null(strstr(err.text, "the line is dead"));
		assert_in_range(m.reads, n, n);
		assert_int_equal(m.closed, 1);
	}
	nb_buf_free(&m.bytes);
}

/* What does not begin as an archive is not read as a whole. */
static void test_other_files(void **state)
{
	struct nb_archive *a = NULL;
	struct nb_error err;
	struct memory m;

	(void)state;
	load(path, &m);
	memcpy(m.bytes.data, "<!DOCTYPE html>", 15);
	assert_int_equal(open_memory(&m, &around, &a, &err), NB_INVALID);
	assert_null(a);
	assert_string_equal(err.file, "memory");
	assert_in_range(m.reads, 1, 3);
	assert_int_equal(m.closed, 1);
	m.bytes.len = 0;
	assert_int_equal(open_memory(&m, &around, &a, NULL), NB_INVALID);
	assert_int_equal(m.closed, 2);
	m.bytes.len = 1;
	nb_buf_free(&m.bytes);
}

/* An append that is not finished may be going on, and is passed over. */
static void test_unfinished_append(void **state)
{
	static const uint8_t head[24] = {0x5d, 0x2a, 0x4d, 0x18, 16,  0,
					 0,    0,    'n',  'b',	 'a', 'r',
					 'c',  '?',  1,	   0};
	struct nb_archive *a;
	struct nb_error err;
	struct memory m;

	(void)state;
	load(path, &m);
	assert_int_equal(nb_buf_add(&m.bytes, head, 20), NB_OK);
	assert_int_equal(open_memory(&m, NULL, &a, &err), NB_OK);
	assert_int_equal(nb_archive_check_end(a, &err), NB_OK);
	assert_int_equal(find_sample(a, 3, 0, 0), NB_OK);
	nb_archive_close(a);
	/* What may have been a commit is none of that. */
	m.bytes.data[m.bytes.len - 20] = 0;
	assert_int_equal(nb_buf_add(&m.bytes, head, 20), NB_OK);
	assert_int_equal(open_memory(&m, NULL, &a, &err), NB_OK);
	assert_int_equal(nb_archive_check_end(a, &err), NB_INVALID);
	nb_archive_close(a);
	nb_buf_free(&m.bytes);
}

static void test_index(void **state)
{
	struct nb_index_info here, there;
	struct nb_index *index, *local;
	struct nb_archive *a;
	struct nb_far_file far;
	struct nb_error err;
	struct memory m, i;

	(void)state;
	assert_int_equal(nb_index_update(path, NULL, NULL, NULL, &err), NB_OK);
	load(path, &m);
	load(index_path, &i);
	assert_int_equal(open_memory(&m, NULL, &a, &err), NB_OK);
	far = far_of(&i);
	assert_int_equal(nb_index_open_far(a, &far, "index", &index, &err),
			 NB_OK);
	assert_int_equal(nb_index_check(index, &err), NB_OK);
	nb_index_describe(index, &there);
	nb_index_close(index);
	assert_int_equal(i.closed, 1);
	nb_archive_close(a);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_index_open(a, NULL, &local, &err), NB_OK);
	nb_index_describe(local, &here);
	assert_memory_equal(&there, &here, sizeof(here));
	nb_index_close(local);
	/* Not an index; the file is taken over all the same. */
	far = far_of(&m);
	assert_int_equal(nb_index_open_far(a, &far, "index", &index, &err),
			 NB_INVALID);
	assert_int_equal(m.closed, 2);
	nb_archive_close(a);
	nb_buf_free(&m.bytes);
	nb_buf_free(&i.bytes);
}

static bool go_on(void *context, const struct nb_hit *hit)
{
	(void)context;
	(void)hit;
	return true;
}

/* How many leaves a search among four pages, which are in several of them, asks
 * for at once if it is to have so many hits. */
static size_t leaves_told(struct nb_archive *a, struct memory *m,
			  const struct nb_grep *grep, uint64_t limit)
{
	struct nb_candidates *c = calloc(1, sizeof(*c));
	struct nb_query query;
	const struct nb_search search = {.queries = &query,
					 .query_count = 1,
					 .among = c,
					 .threads = 1,
					 .limit = limit,
					 .hit = go_on};
	char id[32];
	unsigned n;

	assert_non_null(c);
	for (n = 1; n <= PAGES; n += 13) {
		(void)snprintf(id, sizeof(id), "jdrb-20190304-a%02u", n);
		assert_int_equal(
			nb_candidates_page(c, id, strlen(id), 1, true, false),
			NB_OK);
	}
	assert_int_equal(nb_candidates_end(c), NB_OK);
	assert_int_equal(nb_query_parse("", &query, NULL), NB_OK);
	m->told = 0;
	assert_int_equal(nb_grep_archive(grep, a, &search, NULL), NB_OK);
	nb_candidates_free(c);
	return m->told;
}

/* What a search for the first hits need not read is not asked for. */
static void test_search_with_a_limit(void **state)
{
	const char *patterns[] = {"版"};
	const struct nb_grep_options o = {.patterns = patterns,
					  .pattern_count = 1};
	struct nb_archive *a;
	struct nb_grep *grep;
	struct nb_error err;
	struct memory m;

	(void)state;
	load(path, &m);
	assert_int_equal(open_memory(&m, NULL, &a, &err), NB_OK);
	assert_int_equal(nb_grep_create(&o, &grep, NULL), NB_OK);
	assert_in_range(leaves_told(a, &m, grep, 0), 2, 4);
	assert_int_equal(leaves_told(a, &m, grep, 1), 1);
	nb_grep_free(grep);
	nb_archive_close(a);
	nb_buf_free(&m.bytes);
}

static int set_up(void **state)
{
	struct nb_error err;
	unsigned n;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-far-file-%ld.nbarc",
		       (long)getpid());
	(void)snprintf(index_path, sizeof(index_path), "%s.idx", path);
	(void)unlink(path);
	for (n = 1; n <= PAGES; n++)
		if (append_samples(path, &options, n, n, n % 3, &err))
			return 1;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(index_path);
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_pages),
		cmocka_unit_test(test_failing_reads),
		cmocka_unit_test(test_other_files),
		cmocka_unit_test(test_unfinished_append),
		cmocka_unit_test(test_index),
		cmocka_unit_test(test_search_with_a_limit),
	};

	return cmocka_run_group_tests_name("far file", tests, set_up,
					   tear_down) != 0;
}
