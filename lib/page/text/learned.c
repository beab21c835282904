/* SPDX-License-Identifier: Apache-2.0 */
/* Weights of a title in a profile (learned.h). */
#include "page/text/learned.h"
#include "base/alloc.h"
#include "base/base64.h"
#include "base/error.h"
#include "base/le.h"
#include "base/sha256.h"
#include "base/varint.h"

#include <stdlib.h>
#include <string.h>

/* Bytes that are written of the beginning, and of the SHA-256 at the end. */
#define WRITTEN_HEAD 40
#define CHECK 8

static const uint8_t magic[8] = "nblearn\1";

void nb_learned_begin(uint8_t learned[NB_LEARNED_SIZE])
{
	memcpy(learned, magic, sizeof(magic));
	nb_put32(learned + 12, NB_LEARNED_LOG);
}

/* ---- writing */

/* The first bytes of the SHA-256 of some others. */
static void check_of(const uint8_t *bytes, size_t len, uint8_t check[CHECK])
{
	uint8_t digest[NB_SHA256_SIZE];

	nb_sha256(bytes, len, digest);
	memcpy(check, digest, CHECK);
}

/* Append the bytes that lines of a profile stand for. */
static enum nb_status pack(const uint8_t *learned, struct nb_buf *out)
{
	enum nb_status st = nb_buf_add(out, learned, WRITTEN_HEAD);
	uint8_t number[NB_VARINT_MAX], check[CHECK];
	size_t i, zeros = 0;

	for (i = NB_LEARNED_HEAD; !st && i < NB_LEARNED_SIZE; i++) {
		if (!learned[i]) {
			zeros++;
			continue;
		}
		st = nb_buf_add(out, number, nb_varint_put(number, zeros));
		if (!st)
			st = nb_buf_add(out, &learned[i], 1);
		zeros = 0;
	}
	if (st)
		return st;
	check_of(out->data, out->len, check);
	return nb_buf_add(out, check, CHECK);
}

enum nb_status nb_learned_write(const uint8_t *learned, struct nb_buf *out,
				struct nb_error *err)
{
	struct nb_buf packed = {0};
	enum nb_status st = pack(learned, &packed);
	size_t at, n;

	for (at = 0; !st && at < packed.len; at += n) {
		n = packed.len - at;
		n = n < NB_LEARNED_LINE ? n : NB_LEARNED_LINE;
		st = nb_buf_puts(out, "learned = ");
		if (!st)
			st = nb_base64_put(out, packed.data + at, n);
		if (!st)
			st = nb_buf_puts(out, "\n");
	}
	nb_buf_free(&packed);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* ---- reading */

static enum nb_status damaged(struct nb_error *err)
{
	return nb_fail(err, NB_INVALID,
		       "what was learned is damaged or cut off; learn it again "
		       "(nbtei --learn)");
}

/* Set the weights from what stands between the first and the last bytes. */
static bool unpack(const uint8_t *p, const uint8_t *end, uint8_t *weights)
{
	uint64_t zeros;
	size_t at = 0;

	while (p < end) {
		if (!nb_varint_get(&p, end, &zeros) || p == end ||
		    zeros >= NB_LEARNED_WEIGHTS - at)
			return false;
		at += (size_t)zeros;
		weights[at++] = *p++;
		if (at == NB_LEARNED_WEIGHTS)
			return p == end;
	}
	return true;
}

enum nb_status nb_learned_read(const uint8_t *bytes, size_t len,
			       uint8_t **learned, struct nb_error *err)
{
	uint8_t check[CHECK];

	*learned = NULL;
	if (len < WRITTEN_HEAD + CHECK ||
	    memcmp(bytes, magic, sizeof(magic) - 1) != 0)
		return damaged(err);
	check_of(bytes, len - CHECK, check);
	if (memcmp(check, bytes + len - CHECK, CHECK) != 0)
		return damaged(err);
	if (bytes[sizeof(magic) - 1] != magic[sizeof(magic) - 1] ||
	    nb_le32(bytes + 12) != NB_LEARNED_LOG)
		return nb_fail(err, NB_UNSUPPORTED,
			       "what was learned is of another version of "
			       "nbarc; learn it again (nbtei --learn)");
	if (nb_le32(bytes + NB_LEARNED_SCALE) > NB_LEARNED_SCALE_MAX)
		return damaged(err);
	*learned = nb_alloc(1, NB_LEARNED_SIZE);
	if (!*learned)
		return nb_fail_mem(err);
	memcpy(*learned, bytes, WRITTEN_HEAD);
	if (unpack(bytes + WRITTEN_HEAD, bytes + len - CHECK,
		   *learned + NB_LEARNED_HEAD))
		return NB_OK;
	free(*learned);
	*learned = NULL;
	return damaged(err);
}
