/* SPDX-License-Identifier: Apache-2.0 */
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define EVENTS_MAX 4096

static struct io_event events[EVENTS_MAX];
static size_t event_count;
static bool recording, recording_reads;

static atomic_uint calls[IO_KINDS];
static atomic_bool failed;
static enum io_kind fail_kind;
static unsigned fail_at; /* 0: nothing fails */
static bool fail_forever;
static uint64_t room = UINT64_MAX;
static size_t most = SIZE_MAX;
static atomic_ullong bytes_read;

/* The functions that stand in, and those that they stand for. */
#define WRAP(result, name, ...)            \
	result __real_##name(__VA_ARGS__); \
	result __wrap_##name(__VA_ARGS__); \
	result __wrap_##name(__VA_ARGS__)

void *__real_malloc(size_t size);
off_t __real_lseek64(int fd, off_t offset, int whence);

static bool fails(enum io_kind kind, int error)
{
	unsigned n = atomic_fetch_add(&calls[kind], 1) + 1;

	if (fail_at == 0 || kind != fail_kind || n < fail_at ||
	    (n > fail_at && !fail_forever))
		return false;
	failed = true;
	errno = error;
	return true;
}

static void note(enum io_kind kind, uint64_t offset, const void *data,
		 size_t len)
{
	struct io_event *e = &events[event_count];
	void *copy = NULL;

	if (!recording || (kind == IO_READ) != recording_reads)
		return;
	if (event_count == EVENTS_MAX)
		abort();
	if (data && len) {
		copy = __real_malloc(len);
		if (!copy)
			abort();
		memcpy(copy, data, len);
	}
	*e = (struct io_event){kind, offset, copy, len};
	event_count++;
}

void io_record(void)
{
	while (event_count > 0)
		free(events[--event_count].data);
	recording = true;
	recording_reads = false;
}

void io_record_reads(void)
{
	io_record();
	recording_reads = true;
}

const struct io_event *io_recorded(size_t *count)
{
	recording = recording_reads = false;
	*count = event_count;
	return events;
}

void io_fail(enum io_kind kind, unsigned n, bool forever)
{
	(void)io_heal();
	fail_kind = kind;
	fail_at = n;
	fail_forever = forever;
}

void io_room(uint64_t bytes)
{
	(void)io_heal();
	room = bytes;
}

void io_short_writes(size_t bytes)
{
	(void)io_heal();
	most = bytes;
}

bool io_heal(void)
{
	bool was = failed;
	int i;

	failed = false;
	fail_at = 0;
	room = UINT64_MAX;
	most = SIZE_MAX;
	bytes_read = 0;
	for (i = 0; i < IO_KINDS; i++)
		calls[i] = 0;
	return was;
}

unsigned io_calls(enum io_kind kind)
{
	return calls[kind];
}

uint64_t io_bytes_read(void)
{
	return bytes_read;
}

/* ---- files */

/* How much of a write of len bytes is done; 0 when it fails. */
static size_t allowed(size_t len)
{
	if (fails(IO_WRITE, EIO))
		return 0;
	if (len > most)
		len = most;
	if (len > room)
		len = (size_t)room;
	if (len == 0) {
		failed = true;
		errno = ENOSPC;
	}
	room -= room == UINT64_MAX ? 0 : len;
	return len;
}

WRAP(ssize_t, write, int fd, const void *data, size_t len)
{
	off_t at = __real_lseek64(fd, 0, SEEK_CUR);

	if (len && (len = allowed(len)) == 0)
		return -1;
	note(IO_WRITE, (uint64_t)at, data, len);
	return __real_write(fd, data, len);
}

WRAP(ssize_t, pwrite64, int fd, const void *data, size_t len, off_t at)
{
	if (len && (len = allowed(len)) == 0)
		return -1;
	note(IO_WRITE, (uint64_t)at, data, len);
	return __real_pwrite64(fd, data, len, at);
}

WRAP(int, ftruncate64, int fd, off_t len)
{
	if (fails(IO_TRUNCATE, EIO))
		return -1;
	note(IO_TRUNCATE, (uint64_t)len, NULL, 0);
	return __real_ftruncate64(fd, len);
}

/* Nothing needs to reach the disk in a test. */
WRAP(int, fsync, int fd)
{
	(void)fd;
	if (fails(IO_SYNC, EIO))
		return -1;
	note(IO_SYNC, 0, NULL, 0);
	return 0;
}

