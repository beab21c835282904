/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a file by ranges of its bytes, wherever it lies: a descriptor of this
 * machine, or functions of the program (<nbarc/ranges.h>).
 *
 * All that only reads an archive or an index goes through here. What writes has
 * a descriptor (base/file.h), from which nb_local() makes a file to read.
 */
#ifndef NB_BASE_RANGES_H
#define NB_BASE_RANGES_H

#include <nbarc/ranges.h>

#include <stdbool.h>

/*
 * An open file, copied as freely as a descriptor is: it owns nothing, and
 * somebody calls nb_file_close() once. `fd` counts if `far` is NULL.
 */
struct nb_file {
	int fd; /* -1: none */
	const struct nb_far_file *far;
};

/* The file of an open descriptor; -1 is none. */
static inline struct nb_file nb_local(int fd)
{
	return (struct nb_file){fd, NULL};
}

/* What tells that a file is another one than before. A file far away does not
 * change: its functions see to that. */
struct nb_file_state {
	uint64_t size;		      /* bytes */
	int64_t seconds, nanoseconds; /* of the last change */
};

/* Set *file to a copy of `far`, whose close() nb_file_close() calls. Fails only
 * with NB_NOMEM, after a call of close(). */
NB_CHECK enum nb_status nb_file_open_far(const struct nb_far_file *far,
					 struct nb_file *file,
					 struct nb_error *err);

/*
 * Read exactly len bytes at `offset`. NB_INVALID if the file ends before that.
 * Other failures are those of the system or of the functions of the file, and
 * no damage of it. `name` is for messages.
 */
NB_CHECK enum nb_status nb_file_read_at(struct nb_file file, const char *name,
					uint64_t offset, void *data, size_t len,
					struct nb_error *err);

/* True if nb_file_expect() is of use: a caller need not gather ranges if not.
 */
static inline bool nb_file_is_far(struct nb_file file)
{
	return file.far != NULL;
}

/* These ranges will be read soon: a file far away may ask for all of them at
 * once. Nothing happens where it does not, or cannot. */
void nb_file_expect(struct nb_file file, const struct nb_range *ranges,
		    size_t count);

/* Get the present state. NB_INVALID, without the name, for a descriptor of
 * anything but a regular file. */
NB_CHECK enum nb_status nb_file_state(struct nb_file file, const char *name,
				      struct nb_file_state *state,
				      struct nb_error *err);

/* Get the present size in bytes. */
NB_CHECK enum nb_status nb_file_size(struct nb_file file, const char *name,
				     uint64_t *size, struct nb_error *err);

/* Close it. No file is fine. */
void nb_file_close(struct nb_file file);

#endif
