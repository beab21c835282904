/* SPDX-License-Identifier: Apache-2.0 */
/* Rules for the tags that the model chose (adjust.h). */
#include "article/adjust.h"
#include "article/ends.h"
#include "article/lists.h"
#include "article/structure.h"
#include "article/tagged.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "byline/clause.h"
#include "byline/marks.h"
#include "byline/masthead.h"
#include "byline/notice.h"
#include "byline/roll.h"

#include <stdlib.h>
#include <string.h>

/* In half em: a bracketed line under a head; the longest head. */
#define UNDER_HEAD_WIDTH 48u
#define HEAD_WIDTH 160u
/* Bytes of a common ideograph. */
#define HAN_BYTES 3u
/* Paragraphs between the head of a picture story and its credit. */
#define STORY_MOST 2u

/* The questions of byline/marks.h, about unit i. */
static bool names_someone(const struct nb_tagged *p, size_t i)
{
	return nb_marks_byline(p->text, &p->units[i], &p->known[i]);
}

static bool names_persons(const struct nb_tagged *p, size_t i)
{
	return nb_marks_persons(p->text, &p->units[i], &p->known[i]);
}

static bool says_picture(const struct nb_tagged *p, size_t i)
{
	return nb_marks_credit(p->text, &p->units[i], &p->known[i]);
}

bool nb_begins_notice(const char *text, const struct nb_unit *units,
		      const struct nb_views *views, size_t i)
{
	return nb_is_notice(text, &units[i]) ||
	       (nb_is_announcement(text, &units[i]) &&
		(i + 1 == views->count || !views->list[i + 1].report));
}

static bool begins_notice(const struct nb_tagged *p, size_t i)
{
	return nb_begins_notice(p->text, p->units, p->views, i);
}

/* ---- where items begin */

/* Does a picture story begin after the line at i, and end with its item? */
static bool is_over_story(const struct nb_tagged *p, size_t i)
{
	size_t k = i + 1, count = p->views->count;

	while (nb_has_tag(p, k, NB_TAG_PARAGRAPH) && k - i <= STORY_MOST &&
	       !says_picture(p, k))
		k++;
	return k > i + 1 && k < count && says_picture(p, k) &&
	       (k + 1 == count || nb_tag_begins(p->tags[k + 1]));
}

/* Is unit i the head of an excerpt, after another one? */
static bool is_after_source(const struct nb_tagged *p, size_t i)
{
	const struct nb_view *v = &p->views->list[i];

	return i && v->headlike && v->shape.width <= UNDER_HEAD_WIDTH &&
	       (p->tags[i] == NB_TAG_CROSSHEAD ||
		p->tags[i] == NB_TAG_PARAGRAPH) &&
	       nb_has_tag(p, i + 1, NB_TAG_PARAGRAPH) &&
	       nb_is_source(p->text, &p->units[i - 1]);
}

/* Has the paragraph at i, if it is one, the words of another unit? It is about
 * them. */
static bool is_about(const struct nb_tagged *p, size_t i,
		     const struct nb_unit *words)
{
	const struct nb_unit *u = &p->units[i];
	size_t k;

	if (!nb_has_tag(p, i, NB_TAG_PARAGRAPH))
		return false;
	for (k = 0; k + words->len <= u->len; k++)
		if (memcmp(p->text + u->offset + k, p->text + words->offset,
			   words->len) == 0)
			return true;
	return false;
}

/*
 * Is unit i the name of an author? A name in the text under it is what that is
 * about, and over another name it is a title: 谈读书 over 林小舟. With the mark
 * of a byline it is one.
 */
static bool is_author(const struct nb_tagged *p, size_t i)
{
	const struct nb_unit *next = &p->units[i + 1];

	if (nb_marks_marked(p->text, &p->units[i]))
		return true;
	return !p->rolls[i] && nb_marks_name(p->text, &p->units[i]) &&
	       (i + 1 == p->views->count ||
		(!is_about(p, i + 1, &p->units[i]) &&
		 !nb_marks_name(p->text, next) &&
		 (nb_has_tag(p, i + 1, NB_TAG_PARAGRAPH) ||
		  !names_persons(p, i + 1))));
}

