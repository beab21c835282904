/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Zstandard frames as the format has them (format-spec/nbarc-format.md,
 * sections 5, 6 and 7): each with its content size and a checksum, a bounded
 * window and no dictionary.
 *
 * Encoders and decoders are kept between frames, because making one costs more
 * than a small frame does. Neither may be used by two threads at a time.
 */
#ifndef NB_ARCHIVE_ZFRAME_H
#define NB_ARCHIVE_ZFRAME_H

#include <nbarc/buf.h>

#include <stdbool.h>

/*
 * Append the frame of data to out, compressed at zstd's `level`. A prefix
 * (NULL: none) serves as a raw-content dictionary, and the decoder needs the
 * same one. NB_NOMEM, or NB_BUG when zstd refuses the parameters.
 */
NB_CHECK enum nb_status nb_zframe_compress(const void *data, size_t len,
					   const void *prefix,
					   size_t prefix_len, int level,
					   struct nb_buf *out,
					   struct nb_error *err);

/*
 * The base 2 logarithm of a window that reaches over prefix and data, which
 * have so many bytes together. With a smaller one the far end of the prefix
 * would be of no use.
 */
int nb_zframe_window_log(size_t bytes);

/*
 * The base 2 logarithm of the number of entries that the encoder's hash table
 * gets, for data and prefix of so many bytes together; 0 leaves it to zstd. A
 * table with an eighth of the window's entries changes the compressed size by a
 * few millionths, but takes 1 MiB instead of 16 for a page frame, and so stays
 * in the processor's cache.
 */
int nb_zframe_hash_log(size_t bytes, int level);

/*
 * True if data with a prefix, which are sources, are searched for matches in
 * the way of such data, and not in that of the level. zstd then has a table of
 * long matches, too, of 2^NB_LONG_MATCH_LOG entries of eight bytes.
 */
bool nb_zframe_searches(size_t prefix_len, size_t len, int level);
#define NB_LONG_MATCH_LOG 20

/* An encoder whose memory is used again. All zeros is a new one. */
struct nb_zencoder {
	void *cctx; /* ZSTD_CCtx, owned; NULL until the first frame */
	struct nb_zspace *space; /* its tables, owned; NULL like cctx */
};

/*
 * Like nb_zframe_compress(), with an encoder that the caller keeps. What it
 * compressed before makes no difference to the bytes of the frame.
 */
NB_CHECK enum nb_status nb_zframe_encode(struct nb_zencoder *encoder,
					 const void *data, size_t len,
					 const void *prefix, size_t prefix_len,
					 int level, struct nb_buf *out,
					 struct nb_error *err);
/* Make the encoder ready for a new frame, without any parameters. NB_NOMEM, or
 * NB_BUG when zstd refuses. */
NB_CHECK enum nb_status nb_zencoder_reset(struct nb_zencoder *encoder,
					  struct nb_error *err);
/* Free the memory and make the encoder a new one. */
void nb_zencoder_free(struct nb_zencoder *encoder);

struct nb_arena;

/*
 * A decoder, made when it is first used. All zeros is a new one. Several users
 * of one thread may share it: `stream` tells whoever decodes a frame piece by
 * piece whether somebody else has used it since.
 */
struct nb_zdecoder {
	void *dctx;		/* ZSTD_DCtx, owned; NULL until it is used */
	const void *stream;	/* who is in the middle of a frame, or NULL */
	struct nb_arena *arena; /* borrowed; gives dctx its memory, or NULL */
};

/* Free what the decoder owns and make it a new one; its arena stays. */
void nb_zdecoder_free(struct nb_zdecoder *decoder);

/*
 * Make the decoder ready for a new frame with a window of at most 2^window_log
 * bytes. Whoever was in the middle of a frame has lost it. Fails only with
 * NB_NOMEM, and sets no error text.
 */
NB_CHECK enum nb_status nb_zdecoder_reset(struct nb_zdecoder *decoder,
					  int window_log);

/*
 * Decompress one whole frame of exactly `size` bytes into `out`, which must be
 * empty. Its content must have content_size bytes, which the caller has
 * compared with a limit before, since that much memory is allocated. NB_INVALID
 * when the frame is damaged, has other sizes, or needs a larger window or a
 * dictionary; err then has no offset.
 */
NB_CHECK enum nb_status nb_zframe_decompress(
	struct nb_zdecoder *decoder, const void *frame, size_t size,
	const void *prefix, size_t prefix_len, uint32_t content_size,
	int window_log, struct nb_buf *out, struct nb_error *err);

/* The status for an error code of a decoder: NB_NOMEM, or NB_INVALID for
 * damage. */
enum nb_status nb_zframe_failed(size_t code);

/*
 * Check the header of a frame, of which `size` bytes are at hand: it must state
 * this content size and no dictionary, NB_INVALID otherwise. To be called
 * before memory for the content is allocated.
 */
NB_CHECK enum nb_status nb_zframe_header(const void *frame, size_t size,
					 uint32_t content_size,
					 struct nb_error *err);

#endif
