/* SPDX-License-Identifier: Apache-2.0 */
/* The form of a search (form.h): a field for each parameter. It is sent by GET,
 * so that a search has an address that can be kept. */
#include "serve/search/form.h"

#include <stdlib.h>
#include <string.h>

#include "serve/room.h"

/* What was typed into a field. */
static const char *typed(const struct room_html *h, const char *name)
{
	const char *value = room_param(h->request, name);

	return value ? value : "";
}

/* A field for a text. */
static void put_field(struct room_html *h, const char *name,
		      enum room_word label, const char *hint)
{
	room_put(h,
		 "<p><label for=\"f-%s\">%s</label><input id=\"f-%s\" "
		 "name=\"%s\" value=\"%s\" placeholder=\"%s\"></p>\n",
		 name, room_say(h, label), name, name, typed(h, name), hint);
}

/*
 * A box to be ticked.
 *
 * A box that is not ticked sends nothing, so that the address of a search has
 * only what was asked for.
 */
static void put_check(struct room_html *h, const char *name,
		      enum room_word label)
{
	room_put(h,
		 room_param_set(h->request, name)
			 ? "<label class=\"check\"><input type=\"checkbox\" "
			   "name=\"%s\" value=\"1\" checked> %s</label>\n"
			 : "<label class=\"check\"><input type=\"checkbox\" "
			   "name=\"%s\" value=\"1\"> %s</label>\n",
		 name, room_say(h, label));
}

/* One choice of a list. */
static void put_option(struct room_html *h, const char *name, const char *value,
		       const char *text, const char *lang)
{
	room_put(h, "<option value=\"%s\"", value);
	if (lang)
		room_put(h, " lang=\"%s\"", lang);
	if (strcmp(value, typed(h, name)) == 0)
		room_put(h, " selected");
	room_put(h, ">%s</option>", text);
}

/* A list begins, with a first choice that chooses everything. */
static void open_list(struct room_html *h, const char *name,
		      enum room_word label)
{
	room_put(h,
		 "<p><label for=\"f-%s\">%s</label><select id=\"f-%s\" "
		 "name=\"%s\">",
		 name, room_say(h, label), name, name);
	put_option(h, name, "", room_say(h, SAY_ALL), NULL);
}

static void close_list(struct room_html *h)
{
	room_put(h, "</select></p>\n");
}

/*
 * The newspapers of all archives; one that is in several comes once.
 *
 * A newspaper that is in several archives is one choice: with an archive chosen
 * as well, the two hold together.
 */
static void put_titles(struct room_html *h)
{
	struct room_request *q = (struct room_request *)(uintptr_t)h->request;
	size_t count = room_archives_count(q->room->archives), i, k, n;
	struct room_summary *all[ROOM_ARCHIVES_MOST] = {NULL};
	struct room_lease *lease;

	open_list(h, "title", SAY_TITLE);
	for (i = 0; i < count; i++) {
		if (room_lease(&q->leases, i, &lease, NULL) ||
		    room_summary_get(q->room->summaries, lease, &all[i], NULL))
			all[i] = NULL;
		for (k = 0; all[i] && k < all[i]->title_count; k++) {
			const struct room_title *t = &all[i]->titles[k];

			for (n = 0; n < i; n++)
				if (all[n] &&
				    room_summary_title(all[n], t->sum.title))
					break;
			if (n == i && t->sum.title[0])
				put_option(h, "title", t->sum.title,
					   room_title_name(t), "zh");
		}
	}
	for (i = 0; i < count; i++)
		if (all[i])
			room_summary_put(all[i]);
	close_list(h);
}

/* The archives, if there are several. */
static void put_archives(struct room_html *h)
{
	const struct room_archives *all = h->request->room->archives;
	size_t i;

	if (room_archives_count(all) < 2)
		return;
	open_list(h, "in", SAY_ARCHIVE);
	for (i = 0; i < room_archives_count(all); i++)
		put_option(h, "in", room_archives_name(all, i),
			   room_archives_name(all, i), NULL);
	close_list(h);
}

void room_search_form(struct room_html *h)
{
	room_put(h,
		 "<form class=\"room-form\" action=\"/search\">\n"
		 "<div class=\"fields\">\n<p class=\"wide\">"
		 "<label for=\"f-q\">%s</label><input id=\"f-q\" name=\"q\" "
		 "type=\"search\" value=\"%s\" aria-describedby=\"f-hint\">"
		 "<span id=\"f-hint\" class=\"count\">%s</span></p>\n",
		 room_say(h, SAY_WORDS_SOUGHT), typed(h, "q"),
		 room_say(h, SAY_WORDS_HINT));
	put_titles(h);
	put_archives(h);
	put_field(h, "from", SAY_FROM, "1949-10-01");
	put_field(h, "to", SAY_TO, "1966");
	open_list(h, "kind", SAY_KIND);
	put_option(h, "kind", "article", room_say(h, SAY_ARTICLE), NULL);
	put_option(h, "kind", "photo", room_say(h, SAY_PHOTO), NULL);
	put_option(h, "kind", "notice", room_say(h, SAY_NOTICE), NULL);
	close_list(h);
	put_field(h, "author", SAY_AUTHOR, "");
	put_field(h, "head", SAY_HEAD, "");
	put_field(h, "page", SAY_PAGE, "a01");
	room_put(h, "</div>\n<div class=\"fields\">\n");
	put_check(h, "heads", SAY_IN_HEADS);
	put_check(h, "variants", SAY_VARIANTS);
	put_check(h, "width", SAY_EXACT_WIDTH);
	put_check(h, "regex", SAY_REGEX);
	put_check(h, "counts", SAY_COUNTS);
	if (h->request->chosen)
		room_put(h,
			 "<input type=\"hidden\" name=\"lang\" value=\"%s\">",
			 room_language_tag(h->request->language));
	room_put(h, "<p><button>%s</button></p>\n</div>\n</form>\n",
		 room_say(h, SAY_SEARCH));
}
