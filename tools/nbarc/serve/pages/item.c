/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An item (item.h): its text as it should be read, and beside it what it is,
 * how else it can be seen, and what can be done with it.
 *
 * The text is one slice of the document of its page, which is decoded once.
 * Everything else comes from the catalogue.
 */
#include "serve/pages/item.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/encoding.h>

#include "base/error.h"
#include "serve/api/site/meta.h"
#include "serve/convert.h"
#include "serve/pages/frame.h"
#include "serve/pages/image.h"
#include "serve/pages/list.h"
#include "serve/pages/place.h"
#include "serve/pages/text.h"

/* How an item is shown. */
struct view {
	enum room_script script;
	bool repairs, source;
};

/* Everything about the item in hand. The slice is owned. */
struct item {
	const struct room_found *found;
	struct view view;
	struct nb_buf slice; /* its document, cut down to it */
	const char *xml;     /* the item in it */
	size_t len;
	const char *tag;	   /* of its language, for attributes */
	char *newspaper;	   /* owned */
	struct nb_buf head, coins; /* what it says of itself to programs */
};

/*
 * A value that is not known is that of the text as it was printed: an old link
 * still leads to the text.
 */
static struct view view_of(const struct room_request *q)
{
	const char *script = room_param(q, "script");
	struct view v = {.repairs = room_param_set(q, "repairs"),
			 .source = room_param_set(q, "source")};

	if (script && strcmp(script, "hans") == 0)
		v.script = ROOM_SIMPLIFIED;
	if (script && strcmp(script, "hant") == 0)
		v.script = ROOM_TRADITIONAL;
	return v;
}

/* ---- reading */

/*
 * The language that the document says its text is in.
 *
 * It stands in the first tag of the document. Nothing else is read of the
 * header, which is longer than most articles.
 */
static const char *language_of(const char *head, size_t len)
{
	size_t i;

	for (i = 0; i + 10 < len && i < 400; i++)
		if (memcmp(head + i, "xml:lang=\"", 10) == 0)
			return strncmp(head + i + 10, "zh-Hant", 7) == 0
				       ? "zh-Hant"
			       : strncmp(head + i + 10, "zh-Hans", 7) == 0
				       ? "zh-Hans"
				       : "zh";
	return "zh";
}

/*
 * Read the slice of the item. Entry and document are stored in two places, so
 * that damage can make them disagree: the lengths are compared before one is
 * used for the other.
 */
static enum nb_status read_slice(struct item *it, struct nb_error *err)
{
	const struct nb_entry *e = it->found->entry;
	enum nb_status st = nb_archive_item(it->found->lease->archive, e,
					    it->found->item->number,
					    NB_FORMAT_SLICES, &it->slice, err);

	if (st)
		return st;
	if (it->slice.len < e->head_len ||
	    it->slice.len - e->head_len < it->found->item->len)
		return nb_fail(err, NB_INVALID,
			       "%s: its slice is shorter than its entry says",
			       it->found->id);
	it->xml = (char *)it->slice.data + e->head_len;
	it->len = it->found->item->len;
	it->tag = language_of((char *)it->slice.data, e->head_len);
	return NB_OK;
}

/* ---- the text */

/* The text in the script that was asked for. That OpenCC is missing is said on
 * the page. */
static enum nb_status put_text(struct room_html *h, const struct item *it,
			       struct nb_error *err)
{
	const struct room_text_style style = {
		.repairs = it->view.repairs,
		.title = it->found->item->title.text,
		.title_len = it->found->item->title.len,
	};
	const char *tag = it->view.script == ROOM_SIMPLIFIED	? "zh-Hans"
			  : it->view.script == ROOM_TRADITIONAL ? "zh-Hant"
								: it->tag;
	enum nb_status st;
	size_t from;

	room_put(h, "<article class=\"text\" lang=\"%s\">\n", tag);
	from = h->out->len;
	room_item_text(h, it->xml, it->len, &style);
	if (h->failed)
		return nb_fail_mem(err);
	st = room_convert(h->out, from, it->view.script, err);
	if (st && st != NB_UNSUPPORTED)
		return st;
	room_put(h, "</article>\n");
	if (st)
		room_put(h, "<p class=\"warning\">%s</p>\n",
			 room_say(h, SAY_NO_CONVERSION));
	else if (it->view.script)
		room_put(h, "<p class=\"note\">%s</p>\n",
			 room_say(h, SAY_CONVERTED));
	return NB_OK;
}

