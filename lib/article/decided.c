/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person decided about the units of a page (decided.h).
 *
 * A decision changes what it names, and as little else as possible. So the page
 * is divided without it first, and then once more, where the other units keep
 * the tags that they got. The model has to choose only where a decision leaves
 * several, and after a unit that the next one does not go with any more.
 */
#include "article/decided.h"
#include "article/corrections.h"
#include "base/alloc.h"
#include "base/error.h"
#include "page/decide/after.h"
#include "page/text/profile.h"

#include <stdlib.h>
#include <string.h>

/* What the source would have to say for the same effect, by enum nb_role. */
static const enum nb_said saids[] = {
	[NB_ROLE_COLUMN] = NB_SAID_COLUMN,
	[NB_ROLE_KICKER] = NB_SAID_KICKER,
	[NB_ROLE_MAIN] = NB_SAID_MAIN,
	[NB_ROLE_SUB] = NB_SAID_SUB,
	[NB_ROLE_CROSSHEAD] = NB_SAID_CROSSHEAD,
	[NB_ROLE_PARAGRAPH] = NB_SAID_PARAGRAPH,
	[NB_ROLE_BYLINE] = NB_SAID_BYLINE,
	[NB_ROLE_CAPTION] = NB_SAID_CAPTION,
	[NB_ROLE_CREDIT] = NB_SAID_CREDIT,
	/* The model has no tag for it. */
	[NB_ROLE_DATELINE] = NB_SAID_PARAGRAPH,
};

_Static_assert(NB_DECIDED_DATELINE - NB_DECIDED_COLUMN == NB_ROLE_DATELINE,
	       "roles are decided in the order of enum nb_role");
_Static_assert(NB_DECIDED_FURNITURE - NB_DECIDED_ARTICLE == NB_KIND_FURNITURE,
	       "kinds are decided in the order of enum nb_kind");

/* The lines of a text that consists of these units. */
static enum nb_status lines_of(const struct nb_unit *units, size_t count,
			       struct nb_lines *lines, struct nb_error *err)
{
	size_t i;

	lines->list = nb_alloc(count, sizeof(*lines->list));
	if (!lines->list)
		return nb_fail_mem(err);
	for (i = 0; i < count; i++) {
		lines->list[i].start = units[i].offset;
		lines->list[i].end = units[i].offset + units[i].len;
	}
	lines->count = count;
	return NB_OK;
}

/* The order is decided before the text is divided. Here is only asked whether
 * the text has what each decision names. */
static void note_order(const struct nb_decisions *d,
		       const struct nb_essence *essence, uint8_t *outcomes)
{
	size_t i;

	for (i = 0; i < nb_decisions_count(d); i++) {
		const struct nb_decision *one = nb_decisions_get(d, i);

		if (one->what == NB_DECIDED_AFTER)
			outcomes[i] = nb_after_stands(one, essence)
					      ? NB_OUTCOME_APPLIED
					      : NB_OUTCOME_ABSENT;
	}
}

enum nb_status nb_decided_find(const struct nb_page_options *how,
			       const char *text, size_t len,
			       const struct nb_unit *units, size_t count,
			       struct nb_verdict **verdicts,
			       struct nb_division *division,
			       struct nb_error *err)
{
	const struct nb_profile *profile;
	struct nb_corrections_search search = {text, units, count, NULL, NULL};
	struct nb_essence essence = {.starts = NULL};
	struct nb_lines lines = {.list = NULL};
	enum nb_status st;

	*verdicts = NULL;
	if (!how || !how->decisions)
		return NB_OK;
	profile = nb_profile_or_default(how->profile);
	*verdicts = nb_alloc(count, sizeof(**verdicts));
	division->outcomes = nb_alloc(nb_decisions_count(how->decisions), 1);
	search.places = nb_alloc(nb_decisions_count(how->decisions),
				 sizeof(*search.places));
	search.essence = &essence;
	st = *verdicts && division->outcomes && search.places
		     ? lines_of(units, count, &lines, err)
		     : nb_fail_mem(err);
	if (!st)
		st = nb_essence_make(text, len, &lines, profile, &essence, err);
	if (!st)
		st = nb_decisions_match(how->decisions, how->page_id, &essence,
					count, *verdicts, division->outcomes,
					search.places, err);
	if (!st)
		note_order(how->decisions, &essence, division->outcomes);
	if (!st)
		st = nb_corrections_find(&search, how->decisions, profile,
					 division, err);
	nb_essence_free(&essence);
	nb_lines_free(&lines);
	free(search.places);
	return st;
}

