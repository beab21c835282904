/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process that appends is killed, again and again, while another one reads:
 * what it said was committed is there, the reader never sees less than that or
 * half of anything, and the next append goes on.
 *
 * KILLS is the number of appends that are killed (20).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <nbarc/archive.h>
#include <nbarc/verify.h>
#include <nbarc/write.h>

#include "sample.h"

#define PAGES 900 /* then a further revision of each */
#define BEFORE 20 /* pages looked at after the newest */

static char path[64], temporary[80];

static const struct nb_writer_options small_frames = {
	.level = 3, .frame_content = 700, .threads = 2};

static int set_up(void **state)
{
	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/nbarc-kill-%ld.nbarc",
		       (long)getpid());
	(void)snprintf(temporary, sizeof(temporary), "%s.new", path);
	(void)unlink(path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)unlink(temporary);
	return 0;
}

/* The k-th append, from 0, brings one page. */
static unsigned number_of(unsigned k)
{
	return k % PAGES + 1;
}

static unsigned salt_of(unsigned k)
{
	return k / PAGES + 1;
}

/* Append one page after the other until killed, and tell of each commit. */
static void appending(unsigned k, int tell)
{
	for (;; k++) {
		unsigned n = number_of(k);

		if (append_samples(path, &small_frames, n, n, salt_of(k),
				   NULL) ||
		    write(tell, &k, sizeof(k)) != sizeof(k))
			_exit(1);
	}
}

/* How many appends there are; the newest pages of them must be right. */
static unsigned look(unsigned committed)
{
	struct nb_archive_info info;
	struct nb_archive *a;
	struct nb_error err;
	enum nb_status st = nb_archive_open(path, &a, &err);
	unsigned k, found = 0;

	if (st && committed == 0)
		return 0; /* the first one has not appeared */
	assert_int_equal(st, NB_OK);
	nb_archive_info(a, &info);
	found = (unsigned)info.commits;
	assert_true(found >= committed);
	assert_int_equal(info.revisions, found);
	for (k = found > BEFORE ? found - BEFORE : 0; k < found; k++)
		assert_int_equal(
			find_sample(a, number_of(k), salt_of(k), salt_of(k)),
			NB_OK);
	nb_archive_close(a);
	return found;
}

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Let a process append for so many seconds, then kill it. */
static unsigned kill_one(unsigned committed, double seconds)
{
	double end = now() + seconds;
	int ends[2], status;
	unsigned k, found;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		/* Without a reader, when the test has failed, it dies. */
		if (close(ends[0]) != 0)
			_exit(1);
		appending(committed, ends[1]);
	}
	assert_int_equal(close(ends[1]), 0);
	while (now() < end)
		(void)look(committed);
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	while (read(ends[0], &k, sizeof(k)) == sizeof(k))
		committed = k + 1;
	assert_int_equal(close(ends[0]), 0);
	found = look(committed);
	assert_true(found <= committed + 1);
	return found;
}

static void check_all(unsigned committed)
{
	struct nb_archive *a;
	struct nb_error err;
	unsigned k;

	/* The next one goes on. */
	assert_int_equal(append_samples(path, &small_frames, 950, 950, 1, &err),
			 NB_OK);
	assert_int_equal(nb_archive_open(path, &a, &err), NB_OK);
	for (k = 0; k < committed; k++)
		assert_int_equal(
			find_sample(a, number_of(k), salt_of(k), salt_of(k)),
			NB_OK);
	assert_int_equal(nb_archive_verify(a, NULL, &err), NB_OK);
	nb_archive_close(a);
}

static void test_kill(void **state)
{
	const char *wanted = getenv("KILLS");
	unsigned kills = wanted ? (unsigned)strtoul(wanted, NULL, 10) : 20;
	unsigned i, committed = 0, lost = 0;
	double longest = 0.004;
	uint32_t random = 1;

	(void)state;
	/* The first ones die before there is an archive at all. */
	for (i = 0; i < kills; i++) {
		unsigned before = committed;

		random = random * 1664525u + 1013904223u;
		committed =
			kill_one(committed, longest * (double)(random >> 8) /
						    (double)(1u << 24));
		lost += committed == before;
		/* Long enough, on any machine, for about every other one. */
		longest *= committed == before ? 1.2 : 0.85;
	}
	print_message("# %u killed, %u of them before they committed; %u "
		      "appends are there\n",
		      kills, lost, committed);
	check_all(committed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kill, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("kill", tests, NULL, NULL) != 0;
}
