/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An index in the archive itself, in records that only searches read
 * (format-spec/nbarc-index.md, section 8).
 */
#ifndef NB_INDEX_EMBED_H
#define NB_INDEX_EMBED_H

#include "index/header.h"

struct nb_writer;

/*
 * Find the newest index that is embedded in the archive, and read its header.
 * The segments read the file of the archive, which must live as long. NB_ABSENT
 * if there is none where one is looked for; NB_INVALID if it is damaged.
 */
NB_CHECK enum nb_status nb_index_find_embedded(struct nb_archive *archive,
					       struct nb_index_header *header,
					       struct nb_error *err);

/*
 * Append an index to the archive of the writer, and commit it. Segments of the
 * header that are not embedded are copied into it, and the others stay where
 * they are; the header then says so. NB_LIMIT if a segment is too large.
 */
NB_CHECK enum nb_status nb_index_embed(struct nb_writer *writer,
				       struct nb_index_header *header,
				       struct nb_error *err);

#endif
