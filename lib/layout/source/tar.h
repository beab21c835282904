/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives of tar (POSIX.1-1988, ustar), in memory: members that are regular
 * files, with names of at most 100 bytes.
 */
#ifndef NB_LAYOUT_TAR_H
#define NB_LAYOUT_TAR_H

#include <nbarc/buf.h>

#include <stdbool.h>

/* Bytes of a block: members and their heads are whole blocks. */
#define NB_TAR_BLOCK 512u
/* Bytes of a name with its NUL. */
#define NB_TAR_NAME_MAX 101u

/*
 * Append a member. Its mode, owner and time are always the same, so that the
 * same files give the same bytes. NB_LIMIT if the name is too long or the file
 * has 8 GiB.
 */
NB_CHECK enum nb_status nb_tar_add(struct nb_buf *tar, const char *name,
				   const void *bytes, size_t len,
				   struct nb_error *err);

/* Append the end. Only NB_NOMEM can happen. */
NB_CHECK enum nb_status nb_tar_end(struct nb_buf *tar, struct nb_error *err);

/* A member; `bytes` points into the archive. */
struct nb_tar_member {
	char name[NB_TAR_NAME_MAX];
	const uint8_t *bytes;
	size_t len;
};

/* Does a file begin with a member of tar of that name? */
bool nb_tar_begins(const void *bytes, size_t len, const char *name);

/*
 * Read the member at *at, and move *at to the next one. *there is false at the
 * end. NB_INVALID, with the offset of the member, if it is none, or no regular
 * file, or does not end within the archive.
 */
NB_CHECK enum nb_status nb_tar_next(const uint8_t *tar, size_t len, size_t *at,
				    struct nb_tar_member *member, bool *there,
				    struct nb_error *err);

#endif