enum nb_outcome nb_decision_outcome(const struct nb_decisions *decisions,
				    size_t i, const struct nb_page *page,
				    const struct nb_division *division)
{
	enum nb_decided what = nb_decisions_get(decisions, i)->what;
	const uint8_t *outcomes = NULL;

	if (nb_decided_is_break(what) || what == NB_DECIDED_AFTER)
		outcomes = page ? nb_page_outcomes(page) : NULL;
	else if (division)
		outcomes = division->outcomes;
	return outcomes ? (enum nb_outcome)outcomes[i] : NB_OUTCOME_OTHER_PAGE;
}

bool nb_decided_unit(const struct nb_verdict *v)
{
	return v->of[NB_ASPECT_ITEM] || v->of[NB_ASPECT_ROLE];
}

/* What a person decided of an aspect; there must be something. */
static enum nb_decided decided(const struct nb_verdict *v, enum nb_aspect which)
{
	return (enum nb_decided)(v->of[which] - 1);
}

/* Set the role of a unit to what was decided; if nothing was, it stays. */
static void take_role(const struct nb_verdict *v, enum nb_role *role)
{
	if (v->of[NB_ASPECT_ROLE])
		*role = (enum nb_role)(decided(v, NB_ASPECT_ROLE) -
				       NB_DECIDED_COLUMN);
}

/*
 * A page whose tags were found without what was decided about its units, while
 * they are bounded by that. Everything is borrowed.
 */
struct settling {
	const struct nb_verdict *verdicts;
	const uint8_t *tags; /* as for nb_decided_open() */
	const uint8_t *base; /* the tags that are open without decisions */
	const struct nb_said_units *said;
	size_t count;
};

/* Was unit i called this role? */
static bool is_called(const struct settling *s, size_t i, enum nb_role role)
{
	const struct nb_verdict *v = &s->verdicts[i];

	return v->of[NB_ASPECT_ROLE] == 1 + NB_DECIDED_COLUMN + role;
}

/* Does unit i begin an item, by what was decided of that or else by its tag? So
 * does what comes after the page. */
static bool begins(const struct settling *s, size_t i)
{
	const struct nb_verdict *v = &s->verdicts[i];

	if (i == 0 || i >= s->count)
		return true;
	if (v->of[NB_ASPECT_ITEM])
		return decided(v, NB_ASPECT_ITEM) != NB_DECIDED_INSIDE;
	return nb_tag_begins(s->tags[i]);
}

/* Is unit i one of the heads of an item? */
static bool is_head(const struct settling *s, size_t i)
{
	const struct nb_verdict *v = &s->verdicts[i];

	if (v->of[NB_ASPECT_ROLE])
		return decided(v, NB_ASPECT_ROLE) <= NB_DECIDED_SUB;
	return s->tags[i] <= NB_TAG_HEAD;
}

/* Does a head that a person called so stand over the main head of its item? */
static bool is_over_main(const struct settling *s, size_t i)
{
	return is_called(s, i, NB_ROLE_COLUMN) ||
	       is_called(s, i, NB_ROLE_KICKER);
}

/*
 * Does unit i, of which only the role was decided, begin an item? It does if it
 * did before, unless a unit of that role belongs to what is over it, or to what
 * is under it.
 */
