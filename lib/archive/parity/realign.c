/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Putting the blocks of a shifted file back to their places
 * (format-spec/nbarc-format.md, section 17, "Repair").
 *
 * Where bytes were inserted or lost, everything after them stands elsewhere
 * than the parity sets say. The anchors, records that state their own place,
 * give the distances that occur in the file. A block between two anchors stands
 * at the distance of one of them, unless it was hit; its check tells at which.
 * What is not found is left to nb_heal_set().
 *
 * For each block as many places are tried as nb_anchors_places() gives, and the
 * one at the distance of the block before it: the time is that of hashing the
 * file six times at most.
 */
#include "archive/parity/realign.h"
#include "archive/parity/parity.h"
#include "archive/record/displaced.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COPY_STEP ((size_t)1 << 20) /* bytes that are copied at a time */

/* The work on one set. The arrays are owned. */
struct aligner {
	const struct nb_shifted *f;
	const struct nb_parity_set *set;
	struct nb_repaired *done;
	uint8_t *checks; /* the table, as far as `known` says that it is there
			  */
	bool *known;
	uint8_t *block;	   /* scratch */
	uint64_t distance; /* of the block that was found last, modulo 2^64 */
};

/* ---- the parts */

/* Copy `len` bytes from offset `from` of the old file to `to` of the new one,
 * as far as the old file has them. */
static enum nb_status copy_range(const struct nb_shifted *f, uint64_t from,
				 uint64_t to, uint64_t len, uint8_t *buffer,
				 struct nb_error *err)
{
	enum nb_status st = NB_OK;
	uint64_t skip;
	size_t n;

	/* `from` is below 0 where bytes before the first anchor are lost. */
	if (from > INT64_MAX) {
		skip = 0 - from;
		if (skip >= len)
			return NB_OK;
		from = 0;
		to += skip;
		len -= skip;
	}
	if (from >= f->size)
		return NB_OK;
	if (len > f->size - from)
		len = f->size - from;
	for (; !st && len; from += n, to += n, len -= n) {
		n = len < COPY_STEP ? (size_t)len : COPY_STEP;
		st = nb_fd_read_at(f->fd, NULL, from, buffer, n, err);
		if (!st)
			st = nb_fd_write_at(f->out, NULL, to, buffer, n, err);
	}
	return st;
}

/* Fill the new file with its parts. */
static enum nb_status copy_parts(const struct nb_shifted *f,
				 struct nb_error *err)
{
	const struct nb_anchors *a = f->parts;
	uint8_t *buffer = malloc(COPY_STEP);
	enum nb_status st = buffer ? NB_OK : nb_fail_mem(err);
	uint64_t at = 0, end;
	size_t i;

	for (i = 0; !st && i < a->count && at < f->end; i++) {
		end = i + 1 < a->count ? a->list[i + 1].stated : f->end;
		if (end > f->end)
			end = f->end;
		if (end <= at)
			continue;
		st = copy_range(f, at - a->list[i].stated + a->list[i].found,
				at, end - at, buffer, err);
		at = end;
	}
	if (!st && ftruncate(f->out, (off_t)f->end) != 0)
		st = nb_fail_sys(err, NULL, "truncate");
	free(buffer);
	return st;
}

/* The distance at which copy_parts() has filled the new file at `at`. */
static uint64_t filled_at(const struct nb_anchors *parts, uint64_t at)
{
	const struct nb_anchor *part =
		&parts->list[nb_anchors_after(parts, at) - 1];

	return part->found - part->stated;
}

/* ---- checks */

/* Read a record of checks that is stated to stand at `place`, if a whole one is
 * found. False if not. */
static bool find_piece(const struct aligner *a, uint64_t place, uint32_t size,
		       struct nb_buf *record)
{
	uint64_t places[NB_PLACES_MAX];
	size_t i, n = nb_anchors_places(a->f->anchors, place, places);

	for (i = 0; i < n; i++) {
		record->len = 0;
		if (nb_record_read(nb_local(a->f->fd), places[i], size,
				   a->f->size, NB_RECORD_CHECKS, NB_NODE_MAX,
				   record, NULL) == NB_OK &&
		    nb_set_is_record(a->set, place, record->data))
			return true;
	}
	return false;
}

/* Take the checks of one record, in whichever copy it is, and put the record in
 * its place. */
static enum nb_status take_piece(struct aligner *a, uint32_t index,
				 struct nb_error *err)
{
	const struct nb_parity_set *s = a->set;
	uint32_t piece = index % nb_set_pieces(s);
	size_t first = (size_t)piece * NB_PIECE_CHECKS;
	size_t count = nb_piece_checks(s, piece);
	uint64_t place = nb_piece_offset(s, index);
	struct nb_buf record = {0};
	enum nb_status st = NB_OK;

