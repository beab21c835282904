/* SPDX-License-Identifier: Apache-2.0 */
/* One run of nbarc get: what its parts share. */
#ifndef NB_TOOLS_NBARC_GET_RUN_H
#define NB_TOOLS_NBARC_GET_RUN_H

#include <stdbool.h>

#include <nbarc/archive.h>
#include <nbarc/item.h>
#include <nbarc/query.h>

#include "cli/output.h"
#include "get/layout.h"
#include "rows/columns.h"

/* What is made of items that are described rather than copied. */
enum nbarc_made { NBARC_MADE_NONE, NBARC_MADE_JSON, NBARC_MADE_HTML };

/*
 * One run of the command. A *piece* is what is printed of one page or item;
 * separators stand between pieces, and with a folder each is a file.
 *
 * The output, the record and the buffers are owned, the archive is that of the
 * step in hand. Messages about one page are made in err and reported at once.
 */
struct get {
	const struct cli *cli;
	struct nb_archive *archive;
	const char *path;
	enum nb_format format;
	enum nbarc_layout layout; /* made of documents; slices of items then */
	enum nbarc_made made;	  /* made of records */
	bool items;		  /* whole pages are printed item by item */
	const char *separator;	  /* between pieces, or NULL */
	bool headings;		  /* a line with the identifier before each */
	const char *folder;	  /* for a file for each piece, or NULL */
	unsigned threads;	  /* that read ahead; 0: all processors */
	struct nb_query query;	  /* the one that is being answered */
	struct cli_output output;
	struct nb_buf out;    /* what has not been written yet */
	struct nb_buf *to;    /* where pieces are put: `out`, or kept answers */
	struct nb_buf piece;  /* of a file that is being made */
	struct nb_buf slices; /* of the item in hand */
	struct nb_item_record *record;
	struct nbarc_columns columns; /* of NBARC_MADE_JSON */
	unsigned searches;    /* identifiers for which a nearest was sought */
	bool any;	      /* a piece was printed: a separator comes first */
	bool write_failed;    /* nothing more can be written */
	enum nb_status worst; /* of all pages and queries so far */
	struct nb_error err;
};

/* Output is collected up to this many bytes. */
#define NBARC_GET_FLUSH ((size_t)256 * 1024)

/* Report g->err, whose status is st, and go on. */
void nbarc_get_report(struct get *g, enum nb_status st);

/* Write what has been collected, and then `len` bytes more. After the first
 * failure nothing more is printed. */
NB_CHECK enum nb_status nbarc_get_write(struct get *g, const void *p,
					size_t len);

/* Write what has been collected if it is enough to be worth it. */
NB_CHECK enum nb_status nbarc_get_flush(struct get *g);

/* Append what stands before a piece that is not the first: the separator, or
 * between texts an empty line. */
NB_CHECK enum nb_status nbarc_get_separate(struct get *g);

/* Set what a query has to find for this run: its detail, and what is read
 * ahead. */
void nbarc_get_prepare(const struct get *g, struct nb_query *query);

#endif
