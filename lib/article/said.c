/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the source says of the units (said.h).
 *
 * The model goes on deciding the whole page, so that what is said of one unit
 * tells it something of its neighbours. Only the tags that it may choose from
 * are fewer: at the start of a known item those that begin an item, inside of
 * it those that do not, and of these the ones that agree with what is said of
 * the unit itself.
 */
#include "article/said.h"
#include "base/alloc.h"
#include "base/error.h"

#include <stdlib.h>

#define BIT(tag) (1u << NB_TAG_##tag)

/* The tags that agree with what is said of a unit. */
static const uint8_t agreeing[] = {
	[NB_SAID_NOTHING] = NB_TAGS_ALL,
	[NB_SAID_COLUMN] = BIT(HEAD_FIRST) | BIT(HEAD),
	[NB_SAID_HEAD] = BIT(HEAD_FIRST) | BIT(HEAD),
	[NB_SAID_KICKER] = BIT(HEAD_FIRST) | BIT(HEAD),
	[NB_SAID_MAIN] = BIT(HEAD_FIRST) | BIT(HEAD),
	[NB_SAID_SUB] = BIT(HEAD_FIRST) | BIT(HEAD),
	[NB_SAID_CROSSHEAD] = BIT(CROSSHEAD),
	[NB_SAID_HEADING] = BIT(HEAD_FIRST) | BIT(HEAD) | BIT(CROSSHEAD),
	[NB_SAID_BODY] = BIT(CROSSHEAD) | BIT(PARAGRAPH) |
			 BIT(PARAGRAPH_FIRST) | BIT(BYLINE) | BIT(CREDIT),
	[NB_SAID_PARAGRAPH] = BIT(PARAGRAPH) | BIT(PARAGRAPH_FIRST),
	[NB_SAID_BYLINE] = BIT(BYLINE),
	[NB_SAID_CAPTION] = BIT(CAPTION),
	[NB_SAID_CREDIT] = BIT(CREDIT),
	[NB_SAID_APART] = BIT(PARAGRAPH) | BIT(PARAGRAPH_FIRST),
};

uint8_t nb_said_tags(enum nb_said said, unsigned bounds)
{
	uint8_t open = (uint8_t)(agreeing[said] & bounds);

	if (open)
		return open;
	return bounds == NB_TAGS_FIRST ? BIT(PARAGRAPH_FIRST) : BIT(PARAGRAPH);
}

/* Is the unit a header or footer of the page that is an item of its own? */
static bool is_apart(const struct nb_known *k)
{
	return k->said == NB_SAID_APART && !k->item;
}

/*
 * The tags that are left open for a unit, which follows *before (NULL: it is
 * the first of the page).
 */
static uint8_t open_tags(const struct nb_known *before,
			 const struct nb_known *k)
{
	bool item = k->item || is_apart(k);
	bool first = !before || before->item != k->item ||
		     is_apart(before) != is_apart(k);

	return nb_said_tags(k->said, first  ? NB_TAGS_FIRST
				     : item ? NB_TAGS_INSIDE
					    : NB_TAGS_ALL);
}

/* Headers and footers in the middle of the page do not part its items. */
static void keep_apart(struct nb_known *list, size_t count)
{
	size_t from = 0, to = count, i;

	while (from < count && is_apart(&list[from]))
		from++;
	while (to > from && is_apart(&list[to - 1]))
		to--;
	for (i = from; i < to; i++)
		if (is_apart(&list[i]))
			list[i].said = NB_SAID_NOTHING;
}

enum nb_status nb_said_find(const struct nb_layout *said, const char *text,
			    size_t len, const struct nb_unit *units,
			    size_t count, struct nb_said_units *out,
			    struct nb_error *err)
{
	struct nb_known *known;
	size_t known_count, i, k = 0;
	enum nb_status st =
		nb_known_find(said, text, len, &known, &known_count, err);

	*out = (struct nb_said_units){NULL, NULL};
	if (st || !known_count || !count) {
		free(known);
		return st;
	}
	out->list = nb_alloc(count, sizeof(*out->list));
	out->open = nb_alloc(count, 1);
	if (!out->list || !out->open)
		st = nb_fail_mem(err);
	for (i = 0; !st && i < count; i++) {
		while (k + 1 < known_count &&
		       known[k + 1].offset <= units[i].offset)
			k++;
		out->list[i] = known[k];
	}
	free(known);
	if (st)
		return st;
	keep_apart(out->list, count);
	for (i = 0; i < count; i++)
		out->open[i] =
			open_tags(i ? &out->list[i - 1] : NULL, &out->list[i]);
	return NB_OK;
}

enum nb_status nb_said_apart(const bool *apart, size_t count,
			     struct nb_said_units *out, struct nb_error *err)
{
	bool before = false;
	size_t i;

	out->list = NULL;
	out->open = nb_alloc(count, 1);
	if (!out->open)
		return nb_fail_mem(err);
	for (i = 0; i < count; before = apart[i++])
		if (apart[i])
			out->open[i] =
				before ? BIT(PARAGRAPH) : BIT(PARAGRAPH_FIRST);
		else
			out->open[i] = before ? NB_TAGS_FIRST : NB_TAGS_ALL;
	return NB_OK;
}

void nb_said_free(struct nb_said_units *said)
{
	free(said->list);
	free(said->open);
}

/* Set the role of a unit to what is said of it, if that is a role. */
static void take_role(const struct nb_known *known, struct nb_unit *unit)
{
	switch (known->said) {
	case NB_SAID_COLUMN:
		unit->role = NB_ROLE_COLUMN;
		break;
	case NB_SAID_KICKER:
		unit->role = NB_ROLE_KICKER;
		break;
	case NB_SAID_MAIN:
		unit->role = NB_ROLE_MAIN;
		break;
	case NB_SAID_SUB:
		unit->role = NB_ROLE_SUB;
		break;
	case NB_SAID_CROSSHEAD:
		unit->role = NB_ROLE_CROSSHEAD;
		break;
	case NB_SAID_PARAGRAPH:
	case NB_SAID_APART:
		unit->role = NB_ROLE_PARAGRAPH;
		break;
	case NB_SAID_BYLINE:
		unit->role = NB_ROLE_BYLINE;
		break;
	case NB_SAID_CAPTION:
		unit->role = NB_ROLE_CAPTION;
		break;
	case NB_SAID_CREDIT:
		unit->role = NB_ROLE_CREDIT;
		break;
	case NB_SAID_NOTHING:
	case NB_SAID_HEAD:
	case NB_SAID_HEADING:
	case NB_SAID_BODY:
		break;
	}
}

void nb_said_take(const struct nb_said_units *said, struct nb_division *o)
{
	size_t i;

	for (i = 0; said->list && i < o->unit_count; i++) {
		take_role(&said->list[i], &o->units[i]);
		if (said->list[i].item)
			o->units[i].begins = -1;
	}
}
