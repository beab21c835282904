/* SPDX-License-Identifier: Apache-2.0 */
/* Lists among the units of a page (lists.h). */
#include "article/lists.h"
#include "article/structure.h"
#include "base/unicode.h"
#include "base/utf8.h"

/* Characters of a label: one is that of a question or its answer. */
#define LABEL_LEAST 2u
#define LABEL_MOST 6u

/* What stands before a colon near the start of a unit. */
struct label {
	unsigned count; /* characters; 0: there is no label */
	uint32_t last;
};

/* The label of a unit: words before a colon, as in 片名：渔火. */
static struct label label_of(const char *text, const struct nb_unit *unit)
{
	static const struct label none = {0, 0};
	struct label l = none;
	size_t at = 0;
	uint32_t c;

	while (at < unit->len && l.count <= LABEL_MOST) {
		at += nb_utf8_get(text + unit->offset + at, unit->len - at, &c);
		if (nb_fold(c) == ':')
			return l.count >= LABEL_LEAST ? l : none;
		if (!nb_is_common_han(c))
			return none;
		l.count++;
		l.last = c;
	}
	return none;
}

/*
 * Do two entries begin alike: with the same two characters, which are words,
 * since numbers begin paragraphs of laws as well; with the title of a work; or
 * with labels of one length and one last character, as 一等奖 and 二等奖 are?
 */
static bool begin_alike(const char *text, const struct nb_unit *units,
			const struct nb_views *views, size_t i, size_t k)
{
	const struct nb_shape *a = &views->list[i].shape;
	const struct nb_shape *b = &views->list[k].shape;
	struct label one, other;

	if (a->first == NB_LEFT_DOUBLE_ANGLE)
		return b->first == NB_LEFT_DOUBLE_ANGLE;
	if (!nb_is_common_han(a->first) || !nb_is_common_han(b->first))
		return false;
	if (nb_is_common_han(a->second) && a->first == b->first &&
	    a->second == b->second)
		return true;
	one = label_of(text, &units[i]);
	other = label_of(text, &units[k]);
	return one.count && one.count == other.count && one.last == other.last;
}

/* Is unit i like an entry of a list, of whatever tag inside of an item? */
static bool is_entry(const struct nb_views *views, const uint8_t *tags,
		     size_t i)
{
	return i < views->count && views->list[i].headlike &&
	       (tags[i] == NB_TAG_CROSSHEAD || tags[i] == NB_TAG_PARAGRAPH ||
		tags[i] == NB_TAG_HEAD);
}

bool nb_begins_list(const char *text, const struct nb_unit *units,
		    const struct nb_views *views, const uint8_t *tags, size_t i)
{
	return is_entry(views, tags, i) && is_entry(views, tags, i + 1) &&
	       is_entry(views, tags, i + 2) &&
	       (tags[i + 1] != NB_TAG_PARAGRAPH ||
		tags[i + 2] != NB_TAG_PARAGRAPH) &&
	       begin_alike(text, units, views, i, i + 1) &&
	       begin_alike(text, units, views, i, i + 2);
}

bool nb_goes_on_list(const char *text, const struct nb_unit *units,
		     const struct nb_views *views, const uint8_t *tags,
		     size_t i)
{
	if (!i || tags[i - 1] != NB_TAG_CROSSHEAD ||
	    !is_entry(views, tags, i) ||
	    !begin_alike(text, units, views, i - 1, i))
		return false;
	return tags[i] == NB_TAG_HEAD ||
	       (is_entry(views, tags, i + 1) &&
		tags[i + 1] != NB_TAG_PARAGRAPH &&
		begin_alike(text, units, views, i, i + 1));
}

/* Is the unit at i a line over two crossheads or more that begin alike, and not
 * like it? */
static bool is_over_list(const char *text, const struct nb_unit *units,
			 const struct nb_views *views, const uint8_t *tags,
			 size_t i)
{
	return i + 2 < views->count && views->list[i].headlike &&
	       tags[i + 1] == NB_TAG_CROSSHEAD &&
	       tags[i + 2] == NB_TAG_CROSSHEAD &&
	       begin_alike(text, units, views, i + 1, i + 2) &&
	       !begin_alike(text, units, views, i, i + 1);
}

bool nb_heads_list(const char *text, const struct nb_unit *units,
		   const struct nb_views *views, const uint8_t *tags, size_t i)
{
	if (is_over_list(text, units, views, tags, i))
		return true;
	return tags[i] == NB_TAG_PARAGRAPH_FIRST && views->list[i].headlike &&
	       i + 1 < views->count && !nb_tag_begins(tags[i + 1]) &&
	       is_over_list(text, units, views, tags, i + 1);
}
