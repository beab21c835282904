/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An issue with its pages and items, and one page of it (issue.h).
 *
 * The issue before and after one are found in the catalogue: going forward is a
 * step of a cursor; going backward is asking for the days before, since a
 * cursor only goes forward.
 */
#include "serve/pages/issue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "serve/pages/frame.h"
#include "serve/pages/image.h"
#include "serve/pages/list.h"
#include "serve/pages/place.h"

/* ---- neighbours */

/* What stands before and after something; "" if nothing does. */
struct neighbours {
	char before[NB_ID_MAX], after[NB_ID_MAX];
};

/*
 * Find the neighbours of `self` among the pages that begin with `prefix`; of
 * issues, if `issues` is true, else of pages. Only the prefix is read, which is
 * an issue or the year of a newspaper.
 */
static enum nb_status find_neighbours(struct nb_archive *archive,
				      const char *prefix, const char *self,
				      bool issues, struct neighbours *n,
				      struct nb_error *err)
{
	struct nb_newspaper_id parts;
	const struct nb_entry *entry;
	struct nb_cursor *cursor;
	char id[NB_ID_MAX], skip[ROOM_ISSUE_MAX + 1];
	enum nb_status st =
		nb_cursor_create_detail(archive, prefix, strlen(prefix), false,
					NB_DETAIL_KEYS, &cursor, err);

	n->before[0] = n->after[0] = '\0';
	while (!st) {
		st = nb_cursor_next(cursor, &entry, err);
		if (st || !entry)
			break;
		if (nb_entry_is_hidden(entry))
			continue;
		(void)snprintf(id, sizeof(id), "%.*s", (int)entry->id.len,
			       entry->id.text);
		if (issues) {
			if (!nb_newspaper_parse(id, strlen(id), &parts))
				continue;
			room_issue_id(&parts, id);
			(void)snprintf(skip, sizeof(skip), "%s.", id);
			st = nb_cursor_skip(cursor, skip, strlen(skip), err);
		}
		if (strcmp(id, self) < 0) {
			memcpy(n->before, id, sizeof(id));
		} else if (strcmp(id, self) > 0) {
			memcpy(n->after, id, sizeof(id));
			break;
		}
	}
	nb_cursor_free(cursor);
	return st;
}

/* Links to the neighbours. */
static void put_steps(struct room_html *h, const struct neighbours *n,
		      enum room_word before, enum room_word after)
{
	if (!n->before[0] && !n->after[0])
		return;
	room_put(h, "<nav class=\"steps\" aria-label=\"%s\">\n<span>",
		 room_say(h, after));
	if (n->before[0]) {
		room_link_to(h, n->before, 0);
		room_put(h, "← %s %s</a>", room_say(h, before), n->before);
	}
	room_put(h, "</span>\n<span>");
	if (n->after[0]) {
		room_link_to(h, n->after, 0);
		room_put(h, "%s %s →</a>", room_say(h, after), n->after);
	}
	room_put(h, "</span>\n</nav>\n");
}

/* ---- an issue */

/* A page of the issue: its name as a heading, and its items. */
static enum nb_status put_page(struct room_html *h, const struct nb_entry *e,
			       struct nb_error *err)
{
	struct nb_newspaper_id parts;
	char id[NB_ID_MAX];

	(void)snprintf(id, sizeof(id), "%.*s", (int)e->id.len, e->id.text);
	(void)nb_newspaper_parse(id, e->id.len, &parts);
	room_put(h, "<section aria-labelledby=\"p-%s\">\n<h2 id=\"p-%s\">", id,
		 id);
	room_link_to(h, id, 0);
	room_put(h, "%s %s</a></h2>\n", room_say(h, SAY_PAGE),
		 parts.page[0] ? parts.page : id);
	if (room_items(h, e, 0, err))
		return nb_fail_mem(err);
	room_put(h, "</section>\n");
	return NB_OK;
}

/* All pages of the issue. */
static enum nb_status put_pages(struct room_html *h, struct nb_archive *archive,
				const char *issue, unsigned *pages,
				struct nb_error *err)
{
	const struct nb_entry *entry;
	struct nb_cursor *cursor;
	char prefix[NB_ITEM_ID_MAX + 1];
	enum nb_status st;

	(void)snprintf(prefix, sizeof(prefix), "%s-", issue);
	st = nb_cursor_create_detail(archive, prefix, strlen(prefix), false,
				     NB_DETAIL_TITLES, &cursor, err);
	while (!st) {
		st = nb_cursor_next(cursor, &entry, err);
		if (st || !entry)
			break;
		if (nb_entry_is_hidden(entry))
			continue;
		++*pages;
		st = put_page(h, entry, err);
	}
	nb_cursor_free(cursor);
	return st;
}

