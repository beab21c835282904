/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of an ingest, in order of their page ids, in bounded memory.
 *
 * An archive is written in the order of identifiers, but files are found in the
 * order of directories. There may be millions of them. So this is an external
 * merge sort: entries are collected in memory, sorted and written to a
 * temporary file whenever they exceed a limit, and in the end all these runs
 * are merged.
 */
#ifndef NB_INPUT_INPUTS_H
#define NB_INPUT_INPUTS_H

#include <nbarc/ingest.h>

/* A file. The strings are borrowed. */
struct nb_input {
	const char *id;	  /* of its page; "" if only the document in it says */
	const char *path; /* "-" is standard input */
	uint64_t size;	  /* bytes, of a regular file; otherwise 0 */
	uint32_t row;	  /* of the manifest, from 1; 0: none */
	uint32_t article; /* the number of the only article of the page that it
			   * has; 0: it has the page */
	/* Of a page that was made of several files, whose bytes are at hand:
	 * its name. `path` is the first file then. NULL: it is one file. */
	const char *made;
	bool uncertain; /* with `made`: their charset was detected, but not
			 * beyond doubt */
};

/* A run while it is merged: entries in order, in the spool or in memory. */
struct nb_input_run {
	uint64_t begin;	  /* offset in the spool of the whole run */
	uint64_t at, end; /* offsets in the spool of what has not been read */
	struct nb_buf bytes; /* that have been read */
	/* The entry in hand, in bytes; len is 0 at the end of the run. */
	size_t next, len;
};

/*
 * A list of files: first nb_inputs_add() any number of times, then
 * nb_inputs_sort() once, then nb_inputs_next(). Zeros are an empty list.
 * Everything is owned. Ten million files make some 150 runs.
 */
struct nb_inputs {
	uint64_t count;
	uint64_t bytes; /* of all files */
	bool sized;  /* all of them are regular files, so that `bytes` is right
		      */
	size_t most; /* bytes of entries in memory; 0: NB_INPUTS_MEMORY */
	/* The spool is made beside this file, or else where tmpfile(3) makes
	 * one; not owned; NULL: none. */
	const char *beside;
	struct nb_buf held; /* entries that are not in the spool */
	size_t *offsets;    /* of each of them in held */
	size_t held_count, held_cap;
	void *spool;	  /* FILE of a temporary file; NULL: none */
	uint64_t spooled; /* bytes in the spool */
	struct nb_input_run *runs;
	size_t run_count, run_cap;
	/* The run of the last entry that was handed out. */
	struct nb_input_run *last;
	/* The number of the next entry; and those that are handed out, if
	 * nb_inputs_shard() has left only some. */
	uint64_t at, from, to;
	bool divided;
};

/*
 * The default of nb_inputs.most, in bytes: enough for some sixty thousand
 * files, which then need no temporary file.
 */
#define NB_INPUTS_MEMORY ((size_t)8 << 20)

/*
 * Add a file; the strings are copied. NB_IO if the temporary file cannot be
 * written.
 */
NB_CHECK enum nb_status nb_inputs_add(struct nb_inputs *inputs,
				      const struct nb_input *input,
				      struct nb_error *err);

/* End the adding and put the files in order. */
NB_CHECK enum nb_status nb_inputs_sort(struct nb_inputs *inputs,
				       struct nb_error *err);

/*
 * Get the next file, in order of id and path. Its strings live until the next
 * call. At the end its path is NULL.
 */
NB_CHECK enum nb_status nb_inputs_next(struct nb_inputs *inputs,
				       struct nb_input *input,
				       struct nb_error *err);

/* Begin again with the first file, after nb_inputs_sort(). */
NB_CHECK enum nb_status nb_inputs_rewind(struct nb_inputs *inputs,
					 struct nb_error *err);
void nb_inputs_free(struct nb_inputs *inputs);

/*
 * The name of the file without folders; "" for standard input. It points into
 * input->path, or is input->made.
 */
const char *nb_input_name(const struct nb_input *input);

#endif
