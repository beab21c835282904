/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a source says of a page, found again in its text (known.h).
 *
 * The text of a layout and what a repair makes of it have the same characters
 * in the same order, white space aside, and half-width marks that became
 * full-width ones. So both are walked through at once, and no record of the
 * repair is needed. The same holds when a repaired text is repaired again.
 */
#include "layout/lines/known.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* A place in a text. */
struct walk {
	const char *text;
	size_t len, at;
	size_t found; /* offset of the character that was returned last */
};

/*
 * The next character that is neither white space nor NUL, in full width; 0 at
 * the end.
 */
static uint32_t next_character(struct walk *w)
{
	static const char marks[] = ",:;?!()";
	uint32_t c;

	while (w->at < w->len) {
		w->found = w->at;
		w->at += nb_utf8_get(w->text + w->at, w->len - w->at, &c);
		if (c && !nb_is_space(c))
			return c < 0x7f && strchr(marks, (int)c)
				       ? c + NB_FULLWIDTH_OFFSET
				       : c;
	}
	return 0;
}

/* What is said of a stretch: what the innermost area says that says it. */
static struct nb_known said_of(const struct nb_layout *l,
			       const struct nb_stretch *s)
{
	struct nb_known k = {.item = 0};
	uint32_t area = s->area;

	if (area && l->areas[area - 1].whole)
		k.whole = area;
	while (area) {
		const struct nb_area *a = &l->areas[area - 1];

		if (!k.item) {
			k.item = a->item;
			k.kind = a->kind;
		}
		if (!k.said && a->said) {
			k.said = a->said;
			k.by = area;
		}
		area = a->parent;
	}
	return k;
}

/* Does any area of the layout say something? */
static bool says_anything(const struct nb_layout *l)
{
	size_t i;

	for (i = 0; i < l->area_count; i++)
		if (l->areas[i].item || l->areas[i].said || l->areas[i].whole)
			return true;
	return false;
}

/*
 * Fill the list, which has room for all stretches. False if the texts differ.
 */
static bool fill(const struct nb_layout *l, struct walk *w,
		 struct nb_known *list, size_t *count)
{
	struct walk own = {.text = (const char *)l->text.data,
			   .len = l->text.len};
	size_t next = 0;
	uint32_t c;

	do {
		const struct nb_stretch *s = NULL;

		c = next_character(&own);
		if (c != next_character(w))
			return false;
		/* Stretches without any character are passed over. */
		while (c && next < l->stretch_count &&
		       l->stretches[next].offset <= own.found)
			s = &l->stretches[next++];
		if (s) {
			list[*count] = said_of(l, s);
			list[(*count)++].offset = w->found;
		}
	} while (c);
	return true;
}

enum nb_status nb_known_find(const struct nb_layout *layout, const char *text,
			     size_t len, struct nb_known **list, size_t *count,
			     struct nb_error *err)
{
	struct walk w = {.text = text, .len = len};

	*list = NULL;
	*count = 0;
	if (!layout || !says_anything(layout))
		return NB_OK;
	*list = nb_alloc(layout->stretch_count, sizeof(**list));
	if (!*list)
		return nb_fail_mem(err);
	if (!fill(layout, &w, *list, count) || *count == 0) {
		free(*list);
		*list = NULL;
		*count = 0;
	}
	return NB_OK;
}

/* ---- what is said in earnest */

/* How far a group has come, in the order of its lines. */
enum progress { NOT_BEGUN, IN_HEADS, IN_TEXT, NO_ITEM };

/* Go on with the group that a stretch belongs to; `new` if it begins a run. */
static enum progress go_on(enum progress p, const struct nb_known *k, bool new)
{
	bool head = k->said == NB_SAID_HEADING;

	/* The kind of an advertisement says that it is an item. */
	if (k->kind != NB_SAID_ARTICLE)
		return p == NOT_BEGUN || (p == IN_TEXT && !new) ? IN_TEXT
								: NO_ITEM;
	if (p == NOT_BEGUN)
		return head ? IN_HEADS : NO_ITEM;
	if (new || (head && p == IN_TEXT))
		return NO_ITEM;
	return p == IN_HEADS && !head ? IN_TEXT : p;
}

/* Drop the groups that are not clearly items. */
static enum nb_status settle_groups(struct nb_layout *l, uint32_t groups,
				    struct nb_error *err)
{
	enum progress *list = nb_alloc((uint64_t)groups + 1, sizeof(*list));
	uint32_t before = 0;
	size_t i;

	if (!list)
		return nb_fail_mem(err);
	for (i = 0; i < l->stretch_count; i++) {
		struct nb_known k = said_of(l, &l->stretches[i]);

		if (k.item)
			list[k.item] =
				go_on(list[k.item], &k, k.item != before);
		before = k.item;
	}
	for (i = 0; i < l->area_count; i++)
		if (list[l->areas[i].item] != IN_TEXT)
			l->areas[i].item = 0;
	free(list);
	return NB_OK;
}

enum nb_status nb_known_settle(struct nb_layout *l, uint32_t groups,
			       struct nb_error *err)
{
	bool heading = false;
	size_t i;

	for (i = 0; i < l->area_count; i++)
		heading |= l->areas[i].said == NB_SAID_HEADING ||
			   l->areas[i].said == NB_SAID_HEAD ||
			   l->areas[i].said == NB_SAID_MAIN;
	for (i = 0; i < l->area_count && !heading; i++)
		if (l->areas[i].said == NB_SAID_PARAGRAPH)
			l->areas[i].said = NB_SAID_NOTHING;
	return groups ? settle_groups(l, groups, err) : NB_OK;
}

/* ---- borders */

/* True if a part of this sort is a unit of its own. */
static bool is_alone(enum nb_said said)
{
	return said != NB_SAID_NOTHING && said != NB_SAID_BODY &&
	       said != NB_SAID_PARAGRAPH;
}

bool nb_known_border(const struct nb_known *a, const struct nb_known *b)
{
	if (a->item != b->item || a->whole != b->whole)
		return true;
	return a->by != b->by && (is_alone(a->said) || is_alone(b->said));
}