/* Is unit i, which looks like a crosshead, the head of a piece whose author
 * stands under it, with a mark or as that of the piece before does? */
static bool is_over_name(const struct nb_tagged *p, size_t i)
{
	return nb_has_tag(p, i + 2, NB_TAG_PARAGRAPH) &&
	       (p->credited || nb_marks_marked(p->text, &p->units[i + 1])) &&
	       !nb_marks_name(p->text, &p->units[i]) && is_author(p, i + 1);
}

/* Is unit i the head of a document, with its date in brackets under it? */
static bool is_over_date(const struct nb_tagged *p, size_t i)
{
	const struct nb_view *next = &p->views->list[i] + 1;

	return i + 1 < p->views->count && next->enclosed &&
	       next->shape.first == '(' && next->shape.before_last == U'日' &&
	       next->shape.width <= UNDER_HEAD_WIDTH && !next->shape.commas;
}

/* Does unit i name authors by their role, and nobody who made a picture? */
static bool names_authors(const struct nb_tagged *p, size_t i)
{
	return names_persons(p, i) && !says_picture(p, i);
}

/* Does unit i name editors, or where a picture is from, and nobody else? */
static bool names_others(const struct nb_tagged *p, size_t i)
{
	return p->views->list[i].credits && !names_someone(p, i);
}

/* Does unit i say who made a picture or edited the item? That is its end. */
static bool is_last(const struct nb_tagged *p, size_t i)
{
	return says_picture(p, i) || names_others(p, i);
}

/* Is unit i the day of a document, under the body that issued it? */
static bool is_issued(const struct nb_tagged *p, size_t i)
{
	static const char bodies[] = "府局部会會委院社厅廳司校处處";
	const struct nb_unit *u = &p->units[i];
	uint32_t c;
	size_t n;

	if (!i || !p->views->list[i - 1].headlike || nb_under_head(p, i) ||
	    nb_masthead_dated(p->text + u->offset, u->len, false) !=
		    NB_MASTHEAD_DATE)
		return false;
	n = nb_utf8_prev(p->text + u[-1].offset, u[-1].len, &c);
	return nb_clause_one_of(p->text + u[-1].offset + u[-1].len - n, n,
				bodies);
}

/* Is unit i a head that stands over pieces of its own in papers of all kinds?
 */
static bool is_standing_head(const struct nb_tagged *p, size_t i)
{
	static const char *const heads[] = {"图片报道", "圖片報道", "图片新闻",
					    "圖片新聞", "卷首语",   "卷首語",
					    "下期预告", "下期預告", NULL};
	const struct nb_unit *u = &p->units[i];

	return nb_clause_word_of(p->text + u->offset, u->len, heads) == u->len;
}

/* Is unit i numbered, as the parts of a notice are? */
static bool is_numbered(const struct nb_tagged *p, size_t i)
{
	const struct nb_shape *s = &p->views->list[i].shape;

	return s->first == '(' ||
	       (s->second == NB_IDEOGRAPHIC_COMMA &&
		(nb_is_digit(s->first) ||
		 nb_clause_one_of(p->text + p->units[i].offset, HAN_BYTES,
				  "一二三四五六七八九十")));
}

/* Is unit i, which looks like a crosshead, the head of what follows a notice? A
 * long one has parts, and so this must be over a report. */
static bool is_after_notice(const struct nb_tagged *p, size_t i)
{
	return p->notice && !is_numbered(p, i) &&
	       (p->brief ||
		(i + 1 < p->views->count && p->views->list[i + 1].report));
}

