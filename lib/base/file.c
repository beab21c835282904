/* SPDX-License-Identifier: Apache-2.0 */
#define _XOPEN_SOURCE 700 /* realpath() */

#include "base/file.h"
#include "base/alloc.h"
#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_STEP ((size_t)256 * 1024)

struct nb_output {
	char *path;
	char *temporary; /* NULL once renamed */
	int fd;
};

enum nb_status nb_fd_read_some(int fd, const char *name, struct nb_buf *out,
			       struct nb_error *err)
{
	ssize_t n;

	if (nb_buf_reserve(out, READ_STEP))
		return nb_fail_mem(err);
	do {
		n = read(fd, out->data + out->len, READ_STEP);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return nb_fail_sys(err, name, "read");
	out->len += (size_t)n;
	return NB_OK;
}

enum nb_status nb_fd_read(int fd, const char *name, size_t limit,
			  struct nb_buf *out, struct nb_error *err)
{
	size_t start = out->len, before;
	enum nb_status st;

	for (;;) {
		before = out->len;
		st = nb_fd_read_some(fd, name, out, err);
		if (st || out->len == before)
			return st;
		if (out->len - start > limit) {
			(void)nb_fail_at(err, NB_LIMIT, limit,
					 "longer than the limit of %zu bytes",
					 limit);
			nb_error_file(err, name);
			return NB_LIMIT;
		}
	}
}

enum nb_status nb_file_read(const char *path, size_t limit, struct nb_buf *out,
			    struct nb_error *err)
{
	enum nb_status st;
	int fd;

	if (strcmp(path, "-") == 0)
		return nb_fd_read(STDIN_FILENO, "(stdin)", limit, out, err);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return nb_fail_sys(err, path, "open");
	st = nb_fd_read(fd, path, limit, out, err);
	(void)close(fd);
	return st;
}

enum nb_status nb_fd_write(int fd, const char *name, const void *data,
			   size_t len, struct nb_error *err)
{
	const uint8_t *p = data;
	ssize_t n;

	while (len > 0) {
		n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return nb_fail_sys(err, name, "write");
		p += n;
		len -= (size_t)n;
	}
	return NB_OK;
}

enum nb_status nb_fd_write_at(int fd, const char *name, uint64_t offset,
			      const void *data, size_t len,
			      struct nb_error *err)
{
	const uint8_t *p = data;
	ssize_t n;

