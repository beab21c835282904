/* SPDX-License-Identifier: Apache-2.0 */
/* Heads that end with the name of a column (column.h). */
#include "byline/column.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "byline/alone.h"
#include "byline/clause.h"
#include "byline/words.h"
#include "page/text/shape.h"

#include <string.h>

/* Characters in the brackets. */
#define COLUMN_LEAST 2u
#define COLUMN_MOST 40u
/* Characters before them at least: there are heads of two. */
#define HEAD_LEAST 2u

/* May a character stand in the name of a column? */
static bool names_column(uint32_t c)
{
	return c && !nb_is_stop(c) && c != ',' && c != ';' && c != ':' &&
	       !nb_is_space(c);
}

/*
 * Find the bracket that the last one closes. Returns where it begins, and the
 * number of characters inside and of ideographs among these; 0 if these are not
 * the name of a column.
 */
static size_t find_open(const char *text, size_t len, size_t *inside,
			size_t *ideographs)
{
	size_t at = len, chars = 0;
	unsigned depth = 0;
	uint32_t c;

	*ideographs = 0;
	while (at && chars <= COLUMN_MOST + 2) {
		at -= nb_utf8_prev(text, at, &c);
		c = nb_fold(c);
		depth += c == ')';
		if (c == '(' && --depth == 0) {
			*inside = chars - 1;
			return at;
		}
		if (depth == 0 || !names_column(c))
			return 0;
		*ideographs += nb_is_common_han(c);
		chars++;
	}
	return 0;
}

/* Is the text one name? Brackets around it do not count. */
static bool is_name(const char *text, size_t from, size_t to)
{
	struct nb_clause c;
	size_t apart;

	if (!nb_clause_take(text, from, to, &c))
		return false;
	apart = *c.s == '(';
	c.len -= apart;
	c.s[c.len] = '\0';
	return nb_byline_alone(c.s + apart, c.len - apart);
}

/* Does the line begin as a head does, and not with a number of a list? */
static bool begins_head(const char *text, size_t len)
{
	size_t at = 0, chars = 0;
	uint32_t c = 0;

	while (at < len) {
		at += nb_utf8_next(text + at, len - at, &c);
		c = nb_fold(c);
		if (!nb_is_digit(c))
			break;
		chars++;
	}
	if (chars)
		return nb_is_common_han(c);
	return nb_is_common_han(c) || c == NB_LEFT_DOUBLE_QUOTE ||
	       c == NB_LEFT_DOUBLE_ANGLE;
}

static size_t count_chars(const char *text, size_t len)
{
	size_t at = 0, n = 0;
	uint32_t c;

	for (; at < len; n++)
		at += nb_utf8_next(text + at, len - at, &c);
	return n;
}

/*
 * Do the brackets say what the text is, that it stands beside another one, who
 * sent it, or where it goes on? Such a text is part of an article as often as
 * not.
 */
static bool is_remark(const char *text, size_t from, size_t to)
{
	static const char *const remarks[] = {
		"视频",	    "視頻",	"音频",	    "音頻",	"组图",
		"組圖",	    "见图",	"見圖",	    "附图",	"附圖",
		"全文",	    "节选",	"節選",	    "摘要",	"摘登",
		"试行",	    "試行",	"暂行",	    "暫行",	"草案",
		"小贴士",   "小貼士",	"手记",	    "手記",	"记者手记",
		"記者手記", "采访手记", "採訪手記", "延伸阅读", "延伸閱讀",
		"链接",	    "鏈接",	"相关链接", "相關鏈接", "新闻链接",
		"新聞鏈接", "知识链接", "知識鏈接", "资料链接", "資料鏈接",
		"背景",	    "新闻背景", "新聞背景", "背景资料", "背景資料",
		"相关新闻", "相關新聞", "名词解释", "名詞解釋", "资料",
		"資料",	    "资料图",	"資料圖",   "资料照片", "資料照片",
		"编后",	    "編後",	"编者按",   "編者按",	"中文",
		"英文",	    "日文",	"俄文",	    "法文",	"德文",
		NULL};
	static const char *const goes_on[] = {"下转", "下轉", "未完",
					      "待续", "待續", NULL};
	struct nb_clause c;

	return nb_clause_take(text, from, to, &c) &&
	       (nb_clause_word(c.s + 1, nb_byline_agencies) ||
		nb_clause_word(c.s + 1, goes_on) ||
		nb_clause_word(c.s + 1, remarks) == c.len - 2);
}

size_t nb_column_at(const char *text, size_t len)
{
	size_t open, inside = 0, ideographs, head, step;
	uint32_t c;

	open = len ? find_open(text, len, &inside, &ideographs) : 0;
	if (!open || inside < COLUMN_LEAST || ideographs * 3 < inside)
		return 0;
	for (head = open; head; head -= step) {
		step = nb_utf8_prev(text, head, &c);
		if (!nb_is_space(c))
			break;
	}
	if (!head || nb_is_comma(nb_fold(c)) || c == NB_IDEOGRAPHIC_FULL_STOP ||
	    count_chars(text, head) < HEAD_LEAST || !begins_head(text, head) ||
	    is_name(text, 0, head) || is_name(text, open, len) ||
	    is_remark(text, open, len))
		return 0;
	return head;
}
