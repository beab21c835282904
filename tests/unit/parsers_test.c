/* SPDX-License-Identifier: Apache-2.0 */
/* The parsers of the tools are processes that have no rights, and one that dies
 * takes no more than its file with it (tools/cli/parsers.h). */
#define _DEFAULT_SOURCE
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/parsers.h"

#define PAGE                                                             \
	"<alto><Layout><Page><PrintSpace><TextBlock ID='b'><TextLine>"   \
	"<String CONTENT='春耕'/></TextLine></TextBlock></PrintSpace>" \
	"</Page></Layout></alto>"
#define BIG5                                                             \
	"<?xml version='1.0' encoding='Big5'?><alto><Layout><Page>"      \
	"<PrintSpace><TextBlock ID='b'><TextLine><String CONTENT='"      \
	"\xac\xfc\xa4\xd1'/></TextLine></TextBlock></PrintSpace></Page>" \
	"</Layout></alto>"

/* ---- what the system says of processes */

/* Find up to `most` children of a process. */
static size_t children_of(pid_t parent, pid_t *list, size_t most)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	char path[64];
	size_t count = 0;
	int its;

	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		FILE *f;

		(void)snprintf(path, sizeof(path), "/proc/%.20s/stat",
			       entry->d_name);
		f = strtol(entry->d_name, NULL, 10) > 0 ? fopen(path, "r")
							: NULL;
		if (!f)
			continue;
		if (fscanf(f, "%*d (%*[^)]) %*c %d", &its) == 1 &&
		    its == parent && count < most)
			list[count++] = (pid_t)strtol(entry->d_name, NULL, 10);
		(void)fclose(f);
	}
	(void)closedir(folder);
	return count;
}

/* ---- the test's own */

static void read_page(const char *page, const char *text)
{
	struct nb_layout layout;
	struct nb_error err;

	assert_int_equal(cli_read_markup(page, strlen(page), &layout, &err),
			 NB_OK);
	assert_int_equal(layout.text.len, strlen(text));
	assert_memory_equal(layout.text.data, text, strlen(text));
	nb_layout_free(&layout);
}

static int set_up(void **state)
{
	(void)state;
	cli_parsers_begin();
	return 0;
}

#if NB_SANDBOX && defined(__linux__)

/* The number behind a word in the status of a process, or -1. */
static int status_of(pid_t pid, const char *word)
{
	char path[64], line[256];
	int value = -1;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		if (strncmp(line, word, strlen(word)) == 0)
			value = (int)strtol(line + strlen(word), NULL, 10);
	(void)fclose(f);
	return value;
}

/* Kill a process, and wait until it is dead. */
static void end_process(pid_t pid)
{
	char path[64], state = 'R';
	FILE *f;

	assert_int_equal(kill(pid, SIGKILL), 0);
	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	while (state != 'Z') {
		f = fopen(path, "r");
		if (!f)
			return;
		assert_int_equal(fscanf(f, "%*d (%*[^)]) %c", &state), 1);
		(void)fclose(f);
		(void)usleep(1000);
	}
}

/* How many descriptors a process has, and how many of them are sockets. */
static unsigned descriptors_of(pid_t pid, unsigned *sockets)
{
	char path[64], target[64];
	struct dirent *entry;
	unsigned count = 0;
	DIR *folder;
	ssize_t n;

	*sockets = 0;
	(void)snprintf(path, sizeof(path), "/proc/%d/fd", (int)pid);
	folder = opendir(path);
	assert_non_null(folder);
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.')
			continue;
		n = readlinkat(dirfd(folder), entry->d_name, target,
			       sizeof(target) - 1);
		assert_true(n > 0);
		target[n] = '\0';
		count++;
		*sockets += strncmp(target, "socket:", 7) == 0;
	}
	(void)closedir(folder);
	return count;
}

static pid_t server(void)
{
	pid_t found[2];

	assert_int_equal(children_of(getpid(), found, 2), 1);
	return found[0];
}

