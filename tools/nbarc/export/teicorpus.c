/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An export as a TEI corpus: the document of each page in a file of its own,
 * and a file that includes them all (XInclude), with a header of the whole.
 * This is how corpora of parliaments are published, and what tools for TEI
 * take.
 *
 *   DIR/corpus.xml            teiCorpus
 *   DIR/jdrb/2019/ID.xml      TEI, as nbarc get prints it
 *
 * corpus.xml is written last: a folder without it is incomplete.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/newspaper.h>
#include <nbarc/tei.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/sha256.h"
#include "export/export.h"
#include "export/markup.h"
#include "export/tree.h"
#include "names.h"

/* A newspaper of the corpus; the dates are digits, "" before the first. */
struct paper {
	char code[13], first[9], last[9];
	struct nb_buf name; /* of its first page, owned */
};

/* A corpus that is made; all is owned. */
struct corpus {
	struct nbarc_tree tree;
	struct nb_buf file, includes;
	struct paper *papers; /* few */
	size_t count, cap;
	uint64_t pages, articles, photos, characters;
};

/* ---- pages */

/* Take note of a newspaper that was not there before. */
static enum nb_status add_paper(struct corpus *c, const uint8_t *document,
				const struct nb_entry *e, const char *code,
				struct nb_error *err)
{
	struct paper *grown =
		nb_grow(c->papers, &c->cap, c->count + 1, sizeof(*grown));
	struct paper *p;

	if (!grown)
		return nb_fail_mem(err);
	c->papers = grown;
	p = &grown[c->count++];
	memset(p, 0, sizeof(*p));
	memcpy(p->code, code, strlen(code) + 1);
	return nb_tei_newspaper(document, e->head_len, &p->name, err);
}

/* Take note of what newspaper and day a page is of. */
static enum nb_status note_paper(struct corpus *c, const uint8_t *document,
				 const struct nb_entry *e, struct nb_error *err)
{
	struct nb_newspaper_id parts;
	struct paper *p;
	enum nb_status st = NB_OK;
	size_t i = c->count;

	/* Of a page that is called otherwise, the code is "". */
	(void)nb_newspaper_parse(e->id.text, e->id.len, &parts);
	while (i && strcmp(c->papers[i - 1].code, parts.title) != 0)
		i--;
	if (!i) {
		st = add_paper(c, document, e, parts.title, err);
		i = c->count;
	}
	if (st)
		return st;
	p = &c->papers[i - 1];
	if (!p->first[0])
		memcpy(p->first, parts.date, sizeof(p->first));
	memcpy(p->last, parts.date, sizeof(p->last));
	return NB_OK;
}

/* Count what the page has. */
static void count_items(struct corpus *c, const struct nb_entry *e)
{
	size_t i;

	c->pages++;
	for (i = 0; i < e->item_count; i++) {
		if (!nb_entry_item_is_present(e, &e->items[i]))
			continue;
		if (e->items[i].kind == NB_KIND_PHOTO)
			c->photos++;
		else
			c->articles++;
		c->characters += e->items[i].characters;
	}
}

/* The document is written as it may be shown, and its place is noted for the
 * include. Identifiers need no escapes in an address, since only those of
 * newspapers and XML names are there. */
static enum nb_status corpus_page(struct nbarc_export *x,
				  const struct nb_entry *e,
				  struct nb_error *err)
{
	struct corpus *c = x->state;
	const uint8_t *doc;
	size_t len;
	enum nb_status st = nb_archive_document(x->archive, e, &doc, &len, err);

	if (st)
		return st == NB_ABSENT ? NB_OK : st;
	count_items(c, e);
	st = note_paper(c, doc, e, err);
	if (!st && nbarc_tree_name(e, false, ".xml", &x->line))
		st = nb_fail_mem(err);
	if (!st)
		st = nbarc_tree_put(&c->tree, "", e->id.text, e->id.len,
				    (const char *)x->line.data, doc, len, err);
	if (!st && nb_buf_printf(&c->includes, "<xi:include href=\"%s\"/>\n",
				 (const char *)c->tree.at.data))
		st = nb_fail_mem(err);
	return st;
}

/* ---- the header of the whole */

/* Write a number with its unit. */
static void put_measure(struct nbarc_markup *m, const char *unit, uint64_t n)
{
	nbarc_markup_put(m,
			 "<measure unit=\"%s\" quantity=\"%" PRIu64
			 "\">%" PRIu64 "</measure>",
			 unit, n, n);
}

/* The name of a newspaper, or its code where no page says it. */
static void put_paper_name(struct nbarc_markup *m, const struct paper *p)
{
	if (p->name.len)
		nbarc_markup_text(m, (const char *)p->name.data, p->name.len);
	else
		nbarc_markup_put(m, "%s", p->code[0] ? p->code : "pages");
}

/* Write the title: the names of the newspapers. */
static void put_title(struct nbarc_markup *m, const struct corpus *c)
{
	size_t i;

	nbarc_markup_put(m, "<titleStmt>\n<title type=\"main\" "
			    "xml:lang=\"zh\">");
	for (i = 0; i < c->count; i++) {
		if (i)
			nbarc_markup_put(m, "、");
		put_paper_name(m, &c->papers[i]);
	}
	if (!c->count)
		nbarc_markup_put(m, "no pages");
	nbarc_markup_put(m, "</title>\n</titleStmt>\n");
}

