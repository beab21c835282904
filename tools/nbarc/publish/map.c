/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing a site map (map.h) as sitemaps.org describes it: files of 50,000
 * addresses at most, and an index that names them.
 *
 * The protocol also limits a file to 50 MB. That is not looked at: so many
 * addresses of issues have some 5 MB.
 */
#include "publish/map.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "xml/xml.h"

#define URLS_MOST 50000u
#define NAMESPACE "http://www.sitemaps.org/schemas/sitemap/0.9"

/* Append <url><loc>BASE PATH</loc></url>, or the same as another element. */
static enum nb_status put_address(struct nb_buf *out, const char *element,
				  const char *base, const char *path)
{
	enum nb_status st = nb_buf_printf(out, "<%s><loc>", element);

	if (!st)
		st = nb_xml_plain(out, base, strlen(base));
	if (!st)
		st = nb_xml_plain(out, path, strlen(path));
	return st ? st : nb_buf_printf(out, "</loc></%s>\n", element);
}

/* Write a file with the addresses in `urls`. */
static enum nb_status put_file(const char *name, const char *element,
			       const struct nb_buf *urls, struct nbarc_site *to,
			       struct nb_error *err)
{
	struct nb_buf b = {0};
	enum nb_status st =
		nb_buf_printf(&b,
			      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			      "<%s xmlns=\"" NAMESPACE "\">\n",
			      element);

	if (!st && urls->len)
		st = nb_buf_add(&b, urls->data, urls->len);
	if (!st)
		st = nb_buf_printf(&b, "</%s>\n", element);
	st = st ? nb_fail_mem(err)
		: nbarc_site_put(to, name, b.data, b.len, err);
	nb_buf_free(&b);
	return st;
}

/*
 * Write the file in hand, and begin another one. The numbers of the files begin
 * with 1 and have no gap, since nbarc_map_end() makes the index of their count.
 */
static enum nb_status end_file(struct nbarc_map *m, struct nbarc_site *to,
			       struct nb_error *err)
{
	char name[40];
	enum nb_status st;

	(void)snprintf(name, sizeof(name), "sitemap-%zu.xml", ++m->files);
	st = put_file(name, "urlset", &m->urls, to, err);
	m->urls.len = m->count = 0;
	return st;
}

/* A site whose address is not known has no map: <loc> wants whole addresses. */
enum nb_status nbarc_map_add(struct nbarc_map *m, const char *base,
			     const char *path, struct nbarc_site *to,
			     struct nb_error *err)
{
	enum nb_status st = NB_OK;

	if (!base)
		return NB_OK;
	if (m->count == URLS_MOST)
		st = end_file(m, to, err);
	m->count++;
	if (!st && put_address(&m->urls, "url", base, path))
		st = nb_fail_mem(err);
	return st;
}

/*
 * The index is written last, since it names the files. Its buffer is `urls`,
 * which is empty once the last file was written.
 */
enum nb_status nbarc_map_end(struct nbarc_map *m, const char *base,
			     struct nbarc_site *to, struct nb_error *err)
{
	char name[40];
	enum nb_status st = nbarc_map_add(m, base, "index.html", to, err);
	size_t i;

	if (st || !base)
		return st;
	st = end_file(m, to, err);
	for (i = 1; !st && i <= m->files; i++) {
		(void)snprintf(name, sizeof(name), "sitemap-%zu.xml", i);
		if (put_address(&m->urls, "sitemap", base, name))
			st = nb_fail_mem(err);
	}
	return st ? st
		  : put_file("sitemap.xml", "sitemapindex", &m->urls, to, err);
}

void nbarc_map_free(struct nbarc_map *m)
{
	nb_buf_free(&m->urls);
}
