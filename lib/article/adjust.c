/* SPDX-License-Identifier: Apache-2.0 */
/* Rules for the tags that the model chose (adjust.h). */
#include "article/adjust.h"
#include "byline/marks.h"
#include "article/structure.h"

/* In half em: a bracketed line under a head; the longest head. */
#define UNDER_HEAD_WIDTH 48u
#define HEAD_WIDTH 160u
/* Paragraphs between the head of a picture story and its credit. */
#define STORY_MOST 2u

static bool begins_item(enum nb_tag tag)
{
	return tag == NB_TAG_HEAD_FIRST || tag == NB_TAG_PARAGRAPH_FIRST ||
	       tag == NB_TAG_CAPTION;
}

/* Does a picture story begin after the line at i, and end with its item? */
static bool is_over_story(const char *text, const struct nb_unit *units,
			  const uint8_t *tags, size_t i, size_t count)
{
	size_t k = i + 1;

	while (k < count && k - i <= STORY_MOST &&
	       tags[k] == NB_TAG_PARAGRAPH && !nb_marks_credit(text, &units[k]))
		k++;
	return k > i + 1 && k < count && nb_marks_credit(text, &units[k]) &&
	       (k + 1 == count || begins_item(tags[k + 1]));
}

void nb_tags_adjust(const char *text, const struct nb_unit *units,
		    const struct nb_views *views, uint8_t *tags)
{
	size_t i;

	for (i = 0; i < views->count; i++) {
		const struct nb_view *v = &views->list[i];
		bool under = i && (tags[i - 1] == NB_TAG_HEAD_FIRST ||
				   tags[i - 1] == NB_TAG_HEAD);

		if (tags[i] == NB_TAG_CROSSHEAD &&
		    ((i && nb_marks_credit(text, &units[i - 1])) ||
		     is_over_story(text, units, tags, i, views->count)))
			tags[i] = NB_TAG_HEAD_FIRST;
		if (tags[i] == NB_TAG_PARAGRAPH && under && v->enclosed &&
		    v->shape.width <= UNDER_HEAD_WIDTH &&
		    !nb_marks_byline(text, &units[i]))
			tags[i] = NB_TAG_HEAD;
		if (tags[i] == NB_TAG_HEAD && v->shape.width > HEAD_WIDTH)
			tags[i] = NB_TAG_PARAGRAPH;
		if (tags[i] == NB_TAG_HEAD_FIRST && v->shape.width > HEAD_WIDTH)
			tags[i] = NB_TAG_PARAGRAPH_FIRST;
	}
}
