/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Items that were searched, kept for the next search (<nbarc/grep.h>).
 *
 * An item is known by the SHA-256 of its document and its place in it. So what
 * is kept can never be stale, and no archive has to say that it changed. Every
 * function may be called by any thread.
 */
#ifndef NB_FIND_SEARCH_CACHE_H
#define NB_FIND_SEARCH_CACHE_H

#include <nbarc/buf.h>
#include <nbarc/grep.h>

#include <stdbool.h>
#include <stdint.h>

/* Which item: the `len` bytes at `offset` of the document. */
struct nb_cache_key {
	const uint8_t *sha256; /* of the document; borrowed */
	uint32_t offset, len;
};

/* Append the item to a buffer. False if it is not there, or memory is lacking;
 * then nothing was appended. */
bool nb_grep_cache_take(struct nb_grep_cache *cache,
			const struct nb_cache_key *key, struct nb_buf *to);

/* Keep a copy of the key->len bytes at `xml`, which the caller has compared
 * with the hash. Those not used for the longest time make room for it. Without
 * memory, or for an item that is too long, nothing happens. */
void nb_grep_cache_keep(struct nb_grep_cache *cache,
			const struct nb_cache_key *key, const char *xml);

#endif
