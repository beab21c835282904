/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Choosing among matches (format-spec/nbarc-format.md, section 6).
 *
 * A long match is taken at once. Up to the next one, the cheapest way is looked
 * for: how many bits literals and short matches take is estimated, and the
 * shortest path over all places is computed, as zstd does on its high levels.
 * In this way sources take as many bytes as on level 17 of zstd, which finds
 * matches in a binary tree of everything, in a fiftieth of the time.
 */
#include "archive/frame/align.h"
#include "archive/frame/matches.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* The costs, in bits: of a literal, and of a match besides its offset and the
 * higher bits of its length. */
#define LITERAL_COST 6u
#define MATCH_COST 13u
/* A match of this length is taken at once. A higher value makes the sources
 * smaller by less than 0.2 %. */
#define LONG_MATCH 64u
/* Places that a path has, at most, before a decision is made. */
#define PATH_MAX_PLACES 1024u
/* A match in the data of this length is of a page that occurs twice. It tells
 * as much of the source as one in its document. */
#define COPY_LENGTH 256u
/* The part of the sources that may be something else than such matches. */
#define UNALIGNED_PART 4u
/* If more than half of so many bytes is something else, the rest is not looked
 * at: files of OCR engines stand together. */
#define TRIAL_BYTES ((size_t)128 << 10)
/* Sources of which a sequence describes fewer bytes are not aligned either;
 * this bounds the memory of the sequences. */
#define SEQUENCE_BYTES 8u
/* Bytes of the matcher's table of the data, of the places of a way, and of
 * zstd's encoder. */
#define FIXED_MEMORY ((size_t)2 << 20)

/* A place on the way: the cheapest way to get there, and its last step. A step
 * of a literal has offset 0 and length 1. */
struct place {
	uint32_t cost;
	struct nb_match step;
};

/* Everything about one call. Places are offsets from `at`; those up to `last`
 * have been reached. The matcher is owned. */
struct aligner {
	struct nb_matcher *matcher;
	struct nb_sequences *out;
	size_t at;	  /* offset in the data: everything before it is done */
	size_t unaligned; /* bytes of the sources, so far */
	size_t last;
	struct place places[PATH_MAX_PLACES + LONG_MATCH + 1];
	struct nb_match way[PATH_MAX_PLACES + LONG_MATCH + 1];
};

/* The position of the highest bit of n, which is not 0. */
static uint32_t log2_of(uint32_t n)
{
	return 31u - (uint32_t)__builtin_clz(n);
}

/* The bits that a match is estimated to take. Lengths have further bits from 35
 * on (RFC 8878, section 3.1.1.3.2.1.1). */
static uint32_t cost_of(uint32_t offset, uint32_t length)
{
	uint32_t cost = MATCH_COST + log2_of(offset);

	return length < 35 ? cost : cost + log2_of(length - 3) - 1;
}

/* Reach the place `to` at this cost, if that is the cheapest way so far. */
static void reach(struct aligner *a, size_t to, uint32_t cost,
		  const struct nb_match *step)
{
	while (a->last < to)
		a->places[++a->last].cost = UINT32_MAX;
	if (cost < a->places[to].cost)
		a->places[to] = (struct place){cost, *step};
}

/* Try a match, and every shorter one, as a step from the place `from`. */
static void try_match(struct aligner *a, size_t from,
		      const struct nb_match *match)
{
	struct nb_match step = *match;

	for (step.length = NB_MATCH_LEAST; step.length <= match->length;
	     step.length++)
		reach(a, from + step.length,
		      a->places[from].cost + cost_of(step.offset, step.length),
		      &step);
}

/* The long match that saves most; NULL if all are short. */
static const struct nb_match *best_long(const struct nb_match *matches,
					size_t count)
{
	const struct nb_match *best = NULL;
	uint64_t most = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct nb_match *m = &matches[i];
		uint64_t saved = (uint64_t)m->length * LITERAL_COST -
				 cost_of(m->offset, m->length);

		if (m->length >= LONG_MATCH && saved > most) {
			most = saved;
			best = m;
		}
	}
	return best;
}

/*
 * Look for the cheapest way from a->at on, at most to `end`, and return the
 * place where it ends: where all ways meet, or where a long match begins, which
 * *found then is; otherwise its length is 0.
 */
