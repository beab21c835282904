/* SPDX-License-Identifier: Apache-2.0 */
/* What can be read of the revisions that a walk found, to compare two files
 * (format-spec/nbarc-format.md, section 17, "Repair"). */
#ifndef NB_ARCHIVE_PARITY_READABLE_H
#define NB_ARCHIVE_PARITY_READABLE_H

#include "archive/check/extents.h"
#include "archive/frame/frame.h"
#include "archive/frame/shared.h"
#include "archive/frame/sources.h"
#include "archive/salvage/salvage.h"

/* A page frame with its sources record, as entries name them. All zeros is
 * none: no frame has 0 bytes. */
struct nb_named_frame {
	uint64_t frame, frame_size, sources;
	uint32_t content_size, sources_size;
};

/* A file whose revisions are read. The walk is borrowed. */
struct nb_side {
	struct nb_salvage *walk;
	/* Set by the caller: readers go by its catalogue, as it has a valid
	 * commit at its end. */
	bool catalogued;
	struct nb_frame_reader *frame;
	struct nb_extents extents; /* of the documents that were read */
	/* The record that was decoded last, or NULL, and whose it is: the pages
	 * of a frame share it. */
	struct nb_sources *sources;
	struct nb_named_frame has_sources;
	/* What could not be read is not tried again for each of its pages: of
	 * this frame, what reaches beyond so many bytes of its content; and the
	 * sources of this one. */
	struct nb_named_frame bad_frame, bad_sources;
	uint32_t bad_from;
};

/* What can be read of a revision. `states` is owned. */
struct nb_readable {
	bool leaf;  /* a leaf has its entry: what is withdrawn is known */
	bool entry; /* so are its hashes and titles */
	bool text;
	bool source;
	/* Which text and source. */
	uint8_t sha256[NB_SHA256_SIZE], source_sha256[NB_SHA256_SIZE];
	/* What is withdrawn: the state of the page, and those of its items. */
	struct nb_buf states;
};

/* Prepare a side, whose other fields are zeros. `shared` is the shared text of
 * the file, and must live as long. */
NB_CHECK enum nb_status nb_side_open(struct nb_side *side,
				     struct nb_salvage *walk,
				     struct nb_shared *shared,
				     struct nb_error *err);
void nb_side_close(struct nb_side *side);

/*
 * Read the revision with this index in the list of the walk, which is no row of
 * the log; damage is no failure. Revisions are to be read in the order of their
 * frames, and of one frame in the order of the list: then each frame is decoded
 * once.
 */
NB_CHECK enum nb_status nb_side_read(struct nb_side *side, size_t index,
				     struct nb_readable *out,
				     struct nb_error *err);

/* True if something could be read of a revision, and cannot be read `now`, or
 * is another text or source, or is withdrawn no longer; `now` is NULL if there
 * is no such revision. */
bool nb_readable_lost(const struct nb_readable *old,
		      const struct nb_readable *now);

#endif
