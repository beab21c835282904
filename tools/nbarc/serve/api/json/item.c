/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page or item (item.h). What is somebody else's text, and not made by
 * nbarc, is sent so that no browser takes it for a page of the reading room.
 */
#include "serve/api/json/item.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/cite.h>
#include <nbarc/places.h>
#include <nbarc/proof.h>

#include "base/error.h"
#include "rows/row.h"
#include "serve/api/json/choice.h"
#include "serve/api/json/form.h"

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

/* Make the record of what was found. */
static enum nb_status describe(const struct api_found *f, uint64_t fields,
			       struct nb_item_record **record,
			       struct nb_error *err)
{
	return nb_item_record_of(f->lease->archive, f->entry, f->query.number,
				 fields, record, err);
}

/* The record has its hashes and its state; the text only if it is asked for. */
enum nb_status api_item(struct room_request *q, struct room_response *a,
			struct nb_error *err)
{
	static const char *const names[] = {"archive", "columns", "download"};
	const char *columns = room_param(q, "columns");
	struct nbarc_columns c = {.count = 0};
	struct nb_item_record *record = NULL;
	struct api_found f;
	enum nb_status st = api_known(q, names, COUNT(names), err);

	if (!st)
		st = api_find(q, a, &f, err);
	if (!st)
		st = nbarc_columns_parse(columns && *columns ? columns : "all",
					 &c, err);
	if (!st)
		st = describe(&f, c.fields, &record, err);
	if (!st)
		st = api_attach(q, a, f.id, "json", err);
	a->type = API_JSON;
	if (!st && nbarc_row_put(NBARC_JSONL, &c, record, &a->body))
		st = nb_fail_mem(err);
	nb_item_record_free(record);
	return st;
}

/* ---- documents */

/* Answer with one of the library's forms of what was found. */
static enum nb_status give(struct room_request *q, struct room_response *a,
			   enum nb_format format, const char *suffix,
			   struct nb_error *err)
{
	static const char *const names[] = {"archive", "download"};
	struct api_found f;
	enum nb_status st = api_known(q, names, COUNT(names), err);

	if (!st)
		st = api_find(q, a, &f, err);
	if (!st)
		st = nb_archive_get(f.lease->archive, f.id, format, &a->body,
				    err);
	return st ? st : api_attach(q, a, f.id, suffix, err);
}

enum nb_status api_item_text(struct room_request *q, struct room_response *a,
			     struct nb_error *err)
{
	a->type = ROOM_TEXT;
	return give(q, a, NB_FORMAT_TEXT, "txt", err);
}

/*
 * A browser shows XML by itself, and runs scripts that are in it. No document
 * of nbarc has any, but one of somebody else's archive could: hence the sandbox
 * (CSP level 3).
 */
enum nb_status api_item_tei(struct room_request *q, struct room_response *a,
			    struct nb_error *err)
{
	a->type = "application/tei+xml; charset=utf-8";
	a->sandboxed = true;
	return give(q, a, NB_FORMAT_TEI, "xml", err);
}

/* ---- what only pages have */

/* Find a page, or the page of an item: its identifier, with the revision that
 * was asked for, replaces that of the item. */
static enum nb_status find_page(struct room_request *q, struct room_response *a,
				struct api_found *f, struct nb_error *err)
{
	static const char *const names[] = {"archive", "download"};
	enum nb_status st = api_known(q, names, COUNT(names), err);
	const char *revision;

	if (!st)
		st = api_find(q, a, f, err);
	if (st || f->query.kind != NB_QUERY_ITEM)
		return st;
	revision = strchr(q->captured[0], '@');
	(void)snprintf(f->id, sizeof(f->id), "%.*s%s", (int)f->query.page_len,
		       f->query.text, revision ? revision : "");
	return NB_OK;
}

/*
 * Bytes that came from outside, in whatever charset they have. They are always
 * sent as a file to be saved, because a source can be a page of HTML.
 */
enum nb_status api_item_source(struct room_request *q, struct room_response *a,
			       struct nb_error *err)
{
	struct api_found f;
	enum nb_status st = find_page(q, a, &f, err);

	a->type = "application/octet-stream";
	a->sandboxed = true;
	if (!st)
		st = nb_archive_get(f.lease->archive, f.id, NB_FORMAT_SOURCE,
				    &a->body, err);
	return st ? st : api_attach_always(a, f.id, "source", err);
}

enum nb_status api_item_journal(struct room_request *q, struct room_response *a,
				struct nb_error *err)
{
	struct api_found f;
	enum nb_status st = find_page(q, a, &f, err);

	a->type = API_LINES;
	if (!st)
		st = nb_archive_get(f.lease->archive, f.id, NB_FORMAT_JOURNAL,
				    &a->body, err);
	return st ? st : api_attach(q, a, f.id, "journal.jsonl", err);
}

/* ---- zones */

