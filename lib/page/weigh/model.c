/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking the model (model.h).
 *
 * A sum of weights is exact, since weights are integers; it becomes a floating
 * point number only at the end. So the order of the features does not matter,
 * and every machine gets the same odds.
 */
#include "page/weigh/model.h"
#include "base/unicode.h"
#include "base/le.h"

/*
 * log2 of the product of two counts. A pair that is not in the table is
 * unknown; but if its characters are so frequent that chance alone would bring
 * them together often enough for the table, then it never holds together.
 */
#define EXPECTED_LOG 31

uint32_t nb_pair_hash(uint32_t left, uint32_t right)
{
	uint32_t h = left * 0x9e3779b1u ^ right * 0x85ebca6bu;

	h ^= h >> 15;
	h *= 0x2c1b3c6du;
	h ^= h >> 13;
	return h;
}

uint32_t nb_pair_slot(uint32_t hash)
{
	return (uint32_t)((uint64_t)hash * NB_MODEL_SLOT_COUNT >> 32);
}

/* The entry of a table for c, 0 to 15; 0 for characters outside of it. */
static unsigned nibble(const uint8_t *model, size_t table, uint32_t cp)
{
	if (cp < NB_HAN_FIRST || cp >= NB_HAN_FIRST + NB_MODEL_HAN)
		return 0;
	cp -= NB_HAN_FIRST;
	return model[table + cp / 2] >> (cp & 1 ? 4 : 0) & 15u;
}

unsigned nb_readiness(const uint8_t *model, size_t table, uint32_t c)
{
	return nibble(model, table, c);
}

void nb_readiness_soon(const uint8_t *model, size_t table, uint32_t c)
{
	if (c >= NB_HAN_FIRST && c < NB_HAN_FIRST + NB_MODEL_HAN)
		__builtin_prefetch(model + table + (c - NB_HAN_FIRST) / 2);
}

void nb_cohesion_soon(const uint8_t *model, uint32_t left, uint32_t right)
{
	uint32_t at = nb_pair_slot(nb_pair_hash(left, right));

	__builtin_prefetch(model + NB_MODEL_SLOTS + 2 * (size_t)at);
}

int nb_cohesion(const uint8_t *model, uint32_t left, uint32_t right)
{
	const uint8_t *slots = model + NB_MODEL_SLOTS;
	uint32_t hash = nb_pair_hash(left, right), at = nb_pair_slot(hash);
	unsigned a, b, probe;

	for (probe = 0; probe < NB_MODEL_PROBES; probe++) {
		uint16_t slot = nb_le16(slots + 2 * (size_t)at);

		if (slot == 0)
			break;
		/* The stored hash is never 0, so that a free slot is 0. */
		if (slot >> 4 == ((hash & 0xfff) | 1))
			return slot & 15;
		at = at + 1 < NB_MODEL_SLOT_COUNT ? at + 1 : 0;
	}
	a = nibble(model, NB_MODEL_COUNTS, left);
	b = nibble(model, NB_MODEL_COUNTS, right);
	if (a == 0 || b == 0)
		return NB_COHESION_UNKNOWN;
	return a + b >= EXPECTED_LOG ? 0 : NB_COHESION_UNKNOWN;
}

/* Sum the weights of the features in the table of 2^log weights. */
static double sum_of(const uint8_t *model, size_t table, unsigned log,
		     const uint32_t *hashes, size_t count)
{
	const int8_t *weights = (const int8_t *)model + table;
	uint32_t mask = ((uint32_t)1 << log) - 1;
	long sum = 0;
	size_t i;

	for (i = 0; i + 4 <= count; i += 4)
		sum += weights[hashes[i] & mask] +
		       weights[hashes[i + 1] & mask] +
		       weights[hashes[i + 2] & mask] +
		       weights[hashes[i + 3] & mask];
	for (; i < count; i++)
		sum += weights[hashes[i] & mask];
	return (double)sum * nb_le32(model + 8) / (1 << 20);
}

double nb_model_seam(const uint8_t *model, const uint32_t *hashes, size_t count)
{
	return sum_of(model, NB_MODEL_HEAD, NB_MODEL_WEIGHTS_LOG, hashes,
		      count);
}

double nb_model_setting(const uint8_t *model, const uint32_t *hashes,
			size_t count)
{
	return sum_of(model, NB_MODEL_SETTING, NB_MODEL_SETTING_LOG, hashes,
		      count);
}

double nb_model_rows(const uint8_t *model, const uint32_t *hashes, size_t count)
{
	return NB_MODEL_ROWS_UNIT *
	       sum_of(model, NB_MODEL_ROWS, NB_MODEL_ROWS_LOG, hashes, count);
}
