/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing records to the end of a file, in the order that makes an interrupted
 * append recognisable (format-spec/nbarc-format.md, section 10).
 *
 * A sink either writes a new file, which has no name until it is complete, or
 * appends a segment to an archive. An appended segment is marked as unfinished
 * from its first byte until nb_sink_seal().
 */
#ifndef NB_ARCHIVE_SINK_H
#define NB_ARCHIVE_SINK_H

#include <nbarc/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The file offset of fd is always `at`, unless a write failed. The sink owns
 * neither fd nor path.
 */
struct nb_sink {
	int fd;
	const char *path; /* for messages */
	uint64_t at;	  /* offset in the file of the next byte */
	/* Offset where the appended segment begins; 0: a new file is being
	 * written, and nothing has to be marked. */
	uint64_t segment;
	uint8_t first_kind; /* kind that sealing gives the record there */
};

/*
 * Append len bytes. The head of an appended segment's first record goes to disk
 * before anything else, with NB_RECORD_UNSEALED in place of its kind: whatever
 * part of the segment reaches the disk after that, it is known to be
 * unfinished. The first write to a segment must contain a whole record head.
 * After a failure sink->at counts all of data, since part of it may be in the
 * file.
 */
NB_CHECK enum nb_status nb_sink_write(struct nb_sink *sink, const void *data,
				      size_t len, struct nb_error *err);

/* fsync(2) the file. */
NB_CHECK enum nb_status nb_sink_sync(struct nb_sink *sink,
				     struct nb_error *err);

/* Give the first record of an appended segment its kind, and sync. All of the
 * segment must be on disk already. Nothing happens in a new file. */
NB_CHECK enum nb_status nb_sink_seal(struct nb_sink *sink,
				     struct nb_error *err);

#endif
