/* SPDX-License-Identifier: Apache-2.0 */
/* How two revisions of a text differ, as nbarc diff finds it. */
#include "serve/pages/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "read/textdiff.h"
#include "serve/found.h"
#include "serve/pages/frame.h"
#include "serve/pages/list.h"
#include "serve/pages/place.h"

/* Both texts. */
struct sides {
	struct room_found found[2]; /* only the last one has a valid entry */
	struct text_page text[2];
};

/*
 * Read the text of one revision.
 *
 * The text is copied out of the archive, because the entry of one side is no
 * longer valid once the other one is looked for.
 */
static enum nb_status read_side(struct room_request *q, struct room_response *a,
				const char *id, uint64_t revision,
				struct sides *s, int side, struct nb_error *err)
{
	struct room_found *f = &s->found[side];
	char text[NB_ITEM_ID_MAX + 16];
	bool moved;
	enum nb_status st;

	(void)snprintf(text, sizeof(text), "%s@%llu", id,
		       (unsigned long long)revision);
	st = room_find(q, a, text, ROOM_FIND_SHOWN, f, &moved, err);
	if (!st && (moved || !f->entry))
		st = nb_fail(err, NB_ABSENT, "%s: there is no text", text);
	if (!st)
		st = text_page_read(&s->text[side], f->lease->archive, f->entry,
				    f->query.number, err);
	return st;
}

/* A paragraph that was changed: its pieces. */
static enum nb_status put_change(struct room_html *h,
				 const struct text_paragraph *before,
				 const struct text_paragraph *after,
				 struct nb_error *err)
{
	static const char *const marks[][2] = {
		[TEXT_SAME] = {"", ""},
		[TEXT_DELETED] = {"<del>", "</del>"},
		[TEXT_INSERTED] = {"<ins>", "</ins>"},
	};
	struct text_pieces pieces;
	size_t i;

	if (text_compare(&before->text, &after->text, &pieces)) {
		text_pieces_free(&pieces);
		return nb_fail_mem(err);
	}
	for (i = 0; i < pieces.count; i++) {
		const struct text_piece *p = &pieces.list[i];

		room_raw(h, marks[p->op][0], strlen(marks[p->op][0]));
		room_text(h, p->text.text, p->text.len);
		room_raw(h, marks[p->op][1], strlen(marks[p->op][1]));
	}
	text_pieces_free(&pieces);
	return NB_OK;
}

/* One edit. Of a page, the item that it is in comes before it. */
static enum nb_status put_edit(struct room_html *h, const struct sides *s,
			       const struct text_edit *edit,
			       struct nb_error *err)
{
	const struct text_paragraph *before =
		edit->before == SIZE_MAX ? NULL
					 : &s->text[0].list[edit->before];
	const struct text_paragraph *after =
		edit->after == SIZE_MAX ? NULL : &s->text[1].list[edit->after];
	const struct text_paragraph *any = after ? after : before;
	enum nb_status st = NB_OK;

	room_put(h, "<p>");
	if (!s->found[1].item)
		room_put(h, "<span class=\"kind\">%u</span> ", any->item);
	if (before && after)
		st = put_change(h, before, after, err);
	else if (before)
		room_put(h, "<del>%.*s</del>", (int)before->text.len,
			 before->text.text);
	else
		room_put(h, "<ins>%.*s</ins>", (int)after->text.len,
			 after->text.text);
	room_put(h, "</p>\n");
	return st;
}

/* All edits. */
static enum nb_status put_edits(struct room_html *h, struct sides *s,
				struct nb_error *err)
{
	struct text_edits edits;
	enum nb_status st = text_align(&s->text[0], &s->text[1], &edits);
	size_t i;

	if (st)
		st = nb_fail_mem(err);
	if (!st && !edits.count)
		room_put(h, "<p>%s</p>\n", room_say(h, SAY_NO_DIFFERENCES));
	room_put(h, "<div class=\"text\" lang=\"zh\">\n");
	for (i = 0; !st && i < edits.count; i++)
		st = put_edit(h, s, &edits.list[i], err);
	room_put(h, "</div>\n");
	text_edits_free(&edits);
	return st;
}

/* The page around the edits. */
static enum nb_status write_page(struct room_request *q,
				 struct room_response *a, struct sides *s,
				 uint64_t from, uint64_t to,
				 struct nb_error *err)
{
	const struct room_found *f = &s->found[1];
	char *name = room_newspaper_of(q, f), title[NB_ITEM_ID_MAX + 64];
	struct room_page p;
	struct room_html *h = &p.html;
	enum nb_status st;

	if (!name)
		return nb_fail_mem(err);
	(void)snprintf(title, sizeof(title), "%s %s",
		       room_word(q->language, SAY_DIFFERENCES), f->id);
	room_page_begin(&p, q, a, title, NULL, NULL);
	room_crumbs(h, &f->parts, name, false);
	room_put(h, "<h1>%s</h1>\n<p>", title);
	room_link_to(h, f->id, (uint32_t)from);
	room_put(h, "%s@%u</a> → ", f->id, (unsigned)from);
	room_link_to(h, f->id, (uint32_t)to);
	room_put(h, "%s@%u</a></p>\n", f->id, (unsigned)to);
	st = put_edits(h, s, err);
	free(name);
	return st ? st : room_page_end(&p, err);
}

/*
 * The revision of the address is the later side. It may be an old one, so that
 * every step of a history can be seen by itself.
 */
enum nb_status room_diff_page(struct room_request *q, struct room_response *a,
			      struct nb_error *err)
{
	struct sides s = {.text = {{.list = NULL}}};
	struct room_found f;
	uint64_t from = 0, to = 0;
	bool moved;
	enum nb_status st = room_find(q, a, q->captured[0], ROOM_FIND_KNOWN, &f,
				      &moved, err);

	if (st || moved)
		return st;
	if (!f.entry)
		return nb_fail(err, NB_ABSENT,
			       "%s: only pages and items have revisions", f.id);
	to = f.entry->revision;
	st = room_param_number(q, "from", 1, UINT32_MAX, to - (to > 1), &from,
			       err);
	if (!st && to == 1 && from == 1)
		st = nb_fail(err, NB_ABSENT, "%s@1 is the first revision",
			     f.id);
	if (!st)
		st = read_side(q, a, f.id, from, &s, 0, err);
	if (!st)
		st = read_side(q, a, f.id, to, &s, 1, err);
	if (!st)
		st = write_page(q, a, &s, from, to, err);
	text_page_free(&s.text[0]);
	text_page_free(&s.text[1]);
	return st;
}
