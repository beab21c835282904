/* SPDX-License-Identifier: Apache-2.0 */
/* Rules for the tags that the model chose (adjust.h). */
#include "article/adjust.h"
#include "article/lists.h"
#include "article/structure.h"
#include "base/alloc.h"
#include "base/error.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "byline/clause.h"
#include "byline/masthead.h"
#include "byline/marks.h"
#include "byline/signature.h"

#include <stdlib.h>
#include <string.h>

/* In half em: a bracketed line under a head; the longest head. */
#define UNDER_HEAD_WIDTH 48u
#define HEAD_WIDTH 160u
/* Paragraphs between the head of a picture story and its credit. */
#define STORY_MOST 2u
/* Bytes of the title of a notice: eight ideographs. */
#define NOTICE_BYTES 24u

/* A page while its tags are adjusted, from the first to the last. */
struct page {
	const char *text;
	const struct nb_unit *units;
	const struct nb_views *views;
	const uint8_t *open; /* as for nb_tags_adjust() */
	uint8_t *tags;
	uint8_t *known; /* of each unit, for nb_marks_byline() and the like */
	bool notice;	/* the item is one */
	bool credited;	/* the author stands under its heads */
};

/* Give unit i another tag, if that is open for it. */
static void retag(struct page *p, size_t i, enum nb_tag tag)
{
	if (!p->open || (p->open[i] & 1u << tag))
		p->tags[i] = (uint8_t)tag;
}

/* Does unit i have this tag? There may be no such unit. */
static bool has_tag(const struct page *p, size_t i, enum nb_tag tag)
{
	return i < p->views->count && p->tags[i] == tag;
}

/* Is unit i directly under a head? */
static bool is_under_head(const struct page *p, size_t i)
{
	return i && (p->tags[i - 1] == NB_TAG_HEAD_FIRST ||
		     p->tags[i - 1] == NB_TAG_HEAD);
}

/* The questions of byline/marks.h, about unit i. */
static bool names_someone(const struct page *p, size_t i)
{
	return nb_marks_byline(p->text, &p->units[i], &p->known[i]);
}

static bool names_persons(const struct page *p, size_t i)
{
	return nb_marks_persons(p->text, &p->units[i], &p->known[i]);
}

static bool says_picture(const struct page *p, size_t i)
{
	return nb_marks_credit(p->text, &p->units[i], &p->known[i]);
}

