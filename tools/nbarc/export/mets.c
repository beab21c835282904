/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An export for repositories: a METS file for each issue, with its pages and
 * articles, the files of its pages beside it, and what was done to them as
 * events of PREMIS.
 *
 *   DIR/jdrb/2019/jdrb-20190304.mets.xml
 *   DIR/jdrb/2019/jdrb-20190304-a01.xml, .source
 *
 * A page that is not called as that of a newspaper is an issue by itself. The
 * METS file of an issue is written after its pages; admin.c has its
 * administrative sections.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/newspaper.h>
#include <nbarc/tei.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "export/admin.h"
#include "export/export.h"
#include "export/markup.h"
#include "export/tree.h"

/* The parts of a METS file, in the order of its schema. */
enum part { DMD, AMD, DOCUMENTS, SOURCES, LOGICAL, PHYSICAL, PARTS };

/* A package that is made. All is owned but the archive in `x`. */
struct package {
	struct nbarc_export *x;
	struct nbarc_tree tree;
	struct nbarc_admin admin;
	/* The issue in hand; "": none. Its page is "" if it is one itself. */
	char issue[NB_ID_MAX];
	struct nb_newspaper_id parts;
	struct nb_buf newspaper;
	struct nb_buf buffers[PARTS], file, source;
	struct nbarc_markup m[PARTS];
	struct nb_item_record *record;
	unsigned pages; /* of the issue */
};

/* ---- descriptions and structure */

/* Write the description of an item, and its place in the logical structure. */
static void put_item(struct package *p, const struct nbarc_mets_page *g)
{
	const struct nb_item_record *r = p->record;
	const char *id = nbarc_export_value(r, NB_FIELD_ID);
	const char *title = nbarc_export_value(r, NB_FIELD_TITLE);
	const char *name, *kind = nbarc_export_value(r, NB_FIELD_KIND);
	struct nbarc_markup *m = &p->m[DMD];
	size_t i;

	nbarc_markup_put(m,
			 "<dmdSec ID=\"%s.dmd\"><mdWrap MDTYPE=\"MODS\">"
			 "<xmlData><mods:mods>\n<mods:titleInfo>\n",
			 id);
	nbarc_markup_element(m, "mods:title", *title ? title : id);
	nbarc_markup_put(m, "</mods:titleInfo>\n");
	for (i = 0; (name = nb_item_record_text(r, NB_FIELD_AUTHORS, i)); i++) {
		nbarc_markup_put(m, "<mods:name type=\"personal\">\n");
		nbarc_markup_element(m, "mods:namePart", name);
		nbarc_markup_put(m, "<mods:role><mods:roleTerm type=\"text\">"
				    "author</mods:roleTerm></mods:role>"
				    "</mods:name>\n");
	}
	nbarc_markup_element(m, "mods:identifier type=\"nbarc\"", id);
	nbarc_markup_put(m, "</mods:mods></xmlData></mdWrap></dmdSec>\n");
	m = &p->m[LOGICAL];
	nbarc_markup_put(m,
			 "<div TYPE=\"%s\" ID=\"%s\" DMDID=\"%s.dmd\" "
			 "LABEL=\"",
			 kind, id, id);
	nbarc_markup_text(m, title, strlen(title));
	nbarc_markup_put(m,
			 "\"><fptr><area FILEID=\"%s.document.file\" "
			 "BETYPE=\"IDREF\" BEGIN=\"%s\"/></fptr></div>\n",
			 g->id, id);
}

/* Describe the items of a page that may be shown. */
static enum nb_status put_items(struct package *p,
				const struct nbarc_mets_page *g,
				const struct nb_entry *e, struct nb_error *err)
{
	const uint64_t fields =
		NB_FIELD_BIT(NB_FIELD_ID) | NB_FIELD_BIT(NB_FIELD_KIND) |
		NB_FIELD_BIT(NB_FIELD_TITLE) | NB_FIELD_BIT(NB_FIELD_AUTHORS);
	enum nb_status st = NB_OK;
	size_t i;

	nbarc_markup_put(&p->m[LOGICAL], "<div TYPE=\"page\" LABEL=\"%s\">\n",
			 g->id);
	for (i = 0; !st && i < e->item_count; i++) {
		unsigned number = e->items[i].number;

		if (!nb_entry_item_is_present(e, &e->items[i]))
			continue;
		st = p->record ? nb_item_record_again(p->record, p->x->archive,
						      e, number, fields, err)
			       : nb_item_record_of(p->x->archive, e, number,
						   fields, &p->record, err);
		if (!st)
			put_item(p, g);
	}
	nbarc_markup_put(&p->m[LOGICAL], "</div>\n");
	return st;
}