/* Write of each newspaper what the corpus has of it. */
static void put_sources(struct nbarc_markup *m, const struct corpus *c)
{
	size_t i;

	nbarc_markup_put(m, "<sourceDesc>\n");
	for (i = 0; i < c->count; i++) {
		const struct paper *p = &c->papers[i];

		nbarc_markup_put(m, "<bibl><title level=\"j\" "
				    "xml:lang=\"zh\">");
		put_paper_name(m, p);
		nbarc_markup_put(m, "</title>");
		if (p->code[0])
			nbarc_markup_put(m, " <idno type=\"nbarc\">%s</idno>",
					 p->code);
		/* A year that is not known is no date. */
		if (p->first[0] && memcmp(p->first, "0000", 4) != 0) {
			nbarc_markup_put(m, " <date from=\"");
			nbarc_markup_day(m, p->first);
			nbarc_markup_put(m, "\" to=\"");
			nbarc_markup_day(m, p->last);
			nbarc_markup_put(m, "\"/>");
		}
		nbarc_markup_put(m, "</bibl>\n");
	}
	if (!c->count)
		nbarc_markup_put(m, "<p>No pages were chosen.</p>\n");
	nbarc_markup_put(m, "</sourceDesc>\n");
}

/* Write what was published: of which archive, and when that was written. */
static void put_publication(struct nbarc_markup *m,
			    const struct nb_archive_info *info)
{
	char root[NB_SHA256_HEX], time[NBARC_TIME];

	nb_sha256_hex(info->root, root);
	nbarc_time(info->time, time);
	nbarc_markup_put(m,
			 "<publicationStmt>\n<authority>the holding archive"
			 "</authority>\n<idno type=\"nbarc-root\">%s</idno>\n"
			 "<availability><p>The header of each page says who "
			 "may use it.</p></availability>\n<date when=\"%.10s\">"
			 "%.10s</date>\n</publicationStmt>\n",
			 root, time, time);
}

/* Write the corpus file. */
static void put_corpus(struct nbarc_markup *m, const struct nbarc_export *x)
{
	const struct corpus *c = x->state;

	nbarc_markup_put(m, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\" "
			    "xmlns:xi=\"http://www.w3.org/2001/XInclude\" "
			    "xml:lang=\"zh\">\n<teiHeader xml:lang=\"en\">\n"
			    "<fileDesc>\n");
	put_title(m, c);
	nbarc_markup_put(m, "<extent>");
	put_measure(m, "page", c->pages);
	put_measure(m, "article", c->articles);
	put_measure(m, "figure", c->photos);
	put_measure(m, "character", c->characters);
	nbarc_markup_put(m, "</extent>\n");
	put_publication(m, &x->info);
	put_sources(m, c);
	nbarc_markup_put(m,
			 "</fileDesc>\n<encodingDesc>\n<projectDesc><p>Pages "
			 "of an archive as of its commit %" PRIu64 ", each "
			 "with its own header.</p></projectDesc>\n<appInfo>"
			 "<application ident=\"nbarc\" version=\"" NB_VERSION
			 "\"><label>nbarc</label></application></appInfo>\n"
			 "</encodingDesc>\n<profileDesc><langUsage><language "
			 "ident=\"zh\">Chinese</language></langUsage>"
			 "</profileDesc>\n</teiHeader>\n",
			 x->info.commits);
	if (!m->status)
		m->status =
			nb_buf_add(m->out, c->includes.data, c->includes.len);
	nbarc_markup_put(m, "</teiCorpus>\n");
}

/* ---- the form */

/* The folder is new, so that corpus.xml includes everything that is in it. */
static enum nb_status corpus_begin(struct nbarc_export *x, struct nb_error *err)
{
	struct corpus *c;

	x->state = c = nb_alloc(1, sizeof(*c));
	if (!c)
		return nb_fail_mem(err);
	c->tree.root = x->output;
	return nbarc_tree_create(&c->tree, true, err);
}

/* The header has counts and days of all pages, so that it is made last. */
static enum nb_status corpus_end(struct nbarc_export *x, enum nb_status st,
				 struct nb_error *err)
{
	struct corpus *c = x->state;
	struct nbarc_markup m = {0};
	size_t i;

	if (!c)
		return st;
	m.out = &c->file;
	if (!st) {
		put_corpus(&m, x);
		st = m.status ? nb_fail_mem(err)
			      : nbarc_tree_put_at(&c->tree, "corpus.xml",
						  c->file.data, c->file.len,
						  err);
	}
	st = nbarc_tree_end(&c->tree, st, err);
	for (i = 0; i < c->count; i++)
		nb_buf_free(&c->papers[i].name);
	free(c->papers);
	nb_buf_free(&c->file);
	nb_buf_free(&c->includes);
	free(c);
	return st;
}

const struct nbarc_export_form nbarc_export_teicorpus = {
	.name = "teicorpus",
	.ending = ".teicorpus",
	.folder = true,
	.check = nbarc_export_newest, /* a document has each name once */
	.begin = corpus_begin,
	.page = corpus_page,
	.end = corpus_end};
