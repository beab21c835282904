/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contents of a static site (contents.h), in one pass over the catalogue.
 * It is sorted by title and date, so that the pages of an issue follow each
 * other and only one issue is in memory.
 */
#include "publish/contents.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/item.h>
#include <nbarc/query.h>

#include "base/error.h"
#include "base/sha256.h"
#include "print.h"
#include "publish/map.h"

/* The pass; buffers and the record are owned. */
struct contents {
	struct nb_archive *archive;
	const struct nbarc_page_site *site;
	struct nbarc_site *to;
	struct nbarc_map map;
	struct nb_buf titles;	      /* JSON of newspapers and their issues */
	struct nb_buf others;	      /* JSON of pages that are of none */
	struct nb_buf index;	      /* HTML of the list of all issues */
	struct nb_buf page;	      /* HTML of the issue in hand */
	struct nb_buf name;	      /* of its newspaper, with a NUL */
	struct nb_newspaper_id issue; /* title "": there is none */
	uint64_t pages, items;	      /* of the issue */
	bool any_issue;		      /* of the newspaper */
	enum nb_status status;
	struct nb_error *err;
};

/* Read the name of the newspaper from the document of a page. */
static enum nb_status read_name(struct contents *c, const struct nb_entry *e)
{
	struct nb_item_record *record = NULL;
	const char *name;
	enum nb_status st = nb_item_record_of(c->archive, e, e->items[0].number,
					      NB_FIELD_BIT(NB_FIELD_NEWSPAPER),
					      &record, c->err);

	c->name.len = 0;
	if (st)
		return st;
	name = nb_item_record_text(record, NB_FIELD_NEWSPAPER, 0);
	if (!name || !*name)
		name = c->issue.title;
	st = nb_buf_add(&c->name, name, strlen(name) + 1) ? nb_fail_mem(c->err)
							  : NB_OK;
	nb_item_record_free(record);
	return st;
}

/* Append a string to JSON, after what separates it from the one before. */
static enum nb_status add_json(struct nb_buf *b, const char *name,
			       const void *text, size_t len)
{
	const struct nb_string s = {text, len};

	return nbarc_json_field(b, name, &s);
}

/* ---- issues */

/* Write the page of the issue in hand, and note it. */
static enum nb_status end_issue(struct contents *c)
{
	char id[32], file[64];
	enum nb_status st;

	if (!c->issue.title[0])
		return NB_OK;
	nbarc_issue_id(&c->issue, id);
	(void)snprintf(file, sizeof(file), "issue/%s.html", id);
	st = nbarc_page_end(&c->page) ? nb_fail_mem(c->err) : NB_OK;
	if (!st)
		st = nbarc_site_put(c->to, file, c->page.data, c->page.len,
				    c->err);
	if (!st)
		st = nbarc_map_add(&c->map, c->site->base, file, c->to, c->err);
	if (st)
		return st;
	if (nb_buf_printf(&c->titles, "%s[\"%s%s\",%llu,%llu]",
			  c->any_issue ? "," : "", c->issue.date,
			  c->issue.edition, (unsigned long long)c->pages,
			  (unsigned long long)c->items) ||
	    nb_buf_printf(&c->index, "<li><a href=\"%s.html\">%s</a></li>\n",
			  id, id + strlen(c->issue.title) + 1))
		return nb_fail_mem(c->err);
	c->any_issue = true;
	return NB_OK;
}

/* The issues of a newspaper end. */
static enum nb_status end_title(struct contents *c)
{
	if (!c->issue.title[0])
		return NB_OK;
	return nb_buf_puts(&c->titles, "]}") ||
			       nb_buf_puts(&c->index, "</ul>\n")
		       ? nb_fail_mem(c->err)
		       : NB_OK;
}

/* A newspaper begins with this page. */
static enum nb_status begin_title(struct contents *c, const struct nb_entry *e)
{
	enum nb_status st = read_name(c, e);
	const char *name = (const char *)c->name.data;

	if (st)
		return st;
	c->any_issue = false;
	st = nb_buf_printf(&c->titles, "%s{\"code\":\"%s\"",
			   c->titles.len ? "," : "", c->issue.title);
	if (!st)
		st = add_json(&c->titles, "name", name, strlen(name));
	if (!st)
		st = nb_buf_puts(&c->titles, ",\"issues\":[");
	if (!st)
		st = nb_buf_puts(&c->index, "<h2>");
	if (!st)
		st = nbarc_page_text(&c->index, name);
	if (!st)
		st = nb_buf_puts(&c->index, "</h2>\n<ul class=\"pages\">\n");
	return st ? nb_fail_mem(c->err) : NB_OK;
}

