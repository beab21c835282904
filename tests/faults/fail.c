/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes allocations and system calls of a program fail, whoever makes them: its
 * own code, libzstd, libxml2, libsqlite3. It is preloaded (LD_PRELOAD) by
 * campaign.py.
 *
 * NBARC_FAULT is KIND:N, the N-th call of this kind fails, or KIND:N+, it fails
 * and so do all that follow it; KIND/ERROR:N fails with another error than is
 * usual for the kind. Calls are counted from main() on, in all processes of a
 * program together. NBARC_FAULT_MARK is a file in which struct marks is, and
 * NBARC_FAULT_STACK one that gets the functions that were running when the
 * program died of a signal.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
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
	REMOVE,
	CLOSE,
	SOCKET,
	CONNECT,
	SEND,
	RECEIVE,
	POLL,
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
	[REMOVE] = {"remove", EACCES},	[CLOSE] = {"close", EIO},
	[SOCKET] = {"socket", EMFILE},	[CONNECT] = {"connect", ECONNREFUSED},
	[SEND] = {"send", ECONNRESET},	[RECEIVE] = {"receive", ECONNRESET},
	[POLL] = {"poll", ENOMEM},
};

/* Errors that a fault can be told to have instead. */
static const struct {
	const char *name;
	int error;
} errors[] = {
	{"EACCES", EACCES}, {"EDQUOT", EDQUOT}, {"EIO", EIO},
	{"EMFILE", EMFILE}, {"ENFILE", ENFILE}, {"ENOSPC", ENOSPC},
	{"EROFS", EROFS},   {"ESTALE", ESTALE}, {"EINTR", EINTR},
};

static int chosen = -1;
static int error;
static unsigned long first;
static bool forever;
static atomic_bool armed;

/* What is counted. It is memory that processes share: one that parses a file
 * cannot write to another. */
struct marks {
	atomic_ulong calls;
	atomic_ulong failed;
};
static struct marks *marks;

/* A descriptor that programs do not get by themselves. */
#define STACK_FD 901

