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
	struct nb_archive *archive;
	const char *path;	     /* of the archive */
	const char *output;	     /* NULL: standard output */
	struct nbarc_columns fields; /* that are exported, in order */
	bool bom;
	/* An item may come in several revisions: what tells items apart has
	 * the revision, too. */
	bool revisions;
	struct nb_archive_info info;
	struct nbarc_stream stream; /* of forms that write a stream */
	struct nb_buf line;	    /* for the form to use */
	void *state;
};

/*
 * A form of export. check(), begin(), finish() and end() may be NULL. check()
 * is called first, and refuses what the form cannot be made of. item() is
 * called for each item, in the order of the identifiers; a form of pages has
 * page() instead. end() is called once if begin() was, with `st` NB_OK or what
 * failed: then nothing may stay under the name of the output. finish() ends a
 * stream that has something after the last item, and a stream is complete when
 * end() is called. The error is filled in wherever NB_OK is not returned.
 */
struct nbarc_export_form {
	const char *name;   /* as it is typed */
	const char *ending; /* of a file, by which the form is recognised */
	bool stream;	    /* it writes a stream, which export.c opens */
	bool packed;	    /* that is compressed in itself */
	bool folder;	    /* it makes a folder; the output is never NULL */
	uint64_t needs;	    /* fields that it needs whatever is asked for */
	enum nb_status (*check)(const struct nbarc_export *x,
				struct nb_error *err);
	enum nb_status (*begin)(struct nbarc_export *x, struct nb_error *err);
	enum nb_status (*item)(struct nbarc_export *x,
			       const struct nb_item_record *item,
			       struct nb_error *err);
	enum nb_status (*page)(struct nbarc_export *x, const struct nb_entry *e,
			       struct nb_error *err);
	enum nb_status (*finish)(struct nbarc_export *x, struct nb_error *err);
	enum nb_status (*end)(struct nbarc_export *x, enum nb_status st,
			      struct nb_error *err);
};

/* The forms; each file in this folder has some. */
extern const struct nbarc_export_form nbarc_export_jsonl, nbarc_export_csv,
	nbarc_export_tsv, nbarc_export_bulk, nbarc_export_vertical,
	nbarc_export_conllu, nbarc_export_text, nbarc_export_sqlite,
	nbarc_export_parquet, nbarc_export_bagit, nbarc_export_teicorpus,
	nbarc_export_mets;

/* Find a form by its name, or by what the first `len` bytes of the name of a
 * file end with. NULL if there is none. */
const struct nbarc_export_form *nbarc_export_find(const char *name);
const struct nbarc_export_form *nbarc_export_by_ending(const char *file,
						       size_t len);

/*
 * Append what the item is called: its identifier, and where items come in
 * several revisions, "@" and the revision. Only NB_NOMEM can happen.
 */
NB_CHECK enum nb_status nbarc_export_name(const struct nbarc_export *x,
					  const struct nb_item_record *item,
					  struct nb_buf *out);

/* For check(): refuse several revisions of a page. */
NB_CHECK enum nb_status nbarc_export_newest(const struct nbarc_export *x,
					    struct nb_error *err);

/* The value of a field, or "". */
const char *nbarc_export_value(const struct nb_item_record *item,
			       enum nb_field field);

#endif
