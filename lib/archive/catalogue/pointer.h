/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pointers: where an index node leads to (format-spec/nbarc-format.md, section
 * 7.5). Roots records have copies of them.
 */
#ifndef NB_ARCHIVE_POINTER_H
#define NB_ARCHIVE_POINTER_H

#include "archive/catalogue/entry.h"

#include <nbarc/buf.h>

#include <stdbool.h>

/* A pointer to a node. The key is borrowed from where the pointer was read. */
struct nb_pointer {
	uint64_t offset; /* of the node in the file */
	uint32_t size;	 /* bytes of its record */
	/* Bytes of the hashes record, which ends where the node begins; 0 for
	 * an index node. */
	uint32_t hashes_size;
	struct nb_entry_key key; /* of the first entry below */
};

/* Take the pointer at *p, and move past it; false when it does not end at or
 * before `end`. */
bool nb_pointer_get(const uint8_t **p, const uint8_t *end,
		    struct nb_pointer *pointer);

/* Append a pointer. Fails only with NB_NOMEM. */
NB_CHECK enum nb_status nb_pointer_put(struct nb_buf *b,
				       const struct nb_pointer *pointer);

#endif
