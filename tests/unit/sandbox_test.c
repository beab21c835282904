/* SPDX-License-Identifier: Apache-2.0 */
/* A tool can do what its command line names and nothing else, whether it reads
 * or writes (tools/cli/sandbox.h). Each attempt is made in a child, which is
 * confined by parsing a command line as a tool does; its exit code is what
 * became of it. */
#define _DEFAULT_SOURCE /* syscall() */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/cli.h"
#include "cli/sandbox.h"

struct run {
	const char *output, *list;
	bool all;
};

static const struct cli_option options[] = {
	{'o', "output", "FILE", "write", CLI_OUTPUT(struct run, output)},
	{'l', "list", "FILE", "read", CLI_TEXT(struct run, list)},
	{'a', "all", NULL, "set", CLI_SET(struct run, all)},
	CLI_END,
};

static struct cli tool = {
	.name = "test",
	.synopsis = "FILE...",
	.about = "Test.",
	.options = options,
	.least = 0,
	.most = CLI_ANY,
	.missing = "too many operands",
};

static char folder[] = "/tmp/sandbox_test.XXXXXX";

/* ---- what a process that was taken over would try; 0 or an errno */

static int result_of(long code)
{
	return code < 0 ? errno : 0;
}

static int read_file(const char *path)
{
	return result_of(open(path, O_RDONLY));
}

static int read_named(void)
{
	char buf[4];
	int fd = open("named", O_RDONLY);

	return fd < 0 ? errno : read(fd, buf, 4) == 4 ? 0 : EIO;
}

static int read_listed(void)
{
	return read_file("listed");
}

static int read_other(void)
{
	return read_file("other");
}

static int read_system(void)
{
	return read_file("/dev/null");
}

static int read_accounts(void)
{
	return read_file("/etc/passwd");
}

static int read_home(void)
{
	return read_file(folder);
}

static int write_named(void)
{
	return result_of(open("named", O_WRONLY));
}

static int make_file(void)
{
	return result_of(open("new", O_WRONLY | O_CREAT | O_EXCL, 0600));
}

/* As cli_output_open() and cli_output_close() do. */
static int write_output(void)
{
	struct nb_error err;

	return cli_output_all("out/put", "text", 4, &err) ? err.sys_errno : 0;
}

static int make_beside_output(void)
{
	return result_of(mkdir("out/folder", 0700));
}

static int remove_named(void)
{
	return result_of(unlink("named"));
}

static int replace_named(void)
{
	struct nb_error err;

	return cli_output_all("named", "text", 4, &err) ? err.sys_errno : 0;
}

static int read_away(void)
{
	return read_file("../away/other");
}

static int write_away(void)
{
	return result_of(
		open("../away/new", O_WRONLY | O_CREAT | O_EXCL, 0600));
}

static int make_link(void)
{
	return result_of(symlink("/etc/passwd", "link"));
}

static int rename_named(void)
{
	return result_of(rename("named", "out/named"));
}

static int run_program(void)
{
	char name[] = "/bin/true", *argv[] = {name, NULL};

	return result_of(execv(name, argv));
}

