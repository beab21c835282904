/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding the masthead of a page (masthead.h).
 *
 * A line of a masthead is known by its words: those of dates and numbers, as in
 * "2019年3月4日 星期一 第1版", are taken away, and what is left is counted. The
 * lines must stand at the start of the page, one after the other.
 */
#include "byline/masthead.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "byline/clause.h"
#include "byline/imprint.h"
#include "byline/notice.h"
#include "page/text/shape.h"

#include <stdbool.h>
#include <string.h>

/* Units that are looked at. */
#define MASTHEAD_MOST 6u
/* Characters of a line without its white space. */
#define LINE_MOST 80u
/* Characters of the name of a section that can stand alone: 国际新闻. */
#define SECTION_LEAST 4u
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
	LINE_TEXT,    /* nothing of it */
	LINE_SHORT,   /* a few words: only between other lines of one */
	LINE_BETWEEN, /* likewise, however many: a name in Latin letters */
	LINE_AFTER,   /* between them or after them: editors, price, weather */
	LINE_NAME,    /* the name of a paper, perhaps */
	LINE_DATE,    /* a date and nothing else */
	LINE_STRONG,  /* with a weekday, or the number of an issue or a page */
};

/* The half-width form of a full-width digit, letter or slash; else the
 * character. */
static uint32_t fold_width(uint32_t cp)
{
	return cp > NB_FULLWIDTH_OFFSET + ' ' && cp < NB_FULLWIDTH_OFFSET + 0x7f
		       ? cp - NB_FULLWIDTH_OFFSET
		       : cp;
}

/* Take the characters of a unit; false if there are none, or too many. */
static bool take_line(const char *text, const struct nb_unit *u, struct line *l)
{
	size_t at = 0;
	uint32_t cp;

	memset(l, 0, sizeof(*l));
	while (at < u->len) {
		at += nb_utf8_get(text + u->offset + at, u->len - at, &cp);
		if (!cp || nb_is_space(cp))
			continue;
		if (l->count == LINE_MOST)
			return false;
		l->last = fold_width(nb_fold(cp));
		if (!l->count++)
			l->first = l->last;
		l->len += nb_utf8_put(l->s + l->len, l->last);
	}
	return l->count > 0;
}

/* Words that a weekday or the number of an issue or a page begins with. */
static const char *const strong_words[] = {
	"星期",	     "礼拜",	 "禮拜",	 "农历",
	"農曆",	     "夏历",	 "阴历",	 "陰曆",
	"总第",	     "總第",	 "刊号",	 "刊號",
	"邮发代号",  "郵發代號", "统一刊号",	 "周一",
	"周二",	     "周三",	 "周四",	 "周五",
	"周六",	     "周日",	 "國內統一刊號", "国内统一连续出版物号",
	"代号",	     "代號",	 "Monday",	 "Tuesday",
	"Wednesday", "Thursday", "Friday",	 "Saturday",
	"Sunday",    "MONDAY",	 "TUESDAY",	 "WEDNESDAY",
	"THURSDAY",  "FRIDAY",	 "SATURDAY",	 "SUNDAY",
	NULL};
/* Other words of such lines. */
static const char *const weak_words[] = {
	"年",	"月",	"日",	"号",	"號",	"第",	"版",	"期",	"总",
	"總",	"共",	"张",	"張",	"公元", "民国", "民國", "中华", "中華",
	"国内", "零售", "定价", "每份", "分",	"角",	"CN",	"ISSN", "-",
	"國內", "定價", "售",	"洋",	"元",	"圆",	"圓",	"今日", "今天",
	"本期", "本報", "本报", "对开", "對開", "四开", "四開", "出紙", "逢",
	"/",	".",	":",	",",	"(",	")",	"|",	"·",	"闰",
	"正",	"腊",	"冬",	"大",	"小",	"创刊", "出版", NULL};
/* What a line with the price has. */
static const char *const price_words[] = {"售",	  "定价", "定價", "每份",
					  "每張", "每张", NULL};
/* Words that such a line ends with. */
static const char *const publisher_words[] = {
	"主管", "主办",	  "主辦",   "出版",   "承办",
	"承印", "机关报", "機關報", "印刷所", NULL};
