/* SPDX-License-Identifier: Apache-2.0 */
/* The archive as a container: what goes in comes out, whatever is damaged is
 * named, and nothing wrong is ever handed out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "base/file.h"
#include "quick.h"
#include "sample.h"

#define PAGES 12

static char path[64];

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "%s/nbarc-test-%ld.nbarc",
		       memory_folder(), (long)getpid());
	(void)unlink(path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return 0;
}

static const struct nb_writer_options small_frames = {
	.level = 3, .frame_content = 700, .threads = 2};

/* Add pages first to last with this salt, in one commit. */
static void add_pages(unsigned first, unsigned last, unsigned salt,
		      enum nb_added expected)
{
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	struct sample s;

	assert_int_equal(
		nb_writer_open(path, &small_frames, &w, &dropped, &err), NB_OK);
	for (; first <= last; first++) {
		make_sample(&s, first, salt);
		assert_int_equal(nb_writer_add(w, &s.page, &added, &err),
				 NB_OK);
		assert_int_equal(added, expected);
	}
	assert_int_equal(nb_writer_commit(w, 1583712000, &err), NB_OK);
	nb_writer_free(w);
}

static void check_page(struct nb_archive *a, unsigned number, unsigned salt,
		       uint32_t revision)
{
	const struct nb_entry *e;
	const uint8_t *doc;
	struct nb_buf source = {0};
	struct nb_error err;
	struct sample s;

	make_sample(&s, number, salt);
	assert_int_equal(
		nb_archive_find(a, s.id, strlen(s.id), revision, &e, &err),
		NB_OK);
	assert_int_equal(nb_archive_kept_document(a, e, &doc, &err), NB_OK);
	assert_int_equal(e->len, s.page.len);
	assert_memory_equal(doc, s.xml, e->len);
	assert_int_equal(e->item_count, 2);
	assert_int_equal(e->items[1].title.len, 6);
	assert_int_equal(nb_archive_kept_source(a, e, &source, &err), NB_OK);
	assert_int_equal(source.len, s.page.source_len);
	assert_memory_equal(source.data, s.text, source.len);
	nb_buf_free(&source);
}

static struct nb_archive *open_good(void)
{
	struct nb_archive *a;
	struct nb_error err;

	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	return a;
}

