/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the training program share; errors end it. */
#ifndef NB_PAGE_TRAIN_H
#define NB_PAGE_TRAIN_H

#include "page/weigh/seam.h"

#include <nbarc/buf.h>

#include <stdint.h>

void die(const char *what);
struct nb_buf slurp(const char *path);
/* Write a model with its SHA-256. */
void save(const char *path, uint8_t *model);

/* A page as one pass sees it: the breaks that are there, and which are false.
 */
struct page {
	struct nb_blocks blocks;
	struct nb_shapes shapes;
	struct nb_cells cells;
	int8_t *labels; /* of each block: 1, the break before it is false */
	unsigned fold;
};

struct pages {
	struct page *list;
	size_t count, cap;
};

/* Append the pages of a list; with both passes, as it says for each. */
void load(const char *list, bool both_passes, struct pages *pages);

/* `train ragged`: print weights that are fitted for a model. */
int fit_ragged(const char *model, const char *real, const char *made);

/* `train pairs`: count the pairs of texts into a model without weights. */
int count_pairs(const char *model, char **texts, int count);

#endif
