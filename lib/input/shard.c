/* SPDX-License-Identifier: Apache-2.0 */
/* Dividing the files of an ingest among several (shard.h). */
#include "input/shard.h"
#include "base/error.h"

#include <string.h>

/* The length of the issue of a page in its identifier: all but the last part.
 */
static size_t issue_len(const char *id)
{
	const char *hyphen = strrchr(id, '-');

	return hyphen ? (size_t)(hyphen - id) : strlen(id);
}

/* True if the file begins another issue than that of `before`. */
static bool begins_issue(const char *before, const char *id)
{
	size_t len = issue_len(before);

	return !*id || issue_len(id) != len || memcmp(before, id, len) != 0;
}

/*
 * Where shard number k, from 0, would begin if issues did not matter. Of the
 * product, 64 bits are enough: a list has fewer than 2^40 files.
 */
static uint64_t ideal(uint64_t count, unsigned k, unsigned shards)
{
	return count * k / shards;
}

/* The bounds of a shard, and the bytes of its files, while all are gone
 * through. */
struct bounds {
	uint64_t from, to; /* UINT64_MAX: not found yet */
	uint64_t bytes;
};

/* Look at file number `at`, with which an issue begins or not. */
static void look(struct bounds *b, const struct nb_inputs *in, unsigned shard,
		 unsigned shards, uint64_t at, bool begins,
		 const struct nb_input *input)
{
	if (begins && b->from == UINT64_MAX &&
	    at >= ideal(in->count, shard - 1, shards))
		b->from = at;
	if (begins && b->to == UINT64_MAX && shard < shards &&
	    at >= ideal(in->count, shard, shards))
		b->to = at;
	if (b->from != UINT64_MAX && b->to == UINT64_MAX)
		b->bytes += input->size;
}

enum nb_status nb_inputs_shard(struct nb_inputs *in, unsigned shard,
			       unsigned shards, struct nb_error *err)
{
	struct bounds b = {UINT64_MAX, UINT64_MAX, 0};
	char before[NB_ID_MAX] = "";
	struct nb_input input;
	uint64_t at;
	enum nb_status st = NB_OK;

	for (at = 0;; at++) {
		st = nb_inputs_next(in, &input, err);
		if (st || !input.path)
			break;
		if (strcmp(input.path, "-") == 0)
			return nb_fail(err, NB_USAGE,
				       "standard input cannot be divided among "
				       "shards");
		look(&b, in, shard, shards, at,
		     at == 0 || begins_issue(before, input.id), &input);
		memcpy(before, input.id, strlen(input.id) + 1);
	}
	if (b.to == UINT64_MAX)
		b.to = at;
	in->from = b.from < b.to ? b.from : b.to;
	in->to = b.to;
	in->divided = true;
	in->count = in->to - in->from;
	in->bytes = b.bytes;
	return st ? st : nb_inputs_rewind(in, err);
}
