/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML of a static site (page.h). Class names are those of share/room/room.css.
 * Whatever comes from the archive or the command line is escaped.
 *
 * The policy of each page stands in the page, since a static server cannot be
 * told of it: nothing is loaded from elsewhere but the archive, if it is there.
 */
#include "publish/page.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/archive.h>

#include "base/error.h"
#include "publish/room.h"
#include "xml/xml.h"

/*
 * Append text, escaped for elements and for attributes in double quotes alike.
 */
static enum nb_status put(struct nb_buf *out, const char *text)
{
	return nb_xml_marks(out, text, strlen(text));
}

enum nb_status nbarc_page_text(struct nb_buf *out, const char *text)
{
	return put(out, text);
}

void nbarc_issue_id(const struct nb_newspaper_id *issue, char id[32])
{
	(void)snprintf(id, 32, "%s-%s%s", issue->title, issue->date,
		       issue->edition);
}

/*
 * The beginning of a page, up to its title; `up` is the way to the folder of
 * the site.
 *
 * The policy comes before everything that it is for: a browser does not apply
 * it to what stands above the element. A meta element cannot say
 * frame-ancestors (CSP level 3, section 3.3), so that this policy has one
 * directive less than that of nbarc serve. connect-src names the origin of an
 * archive that lies elsewhere; `images` is the origin that images may come
 * from besides, or NULL.
 */
static enum nb_status put_head(const struct nbarc_page_site *site,
			       const char *lang, const char *up,
			       const char *images, struct nb_buf *out)
{
	enum nb_status st = nb_buf_printf(
		out,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\""
		"default-src 'none'; script-src 'self'; style-src 'self'; "
		"img-src 'self'",
		lang);

	if (!st && images)
		st = nb_buf_puts(out, " ");
	if (!st && images)
		st = put(out, images);
	if (!st)
		st = nb_buf_puts(out, "; connect-src 'self'");
	if (!st && site->origin)
		st = nb_buf_puts(out, " ");
	if (!st && site->origin)
		st = put(out, site->origin);
	if (!st)
		st = nb_buf_printf(
			out,
			"; base-uri 'none'; form-action 'none'\">\n"
			"<meta name=\"viewport\" content=\"width=device-width, "
			"initial-scale=1\">\n"
			"<meta name=\"generator\" content=\"nbarc " NB_VERSION
			"\">\n"
			"<link rel=\"stylesheet\" href=\"%sroom.css\">\n"
			"<link rel=\"icon\" href=\"%sroom.svg\">\n<title>",
			up, up);
	return st;
}

/* Let the browser load all modules at once, and not each when another one names
 * it. */
static enum nb_status put_modules(struct nb_buf *out)
{
	struct nbarc_room_file file;
	enum nb_status st = NB_OK;
	size_t at = 0;

	while (!st && nbarc_room_next(&at, &file))
		if (file.name_len > 3 &&
		    memcmp(file.name + file.name_len - 3, ".js", 3) == 0)
			st = nb_buf_printf(
				out,
				"<link rel=\"modulepreload\" href=\"%.*s\">\n",
				(int)file.name_len, file.name);
	return st;
}

/*
 * The frame of the room: what is seen until the script has run, and without it.
 * The name of the site stands between the two pieces, since it has to be
 * escaped.
 */
static const char index_body[] =
	"<script type=\"module\" src=\"js/room/app.js\"></script>\n"
	"</head>\n<body>\n<a class=\"skip\" href=\"#main\">Contents</a>\n"
	"<header class=\"room-head\">\n<a class=\"room-name\" href=\"#\">";
static const char index_rest[] =
	"</a>\n<nav class=\"room-nav\" aria-label=\"Contents\"><ul></ul></nav>\n"
	"<nav class=\"room-languages\" aria-label=\"Language\"><ul></ul></nav>\n"
	"</header>\n<main id=\"main\" tabindex=\"-1\">\n<noscript>\n"
	"<h1>Issues</h1>\n<p>The texts need a script. "
	"<a href=\"issue/index.html\">All issues</a> can be listed without "
	"one.</p>\n</noscript>\n</main>\n"
	"<footer class=\"room-foot\"><p><a href=\"issue/index.html\">"
	"All issues</a></p></footer>\n</body>\n</html>\n";

/*
 * All texts have this one page, and the script finds the identifier in the
 * fragment of the address: a static server has no file for each item.
 */
enum nb_status nbarc_page_index(const struct nbarc_page_site *site,
				struct nbarc_site *to, struct nb_error *err)
{
	struct nb_buf out = {0};
	enum nb_status st = put_head(site, "en", "", site->images_origin, &out);

	if (!st)
		st = put(&out, site->name);
	if (!st)
		st = nb_buf_puts(&out, "</title>\n");
	if (!st)
		st = put_modules(&out);
	if (!st)
		st = nb_buf_puts(&out, index_body);
	if (!st)
		st = put(&out, site->name);
	if (!st)
		st = nb_buf_puts(&out, index_rest);
	st = st ? nb_fail_mem(err)
		: nbarc_site_put(to, "index.html", out.data, out.len, err);
	nb_buf_free(&out);
	return st;
}

/* ---- issues */

