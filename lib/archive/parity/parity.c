/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Computing parity and checks of a range, and writing them as records
 * (format-spec/nbarc-format.md, section 17).
 *
 * Each data block is read once and added to every row of its stripe.
 * Consecutive blocks belong to different stripes, so that damage to a stretch
 * of the file is spread over all of them.
 */
#include "archive/parity/parity.h"
#include "archive/parity/gf16.h"
#include "archive/record/parity_set.h"
#include "archive/record/record.h"
#include "archive/record/sink.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"

#include <nbarc/parity.h>

#include <stdlib.h>
#include <string.h>

void nb_block_check(const uint8_t *block, uint32_t size,
		    uint8_t check[NB_CHECK_SIZE])
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(block, size, digest);
	memcpy(check, digest, NB_CHECK_SIZE);
}

enum nb_status nb_block_read(int fd, const struct nb_parity_set *s,
			     uint64_t index, uint8_t *block,
			     struct nb_error *err)
{
	uint64_t at = s->from + index * s->block;
	size_t len = 0;

	if (index < nb_set_blocks(s))
		len = s->to - at < s->block ? (size_t)(s->to - at) : s->block;
	memset(block + len, 0, s->block - len);
	return len ? nb_fd_read_at(fd, NULL, at, block, len, err) : NB_OK;
}

/* ---- computing */

/* The computation of a set. `block`, weights and rows are scratch. */
struct maker {
	int fd;
	const struct nb_gf *gf;
	struct nb_parity *parity;
	uint8_t *block;	   /* the data block that is being added */
	uint16_t *weights; /* of the current column in each row */
	uint8_t **rows;	   /* parity blocks of the current stripe */
};

/* Add data block `index`, which is in m->block, to the rows of its stripe. Must
 * be called for all blocks in order. */
static void add_block(struct maker *m, uint64_t index)
{
	const struct nb_parity_set *s = &m->parity->set;
	uint32_t column = (uint32_t)(index / s->stripes), i;
	uint64_t stripe = index % s->stripes;

	for (i = 0; i < s->rows; i++) {
		m->rows[i] = m->parity->blocks +
			     ((uint64_t)i * s->stripes + stripe) * s->block;
		/* The stripes of one column all have the same weights. */
		if (stripe == 0)
			m->weights[i] = nb_gf_weight(m->gf, i, column);
	}
	nb_gf_add(m->block, s->block, m->weights, m->rows, s->rows);
}

/* Go through the range, and then make the checks of the parity blocks. */
static enum nb_status add_blocks(struct maker *m, nb_parity_progress *progress,
				 void *context, struct nb_error *err)
{
	const struct nb_parity_set *s = &m->parity->set;
	uint64_t n = nb_set_blocks(s), i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < n; i++) {
		st = nb_block_read(m->fd, s, i, m->block, err);
		if (st)
			break;
		nb_block_check(m->block, s->block,
			       m->parity->checks + i * NB_CHECK_SIZE);
		add_block(m, i);
		if (progress &&
		    !progress(context, (i + 1) * s->block, n * s->block))
			st = nb_fail(err, NB_ABSENT, "stopped");
	}
	for (i = 0; !st && i < (uint64_t)s->rows * s->stripes; i++)
		nb_block_check(m->parity->blocks + i * s->block, s->block,
			       m->parity->checks + (n + i) * NB_CHECK_SIZE);
	return st;
}

enum nb_status nb_parity_make(int fd, const struct nb_gf *gf,
			      const struct nb_parity_set *set,
			      nb_parity_progress *progress, void *context,
			      struct nb_parity *parity, struct nb_error *err)
{
	struct maker m = {.fd = fd, .gf = gf, .parity = parity};
	size_t blocks = (size_t)set->rows * set->stripes;
	enum nb_status st;

	memset(parity, 0, sizeof(*parity));
	parity->set = *set;
	parity->checks = nb_alloc(nb_set_checks(set), NB_CHECK_SIZE);
	parity->blocks = nb_alloc(blocks, set->block);
	m.block = nb_alloc(1, set->block);
	m.weights = nb_alloc(set->rows, sizeof(*m.weights));
	m.rows = nb_alloc(set->rows, sizeof(*m.rows));
	if (parity->checks && parity->blocks && m.block && m.weights && m.rows)
		st = add_blocks(&m, progress, context, err);
	else
		st = nb_fail_mem(err);
	free(m.block);
	free(m.weights);
	free(m.rows);
	return st;
}

void nb_parity_free(struct nb_parity *parity)
{
	free(parity->checks);
	free(parity->blocks);
	parity->checks = parity->blocks = NULL;
}

/* ---- writing */

/* Write one record of the set, with `len` bytes of body. */
static enum nb_status write_record(const struct nb_parity_set *s,
				   enum nb_record_kind kind, uint32_t index,
				   const uint8_t *body, size_t len,
				   struct nb_sink *sink, struct nb_error *err)
{
	struct nb_buf record = {0};
	enum nb_status st = nb_set_begin(s, kind, index, &record);

	if (!st)
		st = nb_buf_add(&record, body, len);
	if (st)
		st = nb_fail_mem(err);
	else
		st = nb_record_end(&record, nb_record_limit((uint8_t)kind),
				   err);
	if (!st)
		st = nb_sink_write(sink, record.data, record.len, err);
	nb_buf_free(&record);
	return st;
}

/* Write copy 0 or 1 of the table of checks. */
static enum nb_status write_checks(const struct nb_parity *p, uint32_t copy,
				   struct nb_sink *sink, struct nb_error *err)
{
	uint32_t pieces = nb_set_pieces(&p->set), i;
	enum nb_status st = NB_OK;

	for (i = 0; !st && i < pieces; i++)
		st = write_record(
			&p->set, NB_RECORD_CHECKS, copy * pieces + i,
			p->checks + (size_t)i * NB_PIECE_CHECKS * NB_CHECK_SIZE,
			(size_t)nb_piece_checks(&p->set, i) * NB_CHECK_SIZE,
			sink, err);
	return st;
}

enum nb_status nb_parity_write(const struct nb_parity *p, struct nb_sink *sink,
			       struct nb_error *err)
{
	size_t row = (size_t)p->set.stripes * p->set.block;
	enum nb_status st = write_checks(p, 0, sink, err);
	uint32_t i;

	for (i = 0; !st && i < p->set.rows; i++)
		st = write_record(&p->set, NB_RECORD_PARITY, i,
				  p->blocks + i * row, row, sink, err);
	return st ? st : write_checks(p, 1, sink, err);
}
