/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling an index that is far away what a search will read of it, step by
 * step, so that each step is one request and not one for each list. Nothing
 * happens to an index at hand. What is foreseen wrongly is read for nothing,
 * and what is not foreseen is read when it is needed; failures are left to who
 * reads.
 */
#ifndef NB_INDEX_FORESEE_H
#define NB_INDEX_FORESEE_H

#include "index/open.h"
#include "index/question.h"

/*
 * Foresee what the answers to these questions read of all segments: the tables
 * of characters, with `changed` those of changed pages, then the chunks of the
 * characters, and then the lists.
 */
void nb_index_foresee(struct nb_index *index,
		      const struct nb_question *questions, size_t count,
		      bool changed);

/*
 * Foresee the groups that have the documents of each segment: `documents` has a
 * set of bits for each of them. Not for small indexes.
 */
void nb_index_foresee_groups(struct nb_index *index,
			     uint64_t *const *documents);

#endif
