/* SPDX-License-Identifier: Apache-2.0 */
/* Metadata in pages (meta.h). */
#include "serve/api/site/meta.h"

#include <stdbool.h>
#include <string.h>

#include "base/error.h"
#include "serve/api/fields.h"
#include "serve/api/oai/dc.h"
#include "serve/api/out.h"

/* ---- Highwire */

/* Append a tag of Highwire, as Google Scholar and Zotero read them. What is not
 * known has no tag: an empty one would be taken for a value. */
static void put_meta(struct api_out *o, const char *name, const char *content)
{
	if (!content || !*content)
		return;
	api_raw(o, "<meta name=\"");
	api_raw(o, name);
	api_raw(o, "\" content=\"");
	api_xml(o, content);
	api_raw(o, "\">\n");
}

/* An address of the item: `path` before its identifier, and `rest`. */
static void put_address(struct api_out *o, const struct nb_item_record *item,
			const char *base, const char *path, const char *rest)
{
	api_xml(o, base);
	api_raw(o, path);
	api_uri(o, api_field(item, NB_FIELD_ID));
	api_raw(o, rest);
}

/* A link to another form. */
static void put_link(struct api_out *o, const struct nb_item_record *item,
		     const char *base, const char *type, const char *rest)
{
	api_raw(o, "<link rel=\"alternate\" type=\"");
	api_raw(o, type);
	api_raw(o, "\" href=\"");
	put_address(o, item, base, "/api/items/", rest);
	api_raw(o, "\">\n");
}

/* Append the tags of an article. Each author has a tag of its own, in the order
 * of the byline; the day is written with slashes, which all readers of these
 * tags take. */
static void put_highwire(struct api_out *o, const struct nb_item_record *item,
			 const char *base)
{
	const char *author;
	char date[11];
	size_t i;

	api_date(item, '/', date);
	put_meta(o, "citation_title", api_field(item, NB_FIELD_TITLE));
	for (i = 0; (author = nb_item_record_text(item, NB_FIELD_AUTHORS, i));
	     i++)
		put_meta(o, "citation_author", author);
	put_meta(o, "citation_publication_date", date);
	put_meta(o, "citation_journal_title", api_newspaper(item));
	put_meta(o, "citation_firstpage", api_field(item, NB_FIELD_PAGE));
	put_meta(o, "citation_language", "zh");
	api_raw(o, "<meta name=\"citation_public_url\" content=\"");
	put_address(o, item, base, "/", "");
	api_raw(o, "\">\n");
}

/* ---- JSON-LD */

/* Append a JSON string in which '<' is written as an escape, so that nothing
 * of it can end the element around it. */
static void put_string(struct api_out *o, const char *text)
{
	size_t start = o->buf->len, i;
	struct nb_buf plain = {0};

	api_json(o, text);
	if (o->status ||
	    !memchr(o->buf->data + start, '<', o->buf->len - start))
		return;
	o->status =
		nb_buf_add(&plain, o->buf->data + start, o->buf->len - start);
	o->buf->len = start;
	for (i = 0; !o->status && i < plain.len; i++)
		o->status = plain.data[i] == '<'
				    ? nb_buf_puts(o->buf, "\\u003c")
				    : nb_buf_add(o->buf, plain.data + i, 1);
	nb_buf_free(&plain);
}

/* Append a member of the JSON-LD, unless its value is not known. */
static void put_member(struct api_out *o, const char *name, const char *text)
{
	if (!*text)
		return;
	api_raw(o, ",\"");
	api_raw(o, name);
	api_raw(o, "\":");
	put_string(o, text);
}

/* Append the authors as persons. Their names are not taken apart: which part is
 * the family name is not said anywhere. */
static void put_authors(struct api_out *o, const struct nb_item_record *item)
{
	const char *name;
	size_t i;

	for (i = 0; (name = nb_item_record_text(item, NB_FIELD_AUTHORS, i));
	     i++) {
		api_raw(o, i ? "," : ",\"author\":[");
		api_raw(o, "{\"@type\":\"Person\",\"name\":");
		put_string(o, name);
		api_raw(o, "}");
	}
	if (i)
		api_raw(o, "]");
}

/* Append the data block. A photograph has no headline and no page of its own in
 * schema.org; everything else is the same for both kinds. */
