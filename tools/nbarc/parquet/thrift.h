/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing structures in the compact protocol of Apache Thrift, in which the
 * headers of pages and the footer of a Parquet file are written: as much of the
 * protocol as these need.
 *
 * A field has a number, which grows within a structure. What is passed as `id`
 * is that number, or NBARC_THRIFT_ELEMENT for an element of the list that was
 * begun last.
 */
#ifndef NB_TOOLS_NBARC_THRIFT_H
#define NB_TOOLS_NBARC_THRIFT_H

#include <stdbool.h>
#include <stdint.h>

#include <nbarc/buf.h>

/* Structures in structures. */
#define NBARC_THRIFT_DEPTH 8

#define NBARC_THRIFT_ELEMENT 0

/* Types of the elements of a list, as the protocol numbers them. */
enum nbarc_thrift_type {
	NBARC_THRIFT_INT8 = 3,
	NBARC_THRIFT_INT16 = 4,
	NBARC_THRIFT_INT32 = 5,
	NBARC_THRIFT_INT64 = 6,
	NBARC_THRIFT_BYTES = 8,
	NBARC_THRIFT_LIST = 9,
	NBARC_THRIFT_STRUCT = 12,
};

/*
 * A writer; `out` is the caller's, all else zeros. Only memory can be lacking:
 * `status` is then NB_NOMEM, and what follows is not written.
 */
struct nbarc_thrift {
	struct nb_buf *out;
	unsigned depth;
	unsigned last[NBARC_THRIFT_DEPTH]; /* number of the last field */
	enum nb_status status;
};

/* Begin and end a structure; the outermost is begun by itself. */
void nbarc_thrift_begin(struct nbarc_thrift *t, unsigned id);
void nbarc_thrift_end(struct nbarc_thrift *t);

/* Begin a list; the elements follow, and nothing ends it. */
void nbarc_thrift_list(struct nbarc_thrift *t, unsigned id,
		       enum nbarc_thrift_type type, size_t count);

/* A number; `type` is one of those of integers. */
void nbarc_thrift_int(struct nbarc_thrift *t, unsigned id,
		      enum nbarc_thrift_type type, int64_t value);

/* A truth value, which is no element of a list. */
void nbarc_thrift_bool(struct nbarc_thrift *t, unsigned id, bool value);

/* Bytes, or the bytes of a text. */
void nbarc_thrift_bytes(struct nbarc_thrift *t, unsigned id, const void *bytes,
			size_t len);
void nbarc_thrift_text(struct nbarc_thrift *t, unsigned id, const char *text);

/* An element that was written before by another writer, as it is. */
void nbarc_thrift_raw(struct nbarc_thrift *t, const struct nb_buf *written);

#endif
