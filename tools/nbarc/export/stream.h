/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The output of an export that is a stream of bytes: one file or several
 * shards, compressed or not. What is written is the same for the same archive,
 * whatever machine it is written on.
 */
#ifndef NB_TOOLS_NBARC_STREAM_H
#define NB_TOOLS_NBARC_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

#include "cli/output.h"

/*
 * A stream. `path`, `shard`, `compressed` and `by_hand` are set before it is
 * opened; the rest belongs to it.
 */
struct nbarc_stream {
	const char *path; /* NULL: standard output */
	uint64_t shard;	  /* bytes of text after which a file ends; 0: none */
	bool compressed;  /* Zstandard */
	bool by_hand;	  /* only nbarc_stream_cut() ends a file */

	struct nb_buf head;   /* that each shard begins with */
	struct nb_buf name;   /* of the file that is written */
	struct nb_buf out;    /* not written yet */
	struct nb_buf packed; /* compressed bytes of it */
	void *encoder;	      /* ZSTD_CCtx */
	struct cli_output file;
	bool open;	 /* file is open */
	uint64_t bytes;	 /* of text in it */
	unsigned shards; /* files that were begun */
};

/* Set what each file begins with, such as names of columns. */
NB_CHECK enum nb_status nbarc_stream_head(struct nbarc_stream *s,
					  const void *bytes, size_t len,
					  struct nb_error *err);

/*
 * Append bytes, which stay together in one file. The first bytes open a file:
 * the path itself, or, for shards, the path with "-00001" before its endings.
 */
NB_CHECK enum nb_status nbarc_stream_put(struct nbarc_stream *s,
					 const void *bytes, size_t len,
					 struct nb_error *err);

/* End the file that is open: the next bytes open another one. */
NB_CHECK enum nb_status nbarc_stream_cut(struct nbarc_stream *s,
					 struct nb_error *err);

/* End the stream: with st NB_OK its last file is complete, otherwise it is
 * dropped. Returns st, or what failed. Everything is freed. */
NB_CHECK enum nb_status nbarc_stream_end(struct nbarc_stream *s,
					 enum nb_status st,
					 struct nb_error *err);

#endif
