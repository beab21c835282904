/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The newspapers of all archives, and what the archives are. A newspaper that
 * is in several archives is listed under each, since its years differ there.
 */
#include "serve/pages/home.h"

#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "names.h"
#include "serve/pages/frame.h"
#include "serve/pages/place.h"
#include "serve/room.h"

/* A link to a year of a newspaper. */
static void put_year(struct room_html *h, const char *archive,
		     const struct nbarc_holding *year)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "title/%s/%.4s", year->title,
		       year->last);
	room_put(h, "<li><a href=\"");
	room_address(h, path, strlen(path));
	if (archive)
		room_address_param(h, "in", archive);
	room_address_end(h);
	room_put(h, "\">%.*s</a></li>\n", 4,
		 strncmp(year->last, "0000", 4) == 0 ? "????" : year->last);
}

/*
 * A newspaper: its name, how much there is, and its years.
 *
 * Pages that are of no newspaper have neither a name nor years; they are
 * counted, and are found by searching.
 */
static void put_title(struct room_html *h, const struct room_summary *s,
		      const struct room_title *t, const char *archive)
{
	size_t i;

	room_put(h, "<li>\n<h2 lang=\"zh\">%s</h2>\n<p class=\"count\">",
		 t->sum.title[0] ? room_title_name(t)
				 : room_say(h, SAY_OTHER_PAGES));
	room_count(h, t->sum.pages, SAY_N_PAGES);
	room_put(h, " · ");
	room_count(h, t->sum.items, SAY_N_ITEMS);
	room_put(h, " · ");
	room_count(h, t->sum.characters, SAY_N_CHARACTERS);
	room_put(h, "</p>\n");
	if (t->sum.title[0]) {
		room_put(h, "<ul class=\"years\">\n");
		for (i = 0; i < t->count; i++)
			put_year(h, archive, &s->holdings.list[t->first + i]);
		room_put(h, "</ul>\n");
	}
	room_put(h, "</li>\n");
}

/* All newspapers of an archive. */
static enum nb_status put_archive(struct room_html *h, struct room_request *q,
				  size_t number, struct nb_error *err)
{
	size_t count = room_archives_count(q->room->archives), i;
	const char *name = room_archives_name(q->room->archives, number);
	struct room_summary *s;
	struct room_lease *lease;
	enum nb_status st = room_lease(&q->leases, number, &lease, err);

	if (!st)
		st = room_summary_get(q->room->summaries, lease, &s, err);
	if (st)
		return st;
	if (count > 1)
		room_put(h, "<h2>%s: %s</h2>\n", room_say(h, SAY_ARCHIVE),
			 name);
	room_put(h, "<ul class=\"titles\">\n");
	for (i = 0; i < s->title_count; i++)
		put_title(h, s, &s->titles[i], count > 1 ? name : NULL);
	room_put(h, "</ul>\n");
	room_summary_put(s);
	return NB_OK;
}

enum nb_status room_home(struct room_request *q, struct room_response *a,
			 struct nb_error *err)
{
	size_t count = room_archives_count(q->room->archives), i;
	enum nb_status st = NB_OK;
	struct room_page p;

	room_page_begin(&p, q, a, room_word(q->language, SAY_NEWSPAPERS), NULL,
			NULL);
	room_put(&p.html, "<h1>%s</h1>\n", room_say(&p.html, SAY_NEWSPAPERS));
	for (i = 0; !st && i < count; i++)
		st = put_archive(&p.html, q, i, err);
	return st ? st : room_page_end(&p, err);
}

/* ---- what the archives are */

/* A number with its name, in a list of facts. */
static void put_fact(struct room_html *h, enum room_word word, uint64_t n)
{
	room_put(h, "<dt>%s</dt><dd>", room_say(h, word));
	room_number(h, n);
	room_put(h, "</dd>\n");
}

static enum nb_status put_facts(struct room_html *h, struct room_request *q,
				size_t number, struct nb_error *err)
{
	char root[2 * NB_SHA256_SIZE + 1], time[NBARC_TIME];
	struct room_lease *lease;
	enum nb_status st = room_lease(&q->leases, number, &lease, err);

	if (st)
		return st;
	nb_sha256_hex(lease->info.root, root);
	nbarc_time(lease->info.time, time);
	room_put(h, "<h2>%s</h2>\n<dl class=\"facts\">\n",
		 room_archives_name(q->room->archives, number));
	put_fact(h, SAY_PAGES, lease->info.pages);
	put_fact(h, SAY_ITEMS, lease->info.items);
	put_fact(h, SAY_REVISIONS, lease->info.revisions);
	put_fact(h, SAY_COMMITS, lease->info.commits);
	room_put(h,
		 "<dt>%s</dt><dd><time datetime=\"%s\">%s</time></dd>\n"
		 "<dt>%s</dt><dd>%s</dd>\n<dt>%s</dt><dd><code>%s</code></dd>\n"
		 "</dl>\n",
		 room_say(h, SAY_GROWN), time, time, room_say(h, SAY_INDEXED),
		 room_say(h, lease->index ? SAY_YES : SAY_NO),
		 room_say(h, SAY_ROOT), root);
	return NB_OK;
}

/*
 * It says what has to be known to cite the corpus as a whole: its root, and the
 * commit that it is seen as of.
 */
enum nb_status room_about(struct room_request *q, struct room_response *a,
			  struct nb_error *err)
{
	size_t count = room_archives_count(q->room->archives), i;
	enum nb_status st = NB_OK;
	struct room_page p;

	room_page_begin(&p, q, a, room_word(q->language, SAY_ABOUT), NULL,
			NULL);
	room_put(&p.html, "<h1>%s</h1>\n", room_say(&p.html, SAY_ABOUT));
	for (i = 0; !st && i < count; i++)
		st = put_facts(&p.html, q, i, err);
	return st ? st : room_page_end(&p, err);
}