static void put_schema(struct api_out *o, const struct nb_item_record *item,
		       const char *base)
{
	bool photo = strcmp(api_field(item, NB_FIELD_KIND), "photo") == 0;
	char date[11];

	api_date(item, '-', date);
	api_raw(o, "<script type=\"application/ld+json\">{\"@context\":"
		   "\"https://schema.org\",\"@type\":\"");
	api_raw(o, photo ? "Photograph" : "NewsArticle");
	api_raw(o, "\",\"@id\":\"");
	put_address(o, item, base, "/", "\",\"url\":\"");
	put_address(o, item, base, "/", "\",\"inLanguage\":\"zh\"");
	put_member(o, photo ? "name" : "headline",
		   api_field(item, NB_FIELD_TITLE));
	put_member(o, "alternativeHeadline", api_field(item, NB_FIELD_KICKER));
	put_member(o, "datePublished", date);
	put_authors(o, item);
	if (!photo)
		put_member(o, "dateline", api_field(item, NB_FIELD_PLACE));
	if (!photo)
		put_member(o, "printPage", api_field(item, NB_FIELD_PAGE));
	api_raw(o, ",\"identifier\":\"nbarc:");
	api_uri(o, api_field(item, NB_FIELD_ID));
	api_raw(o, "@");
	api_raw(o, api_field(item, NB_FIELD_REVISION));
	api_raw(o, "\",\"isPartOf\":{\"@type\":\"Newspaper\",\"name\":");
	put_string(o, api_newspaper(item));
	api_raw(o, "}}</script>\n");
}

static enum nb_status put_head(const struct nb_item_record *item,
			       const char *base, struct nb_buf *out)
{
	struct api_out o = {.buf = out};

	put_highwire(&o, item, base);
	put_link(&o, item, base, "application/json", "");
	put_link(&o, item, base, "application/tei+xml", "/tei");
	put_link(&o, item, base, "text/plain", "/text");
	put_link(&o, item, base, "application/x-bibtex", "/cite?style=bibtex");
	put_schema(&o, item, base);
	return o.status;
}

/* ---- COinS */

/* A pair of the query, whose value is text. */
static void put_pair(struct api_out *o, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	api_raw(o, "&amp;");
	api_raw(o, name);
	api_raw(o, "=");
	api_uri(o, value);
}

static enum nb_status put_coins(const struct nb_item_record *item,
				const char *base, struct nb_buf *out)
{
	struct api_out o = {.buf = out};
	const char *author;
	char date[11];
	size_t i;

	api_date(item, '-', date);
	api_raw(&o, "<span class=\"Z3988\" title=\"ctx_ver=Z39.88-2004&amp;"
		    "rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Ajournal&amp;"
		    "rft.genre=article");
	put_pair(&o, "rft.atitle", api_field(item, NB_FIELD_TITLE));
	put_pair(&o, "rft.jtitle", api_newspaper(item));
	put_pair(&o, "rft.date", date);
	put_pair(&o, "rft.spage", api_field(item, NB_FIELD_PAGE));
	for (i = 0; (author = nb_item_record_text(item, NB_FIELD_AUTHORS, i));
	     i++)
		put_pair(&o, "rft.au", author);
	api_raw(&o, "&amp;rft_id=");
	api_uri(&o, base);
	api_raw(&o, "%2F");
	api_uri(&o, api_field(item, NB_FIELD_ID));
	api_raw(&o, "\"></span>\n");
	return o.status;
}

enum nb_status api_meta_make(struct room_request *q, const struct room_found *f,
			     struct nb_buf *head, struct nb_buf *coins,
			     struct nb_error *err)
{
	struct nb_item_record *record = NULL;
	struct nb_buf buf = {0};
	enum nb_status st =
		nb_item_record_of(f->lease->archive, f->entry, f->item->number,
				  api_dc_fields(), &record, err);
	const char *base;

	if (!st && (room_request_base(q, &buf) || nb_buf_add(&buf, "", 1)))
		st = nb_fail_mem(err);
	base = (const char *)buf.data;
	if (!st &&
	    (put_head(record, base, head) || put_coins(record, base, coins)))
		st = nb_fail_mem(err);
	nb_item_record_free(record);
	nb_buf_free(&buf);
	return st;
}