/* Words that a line with the weather begins with. */
static const char *const weather_words[] = {
	"天气",	    "天氣",	"今日天气", "今日天氣", "今天天气",
	"明日天气", "天气预报", "天氣預報", "今日:",	NULL};
/*
 * Has the line the number of a page that has no 第: "01版：要闻", "A1 要闻",
 * "要闻·01"? Without 版, nothing but a section may stand beside it.
 */
static bool has_page(const struct line *l)
{
	size_t at = nb_imprint_page(l->s), n;

	if (at && strncmp(l->s + at, "版", 3) == 0)
		return true;
	if (at) {
		at += nb_imprint_joint(l->s + at);
		return at < l->len &&
		       nb_imprint_section(l->s + at) == l->len - at;
	}
	at = nb_imprint_section(l->s);
	at += at ? nb_imprint_joint(l->s + at) : 0;
	n = at ? nb_imprint_page(l->s + at) : 0;
	return n && at + n == l->len;
}

/* Does the line have a year, a month and a day, each after a number? */
static bool has_date(const struct line *l)
{
	static const char *const units[] = {"年", "月", "日"};
	size_t at = 0, found = 0;

	while (at < l->len && found < 3) {
		size_t n = nb_imprint_number(l->s + at);

		if (nb_imprint_numeric_date(l->s + at))
			return true;
		at += n;
		if (n && strncmp(l->s + at, units[found], 3) == 0)
			found++;
		if (!n)
			at += nb_clause_step(l->s + at);
	}
	return found == 3;
}

/* Is it as long as the name of a paper, and does it end as one does? */
static bool is_name(const struct line *l)
{
	size_t at = 0;
	uint32_t cp;

	if (l->count < 2 || l->count > NB_PAPER_NAME_MOST)
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
	bool price;
	bool paper;    /* it begins with the name of a paper */
	size_t others; /* characters that are no word of such a line */
	/* Those of them that are neither in the name of the paper nor in that
	 * of a section, or the letter of a page. */
	size_t rest;
};

/* The length of the name of a section, or of the number of a page, at p. */
static size_t name_at(const char *p)
{
	size_t n = nb_imprint_section(p);

	return n ? n : nb_imprint_page(p);
}

/* `dated`: there is a date in it, though perhaps not one with words. Beside
 * that, the words for issues and pages need no number of a usual form. */
static struct signs signs_of(const struct line *l, bool dated)
{
	static const char *const issue[] = {"期", NULL};
	static const char *const number[] = {"號", "号", "张", "張", NULL};
	static const char *const page[] = {"版", NULL};
	struct signs found = {.date = dated || has_date(l),
			      .page = has_page(l)};
	/* Up to `named` there is a name, also before the first place. */
	size_t at = nb_imprint_paper(l->s), named = at;

	found.paper = at != 0;
	while (at < l->len) {
		const char *p = l->s + at;
		size_t n = nb_clause_word(p, strong_words);

		if (!n)
			n = nb_imprint_sexagenary(p);
		found.numbered |= n || nb_imprint_numbered(p, issue) ||
				  (dated && nb_clause_word(p, issue));
		found.page |= nb_imprint_numbered(p, page) ||
			      nb_imprint_counts_pages(p) ||
			      (dated && nb_clause_word(p, page));
		found.price |= nb_clause_word(p, price_words) != 0;
		found.number |= nb_imprint_numbered(p, number);
		if (!n)
			n = nb_imprint_labelled(p);
		if (!n)
			n = nb_imprint_number(p);
		if (!n)
			n = nb_clause_word(p, weak_words);
		if (!n)
			n = nb_imprint_latin(p);
		found.others += !n;
		if (!n && at >= named)
			named = at + name_at(p);
		found.rest += !n && at >= named;
		at += n ? n : nb_clause_step(p);
	}
	return found;
}

