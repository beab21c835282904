/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes allocations and system calls of a program fail, whoever makes them: its
 * own code, libzstd, libxml2, libsqlite3. It is preloaded (LD_PRELOAD) by
 * campaign.py.
 *
 * NBARC_FAULT is KIND:N, the N-th call of this kind fails, or KIND:N+, it fails
 * and so do all that follow it. Calls are counted from main() on.
 * NBARC_FAULT_MARK is a file that gets a byte for each call that failed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

/* What can fail, and the error that it fails with. */
enum kind {
	MEMORY,
	OPEN,
	READ,
	WRITE,
	TRUNCATE,
	SYNC,
	NAME,
	STAT,
	SEEK,
	LOCK,
	MAP,
	START,
	KINDS
};
static const struct {
	const char *name;
	int error;
} kinds[KINDS] = {
	[MEMORY] = {"memory", ENOMEM},	[OPEN] = {"open", EMFILE},
	[READ] = {"read", EIO},		[WRITE] = {"write", ENOSPC},
	[TRUNCATE] = {"truncate", EIO}, [SYNC] = {"sync", EIO},
	[NAME] = {"name", EACCES},	[STAT] = {"stat", ESTALE},
	[SEEK] = {"seek", EIO},		[LOCK] = {"lock", ENOLCK},
	[MAP] = {"map", ENOMEM},	[START] = {"start", EAGAIN},
};

static int chosen = -1;
static unsigned long first;
static bool forever;
static int mark = -1;
static atomic_bool armed;
static atomic_ulong calls;

/* A descriptor that programs do not get by themselves. */
#define MARK_FD 900

/* Does this call fail? */
static bool fails(enum kind kind)
{
	unsigned long n;
	ssize_t written;

	if (!armed || (int)kind != chosen)
		return false;
	n = atomic_fetch_add(&calls, 1) + 1;
	if (n < first || (n > first && !forever))
		return false;
	if (mark >= 0) {
		struct iovec one = {"x", 1};

		written = writev(mark, &one, 1);
		(void)written;
	}
	errno = kinds[kind].error;
	return true;
}