static void test_rights(void **state)
{
	unsigned sockets;
	pid_t parser;

	(void)state;
	/* Before the first page there is none. */
	assert_int_equal(children_of(server(), &parser, 1), 0);
	read_page(PAGE, "春耕\n");
	assert_int_equal(children_of(server(), &parser, 1), 1);
	assert_int_equal(status_of(parser, "NoNewPrivs:"), 1);
	if (status_of(parser, "Seccomp:") != 2)
		return; /* this machine has none */
	/* /dev/null in place of the streams, and the socket. */
	assert_int_equal(descriptors_of(parser, &sockets), 4);
	assert_int_equal(sockets, 1);
	assert_int_equal(descriptors_of(server(), &sockets), 4);
	assert_int_equal(sockets, 1);
}

/* A charset that the C library loads is read without any right to load. */
static void test_charsets(void **state)
{
	pid_t parsers[4];

	(void)state;
	read_page(PAGE, "春耕\n");
	read_page(BIG5, "美天\n");
	assert_int_equal(children_of(server(), parsers, 4), 2);
	/* Each is used again for its own. */
	read_page(BIG5, "美天\n");
	read_page(PAGE, "春耕\n");
	assert_int_equal(children_of(server(), parsers, 4), 2);
}

static void *read_many(void *unused)
{
	int i;

	for (i = 0; i < 50; i++)
		read_page(PAGE, "春耕\n");
	return unused;
}

static void test_threads(void **state)
{
	pthread_t threads[4];
	pid_t parsers[16];
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, read_many, NULL), 0);
	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	/* One for each, and that of Big5. */
	assert_in_range(children_of(server(), parsers, 16), 2, 5);
}

/* Idle ones that are killed are replaced. */
static void test_killed(void **state)
{
	pid_t parsers[16];
	size_t n = children_of(server(), parsers, 16), i;

	(void)state;
	assert_true(n > 0);
	for (i = 0; i < n; i++)
		end_process(parsers[i]);
	read_page(PAGE, "春耕\n");
	read_page(BIG5, "美天\n");
}

/* Signals of a terminal are the tool's business. */
static void test_signals(void **state)
{
	static const int signals[] = {SIGINT,  SIGTERM, SIGHUP,
				      SIGQUIT, SIGTSTP, SIGTTOU};
	pid_t before[16], after[16];
	size_t n, i, j;

	(void)state;
	n = children_of(server(), before, 16);
	for (i = 0; i < 6; i++) {
		assert_int_equal(kill(server(), signals[i]), 0);
		for (j = 0; j < n; j++)
			assert_int_equal(kill(before[j], signals[i]), 0);
	}
	read_page(PAGE, "春耕\n");
	assert_int_equal(children_of(server(), after, 16), n);
}

/* Without its server the tool reads no more, and says so. */
static void test_without_server(void **state)
{
	struct nb_layout layout;
	struct nb_error err;
	int i;

	(void)state;
	end_process(server());
	/* Its parsers end with it. */
	for (i = 0; i < 100; i++) {
		enum nb_status st =
			cli_read_markup(PAGE, strlen(PAGE), &layout, &err);

		nb_layout_free(&layout);
		if (st == NB_IO)
			break;
		(void)usleep(10000);
	}
	assert_true(i < 100);
	assert_non_null(strstr(err.text, "start a parser: "));
}

#else

static void test_in_this_process(void **state)
{
	pid_t child;

	(void)state;
	read_page(PAGE, "春耕\n");
	read_page(BIG5, "美天\n");
	assert_int_equal(children_of(getpid(), &child, 1), 0);
}

#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
#if NB_SANDBOX && defined(__linux__)
		cmocka_unit_test(test_rights),
		cmocka_unit_test(test_charsets),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_without_server),
#else
		cmocka_unit_test(test_in_this_process),
#endif
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