static bool role_begins(const struct settling *s, size_t i)
{
	bool first = nb_tag_begins(s->tags[i]), next = begins(s, i + 1);
	enum nb_role role = NB_ROLE_PARAGRAPH;

	take_role(&s->verdicts[i], &role);
	switch (role) {
	case NB_ROLE_COLUMN:
	case NB_ROLE_KICKER:
	case NB_ROLE_MAIN:
		return !is_over_main(s, i - 1) && (first || !is_head(s, i - 1));
	case NB_ROLE_SUB:
	case NB_ROLE_DATELINE:
		return first && !is_head(s, i - 1);
	case NB_ROLE_CROSSHEAD:
		return false;
	case NB_ROLE_PARAGRAPH:
		return first;
	case NB_ROLE_BYLINE:
	case NB_ROLE_CREDIT:
		return first && !next && s->tags[i + 1] != NB_TAG_HEAD;
	case NB_ROLE_CAPTION:
		return first || next || s->tags[i + 1] == NB_TAG_CREDIT;
	}
	return first;
}

/* The tags that begin an item, or those that do not, for unit i, about which
 * something was decided. */
static unsigned bounds(const struct settling *s, size_t i)
{
	bool first = s->verdicts[i].of[NB_ASPECT_ITEM] || i == 0
			     ? begins(s, i)
			     : role_begins(s, i);

	return first ? NB_TAGS_FIRST : NB_TAGS_INSIDE;
}

/* Those of `tags` that are in `wanted`, if there are any. */
static unsigned prefer(unsigned tags, unsigned wanted)
{
	return tags & wanted ? tags & wanted : tags;
}

#define BIT(tag) (1u << NB_TAG_##tag)

/* Those of the tags of unit i that agree with what was decided of its item,
 * where nothing was of its role: only photographs and advertisements may begin
 * with a picture, and a crosshead has text under it. */
static unsigned fit_item(const struct settling *s, size_t i, unsigned tags)
{
	switch (decided(&s->verdicts[i], NB_ASPECT_ITEM)) {
	case NB_DECIDED_PHOTO:
		return s->tags[i] <= NB_TAG_CROSSHEAD
			       ? prefer(tags, BIT(HEAD_FIRST) | BIT(CAPTION))
			       : prefer(tags, BIT(CAPTION));
	case NB_DECIDED_ARTICLE:
	case NB_DECIDED_NOTICE:
	case NB_DECIDED_FURNITURE:
		return prefer(tags, ~BIT(CAPTION));
	case NB_DECIDED_INSIDE:
		if (begins(s, i + 1) || s->tags[i] > NB_TAG_CROSSHEAD)
			tags = prefer(tags, ~BIT(CROSSHEAD));
		return i && is_head(s, i - 1) ? tags : prefer(tags, ~BIT(HEAD));
	default:
		return tags;
	}
}

/* The tags that agree with the verdict about unit i, and with the source. It
 * keeps its own if that is one of them. */
static unsigned decided_tags(const struct settling *s, size_t i)
{
	const struct nb_verdict *v = &s->verdicts[i];
	enum nb_said what =
		s->said->list ? s->said->list[i].said : NB_SAID_NOTHING;
	enum nb_role role = NB_ROLE_PARAGRAPH;
	unsigned tags;

	if (v->of[NB_ASPECT_ROLE]) {
		take_role(v, &role);
		what = saids[role];
	}
	tags = nb_said_tags(what, bounds(s, i));
	if (!v->of[NB_ASPECT_ROLE])
		tags = fit_item(s, i, tags);
	return prefer(tags, 1u << s->tags[i]);
}

/*
 * The tags that are open for unit i, about which nothing was decided: its own,
 * so that it stays what it is, and in its item. After a unit that is something
 * else now the model decides anew, if the two do not go together.
 */
static unsigned other_tags(const struct settling *s, size_t i)
{
	bool after = i && nb_decided_unit(&s->verdicts[i - 1]);
	enum nb_tag own = s->tags[i];
	unsigned base = s->base[i];

	if (own == NB_TAGS)
		return base;
	if (after && own == NB_TAG_HEAD_FIRST && is_over_main(s, i - 1))
		return BIT(HEAD);
	if (after && own == NB_TAG_HEAD && !is_head(s, i - 1)) {
		bool left = nb_tag_begins(s->tags[i - 1]) &&
			    bounds(s, i - 1) == NB_TAGS_INSIDE;

		return prefer(base,
			      left ? ~BIT(HEAD) : NB_TAGS_INSIDE & ~BIT(HEAD));
	}
	if (after && !nb_tag_begins(own) && s->tags[i - 1] != NB_TAG_CAPTION &&
	    decided_tags(s, i - 1) == BIT(CAPTION))
		return base;
	if (after && own == NB_TAG_CREDIT &&
	    !(decided_tags(s, i - 1) & (BIT(CAPTION) | BIT(CREDIT))))
		return prefer(base, BIT(BYLINE));
	return 1u << own;
}

