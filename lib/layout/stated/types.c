/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the types of parts mean (types.h).
 *
 * There is no list that all writers of METS and ALTO files keep to. The table
 * has those of docWorks and of libraries that use it, and what others call the
 * same. Capitals, spaces, hyphens and underscores do not count.
 */
#include "layout/stated/types.h"

#include <string.h>

#define CONTAINER(type)                                    \
	{                                                  \
		type, NB_DIV_CONTAINER, 0, NB_SAID_NOTHING \
	}
#define ITEM(type, kind)                                           \
	{                                                          \
		type, NB_DIV_ITEM, NB_SAID_##kind, NB_SAID_NOTHING \
	}
/* The text of a picture is its caption. */
#define PICTURE(type)                                             \
	{                                                         \
		type, NB_DIV_ITEM, NB_SAID_PHOTO, NB_SAID_CAPTION \
	}
#define PART(type, said)                             \
	{                                            \
		type, NB_DIV_PART, 0, NB_SAID_##said \
	}

static const struct {
	const char *type;
	enum nb_div_class class;
	enum nb_said_kind kind;
	enum nb_said said;
} types[] = {
	CONTAINER("newspaper"),
	CONTAINER("periodical"),
	CONTAINER("journal"),
	CONTAINER("magazine"),
	CONTAINER("year"),
	CONTAINER("month"),
	CONTAINER("day"),
	CONTAINER("volume"),
	CONTAINER("issue"),
	CONTAINER("supplement"),
	CONTAINER("section"),
	CONTAINER("content"),
	CONTAINER("contents"),
	CONTAINER("main"),
	CONTAINER("pages"),
	CONTAINER("page"),
	CONTAINER("titlesection"),
	CONTAINER("masthead"),
	CONTAINER("frontmatter"),
	CONTAINER("backmatter"),
	CONTAINER("advertisements"),
	ITEM("article", ARTICLE),
	ITEM("news", ARTICLE),
	ITEM("newsarticle", ARTICLE),
	ITEM("editorial", ARTICLE),
	ITEM("letter", ARTICLE),
	ITEM("interview", ARTICLE),
	ITEM("review", ARTICLE),
	ITEM("feuilleton", ARTICLE),
	ITEM("serial", ARTICLE),
	ITEM("poem", ARTICLE),
	ITEM("obituary", ARTICLE),
	PICTURE("illustration"),
	PICTURE("picture"),
	PICTURE("photo"),
	PICTURE("photograph"),
	PICTURE("image"),
	PICTURE("cartoon"),
	PICTURE("map"),
	PICTURE("ornament"),
	ITEM("advertisement", NOTICE),
	ITEM("advert", NOTICE),
	ITEM("ad", NOTICE),
	ITEM("classifiedad", NOTICE),
	ITEM("freead", NOTICE),
	ITEM("classifieds", NOTICE),
	ITEM("notice", NOTICE),
	ITEM("deathnotice", NOTICE),
	ITEM("birthnotice", NOTICE),
	ITEM("familynotice", NOTICE),
	ITEM("announcement", NOTICE),
	ITEM("weather", NOTICE),
	ITEM("impressum", NOTICE),
	ITEM("imprint", NOTICE),
	ITEM("classified", NOTICE),
	ITEM("classifiedads", NOTICE),
	ITEM("displayad", NOTICE),
	ITEM("legalnotice", NOTICE),
	ITEM("publicnotice", NOTICE),
	ITEM("广告", NOTICE),
	ITEM("廣告", NOTICE),
	ITEM("启事", NOTICE),
	ITEM("啟事", NOTICE),
	ITEM("公告", NOTICE),
	ITEM("通知", NOTICE),
	ITEM("天气", NOTICE),
	ITEM("newsitem", ARTICLE),
	ITEM("story", ARTICLE),
	ITEM("文章", ARTICLE),
	ITEM("新闻", ARTICLE),
	ITEM("新聞", ARTICLE),
	ITEM("报道", ARTICLE),
	ITEM("報道", ARTICLE),
	ITEM("消息", ARTICLE),
	ITEM("社论", ARTICLE),
	ITEM("社論", ARTICLE),
	ITEM("评论", ARTICLE),
	ITEM("評論", ARTICLE),
	PICTURE("图片"),
	PICTURE("圖片"),
	PICTURE("照片"),
	PICTURE("插图"),
	PICTURE("插圖"),
	PICTURE("漫画"),
	PICTURE("漫畫"),
	CONTAINER("报纸"),
	CONTAINER("報紙"),
	CONTAINER("期"),
	CONTAINER("版"),
	CONTAINER("版面"),
	CONTAINER("报头"),
	CONTAINER("報頭"),
	PART("标题", HEAD),
	PART("標題", HEAD),
	PART("主题", MAIN),
	PART("主題", MAIN),
	PART("主标题", MAIN),
	PART("副题", SUB),
	PART("副題", SUB),
	PART("副标题", SUB),
	PART("引题", KICKER),
	PART("引題", KICKER),
	PART("肩题", KICKER),
	PART("小标题", CROSSHEAD),
	PART("小標題", CROSSHEAD),
	PART("栏目", COLUMN),
	PART("欄目", COLUMN),
	PART("作者", BYLINE),
	PART("署名", BYLINE),
	PART("图片说明", CAPTION),
	PART("圖片說明", CAPTION),
	PART("图说", CAPTION),
	PART("段落", PARAGRAPH),
	PART("正文", BODY),
	PART("heading", HEAD),
	PART("headline", HEAD),
	PART("head", HEAD),
	PART("title", MAIN),
	PART("maintitle", MAIN),
	PART("mainheadline", MAIN),
	PART("subtitle", SUB),
	PART("subheadline", SUB),
	PART("deck", SUB),
	PART("overline", KICKER),
	PART("kicker", KICKER),
	PART("pretitle", KICKER),
	PART("supertitle", KICKER),
	PART("overtitle", KICKER),
	PART("rooftitle", KICKER),
	PART("column", COLUMN),
	PART("rubric", COLUMN),
	PART("crosshead", CROSSHEAD),
	PART("crossheading", CROSSHEAD),
	PART("subheading", CROSSHEAD),
	PART("intertitle", CROSSHEAD),
	PART("byline", BYLINE),
	PART("author", BYLINE),
	PART("authors", BYLINE),
	PART("caption", CAPTION),
	PART("legend", CAPTION),
	PART("credit", CREDIT),
	PART("photocredit", CREDIT),
	PART("photographer", CREDIT),
	PART("paragraph", PARAGRAPH),
	PART("lead", PARAGRAPH),
	PART("leadparagraph", PARAGRAPH),
	PART("body", BODY),
	PART("bodycontent", BODY),
	PART("text", NOTHING),
	PART("textblock", NOTHING),
	PART("block", NOTHING),
	PART("line", NOTHING),
	PART("table", NOTHING),
	PART("list", NOTHING),
	PART("pageheader", APART),
	PART("runninghead", APART),
	PART("pagefooter", APART),
	PART("pagenumber", APART),
};

/* The letters of a type in lower case, of which at most n - 1 are kept. */
static void plain(const char *type, size_t len, char *out, size_t n)
{
	size_t i = 0, at;

	for (at = 0; at < len && i + 1 < n; at++) {
		char c = type[at];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if (c != ' ' && c != '_' && c != '-')
			out[i++] = c;
	}
	out[i] = '\0';
}

bool nb_type_find(const char *type, size_t len, struct nb_type *found)
{
	char name[32];
	size_t i;

	*found = (struct nb_type){.class = NB_DIV_UNKNOWN};
	plain(type, len, name, sizeof(name));
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].type, name) != 0)
			continue;
		*found = (struct nb_type){types[i].class, types[i].kind,
					  types[i].said};
		return true;
	}
	return false;
}
