/* SPDX-License-Identifier: Apache-2.0 */
/* The files of an ingest, in order of their page ids, in bounded memory. */
#ifndef NB_INGEST_INPUTS_H
#define NB_INGEST_INPUTS_H

#include <nbarc/ingest.h>

struct nb_input {
	const char *id; /* ""; a document's, by the document alone */
	const char *path;
	uint64_t size; /* bytes of a regular file; else 0 */
};

/* A stretch of the spool that is in order, or what is in memory. */
struct nb_input_run {
	uint64_t at, end;    /* of the spool: what has not been read */
	struct nb_buf bytes; /* that have been */
	size_t next, len;    /* in bytes: the entry in hand; len 0: none */
};

/*
 * Entries are collected in memory; where they take more than `most` bytes they
 * are put in order and into a temporary file, from which such runs are merged.
 * Ten million files are some 150 runs. Zeros are an empty list.
 */
struct nb_inputs {
	uint64_t count;
	uint64_t bytes;	    /* of all files */
	bool sized;	    /* all of them are regular files */
	size_t most;	    /* 0: NB_INPUTS_MEMORY */
	struct nb_buf held; /* entries */
	size_t *offsets;    /* of each of them */
	size_t held_count, held_cap;
	void *spool; /* FILE, without a name */
	uint64_t spooled;
	struct nb_input_run *runs;
	size_t run_count, run_cap;
	struct nb_input_run *last; /* where the last one that was given is */
};

#define NB_INPUTS_MEMORY ((size_t)8 << 20)

NB_CHECK enum nb_status nb_inputs_add(struct nb_inputs *inputs,
				      const struct nb_input *input,
				      struct nb_error *err);

/* Nothing is added any more: put them in order. */
NB_CHECK enum nb_status nb_inputs_sort(struct nb_inputs *inputs,
				       struct nb_error *err);

/* The next one by id and path in *input, where it lives until the next call;
 * its path is NULL behind the last one. */
NB_CHECK enum nb_status nb_inputs_next(struct nb_inputs *inputs,
				       struct nb_input *input,
				       struct nb_error *err);
void nb_inputs_free(struct nb_inputs *inputs);

/* Its name without folders; "" for standard input. */
const char *nb_input_name(const struct nb_input *input);

#endif
