/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading ahead: threads decode page frames, hash their documents and sources,
 * and replay journals before the reader asks for them. It serves the rules of
 * reading of format-spec/nbarc-format.md, section 9, and changes none of them.
 *
 * The reader goes through positions, numbers that only rise: entries of a
 * cursor, or offsets of a verification. A scout, which the reader provides,
 * says which frame is needed at which positions. Threads work on the frames
 * that come next, and the reader takes their results in order.
 *
 * Everything here is a shortcut. What the scout did not foresee, or a thread
 * could not do, is NULL, and the reader then does it itself and meets the error
 * itself: results, failures and their order are those of a reader without
 * threads. Threads share nothing with the archive but the descriptor.
 */
#ifndef NB_ARCHIVE_AHEAD_H
#define NB_ARCHIVE_AHEAD_H

#include "archive/record/record.h"
#include "base/ranges.h"

#include <nbarc/archive.h>

/* A document of a frame: a range of bytes of the frame's content. */
struct nb_span {
	uint32_t offset, len;
};

/* A frame that will be asked for, as a scout describes it. The spans are owned
 * by whoever owns the frame; everything else is plain values. */
struct nb_ahead_frame {
	/* The positions, inclusive, at which the reader needs it. */
	uint64_t first, last;
	/* Where the frame is: only directory, directory_size, frame_size,
	 * content_size and sources_size are used. The scout sets it before it
	 * calls nb_ahead_note(). */
	struct nb_entry place;
	/* Decode all of the content, check the frame's checksum, and compare
	 * the frame's bytes with `check`; otherwise decode only as far as the
	 * spans reach. */
	bool whole;
	uint8_t check[NB_RECORD_CHECK]; /* of the page directory */
	bool sources; /* the sources too, if place.sources_size is not 0 */
	bool replay;  /* try whether the journals of the sources replay */
	struct nb_span *spans; /* documents to be hashed */
	size_t count, cap;     /* in spans */
};

/*
 * Add a document of frame->place to those that are hashed. One that does not
 * lie inside the content is left out, and so are those beyond the number of
 * pages that a frame can have. NB_NOMEM, without an error text, is the only
 * failure.
 */
NB_CHECK enum nb_status nb_ahead_note(struct nb_ahead_frame *frame,
				      uint32_t offset, uint32_t len);

/*
 * Describe in *frame the next frame that will be asked for at position `from`
 * or later. `frame` comes without spans and with its flags false; memory of
 * spans may be there already. False if no further frame is known: the scout is
 * then not asked again. It is called by the reader's thread only.
 */
typedef bool nb_ahead_scout(void *context, uint64_t from,
			    struct nb_ahead_frame *frame);

struct nb_ahead;
struct nb_shared;
struct nb_sources;

/*
 * Prepare reading ahead in the file `fd`, which stays the caller's and must
 * stay open, as must its shared text; nothing at or after the offset `end` is
 * read.
 *
 * The `threads`, at least 2, are started when a second frame is asked for, or
 * with `at_once` when the first one is. If they cannot be started, nothing is
 * read ahead. At most 64 MiB of content, of sources and of what these are made
 * from are held, or what one frame needs if that is more. `context` is passed
 * to the scout. *ahead is to be freed by nb_ahead_free(); it is NULL on
 * failure.
 */
NB_CHECK enum nb_status nb_ahead_create(struct nb_file file,
					struct nb_shared *shared, uint64_t end,
					unsigned threads, bool at_once,
					nb_ahead_scout *scout, void *context,
					struct nb_ahead **ahead,
					struct nb_error *err);

/* End the threads, after the jobs that they were given, and free everything
 * that was handed out. NULL is fine. */
void nb_ahead_free(struct nb_ahead *ahead);

/* Set the position of what is asked for from now on; it may not fall. */
void nb_ahead_move(struct nb_ahead *ahead, uint64_t position);

/*
 * The functions below hand out what threads have prepared, and wait for a
 * thread that is at work on it. `ahead` may be NULL: then nothing is prepared.
 * What they return lives until the position has moved and one of them is called
 * again.
 */

/* The content of the entry's frame, if all of it was decoded and the frame's
 * bytes match the page directory's check; otherwise NULL. */
const uint8_t *nb_ahead_content(struct nb_ahead *ahead,
				const struct nb_entry *entry);

/* The entry's document, if it is prepared and has the entry's SHA-256;
 * otherwise NULL. */
const uint8_t *nb_ahead_document(struct nb_ahead *ahead,
				 const struct nb_entry *entry);

/* The decoded sources record of the entry's frame, if it is prepared; otherwise
 * NULL. */
const struct nb_sources *nb_ahead_sources(struct nb_ahead *ahead,
					  const struct nb_entry *entry);

/*
 * The entry's source as received, entry->source_len bytes, if it is prepared
 * and has the entry's SHA-256; otherwise NULL. *replays, if replays is not
 * NULL, becomes true if the journal was found to replay or none is kept, and
 * false if that was not tried or failed.
 */
const uint8_t *nb_ahead_source(struct nb_ahead *ahead,
			       const struct nb_entry *entry, bool *replays);

#endif
