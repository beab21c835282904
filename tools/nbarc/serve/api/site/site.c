/* SPDX-License-Identifier: Apache-2.0 */
/* What the reading room says of itself (site.h). */
#include "serve/api/site/site.h"

#include "base/error.h"
#include "base/sha256.h"
#include "names.h"
#include "serve/api/out.h"
#include "serve/room.h"

/* Commits of an archive in the feed at most. */
#define COMMITS_MOST 30u

/*
 * Seconds that caches may keep these files, which depend on the command line
 * and not on what the archives hold.
 */
#define KEPT 3600u

/* Find out the address of the reading room as a string, to be freed. */
static enum nb_status find_base(const struct room_request *q,
				struct nb_buf *base, struct nb_error *err)
{
	return room_request_base(q, base) || nb_buf_add(base, "", 1)
		       ? nb_fail_mem(err)
		       : NB_OK;
}

/*
 * Searches, and the same texts in other forms, are not for crawlers (RFC 9309):
 * a crawler would cost a search or a document for each address, and find
 * nothing that the pages of the site map do not have.
 */
enum nb_status api_robots(struct room_request *q, struct room_response *a,
			  struct nb_error *err)
{
	struct api_out o = {.buf = &a->body};
	struct nb_buf base = {0};
	enum nb_status st = find_base(q, &base, err);

	a->type = ROOM_TEXT;
	a->max_age = KEPT;
	api_raw(&o, "User-agent: *\n"
		    "Disallow: /api/\n"
		    "Disallow: /oai\n"
		    "Disallow: /iiif/\n"
		    "Disallow: /search\n"
		    "Sitemap: ");
	if (!st)
		api_raw(&o, (const char *)base.data);
	api_raw(&o, "/sitemap.xml\n");
	nb_buf_free(&base);
	return st || !o.status ? st : nb_fail_mem(err);
}

/*
 * Append a way to search (OpenSearch 1.1). The client fills in what is in
 * braces, and leaves out what it does not know if a '?' ends the name.
 * indexOffset is that of skip=, which counts from 0.
 */
static void put_url(struct api_out *o, const char *type, const char *base,
		    const char *rest)
{
	api_raw(o, "<Url type=\"");
	api_raw(o, type);
	api_raw(o, "\" template=\"");
	api_xml(o, base);
	api_raw(o, rest);
	api_raw(o, "\" indexOffset=\"0\"/>\n");
}

enum nb_status api_opensearch(struct room_request *q, struct room_response *a,
			      struct nb_error *err)
{
	struct api_out o = {.buf = &a->body};
	struct nb_buf buf = {0};
	enum nb_status st = find_base(q, &buf, err);
	const char *base = (const char *)buf.data;

	a->type = "application/opensearchdescription+xml; charset=utf-8";
	a->max_age = KEPT;
	api_raw(&o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<OpenSearchDescription "
		    "xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n"
		    "<ShortName>nbarc</ShortName>\n"
		    "<Description>Newspapers: the text of articles"
		    "</Description>\n");
	put_url(&o, "text/html", st ? "" : base, "/search?q={searchTerms}");
	put_url(&o, "application/json", st ? "" : base,
		"/api/search?q={searchTerms}&amp;limit={count?}&amp;"
		"skip={startIndex?}");
	put_url(&o, "application/opensearchdescription+xml", st ? "" : base,
		"/opensearch.xml");
	api_raw(&o, "<Language>zh</Language>\n"
		    "<InputEncoding>UTF-8</InputEncoding>\n"
		    "<OutputEncoding>UTF-8</OutputEncoding>\n"
		    "</OpenSearchDescription>\n");
	nb_buf_free(&buf);
	return st || !o.status ? st : nb_fail_mem(err);
}

/* ---- the feed */

/* A feed that is being made; everything is borrowed. */
struct feed {
	struct api_out *o;
	const char *base, *name;
	unsigned left;
};

/* For nb_archive_commits(): append an entry. The root names the state of the
 * corpus for ever, and so the entry. */
static bool put_commit(void *context, const struct nb_archive_info *i)
{
	struct feed *f = context;
	char root[NB_SHA256_HEX], time[NBARC_TIME];

	nb_sha256_hex(i->root, root);
	nbarc_time(i->time, time);
	api_raw(f->o, "<entry>\n<title>");
	api_xml(f->o, f->name);
	api_raw(f->o, ": commit ");
	api_number(f->o, i->commits);
	api_raw(f->o, "</title>\n<id>urn:sha256:");
	api_raw(f->o, root);
	api_raw(f->o, ":");
	api_number(f->o, i->commits);
	api_raw(f->o, "</id>\n");
	api_element(f->o, "updated", time);
	api_raw(f->o, "<link rel=\"alternate\" type=\"application/json\" "
		      "href=\"");
	api_xml(f->o, f->base);
	api_raw(f->o, "/api/log\"/>\n<summary>");
	api_number(f->o, i->pages);
	api_raw(f->o, " pages, ");
	api_number(f->o, i->items);
	api_raw(f->o, " items</summary>\n</entry>\n");
	return !f->o->status && --f->left;
}

/* Append the commits of an archive. */
static enum nb_status put_archive(struct room_request *q, size_t number,
				  struct api_out *o, const char *base,
				  struct nb_error *err)
{
	struct feed f = {o, base, room_archives_name(q->room->archives, number),
			 COMMITS_MOST};
	struct room_lease *lease;
	enum nb_status st = room_lease(&q->leases, number, &lease, err);

	return st ? st
		  : nb_archive_commits(lease->archive, put_commit, &f, err);
}

/*
 * The time of the newest commit of all archives, since a feed has to say when
 * it was changed (RFC 4287, section 4.1.1).
 */
static enum nb_status newest(struct room_request *q, char time[NBARC_TIME],
			     struct nb_error *err)
{
	size_t count = room_archives_count(q->room->archives), i;
	struct room_lease *lease;
	enum nb_status st = NB_OK;
	uint64_t most = 0;

	for (i = 0; !st && i < count; i++) {
		st = room_lease(&q->leases, i, &lease, err);
		if (!st && lease->info.time > most)
			most = lease->info.time;
	}
	nbarc_time(most, time);
	return st;
}

/*
 * Entries stand together by archive, each archive from its newest commit on.
 * Their order has no meaning (RFC 4287, section 4.1.1), so that nothing has to
 * be sorted.
 */
enum nb_status api_feed(struct room_request *q, struct room_response *a,
			struct nb_error *err)
{
	size_t count = room_archives_count(q->room->archives), i;
	struct api_out o = {.buf = &a->body};
	struct nb_buf buf = {0};
	char time[NBARC_TIME];
	enum nb_status st = find_base(q, &buf, err);
	const char *base = st ? "" : (const char *)buf.data;

	if (!st)
		st = newest(q, time, err);
	if (st) {
		nb_buf_free(&buf);
		return st;
	}
	a->type = "application/atom+xml; charset=utf-8";
	api_raw(&o, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		    "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n"
		    "<title>nbarc</title>\n"
		    "<author><name>nbarc</name></author>\n<id>");
	api_xml(&o, base);
	api_raw(&o, "/feed.atom</id>\n<link rel=\"self\" href=\"");
	api_xml(&o, base);
	api_raw(&o, "/feed.atom\"/>\n");
	api_element(&o, "updated", time);
	for (i = 0; !st && i < count; i++)
		st = put_archive(q, i, &o, base, err);
	api_raw(&o, "</feed>\n");
	nb_buf_free(&buf);
	return st || !o.status ? st : nb_fail_mem(err);
}
