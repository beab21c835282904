/* SPDX-License-Identifier: Apache-2.0 */
/* The identifiers on a command line, and those on standard input. */
#ifndef NB_TOOLS_NBARC_IDS_H
#define NB_TOOLS_NBARC_IDS_H

#include <stddef.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

/* Identifiers, NUL-terminated, in the order in which they are asked for. The
 * array is owned; the texts are those of the command line, or in `text`. */
struct nbarc_ids {
	char **list;
	size_t count;
	struct nb_buf text; /* of standard input; private */
};

/*
 * Take the operands; "-" stands for the lines of standard input. Of a line the
 * first word counts, so that a table of nbarc list will do; lines that are
 * empty or begin with '#', and a byte order mark, are passed over. Call
 * nbarc_ids_free() also after a failure. NB_IO if standard input cannot be
 * read, NB_INVALID if it has a NUL.
 */
NB_CHECK enum nb_status nbarc_ids_read(char **operands, size_t count,
				       struct nbarc_ids *ids,
				       struct nb_error *err);

/* Check a list of identifiers that was read from `path`: NB_INVALID, with the
 * line, if it has a NUL. */
NB_CHECK enum nb_status nbarc_ids_check(const char *path,
					const struct nb_buf *list,
					struct nb_error *err);

/*
 * The identifiers of a list that was read, with a NUL after it: begin after a
 * byte order mark, and call nbarc_ids_next() until it returns NULL. Each
 * identifier is NUL-terminated in the list, which is changed.
 */
char *nbarc_ids_begin(struct nb_buf *list);
char *nbarc_ids_next(char **at, char *end);

void nbarc_ids_free(struct nbarc_ids *ids);

#endif
