/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heads that were printed in two lines (head_lines.h).
 *
 * A head in two lines and a head with another one under it read alike, and the
 * model always keeps such a break. The widths tell them apart: a compositor
 * divides a head into equal lines. Of the heads of a daily that have two parts
 * of at most ten em, 778 of 989 have equal ones; of those that have another
 * such head under them, 9 of 61.
 *
 * The name of a column, "(社区观察)", is the end of the head and never one of
 * its own; a date or the number of a decree in brackets is.
 */
#include "page/weigh/head_lines.h"
#include "base/unicode.h"
#include "base/utf8.h"

/* In half em: the lines of a head. Names of persons are narrower. */
#define LINE_LEAST 10u
#define LINE_MOST 20u
/* Of the name of a column, with its brackets. */
#define COLUMN_LEAST 8u
#define COLUMN_MOST 24u
/* By how much the first line of a paragraph may lack the full width: an indent
 * and a mark that did not fit. */
#define LACKING 6u

static bool is_one_of(uint32_t c, const uint32_t *list)
{
	while (*list && *list != c)
		list++;
	return *list != 0;
}

/* Is there text in the line, as it follows after heads? */
static bool is_text(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *l;

	if (i >= s->count)
		return false;
	l = &s->list[i];
	return l->opens || l->dateline || nb_is_stop(l->last) ||
	       l->width + LACKING >= s->full;
}

/* Is line i, which is there, the first of an article's text? */
static bool begins_article(const struct nb_shapes *s, size_t i)
{
	return s->list[i].opens || s->list[i].dateline;
}

/* Can line i be one of a head, of any width? */
static bool is_head(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *l = &s->list[i];

	return nb_shape_is_head(l) && !l->opens && !l->dateline && !l->byline &&
	       !l->credit && !l->reporter && !nb_is_comma(l->last);
}

/* Does something end before line i, so that it begins a head? */
static bool is_after_end(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *before;

	if (i == 0 || s->blocks[i].gap > 0)
		return true;
	before = &s->list[i - 1];
	return nb_is_stop(before->last) || nb_is_close(before->last) ||
	       before->byline || before->credit;
}

/*
 * Does an article end before line i? What names who wrote or sent it stands
 * there; a full stop may as well end a paragraph of it.
 */
static bool is_after_article(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *before;

	if (i == 0 || s->blocks[i].gap > 0)
		return true;
	before = &s->list[i - 1];
	return before->last == ')' || before->byline || before->credit;
}

/* Is line i, directly under the one before, the name of a column? */
static bool is_column(const struct nb_shapes *s, size_t i)
{
	/* How dates, numbers, references and credits begin or end. */
	static const uint32_t starts[] = {U'第', U'上', U'下', U'转',
					  U'接', U'摘', U'据', U'图',
					  U'作', U'见', 0};
	static const uint32_t ends[] = {U'日', U'月', U'年', U'号',
					U'版', U'过', U'会', U'摄',
					U'发', U'电', U'讯', 0};
	const struct nb_shape *l = &s->list[i];

	return s->blocks[i].gap == 0 && l->first == '(' && l->last == ')' &&
	       l->width >= COLUMN_LEAST && l->width <= COLUMN_MOST &&
	       !l->open_quotes && !l->commas && !l->stops && !l->spaces &&
	       !l->reporter && !is_one_of(l->second, starts) &&
	       nb_is_common_han(l->second) && !is_one_of(l->before_last, ends);
}

/* Is line i like those of a head in two lines? */
static bool is_half(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *l = &s->list[i];

	return is_head(s, i) && l->width >= LINE_LEAST &&
	       l->width <= LINE_MOST && l->width + LACKING < s->full &&
	       !l->spaces && !l->commas && !l->stops &&
	       l->first != NB_EM_DASH && l->last != NB_EM_DASH &&
	       l->last != ')';
}

/*
 * Are lines i - 1 and i halves of a head? Two lines that begin alike are
 * parallel heads. Something must say that an article begins here: inside of
 * one, two crossheads look the same.
 */
static bool are_halves(const struct nb_shapes *s, size_t i)
{
	const struct nb_shape *l, *r;
	size_t text = i + 1;
	bool begins;

	if (s->blocks[i].gap > 0 || !is_half(s, i - 1) || !is_half(s, i) ||
	    !is_after_end(s, i - 1))
		return false;
	l = &s->list[i - 1];
	r = &s->list[i];
	begins = is_after_article(s, i - 1);
	if (text < s->count && is_column(s, text)) {
		begins = true;
		text++;
	}
	return l->width == r->width &&
	       (l->first != r->first || l->second != r->second) &&
	       is_text(s, text) && (begins || begins_article(s, text));
}

bool nb_breaks_head(const struct nb_shapes *s, size_t i)
{
	if (!s->lines || s->ragged || s->bare)
		return false;
	if (are_halves(s, i))
		return true;
	if (!is_column(s, i) || !is_head(s, i - 1) || !is_text(s, i + 1))
		return false;
	/* The last line of a paragraph without a stop is no head: a full line
	 * is before it. */
	return is_after_end(s, i - 1) ||
	       s->list[i - 2].width + LACKING < s->full;
}