/* Does the crosshead at i begin an item? */
static bool is_head(const struct nb_tagged *p, size_t i)
{
	if (p->views->list[i].credits)
		return false;
	return p->dispatch || is_after_notice(p, i) || begins_notice(p, i) ||
	       is_standing_head(p, i) || (i && is_issued(p, i - 1)) ||
	       (i && is_last(p, i - 1)) || is_over_story(p, i) ||
	       is_over_name(p, i) || is_over_date(p, i);
}

/* Is unit i a quotation that is a head, with a line under it that begins with a
 * dash, as sub-heads do? Its mark makes it look like a paragraph. */
static bool is_quoted_head(const struct nb_tagged *p, size_t i)
{
	const struct nb_shape *s = &p->views->list[i].shape;
	const struct nb_view *next = &p->views->list[i] + 1;

	return i + 1 < p->views->count && p->tags[i] == NB_TAG_PARAGRAPH &&
	       s->first == NB_LEFT_DOUBLE_QUOTE &&
	       s->last == NB_RIGHT_DOUBLE_QUOTE &&
	       s->width <= UNDER_HEAD_WIDTH && next->headlike &&
	       next->shape.first == NB_EM_DASH;
}

/* Do units i and k begin alike, and are they of the same width? */
static bool are_parallel(const struct nb_tagged *p, size_t i, size_t k)
{
	const struct nb_shape *a = &p->views->list[i].shape;
	const struct nb_shape *b = &p->views->list[k].shape;

	return nb_is_common_han(a->first) && a->first == b->first &&
	       a->width == b->width;
}

/*
 * Is the head at i one of three lines of the same width that begin alike, where
 * the others are the crossheads nearest to it in what would be one item? It is
 * one, too.
 */
static bool is_parallel(const struct nb_tagged *p, size_t i)
{
	unsigned found = 0;
	size_t k;

	for (k = i; k-- > 0 && !nb_tag_begins(p->tags[k]) && found < 2;)
		if (p->tags[k] == NB_TAG_CROSSHEAD) {
			if (!are_parallel(p, i, k))
				break;
			found++;
		}
	if (found != 1)
		return found > 1;
	for (k = i + 1; k < p->views->count && !nb_tag_begins(p->tags[k]); k++)
		if (p->tags[k] == NB_TAG_CROSSHEAD)
			return are_parallel(p, i, k);
	return false;
}

/* Is the head at i the next line of the one over it, which has no text of its
 * own, since that ends with a dash or this one with the name of its column? */
static bool is_next_line(const struct nb_tagged *p, size_t i)
{
	const struct nb_view *v = &p->views->list[i];

	return p->tags[i] == NB_TAG_HEAD_FIRST && nb_under_head(p, i) &&
	       (v->column || v[-1].shape.last == NB_EM_DASH) &&
	       (nb_has_tag(p, i + 1, NB_TAG_PARAGRAPH) ||
		nb_has_tag(p, i + 1, NB_TAG_BYLINE));
}

/* Does unit i begin as a caption does, "图为", and not with a dateline? */
static bool is_caption_text(const struct nb_tagged *p, size_t i)
{
	return p->views->list[i].shape.opens && !nb_is_dispatch(p, i) &&
	       !p->views->list[i].shape.dateline;
}

/*
 * Is the dispatch at i behind the credit or the caption of a picture that
 * stands after the text of another item? Directly under a head, the picture and
 * its caption belong to the dispatch.
 */
static bool is_after_picture(const struct nb_tagged *p, size_t i)
{
	size_t k, texts = 0;

	if (!i || !nb_has_tag(p, i, NB_TAG_PARAGRAPH) ||
	    !nb_is_dispatch(p, i) ||
	    !(is_caption_text(p, i - 1) || says_picture(p, i - 1)))
		return false;
	for (k = i - 1; texts < 2 && k-- > 0;) {
		if (!nb_is_text(p, k) && !nb_has_tag(p, k, NB_TAG_CROSSHEAD))
			break;
		texts += nb_is_text(p, k);
	}
	return texts > 1;
}

