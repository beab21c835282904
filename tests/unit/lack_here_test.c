/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program that reads markup or validates in its own process is told that
 * memory was lacking (layout/parse/lack.h): it sees no valid document called
 * invalid, and no page that lacks something.
 *
 * One allocation of libxml2's fails in each process. libxml2 (2.9) may follow a
 * null pointer then, of which a process of its own dies, or read HTML without
 * an end.
 */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <libxml/xmlmemory.h>

#include <nbarc/markup.h>
#include <nbarc/validate.h>

#include "base/file.h"
#include "layout/parse/lack.h"

/* Allocations until one fails; 0: none does. */
static unsigned long until;

static bool fails(void)
{
	return until > 0 && --until == 0;
}

static void *take(size_t size)
{
	return fails() ? NULL : malloc(size);
}

static void *resize(void *p, size_t size)
{
	return fails() ? NULL : realloc(p, size);
}

static char *copy(const char *string)
{
	return fails() ? NULL : strdup(string);
}

/* Reads something in this process, and says how that ended. */
typedef enum nb_status reads(const struct nb_buf *bytes);

/* Made before an allocation fails. */
static struct nb_validator *sound;

static enum nb_status validate(const struct nb_buf *bytes)
{
	enum nb_status st =
		nb_validate(sound, bytes->data, bytes->len, "d", NULL);

	/* It is as good as before once there is memory. */
	if (st == NB_NOMEM &&
	    nb_validate(sound, bytes->data, bytes->len, "d", NULL))
		st = NB_INVALID;
	return st;
}

static enum nb_status create_and_validate(const struct nb_buf *bytes)
{
	struct nb_validator *v;
	enum nb_status st = nb_validator_create(&v, NULL);

	if (!st)
		st = nb_validate(v, bytes->data, bytes->len, "d", NULL);
	nb_validator_free(v);
	return st;
}

/* Bytes of the page's text when nothing failed; 0: not known yet. */
static size_t whole;

/* A page that is read is the whole page. */
static enum nb_status read_page(const struct nb_buf *bytes)
{
	struct nb_layout layout;
	enum nb_status st =
		nb_layout_read_markup(bytes->data, bytes->len, &layout, NULL);

	if (!st && whole == 0)
		whole = layout.text.len;
	if (!st && layout.text.len != whole)
		st = NB_INVALID;
	nb_layout_free(&layout);
	return st;
}

#define DIED (-1)
#define NONE_FAILED 100

/* How a process ends in which allocation n fails: a status, or one of these. If
 * it does not end, it is stopped. cmocka catches signals of its own. */
static int end_of(reads *function, const struct nb_buf *bytes, unsigned long n)
{
	static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
	const struct rlimit no_core = {0, 0}, two_seconds = {2, 2};
	pid_t pid = fork();
	int status;
	size_t i;

	assert_true(pid >= 0);
	if (pid == 0) {
		(void)setrlimit(RLIMIT_CORE, &no_core);
		for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
			(void)signal(faults[i], SIG_DFL);
		(void)setrlimit(RLIMIT_CPU, &two_seconds);
		until = n;
		status = (int)function(bytes);
		_exit(until ? NONE_FAILED : status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : DIED;
}

/* Let every `step`-th allocation fail until none is left. */
static void check_each(reads *function, const struct nb_buf *bytes,
		       unsigned long step)
{
	unsigned long n, died = 0, lacked = 0;
	int end;

	/* The first time some things are made that stay. */
	whole = 0;
	assert_int_equal(function(bytes), NB_OK);
	for (n = 1;; n += step) {
		end = end_of(function, bytes, n);
		if (end == NONE_FAILED)
			break;
		if (end != DIED && end != (int)NB_NOMEM)
			fail_msg("allocation %lu: %s", n,
				 nb_status_name((enum nb_status)end));
		died += end == DIED;
		lacked += end == (int)NB_NOMEM;
	}
	assert_true(lacked > 5 && lacked > died);
}

static void check_file(reads *function, const char *path, unsigned long step)
{
	struct nb_buf bytes = {0};

	assert_int_equal(nb_file_read(path, NB_LAYOUT_MAX, &bytes, NULL),
			 NB_OK);
	check_each(function, &bytes, step);
	nb_buf_free(&bytes);
}

#define DOCUMENT "fixtures/expected/jdrb-20190304-a01.xml"

static void test_validation(void **state)
{
	(void)state;
	assert_int_equal(nb_validator_create(&sound, NULL), NB_OK);
	check_file(validate, DOCUMENT, 7);
	nb_validator_free(sound);
}

static void test_schema(void **state)
{
	(void)state;
	check_file(create_and_validate, DOCUMENT, 211);
}

static void test_xml(void **state)
{
	(void)state;
	check_file(read_page, "fixtures/ocr/hyrb-20230512-a02.alto.xml", 1);
}

/* With a tag that is not closed it is HTML, and no XHTML. */
static void test_html(void **state)
{
	struct nb_buf bytes = {0}, html = {0};
	const char *end;

	(void)state;
	assert_int_equal(nb_file_read("fixtures/ocr/hyrb-20230512-a02.hocr",
				      NB_LAYOUT_MAX, &bytes, NULL),
			 NB_OK);
	assert_int_equal(nb_buf_add(&bytes, "", 1), NB_OK);
	end = strstr((const char *)bytes.data, "</body>");
	assert_non_null(end);
	assert_int_equal(nb_buf_add(&html, bytes.data,
				    (size_t)(end - (const char *)bytes.data)),
			 NB_OK);
	assert_int_equal(nb_buf_puts(&html, "<br>"), NB_OK);
	assert_int_equal(nb_buf_puts(&html, end), NB_OK);
	check_each(read_page, &html, 401);
	nb_buf_free(&bytes);
	nb_buf_free(&html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_validation),
		cmocka_unit_test(test_schema),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_html),
	};

	if (xmlMemSetup(free, take, resize, copy) != 0)
		return 1;
	nb_lack_watch();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
