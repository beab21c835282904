/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of names (roll.h). */
#include "byline/roll.h"
#include "base/utf8.h"
#include "byline/alone.h"
#include "byline/clause.h"
#include "byline/names.h"
#include "page/text/shape.h"

#include <string.h>

/* Names of one line that are too many for a byline without roles, if other
 * lines of names follow. */
#define MANY_NAMES 3u
/* Bytes of the line over a list that has no colon: sixteen ideographs. */
#define TITLE_BYTES 48u

/* The length of the brackets at p, 何玉兰（女）; 0 if there are none. */
static size_t brackets_at(const char *p)
{
	const char *close = *p == '(' ? strchr(p, ')') : NULL;

	return close ? (size_t)(close - p) + 1 : 0;
}

/* Ideographs of the longest name, and of what somebody did behind it. */
#define RUN_MOST 12u

/* May a unit be names and nothing else? Most units are paragraphs, which a look
 * at both ends tells: to read all of one would take longer. */
static bool may_be_names(const char *text, const struct nb_unit *unit)
{
	const char *s = text + unit->offset;
	size_t at = 0;
	uint32_t last;

	if (unit->len > NB_CLAUSE_MOST || !nb_begins_han(s, unit->len))
		return false;
	(void)nb_utf8_prev(s, unit->len, &last);
	if (nb_is_stop(nb_fold(last)))
		return false;
	while (at / 3 <= RUN_MOST && nb_begins_han(s + at, unit->len - at))
		at += 3;
	return at / 3 <= RUN_MOST;
}

/* The number of names of a unit; 0 if it has something else. */
static size_t count_names(const char *text, const struct nb_unit *unit)
{
	static const char *const separators[] = {" ", "、", ",", NULL};
	struct nb_clause c;
	struct nb_name name;
	size_t at = 0, count = 0, apart = 1, n;

	if (!may_be_names(text, unit) ||
	    !nb_clause_take(text, unit->offset, unit->offset + unit->len, &c))
		return 0;
	for (; at < c.len; count++) {
		/* The end of a name may look like what somebody did: 周明文. */
		if (!apart || !nb_name_at(c.s + at, NB_NAME_ALONE, &name) ||
		    (name.act && !name.letter))
			return 0;
		at += name.len + name.act_len;
		at += brackets_at(c.s + at);
		apart = 0;
		for (; (n = nb_clause_word(c.s + at, separators)) != 0; at += n)
			apart = n;
	}
	/* One name by itself may be a word, as 水渠 is. */
	if (count == 1 && !nb_byline_alone(c.s, c.len))
		return 0;
	return count;
}

/* Has the clause one of some words? */
static bool has_word(const struct nb_clause *c, const char *const *words)
{
	size_t at;

	for (at = 0; at < c->len; at += nb_clause_step(c->s + at))
		if (nb_clause_word(c->s + at, words))
			return true;
	return false;
}

/* Does a unit announce a list of names? */
static bool announces(const char *text, const struct nb_unit *unit)
{
	/* Before a colon; and in a title. */
	static const char *const words[] = {
		"名单",	  "名單", "如下", "以下", "他们是", "她们是", "他們是",
		"分别是", "分別", "分别", "获奖", "獲獎",   "得奖",   "得獎",
		"等奖",	  "等獎", "当选", "當選", "入选",   "人员",   "人員",
		"表彰",	  "录取", "錄取", "中奖", "鸣谢",   NULL};
	static const char *const titles[] = {
		"名单",	  "名單",   "获奖者", "獲獎者", "光荣榜",
		"光榮榜", "英雄榜", "红榜",   "等奖",	"等獎",
		"得主",	  "优秀奖", NULL};
	struct nb_clause c;
	uint32_t cp;
	size_t n, from = unit->offset, to = unit->offset + unit->len;

	/* Of a paragraph, its end is enough. */
	for (; to - from > TITLE_BYTES; from += n)
		n = nb_utf8_next(text + from, to - from, &cp);
	(void)nb_clause_take(text, from, to, &c);
	if (c.len && c.s[c.len - 1] == ':')
		return has_word(&c, words);
	return from == unit->offset && has_word(&c, titles);
}

void nb_rolls_find(const char *text, const struct nb_unit *units, size_t count,
		   bool *rolls)
{
	size_t i = 0, k, names, most;

	while (i < count) {
		most = 0;
		for (k = i; k < count; k++) {
			names = count_names(text, &units[k]);
			if (!names)
				break;
			most = names > most ? names : most;
		}
		memset(rolls + i,
		       (k > i + 1 && most >= MANY_NAMES) ||
			       (k > i && i && announces(text, &units[i - 1])),
		       (k - i) * sizeof(*rolls));
		if (k < count)
			rolls[k] = false;
		i = k + 1;
	}
}