bool nb_is_notice(const char *text, const struct nb_unit *unit)
{
	/* Whole lines, and ends of short ones. */
	static const char *const lines[] = {
		"广告", "廣告", "启事", "啟事", "声明", "聲明", "讣告", "訃告",
		"鸣谢", "鳴謝", "招租", "招领", "招領", "征稿", "徵稿", "小启",
		"小啟", "小啓", "征婚", "徵婚", "招聘", "更正"};
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

/* ---- where items begin */

/* Does a picture story begin after the line at i, and end with its item? */
static bool is_over_story(const struct page *p, size_t i)
{
	size_t k = i + 1, count = p->views->count;

	while (has_tag(p, k, NB_TAG_PARAGRAPH) && k - i <= STORY_MOST &&
	       !says_picture(p, k))
		k++;
	return k > i + 1 && k < count && says_picture(p, k) &&
	       (k + 1 == count || nb_tag_begins(p->tags[k + 1]));
}

/*
 * Does a unit say where a text was taken from: "（摘自…）", "——原载…"? That is
 * the end of an excerpt.
 */
static bool is_source(const char *text, const struct nb_unit *unit)
{
	static const char *const words[] = {
		"摘自", "摘编自", "摘編自", "选自",   "選自", "原载",
		"原載", "转载自", "轉載自", "转引自", NULL};
	struct nb_clause c;
	const char *p = c.s;
	bool apart;

	if (unit->len > NB_CLAUSE_MOST ||
	    !nb_clause_take(text, unit->offset, unit->offset + unit->len, &c))
		return false;
	apart = *p == '(' && strchr(p, ')') == p + c.len - 1;
	p += apart;
	while (nb_clause_begins(p, "—")) {
		apart = true;
		p += strlen("—");
	}
	return apart && nb_clause_word(p, words);
}

/* Is unit i the head of an excerpt, after another one? */
static bool is_after_source(const struct page *p, size_t i)
{
	const struct nb_view *v = &p->views->list[i];

	return i && v->headlike && v->shape.width <= UNDER_HEAD_WIDTH &&
	       (p->tags[i] == NB_TAG_CROSSHEAD ||
		p->tags[i] == NB_TAG_PARAGRAPH) &&
	       has_tag(p, i + 1, NB_TAG_PARAGRAPH) &&
	       is_source(p->text, &p->units[i - 1]);
}

/* Has the paragraph at i, if it is one, the words of another unit? It is about
 * them. */
static bool is_about(const struct page *p, size_t i,
		     const struct nb_unit *words)
{
	const struct nb_unit *u = &p->units[i];
	size_t k;

	if (!has_tag(p, i, NB_TAG_PARAGRAPH))
		return false;
	for (k = 0; k + words->len <= u->len; k++)
		if (memcmp(p->text + u->offset + k, p->text + words->offset,
			   words->len) == 0)
			return true;
	return false;
}

/*
 * Is unit i the name of an author? A name in the text under it is what that is
 * about, and over another name it is a title: 谈读书 over 林小舟.
 */
static bool is_author(const struct page *p, size_t i)
{
	const struct nb_unit *next = &p->units[i + 1];

	return nb_marks_name(p->text, &p->units[i]) &&
	       (i + 1 == p->views->count ||
		(!is_about(p, i + 1, &p->units[i]) &&
		 !nb_marks_name(p->text, next) &&
		 (has_tag(p, i + 1, NB_TAG_PARAGRAPH) ||
		  !names_persons(p, i + 1))));
}

/* Is unit i, which looks like a crosshead, the head of a piece whose author
 * stands under it, as that of the piece before does? */
static bool is_over_name(const struct page *p, size_t i)
{
	return p->credited && has_tag(p, i + 2, NB_TAG_PARAGRAPH) &&
	       !nb_marks_name(p->text, &p->units[i]) && is_author(p, i + 1);
}

/* Is unit i the head of a document, with its date in brackets under it? */
static bool is_over_date(const struct page *p, size_t i)
{
	const struct nb_view *next = &p->views->list[i] + 1;

	return i + 1 < p->views->count && next->enclosed &&
	       next->shape.first == '(' && next->shape.before_last == U'日' &&
	       next->shape.width <= UNDER_HEAD_WIDTH && !next->shape.commas;
}

/* Does unit i name authors by their role, and nobody who made a picture? */
static bool names_authors(const struct page *p, size_t i)
{
	return names_persons(p, i) && !says_picture(p, i);
}

/* Does unit i name editors, or where a picture is from, and nobody else? */
static bool names_others(const struct page *p, size_t i)
{
	return p->views->list[i].credits && !names_someone(p, i);
}

/* Does unit i say who made a picture or edited the item? That is its end. */
static bool is_last(const struct page *p, size_t i)
{
	return says_picture(p, i) || names_others(p, i);
}

/* Is unit i the day of a document, under the body that issued it? */
static bool is_issued(const struct page *p, size_t i)
{
	static const char bodies[] = "府局部会會委院社厅廳司校处處";
	const struct nb_unit *u = &p->units[i];
	uint32_t c;
	size_t n;

	if (!i || !p->views->list[i - 1].headlike || is_under_head(p, i) ||
	    nb_masthead_dated(p->text + u->offset, u->len, false) !=
		    NB_MASTHEAD_DATE)
		return false;
	n = nb_utf8_prev(p->text + u[-1].offset, u[-1].len, &c);
	return nb_clause_one_of(p->text + u[-1].offset + u[-1].len - n, n,
				bodies);
}

/* Is unit i a head that stands over pieces of its own in papers of all kinds?
 */
static bool is_standing_head(const struct page *p, size_t i)
{
	static const char *const heads[] = {"图片报道", "圖片報道", "图片新闻",
					    "圖片新聞", "卷首语",   "卷首語",
					    "下期预告", "下期預告", NULL};
	const struct nb_unit *u = &p->units[i];

	return nb_clause_word_of(p->text + u->offset, u->len, heads) == u->len;
}

/* Does the crosshead at i begin an item? */
static bool is_head(const struct page *p, size_t i)
{
	if (p->views->list[i].credits)
		return false;
	return p->notice || nb_is_notice(p->text, &p->units[i]) ||
	       is_standing_head(p, i) || (i && is_issued(p, i - 1)) ||
	       (i && is_last(p, i - 1)) || is_over_story(p, i) ||
	       is_over_name(p, i) || is_over_date(p, i);
}

/* Is unit i a quotation that is a head, with a line under it that begins with a
 * dash, as sub-heads do? Its mark makes it look like a paragraph. */
static bool is_quoted_head(const struct page *p, size_t i)
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
static bool are_parallel(const struct page *p, size_t i, size_t k)
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
static bool is_parallel(const struct page *p, size_t i)
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
static bool is_next_line(const struct page *p, size_t i)
{
	const struct nb_view *v = &p->views->list[i];

	return p->tags[i] == NB_TAG_HEAD_FIRST && is_under_head(p, i) &&
	       (v->column || v[-1].shape.last == NB_EM_DASH) &&
	       (has_tag(p, i + 1, NB_TAG_PARAGRAPH) ||
		has_tag(p, i + 1, NB_TAG_BYLINE));
}

/* Is unit i a dispatch, which begins with a dateline and is no head? */
static bool is_dispatch(const struct page *p, size_t i)
{
	const struct nb_shape *s = &p->views->list[i].shape;

	return s->opens && nb_is_stop(s->last) && nb_is_common_han(s->first) &&
	       s->first != U'图';
}

static void adjust_starts(struct page *p, size_t i)
{
	if (is_quoted_head(p, i)) {
		retag(p, i, NB_TAG_HEAD_FIRST);
		retag(p, i + 1, NB_TAG_HEAD);
	}
	if (is_after_source(p, i) ||
	    (p->tags[i] == NB_TAG_CROSSHEAD && is_head(p, i)))
		retag(p, i, NB_TAG_HEAD_FIRST);
	if (p->tags[i] == NB_TAG_HEAD_FIRST && is_parallel(p, i))
		retag(p, i, NB_TAG_CROSSHEAD);
	if (is_next_line(p, i))
		retag(p, i, NB_TAG_HEAD);
	if (p->tags[i] == NB_TAG_HEAD_FIRST && is_dispatch(p, i))
		retag(p, i, NB_TAG_PARAGRAPH_FIRST);
	/* Dispatches without heads are items each. */
	if (i && p->tags[i] == NB_TAG_PARAGRAPH && is_dispatch(p, i) &&
	    p->tags[i - 1] == NB_TAG_PARAGRAPH_FIRST && is_dispatch(p, i - 1))
		retag(p, i, NB_TAG_PARAGRAPH_FIRST);
}

/* ---- lists */

static void adjust_lists(struct page *p, size_t i)
{
	bool under = is_under_head(p, i);
	bool other = p->tags[i] == NB_TAG_PARAGRAPH ||
		     p->tags[i] == NB_TAG_CROSSHEAD;

	if (p->tags[i] == NB_TAG_PARAGRAPH_FIRST &&
	    nb_heads_list(p->views, p->tags, i))
		retag(p, i, NB_TAG_HEAD_FIRST);
	if (other && under && nb_heads_list(p->views, p->tags, i))
		retag(p, i, NB_TAG_HEAD);
	if (under && nb_begins_list(p->views, p->tags, i))
		retag(p, i, NB_TAG_CROSSHEAD);
	if (nb_goes_on_list(p->views, p->tags, i))
		retag(p, i, NB_TAG_CROSSHEAD);
}

/* ---- names, and lines that are no heads */

/* Is unit i, which has no mark of a caption, the text of the head over it? */
static bool is_no_caption(const struct page *p, size_t i)
{
	return p->tags[i] == NB_TAG_CAPTION && is_under_head(p, i) &&
	       !p->views->list[i].caption;
}

/* Does a line that looks like a crosshead end with who took a photograph? */
static bool is_photographed(const struct page *p, size_t i)
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

static void adjust_names(struct page *p, size_t i)
{
	bool stop = nb_is_stop(p->views->list[i].shape.last);

	if (is_under_head(p, i) && is_author(p, i) &&
	    (has_tag(p, i + 1, NB_TAG_PARAGRAPH) || p->tags[i] == NB_TAG_HEAD))
		retag(p, i, NB_TAG_BYLINE);
	if (p->tags[i] == NB_TAG_HEAD && names_someone(p, i))
		retag(p, i, NB_TAG_BYLINE);
	if (p->tags[i] == NB_TAG_CROSSHEAD &&
	    (is_photographed(p, i) || names_others(p, i) ||
	     names_authors(p, i)))
		retag(p, i, NB_TAG_BYLINE);
	if (p->tags[i] == NB_TAG_PARAGRAPH && !stop &&
	    (p->views->list[i].credits || says_picture(p, i) ||
	     (is_under_head(p, i) && names_persons(p, i))))
		retag(p, i, NB_TAG_BYLINE);
	p->credited |= p->tags[i] == NB_TAG_BYLINE && is_under_head(p, i);
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

/*
 * The item ends with the signature at i, and perhaps with the day under it: a
 * head after these begins the next one.
 */
static void end_with(struct page *p, size_t i)
{
	do {
		retag(p, i, NB_TAG_PARAGRAPH);
		if (p->tags[i] != NB_TAG_PARAGRAPH ||
		    !has_tag(p, ++i, NB_TAG_HEAD))
			return;
	} while (nb_masthead_dated(p->text + p->units[i].offset,
				   p->units[i].len, false) == NB_MASTHEAD_DATE);
	retag(p, i, NB_TAG_HEAD_FIRST);
}

static void adjust_forms(struct page *p, size_t i)
{
	const struct nb_view *v = &p->views->list[i];

	if (is_no_caption(p, i)) {
		retag(p, i, NB_TAG_PARAGRAPH);
		if (has_tag(p, i + 1, NB_TAG_CREDIT))
			retag(p, i + 1, NB_TAG_BYLINE);
	}

	if (p->tags[i] == NB_TAG_PARAGRAPH && is_under_head(p, i) &&
	    v->enclosed && v->shape.width <= UNDER_HEAD_WIDTH &&
	    !names_someone(p, i))
		retag(p, i, NB_TAG_HEAD);
	/* A salutation is a head as the date over it is; the parties of a
	 * treaty are not: other clauses of its preamble follow. */
	if (p->tags[i] == NB_TAG_HEAD && v->shape.last == ',' &&
	    has_tag(p, i + 1, NB_TAG_PARAGRAPH) && v[1].shape.last == ',')
		retag(p, i, NB_TAG_PARAGRAPH);
	if (p->tags[i] == NB_TAG_HEAD && v->shape.width > HEAD_WIDTH)
		retag(p, i, NB_TAG_PARAGRAPH);
	if (p->tags[i] == NB_TAG_HEAD_FIRST && v->shape.width > HEAD_WIDTH)
		retag(p, i, NB_TAG_PARAGRAPH_FIRST);
	if ((p->tags[i] == NB_TAG_HEAD || p->tags[i] == NB_TAG_CROSSHEAD) &&
	    is_mute(p->text, &p->units[i]))
		retag(p, i, NB_TAG_PARAGRAPH);
	if (i &&
	    (p->tags[i] == NB_TAG_HEAD_FIRST ||
	     p->tags[i] == NB_TAG_CROSSHEAD) &&
	    p->tags[i - 1] == NB_TAG_PARAGRAPH &&
	    (nb_is_signature(p->text, &p->units[i]) ||
	     (p->tags[i] == NB_TAG_HEAD_FIRST &&
	      nb_is_sender(p->text, &p->units[i]))))
		end_with(p, i);
}

enum nb_status nb_tags_adjust(const char *text, const struct nb_unit *units,
			      const struct nb_views *views, const uint8_t *open,
			      uint8_t *tags, struct nb_error *err)
{
	struct page p = {.text = text,
			 .units = units,
			 .views = views,
			 .open = open,
			 .tags = tags,
			 .known = nb_alloc(views->count, 1)};
	size_t i;

	if (!p.known)
		return nb_fail_mem(err);
	for (i = 0; i < views->count; i++)
		p.known[i] = views->list[i].known;
	/* A line of a verse looks like a crosshead but for its comma. */
	for (i = 0; i < views->count; i++)
		if (tags[i] == NB_TAG_CROSSHEAD &&
		    views->list[i].shape.last == ',')
			retag(&p, i, NB_TAG_PARAGRAPH);
	for (i = 0; i < views->count; i++) {
		adjust_lists(&p, i);
		adjust_starts(&p, i);
		adjust_names(&p, i);
		adjust_forms(&p, i);
		if (!nb_tag_begins(tags[i]))
			continue;
		p.notice = nb_is_notice(text, &units[i]);
		p.credited = false;
	}
	free(p.known);
	return NB_OK;
}