WRAP(int, link, const char *from, const char *to)
{
	if (fails(IO_NAME, EIO))
		return -1;
	note(IO_NAME, 0, NULL, 0);
	return __real_link(from, to);
}

WRAP(int, rename, const char *from, const char *to)
{
	if (fails(IO_NAME, EIO))
		return -1;
	note(IO_NAME, 0, NULL, 0);
	return __real_rename(from, to);
}

WRAP(int, open64, const char *path, int flags, ...)
{
	va_list ap;
	unsigned mode;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, unsigned) : 0;
	va_end(ap);
	return fails(IO_OPEN, EMFILE) ? -1 : __real_open64(path, flags, mode);
}

WRAP(ssize_t, pread64, int fd, void *data, size_t len, off_t at)
{
	ssize_t n;

	if (fails(IO_READ, EIO))
		return -1;
	n = __real_pread64(fd, data, len, at);
	note(IO_READ, (uint64_t)at, NULL, n > 0 ? (size_t)n : 0);
	bytes_read += n > 0 ? (unsigned long long)n : 0;
	return n;
}

WRAP(off_t, lseek64, int fd, off_t offset, int whence)
{
	return fails(IO_SEEK, EIO) ? -1 : __real_lseek64(fd, offset, whence);
}

WRAP(int, fstat64, int fd, struct stat *s)
{
	return fails(IO_STAT, EIO) ? -1 : __real_fstat64(fd, s);
}

WRAP(int, fcntl64, int fd, int command, ...)
{
	struct flock *lock;
	va_list ap;

	/* Locks are the only use that the library makes of it. */
	va_start(ap, command);
	lock = va_arg(ap, struct flock *);
	va_end(ap);
	return fails(IO_LOCK, ENOLCK) ? -1 : __real_fcntl64(fd, command, lock);
}

/* ---- memory */

/*
 * The blocks that were allocated here and are not yet free, as chains of hashed
 * addresses. Blocks of other libraries may be freed here too; they are in no
 * chain.
 */
#define CHAINS 1024u

struct block {
	const void *start;
	struct block *next;
};

static struct block *chains[CHAINS];
static size_t held;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void __real_free(void *p);
void __wrap_free(void *p);

static struct block **chain_of(const void *start)
{
	return &chains[((uintptr_t)start >> 4) % CHAINS];
}

static void *hold(void *start)
{
	struct block *b = start ? __real_malloc(sizeof(*b)) : NULL;

	if (!b)
		return start;
	(void)pthread_mutex_lock(&lock);
	*b = (struct block){start, *chain_of(start)};
	*chain_of(start) = b;
	held++;
	(void)pthread_mutex_unlock(&lock);
	return start;
}

/* Forget a block; false if it is none of those here. */
static bool release(const void *start)
{
	struct block **at, *b;

	(void)pthread_mutex_lock(&lock);
	at = chain_of(start);
	while (*at && (*at)->start != start)
		at = &(*at)->next;
	b = *at;
	if (b) {
		*at = b->next;
		held--;
	}
	(void)pthread_mutex_unlock(&lock);
	__real_free(b);
	return b != NULL;
}

size_t io_blocks_held(void)
{
	size_t n;

	(void)pthread_mutex_lock(&lock);
	n = held;
	(void)pthread_mutex_unlock(&lock);
	return n;
}

WRAP(void *, malloc, size_t size)
{
	return fails(IO_MEMORY, ENOMEM) ? NULL : hold(__real_malloc(size));
}

WRAP(void *, calloc, size_t count, size_t size)
{
	return fails(IO_MEMORY, ENOMEM) ? NULL
					: hold(__real_calloc(count, size));
}

WRAP(void *, realloc, void *old, size_t size)
{
	void *grown;
	bool was;

	if (fails(IO_MEMORY, ENOMEM))
		return NULL;
	was = old && release(old);
	grown = __real_realloc(old, size);
	if (grown)
		return hold(grown);
	/* A block that could not grow is still held. */
	if (was)
		(void)hold(old);
	return NULL;
}

WRAP(int, posix_memalign, void **out, size_t alignment, size_t size)
{
	int error = fails(IO_MEMORY, ENOMEM)
			    ? ENOMEM
			    : __real_posix_memalign(out, alignment, size);

	if (!error)
		(void)hold(*out);
	return error;
}

void __wrap_free(void *p)
{
	if (p)
		(void)release(p);
	__real_free(p);
}

int io_next_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	if (fd >= 0)
		(void)close(fd);
	return fd;
}
