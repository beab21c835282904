/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists of hashed features, as features.c and rows.c make them.
 */
#ifndef NB_PAGE_HASHES_H
#define NB_PAGE_HASHES_H

#include "page/weigh/model.h"

#include <stddef.h>
#include <stdint.h>

/* The hashes so far. Two breaks with the same hash share a weight. */
struct list {
	uint32_t *hashes;
	size_t count;
	uint32_t number; /* of the last feature */
	uint32_t mode;	 /* enum mode, and BARE on a page that has no marks */
	const uint8_t *model; /* whose weights are fetched meanwhile; NULL: they
				 are few and at hand */
};

/*
 * Which set of weights. A page without marks has sets of its own: that a block
 * ends in no mark says nothing there.
 */
enum mode {
	TEXT_BLOCKS,
	TEXT_LINES,
	SETTING_COLUMNS,
	SETTING_LINES,
	SETTING_RAGGED,
	BARE,
	ROWS = 2 * BARE
};

/*
 * Add the next feature, with up to three values. Each value is multiplied on
 * its own so that the processor can compute the products at the same time.
 */
static inline __attribute__((always_inline)) void add_feature(struct list *l,
							      uint32_t a,
							      uint32_t b,
							      uint32_t c)
{
	uint32_t h = ++l->number * 0x2c1b3c6du + l->mode * 0x297a2d39u;

	h ^= a * 0x85ebca6bu + b * 0xc2b2ae35u;
	h ^= (c + 1) * 0x27d4eb2fu;
	h = (h ^ h >> 15) * 0x9e3779b1u;
	h ^= h >> 13;
	if (l->model)
		nb_model_seam_soon(l->model, h);
	l->hashes[l->count++] = h;
}

/* The odds as a whole number from 1 to 19. */
static inline uint32_t odds_bin(double odds)
{
	return (uint32_t)((int)(odds < -9 ? -9. : odds > 9 ? 9. : odds) + 10);
}

#endif