enum nb_status nb_decided_open(const struct nb_verdict *verdicts,
			       const uint8_t *tags, size_t count,
			       struct nb_said_units *said, struct nb_error *err)
{
	struct settling s = {verdicts, tags, NULL, said, count};
	uint8_t *open = nb_alloc(count, 1);
	size_t i;

	if (open && !said->open) {
		said->open = nb_alloc(count, 1);
		if (said->open)
			memset(said->open, NB_TAGS_ALL, count);
	}
	if (!open || !said->open) {
		free(open);
		return nb_fail_mem(err);
	}
	said->open[0] &= NB_TAGS_FIRST;
	s.base = said->open;
	for (i = 0; i < count; i++)
		open[i] = (uint8_t)(nb_decided_unit(&verdicts[i])
					    ? decided_tags(&s, i)
					    : other_tags(&s, i));
	memcpy(said->open, open, count);
	free(open);
	return NB_OK;
}

bool nb_decided_any(const struct nb_verdict *verdicts, size_t count)
{
	size_t i = 0;

	while (i < count && !nb_decided_unit(&verdicts[i]))
		i++;
	return i < count;
}

void nb_decided_kind(const struct nb_verdict *v, enum nb_kind *kind)
{
	if (v->of[NB_ASPECT_ITEM] &&
	    decided(v, NB_ASPECT_ITEM) >= NB_DECIDED_ARTICLE)
		*kind = (enum nb_kind)(decided(v, NB_ASPECT_ITEM) -
				       NB_DECIDED_ARTICLE);
}

/* ---- roles and items */

size_t nb_decided_main(const struct nb_verdict *v, size_t run, size_t main)
{
	size_t k, from = 0, to = run;

	for (k = 0; k < run; k++) {
		unsigned what = v[k].of[NB_ASPECT_ROLE];

		if (what == 1 + NB_DECIDED_MAIN)
			return k;
		if (what == 1 + NB_DECIDED_COLUMN ||
		    what == 1 + NB_DECIDED_KICKER)
			from = k + 1;
		else if (what == 1 + NB_DECIDED_SUB && k < to)
			to = k;
	}
	if (from < run && main < from)
		main = from;
	return to && main >= to ? to - 1 : main;
}

/* Furniture has no heads, unless a person calls a line of it one. */
static void take_furniture(struct nb_division *o)
{
	const struct nb_item *item = o->items;
	size_t i, left;

	for (i = 0; i < o->item_count; i++, item++)
		for (left = item->count;
		     item->kind == NB_KIND_FURNITURE && left--;) {
			struct nb_unit *u = &o->units[item->first + left];

			if (u->role <= NB_ROLE_CROSSHEAD)
				u->role = NB_ROLE_PARAGRAPH;
		}
}

/* Note what a person said of the items that these go on in, or continue, at any
 * block of them. */
static void take_links(const struct nb_verdict *verdicts, struct nb_division *o)
{
	struct nb_item *item = o->items;
	size_t i, left = o->item_count;

	for (i = 0; left && i < o->unit_count; i++) {
		const struct nb_verdict *v = &verdicts[i];

		while (left > 1 && item[1].first <= i) {
			item++;
			left--;
		}
		if (v->next)
			item->next = v->next;
		if (v->prev)
			item->prev = v->prev;
	}
}

void nb_decided_take(const struct nb_verdict *verdicts, struct nb_division *o)
{
	size_t i;

	take_furniture(o);
	for (i = 0; verdicts && i < o->unit_count; i++) {
		if (verdicts[i].of[NB_ASPECT_ITEM])
			o->units[i].begins = -1;
		take_role(&verdicts[i], &o->units[i].role);
		o->decided += nb_decided_unit(&verdicts[i]);
	}
	if (verdicts)
		take_links(verdicts, o);
}
