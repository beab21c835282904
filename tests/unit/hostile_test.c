/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small archives that ask for much work (format-spec/nbarc-format.md, section
 * 15): each operation takes at most 512 MiB, and at most 20 times the processor
 * time of the sound archive.
 *
 * The linker puts __wrap_nb_tree_writer_add() in the place of
 * nb_tree_writer_add(), so that the catalogue says of pages what it is told to.
 */
#define _DEFAULT_SOURCE /* wait4() */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/rewrite.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "archive/catalogue/tree_writer.h"

#define PAGES 1000u
#define LONG_PAGES 2u
#define LONG_PAGE ((size_t)60 << 20)
/* Sanitizers have memory of their own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MEMORY_KIB LONG_MAX
#else
#define MEMORY_KIB (512L * 1024)
#endif
#define TIMES 20

static char folder[] = "/tmp/nbarc-hostile-XXXXXX";
static char path[64], copy[64];
static const struct nb_writer_options fast = {.level = 1, .threads = 1};

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	(void)snprintf(path, sizeof(path), "%s/a.nbarc", folder);
	(void)snprintf(copy, sizeof(copy), "%s/b.nbarc", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(copy);
	return rmdir(folder);
}

/* ---- the archives */

enum lie {
	NONE,
	ONE_DOCUMENT, /* every entry has the first document */
	ALTERNATING,  /* entries have the first and the second in turn */
	SHIFTED,      /* every entry has another part of the first */
};

static enum lie lie;
static struct nb_entry long_pages[LONG_PAGES];
static unsigned entry_count;

enum nb_status __real_nb_tree_writer_add(struct nb_tree_writer *w,
					 const struct nb_entry *e,
					 struct nb_error *err);
enum nb_status __wrap_nb_tree_writer_add(struct nb_tree_writer *w,
					 const struct nb_entry *e,
					 struct nb_error *err);

enum nb_status __wrap_nb_tree_writer_add(struct nb_tree_writer *w,
					 const struct nb_entry *e,
					 struct nb_error *err)
{
	unsigned n = entry_count++;
	struct nb_entry told = *e;
	const struct nb_entry *other;

	if (n < LONG_PAGES)
		long_pages[n] = *e;
	if (lie == NONE || n < LONG_PAGES)
		return __real_nb_tree_writer_add(w, e, err);
	other = &long_pages[lie == ALTERNATING ? n % LONG_PAGES : 0];
	told.directory = other->directory;
	told.directory_size = other->directory_size;
	told.page_index = other->page_index;
	told.frame_size = other->frame_size;
	told.content_size = other->content_size;
	told.sources_size = other->sources_size;
	told.source_len = other->source_len;
	told.offset = other->offset;
	told.len = other->len;
	told.head_len = other->head_len;
	told.tail_offset = other->tail_offset;
	if (lie == SHIFTED) {
		told.offset += n;
		told.len -= n;
		told.head_len -= n;
		told.tail_offset -= n;
	}
	memcpy(told.sha256, other->sha256, sizeof(told.sha256));
	memcpy(told.source_sha256, other->source_sha256,
	       sizeof(told.source_sha256));
	return __real_nb_tree_writer_add(w, &told, err);
}

static void add_page(struct nb_writer *w, unsigned number, size_t len)
{
	static char document[LONG_PAGE];
	struct nb_new_page page;
	enum nb_added added;
	char id[32];

	memset(document, 'x', len);
	(void)snprintf(document, sizeof(document), "<?xml?><TEI n='%u'>",
		       number);
	document[len - 1] = '\n';
	(void)snprintf(id, sizeof(id), "jdrb-19%02u0101-a%02u", number / 90,
		       number % 90 + 1);
	memset(&page, 0, sizeof(page));
	page.id = id;
	page.name = "";
	page.document = page.source = document;
	page.len = page.head_len = page.tail_offset = len;
	page.source_len = 10;
	page.charset = "UTF-8";
	assert_int_equal(nb_writer_add(w, &page, &added, NULL), NB_OK);
}

