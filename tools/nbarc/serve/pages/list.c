/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of items (list.h). */
#include "serve/pages/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nbarc/article.h>

#include "base/alloc.h"
#include "serve/pages/frame.h"
#include "serve/room.h"

/*
 * The archive goes with the link where the reader chose one: what he finds from
 * there on is of that archive, too.
 */
void room_link_to(struct room_html *h, const char *id, uint32_t revision)
{
	char address[NB_ITEM_ID_MAX + 16];
	const char *in = room_param(h->request, "in");

	(void)snprintf(address, sizeof(address), revision ? "%s@%u" : "%s", id,
		       revision);
	room_put(h, "<a href=\"");
	room_address(h, address, strlen(address));
	if (in && in[0])
		room_address_param(h, "in", in);
	room_address_end(h);
	room_put(h, "\">");
}

/*
 * A kind that is not known, as a later release may add, is called an article.
 */
enum room_word room_kind_word(unsigned kind)
{
	switch ((enum nb_kind)kind) {
	case NB_KIND_ARTICLE:
		return SAY_ARTICLE;
	case NB_KIND_PHOTO:
		return SAY_PHOTO;
	case NB_KIND_NOTICE:
		return SAY_NOTICE;
	case NB_KIND_ADVERTISEMENT:
		return SAY_ADVERTISEMENT;
	case NB_KIND_FURNITURE:
		return SAY_FURNITURE;
	}
	return SAY_ARTICLE;
}

/* One item: its kicker, its title as a link, what it is and who made it. */
static void put_item(struct room_html *h, const struct nb_entry *e,
		     const struct nb_entry_item *item, uint32_t revision)
{
	char id[NB_ITEM_ID_MAX];

	(void)nb_item_id(e->id.text, e->id.len, item->number, id);
	room_put(h, "<li>");
	room_link_to(h, id, revision);
	if (item->kicker.len)
		room_put(h, "<span class=\"kicker\" lang=\"zh\">%.*s</span>",
			 (int)item->kicker.len, item->kicker.text);
	room_put(h,
		 "<span class=\"item-title\" lang=\"zh\">%.*s</span></a>\n"
		 "<span class=\"about-item\">",
		 (int)item->title.len, item->title.text);
	if (item->kind != NB_KIND_ARTICLE)
		room_put(h, "<span class=\"kind\">%s</span> ",
			 room_say(h, room_kind_word(item->kind)));
	if (item->byline.len)
		room_put(h, "<span lang=\"zh\">%.*s</span> · ",
			 (int)item->byline.len, item->byline.text);
	room_count(h, item->characters, SAY_N_CHARACTERS);
	room_put(h, "</span></li>\n");
}

/*
 * The order is that of the document, in which items stand as they are read;
 * their numbers tell only in which order they were found.
 */
enum nb_status room_items(struct room_html *h, const struct nb_entry *e,
			  uint32_t revision, struct nb_error *err)
{
	const struct nb_entry_item **items;
	size_t count, i;
	enum nb_status st = nb_entry_order(e, &items, &count, err);

	if (st)
		return st;
	room_put(h, "<ul class=\"items\">\n");
	for (i = 0; i < count; i++)
		if (nb_entry_item_is_present(e, items[i]))
			put_item(h, e, items[i], revision);
	room_put(h, "</ul>\n");
	free(items);
	return NB_OK;
}

/*
 * The name is that of the summary, which is read once, and not of the header of
 * this page: a page with an older name of the newspaper shows the present one.
 */
char *room_newspaper_of(struct room_request *q, const struct room_found *f)
{
	const struct room_title *t = NULL;
	struct room_summary *s = NULL;
	char *name;

	if (f->parts.title[0] &&
	    !room_summary_get(q->room->summaries, f->lease, &s, NULL))
		t = room_summary_title(s, f->parts.title);
	name = strdup(t ? room_title_name(t) : f->parts.title);
	if (s)
		room_summary_put(s);
	return name;
}
