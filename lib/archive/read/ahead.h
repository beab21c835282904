/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Page frames that threads decode, and whose documents and sources they hash,
 * before they are asked for. What threads could not do, or was not foreseen, is
 * left to the reader, who does it when it is asked for: results, failures and
 * their order are those of a reader without threads.
 */
#ifndef NB_ARCHIVE_AHEAD_H
#define NB_ARCHIVE_AHEAD_H

#include <nbarc/archive.h>

/* A document of a frame, by its place in the content. */
struct nb_span {
	uint32_t offset, len;
};

/* A frame that will be asked for. */
struct nb_ahead_frame {
	uint64_t first, last; /* positions at which it is */
	struct nb_entry
		place; /* of the frame, with its sizes; filled in first */
	bool whole;    /* decode all of it, check its checksum and its bytes */
	uint8_t check[8]; /* if so: what the page directory says of them */
	bool sources;	  /* the sources too, when place.sources_size has any */
	bool replay;	  /* and see whether their journals replay */
	struct nb_span *spans;
	size_t count, cap;
};

/* Note a document of frame->place. NB_NOMEM without an error text. */
NB_CHECK enum nb_status nb_ahead_note(struct nb_ahead_frame *frame,
				      uint32_t offset, uint32_t len);

/*
 * The next frame that will be asked for at position `from` or later, filled in;
 * `frame` comes with no spans. false: none is known any more. Positions rise.
 */
typedef bool nb_ahead_scout(void *context, uint64_t from,
			    struct nb_ahead_frame *frame);

/*
 * threads is at least 2; they are started when something of a second frame is
 * asked for, or `at_once`. `end` is the offset up to which the file may be
 * read. At most 64 MiB of content, of sources and of what they are made from
 * are held, or one frame's where that has more.
 */
struct nb_ahead;
struct nb_sources;
NB_CHECK enum nb_status nb_ahead_create(int fd, uint64_t end, unsigned threads,
					bool at_once, nb_ahead_scout *scout,
					void *context, struct nb_ahead **ahead,
					struct nb_error *err);
/* Waits for what the threads are at. NULL is fine. */
void nb_ahead_free(struct nb_ahead *ahead);

/* What is asked for from now on is at this position, which may only rise. */
void nb_ahead_move(struct nb_ahead *ahead, uint64_t position);

/*
 * What follows lives until the position moves and something is asked for again.
 * ahead may be NULL.
 *
 * The content of the entry's frame if all of it is there, and its bytes have
 * the check of the page directory; else NULL.
 */
const uint8_t *nb_ahead_content(struct nb_ahead *ahead,
				const struct nb_entry *entry);
/* The entry's document if it is there and has its SHA-256; else NULL. */
const uint8_t *nb_ahead_document(struct nb_ahead *ahead,
				 const struct nb_entry *entry);
/* The sources of the entry's frame if they are there; else NULL. */
const struct nb_sources *nb_ahead_sources(struct nb_ahead *ahead,
					  const struct nb_entry *entry);
/*
 * The entry's source as it was received, entry->source_len bytes, if it is
 * there and has its SHA-256; else NULL. *replays, unless NULL: its journal was
 * replayed, or none is kept.
 */
const uint8_t *nb_ahead_source(struct nb_ahead *ahead,
			       const struct nb_entry *entry, bool *replays);

#endif
