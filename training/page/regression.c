/* SPDX-License-Identifier: Apache-2.0 */
/* Logistic regression over hashed features (regression.h). */
#include "regression.h"
#include "common.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct regression regression(unsigned log, double rate, double decay)
{
	struct regression r = {
		.size = (size_t)1 << log, .rate = rate, .decay = decay};

	r.w = zeroed(r.size, sizeof(*r.w));
	r.g2 = zeroed(r.size, sizeof(*r.g2));
	r.mean = zeroed(r.size, sizeof(*r.mean));
	return r;
}

double odds_of(const struct regression *r, const uint32_t *hashes, size_t n)
{
	double z = 0;
	size_t k;

	for (k = 0; k < n; k++)
		z += (double)r->w[hashes[k] & (r->size - 1)];
	return z;
}

void move(struct regression *r, const uint32_t *hashes, size_t n, double grad)
{
	size_t k;

	for (k = 0; k < n; k++) {
		size_t at = hashes[k] & (r->size - 1);
		double g = grad + r->decay * (double)r->w[at];

		r->g2[at] += (float)(g * g);
		r->w[at] -=
			(float)(r->rate * g / sqrt((double)r->g2[at] + 1e-6));
	}
}

void add_to_mean(struct regression *r)
{
	size_t k;

	for (k = 0; k < r->size; k++)
		r->mean[k] += r->w[k] / AVERAGED;
}

void keep_mean(struct regression *r)
{
	memcpy(r->w, r->mean, r->size * sizeof(*r->w));
	free(r->g2);
	free(r->mean);
	r->g2 = r->mean = NULL;
}

void quantise(uint8_t *table, const struct regression *r)
{
	size_t i;

	for (i = 0; i < r->size; i++) {
		double q = floor((double)r->w[i] / (LARGEST / 127) + .5);

		table[i] = (uint8_t)(int8_t)fmax(-127, fmin(127, q));
	}
}

void shuffle(struct example *list, size_t n, uint32_t *state)
{
	size_t i;

	for (i = n; i > 1; i--) {
		size_t j = draw(state) % i;
		struct example t = list[i - 1];

		list[i - 1] = list[j];
		list[j] = t;
	}
}
