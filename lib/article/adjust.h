/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules that hold on any medium, for the tags that the structure model chose.
 */
#ifndef NB_ARTICLE_ADJUST_H
#define NB_ARTICLE_ADJUST_H

#include "article/view.h"

#include <stdint.h>

/*
 * Change the tags of the units of a text, one enum nb_tag each:
 *
 * - A head over a picture story begins an item, even if it looks like a
 *   crosshead: one or two paragraphs, a line that says who made the picture,
 *   and the end of the item follow it. So does a head after such a line, after
 *   a line that says where an excerpt is from, and over a date in brackets; and
 *   one over its author if the name has a mark, or if the head before had its
 *   own author under it.
 * - The title of a notice or an advertisement (nb_begins_notice()) begins an
 *   item. If it is a short one it has no crossheads: what looks like one is the
 *   head of the next item. Lines that say where to call are text of it.
 * - A short line in brackets, directly under the heads of an item, is a head.
 * - A short quotation begins an item if the line under it begins with a dash,
 *   as sub-heads do.
 * - A head that names its column, directly under another one, is its next
 *   line, and so is a head under one that ends with a dash.
 * - The heads of standing pieces, and what follows the day of a document, begin
 *   items. What stands directly under a head is no caption without a mark.
 * - A dispatch behind a picture that stands in an article is an item.
 * - A head beside two crossheads of its width that begin like it is one, too.
 * - A dispatch is an item if the one before has no head, and has no crossheads
 *   then: what looks like one is the head of the next item.
 * - Entries of a list directly under the heads are crossheads, and the lines
 *   over them heads (lists.h). Lists of names are paragraphs (byline/roll.h).
 * - A line that says who took a photograph is a byline, and so is one that
 *   names an author directly under the heads, by a role, after a mark or by a
 *   name alone, or an author by a role where a crosshead could be, and one of
 *   nothing but credits that looks like text. Editors and agencies for pictures
 *   have no crosshead, and what follows them and looks like one begins an item.
 * - Who signs a letter or a notice is no head, and a day ends it (ends.h).
 * - A line that ends with a comma is no crosshead, and no head in a preamble.
 * - A head that is as long as a paragraph is one, and so is one of nothing but
 *   control characters.
 *
 * `open` has the tags that a unit may have, as for nb_sequence_decode(); NULL:
 * all. What is not open stays as it is. Fails only with NB_NOMEM.
 */
NB_CHECK enum nb_status nb_tags_adjust(const char *text,
				       const struct nb_unit *units,
				       const struct nb_views *views,
				       const uint8_t *open, uint8_t *tags,
				       struct nb_error *err);

/*
 * Is unit i the title of a notice or an advertisement, as 启事 is? The text of
 * a report is not under a longer one, as 县医院招聘公告 is.
 */
bool nb_begins_notice(const char *text, const struct nb_unit *units,
		      const struct nb_views *views, size_t i);

#endif