static void make_archive(enum lie what)
{
	struct nb_writer *w;
	uint64_t dropped;
	unsigned i;

	(void)unlink(path);
	lie = what;
	entry_count = 0;
	assert_int_equal(nb_writer_open(path, &fast, &w, &dropped, NULL),
			 NB_OK);
	for (i = 0; i < PAGES; i++)
		add_page(w, i, i < LONG_PAGES ? LONG_PAGE : 600);
	assert_int_equal(nb_writer_commit(w, 1, NULL), NB_OK);
	nb_writer_free(w);
	assert_int_equal(entry_count, PAGES);
}

/* ---- operations */

static enum nb_status open_archive(struct nb_archive **a)
{
	static const struct nb_damage around = {.report = NULL};

	return nb_archive_open_damaged(path, &around, a, NULL);
}

static void verify(void)
{
	struct nb_archive *a;

	if (open_archive(&a))
		return;
	if (nb_archive_verify(a, NULL, NULL))
		puts("# a problem was found");
	nb_archive_close(a);
}

static void list(void)
{
	struct nb_archive *a;
	const struct nb_entry *e = NULL;
	struct nb_cursor *c;
	enum nb_status st;

	if (open_archive(&a))
		return;
	st = nb_cursor_create(a, "", 0, true, &c, NULL);
	while (!st) {
		st = nb_cursor_next(c, &e, NULL);
		if (!e)
			break;
	}
	nb_cursor_free(c);
	nb_archive_close(a);
}

static void rescue(void)
{
	struct nb_rescue_counts counts;

	(void)unlink(copy);
	if (nb_archive_rescue(path, copy, NULL, NULL, &counts, NULL))
		puts("# nothing was rescued");
}

static void compact(void)
{
	const struct nb_rewrite_options options = {.writer = fast};
	struct nb_rewrite_counts counts;

	(void)unlink(copy);
	if (nb_compact(path, copy, &options, &counts, NULL))
		puts("# nothing was compacted");
}

static const struct {
	const char *name;
	void (*run)(void);
} operations[] = {{"verify", verify},
		  {"list", list},
		  {"rescue", rescue},
		  {"compact", compact}};

#define OPERATIONS 4

/* What an operation costs in a process of its own: microseconds of processor
 * time; its memory is checked. */
static double cost(unsigned i)
{
	struct rusage usage;
	int status;
	pid_t child;

	(void)fflush(NULL);
	child = fork();
	if (child == 0) {
		operations[i].run();
		(void)fflush(NULL);
		_exit(0);
	}
	assert_true(child > 0);
	assert_int_equal(wait4(child, &status, 0, &usage), child);
	assert_int_equal(status, 0);
	if (usage.ru_maxrss > MEMORY_KIB)
		fail_msg("%s takes %ld KiB", operations[i].name,
			 usage.ru_maxrss);
	return 1e6 * (double)usage.ru_utime.tv_sec +
	       (double)usage.ru_utime.tv_usec +
	       1e6 * (double)usage.ru_stime.tv_sec +
	       (double)usage.ru_stime.tv_usec;
}

static void test_shared_documents(void **state)
{
	static const enum lie lies[] = {ONE_DOCUMENT, ALTERNATING, SHIFTED};
	double sound[OPERATIONS];
	unsigned i, j;

	(void)state;
	make_archive(NONE);
	for (i = 0; i < OPERATIONS; i++)
		sound[i] = cost(i);
	for (j = 0; j < 3; j++) {
		make_archive(lies[j]);
		for (i = 0; i < OPERATIONS; i++) {
			double hostile = cost(i);

			print_message("# lie %u, %s: %.1f times\n", j,
				      operations[i].name, hostile / sound[i]);
			if (hostile > TIMES * sound[i])
				fail_msg("lie %u: %s takes %.0f ms, and %.0f "
					 "if nothing is wrong",
					 j, operations[i].name, hostile / 1e3,
					 sound[i] / 1e3);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shared_documents),
	};

	return cmocka_run_group_tests_name("hostile", tests, set_up,
					   tear_down) != 0;
}