enum nb_status room_source_text(struct room_html *h, const struct room_found *f,
				struct nb_error *err)
{
	struct nb_buf bytes = {0};
	struct nb_text text = {.bom = false};
	enum nb_status st =
		nb_archive_source(f->lease->archive, f->entry, &bytes, err);

	room_put(h, "<h2>%s</h2>\n", room_say(h, SAY_SOURCE));
	if (!st)
		st = nb_text_keep(bytes.data, bytes.len, NULL, &text, err);
	if (!st) {
		room_put(h,
			 "<p class=\"note\">%s (%s)</p>\n"
			 "<pre lang=\"zh\" tabindex=\"0\">",
			 room_say(h, SAY_SOURCE_NOTE), text.charset);
		room_text(h, (char *)text.utf8.data, text.utf8.len);
		room_put(h, "</pre>\n");
	} else if (st == NB_ABSENT) {
		room_put(h, "<p class=\"note\">%s</p>\n",
			 room_say(h, SAY_NO_SOURCE));
		st = NB_OK;
	}
	nb_text_free(&text);
	nb_buf_free(&bytes);
	return st;
}

/* ---- beside the text */

/*
 * The address of this item with one thing of its view changed.
 *
 * Views of one text are not other texts: search engines are asked not to
 * follow, and the permanent address has none of these parameters.
 */
static void put_view(struct room_html *h, const struct item *it,
		     struct view view, bool here, enum room_word word)
{
	static const char *const scripts[] = {"", "hans", "hant"};
	char id[NB_ITEM_ID_MAX + 16];
	const char *in = room_param(h->request, "in");

	(void)snprintf(id, sizeof(id),
		       it->found->query.revision ? "%s@%u" : "%s",
		       it->found->id, it->found->query.revision);
	room_put(h, "<li><a href=\"");
	room_address(h, id, strlen(id));
	if (in && in[0])
		room_address_param(h, "in", in);
	if (view.script)
		room_address_param(h, "script", scripts[view.script]);
	if (view.repairs)
		room_address_param(h, "repairs", "1");
	if (view.source)
		room_address_param(h, "source", "1");
	room_address_end(h);
	room_put(
		h,
		here ? "\" rel=\"nofollow\" aria-current=\"true\">%s</a></li>\n"
		     : "\" rel=\"nofollow\">%s</a></li>\n",
		room_say(h, word));
}

/* The scripts, repairs, and the source beside. */
static void put_views(struct room_html *h, const struct item *it)
{
	static const enum room_word scripts[] = {SAY_AS_PRINTED, SAY_SIMPLIFIED,
						 SAY_TRADITIONAL};
	struct view v;
	unsigned i;

	room_put(h, "<h2>%s</h2>\n<ul class=\"views\">\n",
		 room_say(h, SAY_VIEW));
	for (i = 0; i < 3; i++) {
		v = it->view;
		v.script = (enum room_script)i;
		put_view(h, it, v, v.script == it->view.script, scripts[i]);
	}
	v = it->view;
	v.repairs = !v.repairs;
	put_view(h, it, v, false, v.repairs ? SAY_REPAIRS : SAY_REPAIRS_OFF);
	v = it->view;
	v.source = !v.source;
	put_view(h, it, v, it->view.source, SAY_BESIDE);
	room_put(h, "</ul>\n");
}

/*
 * A link to something of the item: cite, history, proof. The address has the
 * revision, so that it leads to this text even when there is a newer one.
 */
static void put_action(struct room_html *h, const struct item *it,
		       const char *what, enum room_word word)
{
	char path[NB_ITEM_ID_MAX + 32];

	(void)snprintf(path, sizeof(path), "%s@%u%s", it->found->id,
		       it->found->entry->revision, what);
	room_put(h, "<li><a ");
	room_href(h, path);
	room_put(h, ">%s</a></li>\n", room_say(h, word));
}

