/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Choosing the shared text of a new archive from a sample of its documents
 * (format-spec/nbarc-format.md, section 5.1).
 *
 * Any text will do as far as the format is concerned; the better it is, the
 * smaller is the archive. The same documents give the same text, whatever the
 * number of threads.
 */
#ifndef NB_ARCHIVE_CHOOSE_H
#define NB_ARCHIVE_CHOOSE_H

#include <nbarc/buf.h>

#include <stdbool.h>

/* A sample of documents. Set total and most, and ask nb_sample_wants() of each
 * document; the rest is zero. The memory is owned: nb_sample_free(). */
struct nb_sample {
	uint64_t total; /* bytes of all documents, estimated */
	size_t most;	/* bytes of the sample */
	uint64_t seen;	/* bytes that nb_sample_wants() was asked of */
	struct nb_buf bytes;
	size_t *sizes; /* of the documents in `bytes` */
	size_t count, cap;
};

/* Bytes of documents from which a shared text of `size` bytes is chosen, in a
 * process that may use `memory` bytes. */
size_t nb_sample_most(size_t size, size_t memory);

/* True if the next document, of about `size` bytes, goes into the sample. The
 * wanted ones are evenly spaced among all bytes. */
bool nb_sample_wants(struct nb_sample *sample, uint64_t size);

/* Add a wanted document. One that exceeds sample->most is left out. NB_NOMEM is
 * the only failure. */
NB_CHECK enum nb_status nb_sample_add(struct nb_sample *sample,
				      const void *document, size_t len,
				      struct nb_error *err);

/*
 * Choose a shared text, into `text`, which must be empty. The start of a file
 * with it has at most `size` bytes, and at most an eighth of all documents;
 * without documents there is no text. The sample's memory is freed. NB_NOMEM is
 * the only failure.
 */
NB_CHECK enum nb_status nb_sample_choose(struct nb_sample *sample, size_t size,
					 struct nb_buf *text,
					 struct nb_error *err);

void nb_sample_free(struct nb_sample *sample);

#endif
