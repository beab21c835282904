/* SPDX-License-Identifier: Apache-2.0 */
#include "page/model.h"
#include "base/le.h"
#include "base/number.h"

#define PROBES 16u
/* A pair that is not in the table, of characters so frequent that it would be
 * if it held together. */
#define EXPECTED_LOG 21

uint32_t nb_pair_hash(uint32_t left, uint32_t right)
{
	uint32_t h = left * 0x9e3779b1u ^ right * 0x85ebca6bu;

	h ^= h >> 15;
	h *= 0x2c1b3c6du;
	h ^= h >> 13;
	return h;
}

/* log2 of the count of a Han character, 0 to 15. */
static int count_log(const uint8_t *model, uint32_t cp)
{
	const uint8_t *counts = model + NB_MODEL_HEAD +
				((size_t)1 << NB_MODEL_WEIGHTS_LOG) +
				((size_t)2 << NB_MODEL_SLOTS_LOG);

	if (cp < 0x4e00 || cp >= 0x4e00 + NB_MODEL_HAN)
		return 0;
	cp -= 0x4e00;
	return counts[cp / 2] >> (cp & 1 ? 4 : 0) & 15;
}

int nb_cohesion(const uint8_t *model, uint32_t left, uint32_t right)
{
	const uint8_t *slots =
		model + NB_MODEL_HEAD + ((size_t)1 << NB_MODEL_WEIGHTS_LOG);
	uint32_t hash = nb_pair_hash(left, right);
	uint32_t mask = ((uint32_t)1 << NB_MODEL_SLOTS_LOG) - 1, probe;
	int a = count_log(model, left), b = count_log(model, right);

	for (probe = 0; probe < PROBES; probe++) {
		size_t at = (hash + probe) & mask;
		uint16_t slot = nb_le16(slots + 2 * at);

		if (slot == 0)
			break;
		if (slot >> 4 == (hash >> 20 | 1))
			return slot & 15;
	}
	if (a == 0 || b == 0)
		return NB_COHESION_UNKNOWN;
	return a + b >= EXPECTED_LOG ? 0 : NB_COHESION_UNKNOWN;
}

double nb_model_probability(const uint8_t *model, const uint32_t *hashes,
			    size_t count)
{
	const int8_t *weights = (const int8_t *)model + NB_MODEL_HEAD;
	uint32_t mask = ((uint32_t)1 << NB_MODEL_WEIGHTS_LOG) - 1;
	double unit = (double)nb_le32(model + 8) / (1 << 20);
	double z;
	long sum = 0;
	size_t i;

	for (i = 0; i < count; i++)
		sum += weights[hashes[i] & mask];
	z = (double)sum * unit;
	z = z > 40 ? 40 : z < -40 ? -40 : z;
	return 1 / (1 + nb_exp(-z));
}
