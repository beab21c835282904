/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of notices and excerpts (notice.h). */
#include "byline/notice.h"
#include "byline/clause.h"

#include <string.h>

/* Bytes of the title of a notice: eight ideographs; and of a long one. */
#define NOTICE_BYTES 24u
#define ANNOUNCEMENT_BYTES 84u

/* Does a text end with one of some words? */
static bool ends_with(const char *s, size_t len, const char *const *words)
{
	for (; *words; words++) {
		size_t n = strlen(*words);

		if (len >= n && memcmp(s + len - n, *words, n) == 0)
			return true;
	}
	return false;
}

bool nb_is_notice(const char *text, const struct nb_unit *unit)
{
	/* Whole lines, and ends of short ones. */
	static const char *const lines[] = {
		"广告", "廣告", "启事", "啟事", "声明", "聲明", "讣告", "訃告",
		"鸣谢", "鳴謝", "招租", "招领", "招領", "征稿", "徵稿", "小启",
		"小啟", "小啓", "征婚", "徵婚", "招聘", "更正", NULL};
	static const char *const ends[] = {"启事",     "啟事",	   "遗失声明",
					   "作废声明", "遺失聲明", "作廢聲明",
					   "广告",     NULL};
	const char *s = text + unit->offset;

	return unit->len <= NOTICE_BYTES &&
	       (nb_clause_word_of(s, unit->len, lines) == unit->len ||
		ends_with(s, unit->len, ends));
}

/* Has the clause one of some words before byte `end`? */
static bool has_word(const struct nb_clause *c, size_t end,
		     const char *const *words)
{
	size_t at;

	for (at = 0; at < end; at += nb_clause_step(c->s + at))
		if (nb_clause_word(c->s + at, words))
			return true;
	return false;
}

bool nb_is_announcement(const char *text, const struct nb_unit *unit)
{
	static const char *const ends[] = {
		"启事",	    "啟事",	"公告",	    "通告",	"声明",
		"聲明",	    "工程招标", "项目招标", "采购招标", "施工招标",
		"监理招标", "设备招标", "服务招标", "物资招标", "工程招標",
		"項目招標", NULL};
	/* Who does something that makes news; states and their bodies, whose
	 * documents are articles; marks of sentences. */
	static const char *const others[] = {
		"发表",	    "發表",	"发布",	    "發布",   "發佈",
		"发出",	    "發出",	"发通",	    "发公",   "刊登",
		"张贴",	    "签署",	"簽署",	    "谴责",   "通过",
		"通過",	    "联合",	"聯合",	    "共同",   "就",
		"对",	    "對",	"外交部",   "国务院", "國務院",
		"中共中央", "人民代表", "中国政府", "共和国", "共和國",
		"治丧",	    "全国人大", "发言人",   ",",      ";",
		"。",	    "!",	"?",	    "“",      "一则",
		"一張",	    "一张",	"实行",	    "首次",   "启动",
		"开始",	    "举行",	NULL};
	struct nb_clause c;

	return unit->len <= ANNOUNCEMENT_BYTES &&
	       ends_with(text + unit->offset, unit->len, ends) &&
	       nb_clause_take(text, unit->offset, unit->offset + unit->len,
			      &c) &&
	       !has_word(&c, c.len, others);
}

bool nb_is_contact(const char *text, const struct nb_unit *unit)
{
	static const char *const labels[] = {
		"电话:", "電話:", "热线:", "熱線:",	"联系人:", "聯繫人:",
		"地址:", "传真:", "傳真:", "邮编:",	"邮箱:",   "手机:",
		"网址:", "網址:", "微信:", "联系方式:", NULL};
	struct nb_clause c;
	const char *colon;

	if (unit->len > NB_CLAUSE_MOST ||
	    !nb_clause_take(text, unit->offset, unit->offset + unit->len, &c))
		return false;
	colon = strchr(c.s, ':');
	return colon && colon - c.s <= (ptrdiff_t)NOTICE_BYTES &&
	       has_word(&c, (size_t)(colon - c.s), labels);
}

bool nb_is_source(const char *text, const struct nb_unit *unit)
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
