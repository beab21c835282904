/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Searching (search.h).
 *
 * A page of hits ends the search as soon as it is full: what is not shown is
 * not looked for. Counting is another matter, since all hits have to be found,
 * and is done only if it is asked for.
 */
#include "serve/search/search.h"

#include <stdio.h>
#include <string.h>

#include <nbarc/newspaper.h>

#include "base/error.h"
#include "hits/counts.h"
#include "hits/line.h"
#include "serve/found.h"
#include "serve/search/form.h"
#include "serve/pages/frame.h"
#include "serve/pages/list.h"
#include "serve/pages/place.h"
#include "serve/room.h"
#include "serve/search/sought.h"
#include "stat/svg.h"

/* Hits of a page: as usual, and at most; and how far one can go. */
#define HITS_USUAL 25u
#define HITS_MOST 200u
#define START_MOST 10000u
/* Columns of context on each side: a Han character takes two. */
#define CONTEXT 44u

/* One run. The identifier is that of the item of the last hit. */
struct run {
	struct room_request *request;
	struct room_html *html;
	struct room_sought sought;
	struct nbarc_hit_style style;
	const char *archive;  /* its name, if there are several */
	uint64_t start, most; /* hits to be passed over, and to be shown */
	uint64_t seen, shown;
	bool more; /* there are hits after those that are shown */
	bool late, hurt;
	char last[NB_ITEM_ID_MAX];
	bool open; /* an item of the list is open */
};

/* ---- hits */

/* The beginning of an item of the list: what the hits are in. */
static void open_item(struct run *r, const struct nb_hit *hit, const char *id)
{
	struct room_html *h = r->html;
	struct nb_newspaper_id parts;

	if (r->open)
		room_put(h, "</li>\n");
	room_put(h, "<li>");
	room_link_to(h, id, 0);
	room_put(h,
		 "<span class=\"item-title\" lang=\"zh\">%.*s</span></a> "
		 "<span class=\"about-item\">",
		 (int)hit->title.len, hit->title.text);
	if (nb_newspaper_parse(hit->page.text, hit->page.len, &parts)) {
		room_date(h, parts.date);
		room_put(h, " · %s · ", parts.page);
	}
	if (r->archive)
		room_put(h, "%s · ", r->archive);
	room_put(h, "%s</span>\n", id);
	r->open = true;
}

/*
 * The line of a hit.
 *
 * The three parts are elements of their own, which the stylesheet sets in
 * columns on a wide screen, so that hits stand below each other as in a
 * concordance; on a telephone they are a running text.
 */
static void put_hit(struct run *r, const struct nb_hit *hit)
{
	size_t left = nbarc_hit_left(&r->style, hit);
	size_t right = nbarc_hit_right(&r->style, hit);
	size_t end = hit->start + hit->len;

	room_put(r->html,
		 "<p class=\"kwic kwic-line\" lang=\"zh\"><span class=\"left\">"
		 "%.*s</span><mark>%.*s</mark><span class=\"right\">%.*s"
		 "</span></p>\n",
		 (int)(hit->start - left), hit->line + left, (int)hit->len,
		 hit->line + hit->start, (int)(right - end), hit->line + end);
}

/*
 * For the search: show a hit, or pass over it.
 *
 * One hit more than is shown is looked for: it alone tells whether there is a
 * further page.
 */
static bool take_hit(void *context, const struct nb_hit *hit)
{
	struct run *r = context;
	char id[NB_ITEM_ID_MAX];

	if (r->seen++ < r->start)
		return true;
	if (r->shown == r->most) {
		r->more = true;
		return false;
	}
	(void)nb_item_id(hit->page.text, hit->page.len, hit->number, id);
	if (!r->open || strcmp(id, r->last) != 0)
		open_item(r, hit, id);
	memcpy(r->last, id, sizeof(id));
	put_hit(r, hit);
	r->shown++;
	return !r->html->failed;
}

/*
 * Search all archives that are asked for, up to the end of the page. The
 * archive is named only if there are several; in each, the first hit begins an
 * item, also if the last hit of the one before was in an item of the same
 * identifier.
 */
static enum nb_status find_hits(struct run *r, struct nb_error *err)
{
	struct room_searching how = {.hit = take_hit, .context = r};
	const uint64_t wanted = r->start + r->most + 1;
	const struct room_archives *all = r->request->room->archives;
	struct room_lease *lease;
	size_t i, count;
	enum nb_status st = room_asked_archives(r->request, &i, &count, err);

	for (count += st ? 0 : i; !st && i < count && !r->more && !how.late;
	     i++) {
		if (room_archives_count(all) > 1)
			r->archive = room_archives_name(all, i);
		r->last[0] = '\0';
		how.limit = wanted - r->seen;
		st = room_lease(&r->request->leases, i, &lease, err);
		if (!st)
			st = room_search_archive(r->request, &r->sought, lease,
						 &how, err);
	}
	r->late = how.late;
	r->hurt = how.hurt;
	if (r->open)
		room_put(r->html, "</li>\n");
	return st;
}

