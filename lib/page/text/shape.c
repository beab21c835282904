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

uint32_t nb_fold_wide(uint32_t cp)
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

/* Of digits and letters, in runs. */
#define HALF_4(c)                                           \
	[c] = NB_IS_HALF_WIDE, [(c) + 1] = NB_IS_HALF_WIDE, \
	[(c) + 2] = NB_IS_HALF_WIDE, [(c) + 3] = NB_IS_HALF_WIDE
#define HALF_26(c)                                                     \
	HALF_4(c), HALF_4((c) + 4), HALF_4((c) + 8), HALF_4((c) + 12), \
		HALF_4((c) + 16), HALF_4((c) + 20),                    \
		[(c) + 24] = NB_IS_HALF_WIDE, [(c) + 25] = NB_IS_HALF_WIDE

const uint8_t nb_marks_ascii[2 * NB_MARKS_PART] = {
	HALF_26('A'),
	HALF_26('a'),
	HALF_4('0'),
	HALF_4('4'),
	['8'] = NB_IS_HALF_WIDE,
	['9'] = NB_IS_HALF_WIDE,
	[' '] = NB_IS_HALF_WIDE | NB_IS_SPACE,
	['?'] = NB_IS_STOP,
	['!'] = NB_IS_STOP,
	[','] = NB_IS_COMMA,
	[';'] = NB_IS_COMMA,
	[':'] = NB_IS_COMMA,
	['('] = NB_IS_OPEN,
	[')'] = NB_IS_CLOSE,
};

const uint8_t nb_marks_general[NB_MARKS_PART] = {
	[NB_ELLIPSIS - 0x2000] = NB_IS_STOP,
	[NB_LEFT_SINGLE_QUOTE - 0x2000] = NB_IS_OPEN,
	[NB_LEFT_DOUBLE_QUOTE - 0x2000] = NB_IS_OPEN,
	[NB_RIGHT_SINGLE_QUOTE - 0x2000] = NB_IS_CLOSE,
	[NB_RIGHT_DOUBLE_QUOTE - 0x2000] = NB_IS_CLOSE,
};

const uint8_t nb_marks_cjk[NB_MARKS_PART] = {
	[NB_IDEOGRAPHIC_SPACE - 0x3000] = NB_IS_SPACE,
	[NB_IDEOGRAPHIC_FULL_STOP - 0x3000] = NB_IS_STOP,
	[NB_IDEOGRAPHIC_COMMA - 0x3000] = NB_IS_COMMA,
	[NB_LEFT_DOUBLE_ANGLE - 0x3000] = NB_IS_OPEN,
	[NB_LEFT_CORNER - 0x3000] = NB_IS_OPEN,
	[NB_LEFT_WHITE_CORNER - 0x3000] = NB_IS_OPEN,
	[NB_LEFT_LENTICULAR - 0x3000] = NB_IS_OPEN,
	[NB_LEFT_TORTOISE_SHELL - 0x3000] = NB_IS_OPEN,
	[NB_RIGHT_DOUBLE_ANGLE - 0x3000] = NB_IS_CLOSE,
	[NB_RIGHT_CORNER - 0x3000] = NB_IS_CLOSE,
	[NB_RIGHT_WHITE_CORNER - 0x3000] = NB_IS_CLOSE,
	[NB_RIGHT_LENTICULAR - 0x3000] = NB_IS_CLOSE,
	[NB_RIGHT_TORTOISE_SHELL - 0x3000] = NB_IS_CLOSE,
};

/* Most texts differ in the first bytes, and a call would take longer. */
static bool begins_with(const char *s, size_t len, const char *with)
{
	while (*with && len && *s == *with) {
		s++;
		len--;
		with++;
	}
	return !*with;
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

/* Begin to fetch what nb_simple() will need: its table is larger than the
 * nearest cache. */
static void simple_soon(uint32_t cp)
{
	if (nb_is_common_han(cp))
		__builtin_prefetch(nb_simple_forms +
				   2 * (size_t)(cp - NB_HAN_FIRST));
}

/* Set the two characters at either end, as they stand there. */
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
	simple_soon(s->first);
	simple_soon(s->second);
	simple_soon(s->last);
	simple_soon(s->before_last);
}

/* Fold these characters. */
static void fold_ends(struct nb_shape *s)
{
	s->first = nb_simple(nb_fold(s->first));
	s->second = nb_simple(nb_fold(s->second));
	s->last = nb_simple(nb_fold(s->last));
	s->before_last = nb_simple(nb_fold(s->before_last));
}

/* Add a character, which is not a common Han character, to the sums. */
static inline void count_char(struct nb_shape *s, uint32_t c)
{
	unsigned classes = nb_char_classes(c);

	s->width += classes & NB_IS_HALF_WIDE ? 1 : 2;
	s->commas += (classes & NB_IS_COMMA) != 0;
	s->stops += (classes & NB_IS_STOP) != 0;
	s->open_quotes += (classes & NB_IS_OPEN) != 0;
	s->open_quotes -= (classes & NB_IS_CLOSE) != 0;
	s->spaces += (classes & NB_IS_SPACE) != 0;
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
		count_char(s, nb_fold(c));
	}
	s->width += 2 * han;
}

/* The number of ideographs before the first other character, if that is a
 * colon; else 0. */
static unsigned label_of(const char *text, size_t len)
{
	size_t at = 0;
	uint32_t c = 0;

	while (nb_begins_han(text + at, len - at))
		at += 3;
	if (at < len)
		(void)nb_utf8_next(text + at, len - at, &c);
	return nb_fold(c) == ':' ? (unsigned)(at / 3) : 0;
}

unsigned nb_shape_width(const char *text, size_t len)
{
	struct nb_shape s = {.width = 0};

	count_all(text, len, &s);
	return s.width;
}

void nb_shape_add(struct nb_shape *sums, const struct nb_shape *more)
{
	sums->width += more->width;
	sums->commas += more->commas;
	sums->stops += more->stops;
	sums->spaces += more->spaces;
	sums->open_quotes += more->open_quotes;
}

/* Set what follows from the sums and from find_ends(). */
static void look_at_ends(const char *text, size_t len, struct nb_shape *s)
{
	fold_ends(s);
	s->label = label_of(text, len);
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

void nb_shape_look_summed(const char *text, size_t len, struct nb_shape *s)
{
	find_ends(text, len, s);
	look_at_ends(text, len, s);
}

void nb_shape_look(const char *text, size_t len, struct nb_shape *s)
{
	memset(s, 0, sizeof(*s));
	find_ends(text, len, s);
	count_all(text, len, s);
	look_at_ends(text, len, s);
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