static void adjust_starts(struct nb_tagged *p, size_t i)
{
	if (is_quoted_head(p, i)) {
		nb_retag(p, i, NB_TAG_HEAD_FIRST);
		nb_retag(p, i + 1, NB_TAG_HEAD);
	}
	if (is_after_source(p, i) ||
	    (p->tags[i] == NB_TAG_CROSSHEAD && is_head(p, i)))
		nb_retag(p, i, NB_TAG_HEAD_FIRST);
	if (p->tags[i] == NB_TAG_HEAD_FIRST && is_parallel(p, i))
		nb_retag(p, i, NB_TAG_CROSSHEAD);
	if (is_next_line(p, i))
		nb_retag(p, i, NB_TAG_HEAD);
	/* Dispatches without heads are items each. */
	if (is_after_picture(p, i) ||
	    (i && p->tags[i] == NB_TAG_PARAGRAPH && nb_is_dispatch(p, i) &&
	     p->tags[i - 1] == NB_TAG_PARAGRAPH_FIRST &&
	     nb_is_dispatch(p, i - 1)))
		nb_retag(p, i, NB_TAG_PARAGRAPH_FIRST);
}

/* ---- lists */

static void adjust_lists(struct nb_tagged *p, size_t i)
{
	bool under = nb_under_head(p, i);
	bool other = p->tags[i] == NB_TAG_PARAGRAPH ||
		     p->tags[i] == NB_TAG_CROSSHEAD;

	if (p->tags[i] == NB_TAG_PARAGRAPH_FIRST &&
	    nb_heads_list(p->views, p->tags, i))
		nb_retag(p, i, NB_TAG_HEAD_FIRST);
	if (other && under && nb_heads_list(p->views, p->tags, i))
		nb_retag(p, i, NB_TAG_HEAD);
	if (under && nb_begins_list(p->views, p->tags, i))
		nb_retag(p, i, NB_TAG_CROSSHEAD);
	if (nb_goes_on_list(p->views, p->tags, i))
		nb_retag(p, i, NB_TAG_CROSSHEAD);
	/* A list of names is text of its item. */
	if (i && p->rolls[i])
		nb_retag(p, i, NB_TAG_PARAGRAPH);
}

/* ---- names, and lines that are no heads */

/* Is unit i, which has no mark of a caption, the text of the head over it? */
static bool is_no_caption(const struct nb_tagged *p, size_t i)
{
	return p->tags[i] == NB_TAG_CAPTION && nb_under_head(p, i) &&
	       !p->views->list[i].caption;
}

/* Does a line that looks like a crosshead end with who took a photograph? */
static bool is_photographed(const struct nb_tagged *p, size_t i)
{
	static const char *const acts[] = {
		"摄", "攝", "摄影", "攝影", "摄影报道", "攝影報道", NULL};
	const struct nb_unit *u = &p->units[i];
	const char *const *act;

	if (!names_persons(p, i))
		return false;
	for (act = acts; *act; act++) {
		size_t n = strlen(*act);

		if (u->len > n &&
		    memcmp(p->text + u->offset + u->len - n, *act, n) == 0)
			return true;
	}
	return false;
}

