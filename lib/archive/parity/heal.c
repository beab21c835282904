/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Healing one parity set: finding damaged blocks by their checks and computing
 * them from the good ones (format-spec/nbarc-format.md, section 17).
 *
 * First the table of checks is read, from whichever records of either copy are
 * whole. Then each stripe is healed by itself: its lost columns are computed
 * from as many good rows of parity, after what the good columns contribute to
 * those was taken out. In the end the whole set is computed anew from the
 * healed range and compared with the checks. That shows whether blocks whose
 * checks were lost were good, and gives new records for those that are damaged.
 */
#include "archive/parity/heal.h"
#include "archive/parity/gf16.h"
#include "archive/parity/parity.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/ranges.h"

#include <nbarc/parity.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * The work on one set. fd, gf, set and done are borrowed; the arrays are owned.
 * Checks are indexed as in the table: data blocks, then parity blocks.
 */
struct healer {
	int fd;
	const struct nb_gf *gf;
	const struct nb_parity_set *set;
	struct nb_repaired *done;
	uint8_t *checks[2]; /* the tables as the records of each copy have them;
			       a trusted check is in checks[0] */
	bool *trusted;	    /* the check is from a record that is whole */
	uint8_t *block;	    /* scratch */
	/* Of the current stripe. */
	uint32_t *lost; /* columns whose blocks are damaged, rising */
	size_t lost_count;
	uint32_t *used; /* as many good rows, to compute them from; behind them
			   the spare one */
	bool spare;	/* one row more is known to be right: it shows whether
			   what was computed is right, too */
	uint8_t **sums; /* a block for each row in `used` */
	uint8_t **healed;  /* a block for each column in `lost` */
	uint16_t *weights; /* of one block in each of sums or healed */
	size_t room; /* of all of these lists but `lost`, besides the spare
			row */
};

/* ---- checks */

/*
 * Take the checks of one record. If it is whole they are trusted, in place of
 * what the other copy gave. If it is damaged most of them are still right, so
 * that both copies are kept for judge() to choose from.
 */
static enum nb_status read_piece(struct healer *h, uint32_t index,
				 struct nb_error *err)
{
	const struct nb_parity_set *s = h->set;
	uint32_t copy = index / nb_set_pieces(s);
	size_t first = (size_t)(index % nb_set_pieces(s)) * NB_PIECE_CHECKS;
	size_t count = nb_piece_checks(s, index % nb_set_pieces(s)), i;
	size_t size = (size_t)nb_piece_size(s, index);
	uint8_t *record = nb_alloc(1, size);
	enum nb_status st =
		record ? nb_fd_read_at(h->fd, NULL, nb_piece_offset(s, index),
				       record, size, err)
		       : nb_fail_mem(err);
	bool whole = !st &&
		     nb_record_check(record, (uint32_t)size, NB_RECORD_CHECKS,
				     0, NULL) == NB_OK &&
		     nb_set_is_record(s, nb_piece_offset(s, index), record);

	for (i = first; !st && i < first + count; i++) {
		const uint8_t *check =
			record + NB_PARITY_HEAD + (i - first) * NB_CHECK_SIZE;

		if (!whole && h->trusted[i])
			continue;
		memcpy(h->checks[whole ? 0 : copy] + i * NB_CHECK_SIZE, check,
		       NB_CHECK_SIZE);
		h->trusted[i] |= whole;
	}
	free(record);
	return st;
}

/* Read both copies of the table of checks. */
static enum nb_status read_checks(struct healer *h, struct nb_error *err)
{
	uint32_t i, n = 2 * nb_set_pieces(h->set);
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < n; i++)
		st = read_piece(h, i, err);
	return st;
}

/* True if the check is all zeros, as those of a part that was zeroed or cut
 * off. */
static bool is_blank(const uint8_t *check)
{
	return nb_reserved_zero(check, NB_CHECK_SIZE);
}

/* What a check says of a block. UNKNOWN: both copies of its check are lost. */
enum verdict { WRONG, RIGHT, UNKNOWN };

/* Compare the check that was computed for a block with those in the set.
 * Without a trusted one, either copy may confirm it. */
static enum verdict judge(const struct healer *h, uint64_t index,
			  const uint8_t found[NB_CHECK_SIZE])
{
	const uint8_t *a = h->checks[0] + index * NB_CHECK_SIZE;
	const uint8_t *b = h->checks[1] + index * NB_CHECK_SIZE;

	if (memcmp(found, a, NB_CHECK_SIZE) == 0)
		return RIGHT;
	if (h->trusted[index])
		return WRONG;
	if (memcmp(found, b, NB_CHECK_SIZE) == 0)
		return RIGHT;
	return is_blank(a) && is_blank(b) ? UNKNOWN : WRONG;
}