	if (find_piece(a, place, (uint32_t)nb_piece_size(s, index), &record)) {
		memcpy(a->checks + first * NB_CHECK_SIZE,
		       record.data + NB_PARITY_HEAD, count * NB_CHECK_SIZE);
		memset(a->known + first, true, count);
		st = nb_fd_write_at(a->f->out, NULL, place, record.data,
				    record.len, err);
	}
	nb_buf_free(&record);
	return st;
}

/* ---- blocks */

/* Read the `len` bytes at `place` of the old file into a->block, with zeros up
 * to the block size. True if the block there has its check. */
static bool block_at(const struct aligner *a, uint64_t index, uint64_t place,
		     size_t len)
{
	uint8_t check[NB_CHECK_SIZE];

	if (place > a->f->size || len > a->f->size - place ||
	    nb_fd_read_at(a->f->fd, NULL, place, a->block, len, NULL))
		return false;
	memset(a->block + len, 0, a->set->block - len);
	nb_block_check(a->block, a->set->block, check);
	return memcmp(check, a->checks + index * NB_CHECK_SIZE,
		      NB_CHECK_SIZE) == 0;
}

/* Find a block of `len` bytes that should stand at `at`; false if it stands at
 * no likely place. Its distance is then a->distance. */
static bool find_block(struct aligner *a, uint64_t index, uint64_t at,
		       size_t len)
{
	uint64_t places[NB_PLACES_MAX];
	size_t i, n;

	if (block_at(a, index, at + a->distance, len))
		return true;
	n = nb_anchors_places(a->f->anchors, at, places);
	for (i = 0; i < n; i++) {
		if (places[i] == at + a->distance ||
		    !block_at(a, index, places[i], len))
			continue;
		a->distance = places[i] - at;
		return true;
	}
	return false;
}

/* Put the block with this index in the table of checks, whose `len` bytes
 * should stand at `at`, in its place, if it is found. */
static enum nb_status align_block(struct aligner *a, uint64_t index,
				  uint64_t at, size_t len, struct nb_error *err)
{
	if (!a->known[index] || !find_block(a, index, at, len))
		return NB_OK;
	a->done->displaced += a->distance != 0;
	if (filled_at(a->f->parts, at) == a->distance &&
	    filled_at(a->f->parts, at + len - 1) == a->distance)
		return NB_OK;
	return nb_fd_write_at(a->f->out, NULL, at, a->block, len, err);
}

/* Put the data blocks and the parity blocks of the set in their places. */
static enum nb_status align_blocks(struct aligner *a, struct nb_error *err)
{
	const struct nb_parity_set *s = a->set;
	uint64_t n = nb_set_blocks(s), b;
	enum nb_status st = NB_OK;
	uint32_t row, stripe;

	for (b = 0; !st && b < n; b++) {
		uint64_t at = s->from + b * s->block;
		size_t len =
			s->to - at < s->block ? (size_t)(s->to - at) : s->block;

		st = align_block(a, b, at, len, err);
	}
	for (row = 0; row < s->rows; row++)
		for (stripe = 0; !st && stripe < s->stripes; stripe++)
			st = align_block(
				a, n + (uint64_t)row * s->stripes + stripe,
				nb_row_offset(s, row) + NB_PARITY_HEAD +
					(uint64_t)stripe * s->block,
				s->block, err);
	return st;
}

static enum nb_status align_set(struct aligner *a, struct nb_error *err)
{
	const struct nb_parity_set *s = a->set;
	enum nb_status st = NB_OK;
	uint32_t i;

	a->checks = nb_alloc(nb_set_checks(s), NB_CHECK_SIZE);
	a->known = nb_alloc(nb_set_checks(s), sizeof(*a->known));
	a->block = nb_alloc(1, s->block);
	if (!a->checks || !a->known || !a->block)
		st = nb_fail_mem(err);
	for (i = 0; !st && i < 2 * nb_set_pieces(s); i++)
		st = take_piece(a, i, err);
	if (!st)
		st = align_blocks(a, err);
	free(a->checks);
	free(a->known);
	free(a->block);
	return st;
}

enum nb_status nb_realign(const struct nb_shifted *f,
			  const struct nb_parity_set *sets, size_t count,
			  struct nb_repaired *done, struct nb_error *err)
{
	enum nb_status st = copy_parts(f, err);
	size_t i;

	for (i = 0; !st && i < count; i++) {
		struct aligner a = {.f = f, .set = &sets[i], .done = done};

		st = align_set(&a, err);
	}
	return st;
}