static int open_socket(void)
{
	return result_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int open_local_socket(void)
{
	return result_of(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int trace_parent(void)
{
	return result_of(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int give_away(void)
{
	return result_of(chmod("other", 0644));
}

static int give_named(void)
{
	return result_of(fchmodat(AT_FDCWD, "named", 0644, 0));
}

/* Typed into a terminal, it would be what the shell does next. */
static int type_text(void)
{
	return result_of(ioctl(STDIN_FILENO, TIOCSTI, "x"));
}

static int go_around(void)
{
	return result_of(syscall(SYS_io_uring_setup, 1, NULL));
}

static void *start(void *arg)
{
	*(int *)arg = read_other();
	return NULL;
}

/* A thread that is started later has no more rights. */
static int read_in_thread(void)
{
	pthread_t thread;
	int code = 0;

	if (pthread_create(&thread, NULL, start, &code) != 0 ||
	    pthread_join(thread, NULL) != 0)
		return EAGAIN;
	return code;
}

/* What is still to be done after parsing works. */
static int go_on(void)
{
	void *p = malloc(1 << 20);
	int pipes[2];

	free(p);
	if (!p || pipe(pipes) != 0 || write(pipes[1], "x", 1) != 1)
		return EIO;
	return raise(0);
}

/* What becomes of an attempt, with the rights of the tool; its output is left
 * out if nothing is to be named. */
static bool unnamed;

static int attempt(int (*what)(void))
{
	char *argv[] = {"test", "-l",	 "listed",    "-a",
			"--",	"named", "absent-01", NULL};
	char *with[] = {"test", "-l", "listed", "-o",	     "out/put",
			"-a",	"--", "named",	"absent-01", NULL};
	const int count = unnamed ? 7 : 9, first = unnamed ? 5 : 7;
	char **words = unnamed ? argv : with;
	struct run run = {0};
	int status;
	pid_t child = fork();

	if (child == 0) {
		optind = 1;
		cli_parse(&tool, count, words, &run);
		if (optind != first || strcmp(words[optind], "named") != 0 ||
		    !run.output != unnamed || !run.all)
			_exit(250);
		_exit(what());
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* True if the system has Landlock and the tools use it; the test can say little
 * without. */
static bool confines(void)
{
	return NB_SANDBOX &&
	       syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;
}

static void test_named(void **state)
{
	(void)state;
	assert_int_equal(attempt(read_named), 0);
	assert_int_equal(attempt(read_listed), 0);
	assert_int_equal(attempt(write_output), 0);
	assert_int_equal(attempt(write_output), 0);
	assert_int_equal(attempt(go_on), 0);
}

static void test_files(void **state)
{
	(void)state;
	if (!confines()) {
		print_message("no Landlock here: files are not confined\n");
		return;
	}
	assert_int_equal(attempt(read_other), EACCES);
	assert_int_equal(attempt(read_in_thread), EACCES);
	assert_int_equal(attempt(read_home), EACCES);
	assert_int_equal(attempt(read_accounts), EACCES);
	assert_int_equal(attempt(write_named), EACCES);
	assert_int_equal(attempt(make_file), EACCES);
	assert_int_equal(attempt(remove_named), EACCES);
	assert_true(attempt(rename_named) != 0);
	assert_int_equal(attempt(make_beside_output), 0);
}

static void test_system(void **state)
{
	(void)state;
	assert_int_equal(attempt(read_system), 0);
}

/* On which machines the tools filter system calls. */
#if NB_SANDBOX && \
	(defined(__x86_64__) || defined(__aarch64__) || defined(__s390x__))
#define FILTERS true
#else
#define FILTERS false
#endif

static void check_calls(void)
{
	if (!FILTERS) {
		print_message("system calls are not filtered here\n");
		return;
	}
	assert_int_equal(attempt(run_program), EPERM);
	assert_int_equal(attempt(open_socket), EPERM);
	assert_int_equal(attempt(open_local_socket), EPERM);
	assert_int_equal(attempt(trace_parent), EPERM);
	assert_int_equal(attempt(go_around), EPERM);
	assert_int_equal(attempt(give_away), EPERM);
	assert_int_equal(attempt(give_named), EPERM);
	assert_int_equal(attempt(type_text), EPERM);
}

static void test_calls(void **state)
{
	(void)state;
	check_calls();
}

/* ---- tools that write */

/* What no tool can, whatever it does with its operand. */
static void check_others(void)
{
	check_calls();
	if (!confines())
		return;
	assert_int_equal(attempt(read_away), EACCES);
	assert_int_equal(attempt(write_away), EACCES);
	assert_int_equal(attempt(make_link), EACCES);
}

/* A file that is changed where it stands. */
static void test_changed(void **state)
{
	(void)state;
	tool.first = CLI_USE_CHANGED;
	unnamed = true;
	assert_int_equal(attempt(read_named), 0);
	assert_int_equal(attempt(write_named), 0);
	check_others();
	if (confines()) {
		assert_int_equal(attempt(read_other), EACCES);
		assert_int_equal(attempt(make_file), EACCES);
		assert_int_equal(attempt(replace_named), EACCES);
		assert_int_equal(attempt(remove_named), EACCES);
		assert_int_equal(attempt(write_output), EACCES);
	}
	tool.first = CLI_USE_READ;
	unnamed = false;
}

/* One that is replaced, so that its folder can be written; not if there is
 * another output. */
static void test_replaced(void **state)
{
	(void)state;
	tool.first = CLI_USE_REPLACED;
	assert_int_equal(attempt(read_named), 0);
	assert_int_equal(attempt(write_output), 0);
	check_others();
	if (confines()) {
		assert_int_equal(attempt(write_named), EACCES);
		assert_int_equal(attempt(replace_named), EACCES);
		assert_int_equal(attempt(read_other), EACCES);
	}
	unnamed = true;
	assert_int_equal(attempt(replace_named), 0);
	assert_int_equal(attempt(write_named), 0);
	check_others();
	tool.first = CLI_USE_READ;
	unnamed = false;
}

/* One that can read everything writes no more for it. */
static void test_reads_all(void **state)
{
	(void)state;
	tool.reads_all = true;
	assert_int_equal(attempt(read_other), 0);
	assert_int_equal(attempt(read_away), 0);
	assert_int_equal(attempt(write_output), 0);
	check_calls();
	if (confines()) {
		assert_int_equal(attempt(write_away), EACCES);
		assert_int_equal(attempt(write_named), EACCES);
		assert_int_equal(attempt(make_file), EACCES);
	}
	tool.reads_all = false;
}

static int prepared = -1;

static void prepare(void *into, struct cli_sandbox *sandbox)
{
	prepared = read_away() || !((struct run *)into)->all;
	cli_sandbox_change(sandbox, "../away");
}

static int read_prepared(void)
{
	return prepared;
}

/* What is prepared has all rights, and gives some. */
static void test_prepared(void **state)
{
	(void)state;
	tool.prepare = prepare;
	assert_int_equal(attempt(read_prepared), 0);
	assert_int_equal(attempt(write_away), 0);
	assert_int_equal(unlink("../away/new"), 0);
	check_calls();
	if (confines())
		assert_int_equal(attempt(read_other), EACCES);
	tool.prepare = NULL;
}

/* A tool that confines itself has everything before it does. */
static void test_unconfined(void **state)
{
	(void)state;
	tool.confines_itself = true;
	assert_int_equal(attempt(read_other), 0);
	assert_int_equal(attempt(open_local_socket), 0);
	assert_int_equal(attempt(run_program), 0);
	tool.confines_itself = false;
}

static void put(const char *name)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_true(fputs("text", file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int make_files(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("in", 0700) != 0 ||
	    chdir("in") != 0 || mkdir("out", 0700) != 0 ||
	    mkdir("../away", 0700) != 0)
		return -1;
	put("named");
	put("listed");
	put("other");
	put("../away/other");
	return 0;
}

static int remove_files(void **state)
{
	(void)state;
	(void)unlink("named");
	(void)unlink("listed");
	(void)unlink("other");
	(void)unlink("new");
	(void)unlink("out/put");
	(void)rmdir("out/folder");
	(void)rmdir("out");
	(void)unlink("../away/other");
	(void)unlink("../away/new");
	(void)rmdir("../away");
	return chdir("..") != 0 || rmdir("in") != 0 || chdir("/") != 0 ||
	       rmdir(folder) != 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_system),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_changed),
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_reads_all),
		cmocka_unit_test(test_prepared),
		cmocka_unit_test(test_unconfined),
	};

	return cmocka_run_group_tests(tests, make_files, remove_files) != 0;
}