static void test_round_trip(void **state)
{
	struct nb_archive *a;
	struct nb_archive_info info;
	struct nb_error err;
	const struct nb_entry *e;
	unsigned i;

	(void)state;
	add_pages(1, PAGES, 1, NB_ADDED_NEW);
	a = open_good();
	for (i = PAGES; i > 0; i--)
		check_page(a, i, 1, 0);
	nb_archive_info(a, &info);
	assert_int_equal(info.pages, PAGES);
	assert_int_equal(info.items, 2 * PAGES);
	assert_int_equal(info.time, 1583712000);
	assert_int_equal(
		nb_archive_find(a, "jdrb-20190304-a99", 17, 0, &e, &err),
		NB_ABSENT);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

static void test_append_and_revisions(void **state)
{
	struct nb_archive *a;
	struct nb_archive_info before, info;
	struct nb_cursor *c;
	const struct nb_entry *e;
	struct nb_error err;
	unsigned i, n = 0;

	(void)state;
	add_pages(1, 6, 1, NB_ADDED_NEW);
	a = open_good();
	nb_archive_info(a, &before);
	add_pages(7, PAGES, 1, NB_ADDED_NEW);
	add_pages(3, 5, 2, NB_ADDED_REVISION);
	/* The same again is nothing, not even a commit. */
	add_pages(3, 5, 2, NB_ADDED_UNCHANGED);
	check_page(a, 3, 1, 0); /* an open reader sees what it opened */
	nb_archive_close(a);
	a = open_good();
	nb_archive_info(a, &info);
	assert_int_equal(info.commits, 3);
	assert_int_equal(info.pages, PAGES);
	assert_int_equal(info.revisions, PAGES + 3);
	assert_memory_not_equal(info.root, before.root, 32);
	for (i = 3; i <= 5; i++) {
		check_page(a, i, 2, 0);
		check_page(a, i, 2, 2);
		check_page(a, i, 1, 1);
	}
	assert_int_equal(nb_cursor_create(a, "jdrb-", 5, false, &c, &err),
			 NB_OK);
	while (nb_cursor_next(c, &e, &err) == NB_OK && e)
		n++;
	nb_cursor_free(c);
	assert_int_equal(n, PAGES);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

static void test_many_commits(void **state)
{
	struct nb_archive *a;
	struct nb_archive_info info;
	struct nb_error err;
	unsigned i;

	(void)state;
	for (i = 1; i <= 40; i++)
		add_pages(i, i, 1, NB_ADDED_NEW);
	a = open_good();
	nb_archive_info(a, &info);
	assert_int_equal(info.commits, 40);
	assert_in_range(info.trees, 1, 16);
	for (i = 1; i <= 40; i++)
		check_page(a, i, 1, 0);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

/* Another process that wants to write. It begins before this one has threads:
 * a fork beside them may leave a lock of malloc() closed for good. */
struct other {
	pid_t pid;
	int ask, answer;
};

/* Try to write whenever it is asked, and say whether it was refused. */
static void answer(int asked, int told)
{
	struct nb_writer *writer;
	struct nb_error err;
	uint64_t dropped;
	char c;

	while (read(asked, &c, 1) == 1) {
		enum nb_status st =
			nb_writer_open(path, NULL, &writer, &dropped, &err);

		c = st == NB_BUSY && strstr(err.text, "another process") &&
		    strcmp(err.file, path) == 0;
		if (write(told, &c, 1) != 1)
			break;
	}
}

static void begin_other(struct other *other)
{
	int asks[2], answers[2];

	assert_int_equal(pipe(asks), 0);
	assert_int_equal(pipe(answers), 0);
	other->pid = fork();
	assert_true(other->pid >= 0);
	if (other->pid == 0) {
		close(asks[1]);
		close(answers[0]);
		answer(asks[0], answers[1]);
		_exit(0);
	}
	close(asks[0]);
	close(answers[1]);
	other->ask = asks[1];
	other->answer = answers[0];
}

static void check_refused(const struct other *other)
{
	char c = 0;

	assert_int_equal(write(other->ask, &c, 1), 1);
	assert_int_equal(read(other->answer, &c, 1), 1);
	assert_int_equal(c, 1);
}

static void end_other(const struct other *other)
{
	int status;

	close(other->ask);
	assert_int_equal(waitpid(other->pid, &status, 0), other->pid);
	assert_int_equal(status, 0);
	close(other->answer);
}

static void test_second_writer(void **state)
{
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	struct other other;

	(void)state;
	begin_other(&other);
	/* Also of an archive that is not there yet, and after its commit. */
	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, &err), NB_OK);
	check_refused(&other);
	assert_int_equal(nb_writer_commit(w, 1, &err), NB_OK);
	check_refused(&other);
	nb_writer_free(w);
	add_pages(1, 2, 1, NB_ADDED_NEW);
	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, &err), NB_OK);
	check_refused(&other);
	nb_writer_free(w);
	end_other(&other);
}

/* ---- damage */

static void load(struct nb_buf *b)
{
	struct nb_error err;

	b->len = 0;
	assert_int_equal(nb_file_read(path, 1 << 24, b, &err), NB_OK);
}

static void store(const uint8_t *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct nb_error err;

	assert_true(fd >= 0);
	assert_int_equal(nb_fd_write(fd, path, data, len, &err), NB_OK);
	assert_int_equal(close(fd), 0);
}

/*
 * Open what is there and read all pages: each is right, or refused with a
 * status of damage. Returns the number that could be read.
 */
static unsigned survivors(unsigned pages)
{
	struct nb_archive *a;
	struct nb_error err;
	const struct nb_entry *e;
	const uint8_t *doc;
	unsigned i, good = 0;
	enum nb_status st = nb_archive_open(path, &a, &err);

	if (st) {
		assert_int_equal(nb_exit_code(st), 2);
		return 0;
	}
	for (i = 1; i <= pages; i++) {
		struct sample s;

		make_sample(&s, i, 1);
		st = nb_archive_find(a, s.id, strlen(s.id), 0, &e, &err);
		if (!st)
			st = nb_archive_kept_document(a, e, &doc, &err);
		if (st) {
			assert_true(nb_exit_code(st) == 2 || st == NB_ABSENT);
			continue;
		}
		assert_int_equal(e->len, s.page.len);
		assert_memory_equal(doc, s.xml, e->len);
		good++;
	}
	nb_archive_close(a);
	return good;
}

