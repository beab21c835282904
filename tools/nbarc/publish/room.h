/* SPDX-License-Identifier: Apache-2.0 */
/* The files of the reading room that are the same for every archive. */
#ifndef NB_TOOLS_NBARC_ROOM_H
#define NB_TOOLS_NBARC_ROOM_H

#include <stdbool.h>
#include <stddef.h>

/* A file; all of it lives as long as the program. */
struct nbarc_room_file {
	const char *name; /* with its folder; it is not NUL-terminated */
	size_t name_len;
	const char *data;
	size_t len;
};

/* Take the file at *at, which is 0 at first and is moved on. False after the
 * last one. */
bool nbarc_room_next(size_t *at, struct nbarc_room_file *file);

#endif