/* An issue begins with this page. */
static enum nb_status begin_issue(struct contents *c, const struct nb_entry *e,
				  const struct nb_newspaper_id *parts)
{
	bool same = strcmp(c->issue.title, parts->title) == 0;
	enum nb_status st = end_issue(c);

	if (!st && !same)
		st = end_title(c);
	c->issue = *parts;
	c->pages = c->items = 0;
	if (!st && !same)
		st = begin_title(c, e);
	if (st)
		return st;
	return nbarc_page_issue(c->site, parts, (const char *)c->name.data,
				&c->page)
		       ? nb_fail_mem(c->err)
		       : NB_OK;
}

/* ---- pages */

static enum nb_status add_other(struct contents *c, const struct nb_entry *e)
{
	/* An identifier has nothing that would have to be escaped. */
	return nb_buf_printf(&c->others, "%s\"%.*s\"", c->others.len ? "," : "",
			     (int)e->id.len, e->id.text)
		       ? nb_fail_mem(c->err)
		       : NB_OK;
}

/* The items of a page that may be shown. */
static size_t count_items(const struct nb_entry *e)
{
	size_t i, n = 0;

	for (i = 0; i < e->item_count; i++)
		n += nb_entry_item_is_present(e, &e->items[i]);
	return n;
}

static enum nb_status add_page(struct contents *c, const struct nb_entry *e)
{
	struct nb_newspaper_id parts;
	size_t items = count_items(e);
	enum nb_status st = NB_OK;

	if (!items)
		return NB_OK;
	if (!nb_newspaper_parse(e->id.text, e->id.len, &parts) ||
	    !parts.page[0])
		return add_other(c, e);
	if (strcmp(parts.title, c->issue.title) != 0 ||
	    strcmp(parts.date, c->issue.date) != 0 ||
	    strcmp(parts.edition, c->issue.edition) != 0)
		st = begin_issue(c, e, &parts);
	c->pages++;
	c->items += items;
	if (!st && nbarc_page_add(e, &parts, &c->page))
		st = nb_fail_mem(c->err);
	return st;
}

/* For nb_query_pages(). */
static bool visit(void *context, const struct nb_entry *e)
{
	struct contents *c = context;

	if (nb_entry_is_hidden(e) || e->state == NB_STATE_PURGED)
		return true;
	c->status = add_page(c, e);
	return c->status == NB_OK;
}

/* ---- files */

/*
 * Write room.json. The root says of which state of the archive the site is.
 */
static enum nb_status put_room(struct contents *c, const char *where)
{
	struct nb_buf b = {0};
	struct nb_archive_info info;
	char root[NB_SHA256_HEX];
	enum nb_status st;

	nb_archive_info(c->archive, &info);
	nb_sha256_hex(info.root, root);
	st = nb_buf_printf(&b, "{\"format\":1,\"root\":\"%s\"", root);
	if (!st)
		st = add_json(&b, "name", c->site->name, strlen(c->site->name));
	if (!st)
		st = add_json(&b, "archive", where, strlen(where));
	if (!st && c->site->images)
		st = add_json(&b, "images", c->site->images,
			      strlen(c->site->images));
	if (!st)
		st = nb_buf_puts(&b, ",\"titles\":[");
	if (!st && c->titles.len)
		st = nb_buf_add(&b, c->titles.data, c->titles.len);
	if (!st)
		st = nb_buf_puts(&b, "],\"others\":[");
	if (!st && c->others.len)
		st = nb_buf_add(&b, c->others.data, c->others.len);
	if (!st)
		st = nb_buf_puts(&b, "]}\n");
	st = st ? nb_fail_mem(c->err)
		: nbarc_site_put(c->to, "room.json", b.data, b.len, c->err);
	nb_buf_free(&b);
	return st;
}

/* Write the list of issues, the site map and room.json. */
static enum nb_status put_all(struct contents *c, const char *where)
{
	enum nb_status st = nbarc_page_list(c->site, &c->index, c->to, c->err);

	if (!st)
		st = nbarc_map_end(&c->map, c->site->base, c->to, c->err);
	return st ? st : put_room(c, where);
}

enum nb_status nbarc_contents_write(struct nb_archive *archive,
				    const struct nbarc_page_site *site,
				    const char *where, struct nbarc_site *to,
				    struct nb_error *err)
{
	struct contents c = {
		.archive = archive, .site = site, .to = to, .err = err};
	struct nb_query all;
	enum nb_status st = nb_query_parse("", &all, err);

	all.detail = NB_DETAIL_ALL;
	if (!st)
		st = nb_query_pages(archive, &all, 1, visit, &c, err);
	if (st == NB_ABSENT)
		st = NB_OK; /* an archive without pages */
	if (!st)
		st = c.status;
	if (!st)
		st = end_issue(&c);
	if (!st)
		st = end_title(&c);
	if (!st)
		st = put_all(&c, where);
	nbarc_map_free(&c.map);
	nb_buf_free(&c.titles);
	nb_buf_free(&c.others);
	nb_buf_free(&c.index);
	nb_buf_free(&c.page);
	nb_buf_free(&c.name);
	return st;
}
