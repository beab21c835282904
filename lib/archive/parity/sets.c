/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/parity/sets.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)1 << 20) /* bytes that are searched at a time */
/* A record's signature, kind and version: SIGNATURE_LEN bytes at offset
 * SIGNATURE_AT of the record. */
#define SIGNATURE_LEN 8u
#define SIGNATURE_AT 8u

/* A file that is searched. */
struct search {
	int fd;
	uint64_t size;
	struct nb_parity_sets *sets;
};

enum nb_status nb_sets_add(struct nb_parity_sets *sets,
			   const struct nb_parity_set *set,
			   struct nb_error *err)
{
	struct nb_parity_set *grown = nb_grow(sets->list, &sets->cap,
					      sets->count + 1, sizeof(*grown));

	if (!grown)
		return nb_fail_mem(err);
	sets->list = grown;
	grown[sets->count++] = *set;
	return NB_OK;
}

static int by_place(const void *a, const void *b)
{
	const struct nb_parity_set *x = a, *y = b;

	if (x->set != y->set)
		return x->set < y->set ? -1 : 1;
	/* Heads that state different sets at one place: any of them, but always
	 * the same. */
	return memcmp(x, y, sizeof(*x));
}

/* Put the sets in order, and drop all but one of each place. */
static void sort_sets(struct nb_parity_sets *sets)
{
	size_t i, kept = 0;

	if (sets->count == 0)
		return;
	qsort(sets->list, sets->count, sizeof(*sets->list), by_place);
	for (i = 1; i < sets->count; i++)
		if (sets->list[i].set != sets->list[kept].set)
			sets->list[++kept] = sets->list[i];
	sets->count = kept + 1;
}

/* Add the set of the record that stands at offset `at` of the file, if its head
 * is sound and says that it stands at `stated`. */
static enum nb_status read_set(const struct search *s, uint64_t at,
			       uint64_t stated, struct nb_error *err)
{
	uint8_t head[NB_PARITY_HEAD];
	struct nb_parity_set set;
	uint64_t place;
	enum nb_status st;

	if (at > s->size || sizeof(head) > s->size - at)
		return NB_OK;
	st = nb_fd_read_at(s->fd, NULL, at, head, sizeof(head), err);
	if (!st && nb_set_read(head, &set, &place) && place == stated)
		st = nb_sets_add(s->sets, &set, err);
	return st;
}

/* True if p has the signature of a record of a parity set. */
static bool is_signature(const uint8_t *p)
{
	return memcmp(p, "nbarc", 5) == 0 &&
	       (p[5] == NB_RECORD_CHECKS || p[5] == NB_RECORD_PARITY) &&
	       p[6] == 1 && p[7] == 0;
}

/* Look for signatures in the `len` bytes that stand at offset `from`. */
static enum nb_status search_chunk(const struct search *s, const uint8_t *data,
				   size_t len, uint64_t from,
				   struct nb_error *err)
{
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i + SIGNATURE_LEN <= len; i++) {
		const uint8_t *p = memchr(data + i, 'n', len - i);
		uint64_t at;

		if (!p || (size_t)(p - data) + SIGNATURE_LEN > len)
			break;
		i = (size_t)(p - data);
		at = from + i;
		if (is_signature(p) && at >= NB_HEADER_SIZE + SIGNATURE_AT)
			st = read_set(s, at - SIGNATURE_AT, at - SIGNATURE_AT,
				      err);
	}
	return st;
}

enum nb_status nb_sets_find(int fd, uint64_t size, struct nb_parity_sets *sets,
			    struct nb_error *err)
{
	const struct search s = {fd, size, sets};
	uint8_t *data = malloc(CHUNK + SIGNATURE_LEN);
	enum nb_status st = data ? NB_OK : nb_fail_mem(err);
	uint64_t at;

	for (at = 0; !st && at < size; at += CHUNK) {
		uint64_t left = size - at;
		size_t n = left < CHUNK + SIGNATURE_LEN ? (size_t)left
							: CHUNK + SIGNATURE_LEN;

		st = nb_fd_read_at(fd, NULL, at, data, n, err);
		if (!st)
			st = search_chunk(&s, data, n, at, err);
	}
	free(data);
	sort_sets(sets);
	return st;
}

enum nb_status nb_sets_find_moved(int fd, uint64_t size,
				  const struct nb_anchors *anchors,
				  struct nb_parity_sets *sets,
				  struct nb_error *err)
{
	const struct search s = {fd, size, sets};
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; !st && i < anchors->count; i++)
		st = read_set(&s, anchors->list[i].found,
			      anchors->list[i].stated, err);
	sort_sets(sets);
	return st;
}

bool nb_sets_fit(const struct nb_parity_sets *sets)
{
	const struct nb_parity_set *s = sets->list;
	uint64_t end = nb_sets_end(sets), sum = 0;
	size_t i;

	for (i = 0; i < sets->count; i++, s++) {
		if (i && s->set < nb_set_end(s - 1))
			return false;
		sum += s->to - s->from;
		if (sum > 2 * end)
			return false;
	}
	return true;
}

uint64_t nb_sets_end(const struct nb_parity_sets *sets)
{
	return nb_set_end(&sets->list[sets->count - 1]);
}
