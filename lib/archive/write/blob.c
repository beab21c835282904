/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compressing sources, mostly with the content of their page frame as prefix
 * (format-spec/nbarc-format.md, section 6).
 *
 * Most sources are the text of the documents. They are aligned with these,
 * which makes them about as small as a search for matches on a high level of
 * zstd does, in a fiftieth of its time. Other sources are left to that search,
 * and so are those that shall be independent of the page frame.
 */
#include "archive/write/blob.h"
#include "archive/frame/align.h"
#include "archive/frame/encoders.h"
#include "archive/frame/sequences.h"
#include "archive/frame/zframe.h"

/* The highest level of a search. A higher one would make sources 2 % smaller
 * and take twice as long. Large ones are searched in a way of their own then
 * (zframe.c). */
#define SEARCH_LEVEL 17

/* Compress the sources as their documents with changes; *done is false, and
 * `out` unchanged, if that is not what they are. */
static enum nb_status align(const struct nb_batch *b, struct nb_buf *out,
			    bool *done, struct nb_error *err)
{
	size_t memory = nb_align_memory(b->pairs, b->sources, b->stored.len);
	struct nb_sequences sequences = {0};
	struct nb_lent lent = {.bytes = 0};
	enum nb_status st;

	if (b->encoders)
		nb_encoders_take(b->encoders, memory, &lent);
	st = nb_align(&b->content, &b->stored, b->pairs, b->sources, &sequences,
		      done, err);
	if (!st && *done)
		st = nb_sequences_encode(&sequences, &lent.encoder,
					 b->stored.data, b->stored.len,
					 b->content.data, b->content.len, out,
					 done, err);
	nb_sequences_free(&sequences);
	if (b->encoders)
		nb_encoders_give(b->encoders, &lent);
	else
		nb_zencoder_free(&lent.encoder);
	return st;
}

enum nb_status nb_blob_compress(const struct nb_batch *b, size_t zoned,
				struct nb_buf *out, struct nb_error *err)
{
	int level = b->level < SEARCH_LEVEL ? b->level : SEARCH_LEVEL;
	bool done = false;
	enum nb_status st = NB_OK;

	/* Files of OCR engines are more markup than text. */
	if (!b->independent && zoned <= b->stored.len / 2)
		st = align(b, out, &done, err);
	if (st || done)
		return st;
	return nb_encoders_compress(b->encoders, &b->stored,
				    b->independent ? NULL : &b->content, level,
				    out, err);
}
