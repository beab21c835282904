/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading and writing files.
 *
 * Calls interrupted by a signal are repeated, short reads and writes continued.
 * A failed system call is reported with the name of the file. `name` and `path`
 * of functions that take a descriptor are for messages only.
 */
#ifndef NB_BASE_FILE_H
#define NB_BASE_FILE_H

#include <nbarc/buf.h>

/*
 * Append all of `path` ("-" is standard input) to out. NB_LIMIT if there are
 * more than `limit` bytes; a directory is NB_IO with EISDIR. After a failure,
 * out may hold a part of the file.
 */
NB_CHECK enum nb_status nb_file_read(const char *path, size_t limit,
				     struct nb_buf *out, struct nb_error *err);

/*
 * Open an existing file that is read or written by offsets, with these flags of
 * open(2). NB_INVALID if it is not a regular file; a FIFO or a device is
 * refused without waiting for its other end. On failure *fd is -1, and errno is
 * that of open(2) if that failed.
 */
NB_CHECK enum nb_status nb_file_open(const char *path, int flags, int *fd,
				     struct nb_error *err);

/* Like nb_file_read(), from the position of an open descriptor. */
NB_CHECK enum nb_status nb_fd_read(int fd, const char *name, size_t limit,
				   struct nb_buf *out, struct nb_error *err);

/*
 * Append what one read(2) returns, at most 256 KiB. Nothing is appended at the
 * end of the file.
 */
NB_CHECK enum nb_status nb_fd_read_some(int fd, const char *name,
					struct nb_buf *out,
					struct nb_error *err);

/* Write len bytes at the position of the descriptor. */
NB_CHECK enum nb_status nb_fd_write(int fd, const char *name, const void *data,
				    size_t len, struct nb_error *err);

/*
 * Write len bytes at `offset` of the file, at most INT64_MAX - len. The
 * position of the descriptor does not change.
 */
NB_CHECK enum nb_status nb_fd_write_at(int fd, const char *name,
				       uint64_t offset, const void *data,
				       size_t len, struct nb_error *err);

/*
 * Lock the whole file for writing. NB_BUSY, at once, if another process has
 * locked it. It is a POSIX record lock: it belongs to the process, and is lost
 * when the process closes any descriptor of the file.
 */
NB_CHECK enum nb_status nb_fd_lock(int fd, const char *path,
				   struct nb_error *err);

/*
 * Read exactly len bytes at `offset`. NB_INVALID if the file ends before that,
 * or if the offset, which may come from a damaged file, is beyond INT64_MAX.
 */
NB_CHECK enum nb_status nb_fd_read_at(int fd, const char *name, uint64_t offset,
				      void *data, size_t len,
				      struct nb_error *err);

/*
 * An output file that appears complete or not at all.
 *
 * It is written under a temporary name in the directory of `path`. Nothing is
 * at `path` until a commit has synced the file, renamed it and synced its
 * directory. The object owns the descriptor and the temporary file;
 * nb_output_free() without a commit removes the latter. *out is NULL after a
 * failed creation.
 */
struct nb_output;

/* Create the temporary file "PATH.PID.N.tmp", open for reading and writing. */
NB_CHECK enum nb_status nb_output_create(const char *path,
					 struct nb_output **out,
					 struct nb_error *err);

/*
 * Like nb_output_create(), for a file that may replace one at `path`. The new
 * file gets the mode of the old one, and symbolic links are followed.
 */
NB_CHECK enum nb_status nb_output_replace(const char *path,
					  struct nb_output **out,
					  struct nb_error *err);

/*
 * Like nb_output_create(), for a file that one process at a time may make
 * (section 10, "New files"). The temporary name is `path` with ".new", and the
 * file is locked: NB_BUSY, at once, if another process has it. A file that a
 * dead process left under that name is removed. The lock stays with the file
 * after nb_output_commit_new().
 */
NB_CHECK enum nb_status nb_output_create_locked(const char *path,
						struct nb_output **out,
						struct nb_error *err);

/* The descriptor, to write to; it stays the object's. */
int nb_output_fd(const struct nb_output *out);

/*
 * Sync the file, give it its own name, which replaces any file there, and sync
 * the directory. After a failure `path` still has what it had before, unless
 * only the last step failed.
 */
NB_CHECK enum nb_status nb_output_commit(struct nb_output *out,
					 struct nb_error *err);
/*
 * Like nb_output_commit(), for a file that must not replace another: NB_BUSY if
 * there is a file at `path` by now. If the directory cannot be synced, the file
 * is removed again.
 */
NB_CHECK enum nb_status nb_output_commit_new(struct nb_output *out,
					     struct nb_error *err);

/* Close and free; removes the file unless it was committed. NULL is fine. */
void nb_output_free(struct nb_output *out);

/* Take the descriptor out of the object: the caller closes it. */
int nb_output_take_fd(struct nb_output *out);

/*
 * fsync() the directory that holds `path`, so that a rename or a new name in it
 * survives a crash.
 */
NB_CHECK enum nb_status nb_sync_dir(const char *path, struct nb_error *err);

#endif