/* Does this call fail? */
static bool fails(enum kind kind)
{
	unsigned long n;

	if (!armed || (int)kind != chosen)
		return false;
	n = atomic_fetch_add(&marks->calls, 1) + 1;
	if (n < first || (n > first && !forever))
		return false;
	(void)atomic_fetch_add(&marks->failed, 1);
	errno = error;
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
/* The compiler is told that dlsym() calls nothing here, which is not so. */
static volatile bool finding;

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

void *aligned_alloc(size_t align, size_t size)
{
	static void *(*real)(size_t, size_t);

	FIND(real, "aligned_alloc");
	return fails(MEMORY) ? NULL : real(align, size);
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

/* open64() of a program that is built with _FORTIFY_SOURCE. */
int __open64_2(const char *path, int flags);

FAIL(OPEN, -1, int, __open64_2, (const char *path, int flags), (path, flags))

int openat64(int at, const char *path, int flags, ...)
{
	static int (*real)(int, const char *, int, ...);
	va_list more;
	mode_t mode = 0;

	if (flags & (O_CREAT | O_TMPFILE)) {
		va_start(more, flags);
		mode = va_arg(more, mode_t);
		va_end(more);
	}
	if (!real)
		*(void **)&real = next("openat64");
	return fails(OPEN) ? -1 : real(at, path, flags, mode);
}

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
FAIL(OPEN, -1, int, dup, (int fd), (fd))
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
FAIL(REMOVE, -1, int, unlink, (const char *path), (path))
FAIL(STAT, -1, int, fstat, (int fd, struct stat *s), (fd, s))
FAIL(STAT, -1, int, fstatat64,
     (int fd, const char *path, struct stat64 *s, int flags),
     (fd, path, s, flags))
FAIL(STAT, -1, int, access, (const char *path, int mode), (path, mode))
FAIL(REMOVE, -1, int, unlinkat, (int fd, const char *path, int flags),
     (fd, path, flags))
FAIL(REMOVE, -1, int, rmdir, (const char *path), (path))
FAIL(STAT, -1, int, stat64, (const char *path, struct stat64 *s), (path, s))
FAIL(STAT, -1, int, lstat64, (const char *path, struct stat64 *s), (path, s))
FAIL(STAT, -1, int, fstat64, (int fd, struct stat64 *s), (fd, s))
FAIL(SEEK, -1, off64_t, lseek64, (int fd, off64_t at, int whence),
     (fd, at, whence))
FAIL(SEEK, -1, off_t, lseek, (int fd, off_t at, int whence), (fd, at, whence))
FAIL(MAP, MAP_FAILED, void *, mmap,
     (void *at, size_t n, int prot, int flags, int fd, off_t offset),
     (at, n, prot, flags, fd, offset))
FAIL(MAP, MAP_FAILED, void *, mmap64,
     (void *at, size_t n, int prot, int flags, int fd, off64_t offset),
     (at, n, prot, flags, fd, offset))

/* A descriptor is free whatever close() returns, as Linux has it. */
int close(int fd)
{
	static int (*real)(int);
	int result;

	if (!real)
		*(void **)&real = next("close");
	result = real(fd);
	return fails(CLOSE) ? -1 : result;
}

/* ---- sockets */

FAIL(SOCKET, -1, int, socket, (int domain, int type, int protocol),
     (domain, type, protocol))
FAIL(SOCKET, -1, int, socketpair,
     (int domain, int type, int protocol, int s[2]),
     (domain, type, protocol, s))
FAIL(SOCKET, -1, int, accept, (int s, struct sockaddr *a, socklen_t *len),
     (s, a, len))
FAIL(SOCKET, -1, int, accept4,
     (int s, struct sockaddr *a, socklen_t *len, int flags), (s, a, len, flags))
FAIL(SOCKET, -1, int, epoll_create1, (int flags), (flags))
FAIL(SOCKET, -1, int, eventfd, (unsigned value, int flags), (value, flags))
FAIL(CONNECT, -1, int, connect,
     (int s, const struct sockaddr *a, socklen_t len), (s, a, len))
FAIL(CONNECT, -1, int, bind, (int s, const struct sockaddr *a, socklen_t len),
     (s, a, len))
FAIL(CONNECT, -1, int, listen, (int s, int waiting), (s, waiting))
FAIL(CONNECT, -1, int, getsockname, (int s, struct sockaddr *a, socklen_t *len),
     (s, a, len))
FAIL(CONNECT, -1, int, getpeername, (int s, struct sockaddr *a, socklen_t *len),
     (s, a, len))
FAIL(CONNECT, -1, int, setsockopt,
     (int s, int level, int name, const void *value, socklen_t len),
     (s, level, name, value, len))
FAIL(SEND, -1, ssize_t, send, (int s, const void *p, size_t n, int flags),
     (s, p, n, flags))
FAIL(SEND, -1, ssize_t, sendto,
     (int s, const void *p, size_t n, int flags, const struct sockaddr *a,
      socklen_t len),
     (s, p, n, flags, a, len))
FAIL(SEND, -1, ssize_t, sendmsg, (int s, const struct msghdr *m, int flags),
     (s, m, flags))
FAIL(SEND, -1, ssize_t, sendfile64, (int to, int from, off64_t *at, size_t n),
     (to, from, at, n))
FAIL(RECEIVE, -1, ssize_t, recv, (int s, void *p, size_t n, int flags),
     (s, p, n, flags))
FAIL(RECEIVE, -1, ssize_t, recvfrom,
     (int s, void *p, size_t n, int flags, struct sockaddr *a, socklen_t *len),
     (s, p, n, flags, a, len))
FAIL(RECEIVE, -1, ssize_t, recvmsg, (int s, struct msghdr *m, int flags),
     (s, m, flags))
FAIL(POLL, -1, int, poll, (struct pollfd * p, nfds_t n, int ms), (p, n, ms))
FAIL(POLL, -1, int, select,
     (int n, fd_set *r, fd_set *w, fd_set *e, struct timeval *t),
     (n, r, w, e, t))
FAIL(POLL, -1, int, epoll_ctl,
     (int on, int command, int fd, struct epoll_event *e), (on, command, fd, e))
FAIL(POLL, -1, int, epoll_wait, (int on, struct epoll_event *e, int n, int ms),
     (on, e, n, ms))

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
	/* An editor and the shell that starts it are not what is tested. */
	const char *file = (const char *)getauxval(AT_EXECFN);
	const char *slash = file ? strrchr(file, '/') : NULL;

	armed = slash && strncmp(slash + 1, "nb", 2) == 0;
	return real_main(argc, argv, envp);
}

/* Write where the program died, and let it die. */
static void died(int signal_number)
{
	void *stack[64];
	int n = backtrace(stack, 64);

	backtrace_symbols_fd(stack, n, STACK_FD);
	(void)signal(signal_number, SIG_DFL);
	(void)raise(signal_number);
}

/* Open a file for which the program does not ask, at a descriptor that it does
 * not see. */
static int open_hidden(const char *path, int at)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
	int hidden;

	if (fd < 0)
		return -1;
	hidden = fcntl(fd, F_DUPFD_CLOEXEC, at);
	close(fd);
	return hidden;
}

static struct marks *map_marks(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	void *map = MAP_FAILED;

	if (fd >= 0 && ftruncate(fd, sizeof(struct marks)) == 0)
		map = mmap(NULL, sizeof(struct marks), PROT_READ | PROT_WRITE,
			   MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		abort();
	close(fd);
	return map;
}

/* The first backtrace() loads a library. */
static void watch(void)
{
	const char *path = getenv("NBARC_FAULT_STACK");
	void *stack[1];

	if (!path || open_hidden(path, STACK_FD) < 0)
		return;
	(void)backtrace(stack, 1);
	(void)signal(SIGSEGV, died);
	(void)signal(SIGABRT, died);
}

/* What can be chosen by name: the length of the name is given. */
static int find_kind(const char *name, size_t len)
{
	for (int k = 0; k < KINDS; k++)
		if (strlen(kinds[k].name) == len &&
		    !strncmp(kinds[k].name, name, len))
			return k;
	return -1;
}

static int find_error(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (strlen(errors[i].name) == len &&
		    !strncmp(errors[i].name, name, len))
			return errors[i].error;
	return -1;
}

static void prepare(void)
{
	const char *what = getenv("NBARC_FAULT");
	const char *path = getenv("NBARC_FAULT_MARK");
	const char *colon = what ? strchr(what, ':') : NULL;
	size_t len;
	char *end;

	if (!colon || !path)
		return;
	len = strcspn(what, "/:");
	chosen = find_kind(what, len);
	if (chosen < 0)
		abort();
	error = kinds[chosen].error;
	if (what[len] == '/')
		error = find_error(what + len + 1,
				   (size_t)(colon - what) - len - 1);
	if (error < 0)
		abort();
	first = strtoul(colon + 1, &end, 10);
	forever = *end == '+';
	marks = map_marks(path);
	watch();
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
