/* SPDX-License-Identifier: Apache-2.0 */
/* Appending to a file, and sealing what was appended
 * (format-spec/nbarc-format.md, section 10, steps 1 to 3). */
#include "archive/record/sink.h"
#include "archive/record/record.h"
#include "base/error.h"
#include "base/file.h"

#include <string.h>
#include <unistd.h>

#define KIND_AT 13u /* offset of the kind in a record */

enum nb_status nb_sink_sync(struct nb_sink *sink, struct nb_error *err)
{
	return fsync(sink->fd) == 0 ? NB_OK
				    : nb_fail_sys(err, sink->path, "fsync");
}

/* Write and sync the head of a segment's first record, with the kind of an
 * unfinished one; the real kind is kept for nb_sink_seal(). */
static enum nb_status begin_segment(struct nb_sink *sink, const void *data,
				    struct nb_error *err)
{
	uint8_t head[NB_RECORD_HEAD];
	enum nb_status st;

	memcpy(head, data, sizeof(head));
	sink->first_kind = head[KIND_AT];
	head[KIND_AT] = NB_RECORD_UNSEALED;
	st = nb_fd_write(sink->fd, sink->path, head, sizeof(head), err);
	return st ? st : nb_sink_sync(sink, err);
}

enum nb_status nb_sink_write(struct nb_sink *sink, const void *data, size_t len,
			     struct nb_error *err)
{
	const uint8_t *p = data;
	bool first = sink->segment && sink->at == sink->segment;
	enum nb_status st = NB_OK;

	/* Count the bytes even if writing fails: part of them may be in the
	 * file. */
	sink->at += len;
	if (first && len >= NB_RECORD_HEAD) {
		st = begin_segment(sink, p, err);
		p += NB_RECORD_HEAD;
		len -= NB_RECORD_HEAD;
	}
	return st ? st : nb_fd_write(sink->fd, sink->path, p, len, err);
}

enum nb_status nb_sink_seal(struct nb_sink *sink, struct nb_error *err)
{
	enum nb_status st;

	if (!sink->segment)
		return NB_OK;
	st = nb_fd_write_at(sink->fd, sink->path, sink->segment + KIND_AT,
			    &sink->first_kind, 1, err);
	return st ? st : nb_sink_sync(sink, err);
}