	while (len > 0) {
		n = pwrite(fd, p, len, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return nb_fail_sys(err, name, "write");
		p += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return NB_OK;
}

enum nb_status nb_fd_read_at(int fd, const char *name, uint64_t offset,
			     void *data, size_t len, struct nb_error *err)
{
	uint8_t *p = data;
	ssize_t n;

	if (offset > (uint64_t)INT64_MAX - len)
		return nb_fail_at(err, NB_INVALID, offset, "offset too large");
	while (len > 0) {
		n = pread(fd, p, len, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return nb_fail_sys(err, name, "read");
		if (n == 0) {
			(void)nb_fail_at(err, NB_INVALID, offset,
					 "the file ends too early");
			nb_error_file(err, name);
			return NB_INVALID;
		}
		p += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return NB_OK;
}

/*
 * Lock a new file, so that nb_output_tidy() of another machine, which does not
 * see this process, keeps off. false: it came in between.
 */
static bool hold(const struct nb_output *o)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct stat there;

	/* A file system without locks has no such others. */
	if (fcntl(o->fd, F_SETLK, &whole) != 0 &&
	    (errno == EACCES || errno == EAGAIN))
		return false;
	return stat(o->temporary, &there) == 0 || errno != ENOENT;
}

/* An unused name next to path, opened O_EXCL. A leftover of a crash is not
 * taken over: the next number is tried. */
static int open_temporary(struct nb_output *o)
{
	size_t size = strlen(o->path) + 32;
	unsigned n;

	o->temporary = malloc(size);
	if (!o->temporary)
		return -1;
	for (n = 0; n < 1000; n++) {
		(void)snprintf(o->temporary, size, "%s.%ld.%u.tmp", o->path,
			       (long)getpid(), n);
		o->fd = open(o->temporary,
			     O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (o->fd >= 0 && !hold(o)) {
			(void)close(o->fd);
			o->fd = -1;
			errno = EEXIST;
		}
		if (o->fd >= 0 || errno != EEXIST)
			break;
	}
	return o->fd;
}

static enum nb_status new_output(const char *path, struct nb_output **out,
				 struct nb_error *err)
{
	struct nb_output *o = nb_alloc(1, sizeof(*o));

	*out = NULL;
	if (!o)
		return nb_fail_mem(err);
	o->fd = -1;
	o->path = nb_strndup(path, strlen(path));
	if (!o->path) {
		free(o);
		return nb_fail_mem(err);
	}
	*out = o;
	return NB_OK;
}

enum nb_status nb_output_create(const char *path, struct nb_output **out,
				struct nb_error *err)
{
	struct nb_output *o;
	enum nb_status st = new_output(path, &o, err);

	*out = NULL;
	if (st)
		return st;
	if (open_temporary(o) < 0) {
		st = nb_fail_sys(err, path, "create");
		free(o->temporary);
		o->temporary = NULL;
		nb_output_free(o);
		return st;
	}
	*out = o;
	return NB_OK;
}

enum nb_status nb_fd_lock(int fd, const char *path, struct nb_error *err)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(fd, F_SETLK, &whole) == 0)
		return NB_OK;
	if (errno != EACCES && errno != EAGAIN)
		return nb_fail_sys(err, path, "lock");
	(void)nb_fail(err, NB_BUSY,
		      "another process is writing to it; try again later");
	nb_error_file(err, path);
	return NB_BUSY;
}

/*
 * Is the locked file the one that has the temporary name, and a new one? The
 * process that held the lock may have given it the name of the output
 * meanwhile; one that died left it half written, or with both names, so that
 * it must not be written to. *again: its temporary name is gone now, try once
 * more.
 */
static enum nb_status claim(const struct nb_output *o, bool *again,
			    struct nb_error *err)
{
	struct stat locked, named;

	*again = false;
	if (fstat(o->fd, &locked) != 0)
		return nb_fail_sys(err, o->path, "stat");
	if (stat(o->temporary, &named) != 0 || locked.st_dev != named.st_dev ||
	    locked.st_ino != named.st_ino) {
		*again = true;
		return NB_OK;
	}
	if (locked.st_nlink == 1 && locked.st_size == 0)
		return NB_OK;
	*again = true;
	return unlink(o->temporary) == 0
		       ? NB_OK
		       : nb_fail_sys(err, o->temporary, "remove");
}

static enum nb_status open_locked(struct nb_output *o, bool *again,
				  struct nb_error *err)
{
	enum nb_status st;

	o->fd = open(o->temporary,
		     O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY,
		     0666);
	if (o->fd < 0)
		return nb_fail_sys(err, o->temporary, "create");
	st = nb_fd_lock(o->fd, o->path, err);
	if (!st)
		st = claim(o, again, err);
	if (st || *again) {
		(void)close(o->fd);
		o->fd = -1;
	}
	return st;
}

enum nb_status nb_output_create_locked(const char *path, struct nb_output **out,
				       struct nb_error *err)
{
	size_t size = strlen(path) + sizeof(".new");
	struct nb_output *o;
	bool again = true;
	enum nb_status st = new_output(path, &o, err);

	*out = NULL;
	if (st)
		return st;
	o->temporary = malloc(size);
	if (!o->temporary) {
		nb_output_free(o);
		return nb_fail_mem(err);
	}
	(void)snprintf(o->temporary, size, "%s.new", path);
	while (!st && again)
		st = open_locked(o, &again, err);
	if (st) {
		/* Another process may own what has that name. */
		free(o->temporary);
		o->temporary = NULL;
		nb_output_free(o);
		return st;
	}
	*out = o;
	return NB_OK;
}

/* A file that replaces another is for the same people; its group is kept where
 * that is allowed, and the owner where this is root's doing. */
static enum nb_status copy_mode(const char *path, int fd, struct nb_error *err)
{
	struct stat s;

	if (stat(path, &s) != 0)
		return errno == ENOENT ? NB_OK : nb_fail_sys(err, path, "stat");
	if (fchown(fd, s.st_uid, s.st_gid) != 0 &&
	    fchown(fd, (uid_t)-1, s.st_gid) != 0)
		s.st_mode &= (mode_t) ~(S_IRWXG | S_ISUID | S_ISGID);
	return fchmod(fd, s.st_mode & 07777) == 0
		       ? NB_OK
		       : nb_fail_sys(err, path, "change the mode of");
}

enum nb_status nb_output_replace(const char *path, struct nb_output **out,
				 struct nb_error *err)
{
	char *file = realpath(path, NULL);
	enum nb_status st = nb_output_create(file ? file : path, out, err);

	if (!st)
		st = copy_mode(path, (*out)->fd, err);
	if (st) {
		nb_output_free(*out);
		*out = NULL;
	}
	free(file);
	return st;
}

int nb_output_fd(const struct nb_output *out)
{
	return out->fd;
}

enum nb_status nb_sync_dir(const char *path, struct nb_error *err)
{
	char *copy = nb_strndup(path, strlen(path));
	enum nb_status st = NB_OK;
	int fd;

	if (!copy)
		return nb_fail_mem(err);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* EINVAL: a file system whose directories cannot be synced. */
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		st = nb_fail_sys(err, path, "sync the directory of");
	if (fd >= 0)
		(void)close(fd);
	free(copy);
	return st;
}

int nb_output_take_fd(struct nb_output *out)
{
	int fd = out->fd;

	out->fd = -1;
	return fd;
}

static enum nb_status sync_file(const struct nb_output *o, struct nb_error *err)
{
	/* EINVAL: a pipe or a device, which cannot be synced. */
	if (fsync(o->fd) != 0 && errno != EINVAL)
		return nb_fail_sys(err, o->path, "fsync");
	return NB_OK;
}

static enum nb_status renamed(struct nb_output *o, struct nb_error *err)
{
	free(o->temporary);
	o->temporary = NULL;
	return nb_sync_dir(o->path, err);
}

enum nb_status nb_output_commit(struct nb_output *o, struct nb_error *err)
{
	enum nb_status st = sync_file(o, err);

	if (st)
		return st;
	if (rename(o->temporary, o->path) != 0)
		return nb_fail_sys(err, o->path, "rename");
	return renamed(o, err);
}

/* What could not be written to disk as a whole must not be there. */
static enum nb_status appeared(struct nb_output *o, struct nb_error *err)
{
	enum nb_status st = renamed(o, err);

	if (st)
		(void)unlink(o->path);
	return st;
}

enum nb_status nb_output_commit_new(struct nb_output *o, struct nb_error *err)
{
	enum nb_status st = sync_file(o, err);

	if (st)
		return st;
	/* rename() would replace what another process made meanwhile. */
	if (link(o->temporary, o->path) == 0) {
		(void)unlink(o->temporary);
		return appeared(o, err);
	}
	if (errno == EEXIST) {
		(void)nb_fail(err, NB_BUSY,
			      "another process has created it meanwhile");
		nb_error_file(err, o->path);
		return NB_BUSY;
	}
	/* A file system without hard links. */
	if (rename(o->temporary, o->path) != 0)
		return nb_fail_sys(err, o->path, "rename");
	return appeared(o, err);
}

void nb_output_free(struct nb_output *o)
{
	if (!o)
		return;
	if (o->temporary)
		(void)unlink(o->temporary);
	if (o->fd >= 0)
		(void)close(o->fd);
	free(o->temporary);
	free(o->path);
	free(o);
}
