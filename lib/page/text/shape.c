/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Describing a block (shape.h).
 *
 * Nearly all characters are common Han characters, which have a width and
 * nothing else. The loop over the text therefore counts them by their first two
 * bytes and decodes only the rest.
 */
#include "page/text/shape.h"
#include "base/embed.h"
#include "base/le.h"
#include "base/unicode.h"
#include "base/utf8.h"

#include <string.h>

/* In half em: 42 characters, the longest main head of two lines. */
#define HEAD_WIDTH 84u
/* In half em. A byline names a few persons, a credit one or two. */
#define BYLINE_WIDTH 80
#define CREDIT_WIDTH 60
/* Ideographs of a label. */
#define LABEL_LEAST 2u
#define LABEL_MOST 6u
/* Bytes at the start of a block in which a dateline stands: 20 characters. */
#define DATELINE_BYTES 60

/*
 * The simplified form of each character of the first block of ideographs, u16,
 * or 0 for those without another one. training/page/simple.py makes it.
 */
NB_EMBEDDED(uint8_t, nb_simple_forms);

uint32_t nb_fold(uint32_t cp)
{
	switch (cp) {
	case NB_FULLWIDTH_COMMA:
		return ',';
	case NB_FULLWIDTH_COLON:
		return ':';
	case NB_FULLWIDTH_SEMICOLON:
		return ';';
	case NB_FULLWIDTH_QUESTION:
		return '?';
	case NB_FULLWIDTH_EXCLAMATION:
		return '!';
	case NB_FULLWIDTH_LEFT_PAREN:
		return '(';
	case NB_FULLWIDTH_RIGHT_PAREN:
		return ')';
	default:
		return cp;
	}
}

uint32_t nb_simple(uint32_t cp)
{
	uint32_t form;

	if (cp < NB_HAN_FIRST || cp > NB_HAN_LAST)
		return cp;
	form = nb_le16(nb_simple_forms + 2 * (size_t)(cp - NB_HAN_FIRST));
	return form ? form : cp;
}

bool nb_half_wide(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == ' ';
}

bool nb_is_stop(uint32_t c)
{
	return c == NB_IDEOGRAPHIC_FULL_STOP || c == '?' || c == '!' ||
	       c == NB_ELLIPSIS || c == NB_FULLWIDTH_FULL_STOP ||
	       c == NB_HALFWIDTH_FULL_STOP;
}

bool nb_is_comma(uint32_t c)
{
	return c == ',' || c == NB_IDEOGRAPHIC_COMMA || c == ';' || c == ':';
}

bool nb_is_open(uint32_t c)
{
	return c == NB_LEFT_DOUBLE_QUOTE || c == NB_LEFT_SINGLE_QUOTE ||
	       c == '(' || c == NB_LEFT_DOUBLE_ANGLE || c == NB_LEFT_CORNER ||
	       c == NB_LEFT_WHITE_CORNER || c == NB_LEFT_LENTICULAR ||
	       c == NB_LEFT_TORTOISE_SHELL;
}

bool nb_is_close(uint32_t c)
{
	return c == NB_RIGHT_DOUBLE_QUOTE || c == NB_RIGHT_SINGLE_QUOTE ||
	       c == ')' || c == NB_RIGHT_DOUBLE_ANGLE || c == NB_RIGHT_CORNER ||
	       c == NB_RIGHT_WHITE_CORNER || c == NB_RIGHT_LENTICULAR ||
	       c == NB_RIGHT_TORTOISE_SHELL;
}

bool nb_is_tail(uint32_t c)
{
	return nb_is_stop(c) || nb_is_comma(c) || nb_is_close(c);
}

static bool begins_with(const char *s, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(s, with, n) == 0;
}

/* True if the text begins with one of the words of a list that ends in NULL. */
static bool begins_with_any(const char *s, size_t len, const char *const *list)
{
	for (; *list; list++)
		if (begins_with(s, len, *list))
			return true;
	return false;
}

/* Marks and words that only the first line of a block begins with. */
static const char *const marks[] = {"▲", "△",	   "▼",	    "◆",    "■", "●",
				    "★", "（记者", "(记者", "图为", NULL};

/* What a report has between its dateline and its text, in either script. */
static const char *const reporters[] = {
	"（记者",   "(记者",   "（本报记者", "(本报记者",  "（通讯员",
	"(通讯员",  "（記者",  "(記者",	     "（本報記者", "(本報記者",
	"（通訊員", "(通訊員", NULL};