static void test_every_flip(void **state)
{
	struct nb_buf file = {0};
	struct nb_archive *a;
	struct nb_error err;
	size_t i;

	(void)state;
	add_pages(1, 5, 1, NB_ADDED_NEW);
	add_pages(6, 8, 1, NB_ADDED_NEW);
	load(&file);
	for (i = 0; i < file.len; i++) {
		enum nb_status st;

		file.data[i] ^= 0x40;
		store(file.data, file.len);
		(void)survivors(8);
		st = nb_archive_open(path, &a, &err);
		if (!st) {
			st = nb_archive_verify(a, NULL, &err);
			nb_archive_close(a);
		}
		if (nb_exit_code(st) != 2)
			print_error("flip at %zu: status %d\n", i, (int)st);
		assert_int_equal(nb_exit_code(st), 2);
		file.data[i] ^= 0x40;
	}
	nb_buf_free(&file);
}

static void test_every_truncation(void **state)
{
	struct nb_buf file = {0};
	size_t first;
	size_t i;

	(void)state;
	add_pages(1, 5, 1, NB_ADDED_NEW);
	load(&file);
	first = file.len;
	add_pages(6, 8, 1, NB_ADDED_NEW);
	load(&file);
	for (i = 0; i < file.len; i++) {
		store(file.data, i);
		assert_int_equal(survivors(8), i < first ? 0 : 5);
	}
	nb_buf_free(&file);
}

static void test_append_after_torn_append(void **state)
{
	struct nb_buf file = {0};
	struct nb_writer *w;
	struct nb_error err;
	uint64_t dropped;
	size_t first;

	(void)state;
	add_pages(1, 5, 1, NB_ADDED_NEW);
	load(&file);
	first = file.len;
	add_pages(6, 8, 1, NB_ADDED_NEW);
	load(&file);
	file.data[first + 13] = '?'; /* as it was until the commit */
	store(file.data, file.len - 1500);
	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, &err), NB_OK);
	assert_int_equal(dropped, file.len - 1500 - first);
	nb_writer_free(w);
	add_pages(6, 8, 1, NB_ADDED_NEW);
	assert_int_equal(survivors(8), 8);
	/* A finished commit that was damaged is not cut off. */
	load(&file);
	file.data[file.len - 20] ^= 1;
	store(file.data, file.len);
	assert_int_equal(nb_writer_open(path, NULL, &w, &dropped, &err),
			 NB_INVALID);
	assert_int_equal(survivors(8), 5);
	nb_buf_free(&file);
}

static void test_abandoned_append(void **state)
{
	struct nb_writer *w;
	struct nb_error err;
	struct nb_buf before = {0}, after = {0};
	enum nb_added added;
	uint64_t dropped;
	struct sample s;
	unsigned i;

	(void)state;
	add_pages(1, 5, 1, NB_ADDED_NEW);
	load(&before);
	assert_int_equal(
		nb_writer_open(path, &small_frames, &w, &dropped, &err), NB_OK);
	for (i = 10; i < 40; i++) {
		make_sample(&s, i, 1);
		assert_int_equal(nb_writer_add(w, &s.page, &added, &err),
				 NB_OK);
	}
	nb_writer_free(w);
	load(&after);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, after.len);
	nb_buf_free(&before);
	nb_buf_free(&after);
}

/* Page text that holds a whole commit record must not be taken for one. */
static void test_hostile_commit_in_text(void **state)
{
	struct nb_buf file = {0};
	struct nb_writer_options options = {.level = 1, .threads = 1};
	struct nb_new_page page = {.id = "jdrb-20190304-b01", .name = ""};
	struct nb_writer *w;
	struct nb_error err;
	enum nb_added added;
	uint64_t dropped;
	size_t first;

	(void)state;
	add_pages(1, 5, 1, NB_ADDED_NEW);
	load(&file);
	first = file.len;
	page.document = file.data + first - 1024;
	page.len = page.tail_offset = 1024;
	page.charset = "UTF-8";
	page.source = page.text = "";
	assert_int_equal(nb_writer_open(path, &options, &w, &dropped, &err),
			 NB_OK);
	assert_int_equal(nb_writer_add(w, &page, &added, &err), NB_OK);
	assert_int_equal(nb_writer_commit(w, 0, &err), NB_OK);
	nb_writer_free(w);
	load(&file);
	store(file.data, file.len - 100);
	assert_int_equal(survivors(5), 5);
	nb_buf_free(&file);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_round_trip),
		TEST(test_append_and_revisions),
		TEST(test_many_commits),
		TEST(test_second_writer),
		TEST(test_every_flip),
		TEST(test_every_truncation),
		TEST(test_append_after_torn_append),
		TEST(test_abandoned_append),
		TEST(test_hostile_commit_in_text),
	};

	keep_memory();
	return cmocka_run_group_tests_name("archive", tests, NULL, NULL) != 0;
}
