/* SPDX-License-Identifier: Apache-2.0 */
/* One run of nbarc export, as the forms of export see it. */
#ifndef NB_TOOLS_NBARC_EXPORT_H
#define NB_TOOLS_NBARC_EXPORT_H

#include <nbarc/archive.h>
#include <nbarc/buf.h>
#include <nbarc/item.h>

#include "export/stream.h"
#include "rows/columns.h"

struct nbarc_export_form;

/* What a form works with. `state` is its own. */
struct nbarc_export {
	const struct nbarc_export_form *form;
	const char *path;	     /* of the archive */
	const char *output;	     /* NULL: standard output */
	struct nbarc_columns fields; /* that are exported, in order */
	bool bom;
	struct nb_archive_info info;
	struct nbarc_stream stream; /* of forms that write a stream */
	struct nb_buf line;	    /* for the form to use */
	void *state;
};

/*
 * A form of export. begin() and end() may be NULL. item() is called for each
 * item, in the order of the identifiers. end() is called once if begin() was,
 * with `st` NB_OK or what failed: then nothing may stay under the name of the
 * output. A stream is complete by then. The error is filled in wherever NB_OK
 * is not returned.
 */
struct nbarc_export_form {
	const char *name;   /* as it is typed */
	const char *ending; /* of a file, by which the form is recognised */
	bool stream;	    /* it writes a stream, which export.c opens */
	uint64_t needs;	    /* fields that it needs whatever is asked for */
	enum nb_status (*begin)(struct nbarc_export *x, struct nb_error *err);
	enum nb_status (*item)(struct nbarc_export *x,
			       const struct nb_item_record *item,
			       struct nb_error *err);
	enum nb_status (*end)(struct nbarc_export *x, enum nb_status st,
			      struct nb_error *err);
};

/* The forms; each file in this folder has some. */
extern const struct nbarc_export_form nbarc_export_jsonl, nbarc_export_csv,
	nbarc_export_tsv, nbarc_export_bulk, nbarc_export_vertical,
	nbarc_export_conllu, nbarc_export_text, nbarc_export_sqlite;

/* Find a form by its name, or by what the first `len` bytes of the name of a
 * file end with. NULL if there is none. */
const struct nbarc_export_form *nbarc_export_find(const char *name);
const struct nbarc_export_form *nbarc_export_by_ending(const char *file,
						       size_t len);

/* The value of a field, or "". */
const char *nbarc_export_value(const struct nb_item_record *item,
			       enum nb_field field);

#endif