/* Is it a name in Latin letters, such as JIANGDONG DAILY? */
static bool is_latin(const struct line *l)
{
	size_t i, letters = 0;

	for (i = 0; i < l->len; i++) {
		bool letter = (l->s[i] >= 'A' && l->s[i] <= 'Z') ||
			      (l->s[i] >= 'a' && l->s[i] <= 'z');

		if (!letter && !strchr("'&-.", l->s[i]))
			return false;
		letters += letter;
	}
	return letters > NB_IMPRINT_SHORT;
}

/* Does the line end with one of some words? */
static bool ends_with(const struct line *l, const char *const *words)
{
	for (; *words; words++) {
		size_t n = strlen(*words);

		if (l->len > n && strcmp(l->s + l->len - n, *words) == 0)
			return true;
	}
	return false;
}

/* Does it say how warm it is? Heads begin with clouds and sun, too, but do not
 * write degrees with a sign. */
static bool is_weather(const struct line *l)
{
	static const char *const skies[] = {"晴",   "多云", "多雲", "阴",
					    "陰",   "小雨", "中雨", "大雨",
					    "阵雨", "陣雨", "小雪", NULL};
	size_t at = nb_clause_word(l->s, weather_words), n;
	bool sky = !at;

	if (sky)
		at = nb_clause_word(l->s, skies);
	for (; at && at < l->len; at += nb_clause_step(l->s + at)) {
		n = nb_imprint_arabic(l->s + at);
		at += n;
		if (n && (strncmp(l->s + at, "℃", 3) == 0 ||
			  strncmp(l->s + at, "°", 2) == 0 ||
			  (!sky && strncmp(l->s + at, "度", 3) == 0)))
			return true;
		if (at == l->len)
			break;
	}
	return false;
}

/* Is nothing but a section, numbers and its name in Latin letters after the
 * name of a paper? */
static bool is_page_line(const struct line *l)
{
	size_t at = nb_imprint_paper(l->s), n;

	for (; at < l->len; at += n) {
		n = nb_imprint_section(l->s + at);
		if (!n)
			n = nb_imprint_number(l->s + at);
		if (!n)
			n = strspn(l->s + at, "-/.|");
		if (!n)
			n = nb_imprint_latin(l->s + at);
		if (!n && strncmp(l->s + at, "·", 2) == 0)
			n = 2;
		if (!n)
			return false;
	}
	return true;
}

/* Is it the name of a paper with that of an edition after it, as in
 * 江东日报·江南版? */
static bool is_edition(const struct line *l)
{
	static const char *const ends[] = {"版", "刊", NULL};
	size_t at = nb_imprint_paper(l->s);

	return at && nb_imprint_joint(l->s + at) && !has_marks(l) &&
	       l->count <= NB_PAPER_NAME_MOST && ends_with(l, ends);
}

/* What a line that has neither a date nor a number is beside those that have:
 * it may say something about the paper. */
static enum line_kind kind_beside(const struct line *l, const struct signs *s)
{
	if ((s->price && s->others == 0) || nb_imprint_about(l->s) ||
	    is_weather(l))
		return LINE_AFTER;
	if (is_latin(l) || ends_with(l, publisher_words))
		return LINE_BETWEEN;
	/* "江东日报 要闻 01", but not "江东日报社招聘记者". */
	if (s->paper && !is_name(l) && is_page_line(l))
		return LINE_BETWEEN;
	return LINE_TEXT;
}

/*
 * Other words are allowed beside a date, and few beside the number of a page:
 * a head may have a weekday, or the number of an issue, in it.
 */
static enum line_kind kind_of(const struct line *l, bool dated)
{
	struct signs s = signs_of(l, dated);
	size_t most = s.date ? WITH_DATE : s.page ? WITH_PAGE : 0;
	enum line_kind beside;

	/* A bracketed date is that of a document, not of a paper. */
	if (l->first == '(' || nb_is_stop(l->last))
		return LINE_TEXT;
	if ((s.numbered || s.page) && s.others <= most)
		return LINE_STRONG;
	if (s.number && s.others == 0)
		return LINE_STRONG;
	/* "江东日报 2019/3/4", "要闻 03月04日 星期一 A02" */
	if ((s.date || s.numbered) && (s.others || s.paper) && s.rest == 0)
		return LINE_STRONG;
	if (s.date && s.others == 0)
		return LINE_DATE;
	beside = kind_beside(l, &s);
	if (beside != LINE_TEXT)
		return beside;
	if (is_name(l) || is_edition(l))
		return LINE_NAME;
	return l->count <= NB_IMPRINT_SHORT && !has_marks(l) ? LINE_SHORT
							     : LINE_TEXT;
}

