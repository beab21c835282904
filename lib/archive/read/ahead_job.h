/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One frame that is read ahead, and what a thread does with it
 * (format-spec/nbarc-format.md, sections 5, 6 and 9).
 *
 * The reader's thread fills in the first part of a job and submits it; a thread
 * of the pool runs nb_ahead_work() and fills in the results; the reader's
 * thread uses these and then fills the job in anew. Only one thread has a job
 * at a time, so it needs no lock.
 */
#ifndef NB_ARCHIVE_AHEAD_JOB_H
#define NB_ARCHIVE_AHEAD_JOB_H

#include "archive/read/ahead.h"
#include "archive/frame/frame.h"
#include "archive/frame/zframe.h"
#include "base/ranges.h"
#include "base/sha256_lanes.h"

/* A source as it was received, and its hash. */
struct nb_kept {
	uint32_t page; /* index in the page directory */
	/* Borrowed from nb_ahead_job.sources or .received; NULL if it could not
	 * be made, and perhaps if its length is 0. */
	const uint8_t *data;
	size_t len;
	size_t made;  /* offset in `received`, unless it is stored */
	bool stored;  /* the sources record has it as received */
	bool replays; /* its journal does, or none is kept */
	uint8_t sha256[NB_SHA256_SIZE];
};

/* Index of the first document in nb_ahead_job.hashed; before it is the frame,
 * after the documents are the sources. */
#define NB_FIRST_DOCUMENT 1u

/*
 * Zeros are a new job. All pointers are owned, except `content`, which points
 * into `whole` or into the content of `reader`. Results are valid until the job
 * is worked on again or cleared.
 */
struct nb_ahead_job {
	/* What is to be done, set by the reader's thread. */
	struct nb_ahead_frame frame;
	struct nb_file file;
	struct nb_shared *shared; /* loaded; it is only read */
	uint64_t end;		  /* offset before which the file may be read */
	uint32_t sources_size;	  /* content of the sources record; 0: none */
	uint64_t weight;	  /* bytes that the job will hold, estimated */
	bool in_use;		  /* by nb_ahead: not free for another frame */

	/* Results. `content` is NULL if nothing of the frame was wanted, or if
	 * it could not be decoded or checked: then no document is valid. */
	const uint8_t *content;
	struct nb_sources *sources; /* NULL: none, or not decoded */
	/* From NB_FIRST_DOCUMENT on the documents, in the order of the spans,
	 * then the sources; before, if frame.whole, the compressed frame. */
	struct nb_message *hashed;
	struct nb_kept *kept; /* the sources, in the order of the record */
	size_t kept_count;

	/* Memory that the next frame uses again. */
	struct nb_frame_reader *reader; /* for a part of a frame */
	struct nb_zdecoder decoder;	/* for a whole one */
	struct nb_buf bytes;		/* the compressed frame */
	struct nb_buf whole;		/* its content */
	struct nb_buf received;		/* sources that are not stored as is */
	size_t hashed_cap, kept_cap;
};

/*
 * Do what job->frame asks for. `job` is a struct nb_ahead_job; the type fits
 * the pool. It cannot fail: what could not be done is missing from the results,
 * and the reader tries it again and reports the error.
 */
void nb_ahead_work(void *job);

/* Free everything but the spans, which the owner of the job frees. The results
 * are gone; the job can be used again. */
void nb_ahead_job_clear(struct nb_ahead_job *job);

#endif
