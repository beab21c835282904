/* SPDX-License-Identifier: Apache-2.0 */
/* Merging segments of an index (format-spec/nbarc-index.md, section 6). */
#ifndef NB_INDEX_MERGE_H
#define NB_INDEX_MERGE_H

#include "index/segment_writer.h"

#include <stdbool.h>

/*
 * Write one segment with the page entries of `count` segments, at least one,
 * which follow each other in the log, at `offset` of the file `fd`. `go_on` is
 * called from time to time, unless it is NULL; false stops, with NB_ABSENT.
 *
 * NB_INVALID if a segment is damaged; NB_LIMIT if they have too many documents.
 */
NB_CHECK enum nb_status nb_index_merge(
	const struct nb_index_segment *segments, size_t count, int fd,
	const char *name, uint64_t offset, bool (*go_on)(void *context),
	void *context, struct nb_index_segment *merged, struct nb_error *err);

#endif
