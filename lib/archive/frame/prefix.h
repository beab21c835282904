/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compressing page frames with the start of the file as prefix
 * (format-spec/nbarc-format.md, section 5.1).
 *
 * Finding matches in a prefix needs an index of it, which takes half a second
 * for two mebibytes and is therefore made once for all frames, with the first.
 */
#ifndef NB_ARCHIVE_PREFIX_H
#define NB_ARCHIVE_PREFIX_H

#include "archive/frame/zframe.h"

#include <stdbool.h>

/* A prefix with its index. Threads share it. */
struct nb_prefix;

/*
 * Take the start of a file, whose bytes are copied, as prefix for zstd's
 * `level` and frames of about `content` bytes. `start` may have any length but
 * 0. *prefix is to be freed by nb_prefix_free(); it is NULL on failure.
 */
NB_CHECK enum nb_status nb_prefix_create(const void *start, size_t len,
					 int level, size_t content,
					 struct nb_prefix **prefix,
					 struct nb_error *err);
/* NULL is fine. */
void nb_prefix_free(struct nb_prefix *prefix);

/* True if the prefix is these bytes; NULL is the prefix of no bytes. */
bool nb_prefix_is(const struct nb_prefix *prefix, const void *start,
		  size_t len);

/* Its bytes; 0 for NULL. */
size_t nb_prefix_len(const struct nb_prefix *prefix);

/* Bytes of memory, at most, that a prefix of `len` bytes and its index take. */
size_t nb_prefix_memory(size_t len);

/* Like nb_zframe_encode(), with the prefix and its level. */
NB_CHECK enum nb_status nb_prefix_encode(struct nb_prefix *prefix,
					 struct nb_zencoder *encoder,
					 const void *data, size_t len,
					 struct nb_buf *out,
					 struct nb_error *err);

#endif
