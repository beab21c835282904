/* SPDX-License-Identifier: Apache-2.0 */
/* Pages whose tags are known, for structure.c. */
#ifndef NB_TRAINING_LETTERED_H
#define NB_TRAINING_LETTERED_H

#include "article/sequence.h"

#include <nbarc/buf.h>

#include <stdbool.h>

/* The letters of tags in files, in the order of enum nb_tag. */
extern const char letters[];

/* A page with its units and their right tags. */
struct page {
	struct nb_buf text;
	struct nb_unit *units;
	uint8_t *gaps;
	struct nb_views views;
	uint8_t *tags;
	bool *optional; /* it may begin an item, or not */
};

struct pages {
	struct page *list;
	size_t count, cap;
};

/*
 * Load the pages of a list, which has a line a page: TEXT TAGS. TEXT is
 * normalised. TAGS has a letter for each unit. A second line may have a ? for
 * each unit that may begin an item as well (tags.py). Ends the program on any
 * error.
 */
struct pages load(const char *list);

#endif
