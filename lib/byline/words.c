/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of bylines (words.h), of both scripts. Surnames are those of the
 * Hundred Family Surnames and of the registers of households: general
 * knowledge, not counted in any corpus.
 */
#include "byline/words.h"
#include "base/utf8.h"
#include "byline/clause.h"

#include <string.h>

const char *const nb_byline_persons[] = {
	"记者",	  "記者",     "通讯员",	  "通訊員",   "评论员",
	"評論員", "报道员",   "報道員",	  "作者",     "撰稿人",
	"特派员", "特派員",   "实习生",	  "采写记者", "摄影师",
	"攝影師", "文字记者", "摄影记者", NULL};
const char *const nb_byline_tasks[] = {
	"文",	 "文字",  "撰文",     "撰稿",	  "执笔",     "執筆",
	"采写",	 "採寫",  "采访",     "採訪",	  "整理",     "编译",
	"編譯",	 "翻译",  "翻譯",     "供稿",	  "文图",     "图文",
	"报道",	 "報道",  "编写",     "編寫",	  "译",	      "譯",
	"文/图", "图/文", "资料整理", "参与采写", "参与记者", "采写记者",
	NULL};
const char *const nb_byline_picture_tasks[] = {
	"图",	    "圖",	"摄影",	    "攝影", "摄",   "制图", "製圖",
	"本版制图", "本期制图", "绘图",	    "繪圖", "漫画", "漫畫", "供图",
	"供圖",	    "插图",	"插圖",	    "图片", "绘",   "图表", "摄像",
	"图表制作", "圖表製作", "图表设计", "制表", "製表", NULL};
const char *const nb_byline_other_tasks[] = {
	"责任编辑", "責任編輯", "责编",	    "責編", "编辑",
	"編輯",	    "本版编辑", "本版责编", "美编", "版式设计",
	"本版设计", "版式",	"校对",	    "校對", "设计",
	"統籌",	    "统筹",	"策划",	    "主编", "编审",
	"责任校对", "制片",	"监制",	    "视觉", NULL};
const char *const nb_byline_acts[] = {
	"摄影报道", "攝影報道", "采访整理", "書面採訪整理", "书面采访整理",
	"整理",	    "報道",	"报道",	    "采写",	    "採寫",
	"撰文",	    "撰写",	"编译",	    "編譯",	    "供稿",
	"综合报道", "参与采写", "采访",	    "執筆",	    "执笔",
	"文并摄",   "文并图",	"图文",	    "文/图",	    "图/文",
	"文",	    "编写",	"采写整理", "采编",	    "辑",
	"输",	    "参与采访", "参与报道", "译",	    NULL};
const char *const nb_byline_picture_acts[] = {
	"摄",	"攝",	"摄影", "攝影", "绘",	"繪", "绘图",
	"制图", "製圖", "供图", "供圖", "漫画", "图", "圖",
	"画",	"作",	"作图", "拍摄", NULL};
const char *const nb_byline_agencies[] = {
	"新华社",   "新華社",	"新华网",   "本报",	"本報",	    "本刊",
	"本社",	    "本台",	"本网",	    "人民网",	"中新社",   "中新网",
	"中央社",   "路透社",	"法新社",   "美联社",	"美聯社",   "塔斯社",
	"合众社",   "人民视觉", "影像中国", "视觉中国", "资料图片", "資料圖片",
	"东方IC",   "人民图片", "新华社发", "中新社发", "新华社稿", "人民日报",
	"光明日报", "经济日报", "央视网",   "图片",	"均为",	    NULL};
const char *const nb_byline_before_persons[] = {
	"综合", "据",	"驻",	"特约", "特派", "见习", "实习",
	"首席", "采写", "摄影", "文字", "前方", "全媒", "融媒",
	"高级", "資深", "本文", "新闻", "新聞", "资深", "本市",
	"本版", "特約", "駐",	"見習", "图片", "体育", NULL};
const char *const nb_byline_no_name[] = {
	"的", "了", "在", "是", "我", "们", "你", "他", "她",
	"这", "那", "不", "被", "把", "都", "就", "说", "問",
	"问", "称", "查", "版", "们", "您", NULL};
