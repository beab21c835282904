/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An archive that is far away: what a reader has to request by ranges of bytes
 * to give one page (format-spec/nbarc-format.md, sections 7.6 and 9). The
 * header and the last 64 KiB are requested first, without knowing anything of
 * the archive; then come the leaf with its hashes, and the page frame. A source
 * is read on from there.
 *
 * Every read of the library is recorded (tests/io.h). Reads that follow each
 * other in the file are one request, also if a few bytes between them are not
 * needed, such as the checksum of a page frame.
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
#include <nbarc/write.h>

#include "archive/read/handle.h"
#include "io.h"
#include "sample.h"

#define TAIL 65536u
#define GAP 64u	   /* bytes that nobody needs in a request */
#define A_DAY 100u /* pages */

static char path[64];

static const struct nb_writer_options options = {
	.level = 3, .frame_content = 32768, .threads = 1};

/* Page n, from 0, of a newspaper; A_DAY pages have the same date. */
static void make_page(struct sample *s, const char *title, unsigned n)
{
	make_sample(s, n % A_DAY + 1, n);
	(void)snprintf(s->id, sizeof(s->id), "%s-2019%04u-a%02u", title,
		       n / A_DAY + 101, n % A_DAY + 1);
}

/* Commit the pages `from` to `to` - 1 of each newspaper. */
static void commit(const char *const *titles, unsigned from, unsigned to)
{
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	struct sample s;
	unsigned n;

	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	for (; *titles; titles++)
		for (n = from; n < to; n++) {
			make_page(&s, *titles, n);
			assert_int_equal(
				nb_writer_add(w, &s.page, &added, &err), NB_OK);
		}
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
}

static void make_archive(const char *const *titles, unsigned pages)
{
	(void)unlink(path);
	commit(titles, 0, pages * 8 / 10);
	commit(titles, pages * 8 / 10, pages * 97 / 100);
	commit(titles, pages * 97 / 100, pages * 99 / 100);
	commit(titles, pages * 99 / 100, pages);
}

/* Requests for what was read outside of the header and the tail. */
static unsigned requests(uint64_t size)
{
	const struct io_event *e;
	size_t count, i;
	uint64_t end = 0; /* of the request before; nothing begins at 0 */
	unsigned n = 0;

	e = io_recorded(&count);
	for (i = 0; i < count; i++) {
		assert_int_equal(e[i].kind, IO_READ);
		if (e[i].offset == 0 || e[i].offset + TAIL >= size)
			continue;
		n += e[i].offset < end || e[i].offset - end > GAP;
		end = e[i].offset + e[i].len;
	}
	return n;
}

/* Requests for a page by a reader that has just opened the archive, with its
 * source or without. *trees gets the number of trees. */
static unsigned get(const char *title, unsigned n, bool with_source,
		    size_t *trees)
{
	const struct nb_entry *e;
	struct nb_buf source = {0};
	struct nb_archive *a;
	struct nb_error err;
	const uint8_t *doc;
	size_t len;
	uint64_t size;
	struct sample s;

	make_page(&s, title, n);
	io_record_reads();
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	assert_int_equal(nb_archive_find_detail(a, s.id, strlen(s.id), 0,
						NB_DETAIL_HASHES, &e, &err),
			 NB_OK);
	if (!with_source) {
		assert_int_equal(nb_archive_document(a, e, &doc, &len, &err),
				 NB_OK);
		assert_int_equal(len, s.page.len);
		assert_memory_equal(doc, s.xml, len);
	} else {
		assert_int_equal(nb_archive_source(a, e, &source, &err), NB_OK);
		assert_int_equal(source.len, s.page.source_len);
		assert_memory_equal(source.data, s.text, source.len);
	}
	size = a->size;
	*trees = a->commit.tree_count;
	nb_archive_close(a);
	nb_buf_free(&source);
	return requests(size);
}

/*
 * Pages that were appended in the order of their dates lie in one tree only,
 * which the roots record tells: leaf, page frame. If a leaf begins with the
 * page, its newest revision may stand at the end of the leaf before, which is
 * read too.
 */
static void test_dates_in_order(void **state)
{
	static const char *const titles[] = {"jdrb", NULL};
	unsigned n, got = 0, most = 0;
	size_t trees;

	(void)state;
	make_archive(titles, 5000);
	for (n = 0; n < 5000; n += 7) {
		unsigned one = get(titles[0], n, n % 2, &trees);

		assert_in_range(one, 0, 3);
		assert_in_range(trees, 2, NB_TREES_MAX);
		most += one > 2;
		got++;
	}
	assert_in_range(most, 0, got / 50);
}

/* With several newspapers a page may lie in the range of every tree. A leaf of
 * each is then needed, and none of these requests depends on another. */
static void test_several_newspapers(void **state)
{
	static const char *const titles[] = {"jdrb", "qsrb", "xwb", NULL};
	size_t trees;
	unsigned n, i;

	(void)state;
	make_archive(titles, 1600);
	for (i = 0; titles[i]; i++)
		for (n = 0; n < 1600; n += 97) {
			unsigned found = get(titles[i], n, true, &trees);

			assert_in_range(found, 0, trees + 1);
			assert_in_range(trees, 2, NB_TREES_MAX);
		}
}

/* Requests of a cursor over all entries: the tail, and then a leaf a request,
 * without its hashes. */
static void test_list_reads_only_leaves(void **state)
{
	static const char *const titles[] = {"jdrb", NULL};
	const struct io_event *events;
	const struct nb_entry *e;
	struct nb_cursor *c;
	struct nb_archive *a;
	struct nb_error err;
	uint64_t leaves = 0;
	size_t count, i;

	(void)state;
	make_archive(titles, 1000);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	io_record_reads();
	assert_int_equal(nb_cursor_create_detail(a, "", 0, false,
						 NB_DETAIL_KEYS, &c, &err),
			 NB_OK);
	do
		assert_int_equal(nb_cursor_next(c, &e, &err), NB_OK);
	while (e);
	events = io_recorded(&count);
	for (i = 0; i < count; i++) {
		if (events[i].offset == a->commit.roots)
			continue;
		assert_in_range(events[i].len, 1, 1024);
		leaves++;
	}
	assert_in_range(leaves, 5, 40);
	nb_cursor_free(c);
	nb_archive_close(a);
}

/* Without roots record the roots are read, and all pages are found. */
static void test_without_roots_record(void **state)
{
	static const char *const titles[] = {"jdrb", NULL};
	const uint8_t zeros[16] = {0};
	struct nb_archive *a;
	struct nb_error err;
	FILE *file;
	size_t trees;
	unsigned n;

	(void)state;
	make_archive(titles, 1000);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	file = fopen(path, "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, (long)a->commit.roots + 40, SEEK_SET), 0);
	assert_int_equal(fwrite(zeros, 1, sizeof(zeros), file), sizeof(zeros));
	assert_int_equal(fclose(file), 0);
	nb_archive_close(a);
	for (n = 0; n < 1000; n += 13)
		assert_in_range(get(titles[0], n, true, &trees), 0, 5);
	/* The next commit makes a whole one. */
	commit(titles, 1000, 1001);
	assert_in_range(get(titles[0], 5, false, &trees), 1, 2);
}

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-far-%ld.nbarc",
		       (long)getpid());
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
		cmocka_unit_test(test_dates_in_order),
		cmocka_unit_test(test_several_newspapers),
		cmocka_unit_test(test_list_reads_only_leaves),
		cmocka_unit_test(test_without_roots_record),
	};

	return cmocka_run_group_tests_name("far", tests, set_up, tear_down) !=
	       0;
}