/* ---- counts */

/* What is counted in an archive. `last` tells items apart. */
struct counting {
	struct nbarc_counts counts;
	char page[NB_ID_MAX];
	size_t page_len;
	unsigned number;
};

static enum nb_status count_item(void *context, const struct nb_entry *entry,
				 const struct nb_entry_item *item, size_t *mark,
				 struct nb_error *err)
{
	struct counting *c = context;

	return nbarc_counts_item(&c->counts, entry, item, mark, err);
}

static bool count_hit(void *context, const struct nb_hit *hit)
{
	struct counting *c = context;
	bool same = hit->number == c->number && hit->page.len == c->page_len &&
		    memcmp(hit->page.text, c->page, c->page_len) == 0;

	c->number = hit->number;
	c->page_len = hit->page.len;
	memcpy(c->page, hit->page.text, hit->page.len);
	nbarc_counts_add(&c->counts, hit, !same);
	return true;
}

/* Count in one archive; the tally goes on from one to the next. */
static enum nb_status count_archive(struct run *r, size_t number,
				    struct counting *c, struct nb_error *err)
{
	struct room_searching how = {.bare = true,
				     .hit = count_hit,
				     .item = count_item,
				     .fields = nbarc_bys_fields(&c->counts.by),
				     .context = c};
	struct room_lease *lease;
	enum nb_status st =
		room_lease(&r->request->leases, number, &lease, err);

	if (st)
		return st;
	c->counts.archive = lease->archive;
	c->page_len = 0;
	st = room_search_archive(r->request, &r->sought, lease, &how, err);
	r->late = r->late || how.late;
	r->hurt = r->hurt || how.hurt;
	return st;
}

/* The years and their hits as a sheet; *hits and *items are the sums. */
static enum nb_status fill_sheet(const struct counting *c,
				 struct nbarc_sheet *sheet, uint64_t *hits,
				 uint64_t *items)
{
	size_t line;

	for (line = 0; line < c->counts.tally.count; line++) {
		const uint64_t *n = nbarc_tally_numbers(&c->counts.tally, line);
		struct nbarc_sheet_row *row;

		if (!n[0])
			continue;
		row = nbarc_sheet_add(sheet);
		if (!row)
			return NB_NOMEM;
		row->texts[0] = nbarc_tally_key(&c->counts.tally, line, 0);
		row->numbers[0] = (int64_t)n[0];
		*hits += n[0];
		*items += n[1];
	}
	nbarc_sheet_sort(sheet, -1, 1);
	return NB_OK;
}

/* The sums, and a drawing of the years. */
static enum nb_status put_counts(struct run *r, const struct counting *c,
				 struct nb_error *err)
{
	struct nbarc_sheet sheet = {
		.names = {"year"},
		.texts = 1,
		.numbers = 1,
		.columns = {{.name = "hits"}},
	};
	const struct nbarc_chart chart = {.sheet = &sheet};
	struct room_html *h = r->html;
	uint64_t hits = 0, items = 0;
	enum nb_status st = fill_sheet(c, &sheet, &hits, &items);

	room_put(h, "<h2>%s</h2>\n<p class=\"count\">",
		 room_say(h, SAY_COUNTS));
	room_count(h, hits, SAY_N_HITS);
	room_put(h, "%s", room_say(h, SAY_HITS_IN));
	room_count(h, items, SAY_N_ITEMS);
	room_put(h, "</p>\n");
	if (!st && sheet.count) {
		room_put(h, "<figure class=\"chart\">\n");
		st = nbarc_svg_bars(&chart, room_say(h, SAY_COUNTS), h->out);
		room_put(h, "</figure>\n");
	}
	nbarc_sheet_free(&sheet);
	return st ? nb_fail_mem(err) : NB_OK;
}

/* Count all hits by year. */
static enum nb_status count_years(struct run *r, struct nb_error *err)
{
	struct counting c = {.page = ""};
	size_t i, count = 0;
	enum nb_status st = nbarc_bys_parse("year", &c.counts.by, err);

	if (!st)
		st = room_asked_archives(r->request, &i, &count, err);
	for (count += st ? 0 : i; !st && i < count && !r->late; i++)
		st = count_archive(r, i, &c, err);
	if (!st)
		st = put_counts(r, &c, err);
	nbarc_counts_free(&c.counts);
	return st;
}

/* ---- the page */

/*
 * The address of this search from another hit on. Its counts are not asked for
 * again: they are the same on each page, and take the longest.
 */
