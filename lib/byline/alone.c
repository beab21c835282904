/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names that stand alone (alone.h).
 *
 * Nothing around such a line tells that it is a name, and many words begin with
 * the character of a surname: 国务院, 马拉松. So the surname is a common one
 * here, and the line is none of the words that are known.
 */
#include "byline/alone.h"
#include "byline/clause.h"
#include "byline/names.h"
#include "byline/words.h"

#include <string.h>

/* More ideographs than a name has. */
#define NAME_MOST 8u

/* In simple and in traditional characters, without separators. Words begin with
 * most of the others: 国, 水, 文. */
static const char surnames[] =
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
	"肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
	"韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
	"莫孔向汤康施樊葛邢齐乔伍庞颜倪聂翟殷詹欧耿焦俞柳祝宁舒阮柯纪凌毕"
	"裴霍涂翁冉骆靳柴鲍喻祁蒲滕屈饶牟尤穆卓缪芦褚娄窦戚岑卜晏瞿佟臧闵"
	"苟邬栾隋刁寇甄虞巩佘邝苑鲁岳兰章萧阎張劉陳楊黃趙吳孫馬羅鄭謝許韓"
	"馮鄧葉蘇呂盧鐘鍾譚陸範賈韋鄒閆龍賀顧龔萬錢嚴湯齊喬龐顏聶歐紀畢塗"
	"駱鮑饒繆蘆婁竇閔鄔欒鞏鄺魯嶽蘭蕭閻"
	"宿奚湛狄濮扈郏浦阙晁辛蔺逄胥郜邰赖冼宓荀钮谌邸仝贲嵇裘郁";

/* Other words that begin with one of these. */
static const char *const words[] = {
	"黄河", "黄海",	  "黄山", "黄土", "黄金", "黄昏", "黄花",   "黄叶",
	"高考", "高原",	  "高峰", "高速", "高铁", "高质", "高温",   "高山",
	"高校", "高中",	  "高新", "高手", "高空", "马拉", "马路",   "马上",
	"马克", "马年",	  "金融", "金色", "金秋", "金牌", "金点",   "金沙",
	"金钥", "方向",	  "方案", "方法", "方寸", "方言", "江南",   "江湖",
	"江山", "江河",	  "江畔", "江边", "江上", "江海", "白云",   "白雪",
	"白色", "白发",	  "白衣", "雷雨", "雷锋", "田园", "田野",   "田间",
	"石头", "石油",	  "石榴", "龙舟", "龙年", "龙头", "龙灯",   "万里",
	"万家", "万物",	  "万事", "万水", "万年", "史记", "史诗",   "毛笔",
	"余生", "余音",	  "于是", "于无", "任务", "任何", "向前",   "向着",
	"向上", "向阳",	  "夏天", "夏日", "夏夜", "夏粮", "林业",   "林海",
	"林区", "叶子",	  "严冬", "武术", "汤圆", "孔子", "孟子",   "钟声",
	"钟表", "程序",	  "周末", "周年", "周刊", "孙子", "宁静",   "兰花",
	"章程", "纪念",	  "纪律", "纪实", "柳树", "柳絮", "胡同",   "胡杨",
	"汪洋", "何时",	  "何以", "何处", "何为", "许多", "曾经",   "段落",
	"卜算", "岳阳楼", "岳麓", "齐心", "齐鲁", "苏州", "苏绣",   "唐诗",
	"唐山", "宋词",	  "秦岭", "秦腔", "贺年", "贺岁", "贺兰",   "康复",
	"舒心", "顾客",	  "顾问", "石狮", "钱塘", "钱包", "严肃",   "严格",
	"黃河", "黃海",	  "黃山", "黃土", "黃金", "黃昏", "黃花",   "馬路",
	"馬上", "龍舟",	  "萬里", "萬家", "萬物", "萬事", "葉子",   "嚴冬",
	"許多", "蘇州",	  "紀念", "錢塘", "賀年", "高鐵", "东方红", "江苏",
	"江西", "江蘇",	  "程式", "白银", "汤泉", "金华", NULL};

/* What words end with and given names do not. */
static const char *const ends[] = {
	"院", "局", "部", "会", "站", "员", "者", "节", "表", "感", "质", "量",
	"率", "性", "县", "市", "省", "区", "乡", "镇", "村", "厅", "处", "科",
	"所", "厂", "校", "队", "组", "课", "盘", "谣", "记", "话", "题", "号",
	"赛", "會", "員", "節", "質", "縣", "區", "鄉", "鎮", "廳", "處", "廠",
	"隊", "組", "課", "盤", "謠", "記", "話", "題", "號", "賽", NULL};

/* Titles that are spaced as names are, and begin with a surname. */
static const char *const titles[] = {
	"贺 信", "賀 信", "贺 电", "賀 電", "贺 词", "賀 詞", "公 告",
	"公 报", "公 報", "公 约", "公 約", "通 知", "通 告", "通 报",
	"通 報", "通 讯", "通 訊", "简 介", "简 讯", "简 报", "時 評",
	"时 评", "时 讯", "文 摘", "文 献", "相 声", "成 语", NULL};

/* May a name that nothing parts, of `chars` ideographs, be one? It has `least`
 * at least. */
static bool is_person(const char *p, size_t chars, size_t least)
{
	size_t first = nb_clause_han(p);
	char surname[5] = "";

	if (chars < least || nb_clause_word(p, words) ||
	    nb_clause_word(p + nb_clause_bytes(p, chars - 1), ends))
		return false;
	memcpy(surname, p, first);
	return nb_byline_surname(p) == 2 || strstr(surnames, surname);
}

/* The length of the name at p, which has white space inside, or a common
 * surname and `least` ideographs with it; 0 if there is none. */
static size_t name_at(const char *p, size_t least)
{
	struct nb_name name;

	if (!nb_name_at(p, NB_NAME_ALONE, &name))
		return 0;
	return name.spaced || is_person(p, nb_clause_run(p, NAME_MOST), least)
		       ? name.len
		       : 0;
}

bool nb_byline_alone(const char *p, size_t len)
{
	return nb_clause_word(p, titles) != len && name_at(p, 3) == len;
}

bool nb_byline_marked(const char *p, size_t len)
{
	static const char *const marks[] = {"□", "■", "◇", "◆",
					    "○", "●", "◎", NULL};
	static const char *const separators[] = {" ", "、", ",", NULL};
	size_t at = nb_clause_word(p, marks), n = at;

	while (n) {
		at += nb_clause_word(p + at, separators);
		n = nb_clause_word(p + at, titles) ? 0 : name_at(p + at, 2);
		at += n;
		if (n && at == len)
			return true;
	}
	return false;
}
