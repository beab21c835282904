/* SPDX-License-Identifier: Apache-2.0 */
/* Compressing the blob of a sources record (format-spec/nbarc-format.md,
 * section 6). */
#ifndef NB_ARCHIVE_BLOB_H
#define NB_ARCHIVE_BLOB_H

#include "archive/write/batch.h"

/*
 * Append the blob of a batch to `out`. batch->stored has the sources and then
 * the journals; `zoned` bytes of it are sources that have zones, as
 * nb_zoned_fold() says. NB_NOMEM.
 */
NB_CHECK enum nb_status nb_blob_compress(const struct nb_batch *batch,
					 size_t zoned, struct nb_buf *out,
					 struct nb_error *err);

#endif