/* Write a file of a page, and the element about it: its size and hash are those
 * of what is written, so that a repository can check what it received. The file
 * is in the folder of the METS file, and its address is its name. */
static enum nb_status put_file(struct package *p,
			       const struct nbarc_mets_page *g,
			       const struct nb_entry *e, enum part part,
			       const void *bytes, size_t len,
			       struct nb_error *err)
{
	bool document = part == DOCUMENTS;
	const char *ending = document ? ".xml" : ".source";
	uint8_t digest[NB_SHA256_SIZE];
	char hash[NB_SHA256_HEX];
	enum nb_status st;

	nb_sha256(bytes, len, digest);
	nb_sha256_hex(digest, hash);
	if (nbarc_tree_name(e, false, ending, &p->x->line))
		return nb_fail_mem(err);
	st = nbarc_tree_put(&p->tree, "", g->id, strlen(g->id),
			    (const char *)p->x->line.data, bytes, len, err);
	nbarc_markup_put(&p->m[part],
			 "<file ID=\"%s.%s.file\" %sSIZE=\"%zu\" "
			 "CHECKSUM=\"%s\" CHECKSUMTYPE=\"SHA-256\" "
			 "ADMID=\"%s.%s\"><FLocat LOCTYPE=\"URL\" "
			 "xlink:href=\"%s\"/></file>\n",
			 g->id, document ? "document" : "received",
			 document ? "MIMETYPE=\"application/tei+xml\" " : "",
			 len, hash, g->id, document ? "document" : "received",
			 (const char *)p->x->line.data);
	return st;
}

/* Write the source where it is kept and may be shown. */
static enum nb_status put_source(struct package *p, struct nbarc_mets_page *g,
				 const struct nb_entry *e, struct nb_error *err)
{
	enum nb_status st;

	p->source.len = 0;
	st = nb_archive_source(p->x->archive, e, &p->source, err);
	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	g->kept = true;
	return put_file(p, g, e, SOURCES, p->source.data, p->source.len, err);
}

/* Write the place of the page in the physical structure. */
static void put_place(struct package *p, const struct nbarc_mets_page *g)
{
	struct nbarc_markup *m = &p->m[PHYSICAL];

	nbarc_markup_put(m,
			 "<div TYPE=\"page\" ORDER=\"%u\" ORDERLABEL=\"%s\">"
			 "<fptr FILEID=\"%s.document.file\"/>",
			 ++p->pages, p->parts.page[0] ? p->parts.page : g->id,
			 g->id);
	if (g->kept)
		nbarc_markup_put(m, "<fptr FILEID=\"%s.received.file\"/>",
				 g->id);
	nbarc_markup_put(m, "</div>\n");
}

/* ---- issues */

/* Write what the issue is: newspaper and day. A newspaper whose name no page
 * says is called as the issue. */
static void put_issue(struct nbarc_markup *m, const struct package *p)
{
	const char *name = (const char *)p->newspaper.data;

	nbarc_markup_put(m, "<dmdSec ID=\"issue.dmd\"><mdWrap MDTYPE=\"MODS\">"
			    "<xmlData><mods:mods>\n<mods:titleInfo>\n");
	nbarc_markup_element(m, "mods:title", *name ? name : p->issue);
	nbarc_markup_put(m, "</mods:titleInfo>\n");
	if (p->parts.date[0] && memcmp(p->parts.date, "0000", 4) != 0) {
		nbarc_markup_put(m, "<mods:originInfo><mods:dateIssued "
				    "encoding=\"w3cdtf\">");
		nbarc_markup_day(m, p->parts.date);
		nbarc_markup_put(m, "</mods:dateIssued></mods:originInfo>\n");
	}
	nbarc_markup_element(m, "mods:identifier type=\"nbarc\"", p->issue);
	nbarc_markup_put(m, "</mods:mods></xmlData></mdWrap></dmdSec>\n");
}

