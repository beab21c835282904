/* SPDX-License-Identifier: Apache-2.0 */
/* Where the archives of a reading room are: files, URLs, and what collections
 * name. */
#ifndef NB_TOOLS_NBARC_SERVE_SOURCES_H
#define NB_TOOLS_NBARC_SERVE_SOURCES_H

#include <stdbool.h>
#include <stddef.h>

#include <nbarc/status.h>

#include "set/collection.h"

/* An archive. The texts live as long as the sources. */
struct room_source {
	const char *path;  /* or URL */
	const char *shown; /* in messages */
	bool far;	   /* it is a URL */
	/* It is of a collection: the room is opened without it if it cannot be
	 * opened. */
	bool optional;
};

/* All of them; owned. All zeros is none. */
struct room_sources {
	struct room_source *list;
	size_t count, cap;
	char (*shown)[512]; /* of the operands */
	struct nbarc_collection *collections;
	size_t operands;
	bool far; /* one of them is a URL */
};

/* Take the operands of the command line, which are borrowed. NB_INVALID of a
 * collection. Call room_sources_free() also after a failure. */
NB_CHECK enum nb_status room_sources_read(char *const *operands, size_t count,
					  struct room_sources *sources,
					  struct nb_error *err);

void room_sources_free(struct room_sources *sources);

#endif
