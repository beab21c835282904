/* SPDX-License-Identifier: Apache-2.0 */
#include "page/shape.h"
#include "base/utf8.h"

#include <string.h>

uint32_t nb_fold(uint32_t cp)
{
	switch (cp) {
	case 0xff0c:
		return ',';
	case 0xff1a:
		return ':';
	case 0xff1b:
		return ';';
	case 0xff1f:
		return '?';
	case 0xff01:
		return '!';
	case 0xff08:
		return '(';
	case 0xff09:
		return ')';
	default:
		return cp;
	}
}

bool nb_is_stop(uint32_t c)
{
	return c == 0x3002 || c == '?' || c == '!' || c == 0x2026 ||
	       c == 0xff0e || c == 0xff61;
}

bool nb_is_comma(uint32_t c)
{
	return c == ',' || c == 0x3001 || c == ';' || c == ':';
}

bool nb_is_open(uint32_t c)
{
	return c == 0x201c || c == 0x2018 || c == '(' || c == 0x300a ||
	       c == 0x300c || c == 0x300e || c == 0x3010 || c == 0x3014;
}

bool nb_is_close(uint32_t c)
{
	return c == 0x201d || c == 0x2019 || c == ')' || c == 0x300b ||
	       c == 0x300d || c == 0x300f || c == 0x3011 || c == 0x3015;
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

/* Beginnings that only the first line of a block has. */
static bool opens_block(const char *s, size_t len)
{
	static const char *const words[] = {
		"▲",	      "△",	"▼",	  "◆",	      "■",
		"●",	      "★",	"本报讯", "本报记者", "本报北京",
		"新华社北京", "（记者", "(记者",  "图为",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins_with(s, len, words[i]))
			return true;
	return false;
}

static bool middle_dot(uint32_t c)
{
	return c == 0xb7 || c == 0x30fb || c == 0x2022 || c == 0x2027;
}

static void count_char(struct nb_shape *s, uint32_t c)
{
	s->width += c < 0x80 && c > ' ' && !nb_is_tail(c) && c != '(' ? 1 : 2;
	s->commas += nb_is_comma(c);
	s->stops += nb_is_stop(c);
	s->open_quotes += nb_is_open(c);
	s->open_quotes -= nb_is_close(c);
}

void nb_shape_look(const char *text, size_t len, struct nb_shape *s)
{
	size_t at = 0;
	uint32_t c = 0;

	memset(s, 0, sizeof(*s));
	while (at < len) {
		at += nb_utf8_get(text + at, len - at, &c);
		c = nb_fold(c);
		if (!s->first)
			s->first = c;
		count_char(s, c);
		s->last = c;
	}
	s->byline =
		middle_dot(s->first) && middle_dot(s->last) && s->width <= 80;
	s->credit =
		s->last == 0x6444 && s->width <= 60 && !s->commas && !s->stops;
	s->opens = opens_block(text, len);
}
