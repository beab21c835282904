/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person decided about the units of a page (decided.h).
 *
 * As with what the source says (said.h), the model goes on deciding the whole
 * page, with fewer tags to choose from. A person's word about one unit thus
 * tells the model something of the units around it.
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
};

_Static_assert(NB_DECIDED_CREDIT - NB_DECIDED_COLUMN == NB_ROLE_CREDIT,
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

/*
 * Whether the tags of unit i begin an item: by its verdict, or as it was open
 * before. The first unit of a page always begins one.
 */
static unsigned bounds(const struct nb_verdict *v, size_t i, unsigned open)
{
	if (i == 0)
		return NB_TAGS_FIRST;
	if (v->of[NB_ASPECT_ITEM])
		return decided(v, NB_ASPECT_ITEM) == NB_DECIDED_INSIDE
			       ? NB_TAGS_INSIDE
			       : NB_TAGS_FIRST;
	return (open & NB_TAGS_FIRST ? NB_TAGS_FIRST : 0) |
	       (open & NB_TAGS_INSIDE ? NB_TAGS_INSIDE : 0);
}

/* The tags that agree with the verdict about unit i, and with the source. */
static uint8_t open_tags(const struct nb_verdict *v, size_t i,
			 const struct nb_said_units *said)
{
	enum nb_said what = said->list ? said->list[i].said : NB_SAID_NOTHING;
	enum nb_role role = NB_ROLE_PARAGRAPH;

	if (v->of[NB_ASPECT_ROLE]) {
		nb_decided_role(v, &role);
		what = saids[role];
	}
	return nb_said_tags(what, bounds(v, i, said->open[i]));
}

enum nb_status nb_decided_open(const struct nb_verdict *verdicts, size_t count,
			       struct nb_said_units *said, struct nb_error *err)
{
	size_t i = 0;

	while (i < count && !nb_decided_unit(&verdicts[i]))
		i++;
	if (i == count)
		return NB_OK;
	if (!said->open) {
		said->open = nb_alloc(count, 1);
		if (!said->open)
			return nb_fail_mem(err);
		memset(said->open, NB_TAGS_ALL, count);
		said->open[0] = NB_TAGS_FIRST;
	}
	for (i = 0; i < count; i++)
		if (nb_decided_unit(&verdicts[i]))
			said->open[i] = open_tags(&verdicts[i], i, said);
	return NB_OK;
}

void nb_decided_role(const struct nb_verdict *v, enum nb_role *role)
{
	if (v->of[NB_ASPECT_ROLE])
		*role = (enum nb_role)(decided(v, NB_ASPECT_ROLE) -
				       NB_DECIDED_COLUMN);
}

void nb_decided_kind(const struct nb_verdict *v, enum nb_kind *kind)
{
	if (v->of[NB_ASPECT_ITEM] &&
	    decided(v, NB_ASPECT_ITEM) >= NB_DECIDED_ARTICLE)
		*kind = (enum nb_kind)(decided(v, NB_ASPECT_ITEM) -
				       NB_DECIDED_ARTICLE);
}
