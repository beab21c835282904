/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all pages have around them (frame.h): a link past it all, the name of
 * the room, its navigation, a search, and the languages at the foot. The class
 * names are those of share/room/room.css, which `nbarc publish` uses too.
 */
#include "serve/pages/frame.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "serve/room.h"

/* Everything in <head>. */
static void put_head(struct room_html *h, const char *title)
{
	const char *room = room_say(h, SAY_READING_ROOM);

	room_put(h,
		 "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
		 "<meta charset=\"utf-8\">\n<title>%s – %s</title>\n"
		 "<meta name=\"viewport\" content=\"width=device-width, "
		 "initial-scale=1\">\n"
		 "<meta name=\"color-scheme\" content=\"light dark\">\n"
		 "<link rel=\"stylesheet\" href=\"/room.css\">\n"
		 "<link rel=\"icon\" href=\"/room.svg\">\n"
		 "<link rel=\"search\" href=\"/opensearch.xml\" title=\"%s\" "
		 "type=\"application/opensearchdescription+xml\">\n"
		 "<script src=\"/room.js\" defer></script>\n",
		 room_language_tag(h->request->language), title, room, room);
}

/*
 * A line of the navigation.
 *
 * That the reader is there is said to programs, too, by aria-current; the
 * stylesheet takes it from that.
 */
static void put_place(struct room_html *h, const char *path,
		      enum room_word word)
{
	const struct room_request *q = h->request;
	bool here = q->part_count ? strcmp(q->parts[0], path) == 0 : !path[0];

	room_put(h, "<li><a ");
	room_href(h, path);
	room_put(h,
		 here ? " aria-current=\"page\">%s</a></li>\n"
		      : ">%s</a></li>\n",
		 room_say(h, word));
}

/* The search of every page. The language goes with it. */
static void put_search(struct room_html *h)
{
	const struct room_request *q = h->request;
	const char *sought = room_param(q, "q");

	room_put(h,
		 "<form class=\"room-search\" role=\"search\" "
		 "action=\"/search\">\n"
		 "<label class=\"unseen\" for=\"room-q\">%s</label>"
		 "<input id=\"room-q\" type=\"search\" name=\"q\" "
		 "value=\"%s\" autocomplete=\"off\">",
		 room_say(h, SAY_WORDS_SOUGHT), sought ? sought : "");
	if (q->chosen)
		room_put(h,
			 "<input type=\"hidden\" name=\"lang\" value=\"%s\">",
			 room_language_tag(q->language));
	room_put(h, "<button>%s</button>\n</form>\n", room_say(h, SAY_SEARCH));
}

void room_page_begin(struct room_page *p, struct room_request *q,
		     struct room_response *a, const char *title,
		     void (*head)(struct room_html *html, void *context),
		     void *context)
{
	struct room_html *h = &p->html;

	*h = (struct room_html){.out = &a->body, .request = q};
	p->response = a;
	a->type = ROOM_HTML;
	a->by_language = true;
	put_head(h, title);
	if (head)
		head(h, context);
	room_put(h,
		 "</head>\n<body>\n<a class=\"skip\" href=\"#content\">%s</a>\n"
		 "<header class=\"room-head\">\n<a class=\"room-name\" ",
		 room_say(h, SAY_SKIP));
	room_href(h, "");
	room_put(h, ">%s</a>\n<nav class=\"room-nav\" aria-label=\"%s\"><ul>\n",
		 room_say(h, SAY_READING_ROOM),
		 room_say(h, SAY_MAIN_NAVIGATION));
	put_place(h, "", SAY_HOME);
	put_place(h, "search", SAY_SEARCH);
	put_place(h, "about", SAY_ABOUT);
	room_put(h, "</ul></nav>\n");
	put_search(h);
	room_put(h, "</header>\n<main id=\"content\" tabindex=\"-1\">\n");
}

/* ---- the foot */

/* The address of this page in another language: its parameters again, with that
 * one instead of its own. */
static void put_same(struct room_html *h, enum room_language language)
{
	const struct room_request *q = h->request;
	size_t i;

	room_put(h, "href=\"");
	for (i = 0; i < q->part_count; i++) {
		room_put(h, "/");
		if (!h->failed && room_escape(h->out, q->parts[i],
					      strlen(q->parts[i]), false))
			h->failed = true;
	}
	room_put(h, q->part_count ? "" : "/");
	h->asked = false;
	for (i = 0; i < q->param_count; i++)
		if (strcmp(q->params[i].name, "lang") != 0)
			room_address_param(h, q->params[i].name,
					   q->params[i].value);
	room_address_param(h, "lang", room_language_tag(language));
	room_put(h, "\"");
}

/*
 * The languages, each in itself.
 *
 * Each is named in its own language and marked as such, so that it is found by
 * whoever reads no other.
 */
static void put_languages(struct room_html *h)
{
	static const char *const names[ROOM_LANGUAGES] = {
		[ROOM_HANS] = "简体中文",
		[ROOM_HANT] = "繁體中文",
		[ROOM_ENGLISH] = "English",
	};
	int i;

	room_put(h, "<nav class=\"room-languages\" aria-label=\"%s\"><ul>\n",
		 room_say(h, SAY_LANGUAGE));
	for (i = 0; i < ROOM_LANGUAGES; i++) {
		enum room_language l = (enum room_language)i;
		const char *tag = room_language_tag(l);

		room_put(h, "<li><a ");
		put_same(h, l);
		room_put(h,
			 l == h->request->language
				 ? " lang=\"%s\" hreflang=\"%s\" "
				   "aria-current=\"true\">%s</a></li>\n"
				 : " lang=\"%s\" hreflang=\"%s\">%s</a></li>"
				   "\n",
			 tag, tag, names[i]);
	}
	room_put(h, "</ul></nav>\n");
}

enum nb_status room_page_end(struct room_page *p, struct nb_error *err)
{
	struct room_html *h = &p->html;

	room_put(h, "</main>\n<footer class=\"room-foot\">\n");
	put_languages(h);
	room_put(h,
		 "<p>%s <span class=\"room-keys\" hidden>%s</span></p>\n"
		 "</footer>\n</body>\n</html>\n",
		 room_say(h, SAY_FOOTER), room_say(h, SAY_KEYS_NOTE));
	return h->failed ? nb_fail_mem(err) : NB_OK;
}

/*
 * Thousands are set apart by commas in all three languages, as newspapers in
 * Chinese do for tables.
 */
void room_number(struct room_html *h, uint64_t n)
{
	char digits[24];
	size_t len, i;

	(void)snprintf(digits, sizeof(digits), "%" PRIu64, n);
	len = strlen(digits);
	for (i = 0; i < len; i++)
		room_put(h, i && (len - i) % 3 == 0 ? ",%.*s" : "%.*s", 1,
			 digits + i);
}

void room_count(struct room_html *h, uint64_t n, enum room_word counted)
{
	const char *one = room_say(h, counted), *many = strchr(one, '|');

	room_number(h, n);
	if (many && n == 1)
		room_put(h, " %.*s", (int)(many - one), one);
	else
		room_put(h, " %s", many ? many + 1 : one);
}