/* Is the line the name of a section alone, or the number of a page? */
static bool is_section(const struct line *l)
{
	return nb_imprint_section(l->s) == l->len ||
	       nb_imprint_page(l->s) == l->len;
}

/*
 * Does the page begin with the name of a section and nothing else of a
 * masthead? Words of two characters may be heads themselves, and so may what is
 * over text.
 */
static bool begins_with_section(const char *text, const struct nb_unit *units,
				size_t count)
{
	struct line line, next;

	return count > 1 && take_line(text, &units[0], &line) &&
	       is_section(&line) && line.count >= SECTION_LEAST &&
	       take_line(text, &units[1], &next) && !nb_is_stop(next.last);
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
			/* The section, or the number of the page. */
			if (n == i && (strong || (name && date)) &&
			    is_section(&line))
				n = i + 1;
			else if (++shorts > 1)
				break;
			continue;
		}
		if (kind == LINE_BETWEEN || kind == LINE_AFTER) {
			if (kind == LINE_AFTER && n == i && strong)
				n = i + 1;
			continue;
		}
		strong |= kind == LINE_STRONG;
		name |= kind == LINE_NAME;
		date |= kind == LINE_DATE;
		n = i + 1;
	}
	if (strong || (name && date))
		return n;
	return begins_with_section(text, units, count);
}

/* The number of sections of which a line consists, with marks between; 0 if it
 * has other words. */
static size_t count_sections(const struct line *l)
{
	size_t at = 0, count = 0, n;

	while ((n = nb_imprint_section(l->s + at)) != 0) {
		count++;
		at += n;
		if (at == l->len)
			return count;
		n = nb_imprint_joint(l->s + at);
		if (!n)
			return 0;
		at += n;
	}
	return 0;
}

/* Is it the number of a page, 第3版 or 03版, with a section or none? */
static bool is_numbered_page(const struct line *l)
{
	static const char *const first[] = {"第", NULL};
	static const char *const page[] = {"版", NULL};
	size_t at = nb_clause_word(l->s, first), n;

	n = at ? nb_imprint_number(l->s + at) : nb_imprint_page(l->s);
	at += n;
	n = n ? nb_clause_word(l->s + at, page) : 0;
	if (!n)
		return false;
	at += n;
	at += nb_imprint_joint(l->s + at);
	return at == l->len || nb_imprint_section(l->s + at) == l->len - at;
}

bool nb_masthead_inside(const char *text, const struct nb_unit *unit)
{
	static const char *const editors[] = {
		"本版编辑", "本版編輯",	    "本版责编", "本版責編",
		"本版美编", "本版责任编辑", NULL};
	struct line l;
	size_t sections;

	if (unit->len > 4 * LINE_MOST || !take_line(text, unit, &l))
		return false;
	sections = count_sections(&l);
	/* A notice has a title like one. */
	return sections > 1 ||
	       (sections && l.count >= SECTION_LEAST &&
		!nb_is_notice(text, unit)) ||
	       is_numbered_page(&l) ||
	       (nb_clause_word(l.s, editors) && !nb_is_stop(l.last));
}

enum nb_masthead_line nb_masthead_dated(const char *line, size_t len,
					bool dated)
{
	struct nb_unit u = {.offset = 0, .len = len};
	struct line l;

	if (!take_line(line, &u, &l))
		return NB_MASTHEAD_NONE;
	switch (kind_of(&l, dated)) {
	case LINE_STRONG:
		return NB_MASTHEAD_LINE;
	case LINE_DATE:
		return NB_MASTHEAD_DATE;
	case LINE_TEXT:
	case LINE_SHORT:
	case LINE_BETWEEN:
	case LINE_AFTER:
	case LINE_NAME:
		break;
	}
	return NB_MASTHEAD_NONE;
}
