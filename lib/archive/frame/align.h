/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Describing the sources of a page frame by its documents
 * (format-spec/nbarc-format.md, section 6).
 */
#ifndef NB_ARCHIVE_ALIGN_H
#define NB_ARCHIVE_ALIGN_H

#include "archive/frame/sequences.h"

/* A source, and the document that was made from it. Sizes are in bytes. */
struct nb_pair {
	uint32_t document; /* offset in the content of the page frame */
	uint32_t document_len;
	uint32_t stored_len; /* of the stored form of the source */
};

/*
 * Describe `stored`, which is the stored forms of the sources in the order of
 * the pairs and then their journals, as sequences with `content` before them.
 *
 * *aligned is false, and the sequences are not complete, if much of the sources
 * is not text of the documents, as it is of OCR files or of text in another
 * charset: then a search over everything finds more. The sequences are to be
 * freed in any case. The outcome depends on nothing but the arguments.
 * NB_NOMEM.
 */
NB_CHECK enum nb_status nb_align(const struct nb_buf *content,
				 const struct nb_buf *stored,
				 const struct nb_pair *pairs, size_t count,
				 struct nb_sequences *sequences, bool *aligned,
				 struct nb_error *err);

/* Bytes of memory, at most, that nb_align() and nb_sequences_encode() take for
 * these pairs and `len` bytes of stored forms and journals. */
size_t nb_align_memory(const struct nb_pair *pairs, size_t count, size_t len);

#endif
