/* SPDX-License-Identifier: Apache-2.0 */
/* What the sandbox of OpenBSD (tools/cli/sandbox/openbsd.c) tells its system,
 * on any system: pledge() and unveil() are those below, which write down what
 * they are called with. */
#define _DEFAULT_SOURCE /* mkdtemp() */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

int pledge(const char *promises, const char *execpromises);
int unveil(const char *path, const char *permissions);

#define SANDBOX_OPENBSD
#include "cli/sandbox/openbsd.c"

/* Calls in order: "unveil PATH RIGHTS", "unveil -", "pledge PROMISES". */
static char calls[65536];
static int fails; /* what the system answers instead of 0 */

static int note(const char *call, const char *a, const char *b)
{
	size_t len = strlen(calls);

	(void)snprintf(calls + len, sizeof(calls) - len, "%s %s%s%s\n", call,
		       a ? a : "-", b ? " " : "", b ? b : "");
	errno = ENOSYS;
	return fails;
}

int pledge(const char *promises, const char *execpromises)
{
	assert_null(execpromises);
	return note("pledge", promises, NULL);
}

int unveil(const char *path, const char *permissions)
{
	return note("unveil", path, permissions);
}

/* The folder of the test, without links, which is also the current one. */
static char folder[] = "/tmp/openbsd_test.XXXXXX";

/* True if this was called; %s in it is the folder. */
static bool was(const char *format)
{
	char line[256];

	(void)snprintf(line, sizeof(line), format, folder);
	return strstr(calls, line) != NULL;
}

static unsigned count_calls(const char *call)
{
	const char *p = calls;
	unsigned n = 0;

	while ((p = strstr(p, call))) {
		p += strlen(call);
		n++;
	}
	return n;
}

static void start(struct cli_sandbox *s, bool network)
{
	calls[0] = '\0';
	cli_sandbox_begin(s, network);
}

/* The lock comes after all paths, and the promises after it. */
static void finish(struct cli_sandbox *s)
{
	const char *lock;

	cli_sandbox_enter(s);
	lock = strstr(calls, "unveil -\n");
	assert_non_null(lock);
	assert_null(strstr(lock + 1, "unveil"));
	assert_ptr_equal(strstr(calls, "pledge"), lock + strlen("unveil -\n"));
	assert_int_equal(count_calls("pledge"), 1);
}

static void test_reader(void **state)
{
	struct cli_sandbox s;

	(void)state;
	start(&s, false);
	cli_sandbox_read(&s, "a.nbarc");
	cli_sandbox_read(&s, "./a.nbarc");
	cli_sandbox_read(&s, "link.nbarc");
	cli_sandbox_read(&s, "jdrb-20190304-a01");
	cli_sandbox_read_system(&s);
	finish(&s);
	assert_true(was("unveil %s/a.nbarc r\n"));
	assert_int_equal(count_calls("a.nbarc"), 1);
	assert_true(was("unveil /usr r\n"));
	assert_true(was("unveil /dev/null r\n"));
	assert_int_equal(count_calls("unveil /etc r"), 0);
	assert_int_equal(count_calls("jdrb"), 0);
	assert_int_equal(count_calls("rw"), 0);
	assert_true(
		was("pledge error stdio rpath flock tty prot_exec recvfd\n"));
}

/* Its output is replaced by another file, so that its folder is written; a file
 * that is read there can be replaced as well. */
static void test_writer(void **state)
{
	struct cli_sandbox s;

	(void)state;
	start(&s, false);
	cli_sandbox_read(&s, "a.nbarc");
	cli_sandbox_read(&s, "out/old");
	cli_sandbox_write(&s, "out/new");
	finish(&s);
	assert_true(was("unveil %s/a.nbarc r\n"));
	assert_true(was("unveil %s/out rwc\n"));
	assert_true(was("unveil %s/out/old rwc\n"));
	assert_false(was("unveil %s r"));
	assert_true(
		was("pledge error stdio rpath flock tty prot_exec recvfd wpath "
		    "cpath fattr\n"));
}

/* It makes processes, and hands over what they are asked by. */
static void test_fork_server(void **state)
{
	struct cli_sandbox s;

	(void)state;
	start(&s, false);
	cli_sandbox_fork(&s);
	finish(&s);
	assert_true(was("pledge error stdio rpath flock tty prot_exec proc "
			"sendfd\n"));
}

/* What is changed where it stands is not removed, and nothing is made beside
 * it; also if it is named to be read. */
static void test_changer(void **state)
{
	struct cli_sandbox s;

	(void)state;
	start(&s, false);
	cli_sandbox_read(&s, "a.nbarc");
	cli_sandbox_change(&s, "link.nbarc");
	cli_sandbox_read(&s, "a.nbarc");
	finish(&s);
	assert_true(was("unveil %s/a.nbarc rw\n"));
	assert_int_equal(count_calls("unveil"), 2);
	assert_int_equal(count_calls("cpath"), 1);
}

static void test_network(void **state)
{
	struct cli_sandbox s;

	(void)state;
	start(&s, true);
	cli_sandbox_write(&s, "out");
	finish(&s);
	assert_true(was("unveil %s/out rwc\n"));
	assert_true(was("fattr inet dns\n"));
	start(&s, false);
	cli_sandbox_accept(&s);
	finish(&s);
	assert_true(was("prot_exec recvfd inet\n"));
}

/* More paths than the system takes: everything is read, and what is written is
 * still said. */
static void test_many(void **state)
{
	char name[32];
	struct cli_sandbox s;
	unsigned i;

	(void)state;
	start(&s, false);
	for (i = 0; i < 200; i++) {
		(void)snprintf(name, sizeof(name), "many/%u", i);
		assert_int_equal(mkdir(name, 0700), 0);
		cli_sandbox_read(&s, name);
		assert_int_equal(rmdir(name), 0);
	}
	cli_sandbox_write(&s, "out");
	finish(&s);
	assert_true(was("unveil / r\n"));
	assert_true(was("unveil %s/out rwc\n"));
	assert_true(count_calls("unveil") <= 128);
}

static void test_alone(void **state)
{
	(void)state;
	calls[0] = '\0';
	fails = 0;
	assert_true(cli_sandbox_alone());
	assert_string_equal(calls, "pledge stdio\n");
	fails = -1;
	assert_false(cli_sandbox_alone());
	fails = 0;
}

static void put(const char *name)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
}

static int make_files(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("out", 0700) != 0 ||
	    mkdir("many", 0700) != 0)
		return -1;
	put("a.nbarc");
	put("out/old");
	return symlink("a.nbarc", "link.nbarc");
}

static int remove_files(void **state)
{
	(void)state;
	(void)unlink("a.nbarc");
	(void)unlink("link.nbarc");
	(void)unlink("out/old");
	(void)rmdir("out");
	(void)rmdir("many");
	return chdir("/") != 0 || rmdir(folder) != 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reader),
		cmocka_unit_test(test_writer),
		cmocka_unit_test(test_fork_server),
		cmocka_unit_test(test_changer),
		cmocka_unit_test(test_network),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_alone),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files) != 0;
}