/*
 * An issue all of whose pages were withdrawn is as absent as one that never
 * was; its pages say why.
 */
enum nb_status room_issue_page(struct room_request *q, struct room_response *a,
			       const struct room_found *f, struct nb_error *err)
{
	char *name = room_newspaper_of(q, f), title[384], date[ROOM_DATE_MAX];
	char year[32];
	struct neighbours n;
	unsigned pages = 0;
	struct room_page p;
	struct room_html *h = &p.html;
	enum nb_status st;

	if (!name)
		return nb_fail_mem(err);
	room_date_text(q->language, f->parts.date, date);
	(void)snprintf(title, sizeof(title), "%s %s", name, date);
	room_page_begin(&p, q, a, title, NULL, NULL);
	room_crumbs(h, &f->parts, name, true);
	room_put(h, "<h1><span lang=\"zh\">%s</span> ", name);
	room_date(h, f->parts.date);
	room_put(h, "%s%s</h1>\n", f->parts.edition[0] ? " " : "",
		 f->parts.edition);
	st = put_pages(h, f->lease->archive, f->id, &pages, err);
	(void)snprintf(year, sizeof(year), "%s-%.4s", f->parts.title,
		       f->parts.date);
	if (!st && !pages)
		st = nb_fail(err, NB_ABSENT, "%s: withdrawn", f->id);
	if (!st)
		st = find_neighbours(f->lease->archive, year, f->id, true, &n,
				     err);
	if (!st) {
		put_steps(h, &n, SAY_PREVIOUS_ISSUE, SAY_NEXT_ISSUE);
		st = room_page_end(&p, err);
	}
	free(name);
	return st;
}

/* ---- a page of an issue */

/*
 * What can be done with a page: its source, its history.
 *
 * All of these name the revision, so that they go on showing what the reader
 * sees now.
 */
static void put_actions(struct room_html *h, const struct room_found *f)
{
	static const struct {
		const char *path;
		enum room_word word;
	} actions[] = {{"source", SAY_SOURCE},
		       {"repairs", SAY_REPAIRS_LIST},
		       {"history", SAY_HISTORY},
		       {"proof", SAY_PROOF}};
	char path[NB_ITEM_ID_MAX + 32];
	size_t i;

	room_put(h, "<ul class=\"actions\">\n");
	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s@%u/%s", f->page,
			       f->entry->revision, actions[i].path);
		room_put(h, "<li><a ");
		room_href(h, path);
		room_put(h, ">%s</a></li>\n", room_say(h, actions[i].word));
	}
	room_put(h, "</ul>\n");
}

enum nb_status room_sheet_page(struct room_request *q, struct room_response *a,
			       const struct room_found *f, struct nb_error *err)
{
	char *name = room_newspaper_of(q, f), title[512], date[ROOM_DATE_MAX];
	char issue[NB_ID_MAX];
	bool dated = f->parts.page[0] != '\0';
	struct neighbours n;
	struct room_page p;
	struct room_html *h = &p.html;
	enum nb_status st;

	if (!name)
		return nb_fail_mem(err);
	room_date_text(q->language, f->parts.date, date);
	if (dated)
		(void)snprintf(title, sizeof(title), "%s %s %s", name, date,
			       f->parts.page);
	else
		(void)snprintf(title, sizeof(title), "%s", f->page);
	room_page_begin(&p, q, a, title, NULL, NULL);
	room_crumbs(h, &f->parts, name, true);
	room_put(h, "<h1 lang=\"zh\">%s</h1>\n", title);
	if (f->query.revision && f->query.revision != f->newest) {
		room_put(h, "<p class=\"warning\">%s ",
			 room_say(h, SAY_OLDER_NOTE));
		room_link_to(h, f->page, 0);
		room_put(h, "%s@%u</a></p>\n", f->page, f->newest);
	}
	st = room_items(h, f->entry, f->query.revision, err);
	if (!st)
		put_actions(h, f);
	if (!st)
		st = room_page_image(h, f, err);
	if (dated)
		(void)snprintf(issue, sizeof(issue), "%s-%s%s-", f->parts.title,
			       f->parts.date, f->parts.edition);
	if (!st && dated)
		st = find_neighbours(f->lease->archive, issue, f->page, false,
				     &n, err);
	if (!st && dated)
		put_steps(h, &n, SAY_PREVIOUS, SAY_NEXT);
	if (!st)
		st = room_page_end(&p, err);
	free(name);
	return st;
}
