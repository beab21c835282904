/* SPDX-License-Identifier: Apache-2.0 */
/* What a thread does with a frame that is read ahead. */
#ifndef NB_ARCHIVE_AHEAD_JOB_H
#define NB_ARCHIVE_AHEAD_JOB_H

#include "archive/read/ahead.h"
#include "archive/frame/frame.h"
#include "archive/frame/zframe.h"
#include "base/sha256_lanes.h"

/* A source as it was received. */
struct nb_kept {
	uint32_t page;
	const uint8_t *data; /* NULL: it could not be made */
	size_t len;
	size_t made;  /* where it begins in `received`, when it is there */
	bool stored;  /* it is there as it is stored */
	bool replays; /* its journal does, or there is none */
	uint8_t sha256[NB_SHA256_SIZE];
};

#define NB_FIRST_DOCUMENT 1u /* its place in nb_ahead_job.hashed */

struct nb_ahead_job {
	struct nb_ahead_frame frame;
	int fd;
	uint64_t end;	       /* of what may be read of the file */
	uint32_t upto;	       /* bytes of content that are wanted */
	uint32_t sources_size; /* content of the sources record; 0: none */
	uint64_t weight;       /* bytes that the job takes at most */
	bool in_use;

	/* What came out: NULL where it could not be done. */
	const uint8_t *content;
	struct nb_sources *sources;
	struct nb_message *hashed; /* the frame, then each of the spans */
	struct nb_kept *kept;
	size_t kept_count;

	/* Memory that the next frame uses again. */
	struct nb_frame_reader *reader; /* of a part of a frame */
	struct nb_zdecoder decoder;	/* of a whole one */
	struct nb_buf bytes, whole, received;
	size_t hashed_cap, kept_cap;
};

/* Decode and hash what job->frame asks for. */
void nb_ahead_work(void *job);

/* Give back the memory, but for that of the spans. */
void nb_ahead_job_clear(struct nb_ahead_job *job);

#endif