/*
 * True unless the block in h->block is known to be wrong. One whose check is
 * lost is presumed good: computing the set anew shows in the end whether it
 * was.
 */
static bool is_good(const struct healer *h, uint64_t index)
{
	uint8_t found[NB_CHECK_SIZE];

	nb_block_check(h->block, h->set->block, found);
	return judge(h, index, found) != WRONG;
}

/* ---- one stripe */

/* The number of the data block in a column of a stripe. */
static uint64_t block_of(const struct healer *h, uint32_t stripe,
			 uint32_t column)
{
	return (uint64_t)column * h->set->stripes + stripe;
}

/* Read the parity block of a row of a stripe into h->block, and judge it. */
static enum nb_status read_parity(struct healer *h, uint32_t stripe,
				  uint32_t row, enum verdict *verdict,
				  struct nb_error *err)
{
	uint8_t found[NB_CHECK_SIZE];
	const struct nb_parity_set *s = h->set;
	uint64_t index = (uint64_t)row * s->stripes + stripe;
	enum nb_status st =
		nb_fd_read_at(h->fd, NULL,
			      nb_row_offset(s, row) + NB_PARITY_HEAD +
				      (uint64_t)stripe * s->block,
			      h->block, s->block, err);

	nb_block_check(h->block, s->block, found);
	*verdict = judge(h, nb_set_blocks(s) + index, found);
	return st;
}

/* List the columns of the stripe whose blocks are wrong. Columns after the last
 * data block are zeros and cannot be lost. */
static enum nb_status find_lost(struct healer *h, uint32_t stripe,
				struct nb_error *err)
{
	const struct nb_parity_set *s = h->set;
	enum nb_status st = NB_OK;
	uint32_t j;

	h->lost_count = 0;
	for (j = 0; !st && j < s->columns; j++) {
		uint64_t b = block_of(h, stripe, j);

		if (b >= nb_set_blocks(s))
			break;
		st = nb_block_read(h->fd, s, b, h->block, err);
		if (!st && !is_good(h, b))
			h->lost[h->lost_count++] = j;
	}
	return st;
}

/* Add the rows of which this is known to the `*count` that are used, up to
 * `most`. Their parity blocks are where the sums begin. */
static enum nb_status add_rows(struct healer *h, uint32_t stripe,
			       enum verdict wanted, size_t *count, size_t most,
			       struct nb_error *err)
{
	enum nb_status st = NB_OK;
	enum verdict verdict;
	uint32_t i;

	for (i = 0; !st && i < h->set->rows && *count < most; i++) {
		st = read_parity(h, stripe, i, &verdict, err);
		if (st || verdict != wanted)
			continue;
		h->used[*count] = i;
		memcpy(h->sums[(*count)++], h->block, h->set->block);
	}
	return st;
}

/* Find as many good rows as columns are lost, and one that can be spared if it
 * is right. *enough is false if there are too few. */
static enum nb_status find_rows(struct healer *h, uint32_t stripe, bool *enough,
				struct nb_error *err)
{
	size_t n = 0;
	enum nb_status st =
		add_rows(h, stripe, RIGHT, &n, h->lost_count + 1, err);

	h->spare = n > h->lost_count;
	if (!st && n < h->lost_count)
		st = add_rows(h, stripe, UNKNOWN, &n, h->lost_count, err);
	*enough = n >= h->lost_count;
	return st;
}

/* Take the good columns out of the sums, so that what the lost ones contribute
 * is left. Adding takes out as well, in characteristic 2. */
static enum nb_status take_out_good(struct healer *h, uint32_t stripe,
				    struct nb_error *err)
{
	const struct nb_parity_set *s = h->set;
	size_t next = 0, rows = h->lost_count + h->spare, r;
	enum nb_status st = NB_OK;
	uint32_t j;

	for (j = 0; !st && j < s->columns; j++) {
		uint64_t b = block_of(h, stripe, j);

		if (b >= nb_set_blocks(s))
			break;
		if (next < h->lost_count && h->lost[next] == j) {
			next++;
			continue;
		}
		st = nb_block_read(h->fd, s, b, h->block, err);
		if (st)
			break;
		for (r = 0; r < rows; r++)
			h->weights[r] = nb_gf_weight(h->gf, h->used[r], j);
		nb_gf_add(h->block, s->block, h->weights, h->sums, rows);
	}
	return st;
}

/* Compute the lost columns from the sums, by the inverse of the matrix that
 * makes the sums of them. */
static enum nb_status compute_lost(struct healer *h, struct nb_error *err)
{
	size_t n = h->lost_count, r, c;
	uint16_t *inverse = nb_alloc(n * n, sizeof(*inverse));
	enum nb_status st =
		inverse ? nb_gf_invert(h->gf, h->used, h->lost, n, inverse, err)
			: nb_fail_mem(err);

