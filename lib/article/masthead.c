/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the masthead of a page (masthead.h).
 *
 * A line of a masthead is known by its words: those of dates and numbers, as in
 * "2019年3月4日 星期一 第1版", are taken away, and what is left is counted. The
 * lines must stand at the start of the page, one after the other.
 */
#include "article/masthead.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "page/text/shape.h"

#include <stdbool.h>
#include <string.h>

/* Units that are looked at. */
#define MASTHEAD_MOST 6u
/* Characters of a line without its white space; of the name of a paper; of a
 * line between others of a masthead. */
#define LINE_MOST 80u
#define NAME_MOST 12u
#define SHORT_MOST 4u
/* Characters that may be other words, such as the name of the paper or of a
 * section, in a line with a date, and in one with the number of a page. */
#define WITH_DATE 10u
#define WITH_PAGE 4u

/* A line in UTF-8 without white space, its marks and digits in half width. */
struct line {
	char s[4 * LINE_MOST + 1]; /* NUL-terminated */
	size_t len;		   /* bytes */
	size_t count;		   /* characters */
	uint32_t first, last;	   /* characters */
};

/* What a line may be in a masthead. */
enum line_kind {
	LINE_TEXT,   /* nothing of it */
	LINE_SHORT,  /* a few words: only between other lines of one */
	LINE_NAME,   /* the name of a paper, perhaps */
	LINE_DATE,   /* a date and nothing else */
	LINE_STRONG, /* with a weekday, or the number of an issue or a page */
};

