/* SPDX-License-Identifier: Apache-2.0 */
/* Rules for the tags that the model chose (adjust.h). */
#include "article/adjust.h"
#include "byline/marks.h"
#include "article/structure.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <string.h>

/* In half em: a bracketed line under a head; the longest head. */
#define UNDER_HEAD_WIDTH 48u
#define HEAD_WIDTH 160u
/* Paragraphs between the head of a picture story and its credit. */
#define STORY_MOST 2u
/* Bytes of the title of a notice: eight ideographs. */
#define NOTICE_BYTES 24u

bool nb_is_notice(const char *text, const struct nb_unit *unit)
{
	/* Whole lines, and ends of short ones. */
	static const char *const lines[] = {
		"广告", "廣告", "启事", "啟事", "声明", "聲明", "讣告", "訃告",
		"鸣谢", "鳴謝", "招租", "招领", "招領", "征稿", "徵稿"};
	static const char *const ends[] = {"启事",     "啟事",	   "遗失声明",
					   "作废声明", "遺失聲明", "广告"};
	const char *s = text + unit->offset;
	size_t i, n;

	if (unit->len > NOTICE_BYTES)
		return false;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (unit->len == strlen(lines[i]) &&
		    memcmp(s, lines[i], unit->len) == 0)
			return true;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		n = strlen(ends[i]);
		if (unit->len >= n &&
		    memcmp(s + unit->len - n, ends[i], n) == 0)
			return true;
	}
	return false;
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
	       (k + 1 == count || nb_tag_begins(tags[k + 1]));
}

/* Does the crosshead at i begin an item? `notice`: it stands in a notice. */
static bool is_head(const char *text, const struct nb_unit *units,
		    const uint8_t *tags, size_t i, size_t count, bool notice)
{
	return notice || nb_is_notice(text, &units[i]) ||
	       (i && nb_marks_credit(text, &units[i - 1])) ||
	       is_over_story(text, units, tags, i, count);
}

/* Is unit i a quotation that is a head, with a line under it that begins with a
 * dash, as sub-heads do? Its mark makes it look like a paragraph. */
static bool is_quoted_head(const struct nb_views *views, const uint8_t *tags,
			   size_t i)
{
	const struct nb_shape *s = &views->list[i].shape;
	const struct nb_view *next = &views->list[i] + 1;

	return i + 1 < views->count && tags[i] == NB_TAG_PARAGRAPH &&
	       s->first == NB_LEFT_DOUBLE_QUOTE &&
	       s->last == NB_RIGHT_DOUBLE_QUOTE &&
	       s->width <= UNDER_HEAD_WIDTH && next->headlike &&
	       next->shape.first == NB_EM_DASH;
}

/* Do two units begin with the same two characters, which are words? Numbers
 * begin paragraphs of laws as well. */
static bool begin_alike(const struct nb_views *views, size_t i, size_t k)
{
	const struct nb_shape *a = &views->list[i].shape;
	const struct nb_shape *b = &views->list[k].shape;

	return nb_is_common_han(a->first) && nb_is_common_han(a->second) &&
	       a->first == b->first && a->second == b->second;
}

/*
 * Is the unit directly under heads at i the first of a list, as a catalogue of
 * books is? Two crossheads follow that begin like it.
 */
static bool is_first_of_list(const struct nb_views *views, const uint8_t *tags,
			     size_t i)
{
	return i + 2 < views->count && views->list[i].headlike &&
	       tags[i + 1] == NB_TAG_CROSSHEAD &&
	       begin_alike(views, i, i + 1) &&
	       tags[i + 2] == NB_TAG_CROSSHEAD && begin_alike(views, i, i + 2);
}

/* Is the unit at i the head of a list: a line over two crossheads or more that
 * begin alike, and not like it? */
static bool is_over_list(const struct nb_views *views, const uint8_t *tags,
			 size_t i)
{
	return i + 2 < views->count && views->list[i].headlike &&
	       tags[i + 1] == NB_TAG_CROSSHEAD &&
	       tags[i + 2] == NB_TAG_CROSSHEAD &&
	       begin_alike(views, i + 1, i + 2) &&
	       !begin_alike(views, i, i + 1);
}

