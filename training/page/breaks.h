/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the program `breaks` share. Errors end the program. */
#ifndef NB_TRAINING_BREAKS_H
#define NB_TRAINING_BREAKS_H

#include "page/weigh/seam.h"
#include "page/weigh/setting.h"
#include "page/weigh/shapes.h"

#include <nbarc/buf.h>

#include <stdint.h>

/* Of the pages that are learned from. */
#define FOLDS 2

/* Write a model of NB_MODEL_SIZE bytes, after putting its SHA-256 into it. */
void save(const char *path, uint8_t *model);

/* A page as one pass of the repair sees it, and which of its breaks are false.
 */
struct page {
	struct nb_blocks blocks;
	struct nb_shapes shapes;
	struct nb_cells cells;
	int8_t *labels; /* of each block: 1 if the break before it is false */
	unsigned fold;
};

struct pages {
	struct page *list;
	size_t count, cap;
};

/* Append the pages of a list. With `both_passes`, those that the list says are
 * learned in two passes are appended twice. */
void load(const char *list, bool both_passes, struct pages *pages);

/* `breaks ragged`: fit the weights of ragged lines for a model and print them.
 */
int fit_ragged(const char *model, const char *real, const char *made);

/* `breaks rows`: fit the weights of what the lines around a break say, beside
 * what the models of the folds say, and write them into a model. */
int fit_rows(char **folds, const char *model, const char *list);

/* `breaks pairs`: count the pairs of texts into a model without weights. */
int count_pairs(const char *model, char **texts, int count);

#endif
