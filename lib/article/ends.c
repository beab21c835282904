/* SPDX-License-Identifier: Apache-2.0 */
/* Where items end (ends.h). */
#include "article/ends.h"
#include "byline/marks.h"
#include "byline/signature.h"

/* Units around a day among which others tell a chronicle. */
#define NEAR 64u
/* Lines of a signature over a day. */
#define SIGNERS_MOST 4u

/* Is unit i a day and nothing else? There may be no such unit. */
static bool is_day(const struct nb_tagged *p, size_t i)
{
	return i < p->views->count && nb_is_day(p->text, &p->units[i]);
}

/*
 * The item ends with the signature at i, and perhaps with the day under it: a
 * head after these begins the next one.
 */
static void end_with(struct nb_tagged *p, size_t i)
{
	do {
		nb_retag(p, i, NB_TAG_PARAGRAPH);
		if (p->tags[i] != NB_TAG_PARAGRAPH ||
		    !nb_has_tag(p, ++i, NB_TAG_HEAD))
			return;
	} while (is_day(p, i));
	nb_retag(p, i, NB_TAG_HEAD_FIRST);
}

/* May an item begin with unit i, or the page end before it? */
static bool may_begin(const struct nb_tagged *p, size_t i)
{
	return i == p->views->count || nb_tag_begins(p->tags[i]) ||
	       p->tags[i] == NB_TAG_HEAD || p->tags[i] == NB_TAG_CROSSHEAD ||
	       nb_is_dispatch(p, i);
}

/* Is a day near the one at i, over text or under a head?
 * Days are the heads of a chronicle then. */
static bool is_chronicle(const struct nb_tagged *p, size_t i)
{
	size_t k = i > NEAR ? i - NEAR : 1;

	for (; k < p->views->count && k < i + NEAR; k++)
		if (k != i && is_day(p, k) &&
		    (nb_under_head(p, k) || !may_begin(p, k + 1)))
			return true;
	return false;
}

/* Does unit i say who signs a letter or a notice, with a day under it? */
static bool signs(const struct nb_tagged *p, size_t i)
{
	const struct nb_unit *u = &p->units[i];

	return nb_is_signature(p->text, u) || nb_is_sender(p->text, u) ||
	       nb_is_body(p->text, u) || nb_marks_name(p->text, u);
}

/*
 * Does unit i sign, with others or not, and a day under them end the item? Days
 * are rare, so that one is looked for first.
 */
static bool signs_with_day(const struct nb_tagged *p, size_t i)
{
	size_t day = i + 1;

	while (day < i + SIGNERS_MOST && !is_day(p, day))
		day++;
	if (!is_day(p, day) || !may_begin(p, day + 1))
		return false;
	while (i < day && signs(p, i))
		i++;
	return i == day;
}

/* The item ends with the day at i: what follows begins one, if it may or if the
 * model took the day for its head. */
static void end_with_day(struct nb_tagged *p, size_t i)
{
	bool began = p->tags[i] == NB_TAG_HEAD_FIRST;
	size_t next = i + 1;

	nb_retag(p, i, NB_TAG_PARAGRAPH);
	if ((nb_has_tag(p, next, NB_TAG_HEAD) ||
	     nb_has_tag(p, next, NB_TAG_CROSSHEAD)) &&
	    !p->views->list[next].credits)
		nb_retag(p, next, NB_TAG_HEAD_FIRST);
	if (nb_has_tag(p, next, NB_TAG_PARAGRAPH) &&
	    (began || nb_is_dispatch(p, next)))
		nb_retag(p, next, NB_TAG_PARAGRAPH_FIRST);
}

void nb_tags_end(struct nb_tagged *p, size_t i)
{
	const struct nb_unit *u = &p->units[i];
	uint8_t tag = p->tags[i];

	if (!i || !nb_is_text(p, i - 1))
		return;
	if (p->tags[i - 1] == NB_TAG_PARAGRAPH &&
	    (tag == NB_TAG_HEAD_FIRST || tag == NB_TAG_CROSSHEAD) &&
	    (nb_is_signature(p->text, u) ||
	     (tag == NB_TAG_HEAD_FIRST && nb_is_sender(p->text, u))))
		end_with(p, i);
	else if (signs_with_day(p, i))
		nb_retag(p, i, NB_TAG_PARAGRAPH);
	else if (is_day(p, i) && (signs(p, i - 1) ||
				  (may_begin(p, i + 1) && !is_chronicle(p, i))))
		end_with_day(p, i);
}