/* The function that this one stands before. */
static void *next(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* FAIL(KIND, VALUE, RETURN TYPE, name, (PARAMETERS), (ARGUMENTS)) */
#define FAIL(kind, value, type, name, parameters, arguments) \
	type name parameters                                 \
	{                                                    \
		static type(*real) parameters;               \
		if (!real)                                   \
			*(void **)&real = next(#name);       \
		if (fails(kind))                             \
			return value;                        \
		return real arguments;                       \
	}

/* ---- memory */

/* dlsym() may allocate before it has found calloc(). */
static char early[4096];
static size_t early_used;
static bool finding;

static void *early_block(size_t size)
{
	void *p = early + early_used;

	early_used += (size + 15) & ~(size_t)15;
	if (early_used > sizeof(early))
		abort();
	return p;
}

static bool is_early(const void *p)
{
	return (const char *)p >= early &&
	       (const char *)p < early + sizeof(early);
}

#define FIND(real, name)                              \
	do {                                          \
		if (!real && !finding) {              \
			finding = true;               \
			*(void **)&real = next(name); \
			finding = false;              \
		}                                     \
	} while (0)

void *malloc(size_t size)
{
	static void *(*real)(size_t);

	FIND(real, "malloc");
	if (!real)
		return early_block(size);
	return fails(MEMORY) ? NULL : real(size);
}

void *calloc(size_t n, size_t size)
{
	static void *(*real)(size_t, size_t);

	FIND(real, "calloc");
	if (!real)
		return early_block(n * size);
	return fails(MEMORY) ? NULL : real(n, size);
}

void *realloc(void *p, size_t size)
{
	static void *(*real)(void *, size_t);

	FIND(real, "realloc");
	return fails(MEMORY) ? NULL : real(p, size);
}

int posix_memalign(void **p, size_t align, size_t size)
{
	static int (*real)(void **, size_t, size_t);

	FIND(real, "posix_memalign");
	return fails(MEMORY) ? ENOMEM : real(p, align, size);
}

void free(void *p)
{
	static void (*real)(void *);

	if (is_early(p))
		return;
	FIND(real, "free");
	if (real)
		real(p);
}

/* ---- files */

#define OPENS(name)                                         \
	int name(const char *path, int flags, ...)          \
	{                                                   \
		static int (*real)(const char *, int, ...); \
		va_list more;                               \
		mode_t mode = 0;                            \
                                                            \
		if (flags & (O_CREAT | O_TMPFILE)) {        \
			va_start(more, flags);              \
			mode = va_arg(more, mode_t);        \
			va_end(more);                       \
		}                                           \
		if (!real)                                  \
			*(void **)&real = next(#name);      \
		if (fails(OPEN))                            \
			return -1;                          \
		return real(path, flags, mode);             \
	}
OPENS(open)
OPENS(open64)

int fcntl64(int fd, int command, ...)
{
	static int (*real)(int, int, ...);
	va_list more;
	void *argument;

	va_start(more, command);
	argument = va_arg(more, void *);
	va_end(more);
	if (!real)
		*(void **)&real = next("fcntl64");
	if ((command == F_SETLK || command == F_SETLKW ||
	     command == F_OFD_SETLK || command == F_OFD_SETLKW) &&
	    fails(LOCK))
		return -1;
	return real(fd, command, argument);
}

FAIL(OPEN, NULL, FILE *, fopen, (const char *path, const char *mode),
     (path, mode))
FAIL(OPEN, NULL, FILE *, fopen64, (const char *path, const char *mode),
     (path, mode))
FAIL(OPEN, NULL, DIR *, opendir, (const char *path), (path))
FAIL(OPEN, -1, int, pipe, (int fd[2]), (fd))
FAIL(OPEN, -1, int, pipe2, (int fd[2], int flags), (fd, flags))
FAIL(OPEN, -1, int, dup2, (int from, int to), (from, to))
FAIL(READ, -1, ssize_t, read, (int fd, void *p, size_t n), (fd, p, n))
FAIL(READ, -1, ssize_t, pread64, (int fd, void *p, size_t n, off64_t at),
     (fd, p, n, at))
FAIL(READ, NULL, struct dirent64 *, readdir64, (DIR * d), (d))
FAIL(WRITE, -1, ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
FAIL(WRITE, -1, ssize_t, pwrite64,
     (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at))
FAIL(TRUNCATE, -1, int, ftruncate64, (int fd, off64_t len), (fd, len))
FAIL(SYNC, -1, int, fsync, (int fd), (fd))
FAIL(SYNC, -1, int, fdatasync, (int fd), (fd))
FAIL(NAME, -1, int, rename, (const char *from, const char *to), (from, to))
FAIL(NAME, -1, int, link, (const char *from, const char *to), (from, to))
FAIL(NAME, -1, int, symlink, (const char *from, const char *to), (from, to))
FAIL(NAME, -1, int, mkdir, (const char *path, mode_t mode), (path, mode))
FAIL(STAT, -1, int, stat64, (const char *path, struct stat64 *s), (path, s))
FAIL(STAT, -1, int, lstat64, (const char *path, struct stat64 *s), (path, s))
FAIL(STAT, -1, int, fstat64, (int fd, struct stat64 *s), (fd, s))
FAIL(SEEK, -1, off64_t, lseek64, (int fd, off64_t at, int whence),
     (fd, at, whence))
FAIL(MAP, MAP_FAILED, void *, mmap64,
     (void *at, size_t n, int prot, int flags, int fd, off64_t offset),
     (at, n, prot, flags, fd, offset))

/* ---- processes and threads */

FAIL(START, -1, pid_t, fork, (void), ())
FAIL(START, EAGAIN, int, posix_spawn,
     (pid_t * pid, const char *path, const posix_spawn_file_actions_t *actions,
      const posix_spawnattr_t *attributes, char *const argv[],
      char *const envp[]),
     (pid, path, actions, attributes, argv, envp))
FAIL(START, EAGAIN, int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *attributes,
      void *(*run)(void *), void *argument),
     (thread, attributes, run, argument))

/* ---- the start of the program */

static int (*real_main)(int, char **, char **);

static int armed_main(int argc, char **argv, char **envp)
{
	armed = true;
	return real_main(argc, argv, envp);
}

static void prepare(void)
{
	const char *what = getenv("NBARC_FAULT");
	const char *path = getenv("NBARC_FAULT_MARK");
	const char *colon = what ? strchr(what, ':') : NULL;
	char *end;
	int fd;

	if (!colon || !path)
		return;
	for (int k = 0; k < KINDS; k++)
		if (strlen(kinds[k].name) == (size_t)(colon - what) &&
		    !strncmp(kinds[k].name, what, (size_t)(colon - what)))
			chosen = k;
	first = strtoul(colon + 1, &end, 10);
	forever = *end == '+';
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
	if (fd < 0)
		return;
	mark = fcntl(fd, F_DUPFD_CLOEXEC, MARK_FD);
	close(fd);
}

int __libc_start_main(int (*entry)(int, char **, char **), int argc,
		      char **argv, void (*init)(void), void (*fini)(void),
		      void (*rtld_fini)(void), void *stack_end)
{
	int (*real)(int (*)(int, char **, char **), int, char **,
		    void (*)(void), void (*)(void), void (*)(void), void *);

	*(void **)&real = next("__libc_start_main");
	real_main = entry;
	prepare();
	return real(armed_main, argc, argv, init, fini, rtld_fini, stack_end);
}