/*
 * True if the text begins with a dateline: who reports ("本报", "新华社"), and
 * soon after it a word for the report ("电", "讯").
 */
static bool dateline(const char *s, size_t len)
{
	static const char *const who[] = {
		"本报",	  "本報",   "新华社", "新華社", "本台", "中新社",
		"【本報", "〔本報", "【本报", "〔本报", NULL};
	static const char *const reports[] = {"电",   "電",   "讯",  "訊",
					      "消息", "记者", "記者"};
	size_t near = len < DATELINE_BYTES ? len : DATELINE_BYTES, k, at;

	if (!begins_with_any(s, len, who))
		return false;
	/*
	 * The first character belongs to `who` and begins no word for a report.
	 */
	for (at = 3; at < near; at++)
		for (k = 0; k < sizeof(reports) / sizeof(reports[0]); k++)
			if (begins_with(s + at, len - at, reports[k]))
				return true;
	return false;
}

/*
 * False if neither marked() nor dateline() can be true of a text that begins
 * with this character. It saves the comparisons for most blocks.
 */
static bool may_open(uint32_t c)
{
	return !nb_is_common_han(c) || c == U'图' || c == U'本' || c == U'新' ||
	       c == U'中';
}

/* Add a character, which is not a common Han character, to the sums. */
static void count_char(struct nb_shape *s, uint32_t c)
{
	s->width += nb_half_wide(c) ? 1 : 2;
	s->commas += nb_is_comma(c);
	s->stops += nb_is_stop(c);
	s->open_quotes += nb_is_open(c);
	s->open_quotes -= nb_is_close(c);
	s->spaces += c == ' ' || c == NB_IDEOGRAPHIC_SPACE;
}

/* Set the two characters at either end. */
static void find_ends(const char *text, size_t len, struct nb_shape *s)
{
	size_t at = 0;

	if (len == 0)
		return;
	at = nb_utf8_next(text, len, &s->first);
	if (at < len)
		(void)nb_utf8_next(text + at, len - at, &s->second);
	at = len - nb_utf8_prev(text, len, &s->last);
	if (at > 0)
		(void)nb_utf8_prev(text, at, &s->before_last);
	s->first = nb_simple(nb_fold(s->first));
	s->second = nb_simple(nb_fold(s->second));
	s->last = nb_simple(nb_fold(s->last));
	s->before_last = nb_simple(nb_fold(s->before_last));
}

/* Add all characters to the sums. */
static void count_all(const char *text, size_t len, struct nb_shape *s)
{
	size_t at = 0;
	unsigned han = 0;
	uint32_t c = 0;

	while (at < len) {
		if (nb_begins_han(text + at, len - at)) {
			at += 3;
			han++;
			continue;
		}
		at += nb_utf8_next(text + at, len - at, &c);
		if (s->width == 0 && nb_fold(c) == ':')
			s->label = han;
		count_char(s, nb_fold(c));
	}
	s->width += 2 * han;
}

unsigned nb_shape_width(const char *text, size_t len)
{
	struct nb_shape s = {.width = 0};

	count_all(text, len, &s);
	return s.width;
}

void nb_shape_look(const char *text, size_t len, struct nb_shape *s)
{
	memset(s, 0, sizeof(*s));
	find_ends(text, len, s);
	count_all(text, len, s);
	s->byline = nb_is_middle_dot(s->first) && nb_is_middle_dot(s->last) &&
		    s->width <= BYLINE_WIDTH;
	s->credit = s->last == U'摄' && s->width <= CREDIT_WIDTH &&
		    !s->commas && !s->stops;
	if (!may_open(s->first))
		return;
	s->dateline = dateline(text, len);
	s->opens = s->dateline || begins_with_any(text, len, marks);
	s->dateline = s->dateline && len <= DATELINE_BYTES &&
		      (s->last == U'电' || s->last == U'讯');
	s->reporter = begins_with_any(text, len, reporters);
}

bool nb_shape_has_label(const struct nb_shape *s)
{
	return s->label >= LABEL_LEAST && s->label <= LABEL_MOST;
}

bool nb_shape_is_head(const struct nb_shape *s)
{
	if (s->byline || s->credit || s->opens || s->width > HEAD_WIDTH)
		return false;
	if (nb_is_comma(s->last) || s->last == NB_IDEOGRAPHIC_FULL_STOP ||
	    s->stops > 1)
		return false;
	/* A head may ask or exclaim, but only at its end. */
	return s->stops == 0 || s->last == '?' || s->last == '!';
}
