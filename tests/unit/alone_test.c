/* SPDX-License-Identifier: Apache-2.0 */
/* A process that is alone (cli_sandbox_alone() in tools/cli/sandbox.h) can
 * compute, and use what it has open, and nothing else. Each attempt is made in
 * a process of its own, whose exit code is what became of it. */
#define _DEFAULT_SOURCE /* syscall() */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/sandbox.h"

/* On which machines the tools filter system calls. */
#if NB_SANDBOX && defined(__linux__) &&                                       \
	(defined(__x86_64__) || defined(__aarch64__) || defined(__s390x__) || \
	 (defined(__riscv) && __riscv_xlen == 64))
#define FILTERS true
#else
#define FILTERS false
#endif

/* ---- what must fail; 0 or an errno */

static int result_of(long code)
{
	return code < 0 ? errno : 0;
}

static int open_file(void)
{
	return result_of(open("/dev/null", O_RDONLY));
}

static int make_file(void)
{
	return result_of(open("/tmp/alone", O_WRONLY | O_CREAT, 0600));
}

static int make_folder(void)
{
	return result_of(mkdir("/tmp/alone", 0700));
}

static int look_at_file(void)
{
	struct stat file;

	return result_of(stat("/dev/null", &file));
}

static int go_elsewhere(void)
{
	return result_of(chdir("/"));
}

static int remove_file(void)
{
	return result_of(unlink("/tmp/alone"));
}

static int open_socket(void)
{
	return result_of(socket(AF_INET, SOCK_STREAM, 0));
}

static int open_pipe(void)
{
	int ends[2];

	return result_of(pipe(ends));
}

static int run_program(void)
{
	char name[] = "/bin/true", *argv[] = {name, NULL};

	return result_of(execv(name, argv));
}

static int start_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return result_of(child);
}

static void *do_nothing(void *arg)
{
	return arg;
}

static int start_thread(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, do_nothing, NULL);
}

static int signal_parent(void)
{
	return result_of(kill(getppid(), 0));
}

static int signal_thread_of_other(void)
{
	return result_of(syscall(SYS_tgkill, 1, 1, 0));
}

static int set_owner(void)
{
	return result_of(fcntl(STDIN_FILENO, F_SETOWN, 1));
}

/* Memory may be had, but none that can be run. */
static int run_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		       ? errno
		       : 0;
}

static int make_memory_run(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return ENOMEM;
	return result_of(mprotect(p, 4096, PROT_READ | PROT_EXEC));
}

/* The filter stays as it is. */
static int go_around(void)
{
	return result_of(syscall(SYS_io_uring_setup, 1, NULL));
}

/* ---- what must work; 0 if it does */

static int use_memory(void)
{
	static const size_t sizes[] = {1, 100, 100000, 40 << 20};
	size_t i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			char *p = malloc(sizes[i]), *more;

			if (!p)
				return ENOMEM;
			memset(p, 1, sizes[i]);
			more = realloc(p, 3 * sizes[i]);
			if (!more || more[sizes[i] - 1] != 1)
				return ENOMEM;
			free(more);
		}
	}
	return 0;
}

/* Descriptors 3 and 4 are the ends of a pipe (run_alone()). */
static int use_descriptors(void)
{
	char text[8] = "";
	FILE *file;

	if (write(4, "text\n", 5) != 5 || read(3, text, 5) != 5 ||
	    strcmp(text, "text\n") != 0)
		return EIO;
	file = fdopen(4, "w");
	if (!file || fputs("more\n", file) < 0 || fclose(file) != 0)
		return EIO;
	file = fdopen(3, "r");
	if (!file || !fgets(text, sizeof(text), file) ||
	    strcmp(text, "more\n") != 0)
		return EIO;
	return 0;
}

static int print(void)
{
	return printf("# %s %.3f\n", "alone", 1.5) > 0 && !fflush(stdout) ? 0
									  : EIO;
}

static int tell_time(void)
{
	const struct timespec pause = {0, 1000};
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) || time(NULL) < 1)
		return EIO;
	return result_of(nanosleep(&pause, NULL));
}

static int draw(void)
{
	char random[16];

	return syscall(SYS_getrandom, random, sizeof(random), 0) ==
			       sizeof(random)
		       ? 0
		       : EIO;
}

static volatile sig_atomic_t came;

static void note(int sig)
{
	(void)sig;
	came = 1;
}

static int take_signal(void)
{
	if (signal(SIGUSR1, note) == SIG_ERR || raise(SIGUSR1) || !came)
		return EIO;
	return 0;
}

