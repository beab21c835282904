/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hash table of items, and a list of them by the time of their last use.
 *
 * Items are copied in and out under one lock. A copy of some kilobytes takes
 * less time than a count of users would, and nobody holds what may be dropped.
 */
#include "find/search/cache.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of an item, about: a bucket for each that fits. */
#define ITEM_BYTES 4096u
/* An item may take one part in so many of the memory. */
#define PARTS 16u

/* An item. Items of one bucket form a list, and all of them a ring through the
 * cache: the one used last is first. */
struct kept {
	struct kept *next; /* in the bucket */
	struct kept *before, *after;
	uint8_t sha256[NB_SHA256_SIZE];
	uint32_t offset, len;
	char xml[];
};

struct nb_grep_cache {
	pthread_mutex_t lock;
	size_t most, used; /* bytes */
	size_t mask;	   /* number of buckets, which is a power of two, - 1 */
	struct kept **buckets;
	struct kept ring; /* its neighbours are the first and the last */
};

enum nb_status nb_grep_cache_create(size_t bytes, struct nb_grep_cache **cache,
				    struct nb_error *err)
{
	struct nb_grep_cache *c = nb_alloc(1, sizeof(*c));
	size_t buckets = 1;

	*cache = NULL;
	if (!c)
		return nb_fail_mem(err);
	while (buckets < bytes / ITEM_BYTES)
		buckets *= 2;
	c->buckets = nb_alloc(buckets, sizeof(struct kept *));
	if (!c->buckets) {
		free(c);
		return nb_fail_mem(err);
	}
	(void)pthread_mutex_init(&c->lock, NULL);
	c->most = bytes;
	c->mask = buckets - 1;
	c->ring.before = c->ring.after = &c->ring;
	*cache = c;
	return NB_OK;
}

static struct kept **bucket_of(struct nb_grep_cache *c, const uint8_t *sha256,
			       uint32_t offset)
{
	size_t hash;

	/* Bytes of a SHA-256 are as good as random. */
	memcpy(&hash, sha256, sizeof(hash));
	return &c->buckets[(hash + offset) & c->mask];
}

/* Where the pointer to the item is, or where the bucket ends. */
static struct kept **find(struct nb_grep_cache *c,
			  const struct nb_cache_key *key)
{
	struct kept **at = bucket_of(c, key->sha256, key->offset);

	while (*at && ((*at)->offset != key->offset || (*at)->len != key->len ||
		       memcmp((*at)->sha256, key->sha256, NB_SHA256_SIZE) != 0))
		at = &(*at)->next;
	return at;
}

static void take_out_of_ring(struct kept *k)
{
	k->before->after = k->after;
	k->after->before = k->before;
}

static void put_first(struct nb_grep_cache *c, struct kept *k)
{
	k->before = &c->ring;
	k->after = c->ring.after;
	k->after->before = k;
	c->ring.after = k;
}

static size_t size_of(const struct kept *k)
{
	return sizeof(*k) + k->len;
}

/* Drop the item that was not used for the longest time. */
static void drop_last(struct nb_grep_cache *c)
{
	struct kept *last = c->ring.before;
	struct kept **at = bucket_of(c, last->sha256, last->offset);

	while (*at != last)
		at = &(*at)->next;
	*at = last->next;
	take_out_of_ring(last);
	c->used -= size_of(last);
	free(last);
}

void nb_grep_cache_free(struct nb_grep_cache *c)
{
	if (!c)
		return;
	while (c->ring.before != &c->ring)
		drop_last(c);
	(void)pthread_mutex_destroy(&c->lock);
	free(c->buckets);
	free(c);
}

bool nb_grep_cache_take(struct nb_grep_cache *c, const struct nb_cache_key *key,
			struct nb_buf *to)
{
	struct kept *k;
	bool taken;

	(void)pthread_mutex_lock(&c->lock);
	k = *find(c, key);
	if (k) {
		take_out_of_ring(k);
		put_first(c, k);
	}
	taken = k && nb_buf_add(to, k->xml, k->len) == NB_OK;
	(void)pthread_mutex_unlock(&c->lock);
	return taken;
}

/* A copy of an item, or NULL. */
static struct kept *copy(const struct nb_cache_key *key, const char *xml)
{
	struct kept *k = nb_alloc(1, sizeof(*k) + key->len);

	if (!k)
		return NULL;
	memcpy(k->sha256, key->sha256, NB_SHA256_SIZE);
	k->offset = key->offset;
	k->len = key->len;
	memcpy(k->xml, xml, key->len);
	return k;
}

void nb_grep_cache_keep(struct nb_grep_cache *c, const struct nb_cache_key *key,
			const char *xml)
{
	struct kept *k, **at;

	if (key->len > c->most / PARTS)
		return;
	k = copy(key, xml);
	if (!k)
		return;
	(void)pthread_mutex_lock(&c->lock);
	at = find(c, key);
	if (*at) {
		free(k); /* another thread was faster */
	} else {
		*at = k;
		put_first(c, k);
		c->used += size_of(k);
	}
	while (c->used > c->most)
		drop_last(c);
	(void)pthread_mutex_unlock(&c->lock);
}
