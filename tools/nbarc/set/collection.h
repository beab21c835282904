/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of collections (nbarcs(5)): the archives of a corpus, a line each, with
 * the Merkle root that each had and the titles and dates that it holds.
 */
#ifndef NB_TOOLS_NBARC_COLLECTION_H
#define NB_TOOLS_NBARC_COLLECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include "base/sha256.h"

/* What the name of such a file ends with. */
#define NBARC_COLLECTION_SUFFIX ".nbarcs"

/* A title in an archive, and the first and last date that it has of it, eight
 * digits each. */
struct nbarc_range {
	char title[13], first[9], last[9];
};

/* An archive of a collection. The texts are those of the collection. */
struct nbarc_shard {
	const char *path;  /* from the folder of the process; or a URL */
	const char *shown; /* the path in messages */
	bool far;	   /* it is a URL */
	bool has_root;
	uint8_t root[NB_SHA256_SIZE];
	/* What it holds, by title; ranges of the collection. If `known` is not
	 * set, it may hold anything, whatever the ranges say. */
	bool known;
	size_t range, range_count;
	unsigned line; /* of the file, for messages */
};

/* A collection; all of it is owned. All zeros is an empty one. */
struct nbarc_collection {
	struct nbarc_shard *shards;
	size_t count, cap;
	struct nbarc_range *ranges;
	size_t range_count, range_cap;
	char **paths; /* of the shards, with what is shown of them */
	size_t path_cap;
	bool far; /* one of them is a URL */
};

/* True if the path, or the URL, is called as a file of a collection. */
bool nbarc_is_collection(const char *path);

/*
 * Read a file of a collection. NB_INVALID, with the line, if it is none, or if
 * an archive has an address that is none of http, https and s3. Call
 * nbarc_collection_free() also after a failure.
 */
NB_CHECK enum nb_status nbarc_collection_read(const char *path,
					      struct nbarc_collection *c,
					      struct nb_error *err);

/* True if the archive may have pages or items that `id` names, which is an
 * identifier or the beginning of one. */
bool nbarc_shard_may_have(const struct nbarc_collection *c,
			  const struct nbarc_shard *shard, const char *id);

void nbarc_collection_free(struct nbarc_collection *c);

#endif