/* The link to the room, as the page of an issue and the list have it. */
static enum nb_status put_room_link(const struct nbarc_page_site *site,
				    struct nb_buf *out)
{
	enum nb_status st =
		nb_buf_puts(out, "</head>\n<body>\n<header "
				 "class=\"room-head\"><a class=\"room-name\" "
				 "href=\"../index.html\">");

	if (!st)
		st = put(out, site->name);
	return st ? st : nb_buf_puts(out, "</a></header>\n<main>\n");
}

/*
 * This list needs no script. Its links begin in the folder of the issues, in
 * which it stands itself.
 */
enum nb_status nbarc_page_list(const struct nbarc_page_site *site,
			       const struct nb_buf *list, struct nbarc_site *to,
			       struct nb_error *err)
{
	struct nb_buf out = {0};
	enum nb_status st = put_head(site, "zh", "../", NULL, &out);

	if (!st)
		st = put(&out, site->name);
	if (!st)
		st = nb_buf_puts(&out, "</title>\n");
	if (!st)
		st = put_room_link(site, &out);
	if (!st)
		st = nb_buf_puts(&out, "<h1>");
	if (!st)
		st = put(&out, site->name);
	if (!st)
		st = nb_buf_puts(&out, "</h1>\n");
	if (!st && list->len)
		st = nb_buf_add(&out, list->data, list->len);
	if (!st)
		st = nbarc_page_end(&out);
	st = st ? nb_fail_mem(err)
		: nbarc_site_put(to, "issue/index.html", out.data, out.len,
				 err);
	nb_buf_free(&out);
	return st;
}

/* The name and the date, as the title and the heading have them. */
static enum nb_status put_name(const struct nb_newspaper_id *issue,
			       const char *newspaper, struct nb_buf *out)
{
	enum nb_status st = put(out, newspaper);

	return st ? st
		  : nb_buf_printf(out, " %.4s-%.2s-%.2s%s", issue->date,
				  issue->date + 4, issue->date + 6,
				  issue->edition);
}

/*
 * The buffer belongs to the caller, who appends the pages of the issue. The
 * canonical address lets search engines take copies of a site for one (RFC
 * 6596).
 */
enum nb_status nbarc_page_issue(const struct nbarc_page_site *site,
				const struct nb_newspaper_id *issue,
				const char *newspaper, struct nb_buf *out)
{
	char id[32];
	enum nb_status st;

	nbarc_issue_id(issue, id);
	out->len = 0;
	st = put_head(site, "zh", "../", NULL, out);
	if (!st)
		st = put_name(issue, newspaper, out);
	if (!st)
		st = nb_buf_puts(out, "</title>\n");
	if (!st && site->base) {
		st = nb_buf_puts(out, "<link rel=\"canonical\" href=\"");
		if (!st)
			st = put(out, site->base);
		if (!st)
			st = nb_buf_printf(out, "issue/%s.html\">\n", id);
	}
	if (!st)
		st = put_room_link(site, out);
	if (!st)
		st = nb_buf_printf(out, "<h1><a href=\"../index.html#%s\">",
				   id);
	if (!st)
		st = put_name(issue, newspaper, out);
	return st ? st : nb_buf_puts(out, "</a></h1>\n");
}

/*
 * The line of an item. Its identifier is the anchor of the line, and the
 * fragment by which the room shows the text. An item without a title shows it
 * as well, or nobody could see the link.
 */
static enum nb_status put_item(const struct nb_entry *e,
			       const struct nb_entry_item *item,
			       struct nb_buf *out)
{
	char id[NB_ITEM_ID_MAX];
	enum nb_status st;

	(void)nb_item_id(e->id.text, e->id.len, item->number, id);
	st = nb_buf_printf(out, "<li id=\"%s\"><a href=\"../index.html#%s\">",
			   id, id);
	if (!st && item->kicker.len) {
		st = nb_buf_puts(out, "<span class=\"kicker\">");
		if (!st)
			st = nb_xml_marks(out, item->kicker.text,
					  item->kicker.len);
		if (!st)
			st = nb_buf_puts(out, "</span> ");
	}
	if (!st)
		st = nb_buf_puts(out, "<span class=\"item-title\">");
	if (!st)
		st = item->title.len ? nb_xml_marks(out, item->title.text,
						    item->title.len)
				     : put(out, id);
	return st ? st : nb_buf_puts(out, "</span></a></li>\n");
}

/*
 * Texts are not repeated here: the script reads them from the archive. What a
 * search engine gets are the titles.
 */
enum nb_status nbarc_page_add(const struct nb_entry *e,
			      const struct nb_newspaper_id *parts,
			      struct nb_buf *out)
{
	enum nb_status st = nb_buf_printf(
		out, "<h2>%s</h2>\n<ul class=\"items\">\n", parts->page);
	size_t i;

	for (i = 0; !st && i < e->item_count; i++)
		if (nb_entry_item_is_present(e, &e->items[i]))
			st = put_item(e, &e->items[i], out);
	return st ? st : nb_buf_puts(out, "</ul>\n");
}

enum nb_status nbarc_page_end(struct nb_buf *out)
{
	return nb_buf_puts(out, "</main>\n</body>\n</html>\n");
}