/* A download, by an address of the interface for programs. */
static void put_download(struct room_html *h, const struct item *it,
			 const char *form, const char *name)
{
	char path[NB_ITEM_ID_MAX + 48];

	(void)snprintf(path, sizeof(path), "api/items/%s@%u%s", it->found->id,
		       it->found->entry->revision, form);
	room_put(h, "<li><a href=\"");
	room_address(h, path, strlen(path));
	room_put(h, "\">%s</a></li>\n", name);
}

/* What the item is. */
static void put_facts(struct room_html *h, const struct item *it)
{
	const struct room_found *f = it->found;

	room_put(h, "<dl>\n");
	if (f->parts.title[0]) {
		room_put(h,
			 "<dt>%s</dt><dd lang=\"zh\">%s</dd>\n<dt>%s</dt><dd>",
			 room_say(h, SAY_TITLE), it->newspaper,
			 room_say(h, SAY_DATE));
		room_date(h, f->parts.date);
		room_put(h, "</dd>\n");
	}
	room_put(h, "<dt>%s</dt><dd>", room_say(h, SAY_PAGE));
	room_link_to(h, f->page, f->query.revision);
	room_put(h, "%s</a></dd>\n<dt>%s</dt><dd>%s</dd>\n",
		 f->parts.page[0] ? f->parts.page : f->page,
		 room_say(h, SAY_KIND),
		 room_say(h, room_kind_word(f->item->kind)));
	if (f->item->byline.len)
		room_put(h, "<dt>%s</dt><dd lang=\"zh\">%.*s</dd>\n",
			 room_say(h, SAY_AUTHOR), (int)f->item->byline.len,
			 f->item->byline.text);
	room_put(h, "<dt>%s</dt><dd>", room_say(h, SAY_CHARACTERS));
	room_number(h, f->item->characters);
	room_put(h, "</dd>\n<dt>%s</dt><dd>%u%s%s%s</dd>\n</dl>\n",
		 room_say(h, SAY_REVISION), f->entry->revision,
		 f->entry->revision == f->newest ? " (" : "",
		 f->entry->revision == f->newest ? room_say(h, SAY_NEWEST) : "",
		 f->entry->revision == f->newest ? ")" : "");
}

static void put_side(struct room_html *h, const struct item *it)
{
	room_put(h, "<aside class=\"side\">\n<h2>%s</h2>\n",
		 room_say(h, SAY_ABOUT_ITEM));
	put_facts(h, it);
	put_views(h, it);
	room_put(h, "<h2>%s</h2>\n<ul class=\"actions\">\n",
		 room_say(h, SAY_CITE));
	put_action(h, it, "", SAY_PERMANENT);
	put_action(h, it, "/cite", SAY_CITE);
	put_action(h, it, "/history", SAY_HISTORY);
	put_action(h, it, "/proof", SAY_PROOF);
	room_put(h, "</ul>\n<h2>%s</h2>\n<ul class=\"actions\">\n",
		 room_say(h, SAY_DOWNLOAD));
	put_download(h, it, "/text", room_say(h, SAY_AS_TEXT));
	put_download(h, it, "/tei", "TEI");
	put_download(h, it, "", "JSON");
	room_put(h, "</ul>\n</aside>\n");
}

/* ---- around it */

/* A link to an item, with its title if it is of this page. */
static void put_neighbour(struct room_html *h, const struct item *it,
			  const struct nb_entry_item *other, bool next)
{
	char id[NB_ITEM_ID_MAX];

	(void)nb_item_id(it->found->entry->id.text, it->found->entry->id.len,
			 other->number, id);
	room_link_to(h, id, it->found->query.revision);
	room_put(h,
		 next ? "%s <span lang=\"zh\">%.*s</span> →</a>"
		      : "← %s <span lang=\"zh\">%.*s</span></a>",
		 room_say(h, next ? SAY_NEXT_ITEM : SAY_PREVIOUS_ITEM),
		 (int)other->title.len, other->title.text);
}

/* The items before and after it on its page. */
static enum nb_status put_steps(struct room_html *h, const struct item *it,
				struct nb_error *err)
{
	const struct nb_entry *e = it->found->entry;
	const struct nb_entry_item **list, *before = NULL, *after = NULL;
	size_t count, i;
	bool seen = false;
	enum nb_status st = nb_entry_order(e, &list, &count, err);

