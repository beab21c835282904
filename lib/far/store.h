/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was read of a file, on disk: a file in the folder of the cache.
 *
 * Any number of processes may use it at once. It is a convenience: what cannot
 * be kept is asked for again, and no failure here is an error. Every block has
 * a check of its own, so that a block of which a crash left a part, or that
 * somebody changed, is not there.
 */
#ifndef NB_FAR_STORE_H
#define NB_FAR_STORE_H

#include "far/answer.h"

#include <nbarc/far.h>

/* The file in the cache; it owns fd and table. */
struct nb_far_store {
	char *folder, *path; /* owned; NULL: nothing is kept on disk */
	uint64_t most;	     /* bytes that the folder may take */
	int fd;		     /* -1: the file is not there */
	uint64_t blocks;     /* of the file that is kept */
	const uint8_t *table;
	struct nb_far_version version;
	uint64_t room; /* bytes that may still be written to it */
};

/* Open what the cache has of a URL: store->fd and version tell. */
void nb_far_store_open(struct nb_far_store *store, const char *url,
		       const struct nb_far_options *options);

/* Begin anew with this version, unless the store has it. What another version
 * had is gone; processes that read it are not affected. If the version is not
 * to be kept, nothing is read or written from now on. */
void nb_far_store_begin(struct nb_far_store *store,
			const struct nb_far_version *version, bool keep);

/* Bytes that are there from `offset` on: those of a block. */
uint64_t nb_far_store_has(const struct nb_far_store *store, uint64_t offset);

/* Copy what is there from `offset` on, at most len bytes; returns how many. */
size_t nb_far_store_get(struct nb_far_store *store, uint64_t offset, void *out,
			size_t len);

/* Keep the whole blocks among these bytes. */
void nb_far_store_put(struct nb_far_store *store, uint64_t offset,
		      const uint8_t *data, size_t len);

void nb_far_store_close(struct nb_far_store *store);

#endif