const char *const nb_byline_no_foreign[] = {
	"和", "与", "有", "对", "从", "到", "看", "获", "报", "社", "网", "站",
	"部", "局", "县", "省", "区", "厅", "校", "员", "者", "第", "手", "访",
	"讯", "電", "电", "发", "及", "等", "为", "于", "其", "将", "则", "要",
	"可", "会", "新", "实", "现", "地", "近", "日", "从", "随", "前", "来",
	"走", "今", "昨", "观", "札", "见", "通", "调", "采", "探", "追", "述",
	"感", "论", "谈", "体", "帮", "节", "表", "示", "介", "绍", "露", "道",
	"学", "授", "家", "任", "长", "简", NULL};

/* The character at p; 0 at the end. */
static uint32_t first_of(const char *p)
{
	uint32_t c = 0;

	if (*p)
		(void)nb_utf8_next(p, nb_clause_step(p), &c);
	return c;
}

bool nb_byline_may_act(const char *p)
{
	switch (first_of(p)) {
	case U'书':
	case U'作':
	case U'供':
	case U'制':
	case U'参':
	case U'图':
	case U'圖':
	case U'執':
	case U'報':
	case U'执':
	case U'报':
	case U'拍':
	case U'採':
	case U'摄':
	case U'撰':
	case U'攝':
	case U'整':
	case U'文':
	case U'書':
	case U'漫':
	case U'画':
	case U'編':
	case U'繪':
	case U'绘':
	case U'综':
	case U'编':
	case U'製':
	case U'译':
	case U'辑':
	case U'输':
	case U'采':
		return true;
	default: /* any other */
		return false;
	}
}

bool nb_byline_may_person(const char *p)
{
	switch (first_of(p)) {
	case U'作':
	case U'報':
	case U'实':
	case U'报':
	case U'摄':
	case U'撰':
	case U'攝':
	case U'文':
	case U'特':
	case U'記':
	case U'評':
	case U'记':
	case U'评':
	case U'通':
	case U'采':
		return true;
	default: /* any other */
		return false;
	}
}

bool nb_byline_may_task(const char *p)
{
	switch (first_of(p)) {
	case U'主':
	case U'供':
	case U'制':
	case U'参':
	case U'图':
	case U'圖':
	case U'執':
	case U'報':
	case U'执':
	case U'报':
	case U'採':
	case U'插':
	case U'摄':
	case U'撰':
	case U'攝':
	case U'整':
	case U'文':
	case U'本':
	case U'校':
	case U'漫':
	case U'版':
	case U'监':
	case U'策':
	case U'統':
	case U'編':
	case U'繪':
	case U'绘':
	case U'统':
	case U'编':
	case U'美':
	case U'翻':
	case U'製':
	case U'视':
	case U'譯':
	case U'设':
	case U'译':
	case U'責':
	case U'责':
	case U'资':
	case U'采':
		return true;
	default: /* any other */
		return false;
	}
}

/* Simplified and traditional forms, without separators. */
static const char single_names[] =
	"赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢"
	"邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛"
	"雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵"
	"湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强"
	"贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房"
	"裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊甄曲"
	"家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫"
	"宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍"
	"赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿"
	"通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨"
	"居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛"
	"阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仝佟闫肖付"
	"代邸亓岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佟揭敬车鲜丛覃苑银臧才"
	"修门母禤原占初信由栗昂冼操矫杞展尉邝侍税粟漆尧郇鹿虢郄闪但邬泮官门战"
	"趙錢孫吳鄭馮陳衛蔣韓楊許呂張嚴華謝鄒竇雲蘇魯韋馬鳳費賀湯羅畢鄔樂時齊"
	"顧黃蕭貝計談龐紀項閔賈婁顏鍾駱萬盧應鄧單諸龔陸榮儲烏車寧欒厲劉葉龍賴"
	"蒼雙聞黨譚貢勞酈邊農溫莊閻連習廖終滿廣東歐師鞏聶簡饒養須關紅權";
static const char *const double_names[] = {
	"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方",
	"皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "司空", "夏侯",
	"端木", "南宫", "独孤", "宇文", "长孙", "轩辕", "闻人", "淳于",
	"单于", "申屠", "公羊", "西门", "拓跋", "呼延", NULL};

size_t nb_byline_surname(const char *p)
{
	char c[5] = "";
	size_t n = nb_clause_han(p);

	if (nb_clause_word(p, double_names))
		return 2;
	if (!n)
		return 0;
	memcpy(c, p, n);
	return strstr(single_names, c) ? 1 : 0;
}