/* A form of zones: its name, and what is sent. */
static const struct zones_form {
	const char *name, *type, *suffix;
	enum nb_places_form form;
} zones_forms[] = {
	{"json", API_LINES, "zones.jsonl", NB_PLACES_JSON},
	{"iiif", API_LINES, "annotations.jsonl", NB_PLACES_IIIF},
	{"alto", "application/xml; charset=utf-8", "alto.xml", NB_PLACES_ALTO},
	{"page", "application/xml; charset=utf-8", "page.xml", NB_PLACES_PAGE},
};

/* Find the form that is asked for. */
static enum nb_status zones_form(const struct room_request *q,
				 const struct zones_form **form,
				 struct nb_error *err)
{
	const char *name = room_param(q, "format");
	size_t i;

	*form = &zones_forms[0];
	if (!name || !*name)
		return NB_OK;
	for (i = 0; i < COUNT(zones_forms); i++) {
		*form = &zones_forms[i];
		if (strcmp(zones_forms[i].name, name) == 0)
			return NB_OK;
	}
	return nb_fail(err, NB_USAGE,
		       "format: there are json, iiif, alto and page");
}

/* A document without zones, or without what the form needs, has none to give:
 * that is no failure of the server. */
enum nb_status api_item_zones(struct room_request *q, struct room_response *a,
			      struct nb_error *err)
{
	static const char *const names[] = {"archive", "download", "format"};
	const struct zones_form *form;
	struct nb_buf slices = {0};
	struct api_found f;
	enum nb_status st = api_known(q, names, COUNT(names), err);

	if (!st)
		st = zones_form(q, &form, err);
	if (!st)
		st = api_find(q, a, &f, err);
	if (!st)
		st = nb_archive_get(f.lease->archive, f.id, NB_FORMAT_SLICES,
				    &slices, err);
	if (!st) {
		a->type = form->type;
		a->sandboxed = true;
		st = nb_places_write(slices.data, slices.len, form->form,
				     &a->body, err);
		if (st == NB_INVALID || st == NB_UNSUPPORTED)
			err->status = st = NB_ABSENT;
	}
	nb_buf_free(&slices);
	return st ? st : api_attach(q, a, f.id, form->suffix, err);
}

/* ---- citations and proofs */

/* The styles, as the library numbers them. */
static const struct {
	const char *type, *suffix;
} cite_types[] = {
	[NB_CITE_GBT7714] = {ROOM_TEXT, "txt"},
	[NB_CITE_BIBTEX] = {"application/x-bibtex; charset=utf-8", "bib"},
	[NB_CITE_CSL] = {"application/vnd.citationstyles.csl+json", "json"},
	[NB_CITE_RIS] = {"application/x-research-info-systems; charset=utf-8",
			 "ris"},
};

/* Find the style that is asked for; without, that of GB/T 7714. */
static enum nb_status cite_style(const struct room_request *q,
				 enum nb_cite_style *style,
				 struct nb_error *err)
{
	const char *asked = room_param(q, "style"), *name;
	int i;

	*style = NB_CITE_GBT7714;
	if (!asked || !*asked)
		return NB_OK;
	for (i = 0; (name = nb_cite_style_name((enum nb_cite_style)i)); i++) {
		*style = (enum nb_cite_style)i;
		if (strcmp(name, asked) == 0)
			return NB_OK;
	}
	return nb_fail(err, NB_USAGE,
		       "style: there are gbt7714, bibtex, csl and ris");
}

/* The citation says no day of access: the client knows it better, and the
 * answer can be cached. CSL-JSON is an array. */
enum nb_status api_item_cite(struct room_request *q, struct room_response *a,
			     struct nb_error *err)
{
	static const char *const names[] = {"archive", "download", "style"};
	struct nb_item_record *record = NULL;
	enum nb_cite_style style;
	struct api_found f;
	enum nb_status st = api_known(q, names, COUNT(names), err);
	bool array;

	if (!st)
		st = cite_style(q, &style, err);
	if (!st)
		st = api_find(q, a, &f, err);
	if (!st)
		st = describe(&f, nb_cite_fields(), &record, err);
	if (st)
		return st;
	a->type = cite_types[style].type;
	array = style == NB_CITE_CSL;
	if (nb_buf_puts(&a->body, array ? "[" : "") ||
	    nb_cite_write(record, f.lease->info.root, NULL, style, &a->body,
			  err) ||
	    nb_buf_puts(&a->body, array ? "]\n" : ""))
		st = nb_fail_mem(err);
	nb_item_record_free(record);
	return st ? st : api_attach(q, a, f.id, cite_types[style].suffix, err);
}

/* A proof can also be made of an item that was withdrawn: it has no text then.
 */
enum nb_status api_item_proof(struct room_request *q, struct room_response *a,
			      struct nb_error *err)
{
	static const char *const names[] = {"archive", "download"};
	struct api_found f;
	enum nb_status st = api_known(q, names, COUNT(names), err);

	if (!st)
		st = api_find_any(q, q->captured[0], &f, err);
	if (!st)
		st = nb_proof_make(f.lease->archive, f.query.text,
				   f.query.revision, &a->body, err);
	a->type = ROOM_TEXT;
	a->sandboxed = true;
	return st ? st : api_attach(q, a, f.id, "proof", err);
}
