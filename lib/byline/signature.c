/* SPDX-License-Identifier: Apache-2.0 */
/* Who signs a letter or a notice (signature.h). */
#include "byline/signature.h"
#include "base/utf8.h"
#include "byline/clause.h"
#include "byline/imprint.h"
#include "byline/marks.h"

#include <string.h>

/* Bytes of the name of a body of people: twenty ideographs; and of a day. */
#define BODY_BYTES 60u
#define DAY_BYTES 48u

/* What the name of a body of people, or of those who belong to it, ends with.
 */
static const char bodies[] = "社局厂廠司委部院会會校店处處行"
			     "系团團队隊站馆館所府厅廳学學室组組关關";
static const char members[] = "工人仁员員生";

/* Do the first `len` bytes at s, after a character, say to whom something is
 * done: 患儿向医生? */
static bool is_done_to(const char *s, size_t len)
{
	static const char *const to[] = {"向", "给", "給", "朝", "对",
					 "對", "为", "為", NULL};
	size_t at = 0;
	uint32_t c;

	while (at < len) {
		if (at && nb_clause_word_of(s + at, len - at, to))
			return true;
		at += nb_utf8_next(s + at, len - at, &c);
	}
	return false;
}

bool nb_is_signature(const char *text, const struct nb_unit *unit)
{
	static const char bow[] = "鞠躬";
	static const char *const words[] = {
		"敬贺", "同贺", "谨贺", "仝贺", "恭贺", "敬启", "谨启", "同启",
		"仝启", "敬上", "谨上", "谨识", "敬挽", "同挽", "鞠躬", "敬賀",
		"同賀", "謹賀", "仝賀", "恭賀", "敬啟", "謹啟", "同啟", "仝啟",
		"敬啓", "謹啓", "同啓", "仝啓", "謹上", "謹識", "敬輓", "同輓"};
	const char *s = text + unit->offset;
	struct nb_unit who = *unit;
	uint32_t cp;
	size_t i, n;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		n = strlen(words[i]);
		if (unit->len <= n ||
		    memcmp(s + unit->len - n, words[i], n) != 0)
			continue;
		who.len -= n;
		if (strcmp(words[i], bow) == 0 && is_done_to(s, who.len))
			return false;
		do
			n = nb_utf8_prev(s, who.len, &cp);
		while (nb_is_space(cp) && (who.len -= n) != 0);
		if (!who.len)
			return false;
		return nb_clause_one_of(s + who.len - n, n, bodies) ||
		       nb_clause_one_of(s + who.len - n, n, members) ||
		       nb_marks_name(text, &who);
	}
	return false;
}

bool nb_is_sender(const char *text, const struct nb_unit *unit)
{
	static const char places[] = "省市县縣区區州镇鎮乡鄉村";
	static const char *const readers[] = {"读者", "讀者", NULL};
	const char *s = text + unit->offset;
	size_t reader = nb_clause_word_of(s, unit->len, readers), at = reader;
	size_t step = 0, last = 0;
	struct nb_unit who;
	uint32_t c = 0;

	while (at < unit->len) {
		step = nb_utf8_next(s + at, unit->len - at, &c);
		if (!nb_is_common_han(c))
			break;
		last = step;
		at += step;
	}
	if (!nb_is_space(c) || at == unit->len)
		return false;
	who = (struct nb_unit){.offset = unit->offset + at + step,
			       .len = unit->len - at - step};
	return ((reader && at == reader) ||
		nb_clause_one_of(s + at - last, last, places)) &&
	       nb_marks_name(text, &who);
}

bool nb_is_body(const char *text, const struct nb_unit *unit)
{
	const char *s = text + unit->offset;
	size_t at = 0, n = 0;
	uint32_t c;

	if (unit->len > BODY_BYTES)
		return false;
	while (at < unit->len) {
		n = nb_utf8_next(s + at, unit->len - at, &c);
		if (!nb_is_common_han(c) && !nb_is_space(c))
			return false;
		at += n;
	}
	return nb_clause_one_of(s + at - n, n, bodies);
}

/* The length of a day at p, as 2024年3月5日 or 三月五日; 0 if there is none. */
static size_t day_at(const char *p)
{
	static const char *const units[] = {"年", "月", "日"};
	size_t at = 0, unit, n;

	for (unit = 0; unit < 3; unit++) {
		n = nb_imprint_number(p + at);
		if (n && nb_clause_begins(p + at + n, units[unit]))
			at += n + strlen(units[unit]);
		else if (unit)
			return 0;
	}
	return at;
}

bool nb_is_day(const char *text, const struct nb_unit *unit)
{
	struct nb_clause c;
	size_t i, n = 0;

	if (unit->len > DAY_BYTES ||
	    !nb_clause_take(text, unit->offset, unit->offset + unit->len, &c))
		return false;
	/* 二〇二四年　三月　五日 */
	for (i = 0; i < c.len; i++)
		if (c.s[i] != ' ')
			c.s[n++] = c.s[i];
	c.s[n] = '\0';
	if (nb_imprint_numeric_date(c.s))
		return strspn(c.s, "0123456789-./") == n;
	return n && day_at(c.s) == n;
}