	for (c = 0; !st && c < n; c++)
		memset(h->healed[c], 0, h->set->block);
	for (r = 0; !st && r < n; r++) {
		for (c = 0; c < n; c++)
			h->weights[c] = inverse[c * n + r];
		nb_gf_add(h->sums[r], h->set->block, h->weights, h->healed, n);
	}
	free(inverse);
	return st;
}

/* True if the spare row is the sum of what was computed and of the good
 * columns. One that was wrongly presumed good shows there. */
static bool spare_agrees(struct healer *h)
{
	size_t n = h->lost_count, c;

	for (c = 0; h->spare && c < n; c++) {
		h->weights[0] = nb_gf_weight(h->gf, h->used[n], h->lost[c]);
		nb_gf_add(h->healed[c], h->set->block, h->weights, h->sums + n,
			  1);
	}
	return h->spare && nb_reserved_zero(h->sums[n], h->set->block);
}

/* Write all of data at offset `at`. */
static enum nb_status write_all(int fd, const uint8_t *data, size_t len,
				uint64_t at, struct nb_error *err)
{
	while (len) {
		ssize_t n = pwrite(fd, data, len, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return nb_fail_sys(err, NULL, "write");
		data += n;
		len -= (size_t)n;
		at += (uint64_t)n;
	}
	return NB_OK;
}

/* Write the healed blocks to the file. One that neither its check nor, where
 * that is lost, the spare row confirms is left out, and *all becomes false. */
static enum nb_status write_healed(struct healer *h, uint32_t stripe, bool *all,
				   struct nb_error *err)
{
	const struct nb_parity_set *s = h->set;
	enum nb_status st = NB_OK;
	bool confirmed = spare_agrees(h);
	uint8_t check[NB_CHECK_SIZE];
	size_t c;

	for (c = 0; !st && c < h->lost_count; c++) {
		uint64_t b = block_of(h, stripe, h->lost[c]);
		uint64_t at = s->from + b * s->block;
		size_t len =
			s->to - at < s->block ? (size_t)(s->to - at) : s->block;

		nb_block_check(h->healed[c], s->block, check);
		if (judge(h, b, check) != RIGHT &&
		    (h->trusted[b] || !confirmed)) {
			*all = false;
			continue;
		}
		st = write_all(h->fd, h->healed[c], len, at, err);
		h->done->healed++;
	}
	return st;
}

/* Heal one stripe; *all becomes false if something of it remains damaged. */
static enum nb_status heal_stripe(struct healer *h, uint32_t stripe, bool *all,
				  struct nb_error *err)
{
	enum nb_status st = find_lost(h, stripe, err);
	bool enough;

	if (st || h->lost_count == 0)
		return st;
	h->done->blocks += h->lost_count;
	if (h->lost_count > h->room) {
		*all = false;
		return NB_OK;
	}
	st = find_rows(h, stripe, &enough, err);
	if (!st && !enough) {
		*all = false;
		return NB_OK;
	}
	if (!st)
		st = take_out_good(h, stripe, err);
	if (!st)
		st = compute_lost(h, err);
	return st ? st : write_healed(h, stripe, all, err);
}

/* ---- the set itself */

/*
 * True if the set that was computed from the healed range confirms a stripe: it
 * must give every trusted check, and if some check of the stripe is not
 * trusted, at least one check of its parity blocks. Parity depends on all
 * columns, so that a block that was wrongly presumed good would show there.
 */
static bool stripe_agrees(const struct healer *h, const struct nb_parity *made,
			  uint32_t stripe)
{
	const struct nb_parity_set *s = h->set;
	uint64_t n = nb_set_blocks(s), i;
	bool sure = true, confirmed = false;

	for (i = stripe; i < nb_set_checks(s);) {
		enum verdict v = judge(h, i, made->checks + i * NB_CHECK_SIZE);

		if (v == WRONG && h->trusted[i])
			return false;
		sure = sure && h->trusted[i];
		confirmed = confirmed || (i >= n && v == RIGHT);
		/* After its last column comes its first row of parity. */
		i = i < n && i + s->stripes >= n ? n + stripe : i + s->stripes;
	}
	return sure || confirmed;
}

/* True if every stripe agrees. */
static bool agrees(const struct healer *h, const struct nb_parity *made)
{
	uint32_t i;

	for (i = 0; i < h->set->stripes; i++)
		if (!stripe_agrees(h, made, i))
			return false;
	return true;
}

/* True if the record at offset `at` of the file is undamaged. */
static bool record_is_whole(const struct healer *h, uint64_t at, uint64_t size,
			    enum nb_record_kind kind)
{
	struct nb_buf record = {0};
	bool whole =
		nb_record_read(nb_local(h->fd), at, (uint32_t)size, INT64_MAX,
			       kind, nb_record_limit((uint8_t)kind), &record,
			       NULL) == NB_OK &&
		nb_set_is_record(h->set, at, record.data);

	nb_buf_free(&record);
	return whole;
}

/* Count the set's own records that are damaged. */
static uint64_t damaged_records(const struct healer *h)
{
	const struct nb_parity_set *s = h->set;
	uint64_t n = 0;
	uint32_t i;

	for (i = 0; i < 2 * nb_set_pieces(s); i++)
		n += !record_is_whole(h, nb_piece_offset(s, i),
				      nb_piece_size(s, i), NB_RECORD_CHECKS);
	for (i = 0; i < s->rows; i++)
		n += !record_is_whole(h, nb_row_offset(s, i), nb_row_size(s),
				      NB_RECORD_PARITY);
	return n;
}

/*
 * Compute the set anew, unless nothing was damaged; check that it agrees, and
 * write all of its records if one was damaged. *all becomes false if it does
 * not agree; then no record is written.
 */
static enum nb_status renew(struct healer *h, bool healed, bool *all,
			    nb_parity_progress *progress, void *context,
			    struct nb_error *err)
{
	struct nb_sink sink = {.fd = h->fd, .at = h->set->set};
	uint64_t damaged = damaged_records(h);
	struct nb_parity made;
	enum nb_status st;

	if (damaged == 0 && !healed)
		return NB_OK;
	st = nb_parity_make(h->fd, h->gf, h->set, progress, context, &made,
			    err);
	if (!st && !agrees(h, &made))
		*all = false;
	else if (!st && damaged) {
		if (lseek(h->fd, (off_t)h->set->set, SEEK_SET) < 0)
			st = nb_fail_sys(err, NULL, "seek");
		else
			st = nb_parity_write(&made, &sink, err);
		h->done->records += damaged;
	}
	nb_parity_free(&made);
	return st;
}

/* ---- memory, and the set as a whole */

/* NULL is fine. */
static void free_blocks(uint8_t **blocks, size_t n)
{
	while (blocks && n > 0)
		free(blocks[--n]);
	free(blocks);
}

/* n blocks of `size` bytes, or NULL. */
static uint8_t **make_blocks(size_t n, size_t size)
{
	uint8_t **blocks = nb_alloc(n, sizeof(*blocks));
	size_t i;

	for (i = 0; blocks && i < n; i++) {
		blocks[i] = nb_alloc(1, size);
		if (!blocks[i]) {
			free_blocks(blocks, i);
			return NULL;
		}
	}
	return blocks;
}

/* Allocate what the healer owns. No more columns of a stripe can be healed than
 * it has rows, which is the room for sums and healed blocks. */
static enum nb_status allocate(struct healer *h, struct nb_error *err)
{
	const struct nb_parity_set *s = h->set;
	size_t n = s->rows < s->columns ? s->rows : s->columns;

	h->room = n;
	h->checks[0] = nb_alloc(nb_set_checks(s), NB_CHECK_SIZE);
	h->checks[1] = nb_alloc(nb_set_checks(s), NB_CHECK_SIZE);
	h->trusted = nb_alloc(nb_set_checks(s), sizeof(*h->trusted));
	h->block = nb_alloc(1, s->block);
	h->lost = nb_alloc(s->columns, sizeof(*h->lost));
	h->used = nb_alloc(n + 1, sizeof(*h->used));
	h->weights = nb_alloc(n + 1, sizeof(*h->weights));
	h->sums = make_blocks(n + 1, s->block);
	h->healed = make_blocks(n, s->block);
	return h->checks[0] && h->checks[1] && h->trusted && h->block &&
			       h->lost && h->used && h->weights && h->sums &&
			       h->healed
		       ? NB_OK
		       : nb_fail_mem(err);
}

enum nb_status nb_heal_set(int fd, const struct nb_gf *gf,
			   const struct nb_parity_set *set,
			   nb_parity_progress *progress, void *context,
			   struct nb_repaired *done, struct nb_error *err)
{
	struct healer h = {.fd = fd, .gf = gf, .set = set, .done = done};
	uint64_t healed = done->healed;
	bool all = true;
	uint32_t i;
	enum nb_status st = allocate(&h, err);

	if (!st)
		st = read_checks(&h, err);
	for (i = 0; !st && i < set->stripes; i++)
		st = heal_stripe(&h, i, &all, err);
	if (!st && all)
		st = renew(&h, done->healed > healed, &all, progress, context,
			   err);
	free(h.checks[0]);
	free(h.checks[1]);
	free(h.trusted);
	free(h.block);
	free(h.lost);
	free(h.used);
	free(h.weights);
	free_blocks(h.sums, h.room + 1);
	free_blocks(h.healed, h.room);
	if (!st && !all)
		st = nb_fail_at(err, NB_INVALID, set->from,
				"more is damaged than the parity can heal");
	return st;
}
