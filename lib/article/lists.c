/* SPDX-License-Identifier: Apache-2.0 */
/* Lists among the units of a page (lists.h). */
#include "article/lists.h"
#include "article/structure.h"
#include "base/unicode.h"
#include "base/utf8.h"

/*
 * Do two entries begin alike: with the same two characters, which are words,
 * since numbers begin paragraphs of laws as well; with the title of a work; or
 * with labels of one length, as 一等奖 and 二等奖 are?
 */
static bool begin_alike(const struct nb_views *views, size_t i, size_t k)
{
	const struct nb_shape *a = &views->list[i].shape;
	const struct nb_shape *b = &views->list[k].shape;

	if (a->first == NB_LEFT_DOUBLE_ANGLE)
		return b->first == NB_LEFT_DOUBLE_ANGLE;
	if (nb_shape_has_label(a) && a->label == b->label)
		return true;
	return nb_is_common_han(a->first) && nb_is_common_han(a->second) &&
	       a->first == b->first && a->second == b->second;
}

/* Is unit i like an entry of a list, of whatever tag inside of an item? */
static bool is_entry(const struct nb_views *views, const uint8_t *tags,
		     size_t i)
{
	return i < views->count && views->list[i].headlike &&
	       (tags[i] == NB_TAG_CROSSHEAD || tags[i] == NB_TAG_PARAGRAPH ||
		tags[i] == NB_TAG_HEAD);
}

bool nb_begins_list(const struct nb_views *views, const uint8_t *tags, size_t i)
{
	return is_entry(views, tags, i) && is_entry(views, tags, i + 1) &&
	       is_entry(views, tags, i + 2) &&
	       (tags[i + 1] != NB_TAG_PARAGRAPH ||
		tags[i + 2] != NB_TAG_PARAGRAPH) &&
	       begin_alike(views, i, i + 1) && begin_alike(views, i, i + 2);
}

bool nb_goes_on_list(const struct nb_views *views, const uint8_t *tags,
		     size_t i)
{
	if (!i || tags[i - 1] != NB_TAG_CROSSHEAD ||
	    !is_entry(views, tags, i) || !begin_alike(views, i - 1, i))
		return false;
	return tags[i] == NB_TAG_HEAD || (is_entry(views, tags, i + 1) &&
					  tags[i + 1] != NB_TAG_PARAGRAPH &&
					  begin_alike(views, i, i + 1));
}

/* Is the unit at i a line over two crossheads or more that begin alike, and not
 * like it? */
static bool is_over_list(const struct nb_views *views, const uint8_t *tags,
			 size_t i)
{
	return i + 2 < views->count && views->list[i].headlike &&
	       tags[i + 1] == NB_TAG_CROSSHEAD &&
	       tags[i + 2] == NB_TAG_CROSSHEAD &&
	       begin_alike(views, i + 1, i + 2) &&
	       !begin_alike(views, i, i + 1);
}

bool nb_heads_list(const struct nb_views *views, const uint8_t *tags, size_t i)
{
	if (is_over_list(views, tags, i))
		return true;
	return tags[i] == NB_TAG_PARAGRAPH_FIRST && views->list[i].headlike &&
	       i + 1 < views->count && !nb_tag_begins(tags[i + 1]) &&
	       is_over_list(views, tags, i + 1);
}
