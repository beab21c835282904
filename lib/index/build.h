/* SPDX-License-Identifier: Apache-2.0 */
/* Making segments of an index from the pages of an archive. */
#ifndef NB_INDEX_BUILD_H
#define NB_INDEX_BUILD_H

#include "find/match/fold.h"
#include "index/invert.h"

#include <nbarc/index.h>

/* Page entries in a document of a small index. */
#define NB_INDEX_GRAIN 16u

/* Makes one segment after the other. Owned: everything but the archive. */
struct nb_index_builder;

/* Begin with the leaf `from` of the log of the archive. `options` are borrowed,
 * and of them progress() is called. */
NB_CHECK enum nb_status nb_index_builder_create(
	struct nb_archive *archive, uint64_t from,
	const struct nb_index_options *options,
	struct nb_index_builder **builder, struct nb_error *err);
void nb_index_builder_free(struct nb_index_builder *builder);

/* Take pages until memory is full, or there are no more: *last tells. */
NB_CHECK enum nb_status nb_index_builder_take(struct nb_index_builder *builder,
					      bool *last, struct nb_error *err);

/* The documents that were taken. */
uint32_t nb_index_builder_documents(const struct nb_index_builder *builder);

/* Write what was taken as a segment at `offset` of a file, and go on without
 * it. */
NB_CHECK enum nb_status nb_index_builder_write(struct nb_index_builder *builder,
					       int fd, const char *name,
					       uint64_t offset,
					       struct nb_index_segment *segment,
					       struct nb_error *err);

#endif