static void adjust_names(struct nb_tagged *p, size_t i)
{
	bool stop = nb_is_stop(p->views->list[i].shape.last);

	if (nb_under_head(p, i) && is_author(p, i) &&
	    (nb_has_tag(p, i + 1, NB_TAG_PARAGRAPH) ||
	     p->tags[i] == NB_TAG_HEAD))
		nb_retag(p, i, NB_TAG_BYLINE);
	if (p->tags[i] == NB_TAG_HEAD && names_someone(p, i))
		nb_retag(p, i, NB_TAG_BYLINE);
	if (p->tags[i] == NB_TAG_CROSSHEAD &&
	    (is_photographed(p, i) || names_others(p, i) ||
	     names_authors(p, i)))
		nb_retag(p, i, NB_TAG_BYLINE);
	if (p->tags[i] == NB_TAG_PARAGRAPH && !stop &&
	    (p->views->list[i].credits || says_picture(p, i) ||
	     (nb_under_head(p, i) && names_persons(p, i))))
		nb_retag(p, i, NB_TAG_BYLINE);
	p->credited |= p->tags[i] == NB_TAG_BYLINE && nb_under_head(p, i);
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

static void adjust_forms(struct nb_tagged *p, size_t i)
{
	const struct nb_view *v = &p->views->list[i];

	if (is_no_caption(p, i)) {
		nb_retag(p, i, NB_TAG_PARAGRAPH);
		if (nb_has_tag(p, i + 1, NB_TAG_CREDIT))
			nb_retag(p, i + 1, NB_TAG_BYLINE);
	}

	if (p->tags[i] == NB_TAG_PARAGRAPH && nb_under_head(p, i) &&
	    v->enclosed && v->shape.width <= UNDER_HEAD_WIDTH &&
	    !names_someone(p, i))
		nb_retag(p, i, NB_TAG_HEAD);
	/* A salutation is a head as the date over it is; the parties of a
	 * treaty are not: other clauses of its preamble follow. */
	if (p->tags[i] == NB_TAG_HEAD && v->shape.last == ',' &&
	    nb_has_tag(p, i + 1, NB_TAG_PARAGRAPH) && v[1].shape.last == ',')
		nb_retag(p, i, NB_TAG_PARAGRAPH);
	if (p->tags[i] == NB_TAG_HEAD && v->shape.width > HEAD_WIDTH)
		nb_retag(p, i, NB_TAG_PARAGRAPH);
	if (p->tags[i] == NB_TAG_HEAD_FIRST && v->shape.width > HEAD_WIDTH)
		nb_retag(p, i, NB_TAG_PARAGRAPH_FIRST);
	if ((p->tags[i] == NB_TAG_HEAD || p->tags[i] == NB_TAG_CROSSHEAD) &&
	    is_mute(p->text, &p->units[i]))
		nb_retag(p, i, NB_TAG_PARAGRAPH);
	if (p->notice && nb_is_text(p, i - 1) &&
	    (p->tags[i] == NB_TAG_HEAD_FIRST ||
	     p->tags[i] == NB_TAG_CROSSHEAD) &&
	    nb_is_contact(p->text, &p->units[i]))
		nb_retag(p, i, NB_TAG_PARAGRAPH);
}

enum nb_status nb_tags_adjust(const char *text, const struct nb_unit *units,
			      const struct nb_views *views, const uint8_t *open,
			      uint8_t *tags, struct nb_error *err)
{
	struct nb_tagged p = {.text = text,
			      .units = units,
			      .views = views,
			      .open = open,
			      .tags = tags,
			      .known = nb_alloc(views->count, 1),
			      .rolls =
				      nb_alloc(views->count, sizeof(*p.rolls))};
	size_t i;

	if (!p.known || !p.rolls) {
		free(p.known);
		free(p.rolls);
		return nb_fail_mem(err);
	}
	nb_rolls_find(text, units, views->count, p.rolls);
	for (i = 0; i < views->count; i++)
		p.known[i] = views->list[i].known;
	/* A line of a verse looks like a crosshead but for its comma. */
	for (i = 0; i < views->count; i++)
		if (tags[i] == NB_TAG_CROSSHEAD &&
		    views->list[i].shape.last == ',')
			nb_retag(&p, i, NB_TAG_PARAGRAPH);
	for (i = 0; i < views->count; i++) {
		adjust_lists(&p, i);
		adjust_starts(&p, i);
		adjust_names(&p, i);
		adjust_forms(&p, i);
		nb_tags_end(&p, i);
		if (!nb_tag_begins(tags[i]))
			continue;
		p.brief = nb_is_notice(text, &units[i]);
		p.notice = p.brief || begins_notice(&p, i);
		p.dispatch = nb_is_dispatch(&p, i);
		p.credited = false;
	}
	free(p.known);
	free(p.rolls);
	return NB_OK;
}