static void put_step(struct run *r, uint64_t start, enum room_word word)
{
	const struct room_request *q = r->request;
	struct room_html *h = r->html;
	char number[24];
	size_t i;

	(void)snprintf(number, sizeof(number), "%llu",
		       (unsigned long long)start);
	room_put(h, "<a rel=\"nofollow\" href=\"");
	room_address(h, "search", 6);
	for (i = 0; i < q->param_count; i++)
		if (strcmp(q->params[i].name, "start") != 0 &&
		    strcmp(q->params[i].name, "counts") != 0 &&
		    q->params[i].value[0])
			room_address_param(h, q->params[i].name,
					   q->params[i].value);
	if (start)
		room_address_param(h, "start", number);
	room_put(h, "\">%s</a>", room_say(h, word));
}

/* The address of a download, with the parameters of the interface for programs,
 * which takes each word by itself. */
static void put_download_address(struct run *r, const char *form)
{
	static const char *const names[][2] = {
		/* of the page, of the interface */
		{"in", "archive"},
		{"from", "from"},
		{"to", "to"},
		{"title", "title"},
		{"page", "page"},
		{"kind", "kind"},
		{"author", "author"},
		{"head", "head"},
		{"regex", "regex"},
		{"variants", "variants"},
		{"width", "exact_width"},
	};
	const struct room_request *q = r->request;
	struct room_html *h = r->html;
	const char *value;
	size_t i;

	room_address(h, "api/search", 10);
	for (i = 0; i < r->sought.words.count; i++)
		room_address_param(h, "q", r->sought.words.list[i]);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = room_param(q, names[i][0]);
		if (value && value[0])
			room_address_param(h, names[i][1], value);
	}
	if (room_param_set(q, "heads"))
		room_address_param(h, "in", "head");
	room_address_param(h, "format", form);
}

/* Downloads of the search: of all hits, from the first one on. */
static void put_downloads(struct run *r)
{
	static const char *const forms[][2] = {{"csv", "CSV"},
					       {"jsonl", "JSON Lines"}};
	struct room_html *h = r->html;
	size_t k;

	room_put(h, "<h2>%s</h2>\n<ul class=\"actions\">\n",
		 room_say(h, SAY_DOWNLOAD));
	for (k = 0; k < 2; k++) {
		room_put(h, "<li><a rel=\"nofollow\" href=\"");
		put_download_address(r, forms[k][0]);
		room_put(h, "\">%s</a></li>\n", forms[k][1]);
	}
	room_put(h, "</ul>\n");
}

/* Everything after the form. */
static enum nb_status put_results(struct run *r, struct nb_error *err)
{
	struct room_html *h = r->html;
	enum nb_status st;

	room_put(h, "<h2>%s</h2>\n<ol class=\"hits\" start=\"%llu\">\n",
		 room_say(h, SAY_CONTEXT), (unsigned long long)r->start + 1);
	st = find_hits(r, err);
	if (st)
		return st;
	room_put(h, "</ol>\n");
	if (!r->shown)
		room_put(h, "<p>%s</p>\n", room_say(h, SAY_NO_HITS));
	if (r->late)
		room_put(h, "<p class=\"warning\">%s</p>\n",
			 room_say(h, SAY_SEARCH_CUT));
	if (r->hurt)
		room_put(h, "<p class=\"warning\">%s</p>\n",
			 room_say(h, SAY_SEARCH_HURT));
	room_put(h, "<nav class=\"steps\" aria-label=\"%s\">\n<span>",
		 room_say(h, SAY_MORE_HITS));
	if (r->start)
		put_step(r, r->start > r->most ? r->start - r->most : 0,
			 SAY_PREVIOUS);
	room_put(h, "</span>\n<span>");
	if (r->more && r->start + r->most <= START_MOST)
		put_step(r, r->start + r->most, SAY_MORE_HITS);
	room_put(h, "</span>\n</nav>\n");
	if (room_param_set(r->request, "counts"))
		st = count_years(r, err);
	if (!st && r->shown)
		put_downloads(r);
	return st;
}

enum nb_status room_search_page(struct room_request *q, struct room_response *a,
				struct nb_error *err)
{
	struct room_page p;
	struct run r = {
		.request = q, .html = &p.html, .style = {.context = CONTEXT}};
	const char *sought = room_param(q, "q");
	char title[ROOM_WORDS_BYTES + 64];
	enum nb_status st = room_sought_read(q, &r.sought, err);

	if (!st)
		st = room_param_number(q, "n", 1, HITS_MOST, HITS_USUAL,
				       &r.most, err);
	if (!st)
		st = room_param_number(q, "start", 0, START_MOST, 0, &r.start,
				       err);
	if (!st) {
		(void)snprintf(title, sizeof(title), "%s %s",
			       room_word(q->language, SAY_SEARCH),
			       sought ? sought : "");
		room_page_begin(&p, q, a, title, NULL, NULL);
		room_put(&p.html, "<h1>%s</h1>\n",
			 room_say(&p.html, SAY_SEARCH));
		room_search_form(&p.html);
		if (r.sought.grep)
			st = put_results(&r, err);
		if (!st)
			st = room_page_end(&p, err);
	}
	room_sought_free(&r.sought);
	return st;
}
