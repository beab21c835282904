/* SPDX-License-Identifier: Apache-2.0 */
/* Where records go: the end of a file that is being written. */
#ifndef NB_ARCHIVE_SINK_H
#define NB_ARCHIVE_SINK_H

#include <nbarc/status.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nb_sink {
	int fd;
	const char *path;
	uint64_t at; /* offset of the next byte */
	/* Of an append: where its segment begins; 0: a new file is written,
	 * which has no name until it is whole. */
	uint64_t segment;
	uint8_t first_kind; /* of the record there, when it is sealed */
};

/*
 * Write at the end. The first record of an appended segment goes to disk before
 * all others, with NB_RECORD_UNSEALED in the place of its kind: whatever else
 * of the segment arrives there, it is known for one that was not finished.
 */
NB_CHECK enum nb_status nb_sink_write(struct nb_sink *sink, const void *data,
				      size_t len, struct nb_error *err);

NB_CHECK enum nb_status nb_sink_sync(struct nb_sink *sink,
				     struct nb_error *err);

/* All of an appended segment is on disk: give its first record its kind, and
 * have that on disk. */
NB_CHECK enum nb_status nb_sink_seal(struct nb_sink *sink,
				     struct nb_error *err);

#endif
