/* SPDX-License-Identifier: Apache-2.0 */
/* Reading whole inputs, and output files that appear whole or not at all. */
#ifndef NB_BASE_FILE_H
#define NB_BASE_FILE_H

#include <nbarc/buf.h>

/*
 * Append all of `path` ("-" is standard input) to out. More than `limit`
 * bytes is NB_LIMIT; a directory is NB_IO with EISDIR.
 */
NB_CHECK enum nb_status nb_file_read(const char *path, size_t limit,
				     struct nb_buf *out, struct nb_error *err);

/* The same from an open descriptor; `name` is for messages. */
NB_CHECK enum nb_status nb_fd_read(int fd, const char *name, size_t limit,
				   struct nb_buf *out, struct nb_error *err);

/* Append what one read(2) gives, at most 256 KiB: nothing at the end. */
NB_CHECK enum nb_status nb_fd_read_some(int fd, const char *name,
					struct nb_buf *out,
					struct nb_error *err);

/* Write all of data, going on after short writes and EINTR. */
NB_CHECK enum nb_status nb_fd_write(int fd, const char *name, const void *data,
				    size_t len, struct nb_error *err);

/* Write all of data at offset (at most INT64_MAX - len); the file's position
 * stays. */
NB_CHECK enum nb_status nb_fd_write_at(int fd, const char *name,
				       uint64_t offset, const void *data,
				       size_t len, struct nb_error *err);

/*
 * Lock the whole file for writing, or NB_BUSY at once when another process
 * has done so. Closing any descriptor of the file in this process gives the
 * lock up (POSIX).
 */
NB_CHECK enum nb_status nb_fd_lock(int fd, const char *path,
				   struct nb_error *err);

/* Read exactly len bytes at offset; the end of file before that is
 * NB_INVALID. */
NB_CHECK enum nb_status nb_fd_read_at(int fd, const char *name, uint64_t offset,
				      void *data, size_t len,
				      struct nb_error *err);

/*
 * An output file under a temporary name in the directory of `path`. Nothing
 * is at `path` until nb_output_commit() has written the file to disk, renamed
 * it and written its directory to disk. nb_output_free() without a commit
 * removes the temporary file.
 */
struct nb_output;
NB_CHECK enum nb_status nb_output_create(const char *path,
					 struct nb_output **out,
					 struct nb_error *err);
/* The same where a file may be at `path` already, which is replaced: it keeps
 * its mode, and symbolic links that lead to it stay. */
NB_CHECK enum nb_status nb_output_replace(const char *path,
					  struct nb_output **out,
					  struct nb_error *err);

/*
 * The same for a file that one process at a time may make: its temporary name
 * is `path` with ".new", it is locked, and NB_BUSY is returned at once when
 * another process holds it. What a process that died left there is
 * removed. The lock stays with the file after nb_output_commit_new().
 */
NB_CHECK enum nb_status nb_output_create_locked(const char *path,
						struct nb_output **out,
						struct nb_error *err);

int nb_output_fd(const struct nb_output *out);
NB_CHECK enum nb_status nb_output_commit(struct nb_output *out,
					 struct nb_error *err);
/* The same for a file that must not be there yet: NB_BUSY when it is. */
NB_CHECK enum nb_status nb_output_commit_new(struct nb_output *out,
					     struct nb_error *err);
void nb_output_free(struct nb_output *out);
/* The descriptor, which is the caller's from now on. */
int nb_output_take_fd(struct nb_output *out);

/* fsync the directory that holds path. */
NB_CHECK enum nb_status nb_sync_dir(const char *path, struct nb_error *err);

#endif
