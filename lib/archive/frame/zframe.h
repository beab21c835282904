/* SPDX-License-Identifier: Apache-2.0 */
/* Zstandard frames as the format has them: content size and checksum in every
 * frame, a bounded window, no dictionary. */
#ifndef NB_ARCHIVE_ZFRAME_H
#define NB_ARCHIVE_ZFRAME_H

#include <nbarc/buf.h>

/*
 * Append the frame of data to out. With a prefix (NULL: none) the decoder
 * needs the same one.
 */
NB_CHECK enum nb_status nb_zframe_compress(const void *data, size_t len,
					   const void *prefix,
					   size_t prefix_len, int level,
					   struct nb_buf *out,
					   struct nb_error *err);

/*
 * The base 2 logarithm of the entries of the encoder's hash table, for so many
 * bytes with the prefix; 0: what zstd has at this level. A table of an eighth
 * of the window makes the same sizes to a few bytes in a million, but is 1 MiB
 * for a page frame instead of 16, which stays in a processor's cache.
 */
int nb_zframe_hash_log(size_t bytes, int level);

/*
 * The same with an encoder, whose memory is used again; zeros are a new one.
 * What it compressed before makes no difference to the frame.
 */
struct nb_zencoder {
	void *cctx;
};
NB_CHECK enum nb_status nb_zframe_encode(struct nb_zencoder *encoder,
					 const void *data, size_t len,
					 const void *prefix, size_t prefix_len,
					 int level, struct nb_buf *out,
					 struct nb_error *err);
void nb_zencoder_free(struct nb_zencoder *encoder);

/* What decompressing needs, made when it is first used; zeros are a new one. */
struct nb_arena;
struct nb_zdecoder {
	void *dctx;
	const void
		*stream; /* who is in the middle of a frame with it, or NULL */
	struct nb_arena *arena; /* where its memory is, or NULL */
};
void nb_zdecoder_free(struct nb_zdecoder *decoder);

/*
 * Make the decoder ready for a new frame with a window of at most 2^window_log
 * bytes; whoever was in the middle of one has lost it. NB_NOMEM is returned
 * without an error text.
 */
NB_CHECK enum nb_status nb_zdecoder_reset(struct nb_zdecoder *decoder,
					  int window_log);

/*
 * Decompress a whole frame of exactly `size` bytes, whose content must be
 * content_size bytes (already checked against a limit by the caller), into
 * `out`, which must be empty.
 */
NB_CHECK enum nb_status nb_zframe_decompress(
	struct nb_zdecoder *decoder, const void *frame, size_t size,
	const void *prefix, size_t prefix_len, uint32_t content_size,
	int window_log, struct nb_buf *out, struct nb_error *err);

/* The status of a failed decoder: no memory, or damage. */
enum nb_status nb_zframe_failed(size_t code);

/* The frame's header must say this content size, and no dictionary. */
NB_CHECK enum nb_status nb_zframe_header(const void *frame, size_t size,
					 uint32_t content_size,
					 struct nb_error *err);

#endif