/* Ends by SIGABRT, as without. */
static int give_up(void)
{
	abort();
}

/* ---- threads that are there before */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static bool alone;
static unsigned total;
static int opened;

static void *count(void *arg)
{
	unsigned i;

	pthread_mutex_lock(&lock);
	while (!alone)
		pthread_cond_wait(&turn, &lock);
	opened = open_file();
	pthread_mutex_unlock(&lock);
	for (i = 0; i < 100000; i++) {
		pthread_mutex_lock(&lock);
		total++;
		pthread_mutex_unlock(&lock);
		if (i % 1000 == 0)
			free(malloc(100000));
	}
	return arg;
}

/* They are confined with this one, and locks go on between them; 0 or what is
 * wrong. */
static int share(void)
{
	pthread_t threads[2];
	size_t i;

	for (i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, count, NULL) != 0)
			return EAGAIN;
	pthread_mutex_lock(&lock);
	alone = cli_sandbox_alone();
	pthread_cond_broadcast(&turn);
	pthread_mutex_unlock(&lock);
	for (i = 0; i < 2; i++)
		if (pthread_join(threads[i], NULL) != 0)
			return EIO;
	if (!alone || total != 200000)
		return EINVAL;
	return opened == EPERM ? 0 : EACCES;
}

/* ---- each in a process of its own */

static const struct attempt {
	int (*what)(void);
	const char *name;
	int expected; /* the exit code, or the signal */
} attempts[] = {
	{open_file, "open", EPERM},
	{make_file, "create", EPERM},
	{make_folder, "mkdir", EPERM},
	{look_at_file, "stat", EPERM},
	{go_elsewhere, "chdir", EPERM},
	{remove_file, "unlink", EPERM},
	{open_socket, "socket", EPERM},
	{open_pipe, "pipe", EPERM},
	{run_program, "execve", EPERM},
	{start_process, "fork", EPERM},
	{start_thread, "pthread_create", EPERM},
	{signal_parent, "kill", EPERM},
	{signal_thread_of_other, "tgkill", EPERM},
	{set_owner, "fcntl(F_SETOWN)", EPERM},
	{run_memory, "mmap(PROT_EXEC)", EPERM},
	{make_memory_run, "mprotect(PROT_EXEC)", EPERM},
	{go_around, "io_uring_setup", EPERM},
	{use_memory, "malloc", 0},
	{use_descriptors, "read and write", 0},
	{print, "printf", 0},
	{tell_time, "time", 0},
	{draw, "getrandom", 0},
	{take_signal, "signals", 0},
	{give_up, "abort", SIGABRT},
};

#define ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

static const char *self;

/* The exit code, or the signal, of an attempt in this process's child; if
 * `fresh`, it is a program that was just started, and did nothing before. */
static int run_alone(size_t which, bool fresh)
{
	char number[16], name[] = "alone_test", *argv[] = {name, number, NULL};
	int status;
	pid_t child;

	(void)snprintf(number, sizeof(number), "%zu", which);
	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		int ends[2];

		/* Not in the way of each other: 3 and 4 may be taken. */
		if (pipe(ends) || dup2(ends[0], 103) < 0 ||
		    dup2(ends[1], 104) < 0 || dup2(103, 3) < 0 ||
		    dup2(104, 4) < 0)
			_exit(200);
		if (fresh)
			(void)execv(self, argv);
		else if (cli_sandbox_alone())
			exit(attempts[which].what());
		_exit(201);
	}
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void try_all(bool fresh)
{
	size_t i;

	if (!FILTERS) {
		print_message("system calls are not filtered here\n");
		return;
	}
	for (i = 0; i < ATTEMPTS; i++) {
		int code = run_alone(i, fresh);

		if (code != attempts[i].expected)
			fail_msg("%s: %d and not %d", attempts[i].name, code,
				 attempts[i].expected);
	}
}

static void test_child(void **state)
{
	(void)state;
	try_all(false);
}

static void test_program(void **state)
{
	(void)state;
	try_all(true);
}

static void test_threads(void **state)
{
	int status;
	pid_t child;

	(void)state;
	if (!FILTERS)
		return;
	child = fork();
	if (child == 0)
		exit(share());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_child),
		cmocka_unit_test(test_program),
		cmocka_unit_test(test_threads),
	};

	/* The program that run_alone() starts. */
	if (argc == 2) {
		size_t which = strtoul(argv[1], NULL, 10);

		return which < ATTEMPTS && cli_sandbox_alone()
			       ? attempts[which].what()
			       : 202;
	}
	self = argv[0];
	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
