/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of a Parquet file: each is compressed by itself, and has a header
 * with its sizes and its checksum. */
#ifndef NB_TOOLS_NBARC_PAGES_H
#define NB_TOOLS_NBARC_PAGES_H

#include <stddef.h>
#include <stdint.h>

#include <nbarc/buf.h>
#include <nbarc/status.h>

/* Encodings of values, as Parquet numbers them. */
enum nbarc_encoding {
	NBARC_PLAIN = 0,
	NBARC_RLE = 3,	      /* levels: nbarc_hybrid_put() */
	NBARC_DICTIONARY = 8, /* numbers of values in a dictionary page */
};

/* The number of the codec Zstandard. */
#define NBARC_CODEC_ZSTD 6

/* What writes pages. `put` and `context` are set before; all else is zeros at
 * first, and owned. The caller adds to `at` what it puts itself. */
struct nbarc_pages {
	enum nb_status (*put)(void *context, const void *bytes, size_t len,
			      struct nb_error *err);
	void *context;
	uint64_t at;	   /* bytes of the file so far */
	uint64_t plain;	   /* bytes of all pages before they were compressed,
			    * with their headers; for the caller to set to 0 */
	void *encoder;	   /* ZSTD_CCtx, made for the first page */
	struct nb_buf raw; /* the page that is made, for the caller to fill */
	struct nb_buf packed, head;
};

/* Write the page in pages->raw, and empty it: a dictionary with so many values,
 * or data with so many entries in this encoding. */
NB_CHECK enum nb_status nbarc_pages_dictionary(struct nbarc_pages *pages,
					       size_t values,
					       struct nb_error *err);
NB_CHECK enum nb_status nbarc_pages_data(struct nbarc_pages *pages,
					 size_t entries,
					 enum nbarc_encoding encoding,
					 struct nb_error *err);

void nbarc_pages_free(struct nbarc_pages *pages);

#endif