/* The length of the character that p begins with. */
static size_t character_at(const char *p)
{
	size_t n = 1;

	while (((uint8_t)p[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* The length of the longest of some words that p begins with, or 0. */
static size_t words_at(const char *p, const char *const *words)
{
	size_t most = 0;

	for (; *words; words++) {
		size_t n = strlen(*words);

		if (n > most && strncmp(p, *words, n) == 0)
			most = n;
	}
	return most;
}

/* The half-width form of a full-width digit; else the character. */
static uint32_t fold_digit(uint32_t cp)
{
	uint32_t zero = NB_FULLWIDTH_FIRST + ('0' - '!');

	return cp >= zero && cp <= zero + 9 ? cp - zero + '0' : cp;
}

/* Take the characters of a unit; false if there are none, or too many. */
static bool take_line(const char *text, const struct nb_unit *u, struct line *l)
{
	size_t at = 0;
	uint32_t cp;

	memset(l, 0, sizeof(*l));
	while (at < u->len) {
		at += nb_utf8_get(text + u->offset + at, u->len - at, &cp);
		if (nb_is_space(cp))
			continue;
		if (l->count == LINE_MOST)
			return false;
		l->last = fold_digit(nb_fold(cp));
		if (!l->count++)
			l->first = l->last;
		l->len += nb_utf8_put(l->s + l->len, l->last);
	}
	return l->count > 0;
}

/* The length of the number of one character at p, or 0. */
static size_t digit_at(const char *p)
{
	static const char *const numbers[] = {
		"〇", "零", "○",  "一", "二", "三", "四", "五", "六", "七",
		"八", "九", "十", "百", "千", "廿", "卅", "元", "初", "0",
		"1",  "2",  "3",  "4",	"5",  "6",  "7",  "8",	"9",  NULL};

	return words_at(p, numbers);
}

/* Words that a weekday or the number of an issue or a page begins with. */
static const char *const strong_words[] = {
	"星期",	    "礼拜",	"禮拜",	    "农历", "農曆", "夏历",
	"阴历",	    "陰曆",	"总第",	    "總第", "刊号", "刊號",
	"邮发代号", "郵發代號", "统一刊号", "周一", "周二", "周三",
	"周四",	    "周五",	"周六",	    "周日", NULL};
/* Other words of such lines. */
static const char *const weak_words[] = {
	"年",	"月",	"日",	"号",	"號",	"第",	"版",	"期",	"总",
	"總",	"共",	"张",	"張",	"公元", "民国", "民國", "中华", "中華",
	"国内", "零售", "定价", "每份", "分",	"角",	"CN",	"ISSN", "-",
	"/",	".",	":",	",",	"(",	")",	"|",	"·",	"闰",
	"正",	"腊",	"冬",	"大",	"小",	"创刊", "出版", NULL};
/* Sections of which a line of its own may consist. */
static const char *const sections[] = {
	"要闻",	    "要聞",	"头版",	    "综合",	"国内",	    "国际",
	"國內",	    "國際",	"经济",	    "文化",	"教育",	    "体育",
	"副刊",	    "广告",	"时事",	    "社会",	"理论",	    "科技",
	"文艺",	    "评论",	"专版",	    "专刊",	"国内新闻", "国际新闻",
	"本市新闻", "地方新闻", "综合新闻", "本地新闻", "社会新闻", "经济新闻",
	NULL};

/* The length of a run of numbers at p. */
static size_t number_at(const char *p)
{
	size_t n, len = 0;

	while ((n = digit_at(p + len)) != 0)
		len += n;
	return len;
}

/* Does p begin with a number and one of some words, as in "第1版"? */
static bool is_numbered(const char *p, const char *const *ends)
{
	static const char *const first[] = {"第", NULL};
	size_t at = words_at(p, first);
	size_t n = at ? number_at(p + at) : 0;

	return n && words_at(p + at + n, ends);
}

/* Does the line have a year, a month and a day, each after a number? */
static bool has_date(const struct line *l)
{
	static const char *const units[] = {"年", "月", "日"};
	size_t at = 0, found = 0;

	while (at < l->len && found < 3) {
		size_t n = number_at(l->s + at);

		at += n;
		if (n && strncmp(l->s + at, units[found], 3) == 0)
			found++;
		if (!n)
			at += character_at(l->s + at);
	}
	return found == 3;
}

/* Is it as long as the name of a paper, and does it end as one does? */
static bool is_name(const struct line *l)
{
	size_t at = 0;
	uint32_t cp;

	if (l->count < 2 || l->count > NAME_MOST)
		return false;
	while (at < l->len) {
		at += nb_utf8_get(l->s + at, l->len - at, &cp);
		if (!nb_is_han(cp))
			return false;
	}
	return l->last == U'报' || l->last == U'報' || l->last == U'刊' ||
	       strcmp(l->s + l->len - 6, "新闻") == 0;
}

/* Does it have marks, as sentences and heads of several parts have? */
static bool has_marks(const struct line *l)
{
	size_t at = 0;
	uint32_t cp;

	while (at < l->len) {
		at += nb_utf8_get(l->s + at, l->len - at, &cp);
		if (nb_is_tail(cp) || nb_is_open(cp))
			return true;
	}
	return false;
}

/* What a line has of a masthead. */
struct signs {
	bool date;     /* a year, a month and a day */
	bool numbered; /* a weekday, or the number of an issue */
	bool page;     /* the number of a page */
	bool number;   /* of an issue, or of a decree */
	size_t others; /* characters that are no word of such a line */
};

/* `dated`: there is a date in it, though perhaps not one with words. Beside
 * that, the words for issues and pages need no number of a usual form. */
static struct signs signs_of(const struct line *l, bool dated)
{
	static const char *const issue[] = {"期", NULL};
	static const char *const number[] = {"號", "号", NULL};
	static const char *const page[] = {"版", NULL};
	struct signs found = {.date = dated || has_date(l)};
	size_t at = 0;

	while (at < l->len) {
		const char *p = l->s + at;
		size_t n = words_at(p, strong_words);

		found.numbered |= n || is_numbered(p, issue) ||
				  (dated && words_at(p, issue));
		found.page |=
			is_numbered(p, page) || (dated && words_at(p, page));
		found.number |= is_numbered(p, number);
		if (!n)
			n = number_at(p);
		if (!n)
			n = words_at(p, weak_words);
		found.others += !n;
		at += n ? n : character_at(p);
	}
	return found;
}

/*
 * Other words are allowed beside a date, and few beside the number of a page:
 * a head may have a weekday, or the number of an issue, in it.
 */
static enum line_kind kind_of(const struct line *l, bool dated)
{
	struct signs s = signs_of(l, dated);
	size_t most = s.date ? WITH_DATE : s.page ? WITH_PAGE : 0;

	/* A bracketed date is that of a document, not of a paper. */
	if (l->first == '(' || nb_is_stop(l->last))
		return LINE_TEXT;
	if ((s.numbered || s.page) && s.others <= most)
		return LINE_STRONG;
	if (s.number && s.others == 0)
		return LINE_STRONG;
	if (s.date && s.others == 0)
		return LINE_DATE;
	if (is_name(l))
		return LINE_NAME;
	return l->count <= SHORT_MOST && !has_marks(l) ? LINE_SHORT : LINE_TEXT;
}

/* Is the line the name of a section alone? */
static bool is_section(const struct line *l)
{
	return words_at(l->s, sections) == l->len;
}

size_t nb_masthead_units(const char *text, const struct nb_unit *units,
			 size_t count)
{
	enum line_kind kind;
	bool strong = false, name = false, date = false;
	size_t i, n = 0, shorts = 0;
	struct line line;

	for (i = 0; i < count && i < MASTHEAD_MOST; i++) {
		if (!take_line(text, &units[i], &line))
			break;
		kind = kind_of(&line, false);
		if (kind == LINE_TEXT)
			break;
		if (kind == LINE_SHORT) {
			/* The section after the number of the page. */
			if (n == i && strong && is_section(&line))
				n = i + 1;
			else if (++shorts > 1)
				break;
			continue;
		}
		strong |= kind == LINE_STRONG;
		name |= kind == LINE_NAME;
		date |= kind == LINE_DATE;
		n = i + 1;
	}
	return strong || (name && date) ? n : 0;
}

enum nb_masthead_line nb_masthead_dated(const char *line, size_t len)
{
	struct nb_unit u = {.offset = 0, .len = len};
	struct line l;

	if (!take_line(line, &u, &l))
		return NB_MASTHEAD_NONE;
	switch (kind_of(&l, true)) {
	case LINE_STRONG:
		return NB_MASTHEAD_LINE;
	case LINE_DATE:
		return NB_MASTHEAD_DATE;
	case LINE_TEXT:
	case LINE_SHORT:
	case LINE_NAME:
		break;
	}
	return NB_MASTHEAD_NONE;
}
