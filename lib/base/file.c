/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole reads and writes, locks, and output files that appear complete or not
 * at all (section 10, "New files").
 *
 * The order of a commit is fsync() of the file, rename() or link(), fsync() of
 * the directory: after a crash at any point there is the old file or the
 * complete new one. Temporary files are locked for as long as they are open,
 * which is how nb_output_tidy() and a second writer on another machine know
 * that they are in use.
 */
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

/*
 * Bytes of one read(2): large enough that the calls do not matter, small enough
 * for a pipe that gives little.
 */
#define READ_STEP ((size_t)256 * 1024)

/* Both names are owned, and so is the descriptor until nb_output_take_fd(). */
struct nb_output {
	char *path;	 /* the final name */
	char *temporary; /* NULL once renamed: then it is not removed */
	int fd;		 /* -1 once taken */
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

/*
 * O_NONBLOCK changes nothing for regular files. O_NOCTTY: a terminal that is
 * opened by mistake must not become the controlling one.
 */
enum nb_status nb_file_open(const char *path, int flags, int *fd,
			    struct nb_error *err)
{
	struct stat s;
	enum nb_status st = NB_OK;

	*fd = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
	if (*fd < 0)
		return nb_fail_sys(err, path, "open");
	if (fstat(*fd, &s) != 0) {
		st = nb_fail_sys(err, path, "stat");
	} else if (!S_ISREG(s.st_mode)) {
		st = nb_fail(err, NB_INVALID, "not a regular file");
		nb_error_file(err, path);
	}
	if (st) {
		(void)close(*fd);
		*fd = -1;
	}
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

	/* Offsets come from the file; off_t is signed. */
	if (offset > (uint64_t)INT64_MAX - len)
		return nb_fail_at(err, NB_INVALID, offset,
				  "the offset is too large for a file");
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
 * Lock a new temporary file, so that nb_output_tidy() on another machine, which
 * cannot see this process, leaves it alone. False if it removed the file before
 * the lock was there: another name must be tried.
 */
static bool lock_temporary(const struct nb_output *o)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	struct stat there;

	/*
	 * Other errors mean a file system without locks; the file is then not
	 * shared with others that could remove it.
	 */
	if (fcntl(o->fd, F_SETLK, &whole) != 0 &&
	    (errno == EACCES || errno == EAGAIN))
		return false;
	return stat(o->temporary, &there) == 0 || errno != ENOENT;
}

/*
 * Create the temporary file under the first free name. A file that a crash left
 * is never written to, as another process might have it open: the next number
 * is tried. -1 with errno.
 */
static int open_temporary(struct nb_output *o)
{
	size_t size = strlen(o->path) + 32; /* ".PID.N.tmp" and a NUL */
	unsigned n;

	o->temporary = malloc(size);
	if (!o->temporary)
		return -1;
	/* One process has one number; 1000 leftovers mean something else. */
	for (n = 0; n < 1000; n++) {
		(void)snprintf(o->temporary, size, "%s.%ld.%u.tmp", o->path,
			       (long)getpid(), n);
		o->fd = open(o->temporary,
			     O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (o->fd >= 0 && !lock_temporary(o)) {
			(void)close(o->fd);
			o->fd = -1;
			errno = EEXIST;
		}
		if (o->fd >= 0 || errno != EEXIST)
			break;
	}
	return o->fd;
}

/* An object with its path and nothing else. */
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
		/* There is nothing to remove. */
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
	(void)nb_fail(
		err, NB_BUSY,
		"another process is writing to the file; try again later");
	nb_error_file(err, path);
	return NB_BUSY;
}

/*
 * The file was opened, then locked. Check that it may be written to: that the
 * temporary name still leads to it, and that it is new.
 *
 * In between, the process that held the lock may have renamed the file to
 * its final name, or linked it there and died before the temporary name was
 * removed; or it died with the file half written. *again is set if the
 * temporary name does not lead to a usable file any more, and the whole must be
 * tried again.
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
	/* A second link is the final name; a size is left of a dead process. */
	if (locked.st_nlink == 1 && locked.st_size == 0)
		return NB_OK;
	*again = true;
	return unlink(o->temporary) == 0
		       ? NB_OK
		       : nb_fail_sys(err, o->temporary, "remove");
}

/* One attempt to open, lock and claim the temporary file. Where that fails, a
 * file that was not there before is removed: nobody else could lock it. */
static enum nb_status open_locked(struct nb_output *o, bool *again,
				  struct nb_error *err)
{
	const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY;
	bool created;
	enum nb_status st;

	o->fd = open(o->temporary, flags | O_EXCL, 0666);
	created = o->fd >= 0;
	if (o->fd < 0 && errno == EEXIST)
		o->fd = open(o->temporary, flags, 0666);
	if (o->fd < 0)
		return nb_fail_sys(err, o->temporary, "create");
	st = nb_fd_lock(o->fd, o->path, err);
	if (!st)
		st = claim(o, again, err);
	if (st && st != NB_BUSY && created)
		(void)unlink(o->temporary);
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
		/* The file of that name may be another process's. */
		free(o->temporary);
		o->temporary = NULL;
		nb_output_free(o);
		return st;
	}
	*out = o;
	return NB_OK;
}

/*
 * Give the new file the owner, group and mode of the file that it replaces, so
 * that the same people can read it. Only root may change the owner. If the
 * group cannot be kept either, its rights are dropped instead of given to
 * another group.
 */
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

/*
 * The file has its final name: forget the temporary one, and sync the
 * directory.
 */
static enum nb_status finish_rename(struct nb_output *o, struct nb_error *err)
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
	return finish_rename(o, err);
}

/*
 * Like finish_rename(), but a new file whose name may not be on disk is
 * removed: the caller reports a failure, and nothing must be there.
 */
static enum nb_status finish_new(struct nb_output *o, struct nb_error *err)
{
	enum nb_status st = finish_rename(o, err);

	if (st)
		(void)unlink(o->path);
	return st;
}

enum nb_status nb_output_commit_new(struct nb_output *o, struct nb_error *err)
{
	enum nb_status st = sync_file(o, err);

	if (st)
		return st;
	/* link() fails if the name exists; rename() would replace the file. */
	if (link(o->temporary, o->path) == 0) {
		(void)unlink(o->temporary);
		return finish_new(o, err);
	}
	if (errno == EEXIST) {
		(void)nb_fail(err, NB_BUSY,
			      "another process has created the file meanwhile");
		nb_error_file(err, o->path);
		return NB_BUSY;
	}
	/* The file system has no hard links. */
	if (rename(o->temporary, o->path) != 0)
		return nb_fail_sys(err, o->path, "rename");
	return finish_new(o, err);
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