/* Append what was collected of one part. */
static void put_part(struct nbarc_markup *m, const struct package *p,
		     enum part part)
{
	if (!m->status)
		m->status = p->m[part].status;
	if (!m->status)
		m->status = nb_buf_add(m->out, p->buffers[part].data,
				       p->buffers[part].len);
}

/*
 * Put the METS file together. The parts were collected page by page, because
 * the schema wants all descriptions first, then all administrative sections,
 * the files, and the two structures: what is in the issue by its sense, and in
 * which order its pages are bound.
 */
static void put_mets(struct nbarc_markup *m, const struct package *p)
{
	char root[NB_SHA256_HEX];

	nb_sha256_hex(p->x->info.root, root);
	nbarc_markup_put(m,
			 "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<mets xmlns=\"http://www.loc.gov/METS/\" "
			 "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
			 "xmlns:mods=\"http://www.loc.gov/mods/v3\" "
			 "xmlns:premis=\"http://www.loc.gov/premis/v3\" "
			 "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-"
			 "instance\" OBJID=\"%s\" TYPE=\"newspaper issue\">\n",
			 p->issue);
	nbarc_markup_put(
		m,
		"<metsHdr CREATEDATE=\"%s\"><agent ROLE=\"CREATOR\" "
		"TYPE=\"OTHER\" OTHERTYPE=\"SOFTWARE\"><name>nbarc " NB_VERSION
		"</name></agent><altRecordID "
		"TYPE=\"nbarc-root\">%s</altRecordID></metsHdr>\n",
		p->admin.now, root);
	put_issue(m, p);
	put_part(m, p, DMD);
	put_part(m, p, AMD);
	nbarc_markup_put(m, "<fileSec>\n<fileGrp USE=\"documents\">\n");
	put_part(m, p, DOCUMENTS);
	nbarc_markup_put(m, "</fileGrp>\n");
	/* Without memory, their part is empty, too. */
	if (p->buffers[SOURCES].len || p->m[SOURCES].status) {
		nbarc_markup_put(m, "<fileGrp USE=\"sources\">\n");
		put_part(m, p, SOURCES);
		nbarc_markup_put(m, "</fileGrp>\n");
	}
	nbarc_markup_put(m, "</fileSec>\n<structMap TYPE=\"LOGICAL\">"
			    "<div TYPE=\"issue\" DMDID=\"issue.dmd\">\n");
	put_part(m, p, LOGICAL);
	nbarc_markup_put(m, "</div></structMap>\n<structMap TYPE=\"PHYSICAL\">"
			    "<div TYPE=\"issue\">\n");
	put_part(m, p, PHYSICAL);
	nbarc_markup_put(m, "</div></structMap>\n</mets>\n");
}

/* Write the METS file of the issue in hand, and forget the issue. */
static enum nb_status end_issue(struct package *p, struct nb_error *err)
{
	struct nbarc_markup m = {.out = &p->file};
	char name[NB_ID_MAX + 16], page[NB_ID_MAX + 8];
	enum nb_status st;
	int i;

	if (!p->issue[0])
		return NB_OK;
	p->file.len = 0;
	put_mets(&m, p);
	(void)snprintf(name, sizeof(name), "%s.mets.xml", p->issue);
	/* The folder is that of the pages: of an issue, any page will do. */
	(void)snprintf(page, sizeof(page), "%s%s", p->issue,
		       p->parts.page[0] ? "-01" : "");
	st = m.status ? nb_fail_mem(err)
		      : nbarc_tree_put(&p->tree, "", page, strlen(page), name,
				       p->file.data, p->file.len, err);
	for (i = 0; i < PARTS; i++)
		p->buffers[i].len = 0;
	p->issue[0] = '\0';
	p->pages = 0;
	return st;
}

/* Begin the issue of a page, unless it is the one in hand. Pages come in the
 * order of their identifiers, so that those of an issue come together; an
 * edition of the same day is an issue of its own. */
static enum nb_status begin_issue(struct package *p, const struct nb_entry *e,
				  const uint8_t *doc, struct nb_error *err)
{
	struct nb_newspaper_id parts;
	char issue[NB_ID_MAX];
	enum nb_status st;

	if (nb_newspaper_parse(e->id.text, e->id.len, &parts))
		(void)snprintf(issue, sizeof(issue), "%s-%s%s", parts.title,
			       parts.date, parts.edition);
	else
		(void)snprintf(issue, sizeof(issue), "%.*s", (int)e->id.len,
			       e->id.text);
	st = strcmp(issue, p->issue) == 0 ? NB_OK : end_issue(p, err);
	p->parts = parts;
	if (st || p->issue[0])
		return st;
	memcpy(p->issue, issue, sizeof(issue));
	p->newspaper.len = 0;
	st = nb_tei_newspaper(doc, e->head_len, &p->newspaper, err);
	if (!st && nb_buf_add(&p->newspaper, "", 1))
		st = nb_fail_mem(err);
	return st;
}