/*
 * Heads of a list, which has no text that would show what they are: the line
 * over it, and the one that begins the item, directly before.
 */
static bool is_head_of_list(const struct nb_views *views, const uint8_t *tags,
			    size_t i)
{
	if (is_over_list(views, tags, i))
		return true;
	return tags[i] == NB_TAG_PARAGRAPH_FIRST && views->list[i].headlike &&
	       i + 1 < views->count && !nb_tag_begins(tags[i + 1]) &&
	       is_over_list(views, tags, i + 1);
}

/* Give unit i another tag, if that is open for it. */
static void retag(uint8_t *tags, const uint8_t *open, size_t i, enum nb_tag tag)
{
	if (!open || (open[i] & 1u << tag))
		tags[i] = (uint8_t)tag;
}

/* Has the unit nothing that can be seen: control characters alone, such as the
 * one that ended files of DOS? */
static bool is_mute(const char *text, const struct nb_unit *unit)
{
	size_t i;

	for (i = 0; i < unit->len; i++)
		if ((uint8_t)text[unit->offset + i] > ' ' &&
		    text[unit->offset + i] != 0x7f)
			return false;
	return true;
}

void nb_tags_adjust(const char *text, const struct nb_unit *units,
		    const struct nb_views *views, const uint8_t *open,
		    uint8_t *tags)
{
	bool notice = false;
	size_t i;

	for (i = 0; i < views->count; i++) {
		const struct nb_view *v = &views->list[i];
		bool under = i && (tags[i - 1] == NB_TAG_HEAD_FIRST ||
				   tags[i - 1] == NB_TAG_HEAD);

		if (is_quoted_head(views, tags, i)) {
			retag(tags, open, i, NB_TAG_HEAD_FIRST);
			retag(tags, open, i + 1, NB_TAG_HEAD);
		}
		if (tags[i] == NB_TAG_PARAGRAPH_FIRST &&
		    is_head_of_list(views, tags, i))
			retag(tags, open, i, NB_TAG_HEAD_FIRST);
		if ((tags[i] == NB_TAG_PARAGRAPH ||
		     tags[i] == NB_TAG_CROSSHEAD) &&
		    under && is_head_of_list(views, tags, i))
			retag(tags, open, i, NB_TAG_HEAD);
		if (tags[i] == NB_TAG_CROSSHEAD &&
		    is_head(text, units, tags, i, views->count, notice))
			retag(tags, open, i, NB_TAG_HEAD_FIRST);
		if (tags[i] == NB_TAG_PARAGRAPH && under && v->enclosed &&
		    v->shape.width <= UNDER_HEAD_WIDTH &&
		    !nb_marks_byline(text, &units[i]))
			retag(tags, open, i, NB_TAG_HEAD);
		if (tags[i] == NB_TAG_PARAGRAPH && under &&
		    is_first_of_list(views, tags, i))
			retag(tags, open, i, NB_TAG_CROSSHEAD);
		if (tags[i] == NB_TAG_HEAD && nb_marks_byline(text, &units[i]))
			retag(tags, open, i, NB_TAG_BYLINE);
		if (tags[i] == NB_TAG_HEAD && v->shape.width > HEAD_WIDTH)
			retag(tags, open, i, NB_TAG_PARAGRAPH);
		if (tags[i] == NB_TAG_HEAD_FIRST && v->shape.width > HEAD_WIDTH)
			retag(tags, open, i, NB_TAG_PARAGRAPH_FIRST);
		if ((tags[i] == NB_TAG_HEAD || tags[i] == NB_TAG_CROSSHEAD) &&
		    is_mute(text, &units[i]))
			retag(tags, open, i, NB_TAG_PARAGRAPH);
		if (nb_tag_begins(tags[i]))
			notice = nb_is_notice(text, &units[i]);
	}
}