	if (st)
		return st;
	for (i = 0; i < count && !after; i++) {
		if (!nb_entry_item_is_present(e, list[i]))
			continue;
		if (list[i] == it->found->item)
			seen = true;
		else if (!seen)
			before = list[i];
		else
			after = list[i];
	}
	free(list);
	room_put(h, "<nav class=\"steps\" aria-label=\"%s\">\n<span>",
		 room_say(h, SAY_ITEMS));
	if (before)
		put_neighbour(h, it, before, false);
	room_put(h, "</span>\n<span>");
	if (after)
		put_neighbour(h, it, after, true);
	room_put(h, "</span>\n</nav>\n");
	return NB_OK;
}

/*
 * Where it goes on, or what it goes on from, on another page.
 *
 * The other part may be on a page that the archive does not have: the link is
 * shown even so, since it says where to look in print.
 */
static void put_continued(struct room_html *h, const struct item *it,
			  const char *attribute, enum room_word word)
{
	char id[NB_ITEM_ID_MAX];

	room_item_link(it->xml, it->len, attribute, id, sizeof(id));
	if (!id[0])
		return;
	room_put(h, "<p class=\"note\">%s ", room_say(h, word));
	room_link_to(h, id, 0);
	room_put(h, "%s</a></p>\n", id);
}

/* That this is not the newest revision. */
static void put_older(struct room_html *h, const struct room_found *f)
{
	if (!f->query.revision || f->query.revision == f->newest)
		return;
	room_put(h, "<p class=\"warning\">%s ", room_say(h, SAY_OLDER_NOTE));
	room_link_to(h, f->id, 0);
	room_put(h, "%s@%u</a></p>\n", f->id, f->newest);
}

/* Everything of the page in its order. */
static enum nb_status write_page(struct room_page *p, const struct item *it,
				 struct nb_error *err)
{
	struct room_html *h = &p->html;
	enum nb_status st;

	room_crumbs(h, &it->found->parts, it->newspaper, false);
	put_older(h, it->found);
	put_continued(h, it, "prev", SAY_CONTINUED_FROM);
	room_put(h, it->view.source
			    ? "<div class=\"sheet with-source\">\n<div>\n"
			    : "<div class=\"sheet with-side\">\n<div>\n");
	st = put_text(h, it, err);
	put_continued(h, it, "next", SAY_CONTINUES_ON);
	room_put(h, "</div>\n");
	if (!st && it->view.source) {
		room_put(h, "<div>\n");
		st = room_source_text(h, it->found, err);
		room_put(h, "</div>\n</div>\n");
	}
	if (!st)
		put_side(h, it);
	if (!it->view.source)
		room_put(h, "</div>\n");
	if (!st)
		st = room_page_image(h, it->found, err);
	if (!st)
		st = put_steps(h, it, err);
	room_raw(h, it->coins.data, it->coins.len);
	return st ? st : room_page_end(p, err);
}

/* For room_page_begin(): what the item says of itself. */
static void put_head(struct room_html *h, void *context)
{
	const struct item *it = context;

	room_raw(h, it->head.data, it->head.len);
}

/*
 * A title that is too long for <title> is cut before a character and not inside
 * of one: bytes of the form 10xxxxxx continue a character of UTF-8.
 */
enum nb_status room_item_page(struct room_request *q, struct room_response *a,
			      const struct room_found *f, struct nb_error *err)
{
	struct item it = {.found = f, .view = view_of(q)};
	struct room_page p;
	char title[256];
	size_t len = f->item->title.len;
	enum nb_status st = read_slice(&it, err);

	it.newspaper = room_newspaper_of(q, f);
	if (!st && !it.newspaper)
		st = nb_fail_mem(err);
	if (!st)
		st = api_meta_make(q, f, &it.head, &it.coins, err);
	if (len >= sizeof(title))
		for (len = sizeof(title) - 1;
		     len && (f->item->title.text[len] & 0xc0) == 0x80;)
			len--;
	(void)snprintf(title, sizeof(title), "%.*s", (int)len,
		       f->item->title.text);
	if (!st) {
		room_page_begin(&p, q, a, title, put_head, &it);
		st = write_page(&p, &it, err);
	}
	free(it.newspaper);
	nb_buf_free(&it.head);
	nb_buf_free(&it.coins);
	nb_buf_free(&it.slice);
	return st;
}
