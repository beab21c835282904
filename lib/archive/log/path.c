/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making and checking paths (format-spec/nbarc-format.md, section 19; RFC 9162,
 * sections 2.1.3 and 2.1.4).
 *
 * A tree of n leaves is divided at the largest power of two below n. A path
 * notes, at each division on the way down to its leaf, the hash of the part
 * that it does not enter.
 */
#include "archive/log/path.h"

#include <string.h>

/* The largest power of two below n, which is at least 2. */
static uint64_t division(uint64_t n)
{
	return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

enum nb_status nb_path_range(const struct nb_subtrees *s, uint64_t from,
			     uint64_t to, uint8_t hash[NB_SHA256_SIZE],
			     struct nb_error *err)
{
	uint8_t parts[NB_MERKLE_HEIGHT + 1][NB_SHA256_SIZE];
	enum nb_status st = NB_OK;
	size_t count = 0;

	while (!st && from < to) {
		unsigned height = 63 - (unsigned)__builtin_clzll(to - from);

		st = s->get(s->context, from, height, parts[count++], err);
		from += (uint64_t)1 << height;
	}
	if (!st)
		nb_merkle_fold(parts, count, hash);
	return st;
}

/* Append the hash of the leaves from `from` to `to` - 1 to the path. */
static enum nb_status note(struct nb_path *path, const struct nb_subtrees *s,
			   uint64_t from, uint64_t to, struct nb_error *err)
{
	return nb_path_range(s, from, to, path->hashes[path->count++], err);
}

/* The way down notes the topmost hash first; a path begins with the lowest. */
static void reverse(struct nb_path *path)
{
	size_t i, n = path->count;

	for (i = 0; i < n / 2; i++) {
		uint8_t hash[NB_SHA256_SIZE];

		memcpy(hash, path->hashes[i], NB_SHA256_SIZE);
		memcpy(path->hashes[i], path->hashes[n - 1 - i],
		       NB_SHA256_SIZE);
		memcpy(path->hashes[n - 1 - i], hash, NB_SHA256_SIZE);
	}
}

enum nb_status nb_path_inclusion(const struct nb_subtrees *s, uint64_t index,
				 uint64_t leaves, struct nb_path *path,
				 struct nb_error *err)
{
	uint64_t from = 0, to = leaves;
	enum nb_status st = NB_OK;

	path->count = 0;
	while (!st && to - from > 1) {
		uint64_t middle = from + division(to - from);

		if (index < middle) {
			st = note(path, s, middle, to, err);
			to = middle;
		} else {
			st = note(path, s, from, middle, err);
			from = middle;
		}
	}
	reverse(path);
	return st;
}

/* The way down ends where the rest is a part of the old tree as it is. The hash
 * of that is part of the path unless it is the root of the old tree itself. */
enum nb_status nb_path_consistency(const struct nb_subtrees *s, uint64_t old,
				   uint64_t leaves, struct nb_path *path,
				   struct nb_error *err)
{
	uint64_t from = 0, to = leaves;
	enum nb_status st = NB_OK;

	path->count = 0;
	while (!st && old < to) {
		uint64_t middle = from + division(to - from);

		if (old <= middle) {
			st = note(path, s, middle, to, err);
			to = middle;
		} else {
			st = note(path, s, from, middle, err);
			from = middle;
		}
	}
	if (!st && from > 0)
		st = note(path, s, from, to, err);
	reverse(path);
	return st;
}

/* RFC 9162, section 2.1.3.2, with its names fn and sn as `at` and `last`. */
bool nb_path_includes(const struct nb_path *path,
		      const uint8_t leaf[NB_SHA256_SIZE], uint64_t index,
		      uint64_t leaves, const uint8_t root[NB_SHA256_SIZE])
{
	uint64_t at = index, last = leaves - 1;
	uint8_t r[NB_SHA256_SIZE];
	size_t i;

	if (leaves == 0 || index >= leaves)
		return false;
	memcpy(r, leaf, NB_SHA256_SIZE);
	for (i = 0; i < path->count; i++) {
		if (last == 0)
			return false;
		if ((at & 1) || at == last) {
			nb_merkle_inner(path->hashes[i], r, r);
			while (!(at & 1) && at) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			nb_merkle_inner(r, path->hashes[i], r);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0 && memcmp(r, root, NB_SHA256_SIZE) == 0;
}

/*
 * Follow the path from its hash `i` on to both roots; `at` and `last` are fn
 * and sn of RFC 9162, section 2.1.4.2. fr and sr, which begin as the same hash,
 * become the two roots.
 */
static bool follow(const struct nb_path *path, size_t i, uint64_t at,
		   uint64_t last, uint8_t fr[NB_SHA256_SIZE],
		   uint8_t sr[NB_SHA256_SIZE])
{
	for (; i < path->count; i++) {
		const uint8_t *hash = path->hashes[i];

		if (last == 0)
			return false;
		if ((at & 1) || at == last) {
			nb_merkle_inner(hash, fr, fr);
			nb_merkle_inner(hash, sr, sr);
			while (!(at & 1) && at) {
				at >>= 1;
				last >>= 1;
			}
		} else {
			nb_merkle_inner(sr, hash, sr);
		}
		at >>= 1;
		last >>= 1;
	}
	return last == 0;
}

bool nb_path_consistent(const struct nb_path *path, uint64_t old,
			const uint8_t old_root[NB_SHA256_SIZE], uint64_t leaves,
			const uint8_t root[NB_SHA256_SIZE])
{
	uint8_t fr[NB_SHA256_SIZE], sr[NB_SHA256_SIZE];
	uint64_t at = old - 1, last = leaves - 1;
	size_t used = 0;

	if (old == 0 || old > leaves)
		return false;
	if (old == leaves)
		return path->count == 0 &&
		       memcmp(old_root, root, NB_SHA256_SIZE) == 0;
	while (at & 1) {
		at >>= 1;
		last >>= 1;
	}
	/* An old tree that is perfect is a part of the new one as it is: the
	 * path begins with its root, which is left out. */
	if (path->count == 0)
		return false;
	if (at == 0)
		memcpy(fr, old_root, NB_SHA256_SIZE);
	else
		memcpy(fr, path->hashes[used++], NB_SHA256_SIZE);
	memcpy(sr, fr, NB_SHA256_SIZE);
	return follow(path, used, at, last, fr, sr) &&
	       memcmp(fr, old_root, NB_SHA256_SIZE) == 0 &&
	       memcmp(sr, root, NB_SHA256_SIZE) == 0;
}