/* ---- pages */

/* Fill in what the sections say of the page. */
static enum nb_status describe(const struct nb_entry *e, const uint8_t *doc,
			       size_t len, struct nbarc_mets_page *g,
			       struct nb_error *err)
{
	uint8_t digest[NB_SHA256_SIZE];
	char id[NB_ID_MAX];

	memset(g, 0, sizeof(*g));
	(void)snprintf(g->id, sizeof(g->id), "%.*s", (int)e->id.len,
		       e->id.text);
	(void)snprintf(g->document, sizeof(g->document), "%s@%u", g->id,
		       e->revision);
	(void)snprintf(g->received, sizeof(g->received), "%s@%u.source", g->id,
		       e->revision);
	nb_sha256(doc, len, digest);
	nb_sha256_hex(digest, g->hash);
	nb_sha256_hex(e->source_sha256, g->received_hash);
	g->bytes = len;
	g->revision = e->revision;
	g->commit = e->commit;
	g->decided = e->has_decisions;
	return nb_tei_origin(doc, len, id, &g->source, err);
}

/*
 * The document moves when anything else of the archive is read, so that it is
 * copied. Everything that the entry says is taken before the history, which
 * reads others, is looked at.
 */
static enum nb_status mets_page(struct nbarc_export *x,
				const struct nb_entry *e, struct nb_error *err)
{
	struct package *p = x->state;
	struct nb_buf copy = {0};
	const uint8_t *doc;
	struct nbarc_mets_page g;
	size_t len;
	enum nb_status st = nb_archive_document(x->archive, e, &doc, &len, err);

	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	if (nb_buf_add(&copy, doc, len))
		st = nb_fail_mem(err);
	if (!st)
		st = begin_issue(p, e, copy.data, err);
	if (!st)
		st = describe(e, copy.data, len, &g, err);
	if (!st)
		st = put_file(p, &g, e, DOCUMENTS, copy.data, len, err);
	if (!st)
		st = put_source(p, &g, e, err);
	if (!st)
		st = put_items(p, &g, e, err);
	if (!st) {
		put_place(p, &g);
		st = nbarc_admin_put(&p->admin, &g, e, copy.data, len,
				     &p->m[AMD], err);
	}
	nb_buf_free(&copy);
	return st;
}

/* ---- the form */

/* A METS file leads to its files by their names, so that the folder is new: no
 * file of another export stands between them. */
static enum nb_status mets_begin(struct nbarc_export *x, struct nb_error *err)
{
	struct package *p;
	enum nb_status st;
	int i;

	x->state = p = nb_alloc(1, sizeof(*p));
	if (!p)
		return nb_fail_mem(err);
	p->x = x;
	p->tree.root = x->output;
	for (i = 0; i < PARTS; i++)
		p->m[i].out = &p->buffers[i];
	st = nbarc_admin_create(&p->admin, x->archive, x->info.commits, err);
	return st ? st : nbarc_tree_create(&p->tree, true, err);
}

/* After a failure the issue in hand has no METS file. */
static enum nb_status mets_end(struct nbarc_export *x, enum nb_status st,
			       struct nb_error *err)
{
	struct package *p = x->state;
	int i;

	if (!p)
		return st;
	if (!st)
		st = end_issue(p, err);
	st = nbarc_tree_end(&p->tree, st, err);
	nbarc_admin_free(&p->admin);
	nb_item_record_free(p->record);
	for (i = 0; i < PARTS; i++)
		nb_buf_free(&p->buffers[i]);
	nb_buf_free(&p->newspaper);
	nb_buf_free(&p->file);
	nb_buf_free(&p->source);
	free(p);
	return st;
}

const struct nbarc_export_form nbarc_export_mets = {.name = "mets",
						    .ending = ".mets",
						    .folder = true,
						    .check =
							    nbarc_export_newest,
						    .begin = mets_begin,
						    .page = mets_page,
						    .end = mets_end};
