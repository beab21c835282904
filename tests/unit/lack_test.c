/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process that parses and has no memory says so (layout/parse/lack.h): it
 * calls no valid document invalid, and hands over no page that lacks something.
 *
 * One allocation fails in each process, of libxml2's or of nbarc's own, or one
 * message is cut off. These functions stand in the place of the C library's
 * (--wrap).
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <libxml/xmlmemory.h>

#include <nbarc/isolated.h>

#include "base/file.h"

/* Allocations until one fails; 0: none does. */
static unsigned long until;
static bool armed;

static bool fails(void)
{
	return armed && until > 0 && --until == 0;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_realloc(void *p, size_t size);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

static char *copy(const char *string)
{
	size_t size = strlen(string) + 1;
	char *p = malloc(size);

	return p ? memcpy(p, string, size) : NULL;
}

/* Sends until one is cut off; the one after that fails. 0: none. */
static unsigned cut;

ssize_t __real_send(int fd, const void *p, size_t n, int flags);
ssize_t __wrap_send(int fd, const void *p, size_t n, int flags);

ssize_t __wrap_send(int fd, const void *p, size_t n, int flags)
{
	if (!armed || cut == 0)
		return __real_send(fd, p, n, flags);
	if (cut == 2)
		n /= 2;
	cut--;
	if (cut == 1)
		return __real_send(fd, p, n, flags);
	errno = ENOBUFS;
	return -1;
}

/* ---- a process that serves */

static enum nb_status arm(void *context, const char *charset,
			  struct nb_error *err)
{
	(void)context;
	(void)charset;
	(void)err;
	armed = true;
	return NB_OK;
}

struct process {
	pid_t pid;
	int fd;
	bool sound; /* it is as good as before its last file */
};

/* Start one in which allocation n fails. */
static void start(struct process *p, unsigned long n)
{
	struct nb_error err;
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	until = n;
	p->pid = fork();
	if (p->pid == 0) {
		(void)close(ends[0]);
		_exit(nb_isolated_serve(ends[1], arm, NULL, &err) ? 1 : 0);
	}
	assert_true(p->pid > 0);
	(void)close(ends[1]);
	p->fd = ends[0];
}

static void stop(struct process *p)
{
	int status;

	(void)close(p->fd);
	assert_int_equal(waitpid(p->pid, &status, 0), p->pid);
}

static int take(void *context, const char *charset, struct nb_error *err)
{
	struct process *p = context;

	(void)charset;
	(void)err;
	return p->fd;
}

static void give(void *context, int fd, bool sound)
{
	struct process *p = context;

	assert_int_equal(fd, p->fd);
	p->sound = sound;
}

/* ---- what it answers */

/* Has one process read something, and says how that ended. */
typedef enum nb_status reads(const struct nb_isolated *by,
			     const struct nb_buf *bytes);

static enum nb_status validate(const struct nb_isolated *by,
			       const struct nb_buf *bytes)
{
	return nb_isolated_validate(by, bytes->data, bytes->len, "d", 1, NULL);
}

/* A page that is read is the whole page. */
static enum nb_status read_page(const struct nb_isolated *by,
				const struct nb_buf *bytes)
{
	static size_t whole;
	struct nb_layout layout;
	enum nb_status st = nb_isolated_read_markup(by, bytes->data, bytes->len,
						    &layout, NULL);

	if (!st && whole == 0)
		whole = layout.text.len;
	if (!st)
		assert_int_equal(layout.text.len, whole);
	nb_layout_free(&layout);
	return st;
}

/* Let every `step`-th allocation fail until none is left. The process answers
 * as if nothing had failed, or that memory was lacking; then it is not used
 * again. */
static void check_each(reads *function, const char *path, unsigned long step)
{
	struct nb_buf bytes = {0};
	unsigned lacked = 0;
	unsigned long n;
	struct process p;
	struct nb_isolated by = {&p, take, give};
	enum nb_status st;

	assert_int_equal(nb_file_read(path, NB_LAYOUT_MAX, &bytes, NULL),
			 NB_OK);
	start(&p, 0);
	assert_int_equal(function(&by, &bytes), NB_OK);
	stop(&p);
	for (n = 1;; n += step) {
		start(&p, n);
		st = function(&by, &bytes);
		stop(&p);
		if (!st && p.sound)
			break;
		assert_int_equal(st, NB_NOMEM);
		assert_false(p.sound);
		lacked++;
	}
	assert_true(lacked > 20);
	nb_buf_free(&bytes);
}

static void test_validation(void **state)
{
	(void)state;
	check_each(validate, "fixtures/expected/jdrb-20190304-a01.xml", 61);
}

/* A file for which there is no memory is refused while it is sent. */
static void test_large_page(void **state)
{
	struct nb_buf bytes = {0};
	struct process p;
	struct nb_isolated by = {&p, take, give};
	struct nb_layout layout;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_buf_puts(&bytes, "<alto>"), NB_OK);
	while (bytes.len < 4000000)
		assert_int_equal(nb_buf_puts(&bytes, "<!-- x -->"), NB_OK);
	assert_int_equal(nb_buf_puts(&bytes, "</alto>"), NB_OK);
	start(&p, 1);
	assert_int_equal(nb_isolated_read_markup(&by, bytes.data, bytes.len,
						 &layout, &err),
			 NB_NOMEM);
	assert_string_equal(err.text, "out of memory");
	assert_false(p.sound);
	stop(&p);
	nb_layout_free(&layout);
	nb_buf_free(&bytes);
}

/* A message of which only a part could be sent is the last thing that is sent:
 * the reader waits for nothing. */
static void test_cut_off(void **state)
{
	struct nb_buf bytes = {0};
	struct process p;
	struct nb_isolated by = {&p, take, give};
	struct nb_layout layout;
	struct nb_error err;

	(void)state;
	assert_int_equal(nb_file_read("fixtures/ocr/hyrb-20230512-a02.alto.xml",
				      NB_LAYOUT_MAX, &bytes, NULL),
			 NB_OK);
	cut = 2;
	(void)alarm(60);
	start(&p, 0);
	assert_int_equal(nb_isolated_read_markup(&by, bytes.data, bytes.len,
						 &layout, &err),
			 NB_INVALID);
	assert_string_equal(err.text, "its parser ended before it was read");
	assert_false(p.sound);
	stop(&p);
	(void)alarm(0);
	cut = 0;
	nb_layout_free(&layout);
	nb_buf_free(&bytes);
}

static void test_page(void **state)
{
	(void)state;
	check_each(read_page, "fixtures/ocr/hyrb-20230512-a02.alto.xml", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_validation),
		cmocka_unit_test(test_large_page),
		cmocka_unit_test(test_cut_off),
		cmocka_unit_test(test_page),
	};

	/* A program may have functions of memory of its own; here they are
	 * those that fail. */
	if (xmlMemSetup(free, malloc, realloc, copy) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