static size_t look_ahead(struct aligner *a, size_t end, struct nb_match *found)
{
	static const struct nb_match literal = {0, 1, false};
	struct nb_match matches[NB_MATCHES_MAX];
	size_t i, k, count;

	found->length = 0;
	a->last = 0;
	a->places[0].cost = 0;
	for (i = 0; i < PATH_MAX_PLACES && a->at + i < end; i++) {
		const struct nb_match *best;

		/* Nothing reaches over this place, and a match ends here. */
		if (i && i == a->last && a->places[i].step.offset)
			break;
		reach(a, i + 1, a->places[i].cost + LITERAL_COST, &literal);
		count = nb_matcher_find(a->matcher, a->at + i, end, matches);
		best = best_long(matches, count);
		if (best) {
			*found = *best;
			break;
		}
		for (k = 0; k < count; k++)
			try_match(a, i, &matches[k]);
	}
	return i;
}

/* Describe the next bytes: literals up to the offset `to`, or a match. */
static enum nb_status put(struct aligner *a, const struct nb_match *step)
{
	enum nb_status st =
		step->offset
			? nb_sequences_match(a->out, step->offset, step->length)
			: nb_sequences_literals(a->out, step->length);

	if (step->offset)
		nb_matcher_use(a->matcher, a->at, step);
	if (!step->offset || (!step->in_document && step->length < COPY_LENGTH))
		a->unaligned += step->length;
	a->at += step->length;
	return st;
}

/* Describe the data up to the place `to` in the way that was found. */
static enum nb_status put_way(struct aligner *a, size_t to)
{
	enum nb_status st = NB_OK;
	size_t steps = 0;

	for (; to; to -= a->way[steps++].length)
		a->way[steps] = a->places[to].step;
	while (!st && steps)
		st = put(a, &a->way[--steps]);
	return st;
}

/* Describe the data up to `end`. NB_NOMEM, without a text. */
static enum nb_status put_text(struct aligner *a, size_t end)
{
	struct nb_match found;
	enum nb_status st = NB_OK;

	while (!st && a->at < end) {
		st = put_way(a, look_ahead(a, end, &found));
		if (!st && found.length)
			st = put(a, &found);
	}
	return st;
}

/* Is too much of the sources, `total` bytes, something else than text of their
 * documents, as far as they were described? */
static bool hopeless(const struct aligner *a, uint64_t total)
{
	return a->unaligned > total / UNALIGNED_PART ||
	       a->out->count > total / SEQUENCE_BYTES ||
	       (a->at >= TRIAL_BYTES && a->unaligned > a->at / 2);
}

/* Describe all sources; *aligned is false as soon as that is hopeless. */
static enum nb_status put_sources(struct aligner *a,
				  const struct nb_pair *pairs, size_t count,
				  bool *aligned, struct nb_error *err)
{
	uint64_t total = 0;
	enum nb_status st = NB_OK;
	size_t i;

	for (i = 0; i < count; i++)
		total += pairs[i].stored_len;
	for (i = 0; !st && i < count && *aligned; i++) {
		st = nb_matcher_document(a->matcher, pairs[i].document,
					 pairs[i].document_len, err);
		if (!st && put_text(a, a->at + pairs[i].stored_len))
			st = nb_fail_mem(err);
		*aligned = !hopeless(a, total);
	}
	return st;
}

enum nb_status nb_align(const struct nb_buf *content,
			const struct nb_buf *stored,
			const struct nb_pair *pairs, size_t count,
			struct nb_sequences *sequences, bool *aligned,
			struct nb_error *err)
{
	struct aligner *a = calloc(1, sizeof(*a));
	enum nb_status st;

	*aligned = true;
	nb_sequences_begin(sequences, stored->len, content->len);
	if (!a)
		return nb_fail_mem(err);
	a->out = sequences;
	st = nb_matcher_create(content, stored, &a->matcher, err);
	if (!st)
		st = put_sources(a, pairs, count, aligned, err);
	/* The journals, which have no document */
	if (!st && *aligned)
		st = nb_matcher_document(a->matcher, 0, 0, err);
	if (!st && *aligned && put_text(a, stored->len))
		st = nb_fail_mem(err);
	nb_matcher_free(a->matcher);
	free(a);
	return st;
}

size_t nb_align_memory(const struct nb_pair *pairs, size_t count, size_t len)
{
	size_t longest = 0, i;

	for (i = 0; i < count; i++)
		if (pairs[i].document_len > longest)
			longest = pairs[i].document_len;
	/* Three tables of the document, of which two can have twice as many
	 * places as it has bytes; an array of sequences that doubles; the frame
	 * and what it decodes to. */
	return FIXED_MEMORY + 20 * longest +
	       2 * NB_SEQUENCE_SIZE / SEQUENCE_BYTES * len + 2 * len;
}
