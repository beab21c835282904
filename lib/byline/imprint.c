/* SPDX-License-Identifier: Apache-2.0 */
/* Words and numbers in lines about the paper itself (imprint.h). */
#include "byline/imprint.h"
#include "byline/clause.h"

#include <stdint.h>
#include <string.h>

/* The length of the number of one character at p, or 0. */
static size_t digit_at(const char *p)
{
	static const char *const numbers[] = {
		"〇", "零", "○",  "一", "二", "三", "四", "五", "六", "七",
		"八", "九", "十", "百", "千", "廿", "卅", "元", "初", "0",
		"1",  "2",  "3",  "4",	"5",  "6",  "7",  "8",	"9",  NULL};

	return nb_clause_word(p, numbers);
}

/* Words that a line about the paper begins with; and others that do so if a
 * colon follows, since heads begin with them, too. */
static const char *const paper_words[] = {
	"责任编辑", "責任編輯", "责编",	    "HTTP",	"http",
	"www.",	    "本版编辑", "本版編輯", "本版责编", "本版責編",
	"本版美编", "本版校对", NULL};
static const char *const labels[] = {
	"版式",	    "组版",	"编辑",	    "編輯",	"主编",	    "主編",
	"美编",	    "版面",	"校对",	    "校對",	"值班",	    "主管",
	"主办",	    "主辦",	"出版",	    "社址",	"社长",	    "社長",
	"发行",	    "發行",	"发行人",   "發行人",	"电话",	    "電話",
	"网址",	    "邮编",	"邮箱",	    "地址",	"Email",    "E-mail",
	"本报网址", "本报地址", "本报电话", "本报邮箱", "新闻热线", "热线电话",
	"客户端",   "主管单位", "主办单位", "出版单位", NULL};
/* Sections of which a line of its own may consist. */
static const char *const sections[] = {
	"要闻",	    "要聞",	"头版",	    "综合",	"国内",	    "国际",
	"國內",	    "國際",	"经济",	    "文化",	"教育",	    "体育",
	"副刊",	    "广告",	"时事",	    "社会",	"理论",	    "科技",
	"文艺",	    "评论",	"专版",	    "专刊",	"国内新闻", "国际新闻",
	"本市新闻", "地方新闻", "综合新闻", "本地新闻", "社会新闻", "经济新闻",
	"經濟",	    "體育",	"廣告",	    "時事",	"社會",	    "本埠",
	"时政",	    "財經",	"财经",	    "民生",	"健康",	    "法治",
	"三农",	    "本地",	"社区",	    "都市",	"专题",	    "军事",
	"旅游",	    "娱乐",	"文娱",	    "时评",	"公益广告", "本市新聞",
	"本埠新聞", "地方新聞", "電訊",	    "省聞",	NULL};

size_t nb_imprint_number(const char *p)
{
	size_t n, len = 0;

	while ((n = digit_at(p + len)) != 0)
		len += n;
	return len;
}

bool nb_imprint_numbered(const char *p, const char *const *ends)
{
	static const char *const first[] = {"第", NULL};
	size_t at = nb_clause_word(p, first);
	size_t n = at ? nb_imprint_number(p + at) : 0;

	return n && nb_clause_word(p + at + n, ends);
}

size_t nb_imprint_arabic(const char *p)
{
	return strspn(p, "0123456789");
}

size_t nb_imprint_sexagenary(const char *p)
{
	static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", "己",
					    "庚", "辛", "壬", "癸", NULL};
	static const char *const branches[] = {"子", "丑", "寅", "卯", "辰",
					       "巳", "午", "未", "申", "酉",
					       "戌", "亥", NULL};
	size_t stem = nb_clause_word(p, stems);
	size_t branch = stem ? nb_clause_word(p + stem, branches) : 0;

	return branch && strncmp(p + stem + branch, "年", 3) == 0
		       ? stem + branch
		       : 0;
}

size_t nb_imprint_paper(const char *p)
{
	static const char *const ends[] = {
		"日报", "晚报", "早报", "晨报", "时报", "商报", "日報", "晚報",
		"晨報", "時報", "新报", "新報", "快报", "周报", NULL};
	static const char *const opens[] = {"《", "〈", "“", NULL};
	static const char *const closes[] = {"》", "〉", "”", NULL};
	size_t at = nb_clause_word(p, opens), count = 0;

	while (p[at] && count++ < NB_PAPER_NAME_MOST) {
		size_t n = nb_clause_word(p + at, ends);

		if (n && count > 1) {
			at += n;
			return at + nb_clause_word(p + at, closes);
		}
		at += nb_clause_step(p + at);
	}
	return 0;
}

size_t nb_imprint_labelled(const char *p)
{
	static const char *const marks[] = {":", "/", NULL};
	size_t n = nb_clause_word(p, labels), k;

	if (!n)
		n = nb_clause_word(p, paper_words);
	k = n ? nb_clause_word(p + n, marks) : 0;
	if (!k)
		return 0;
	n += k;
	for (k = 0; k < NB_IMPRINT_SHORT && (uint8_t)p[n] >= 0xe4 &&
		    !nb_clause_word(p + n, labels) &&
		    !nb_clause_word(p + n, paper_words);
	     k++)
		n += nb_clause_step(p + n);
	return n + strspn(p + n, "0123456789-@.");
}

size_t nb_imprint_latin(const char *p)
{
	size_t n = 0;

	while ((p[n] >= 'A' && p[n] <= 'Z') || (p[n] >= 'a' && p[n] <= 'z'))
		n++;
	return n > NB_IMPRINT_SHORT ? n : 0;
}

bool nb_imprint_numeric_date(const char *p)
{
	size_t month, day;
	char mark;

	if (nb_imprint_arabic(p) != 4)
		return false;
	mark = p[4];
	if (!mark || !strchr("-./", mark))
		return false;
	month = nb_imprint_arabic(p + 5);
	if (month < 1 || month > 2 || p[5 + month] != mark)
		return false;
	day = nb_imprint_arabic(p + 6 + month);
	return day == 1 || day == 2;
}

size_t nb_imprint_page(const char *p)
{
	size_t letter = *p >= 'A' && *p <= 'Z',
	       n = nb_imprint_arabic(p + letter);

	return n >= 1 && n <= 3 ? letter + n : 0;
}

size_t nb_imprint_joint(const char *p)
{
	size_t n = 0, k;

	do {
		k = strspn(p + n, "-/.|:");
		k += strncmp(p + n + k, "·", 2) == 0 ? 2 : 0;
		n += k;
	} while (k);
	return n;
}

bool nb_imprint_counts_pages(const char *p)
{
	static const char *const today[] = {"今日", "今天", "本期",
					    "共",   "出",   NULL};
	size_t at = nb_clause_word(p, today),
	       n = at ? nb_imprint_number(p + at) : 0;

	return n && strncmp(p + at + n, "版", 3) == 0;
}

size_t nb_imprint_section(const char *p)
{
	return nb_clause_word(p, sections);
}

bool nb_imprint_about(const char *p)
{
	size_t label = nb_clause_word(p, labels);

	return nb_clause_word(p, paper_words) || (label && p[label] == ':');
}
